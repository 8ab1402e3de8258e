package rules

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// incompleteIvan brings a business to where its owner ivan awaits a correction.
func incompleteIvan(w *harness.World) (customerID string) {
	w.Helper()
	id := business(w, "ivan").Status.CustomerID
	w.ApplyOwner(w.Owner("ivan", "acme", "incomplete"), "123456789")
	untilOwnerReason(w, "ivan", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired)
	w.UntilDelivered()
	return id
}

func correctIvan(w *harness.World) {
	w.Helper()
	changeOwner(w, "ivan", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.FirstName = "Ivan" })
}

// What an owner's object has to send waits while the business is closed, by whomever, and goes on by itself
// once it is open: the provider would refuse it however often it came.
func TestOwnerOfAClosedBusinessSendsNothing(t *testing.T) {
	t.Parallel()
	state := func(s v1alpha1.CustomerState) func(*harness.World, string) {
		return func(w *harness.World, _ string) {
			w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.State = s })
		}
	}
	move := func(status string) func(*harness.World, string) {
		return func(w *harness.World, id string) { w.Move(id, controlapi.Move{Status: status}) }
	}
	closings := map[string]struct {
		close, open func(*harness.World, string)
		phase       v1alpha1.Phase
	}{
		"by the provider": {move("suspended"), move("activated"), v1alpha1.PhaseSuspended},
		"by spec":         {state(v1alpha1.StateDeactivated), state(v1alpha1.StateActive), v1alpha1.PhaseDeactivated},
	}
	matters := map[string]struct {
		begin   func(*harness.World) (customerID string)
		want    func(*harness.World)
		sent    string
		arrived string
	}{
		"a correction": {incompleteIvan, correctIvan, routeChangeOwner, v1alpha1.ReasonVerified},
		"a document": {func(w *harness.World) string {
			id := business(w, "ivan").Status.CustomerID
			bo := w.Owner("ivan", "acme", "document")
			bo.Spec.Documents = []v1alpha1.DocumentSpec{picture("license", "ivan-docs", "Person")}
			w.ApplyOwner(bo, "123456789")
			untilOwnerReason(w, "ivan", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
			w.UntilDelivered()
			return id
		}, func(w *harness.World) {
			setPicture(w, "ivan-docs", "ivan", true)
			askOwner(w, "ivan")
		}, "POST /beneficial-owners/{id}/documents", v1alpha1.ReasonDocumentUnderReview},
		"a replacement": {func(w *harness.World) string {
			id := business(w, "ivan").Status.CustomerID
			bo := w.Owner("ivan", "acme", "Ian")
			bo.Spec.UpdatePolicy = v1alpha1.OwnerUpdateReplace
			w.ApplyOwner(bo, "123456789")
			untilOwnerReason(w, "ivan", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			w.UntilDelivered()
			return id
		}, correctIvan, "DELETE /beneficial-owners/{id}", v1alpha1.ReasonVerified},
	}
	for by, closing := range closings {
		for what, matter := range matters {
			t.Run(what+", closed "+by, func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t)
				op := w.StartOperator()
				id := matter.begin(w)
				closing.close(w, id)
				w.UntilPhase("acme", closing.phase)
				w.UntilDelivered()
				acted(w, "acme")
				matter.want(w)
				bo := untilOwnerReason(w, "ivan", v1alpha1.ConditionSynced, v1alpha1.ReasonDependencyNotReady)
				ownerSays(w, bo, v1alpha1.ConditionSynced, `"acme" is `+string(closing.phase), "by itself")
				quiet(w, op)
				assert.Zero(t, w.Calls(matter.sent))
				closing.open(w, id)
				untilOwner(w, "ivan", "sent", func(bo *v1alpha1.BeneficialOwner) bool {
					f := bo.Status.Facts
					return w.Calls(matter.sent) == 1 && f.Problem == nil && f.Observation != nil && f.Observation.Reason == matter.arrived
				})
				truth, err := w.Control.Owner(w.Context, w.OwnerObject("ivan").Status.OwnerID)
				require.NoError(t, err)
				assert.Zero(t, truth.AttemptsRefused)
				w.UntilProvider(v1alpha1.ReasonAuthenticated)
			})
		}
	}
}

// The provider refuses a correction although it says that it awaits one: the business was closed, and nobody has told
// the operator yet. It is tried again at the pace of the back-off.
func TestOwnerCorrectionRefusedBacksOff(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := incompleteIvan(w)
	moveQuietly(w, id, "suspended")
	begun := time.Now()
	correctIvan(w)
	bo := untilOwnerReason(w, "ivan", v1alpha1.ConditionSynced, v1alpha1.ReasonConflict)
	ownerSays(w, bo, v1alpha1.ConditionSynced, "nothing was spent")
	w.Until("it was tried three times", func() bool { return w.Calls(routeChangeOwner) >= 3 })
	assert.Greater(t, time.Since(begun), 3*time.Second, "one second, then two")
	w.Ask("acme")
	untilOwnerReason(w, "ivan", v1alpha1.ConditionSynced, v1alpha1.ReasonDependencyNotReady)
	quiet(w, op)
}
