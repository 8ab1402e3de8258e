package statemachine

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// actor is who goes through one arrow: a customer, or an owner with a business of their own.
type actor struct {
	*harness.World
	kind kind
	// name of the object, and company that of an owner's business.
	name, company string
	// clock is the operator's.
	clock *harness.Clock
	// since is when the arrow's own events began.
	since time.Time
	// customerID is the provider's ID of the customer, also of an owner's.
	customerID string
	// who was applied, and handIns how many calls that hand in a package their manifests are worth, where
	// the provider takes packages. Documents may have to be sent so often anew.
	who           harness.Applicant
	handIns, anew int
}

// cast makes an actor of a world for one row. Where owners come with their business, it is the first of
// the two whom every business has.
func cast(t testing.TB, w *harness.World, clock *harness.Clock, k kind, row int) *actor {
	own := *w
	own.TB = t
	a := &actor{World: &own, kind: k, clock: clock, name: fmt.Sprintf("%s-%d", k, row)}
	switch {
	case k != owner:
	case w.Platform.Abilities().Packs:
		a.company = a.name
		a.name += "-olga"
	default:
		a.company = a.name + "-company"
	}
	return a
}

// customer is the name of the customer's object, also of an owner's.
func (a *actor) customer() string {
	if a.company != "" {
		return a.company
	}
	return a.name
}

// object reads what the arrow is about; nil once it is gone.
func (a *actor) object() v1alpha1.Verifiable {
	a.Helper()
	var o v1alpha1.Verifiable = &v1alpha1.VerifiedCustomer{}
	if a.company != "" {
		o = &v1alpha1.BeneficialOwner{}
	}
	err := a.Kube.Get(a.Context, types.NamespacedName{Namespace: a.Namespace, Name: a.name}, o)
	if apierrors.IsNotFound(err) {
		return nil
	}
	require.NoError(a, err)
	return o
}

// id is the provider's ID of the customer or owner.
func (a *actor) id() string {
	a.Helper()
	o := a.object()
	require.NotNil(a, o)
	return o.RemoteID()
}

// learnID notes the provider's ID of the customer, which is known wherever anybody stands.
func (a *actor) learnID() {
	a.Helper()
	a.customerID = a.Customer(a.customer()).Status.CustomerID
}

// await waits until the object is in a state, and all that a user sees of it says so.
func (a *actor) await(want state) {
	a.Helper()
	var differences []string
	if !harness.Poll(a.Context, patience, func() bool {
		differences = compare(a.object(), want)
		return len(differences) == 0
	}) {
		a.Fatalf("waited in vain until %s is %q: %v", a.name, want.name, differences)
	}
}

// change changes the object.
func (a *actor) change(change func(v1alpha1.Verifiable)) {
	a.Helper()
	o := a.object()
	require.NotNil(a, o)
	before := o.DeepCopyObject().(client.Object)
	change(o)
	require.NoError(a, a.Kube.Patch(a.Context, o, client.MergeFrom(before)))
}

// changeSpec changes a customer's spec.
func (a *actor) changeSpec(change func(*v1alpha1.VerifiedCustomerSpec)) {
	a.Helper()
	a.change(func(o v1alpha1.Verifiable) { change(&o.(*v1alpha1.VerifiedCustomer).Spec) })
}

// changeOwner changes an owner's spec.
func (a *actor) changeOwner(change func(*v1alpha1.BeneficialOwnerSpec)) {
	a.Helper()
	a.change(func(o v1alpha1.Verifiable) { change(&o.(*v1alpha1.BeneficialOwner).Spec) })
}

var asked atomic.Int64

// ask has the operator look at the object now, as a user asks for it; see untilAnswered.
func (a *actor) ask() string {
	a.Helper()
	value := fmt.Sprint("asked-", asked.Add(1))
	a.change(func(o v1alpha1.Verifiable) {
		annotations := o.GetAnnotations()
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[v1alpha1.AnnotationReconcileAt] = value
		o.SetAnnotations(annotations)
	})
	return value
}

// untilAnswered waits until the operator has looked, because of ask.
func (a *actor) untilAnswered(value string) {
	a.Helper()
	a.Until(a.name+" was looked at", func() bool {
		o := a.object()
		return o != nil && o.Verification().Facts != nil && o.Verification().Facts.ReconcileAt == value
	})
}

// createFile puts a file into a Secret, with bytes that no other file has.
func (a *actor) createFile(secret string) {
	a.Helper()
	s := &corev1.Secret{Data: map[string][]byte{"front.png": []byte("\x89PNG\r\n\x1a\n" + secret + a.Namespace)}}
	s.Name = secret
	a.Create(s)
}

// review decides on the newest document, as Dwolla's staff does.
func (a *actor) review(r controlapi.Review) {
	a.Helper()
	var all []controlapi.Document
	if a.company != "" {
		truth, err := a.Control.Owner(a.Context, a.id())
		require.NoError(a, err)
		all = truth.Documents
	} else {
		all = a.Truth(a.id()).Documents
	}
	require.NotEmpty(a, all)
	_, err := a.Control.ReviewDocument(a.Context, all[len(all)-1].ID, r)
	require.NoError(a, err)
}
