package rules

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// A provider that shows a record and says of a change, in the same breath, that it has no such record is asked less
// and less often: what it showed is written down, and what is written must not bring the next try at once.
func TestContradictionIsNoReasonToHurry(t *testing.T) {
	t.Parallel()
	retry := func(w *harness.World) { correctRavi(w) }
	for name, tc := range map[string]struct {
		path   string
		route  string
		begin  func(w *harness.World) string
		change func(w *harness.World)
	}{
		"state":      {pathOneCustomer, routeChange, func(w *harness.World) string { jane(w); return "jane" }, func(w *harness.World) { setState(w, v1alpha1.StateDeactivated) }},
		"correction": {pathOneCustomer, routeChange, func(w *harness.World) string { needsRetry(w); return "ravi" }, retry},
		"update": {pathOneCustomer, routeChange, func(w *harness.World) string { jane(w); return "jane" }, func(w *harness.World) {
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Email = "other@example.com" })
		}},
		"certification": {"^/customers/[^/]+/beneficial-ownership$", "POST /customers/{id}/beneficial-ownership", func(w *harness.World) string { business(w); return "acme" },
			func(w *harness.World) { setCertified(w, true) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			customer := tc.begin(w)
			w.UntilDelivered()
			w.AddFault(always(http.MethodPost, tc.path, http.StatusNotFound))
			tc.change(w)
			took := w.UntilGrown("tries", 4, func() int { return w.Calls(tc.route) })
			assert.GreaterOrEqual(t, took, 2*time.Second, "tries after one, two and four seconds")
			assert.NotEmpty(t, w.Customer(customer).Status.Facts.Problem)
			w.ClearFaults()
			w.Ask(customer)
			w.UntilCustomer(customer, "done", func(vc *v1alpha1.VerifiedCustomer) bool {
				return vc.Status.ObservedGeneration == vc.Generation && vc.Status.Facts.Problem == nil
			})
		})
	}
}
