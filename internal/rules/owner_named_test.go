package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// An owner who goes along with a business says that the business does not name it, and no longer says so once it does,
// whatever the business waits for.
func TestOwnerThatIsNamedLater(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		a := p.Business(w, "acme")
		w.ApplyAll(a)
		w.UntilCustomer(a.Name, "created", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.CustomerID != "" })
		require.NotEmpty(t, a.Owners)
		last := a.Owners[0].DeepCopy()
		last.ResourceVersion, last.UID, last.Name, last.Spec.Email = "", "", "late", "late@example.com"
		w.Create(last)
		message := func(bo *v1alpha1.BeneficialOwner) string {
			c := meta.FindStatusCondition(bo.Status.Conditions, v1alpha1.ConditionSynced)
			if c == nil {
				return ""
			}
			return c.Message
		}
		before := message(untilOwnerReason(w, "late", v1alpha1.ConditionSynced, v1alpha1.ReasonDependencyNotReady))
		assert.Contains(t, before, "does not name this owner")
		w.Change(a.Name, func(vc *v1alpha1.VerifiedCustomer) {
			o := vc.Spec.Business.BeneficialOwnership
			o.Owners = append(o.Owners, "late")
		})
		untilOwner(w, "late", "looked at", func(bo *v1alpha1.BeneficialOwner) bool { return message(bo) != before })
	})
}
