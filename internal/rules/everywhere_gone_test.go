package rules

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// A business that the provider no longer has takes its owners along whom it keeps as one with it. Nobody is lost for
// good: all are as before once it has the business after all, as when it was asked at another account for a while.
func TestEverywhereGoneWithTheBusiness(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := p.Business(w, "acme")
		approved(w, a)
		name := a.Owners[0].Name
		before := untilOwnerReason(w, name, v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
		w.UntilDelivered()
		w.AddFault(always(http.MethodGet, "/customers?/[^/]+$", http.StatusNotFound)) // Fin is asked in two ways.
		w.Ask(a.Name)
		vc := w.UntilReason(a.Name, v1alpha1.ConditionVerified, v1alpha1.ReasonCustomerNotFound)
		assert.Equal(t, v1alpha1.PhasePending, vc.Status.Phase)
		bo := untilOwnerReason(w, name, v1alpha1.ConditionVerified, v1alpha1.ReasonCustomerNotFound)
		nobodyThere(w, bo, v1alpha1.ReasonCustomerNotFound)
		ownerSays(w, bo, v1alpha1.ConditionSynced, "acme", "says what to do")

		w.ClearFaults()
		w.Ask(a.Name)
		ready(w, a.Name)
		bo = untilOwnerReason(w, name, v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
		assert.Equal(t, before.Status.ProviderStatus, bo.Status.ProviderStatus)
		assert.Equal(t, before.Status.OwnerID, bo.Status.OwnerID)
	})
}
