package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// fast makes the provider's three days of retries take 260 ms.
const fast = 1e6

func signature(body []byte) string {
	mac := hmac.New(sha256.New, []byte(testenv.WebhookSecret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func outcomes(t *testing.T, e *testenv.Env, topic string) map[string]int {
	t.Helper()
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	return c.Webhooks[topic]
}

func addFault(t *testing.T, e *testenv.Env, f controlapi.WebhookFault) {
	t.Helper()
	_, err := e.Control.AddWebhookFault(t.Context(), f)
	require.NoError(t, err)
}

func TestDeliveryIsSigned(t *testing.T) {
	assert.Equal(t, "e6f03575c336778837a82c7298547cea180e5377b4c22ed56c7cf107db2531a2",
		signature([]byte(`{"id":"1","topic":"customer_created"}`)), "the reference's test vector")

	e := testenv.Start(t, sandbox.Options{})
	hooks := testenv.NewEndpoint(t, nil)
	e.Subscribe(hooks)
	id := e.Create(testenv.Person("Jane", "jane@example.com"))

	for _, d := range hooks.Await(t, 2) {
		assert.Equal(t, signature(d.Body), d.Header.Get("X-Request-Signature-SHA-256"))
		assert.Equal(t, "application/json", d.Header.Get("Content-Type"))
		assert.Equal(t, "dwolla-webhooks/1.1", d.Header.Get("User-Agent"))
		var event map[string]any
		require.NoError(t, json.Unmarshal(d.Body, &event))
		assert.Equal(t, d.Topic(), event["topic"])
		assert.Equal(t, id, event["resourceId"])
		assert.Equal(t, event["created"], event["timestamp"])
	}
}

func TestFailedDeliveryFollowsTheSchedule(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{TimeScale: fast})
	hooks := testenv.NewEndpoint(t, func(d testenv.Delivery) int {
		if d.Topic() == "customer_created" {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	})
	e.Subscribe(hooks)
	begin := time.Now()
	e.Create(testenv.Person("Jane", "jane@example.com"))

	got := hooks.Await(t, 10) // one success, the original attempt and eight more
	var at []time.Duration
	for _, d := range got {
		if d.Topic() == "customer_created" {
			at = append(at, d.At.Sub(begin))
		}
	}
	require.Len(t, at, 9)
	for i, after := range []float64{0, .25, 1, 3, 6, 12, 24, 48, 72} {
		due := time.Duration(after * float64(time.Hour) / fast)
		assert.GreaterOrEqual(t, at[i], due, "attempt %d", i)
	}
	e.Idle()
	assert.Equal(t, map[string]int{"attempted": 9, "failed": 9}, outcomes(t, e, "customer_created"))
	assert.Equal(t, map[string]int{"attempted": 1, "succeeded": 1}, outcomes(t, e, "customer_verified"))
}

func TestRedirectIsAFailureAndNotFollowed(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{TimeScale: fast})
	var calls atomic.Int32
	hooks := testenv.NewEndpoint(t, func(testenv.Delivery) int {
		if calls.Add(1) == 1 {
			return http.StatusFound
		}
		return http.StatusOK
	})
	e.Subscribe(hooks)
	id := e.Create(testenv.Person("Jane", "jane@example.com"))
	_, err := e.Control.Emit(t.Context(), controlapi.Emit{Topic: "customer_activated", CustomerID: id})
	require.NoError(t, err)
	hooks.Await(t, 4) // three events, one of them twice
	for _, d := range hooks.Received() {
		assert.Equal(t, signature(d.Body), d.Header.Get("X-Request-Signature-SHA-256"))
	}
}

func TestTimeoutIsAFailure(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{TimeScale: fast, WebhookTimeout: 20 * time.Millisecond})
	release := make(chan struct{})
	var calls atomic.Int32
	hooks := testenv.NewEndpoint(t, func(testenv.Delivery) int {
		if calls.Add(1) == 1 {
			<-release
		}
		return http.StatusOK
	})
	t.Cleanup(func() { close(release) })
	e.Subscribe(hooks)
	e.Create(testenv.Person("Jane", "jane@example.com"))
	hooks.Await(t, 3)
}

func TestTenDeliveriesAtATime(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	gate := make(chan struct{})
	hooks := testenv.NewEndpoint(t, func(testenv.Delivery) int { <-gate; return http.StatusOK })
	e.Subscribe(hooks)
	for i := range 15 {
		e.Create(testenv.Person("Jane", "jane"+strconv.Itoa(i)+"@example.com"))
	}
	hooks.Await(t, 10)
	p, err := e.Control.Pending(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 10, p.InFlight)
	assert.Equal(t, 20, p.Queued)
	close(gate)
	hooks.Await(t, 30)
	assert.Equal(t, 10, hooks.Peak())
}

func TestWebhookFaults(t *testing.T) {
	tests := map[string]struct {
		fault    controlapi.WebhookFault
		received int
		outcomes map[string]int
	}{
		"drop": {
			controlapi.WebhookFault{Action: "drop"}, 1,
			map[string]int{"dropped": 1},
		},
		"double": {
			controlapi.WebhookFault{Action: "double"}, 3,
			map[string]int{"doubled": 1, "attempted": 2, "succeeded": 2},
		},
		"delay": {
			controlapi.WebhookFault{Action: "delay", Delay: controlapi.Duration(10 * time.Millisecond)}, 2,
			map[string]int{"delayed": 1, "attempted": 1, "succeeded": 1},
		},
		"hold": {
			controlapi.WebhookFault{Action: "hold"}, 1,
			map[string]int{"held": 1},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			hooks := testenv.NewEndpoint(t, nil)
			e.Subscribe(hooks)
			tt.fault.Topic = "^customer_created$"
			addFault(t, e, tt.fault)
			e.Create(testenv.Person("Jane", "jane@example.com"))
			hooks.Await(t, tt.received)
			e.Idle()
			assert.Len(t, hooks.Received(), tt.received)
			assert.Equal(t, tt.outcomes, outcomes(t, e, "customer_created"))
			assert.Equal(t, map[string]int{"attempted": 1, "succeeded": 1}, outcomes(t, e, "customer_verified"))
		})
	}
}

func TestCorruptedBodyIsRepeatedSound(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{TimeScale: fast})
	sound := func(d testenv.Delivery) bool {
		return signature(d.Body) == d.Header.Get("X-Request-Signature-SHA-256")
	}
	hooks := testenv.NewEndpoint(t, func(d testenv.Delivery) int {
		if !sound(d) {
			return http.StatusUnauthorized
		}
		return http.StatusOK
	})
	e.Subscribe(hooks)
	addFault(t, e, controlapi.WebhookFault{Topic: "customer_created", Action: "corrupt"})
	e.Create(testenv.Person("Jane", "jane@example.com"))
	var created []bool
	for _, d := range hooks.Await(t, 3) {
		assert.True(t, json.Valid(d.Body))
		if d.Topic() == "customer_created" {
			created = append(created, sound(d))
		}
	}
	assert.Equal(t, []bool{false, true}, created)
}

func TestReleaseInOrder(t *testing.T) {
	fifo := []string{
		"customer_created", "customer_verified", "customer_suspended", "customer_activated", "customer_deactivated",
	}
	held := func(t *testing.T) (*testenv.Env, *testenv.Endpoint) {
		e := testenv.Start(t, sandbox.Options{Seed: 7})
		hooks := testenv.NewEndpoint(t, nil)
		e.Subscribe(hooks)
		addFault(t, e, controlapi.WebhookFault{Action: "hold", Count: -1})
		id := e.Create(testenv.Person("Jane", "jane@example.com"))
		for _, status := range []string{"suspended", "activated", "deactivated"} {
			_, err := e.Control.MoveCustomer(t.Context(), id, controlapi.Move{Status: status})
			require.NoError(t, err)
		}
		p, err := e.Control.Pending(t.Context())
		require.NoError(t, err)
		require.Equal(t, 5, p.Held)
		require.Empty(t, hooks.Received())
		return e, hooks
	}
	release := func(t *testing.T, how controlapi.Release) []string {
		e, hooks := held(t)
		n, err := e.Control.Release(t.Context(), how)
		require.NoError(t, err)
		hooks.Await(t, n)
		e.Idle()
		return hooks.Topics()
	}
	assert.Equal(t, fifo, release(t, controlapi.Release{}))
	assert.Equal(t, []string{fifo[4], fifo[3], fifo[2], fifo[1], fifo[0]},
		release(t, controlapi.Release{Order: "reverse"}))
	shuffled := release(t, controlapi.Release{Order: "shuffle", Copies: 2})
	assert.ElementsMatch(t, append(fifo, fifo...), shuffled)
	assert.NotEqual(t, append(fifo, fifo...), shuffled)
	assert.Equal(t, shuffled, release(t, controlapi.Release{Order: "shuffle", Copies: 2}), "same seed")
	assert.ElementsMatch(t, fifo, release(t, controlapi.Release{Concurrent: true}))
}

func TestWebhookFaultRefusals(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for name, f := range map[string]controlapi.WebhookFault{
		"no action":     {},
		"unknown":       {Action: "eat"},
		"no delay":      {Action: "delay"},
		"no regexp":     {Action: "drop", Topic: "("},
		"negative skip": {Action: "drop", Skip: -1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := e.Control.AddWebhookFault(t.Context(), f)
			assert.ErrorContains(t, err, "400")
		})
	}
	_, err := e.Control.Release(t.Context(), controlapi.Release{Order: "random"})
	assert.ErrorContains(t, err, "400")
}
