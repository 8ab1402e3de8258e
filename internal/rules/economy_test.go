package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// A person from apply to Verified costs one POST and one GET at the provider and two writes at the
// API server, although two webhooks announce it meanwhile.
func TestEconomyOfAPerson(t *testing.T) {
	w := harness.NewWorld(t)
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	w.UntilPhase("jane", v1alpha1.PhaseVerified)
	w.UntilDelivered()

	assert.Equal(t, 1, w.Calls("POST /customers"))
	assert.Equal(t, 1, w.Calls("GET /customers/{id}"))
	assert.Equal(t, []string{
		"kube PATCH verifiedcustomers",
		"provider POST /customers",
		harness.StatusWrite,
	}, op.Steps())
}
