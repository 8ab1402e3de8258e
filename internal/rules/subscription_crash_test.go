package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Wherever an operator dies on the way to a subscription, the next one brings about exactly one.
func TestSubscriptionCreateSurvivesDeaths(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 4; n++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprint(n, after), func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t, harness.WithManagedSubscription())
				op := w.StartOperatorToDie(n, after)
				require.True(t, op.AwaitDeath(patience), "no step %d: %v", n, op.Steps())
				w.StartOperator()
				untilSubscribed(w, v1alpha1.ReasonSubscribed)
				exactlyOneSubscription(w)
				assert.Len(t, standings(w), 1)
			})
		}
	}
}

// The same on the way from one key to another: never none meanwhile, and one in the end.
func TestSubscriptionRotationSurvivesDeaths(t *testing.T) {
	t.Parallel()
	// intent; POST, record; DELETE, record
	for n := 1; n <= 5; n++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprint(n, after), func(t *testing.T) {
				t.Parallel()
				// What a dead operator does not take is delivered again within seconds.
				w := harness.NewWorld(t, harness.WithManagedSubscription(),
					harness.WithSandbox(func(o *sandbox.Options) { o.TimeScale = 1000 }))
				var clock harness.Clock
				op := w.StartOperator(clock.Use)
				untilSubscribed(w, v1alpha1.ReasonSubscribed)
				verified(w, 1)
				w.UntilDelivered()
				op.Stop()
				rotate(w)
				op = w.StartOperatorToDie(n, after, clock.Use)
				driveRotation(w, &clock, func() bool { return died(op) })
				op.Crash()
				assert.NotEmpty(t, standings(w))
				w.StartOperator(clock.Use)
				driveRotation(w, &clock, func() bool {
					return subscribedCondition(w).Reason == v1alpha1.ReasonSubscribed && len(standings(w)) == 1 && w.Provider().Status.Webhook.Key.SecretVersion != ""
				})
				exactlyOneSubscription(w)
				delivers(w, "jane-0")
			})
		}
	}
}

func died(op *harness.Operator) bool {
	select {
	case <-op.Died():
		return true
	default:
		return false
	}
}

// driveRotation lets time pass, and events happen, until a state is reached.
func driveRotation(w *harness.World, clock *harness.Clock, reached func() bool) {
	w.Helper()
	id := w.Customer("jane-0").Status.CustomerID
	drive(w, clock, reached, func() {
		_, err := w.Control.Emit(w.Context, controlapi.Emit{Topic: "customer_label_created", CustomerID: id})
		require.NoError(w, err)
	})
}

// drive lets something happen, and a minute pass, again and again until a state is reached.
func drive(w *harness.World, clock *harness.Clock, reached func() bool, happen func()) {
	w.Helper()
	last := time.Time{}
	w.Until("the rotation got there", func() bool {
		if reached() {
			return true
		}
		if time.Since(last) > 500*time.Millisecond {
			last = time.Now()
			happen()
			ahead(w, clock, 70*time.Second)
		}
		return false
	})
}

// Whatever becomes of the answer to the POST, one subscription comes of it.
func TestSubscriptionLostAnswers(t *testing.T) {
	t.Parallel()
	locked := json.RawMessage(`{"code":"Conflict","message":"x"}`)
	for name, faults := range map[string][]controlapi.Fault{
		"cut before the effect": {{Count: 2, Drop: controlapi.DropBefore}},
		"cut after the effect":  {{Count: 2, Drop: controlapi.DropAfter}},
		"500 after the effect":  {{Count: 1, StatusAfter: http.StatusInternalServerError}},
		"503 before the effect": {{Count: 2, Status: http.StatusServiceUnavailable}},
		"then the key is locked": {
			{Count: 1, Drop: controlapi.DropAfter}, {Count: 3, Status: http.StatusConflict, Body: locked},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t, harness.WithManagedSubscription())
			for _, f := range faults {
				f.Method, f.Path = http.MethodPost, pathSubscriptions
				w.AddFault(f)
			}
			w.StartOperator()
			untilSubscribed(w, v1alpha1.ReasonSubscribed)
			exactlyOneSubscription(w)
		})
	}
}

// A provider that keeps a key locked for a day is asked under another one, and what the first brought
// about is replaced.
func TestSubscriptionWhoseKeyStaysLocked(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathSubscriptions, StatusAfter: http.StatusInternalServerError, LockKey: true})
	var clock harness.Clock
	w.StartOperator(clock.Use)
	w.Until("it was tried again", func() bool { return w.Calls(routeSubscribe) >= 2 })
	ahead(w, &clock, 3*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonReplacingSubscription)
	require.Len(t, standings(w), 2)
	ahead(w, &clock, 20*time.Minute) // Nothing has to be delivered meanwhile.
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
}
