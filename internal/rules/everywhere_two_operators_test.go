package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// An operator that no longer leads, and does not know it, is about to write down the same package at the same moment
// as the one that leads: one of them hands it in, and the other leaves it to that one.
func TestEverywhereRule02TwoOperatorsOnePackage(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		first := w.StartOperator()
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		jane := p.Person(w, "jane")
		missing := applyWithoutABill(w, jane)
		w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
		w.UntilDelivered()

		second := w.StartReplica(w.Config, anyAddress)
		w.Touch("jane") // The second one knows her, too.
		writes := []*harness.Stall{first.Stall(harness.StatusWrites), second.Stall(harness.StatusWrites)}
		w.Create(missing)
		w.Ask("jane")
		for _, s := range writes {
			s.UntilHeld(1)
		}
		for _, s := range writes {
			s.Release()
		}
		id := reviewed(w, jane)
		w.Decide(id, harness.Verified)
		ready(w, "jane")
		handedInOnce(w, jane, id)
		assert.Equal(t, p.Costs(jane.Type())[w.Route(harness.HandIn, jane.Type()).Name], w.CallsFor(harness.HandIn, jane.Type()), "calls: %v", calledFor(w))
	})
}
