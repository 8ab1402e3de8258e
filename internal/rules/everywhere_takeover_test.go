package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// A customer is taken over whose package somebody else handed in, and which is under review: there is nothing to do
// but to wait for the verdict, and nothing that fails, even where the provider does not show that it reviews.
func TestEverywhereTakenOverUnderReview(t *testing.T) {
	everybodyPacked(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		var clock harness.Clock
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator(clock.Use)
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		a := anyone(w, kind, "acme")
		w.ApplyAll(a)
		id := reviewed(w, a)
		handedIn := p.Look(w, id).HandIns
		w.Delete(&v1alpha1.VerifiedCustomer{}, a.Name)
		w.UntilGone(a.Name)

		again := a.Customer.DeepCopy()
		again.ResourceVersion, again.UID, again.Spec.CustomerID = "", "", id
		w.Create(again)
		underReview := func(vc *v1alpha1.VerifiedCustomer) bool {
			return vc.Status.Phase == v1alpha1.PhaseInReview && vc.Status.ObservedGeneration == vc.Generation &&
				vc.Status.Facts.Problem == nil && harness.Condition(vc, v1alpha1.ConditionSynced).Reason == v1alpha1.ReasonSynced
		}
		w.UntilCustomer(a.Name, "under review", underReview)
		w.Ask(a.Name)
		w.UntilCustomer(a.Name, "looked at", func(vc *v1alpha1.VerifiedCustomer) bool {
			return vc.Status.Facts.ReconcileAt == vc.Annotations[v1alpha1.AnnotationReconcileAt] && underReview(vc)
		})
		assert.Equal(t, handedIn, p.Look(w, id).HandIns, "nothing is handed in twice")

		w.Decide(id, harness.Verified)
		ready(w, a.Name)
		createdOnce(w, a)
	})
}
