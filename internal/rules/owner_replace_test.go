package rules

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// olga brings a business with one verified owner, who may be replaced, to where its ownership is
// certified.
func olga(w *harness.World) (customerID, ownerID string) {
	w.Helper()
	vc := business(w, "olga")
	bo := w.Owner("olga", "acme", "Olga")
	bo.Spec.UpdatePolicy = v1alpha1.OwnerUpdateReplace
	w.ApplyOwner(bo, "123456789")
	bo = untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	setCertified(w, true)
	certifiedOnce(w)
	w.UntilDelivered()
	return vc.Status.CustomerID, bo.Status.OwnerID
}

// replacedOnce waits until the owner is verified under the new name, and checks that the provider has
// one owner, the removed one apart, and that a person is asked for a new statement.
func replacedOnce(w *harness.World, customerID, oldID string) *v1alpha1.BeneficialOwner {
	w.Helper()
	bo := untilOwner(w, "olga", "replaced", func(bo *v1alpha1.BeneficialOwner) bool {
		c := bo.Status.Conditions
		return bo.Status.OwnerID != oldID && bo.Status.Phase == v1alpha1.PhaseVerified && len(c) > 0 && c[0].Status == "True" &&
			bo.Status.ObservedGeneration == bo.Generation
	})
	w.UntilDelivered()
	assert.Equal(w, 2, w.Counters().OwnerCreates[customerID])
	owners, err := w.Control.Owners(w.Context, customerID)
	require.NoError(w, err)
	var standing []string
	for _, o := range owners {
		if !o.Removed {
			standing = append(standing, o.ID)
		}
	}
	assert.Equal(w, []string{bo.Status.OwnerID}, standing)
	assert.Nil(w, bo.Status.Facts.Replacement)
	assert.Nil(w, bo.Status.Facts.Problem)
	w.Ask("acme") // The event that tells of the change may have come while no operator lived.
	w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonRecertificationRequired)
	assert.Equal(w, 1, w.Counters().Certifications[customerID])
	return bo
}

// A verified owner who may be replaced is removed and added anew, once, wherever the operator dies: at
// the fact that it is begun, the removal, the intent, the status without an ID, the POST, the claim.
func TestOwnerReplacedKilledAnywhere(t *testing.T) {
	t.Parallel()
	for _, d := range []death{
		{0, false}, {1, false}, {1, true}, {2, false}, {2, true}, {3, false}, {3, true},
		{4, false}, {4, true}, {5, false}, {5, true}, {6, false}, {6, true},
	} {
		t.Run(fmt.Sprint(d), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			customerID, oldID := olga(w)
			if d.n > 0 {
				op.Crash()
			}
			changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
			if d.n > 0 {
				op = w.StartOperatorToDie(d.n, d.after)
				require.True(t, op.AwaitDeath(patience), "no step %d: %v", d.n, op.Steps())
				w.StartOperator()
			}
			bo := replacedOnce(w, customerID, oldID)
			require.NotEmpty(t, bo.Status.History)
			assert.Contains(t, bo.Status.History, v1alpha1.HistoryEntry{
				Time: historyTime(bo, v1alpha1.CauseReplaced), From: v1alpha1.ReasonVerified, To: v1alpha1.ReasonPending, Cause: v1alpha1.CauseReplaced,
			})
			// The new statement is a person's to make.
			setCertified(w, false)
			setCertified(w, true)
			w.UntilReason("acme", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			assert.Equal(t, 2, w.Counters().Certifications[customerID])
		})
	}
}

func historyTime(bo *v1alpha1.BeneficialOwner, cause v1alpha1.MoveCause) (at metav1.Time) {
	for _, h := range bo.Status.History {
		if h.Cause == cause {
			at = h.Time
		}
	}
	return at
}

// Data that the provider would refuse replace nobody: the verified owner stays.
func TestOwnerIsNotReplacedByInvalidData(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	customerID, id := olga(w)
	w.UpdateSecret("olga", map[string]string{"dateOfBirth": "1980-01-31", "ssn": "1234"})
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	bo := untilOwnerReason(w, "olga", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	ownerSays(w, bo, v1alpha1.ConditionStalled, "ssn", "not sent")
	quiet(w, op)
	assert.Equal(t, id, bo.Status.OwnerID)
	assert.Equal(t, 1, w.Counters().OwnerCreates[customerID])
	truth, err := w.Control.Owner(w.Context, id)
	require.NoError(t, err)
	assert.False(t, truth.Removed)
	w.UpdateSecret("olga", harness.Identity("123456789"))
	askOwner(w, "olga")
	replacedOnce(w, customerID, id)
}

// A change that is taken back within the quiet period replaces nobody.
func TestOwnerReplacementWaitsForSteadyData(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var clock harness.Clock
	op := w.StartOperator(clock.Use, func(o *operator.Options) { o.CorrectionQuiet = time.Hour })
	customerID, id := olga(w)
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonHeldBack)
	quiet(w, op)
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Owner" })
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	clock.Advance(2 * time.Hour)
	touchOwner(w, "olga")
	assert.Equal(t, id, w.OwnerObject("olga").Status.OwnerID)
	assert.Equal(t, 1, w.Counters().OwnerCreates[customerID])

	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonHeldBack)
	clock.Advance(2 * time.Hour)
	askOwner(w, "olga")
	replacedOnce(w, customerID, id)
}

// An operator that no longer leads, and does not know it, is about to begin a replacement that the one that leads
// has begun and ended: it removes nobody, and adds nobody.
func TestOwnerReplacementOfTwoOperators(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	first := w.StartOperator()
	customerID, oldID := olga(w)
	second := w.StartReplica(w.Config, anyAddress)
	touchOwner(w, "olga") // The second one knows her, too.
	begins := func(r *http.Request) bool {
		if r.Method != http.MethodPut || !strings.HasSuffix(r.URL.Path, "/beneficialowners/olga/status") {
			return false
		}
		body, err := r.GetBody()
		require.NoError(t, err)
		text, err := io.ReadAll(body)
		require.NoError(t, err)
		return strings.Contains(string(text), `"replacement"`)
	}
	writes := []*harness.Stall{first.Stall(begins), second.Stall(begins)}
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	for _, s := range writes {
		s.UntilHeld(1)
	}
	writes[0].Release()
	untilOwner(w, "olga", "replaced", func(bo *v1alpha1.BeneficialOwner) bool {
		return bo.Status.OwnerID != "" && bo.Status.OwnerID != oldID && bo.Status.Phase == v1alpha1.PhaseVerified
	})
	writes[1].Release()
	touchOwner(w, "olga")
	replacedOnce(w, customerID, oldID)
}

// While a replacement is held up after the removal, nobody is verified, and nobody is told that the owner was removed:
// it was the operator that did.
func TestOwnerReplacementHeldUp(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	customerID, oldID := olga(w)
	op.Crash()
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	op = w.StartOperatorToDie(2, true) // It is begun, and the owner removed.
	require.True(t, op.AwaitDeath(patience), "%v", op.Steps())
	w.UpdateSecret("olga", map[string]string{"dateOfBirth": "1980-01-31", "ssn": "1234"})
	w.StartOperator()
	bo := untilOwnerReason(w, "olga", v1alpha1.ConditionSynced, v1alpha1.ReasonInvalidInput)
	assert.Equal(t, oldID, bo.Status.OwnerID)
	nobodyThere(w, bo, v1alpha1.ReasonPending)
	w.UntilDelivered()
	w.UpdateSecret("olga", harness.Identity("123456789"))
	askOwner(w, "olga")
	bo = replacedOnce(w, customerID, oldID)
	var replaced int
	for _, h := range bo.Status.History {
		if h.Cause == v1alpha1.CauseReplaced {
			replaced++
		}
	}
	assert.Equal(t, 1, replaced)
	for _, e := range w.KubeEvents("olga") {
		assert.NotContains(t, e, v1alpha1.ReasonCustomerNotFound)
	}
}

// The event of a removal that another replica makes is no alarm: neither of a replacement, nor of a deletion.
func TestEventOfARemovalUnderWayElsewhere(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(*harness.World){
		"replacement": func(w *harness.World) {
			changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
		},
		"deletion": func(w *harness.World) {
			changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.DeletionPolicy = v1alpha1.OwnerDeletionDelete })
			w.Delete(&v1alpha1.BeneficialOwner{}, "olga")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			leader := startLeader(w)
			_, id := olga(w)
			_, url := startFollower(w)
			removed := func() bool {
				truth, err := w.Control.Owner(w.Context, id)
				require.NoError(t, err)
				return truth.Removed
			}
			after := leader.Stall(func(r *http.Request) bool {
				return r.Method != http.MethodGet && strings.Contains(r.URL.Path, "/beneficialowners/olga") && removed()
			})
			defer after.Release()
			hold(w)
			remove(w)
			after.UntilHeld(1)
			event := happened("customer_beneficial_owner_removed", w.Customer("acme").Status.CustomerID)
			event.Owner = id
			assert.Equal(t, http.StatusOK, deliverTo(w, url, event).Code)
			bo := w.OwnerObject("olga")
			assert.Nil(t, bo.Status.Facts.Problem)
			for _, e := range w.KubeEvents("olga") {
				assert.NotContains(t, e, v1alpha1.ReasonCustomerNotFound)
			}
		})
	}
}

// An owner whom the provider verified after all, without a correction, and who may be replaced: nothing of spec changed,
// so nothing is about to be replaced, and nobody needs the Secret any more.
func TestOwnerVerifiedWithoutACorrection(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator(func(o *operator.Options) { o.CorrectionQuiet = time.Hour })
	business(w, "olga")
	bo := w.Owner("olga", "acme", "incomplete")
	bo.Spec.UpdatePolicy = v1alpha1.OwnerUpdateReplace
	w.ApplyOwner(bo, "123456789")
	id := untilOwnerReason(w, "olga", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired).Status.OwnerID
	w.UntilDelivered()
	_, err := w.Control.MoveOwner(w.Context, id, controlapi.OwnerMove{Status: "verified"})
	require.NoError(t, err)
	untilOwnerReason(w, "olga", v1alpha1.ConditionVerified, v1alpha1.ReasonVerified)
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.DeletionPolicy = v1alpha1.OwnerDeletionDelete })
	bo = untilOwner(w, "olga", "acted on", func(bo *v1alpha1.BeneficialOwner) bool { return bo.Status.ObservedGeneration == bo.Generation })
	assert.Equal(t, v1alpha1.ReasonVerified, meta.FindStatusCondition(bo.Status.Conditions, v1alpha1.ConditionReady).Reason)
	assert.Nil(t, bo.Status.Facts.Problem)
	assert.Equal(t, id, bo.Status.OwnerID)
}

// An owner who was removed to be added anew, and whose Secret is missing by then, is removed once, and not each time
// that the Secret is looked for.
func TestOwnerReplacedIsRemovedOnce(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	customerID, oldID := olga(w)
	removed := func(r *http.Request) bool {
		return r.Method == http.MethodDelete && strings.HasSuffix(r.URL.Path, "/beneficial-owners/"+oldID)
	}
	removal := op.Stall(removed)
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	removal.UntilHeld(1)
	w.Delete(&corev1.Secret{}, "olga")
	removal.Release()
	untilOwnerReason(w, "olga", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
	assert.Equal(t, 1, w.UntilAtRest("removals", 12*time.Second, func() int { return w.Calls("DELETE /beneficial-owners/{id}") }))
	w.CreateSecret("olga", harness.Identity("123456789"))
	replacedOnce(w, customerID, oldID)
}

// One whose data changed meanwhile, and whose Secret is not there yet: nothing tells whether anything changed until it is,
// and then the owner is replaced.
func TestOwnerVerifiedWithoutACorrectionWaitsForTheSecret(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	customerID := business(w, "olga").Status.CustomerID
	bo := w.Owner("olga", "acme", "incomplete")
	bo.Spec.UpdatePolicy = v1alpha1.OwnerUpdateReplace
	w.ApplyOwner(bo, "123456789")
	id := untilOwnerReason(w, "olga", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired).Status.OwnerID
	w.UntilDelivered()
	w.Delete(&corev1.Secret{}, "olga")
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.FirstName, bo.Spec.LastName = "Olga", "Newname" })
	untilOwnerReason(w, "olga", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
	_, err := w.Control.MoveOwner(w.Context, id, controlapi.OwnerMove{Status: "verified"})
	require.NoError(t, err)
	untilOwnerReason(w, "olga", v1alpha1.ConditionVerified, v1alpha1.ReasonVerified)
	w.UntilDelivered()
	touchOwner(w, "olga")
	untilOwnerReason(w, "olga", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
	w.UntilAtRest("looks", 6*time.Second, func() int { return w.Calls("GET /beneficial-owners/{id}") }) // It looks at Secrets every five seconds.

	w.CreateSecret("olga", harness.Identity("123456789"))
	untilOwner(w, "olga", "replaced", func(bo *v1alpha1.BeneficialOwner) bool {
		return bo.Status.OwnerID != id && bo.Status.Phase == v1alpha1.PhaseVerified && bo.Status.Facts.Problem == nil
	})
	assert.Equal(t, 2, w.Counters().OwnerCreates[customerID])
}
