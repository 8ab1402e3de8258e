package rules

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
)

// A correction is applied as people apply it: first the Secret, then the manifest. The operator sees
// the half in between, and must not spend the only attempt on it.
func TestHalfACorrectionIsNotSent(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var clock harness.Clock
	op := w.StartOperator(clock.Use, func(o *operator.Options) { o.CorrectionQuiet = time.Hour })
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("ravi", "retry"), "6789")
	w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired)
	w.UntilDelivered()

	w.UpdateSecret("ravi", harness.Identity("123456789"))
	w.Change("ravi", func(vc *v1alpha1.VerifiedCustomer) {
		vc.Annotations[v1alpha1.AnnotationReconcileAt] = "the Secret changed"
	})
	vc := w.UntilReason("ravi", v1alpha1.ConditionSynced, v1alpha1.ReasonHeldBack)
	assert.Equal(t, "the Secret changed", vc.Status.Facts.ReconcileAt)
	says(w, harness.Condition(vc, v1alpha1.ConditionSynced).Message, "the correction is sent", "stayed the same")
	quiet(w, op)
	require.Zero(t, w.Calls("POST /customers/{id}"), "half the correction was sent")
	w.Change("ravi", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.FirstName = "Ravi" })
	acted(w, "ravi")
	require.Zero(t, w.Calls("POST /customers/{id}"), "the other half began to stay the same just now")
	clock.Advance(2 * time.Hour)
	w.Ask("ravi")

	vc = w.UntilReason("ravi", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	assert.Equal(t, "True", string(harness.Condition(vc, v1alpha1.ConditionSynced).Status))
	truth, err := w.Control.Customer(w.Context, vc.Status.CustomerID)
	require.NoError(t, err)
	assert.Equal(t, 1, truth.AttemptsUsed)
	assert.Equal(t, "Ravi", truth.FirstName)
}
