package ledger_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

func TestMain(m *testing.M) { harness.Main(m) }

// commit writes a fact to a customer as it now is.
func commit(w *harness.World, name, fact string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	l := &ledger.Ledger{Client: w.Kube, Live: w.Kube, Recorder: events.NewFakeRecorder(100), Clock: clock.RealClock{}}
	vc := w.Customer(name)
	require.NoError(w, l.Commit(w.Context, vc, lifecycle.Circumstances{}, func(_ context.Context, o v1alpha1.Verifiable) error {
		lifecycle.FactsOf(o.Verification()).ReconcileAt = fact
		return nil
	}))
	return vc
}

// factsOf reads the facts of a customer, with whatever there is.
func factsOf(w *harness.World, name string) map[string]any {
	w.Helper()
	u := &unstructured.Unstructured{}
	u.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("VerifiedCustomer"))
	require.NoError(w, w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, u))
	facts, _, err := unstructured.NestedMap(u.Object, "status", "facts")
	require.NoError(w, err)
	return facts
}

// learn has the API server know a field of facts that this operator does not.
func learn(w *harness.World, field string) {
	w.Helper()
	crd := &unstructured.Unstructured{}
	crd.SetGroupVersionKind(schema.GroupVersionKind{Group: "apiextensions.k8s.io", Version: "v1", Kind: "CustomResourceDefinition"})
	require.NoError(w, w.Kube.Get(w.Context, types.NamespacedName{Name: "verifiedcustomers.bonafide.dev"}, crd))
	versions, _, err := unstructured.NestedSlice(crd.Object, "spec", "versions")
	require.NoError(w, err)
	require.NoError(w, unstructured.SetNestedMap(versions[0].(map[string]any), map[string]any{"type": "string"},
		"schema", "openAPIV3Schema", "properties", "status", "properties", "facts", "properties", field))
	require.NoError(w, unstructured.SetNestedSlice(crd.Object, versions, "spec", "versions"))
	require.NoError(w, w.Kube.Update(w.Context, crd))
}

// While a newer operator takes the place of this one, both write. What the newer one noted and this one does not know
// stays; a status that this one knows in full is replaced.
func TestWhatANewerOperatorNotedStays(t *testing.T) {
	w := harness.NewWorld(t)
	w.Create(w.Person("jane", "Jane"))
	const field = "novelty"
	learn(w, field)
	note := func(format int) {
		w.Until("the field is kept", func() bool {
			body := []byte(`{"status": {"facts": {"` + field + `": "noted", "format": ` + string(rune('0'+format)) + `}}}`)
			err := w.Kube.Status().Patch(w.Context, w.Customer("jane"), client.RawPatch(types.MergePatchType, body))
			require.NoError(t, client.IgnoreNotFound(err)) // The API server sets up the kind anew.
			return err == nil && factsOf(w, "jane")[field] == "noted"
		})
	}
	note(v1alpha1.FactsFormat + 1)
	commit(w, "jane", "second")
	facts := factsOf(w, "jane")
	assert.Equal(t, "second", facts["reconcileAt"])
	assert.Equal(t, "noted", facts[field])
	assert.EqualValues(t, v1alpha1.FactsFormat+1, facts["format"], "nor is it called older")

	note(v1alpha1.FactsFormat)
	commit(w, "jane", "third")
	facts = factsOf(w, "jane")
	assert.Equal(t, "third", facts["reconcileAt"])
	assert.NotContains(t, facts, field)
}

// A write changes status, and nothing else of the object.
func TestAWriteIsOfStatusAlone(t *testing.T) {
	w := harness.NewWorld(t)
	jane := w.Person("jane", "Jane")
	jane.Annotations, jane.Labels = map[string]string{"told-by": "us"}, map[string]string{"team": "onboarding"}
	jane.Finalizers = []string{v1alpha1.Finalizer}
	w.Create(jane)
	before := w.Customer("jane")
	written := commit(w, "jane", "first")
	after := w.Customer("jane")
	assert.Equal(t, after, written, "the caller has the object as it was written")
	assert.Equal(t, "first", after.Status.Facts.ReconcileAt)
	assert.EqualValues(t, v1alpha1.FactsFormat, after.Status.Facts.Format)
	assert.NotEqual(t, before.ResourceVersion, after.ResourceVersion)
	require.Greater(t, len(after.ManagedFields), len(before.ManagedFields))
	assert.Subset(t, after.ManagedFields, before.ManagedFields, "whose the rest is stays as it was")
	after.Status, after.ManagedFields, after.ResourceVersion = before.Status, before.ManagedFields, before.ResourceVersion
	assert.Equal(t, before, after)
}

// A write holds the version that was read as its lock, whichever way it is made, and the identity of the object.
func TestAWriteIsLocked(t *testing.T) {
	w := harness.NewWorld(t)
	for name, format := range map[string]int32{"same": v1alpha1.FactsFormat, "newer": v1alpha1.FactsFormat + 1} {
		t.Run(name, func(t *testing.T) {
			w.Create(w.Person(name, "Jane"))
			vc := commit(w, name, "first")
			before := vc.DeepCopy()
			vc.Status.Facts.Format = format
			require.NoError(t, w.Kube.Status().Patch(w.Context, vc, client.MergeFrom(before)))
			stale := w.Customer(name)
			commit(w, name, "meanwhile")

			var conflicts conflictCounter
			l := &ledger.Ledger{Client: conflicts.of(w.Kube), Live: w.Kube, Recorder: events.NewFakeRecorder(100), Clock: clock.RealClock{}}
			var seen []string
			require.NoError(t, l.Commit(w.Context, stale, lifecycle.Circumstances{}, func(_ context.Context, o v1alpha1.Verifiable) error {
				seen = append(seen, o.Verification().Facts.ReconcileAt)
				o.Verification().Facts.ReconcileAt = "last"
				return nil
			}))
			assert.Equal(t, []string{"first", "meanwhile"}, seen, "it is read again, and derived again")
			assert.Equal(t, 1, conflicts.n)
			assert.Equal(t, "last", factsOf(w, name)["reconcileAt"])

			gone := w.Customer(name)
			w.Delete(&v1alpha1.VerifiedCustomer{}, name)
			w.UntilGone(name)
			w.Create(w.Person(name, "Jane"))
			err := l.Commit(w.Context, gone, lifecycle.Circumstances{}, func(_ context.Context, o v1alpha1.Verifiable) error {
				lifecycle.FactsOf(o.Verification()).ReconcileAt = "of another life"
				return nil
			})
			assert.ErrorContains(t, err, "created anew")
			assert.Empty(t, factsOf(w, name))
		})
	}
}

// conflictCounter counts the conflicts that a client's writes of status met.
type conflictCounter struct{ n int }

func (c *conflictCounter) of(next client.Client) client.Client { return countingClient{next, c} }

type countingClient struct {
	client.Client
	conflicts *conflictCounter
}

func (c countingClient) Status() client.SubResourceWriter {
	return countingWriter{c.Client.Status(), c.conflicts}
}

type countingWriter struct {
	client.SubResourceWriter
	conflicts *conflictCounter
}

func (w countingWriter) count(err error) error {
	if apierrors.IsConflict(err) {
		w.conflicts.n++
	}
	return err
}

func (w countingWriter) Update(ctx context.Context, o client.Object, options ...client.SubResourceUpdateOption) error {
	return w.count(w.SubResourceWriter.Update(ctx, o, options...))
}

func (w countingWriter) Patch(ctx context.Context, o client.Object, p client.Patch, options ...client.SubResourcePatchOption) error {
	return w.count(w.SubResourceWriter.Patch(ctx, o, p, options...))
}
