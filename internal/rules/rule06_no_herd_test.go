package rules

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// crowd applies so many persons and waits until all are verified.
func crowd(w *harness.World, n int) []v1alpha1.VerifiedCustomer {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.CreateSecret("identity", harness.Identity("1234"))
	for i := range n {
		vc := w.Person(fmt.Sprintf("person-%d", i), "Jane")
		vc.Spec.Personal.IdentitySecretRef.Name = "identity"
		w.Create(vc)
	}
	return untilAll(w, "verified", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.Phase == v1alpha1.PhaseVerified
	})
}

// untilAll waits until all customers of a world are as met says.
func untilAll(w *harness.World, what string, met func(*v1alpha1.VerifiedCustomer) bool) []v1alpha1.VerifiedCustomer {
	w.Helper()
	var list v1alpha1.VerifiedCustomerList
	w.Until("all are "+what, func() bool {
		require.NoError(w, w.Kube.List(w.Context, &list, client.InNamespace(w.Namespace)))
		return !slices.ContainsFunc(list.Items, func(vc v1alpha1.VerifiedCustomer) bool { return !met(&vc) })
	})
	return list.Items
}

// After a restart with 100 verified customers the provider hears nothing: no look, no token. Not even
// when every one of their manifests was touched meanwhile.
func TestRule06RestartCallsNobody(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithoutWebhooks())
	op := w.StartOperator()
	customers := crowd(w, 100)
	spread(t, customers)
	for _, firstName := range []string{"retry", "document", "kba", "suspended"} {
		vc := w.Person(firstName, firstName)
		vc.Spec.Personal.IdentitySecretRef.Name = "identity"
		w.Create(vc)
		customers = append(customers, *w.UntilCustomer(firstName, "observed", func(vc *v1alpha1.VerifiedCustomer) bool {
			return vc.Status.ProviderStatus == firstName
		}))
	}
	op.Stop()
	require.NoError(t, w.Control.ResetCounters(w.Context))

	op = w.StartOperator()
	for i := range customers {
		before := customers[i].DeepCopy()
		customers[i].Spec.DeletionPolicy = v1alpha1.DeletionDeactivate
		require.NoError(t, w.Kube.Patch(w.Context, &customers[i], client.MergeFrom(before)))
	}
	untilAll(w, "acted on", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.ObservedGeneration == vc.Generation })
	assert.Zero(t, w.TotalCalls(), "calls: %v", w.Counters().Calls)
	assert.Zero(t, w.Counters().TokenRequests)
	assert.Len(t, op.Steps(), len(customers), "one status write each")
}

// spread checks that customers that were looked at together are not looked at together again.
func spread(t *testing.T, customers []v1alpha1.VerifiedCustomer) {
	t.Helper()
	byMinute, first, last := map[time.Time]int{}, time.Time{}, time.Time{}
	for i := range customers {
		next := customers[i].Status.NextSyncTime.Time
		byMinute[next.Truncate(time.Minute)]++
		if first.IsZero() || next.Before(first) {
			first = next
		}
		if next.After(last) {
			last = next
		}
		wait := next.Sub(customers[i].Status.LastSyncTime.Time)
		assert.InDelta(t, (6 * time.Hour).Seconds(), wait.Seconds(), (55 * time.Minute).Seconds(), "15 percent to either side")
	}
	assert.Greater(t, last.Sub(first), time.Hour, "of 108 minutes")
	for minute, n := range byMinute {
		assert.Less(t, n, 12, "looks in the minute %s", minute)
	}
}

// A 429 for one customer closes the gate for all of the account; when the pause is over, all go on.
func TestRule06RateLimitClosesTheGate(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	customers := crowd(w, 12)
	w.UntilDelivered()
	require.NoError(t, w.Control.ResetCounters(w.Context))
	limited := always(http.MethodGet, pathOneCustomer, http.StatusTooManyRequests)
	limited.Headers = map[string]string{"Retry-After": "6"}
	w.AddFault(limited)
	for i := range customers {
		w.Ask(customers[i].Name)
	}
	for _, vc := range untilAll(w, "held up", func(vc *v1alpha1.VerifiedCustomer) bool {
		return harness.Condition(vc, v1alpha1.ConditionSynced).Reason == v1alpha1.ReasonRateLimited
	}) {
		assert.Equal(t, v1alpha1.ReasonVerified, harness.Condition(&vc, v1alpha1.ConditionReady).Reason, "a passing failure unmakes nobody")
	}
	refused := w.Calls(routeLook)
	assert.LessOrEqual(t, refused, 4, "only those that were under way, one a worker")
	w.ClearFaults()
	untilAll(w, "looked at", func(vc *v1alpha1.VerifiedCustomer) bool {
		return harness.Condition(vc, v1alpha1.ConditionSynced).Reason == v1alpha1.ReasonSynced
	})
	assert.Equal(t, refused+len(customers), w.Calls(routeLook))
}

// With a resync interval of a second, looks come at that pace and cause nothing else.
func TestRule06Pace(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithProvider(func(vp *v1alpha1.VerificationProvider) {
		vp.Spec.ResyncInterval.Duration = time.Second
	}))
	op := w.StartOperator()
	w.Apply(w.Person("jane", "Jane"), "1234")
	w.UntilPhase("jane", v1alpha1.PhaseVerified)
	w.UntilDelivered()
	looks, steps, begin := w.Calls(routeLook), len(op.Steps()), time.Now()
	w.Until("it was looked at four times", func() bool { return w.Calls(routeLook) >= looks+4 })
	assert.Greater(t, time.Since(begin), 3*time.Second, "four looks, a second apart")
	assert.LessOrEqual(t, len(op.Steps())-steps, w.Calls(routeLook)-looks, "one status write a look")
	assert.Equal(t, 1, posts(op.Steps()))
}
