package rules

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

func deleteProvider(w *harness.World) {
	w.Helper()
	w.Delete(&v1alpha1.VerificationProvider{}, harness.ProviderName)
}

func untilProviderGone(w *harness.World) {
	w.Helper()
	name := client.ObjectKey{Namespace: w.Namespace, Name: harness.ProviderName}
	w.Until("the VerificationProvider is gone", func() bool {
		return apierrors.IsNotFound(w.Kube.Get(w.Context, name, &v1alpha1.VerificationProvider{}))
	})
}

func TestSubscriptionGoesWithTheObject(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	w.Subscribe("http://127.0.0.1:1/somebody-elses", "theirs")
	w.StartOperator()
	id := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	verified(w, 1) // A customer does not hold it up.
	deleteProvider(w)
	untilProviderGone(w)
	left := standings(w)
	require.Len(t, left, 1)
	assert.NotEqual(t, w.HookURL(), left[0].URL)
	w.UntilKubeEvent(harness.ProviderName, "Normal SubscriptionRemoved: the subscription "+id)
}

// An object whose credentials are gone lets go, and says what stays.
func TestSubscriptionStaysWhenTheCredentialsAreGone(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	op := w.StartOperator()
	id := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	op.Stop()
	require.NoError(t, w.Kube.DeleteAllOf(w.Context, &corev1.Secret{}, client.InNamespace(w.Namespace)))
	deleteProvider(w)
	w.StartOperator()
	untilProviderGone(w)
	event := w.UntilKubeEvent(harness.ProviderName, "Warning LeftBehind: the subscription "+id)
	assert.Contains(t, event, w.HookURL())
	require.Len(t, standings(w), 1)
}

// A provider that fails holds a deletion up for an hour, which status tells, and no longer.
func TestSubscriptionStaysWhenTheProviderFails(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	id := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	w.AddFault(always(http.MethodDelete, "^/webhook-subscriptions/", http.StatusInternalServerError))
	deleteProvider(w)
	w.Until("it was tried", func() bool { return w.Calls("DELETE /webhook-subscriptions/{id}") > 0 })
	w.Until("status says what it waits for", func() bool {
		return subscribedCondition(w).Reason == v1alpha1.ReasonProviderUnavailable
	})
	clock.Advance(61 * time.Minute)
	untilProviderGone(w)
	event := w.UntilKubeEvent(harness.ProviderName, "Warning LeftBehind: the subscription "+id)
	assert.Contains(t, event, "within an hour")
}

// A deletion in the middle of a create leaves nothing that nobody knows of.
func TestSubscriptionDeletedDuringCreate(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 4; n++ {
		for _, after := range []bool{false, true} {
			d := death{n, after}
			t.Run(fmt.Sprint(d), func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t, harness.WithManagedSubscription())
				op := w.StartOperatorToDie(d.n, d.after)
				require.True(t, op.AwaitDeath(patience))
				deleteProvider(w)
				var clock harness.Clock
				clock.Advance(3 * time.Minute)
				w.StartOperator(clock.Use)
				untilProviderGone(w)
				assert.Empty(t, standings(w))
			})
		}
	}
}

// Without spec.webhook no events are taken, so there is nothing to deliver.
func TestSubscriptionGoesWithTheWebhook(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	w.StartOperator()
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.Webhook = nil })
	untilSubscribed(w, v1alpha1.ReasonNotConfigured)
	w.Until("the subscription is gone", func() bool { return len(standings(w)) == 0 })
	w.Until("the finalizer is gone", func() bool { return len(w.Provider().Finalizers) == 0 })
}
