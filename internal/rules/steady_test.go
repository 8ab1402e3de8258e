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
	w.StartOperator(func(o *operator.Options) { o.CorrectionQuiet = 3 * time.Second })
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("ravi", "retry"), "6789")
	w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired)
	w.UntilDelivered()

	w.UpdateSecret("ravi", harness.Identity("123456789"))
	w.Change("ravi", func(vc *v1alpha1.VerifiedCustomer) {
		vc.Annotations[v1alpha1.AnnotationReconcileAt] = "the Secret changed"
	})
	w.UntilCustomer("ravi", "seen with half the correction", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.Facts.ReconcileAt == "the Secret changed"
	})
	require.Zero(t, w.Calls("POST /customers/{id}"), "half the correction was sent")
	w.Change("ravi", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.FirstName = "Ravi" })

	vc := w.UntilPhase("ravi", v1alpha1.PhaseVerified)
	truth, err := w.Control.Customer(w.Context, vc.Status.CustomerID)
	require.NoError(t, err)
	assert.Equal(t, 1, truth.AttemptsUsed)
	assert.Equal(t, "Ravi", truth.FirstName)
}
