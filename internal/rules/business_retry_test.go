package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// A business, or its controller, whom the provider could not verify is corrected once, with data that
// differ; the requirement says whose they are.
func TestBusinessRetry(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, business, controller string
		correct                    func(*v1alpha1.BusinessSpec)
	}{
		{"business", "retry", "Carla", func(b *v1alpha1.BusinessSpec) { b.Name = "Acme Bakery" }},
		{"controller", "Acme Bakery", "retry", func(b *v1alpha1.BusinessSpec) { b.Controller.FirstName = "Carla" }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			w.ApplyBusiness(w.Business("acme", tc.business, tc.controller))
			vc := w.UntilReason("acme", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired)
			require.NotEmpty(t, vc.Status.Requirements)
			assert.NotEmpty(t, vc.Status.Requirements[0].Action)
			w.UntilDelivered()
			w.Touch("acme")
			assert.Zero(t, w.Calls(routeChange), "the data are those that failed")
			w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { tc.correct(vc.Spec.Business) })
			vc = certifiedOnce(w)
			truth := w.Truth(vc.Status.CustomerID)
			assert.Equal(t, 1, truth.AttemptsUsed)
			assert.Equal(t, 1, w.Calls(routeChange))
			assert.Empty(t, vc.Status.Requirements)
		})
	}
}

// While the provider asks for the business alone, other data of the controller do not spend the attempt;
// they are there when it asks for the controller as well.
func TestBusinessRetryIsNotWastedOnTheController(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.ApplyBusiness(w.Business("acme", "retry", "Carla"))
	id := w.UntilReason("acme", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired).Status.CustomerID
	w.UntilDelivered()
	w.UpdateSecret("acme-controller", harness.Identity("987654321"))
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.Controller.FirstName = "Conny" })
	w.Touch("acme")
	assert.Zero(t, w.Calls(routeChange), "the business's data are those that failed")

	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.Name = "Acme Bakery" })
	w.UntilPhase("acme", v1alpha1.PhaseVerified)
	assert.Equal(t, 1, w.Truth(id).AttemptsUsed)

	w.Move(id, controlapi.Move{Status: "retry", Wants: controlapi.WantsController})
	w.UntilCustomer("acme", "corrected once more", func(*v1alpha1.VerifiedCustomer) bool { return w.Truth(id).AttemptsUsed == 2 })
	w.UntilPhase("acme", v1alpha1.PhaseVerified)
}

// What a directive says of the controller does not make a correction of the business one of both: other
// data of the controller alone are not sent, and those of the business go without them.
func TestBusinessRetryWithADirectiveAboutTheController(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"PersonalIDRequired", "ControllerNonResidential"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			w.ApplyBusiness(w.Business("acme", "retry", "Carla"))
			id := w.UntilReason("acme", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired).Status.CustomerID
			w.UntilDelivered()
			w.Move(id, controlapi.Move{Status: "retry", Directives: []controlapi.Directive{{Code: code, Message: "as Dwolla says it"}},
				Wants: controlapi.WantsBusiness})
			w.UntilCustomer("acme", "asked for more", func(vc *v1alpha1.VerifiedCustomer) bool { return len(vc.Status.Requirements) == 2 })
			w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.Controller.FirstName = "Conny" })
			w.UpdateSecret("acme-controller", harness.Identity("987654321"))
			w.Touch("acme")
			assert.Zero(t, w.Calls(routeChange), "the business's data are those that failed")

			w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.Name = "Acme Bakery" })
			w.UntilPhase("acme", v1alpha1.PhaseVerified)
			assert.Equal(t, 1, w.Truth(id).AttemptsUsed)
			assert.Equal(t, 1, w.Calls(routeChange))
		})
	}
}

// How much a correction is of is asked once more before the attempt is spent: what an operator of before
// noted does not tell.
func TestBusinessRetryAsksWhatItIsOf(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.ApplyBusiness(w.Business("acme", "Acme Bakery", "retry"))
	id := w.UntilReason("acme", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired).Status.CustomerID
	w.UntilDelivered()
	w.Move(id, controlapi.Move{Status: "retry", Wants: controlapi.WantsBusiness, Silent: true})
	looks := w.Calls(routeLook)
	w.UpdateSecret("acme-controller", harness.Identity("987654321"))
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.Controller.FirstName = "Conny" })
	w.UntilCustomer("acme", "looked at", func(*v1alpha1.VerifiedCustomer) bool { return w.Calls(routeLook) > looks })
	w.Touch("acme")
	assert.Zero(t, w.Calls(routeChange), "the business's data are those that failed")
}
