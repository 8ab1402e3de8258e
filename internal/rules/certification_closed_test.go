package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Of a suspended business no certification is asked that the provider would refuse, however often the
// operator looks; it follows once the suspension is lifted.
func TestCertificationOfASuspendedBusiness(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.ApplyBusiness(w.Business("acme", "Acme Bakery", "suspended"))
	id := w.UntilPhase("acme", v1alpha1.PhaseSuspended).Status.CustomerID
	w.UntilDelivered()
	vc := w.Touch("acme")
	assert.Equal(t, v1alpha1.ReasonCertificationRequired, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Reason)
	assert.Zero(t, w.Truth(id).Ownership.CertificationsRefused)
	w.Move(id, controlapi.Move{Status: "activated"})
	certifiedOnce(w)
}
