package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// The event of an owner whom the operator itself removed is acknowledged although the object is gone by
// then, and has the business looked at, whose ownership has to be certified anew.
func TestEventOfADeletedOwner(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	business(w, "olga")
	bo := w.Owner("olga", "acme", "Olga")
	bo.Spec.DeletionPolicy = v1alpha1.OwnerDeletionDelete
	w.ApplyOwner(bo, "123456789")
	setCertified(w, true)
	certifiedOnce(w)
	w.UntilDelivered()
	w.Delete(&v1alpha1.BeneficialOwner{}, "olga")
	ownerGone(w, "olga")
	w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonRecertificationRequired)
	w.UntilDelivered()
	pending, err := w.Control.Pending(w.Context)
	require.NoError(t, err)
	assert.Zero(t, pending.Scheduled, "the event was not acknowledged")
}
