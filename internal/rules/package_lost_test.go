package rules

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// The answer to the call that hands in a person is lost, and nothing that the provider shows tells that the call was
// taken: another try, which the provider refuses, does. It begins no second review.
func TestLostAnswerToHandIn(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		if !p.Abilities().Packs {
			t.Skip("the provider takes no packages")
		}
		var clock harness.Clock
		w := harness.NewWorld(t, harness.On(p))
		who := p.Person(w, "jane")
		route := w.Route(harness.HandIn, who.Type())
		w.AddFault(route.Fault(controlapi.Fault{Drop: controlapi.DropAfter, Skip: p.Costs(who.Type())[route.Name] - 1}))
		w.StartOperator(clock.Use)
		w.ApplyAll(who)

		var id string
		w.Until("the package is at the provider", func() bool {
			id = w.Customer("jane").Status.CustomerID
			return id != "" && p.Look(w, id).Decidable
		})
		clock.Advance(3 * time.Minute)
		w.Ask("jane")
		vc := w.UntilCustomer("jane", "under review", func(vc *v1alpha1.VerifiedCustomer) bool {
			return vc.Status.Phase == v1alpha1.PhaseInReview && vc.Status.Facts.Problem == nil
		})
		assert.NotNil(t, vc.Status.Facts.Package.HandedInAt)
		assert.Equal(t, who.HandIns, p.Look(w, id).HandIns)
	})
}
