package rules

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// looksAt matches an operator's looks at a customer, at the provider.
func looksAt(id string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/customers/"+id)
	}
}

// An operator that no longer leads, and does not know it, was about to bring data to the provider that changed once
// more since, and the one that leads brought those: the older ones stay here.
func TestOutdatedUpdate(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	first := w.StartOperator()
	id := verifiedJane(w).Status.CustomerID
	set := func(email string) {
		w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Email = v1alpha1.Email(email) })
	}
	look := first.Stall(looksAt(id))
	set("older@example.com")
	look.UntilHeld(1)
	set("newer@example.com")
	w.StartReplica(w.Config, anyAddress)
	acted(w, "jane")
	assert.Equal(t, "newer@example.com", w.Truth(id).Email)
	assert.Equal(t, 1, w.Calls(routeChange))
	look.Release()
	w.Touch("jane")
	w.Touch("jane")
	assert.Equal(t, "newer@example.com", w.Truth(id).Email)
	assert.Equal(t, 1, w.Calls(routeChange))
}

// Nor does it open an account that is to be closed, or close one that is to be open: of one that is closed once more
// behind the back of the operator that leads, nothing would tell that spec may open it again.
func TestOutdatedState(t *testing.T) {
	t.Parallel()
	for _, older := range []v1alpha1.CustomerState{v1alpha1.StateActive, v1alpha1.StateDeactivated} {
		t.Run(string(older), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			first := w.StartOperator()
			id := jane(w)
			newer := v1alpha1.StateActive
			if older == v1alpha1.StateActive {
				newer = v1alpha1.StateDeactivated
				setState(w, newer)
				w.UntilPhase("jane", v1alpha1.PhaseDeactivated)
				w.UntilDelivered()
			}
			calls, status := w.Calls(routeChange), w.Truth(id).Status
			look := first.Stall(looksAt(id))
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) {
				vc.Spec.State, vc.Annotations[v1alpha1.AnnotationReconcileAt] = older, "now"
			})
			look.UntilHeld(1)
			setState(w, newer)
			w.StartReplica(w.Config, anyAddress)
			acted(w, "jane")
			look.Release()
			w.Touch("jane")
			w.Touch("jane")
			assert.Equal(t, status, w.Truth(id).Status)
			assert.Equal(t, calls, w.Calls(routeChange))
		})
	}
}

// A statement that was withdrawn before it was made is not made.
func TestOutdatedCertification(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := business(w).Status.CustomerID
	list := op.Stall(func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/customers/"+id+"/beneficial-owners")
	})
	certify := func(certified bool) {
		w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.BeneficialOwnership.Certified = certified })
	}
	certify(true)
	list.UntilHeld(1)
	certify(false)
	list.Release()
	vc := acted(w, "acme")
	assert.Zero(t, certifications(w, vc))
	assert.Equal(t, v1alpha1.ReasonCertificationRequired, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Reason)
	setCertified(w, true)
	certifiedOnce(w)
}

// The one correction is not spent on data that changed once more before it was written down that they are about to be
// sent.
func TestOutdatedCorrection(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := needsRetry(w).Status.CustomerID
	set := func(name string) {
		w.Change("ravi", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.FirstName = v1alpha1.PersonName(name) })
	}
	w.UpdateSecret("ravi", harness.Identity("123-45-6789"))
	write := op.Stall(harness.StatusWrites)
	set("document")
	write.UntilHeld(1)
	set("Ravi")
	write.Release()
	oneAttempt(w, w.UntilPhase("ravi", v1alpha1.PhaseVerified))
	assert.Equal(t, "Ravi", w.Truth(id).FirstName)
}

// retainedTooLate has jane deleted, which the provider's failure holds up, and then retained, of which the operator's
// cache does not hear. It returns her ID.
func retainedTooLate(w *harness.World, op *harness.Operator) string {
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(leaving(w), "1234")
	id := w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified).Status.CustomerID
	w.UntilDelivered()
	w.AddFault(always(http.MethodPost, pathOneCustomer, http.StatusServiceUnavailable))
	deleteJane(w)
	w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonProviderUnavailable)
	op.FreezeWatches()
	w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.DeletionPolicy = v1alpha1.DeletionRetain })
	return id
}

// untilReadLive waits until an operator reads jane past its cache.
func untilReadLive(op *harness.Operator) {
	look := op.Stall(func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/verifiedcustomers/jane")
	})
	look.UntilHeld(1)
	look.Release()
}

// An account is not closed for an object that is deleted once its policy says otherwise, whatever the operator's cache
// still has.
func TestOutdatedDeletionPolicy(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := retainedTooLate(w, op)
	w.ClearFaults()
	calls := w.Calls(routeChange)
	untilReadLive(op)
	op.ThawWatches()
	w.UntilGone("jane")
	assert.Equal(t, "verified", w.Truth(id).Status)
	assert.Equal(t, calls, w.Calls(routeChange))
}

// Nor is it said to be left behind, once a deletion has waited for so long that it gives up.
func TestOutdatedDeletionPolicyAfterAnHour(t *testing.T) {
	t.Parallel()
	var clock harness.Clock
	w := harness.NewWorld(t)
	op := w.StartOperator(clock.Use)
	id := retainedTooLate(w, op)
	clock.Advance(2 * time.Hour)
	w.ClearFaults()
	untilReadLive(op)
	op.ThawWatches()
	w.UntilGone("jane")
	w.UntilKubeEvent("jane", "Normal Retained: the customer "+id)
	assert.NotContains(t, strings.Join(w.KubeEvents("jane"), "\n"), "LeftBehind")
}

// Nobody is removed for a change that was taken back before it was written down that a replacement is begun.
func TestOutdatedReplacement(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	customerID, id := olga(w)
	write := op.Stall(func(r *http.Request) bool {
		return r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/beneficialowners/olga/status")
	})
	set := func(name v1alpha1.PersonName) {
		changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = name })
	}
	set("Newname")
	write.UntilHeld(1)
	set("Owner")
	write.Release()
	touchOwner(w, "olga")
	bo := untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	assert.Equal(t, id, bo.Status.OwnerID)
	assert.Equal(t, 1, w.Counters().OwnerCreates[customerID])
	truth, err := w.Control.Owner(w.Context, id)
	require.NoError(t, err)
	assert.False(t, truth.Removed)
}
