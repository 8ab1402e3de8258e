package harness

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/stretchr/testify/require"
	eventsv1 "k8s.io/api/events/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

var touches atomic.Int64

// Ask sets the annotation that asks the operator to look at a customer now, and returns its value.
func (w *World) Ask(name string) string {
	w.Helper()
	value := fmt.Sprintf("touch-%d", touches.Add(1))
	w.Change(name, func(vc *v1alpha1.VerifiedCustomer) {
		if vc.Annotations == nil {
			vc.Annotations = map[string]string{}
		}
		vc.Annotations[v1alpha1.AnnotationReconcileAt] = value
	})
	return value
}

// AskIfThere asks for a look at a customer that may be gone by now.
func (w *World) AskIfThere(name string) {
	w.Helper()
	vc := &v1alpha1.VerifiedCustomer{}
	vc.Namespace, vc.Name = w.Namespace, name
	value := fmt.Sprintf(`{"metadata":{"annotations":{%q:"touch-%d"}}}`, v1alpha1.AnnotationReconcileAt, touches.Add(1))
	err := w.Kube.Patch(w.Context, vc, client.RawPatch(types.MergePatchType, []byte(value)))
	require.NoError(w, client.IgnoreNotFound(err))
}

// Touch has the operator look at a customer now, and returns it as it is after that.
func (w *World) Touch(name string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	value := w.Ask(name)
	return w.UntilCustomer(name, "looked at", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.Facts != nil && vc.Status.Facts.ReconcileAt == value
	})
}

// TouchProvider has the operator look at the VerificationProvider now.
func (w *World) TouchProvider() {
	w.Helper()
	vp := w.Provider()
	before := vp.DeepCopy()
	vp.Annotations = map[string]string{"touched": fmt.Sprint(touches.Add(1))}
	require.NoError(w, w.Kube.Patch(w.Context, vp, client.MergeFrom(before)))
}

// ChangeProvider changes the VerificationProvider's spec.
func (w *World) ChangeProvider(change func(*v1alpha1.VerificationProvider)) {
	w.Helper()
	vp := w.Provider()
	before := vp.DeepCopy()
	change(vp)
	require.NoError(w, w.Kube.Patch(w.Context, vp, client.MergeFrom(before)))
}

// Delete deletes an object of the world's namespace; the operator may still hold it.
func (w *World) Delete(o client.Object, name string) {
	w.Helper()
	o.SetName(name)
	o.SetNamespace(w.Namespace)
	require.NoError(w, w.Kube.Delete(w.Context, o))
}

// UntilGone waits until a customer's object no longer exists.
func (w *World) UntilGone(name string) {
	w.Helper()
	w.Until(name+" is gone", func() bool {
		err := w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, &v1alpha1.VerifiedCustomer{})
		return apierrors.IsNotFound(err)
	})
}

// Truth is what the simulated Dwolla has of a customer; see Platform.Look for any provider.
func (w *World) Truth(customerID string) controlapi.Customer {
	w.Helper()
	c, err := w.Control.Customer(w.Context, customerID)
	require.NoError(w, err)
	return c
}

// Move puts a customer into a status, as the provider's staff would.
func (w *World) Move(customerID string, m controlapi.Move) {
	w.Helper()
	_, err := w.Control.MoveCustomer(w.Context, customerID, m)
	require.NoError(w, err)
}

// ClearFaults ends all faults.
func (w *World) ClearFaults() {
	w.Helper()
	require.NoError(w, w.Control.ClearFaults(w.Context))
}

// TotalCalls is how many calls the simulated provider had since the counters were reset, those for a
// token included.
func (w *World) TotalCalls() int {
	w.Helper()
	total := 0
	for _, byStatus := range w.Counters().Calls {
		total += byStatus["total"]
	}
	return total
}

// KubeEvents lists the Kubernetes Events about an object: "Warning LeftBehind: message".
func (w *World) KubeEvents(name string) []string {
	w.Helper()
	var list eventsv1.EventList
	require.NoError(w, w.Kube.List(w.Context, &list, client.InNamespace(w.Namespace)))
	var out []string
	for i := range list.Items {
		if e := &list.Items[i]; e.Regarding.Name == name {
			out = append(out, fmt.Sprintf("%s %s: %s", e.Type, e.Reason, e.Note))
		}
	}
	return out
}

// UntilKubeEvent waits for a Kubernetes Event about an object that begins with prefix, and returns it.
func (w *World) UntilKubeEvent(name, prefix string) (found string) {
	w.Helper()
	w.Until("there is an Event "+prefix+" about "+name, func() bool {
		for _, e := range w.KubeEvents(name) {
			if strings.HasPrefix(e, prefix) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}
