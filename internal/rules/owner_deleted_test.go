package rules

import (
	"testing"
	"time"

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
	ownerToRemove(w)
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

// Whoever deletes a business and its owners deletes one after the other. The owner's policy holds although the
// business comes first: it stays until the owner is removed.
func TestOwnerDeletedAfterTheBusiness(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	business(w, "olga")
	id := ownerToRemove(w)
	w.Delete(&v1alpha1.VerifiedCustomer{}, "acme")
	vc := w.UntilReason("acme", v1alpha1.ConditionSynced, v1alpha1.ReasonDependencyNotReady)
	says(w, harness.Condition(vc, v1alpha1.ConditionSynced).Message, "olga")
	w.Delete(&v1alpha1.BeneficialOwner{}, "olga")
	ownerGone(w, "olga")
	w.UntilGone("acme")
	truth, err := w.Control.Owner(w.Context, id)
	require.NoError(t, err)
	assert.True(t, truth.Removed)
}

// A business that is deleted alone does not wait for long.
func TestBusinessDeletedWithoutItsOwners(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var clock harness.Clock
	w.StartOperator(clock.Use)
	business(w, "olga")
	id := ownerToRemove(w)
	w.Delete(&v1alpha1.VerifiedCustomer{}, "acme")
	w.UntilReason("acme", v1alpha1.ConditionSynced, v1alpha1.ReasonDependencyNotReady)
	clock.Advance(time.Minute)
	w.AskIfThere("acme")
	w.UntilGone("acme")
	truth, err := w.Control.Owner(w.Context, id)
	require.NoError(t, err)
	assert.False(t, truth.Removed)
}

// ownerToRemove brings olga, who is removed at the provider with her object, to Verified.
func ownerToRemove(w *harness.World) (id string) {
	w.Helper()
	bo := w.Owner("olga", "acme", "Olga")
	bo.Spec.DeletionPolicy = v1alpha1.OwnerDeletionDelete
	w.ApplyOwner(bo, "123456789")
	return untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified).Status.OwnerID
}
