package rules

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// An owner whose data changed where the provider takes no others says so, and goes on once they are set back.
func TestEverywhereAChangedOwnerSaysSo(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := p.Business(w, "acme")
		id := approved(w, a)
		name := a.Owners[0].Name
		untilOwnerReason(w, name, v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
		before := w.Platform.Look(w, id).HandIns

		was := w.OwnerObject(name).Spec.LastName
		changeOwner(w, name, func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
		bo := untilOwnerReason(w, name, v1alpha1.ConditionReady, v1alpha1.ReasonFieldsNotUpdatable)
		ownerSays(w, bo, v1alpha1.ConditionSynced, "set them back")
		w.Touch(a.Name)
		w.UntilReason(a.Name, v1alpha1.ConditionReady, v1alpha1.ReasonFieldsNotUpdatable)

		changeOwner(w, name, func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = was })
		untilOwnerReason(w, name, v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
		ready(w, a.Name)
		assert.Equal(t, before, w.Platform.Look(w, id).HandIns, "handed in again for that")
	})
}

// A customer of whom spec asks what cannot be done is looked at all the same.
func TestEverywhereWhatCannotBeDoneHoldsUpNoLook(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		for reason, ask := range map[string]func(*v1alpha1.VerifiedCustomerSpec){
			v1alpha1.ReasonTypeNotSupported:   func(spec *v1alpha1.VerifiedCustomerSpec) { spec.State = v1alpha1.StateDeactivated },
			v1alpha1.ReasonCustomerIDMismatch: func(spec *v1alpha1.VerifiedCustomerSpec) { spec.CustomerID = "somebody-else" },
		} {
			t.Run(reason, func(t *testing.T) {
				t.Parallel()
				if reason == v1alpha1.ReasonTypeNotSupported && p.Abilities().Deactivates {
					t.Skip("the provider can deactivate customers")
				}
				w := harness.NewWorld(t, harness.On(p), harness.WithProvider(func(vp *v1alpha1.VerificationProvider) {
					vp.Spec.ResyncInterval = metav1.Duration{Duration: time.Second}
				}))
				w.StartOperator()
				a := p.Person(w, "jane")
				id := approved(w, a)
				w.Change(a.Name, func(vc *v1alpha1.VerifiedCustomer) { ask(&vc.Spec) })
				w.UntilReason(a.Name, v1alpha1.ConditionStalled, reason)

				_, err := w.Control.AddWebhookFault(w.Context, controlapi.WebhookFault{Action: controlapi.ActionDrop, Count: -1})
				require.NoError(t, err)
				w.Decide(id, harness.SetBack)
				vc := atPhase(w, a.Name, harness.SetBack)
				assert.Equal(t, reason, harness.Condition(vc, v1alpha1.ConditionStalled).Reason)
			})
		}
	})
}

// An owner whose creation was begun where owners are kept one by one can be deleted where they come with their
// business.
func TestEverywhereAnOwnerOfAnotherTimeIsDeleted(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := p.Business(w, "acme")
		approved(w, a)
		bo := a.Owners[0].DeepCopy()
		bo.Name, bo.Spec.Email, bo.Spec.DeletionPolicy = "acme-extra", "extra@example.com", v1alpha1.OwnerDeletionDelete
		bo.Finalizers = []string{v1alpha1.Finalizer}
		bo.Annotations = map[string]string{v1alpha1.AnnotationCreateIntent: "of another time"}
		w.Create(bo)
		untilOwnerReason(w, bo.Name, v1alpha1.ConditionSynced, v1alpha1.ReasonDependencyNotReady)
		w.Delete(&v1alpha1.BeneficialOwner{}, bo.Name)
		ownerGone(w, bo.Name)
	})
}
