package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// A business with two owners and certification, applied in the worst order: owners first.
func TestBusinessWithOwnersFromApplyToReady(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	w.ApplyOwner(w.Owner("otto", "acme", "Otto"), "987654321")
	w.ApplyBusiness(w.Business("acme", "Acme Bakery", "Carla", "olga", "otto"))

	vc := w.UntilReason("acme", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilDelivered()
	assert.Equal(t, v1alpha1.ReasonCertified, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Reason)
	assert.Empty(t, vc.Status.Requirements)
	calls := map[string]int{}
	for route, by := range w.Counters().Calls {
		calls[route] = by["total"]
	}
	t.Logf("provider calls: %v", calls)
	// The least: one POST for each record and one for the statement; one look at each record, for no POST
	// answers with a status; one list, to be sure that nobody unnamed is there; after the statement one
	// look at the business, for no event tells of it.
	assert.Equal(t, 1, calls["POST /customers"])
	assert.Equal(t, 2, calls["POST /customers/{id}/beneficial-owners"])
	assert.Equal(t, 1, calls["POST /customers/{id}/beneficial-ownership"])
	assert.Equal(t, 2, calls["GET /customers/{id}"])
	assert.Equal(t, 1, calls["GET /customers/{id}/beneficial-owners"])
	assert.Zero(t, calls["GET /customers/{id}/beneficial-ownership"])
	assert.Equal(t, 2, calls["GET /beneficial-owners/{id}"])
}
