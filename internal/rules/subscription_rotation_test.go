package rules

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

const nextSecret = "the-next-signing-secret-of-tests"

// rotate gives the world a new key, as docs/webhooks.md says.
func rotate(w *harness.World) {
	w.Helper()
	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": nextSecret, "previous": harness.SigningSecret})
}

// failures counts the deliveries that were not taken, over all subscriptions that ever were.
func failures(w *harness.World) int {
	w.Helper()
	n := 0
	for _, outcomes := range w.Counters().Webhooks {
		n += outcomes["failed"]
	}
	return n
}

// A customer moves all the time while the key is rotated: every event is delivered and taken.
func TestSubscriptionRotationLosesNothing(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	first := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	id := verified(w, 1)["jane-0"]
	moved := 0
	move := func() {
		moved++
		w.Move(id, controlapi.Move{Status: []string{"verified", "suspended"}[moved%2]})
	}
	move()
	rotate(w)
	move()
	w.TouchProvider()
	untilSubscribed(w, v1alpha1.ReasonRotatingSecret)
	assert.Len(t, standings(w), 1, "not before every webhook server can know the key")
	move()
	says(w, subscribedCondition(w).Message, "Keep the old key under `previous`")
	ahead(w, &clock, 16*time.Second)
	drive(w, &clock, func() bool { return len(standings(w)) == 2 }, move)
	drive(w, &clock, func() bool { return len(standings(w)) == 1 }, move)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	move()
	w.UntilDelivered()
	exactlyOneSubscription(w)
	assert.NotEqual(t, first, w.Provider().Status.Webhook.SubscriptionID)
	assert.Zero(t, failures(w), "webhooks: %v", w.Counters().Webhooks)
	topics := w.Counters().Webhooks
	assert.GreaterOrEqual(t, topics["customer_suspended"]["succeeded"], (moved+1)/2)
	assert.Equal(t, w.Truth(id).Status, w.Customer("jane-0").Status.ProviderStatus)

	// The old key may go now.
	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": nextSecret})
	ahead(w, &clock, 2*time.Minute)
	move()
	w.UntilDelivered()
	assert.Zero(t, failures(w))
	exactlyOneSubscription(w)
}

// Without the old key under previous the condition warns, and heals when it is there.
func TestSubscriptionRotationWithoutThePreviousKey(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": nextSecret, "previous": "not the one before"})
	w.TouchProvider()
	untilSubscribed(w, v1alpha1.ReasonRotatingSecret)
	says(w, subscribedCondition(w).Message, "does not have the old key under `previous`", "Put it there")
	w.UntilKubeEvent(harness.ProviderName, "Warning RotatingSecret")
	rotate(w)
	w.TouchProvider()
	w.Until("the warning is gone", func() bool {
		c := subscribedCondition(w)
		return c.Reason == v1alpha1.ReasonRotatingSecret && !strings.Contains(c.Message, "does not have")
	})
	ahead(w, &clock, 20*time.Second)
	w.Until("both stand", func() bool { return len(standings(w)) == 2 })
	ahead(w, &clock, 20*time.Minute) // Nothing has to be delivered meanwhile.
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
}

// What the old subscription has still to deliver again is waited for.
func TestSubscriptionRotationWaitsForWhatIsOutstanding(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	op := w.StartOperator(clock.Use)
	first := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	verified(w, 1)
	stalled := op.Stall(harness.StatusWrites)
	_, err := w.Control.Emit(w.Context, controlapi.Emit{Topic: "customer_funding_source_verified", CustomerID: w.Customer("jane-0").Status.CustomerID})
	require.NoError(t, err)
	w.Until("an event was not taken", func() bool { return failures(w) == 1 })
	stalled.Release()

	rotate(w)
	w.TouchProvider()
	untilSubscribed(w, v1alpha1.ReasonRotatingSecret)
	ahead(w, &clock, 20*time.Second)
	w.Until("both stand", func() bool { return len(standings(w)) == 2 })
	_, err = w.Control.Emit(w.Context, controlapi.Emit{Topic: "customer_label_created", CustomerID: w.Customer("jane-0").Status.CustomerID})
	require.NoError(t, err)
	w.UntilDelivered()
	calls := w.Calls("GET /webhook-subscriptions/{id}/webhooks")
	ahead(w, &clock, 2*time.Minute)
	w.Until("both were looked at", func() bool { return w.Calls("GET /webhook-subscriptions/{id}/webhooks") >= calls+2 })
	assert.Len(t, standings(w), 2, "the old one has something to deliver again")

	for _, d := range deliveries(w) {
		if !d.acknowledged() {
			require.Equal(t, http.StatusCreated, w.Dwolla(http.MethodPost, "/webhooks/"+d.ID+"/retries", "").StatusCode)
		}
	}
	w.UntilDelivered()
	ahead(w, &clock, 2*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
	assert.NotEqual(t, first, w.Provider().Status.Webhook.SubscriptionID)
}
