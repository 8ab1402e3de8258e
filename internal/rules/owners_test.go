package rules

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Routes of owners at the simulated Dwolla, and paths of the same.
const (
	routeAddOwner    = "POST /customers/{id}/beneficial-owners"
	routeChangeOwner = "POST /beneficial-owners/{id}"
	pathOwners       = "^/customers/[^/]+/beneficial-owners$"
	pathOneOwner     = "^/beneficial-owners/[^/]+$"
)

// untilOwner waits until an owner is as met says, and returns it.
func untilOwner(w *harness.World, name, what string, met func(*v1alpha1.BeneficialOwner) bool) *v1alpha1.BeneficialOwner {
	w.Helper()
	var last *v1alpha1.BeneficialOwner
	w.Until(name+" is "+what, func() bool {
		last = w.OwnerObject(name)
		return met(last)
	})
	return last
}

// untilOwnerReason waits until a condition of an owner has a reason, all of spec acted upon.
func untilOwnerReason(w *harness.World, name, condition, reason string) *v1alpha1.BeneficialOwner {
	w.Helper()
	return untilOwner(w, name, condition+"/"+reason, func(bo *v1alpha1.BeneficialOwner) bool {
		c := meta.FindStatusCondition(bo.Status.Conditions, condition)
		return c != nil && c.Reason == reason && bo.Status.ObservedGeneration == bo.Generation
	})
}

func ownerSays(w *harness.World, bo *v1alpha1.BeneficialOwner, condition string, words ...string) {
	w.Helper()
	c := meta.FindStatusCondition(bo.Status.Conditions, condition)
	require.NotNil(w, c)
	says(w, c.Message, words...)
}

func changeOwner(w *harness.World, name string, change func(*v1alpha1.BeneficialOwner)) {
	w.Helper()
	bo := w.OwnerObject(name)
	before := bo.DeepCopy()
	change(bo)
	require.NoError(w, w.Kube.Patch(w.Context, bo, client.MergeFrom(before)))
}

// touchOwner has the operator look at an owner now, and returns it as it is after that.
func touchOwner(w *harness.World, name string) *v1alpha1.BeneficialOwner {
	w.Helper()
	value := askOwner(w, name)
	return untilOwner(w, name, "looked at", func(bo *v1alpha1.BeneficialOwner) bool {
		return bo.Status.Facts != nil && bo.Status.Facts.ReconcileAt == value
	})
}

func askOwner(w *harness.World, name string) (value string) {
	w.Helper()
	changeOwner(w, name, func(bo *v1alpha1.BeneficialOwner) {
		value = "after-" + bo.ResourceVersion
		if bo.Annotations == nil {
			bo.Annotations = map[string]string{}
		}
		bo.Annotations[v1alpha1.AnnotationReconcileAt] = value
	})
	return value
}

// business brings a business to where its verification is done, with nobody's word on its ownership.
func business(w *harness.World, owners ...string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	vc := w.Business("acme", "Acme Bakery", "Carla", owners...)
	vc.Spec.Business.BeneficialOwnership.Certified = false
	w.ApplyBusiness(vc)
	vc = w.UntilReason("acme", v1alpha1.ConditionReady, v1alpha1.ReasonCertificationRequired)
	w.UntilDelivered()
	return vc
}

// oneOwner checks that one owner was ever created for a business, and that the object knows it.
func oneOwner(w *harness.World, customerID, name string) controlapi.Owner {
	w.Helper()
	assert.Equal(w, map[string]int{customerID: 1}, w.Counters().OwnerCreates)
	owners, err := w.Control.Owners(w.Context, customerID)
	require.NoError(w, err)
	require.Len(w, owners, 1)
	assert.Equal(w, owners[0].ID, w.OwnerObject(name).Status.OwnerID)
	return owners[0]
}

// Wherever an operator dies while it creates an owner, and the next one while it finds out, there is
// one owner in the end.
func TestOwnerCreateKilledAnywhere(t *testing.T) {
	t.Parallel()
	// The steps: the intent, the POST, the status. Those of a recovery: the POST once more, the ID, the status.
	for _, deaths := range [][]death{
		{{1, false}}, {{1, true}}, {{2, false}}, {{2, true}}, {{3, false}}, {{3, true}},
		{{2, true}, {1, false}}, {{2, true}, {1, true}}, {{2, true}, {2, false}}, {{2, true}, {2, true}},
		{{2, false}, {1, true}}, {{1, true}, {1, true}, {1, true}},
	} {
		t.Run(fmt.Sprint(deaths), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			first := w.StartOperator()
			id := business(w, "olga").Status.CustomerID
			first.Crash()
			w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
			for i, d := range deaths {
				op := w.StartOperatorToDie(d.n, d.after)
				require.True(t, op.AwaitDeath(patience), "life %d has no step %d: %v", i+1, d.n, op.Steps())
			}
			w.StartOperator()
			untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			oneOwner(w, id, "olga")
		})
	}
}

// Whatever becomes of the answer to the POST, one owner comes of it, without anybody's help.
func TestOwnerCreateLostAnswers(t *testing.T) {
	t.Parallel()
	create := func(f controlapi.Fault) controlapi.Fault {
		f.Method, f.Path = http.MethodPost, pathOwners
		return f
	}
	for name, faults := range map[string][]controlapi.Fault{
		"dropped after the effect":        {create(controlapi.Fault{Drop: controlapi.DropAfter})},
		"dropped before the effect":       {create(controlapi.Fault{Drop: controlapi.DropBefore})},
		"500 after the effect":            {create(controlapi.Fault{StatusAfter: 500})},
		"a created without Location":      {create(controlapi.Fault{StatusAfter: 201, Body: []byte(`{}`)})},
		"429 with Retry-After":            {create(controlapi.Fault{Status: 429, Headers: map[string]string{"Retry-After": "1"}})},
		"then the list fails":             {create(controlapi.Fault{Drop: controlapi.DropAfter}), {Method: http.MethodGet, Path: pathOwners, Status: 500}},
		"created, the look at it fails":   {{Method: http.MethodGet, Path: pathOneOwner, Status: 500}},
		"dropped twice, before and after": {create(controlapi.Fault{Drop: controlapi.DropBefore}), create(controlapi.Fault{Drop: controlapi.DropAfter})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			id := business(w, "olga").Status.CustomerID
			for _, f := range faults {
				w.AddFault(f)
			}
			w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
			untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			oneOwner(w, id, "olga")
		})
	}
}

// The Secret changes while nobody knows whether the owner was added, so that the request cannot be
// repeated. If the provider has an owner for whom no object stands, a person has to tell; if it has
// none, another request is made once the first can no longer arrive.
func TestOwnerSecretChangedBeforeRecovery(t *testing.T) {
	t.Parallel()
	for _, taken := range []bool{true, false} {
		t.Run(fmt.Sprintf("taken=%v", taken), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			first := w.StartOperator()
			id := business(w, "olga").Status.CustomerID
			first.Crash()
			w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
			require.True(t, w.StartOperatorToDie(2, taken).AwaitDeath(patience))
			w.UpdateSecret("olga", harness.Identity("987654321"))
			var clock harness.Clock
			w.StartOperator(clock.Use)
			bo := touchOwner(w, "olga")
			ownerSays(w, bo, v1alpha1.ConditionSynced, "not known yet")
			clock.Advance(3 * time.Minute)
			askOwner(w, "olga")
			if !taken {
				untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
				oneOwner(w, id, "olga")
				return
			}
			bo = untilOwnerReason(w, "olga", v1alpha1.ConditionStalled, v1alpha1.ReasonCreateOutcomeUnknown)
			ownerSays(w, bo, v1alpha1.ConditionStalled, "dashboard", v1alpha1.AnnotationCreateIntent)
			assert.Equal(t, 1, w.Counters().OwnerCreates[id])
			// The way out that the message names: have the owner removed, and the annotation.
			owners, err := w.Control.Owners(w.Context, id)
			require.NoError(t, err)
			w.Dwolla(http.MethodDelete, "/beneficial-owners/"+owners[0].ID, "")
			changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { delete(bo.Annotations, v1alpha1.AnnotationCreateIntent) })
			bo = untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			assert.NotEqual(t, owners[0].ID, bo.Status.OwnerID)
			assert.Equal(t, 2, w.Counters().OwnerCreates[id])
		})
	}
}

// An owner whom the provider could not verify is corrected once, with data that differ.
func TestOwnerOneCorrection(t *testing.T) {
	t.Parallel()
	for _, d := range []death{{0, false}, {1, true}, {2, false}, {2, true}, {3, false}} {
		t.Run(fmt.Sprint(d), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			id := business(w, "ivan").Status.CustomerID
			w.ApplyOwner(w.Owner("ivan", "acme", "incomplete"), "123456789")
			bo := untilOwnerReason(w, "ivan", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired)
			require.Len(t, bo.Status.Requirements, 1)
			assert.NotEmpty(t, bo.Status.Requirements[0].Action)
			touchOwner(w, "ivan")
			assert.Zero(t, w.Calls(routeChangeOwner), "the data are those that failed")

			if d.n > 0 {
				op.Crash()
			}
			w.UpdateSecret("ivan", harness.Identity("111223333"))
			changeOwner(w, "ivan", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.FirstName = "Ivan" })
			if d.n > 0 {
				op = w.StartOperatorToDie(d.n, d.after)
				require.True(t, op.AwaitDeath(patience), "no step %d: %v", d.n, op.Steps())
				w.StartOperator()
			}
			bo = untilOwnerReason(w, "ivan", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			assert.Equal(t, 1, oneOwner(w, id, "ivan").AttemptsUsed)
			assert.Nil(t, bo.Status.Facts.Correction)
			assert.Empty(t, bo.Status.Requirements)
		})
	}
}

// What the provider says of an owner later arrives by webhook, and no step back follows.
func TestOwnerMovesByWebhook(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	business(w, "olga")
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	id := untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified).Status.OwnerID
	w.UntilDelivered()
	for _, step := range []struct{ status, reason string }{
		{"incomplete", v1alpha1.ReasonRetryRequired}, {"document", v1alpha1.ReasonDocumentRequired}, {"verified", v1alpha1.ReasonVerified},
	} {
		_, err := w.Control.MoveOwner(w.Context, id, controlapi.OwnerMove{Status: step.status})
		require.NoError(t, err)
		bo := untilOwnerReason(w, "olga", v1alpha1.ConditionVerified, step.reason)
		w.UntilDelivered()
		assert.Equal(t, id, bo.Status.OwnerID)
		require.NotNil(t, bo.Status.LastEvent)
	}
	assert.Zero(t, w.Calls(routeChangeOwner))
}

// nobodyThere checks that status says of an owner whom the provider no longer has nothing of before.
func nobodyThere(w *harness.World, bo *v1alpha1.BeneficialOwner, reason string) {
	w.Helper()
	c := meta.FindStatusCondition(bo.Status.Conditions, v1alpha1.ConditionVerified)
	require.NotNil(w, c)
	assert.Equal(w, "False/"+reason, string(c.Status)+"/"+c.Reason)
	assert.Equal(w, v1alpha1.PhasePending, bo.Status.Phase)
	assert.Empty(w, bo.Status.ProviderStatus)
	require.NotEmpty(w, bo.Status.History)
	last := bo.Status.History[len(bo.Status.History)-1]
	assert.Equal(w, v1alpha1.ReasonVerified+" to "+reason, last.From+" to "+last.To)
}

// An owner who is removed at the provider: the event is acknowledged, status says so, and the
// operator adds nobody anew.
func TestOwnerRemovedElsewhere(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	customer := business(w, "olga").Status.CustomerID
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	id := untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified).Status.OwnerID
	w.UntilDelivered()
	require.Equal(t, http.StatusOK, w.Dwolla(http.MethodDelete, "/beneficial-owners/"+id, "").StatusCode)
	bo := untilOwnerReason(w, "olga", v1alpha1.ConditionStalled, v1alpha1.ReasonCustomerNotFound)
	ownerSays(w, bo, v1alpha1.ConditionStalled, "owner")
	nobodyThere(w, bo, v1alpha1.ReasonCustomerNotFound)
	assert.Equal(t, v1alpha1.CauseEvent, bo.Status.History[len(bo.Status.History)-1].Cause)
	w.UntilDelivered()
	pending, err := w.Control.Pending(w.Context)
	require.NoError(t, err)
	assert.Zero(t, pending.Scheduled, "the event was not acknowledged")
	assert.Equal(t, 1, w.Counters().OwnerCreates[customer])

	// A problem that comes in its place makes nobody verified.
	w.UpdateSecret("dwolla-api", map[string]string{"key": "wrong"})
	w.TouchProvider()
	w.UntilProvider(v1alpha1.ReasonSecretKeyMissing)
	bo = touchOwner(w, "olga")
	assert.Equal(t, v1alpha1.ReasonProviderNotReady, bo.Status.Facts.Problem.Reason)
	nobodyThere(w, bo, v1alpha1.ReasonCustomerNotFound)
}

// Without the event the next look finds it. Told once, it is not told again; and what the provider says once it
// has the owner after all counts.
func TestOwnerRemovedElsewhereWithoutAnEvent(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithoutWebhooks())
	w.StartOperator()
	business(w, "olga")
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.AddFault(always(http.MethodGet, pathOneOwner, http.StatusNotFound))
	bo := touchOwner(w, "olga")
	nobodyThere(w, bo, v1alpha1.ReasonCustomerNotFound)
	again := touchOwner(w, "olga")
	assert.Equal(t, bo.Status.History, again.Status.History)
	assert.Equal(t, bo.Status.LastSyncTime, again.Status.LastSyncTime)
	w.ClearFaults()
	bo = touchOwner(w, "olga")
	assert.Equal(t, v1alpha1.ReasonVerified, bo.Status.Conditions[0].Reason)
	assert.Equal(t, "verified", bo.Status.ProviderStatus)
	last := bo.Status.History[len(bo.Status.History)-1]
	assert.Equal(t, v1alpha1.ReasonCustomerNotFound+" to "+v1alpha1.ReasonVerified, last.From+" to "+last.To)
}

func ownerGone(w *harness.World, name string) {
	w.Helper()
	w.Until(name+" is gone", func() bool {
		return apierrors.IsNotFound(w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, &v1alpha1.BeneficialOwner{}))
	})
}

// Deleting an owner does at the provider what the policy says, and always ends.
func TestOwnerDelete(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		policy      v1alpha1.OwnerDeletionPolicy
		removed     bool
		event, says string
	}{
		{v1alpha1.OwnerDeletionDelete, true, "Normal Deactivated", "was removed at the provider"}, {"", false, "Normal Retained", "stays"},
	} {
		t.Run("policy="+string(tc.policy), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			business(w, "olga")
			bo := w.Owner("olga", "acme", "Olga")
			bo.Spec.DeletionPolicy = tc.policy
			w.ApplyOwner(bo, "123456789")
			id := untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified).Status.OwnerID
			w.Delete(&v1alpha1.BeneficialOwner{}, "olga")
			ownerGone(w, "olga")
			truth, err := w.Control.Owner(w.Context, id)
			require.NoError(t, err)
			assert.Equal(t, tc.removed, truth.Removed)
			says(w, w.UntilKubeEvent("olga", tc.event), tc.says)
		})
	}
}

// An owner who was added although nobody learnt the ID is not forgotten silently.
func TestOwnerDeleteWithUnknownOutcome(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	first := w.StartOperator()
	business(w, "olga")
	first.Crash()
	bo := w.Owner("olga", "acme", "Olga")
	bo.Spec.DeletionPolicy = v1alpha1.OwnerDeletionDelete
	w.ApplyOwner(bo, "123456789")
	require.True(t, w.StartOperatorToDie(2, true).AwaitDeath(patience))
	w.Delete(&v1alpha1.BeneficialOwner{}, "olga")
	var clock harness.Clock
	clock.Advance(3 * time.Minute)
	w.StartOperator(clock.Use)
	ownerGone(w, "olga")
	says(w, w.UntilKubeEvent("olga", "Warning LeftBehind"), "may")
}

// An owner waits for the customer, goes on by itself once it is there, and a verified one does not
// change.
func TestOwnerWaitsAndDoesNotChange(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator(func(*operator.Options) {})
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	bo := untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonDependencyNotReady)
	ownerSays(w, bo, v1alpha1.ConditionReady, "acme", "spec.customerRef")
	assert.False(t, meta.IsStatusConditionTrue(bo.Status.Conditions, v1alpha1.ConditionStalled))
	business(w, "olga")
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)

	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	bo = untilOwnerReason(w, "olga", v1alpha1.ConditionStalled, v1alpha1.ReasonFieldsNotUpdatable)
	ownerSays(w, bo, v1alpha1.ConditionStalled, "spec.lastName", "owner's status", "spec.updatePolicy to Replace")
	c := meta.FindStatusCondition(bo.Status.Conditions, v1alpha1.ConditionVerified)
	assert.Equal(t, "The provider verified the owner.", c.Message)
	assert.Zero(t, w.Calls(routeChangeOwner))
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Owner" })
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
}

// An owner of a business that is suspended is not sent over and over: the object says what it waits for,
// and goes on once the suspension is lifted.
func TestOwnerOfASuspendedBusinessWaits(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := business(w, "olga").Status.CustomerID
	w.Move(id, controlapi.Move{Status: "suspended"})
	w.UntilPhase("acme", v1alpha1.PhaseSuspended)
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	bo := untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonDependencyNotReady)
	ownerSays(w, bo, v1alpha1.ConditionReady, "acme", "Suspended")
	touchOwner(w, "olga")
	assert.Zero(t, w.Calls(routeAddOwner))
	w.Move(id, controlapi.Move{Status: "activated"})
	w.UntilPhase("acme", v1alpha1.PhaseVerified)
	askOwner(w, "olga")
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	oneOwner(w, id, "olga")
}

// An owner whose creation was begun is found out about although the business was suspended meanwhile.
func TestOwnerBegunBeforeASuspensionIsRecovered(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	first := w.StartOperator()
	id := business(w, "olga").Status.CustomerID
	first.Crash()
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	require.True(t, w.StartOperatorToDie(2, true).AwaitDeath(patience)) // the POST took effect, and nobody knows
	w.Move(id, controlapi.Move{Status: "suspended"})
	w.StartOperator()
	w.Ask("acme")
	w.UntilPhase("acme", v1alpha1.PhaseSuspended)
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	oneOwner(w, id, "olga")
}
