package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
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
			w.UpdateSecret("acme-controller", harness.Identity("987654321"))
			w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { tc.correct(vc.Spec.Business) })
			vc = certifiedOnce(w)
			truth := w.Truth(vc.Status.CustomerID)
			assert.Equal(t, 1, truth.AttemptsUsed)
			assert.Equal(t, 1, w.Calls(routeChange))
			assert.Empty(t, vc.Status.Requirements)
		})
	}
}
