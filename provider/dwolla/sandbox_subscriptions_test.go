package dwolla_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func (w *world) subscribe(url, secret, key string) (string, error) {
	w.Helper()
	return w.provider.CreateSubscription(w.Context(), provider.SubscriptionRequest{
		URL: url, Secret: pii.New(secret), IdempotencyKey: key,
	})
}

func (w *world) subscriptions() []provider.Subscription {
	w.Helper()
	all, err := w.provider.ListSubscriptions(w.Context())
	require.NoError(w, err)
	return all
}

func TestSandboxSubscriptionLife(t *testing.T) {
	w := newWorld(t)
	const url = "http://127.0.0.1:1/hooks?a=b&c=d"
	assert.Empty(t, w.subscriptions())
	id, err := w.subscribe(url, `a "secret" & more`, "k1")
	require.NoError(t, err)
	again, err := w.subscribe(url, `a "secret" & more`, "k1")
	require.NoError(t, err)
	assert.Equal(t, id, again, "the same key is the same attempt")
	second, err := w.subscribe(url, "another", "k2")
	require.NoError(t, err)
	assert.NotEqual(t, id, second, "one address may have two")

	all := w.subscriptions()
	require.Len(t, all, 2)
	assert.Equal(t, id, all[0].ID)
	assert.Equal(t, url, all[0].URL)
	assert.False(t, all[0].Paused)
	assert.False(t, all[0].Created.IsZero())

	w.postFor("/webhook-subscriptions/"+id, "application/vnd.dwolla.v1.hal+json", []byte(`{"paused":true}`), http.StatusOK)
	assert.True(t, w.subscriptions()[0].Paused)
	require.NoError(t, w.provider.ResumeSubscription(t.Context(), id))
	require.NoError(t, w.provider.ResumeSubscription(t.Context(), id))
	assert.False(t, w.subscriptions()[0].Paused)

	require.NoError(t, w.provider.DeleteSubscription(t.Context(), id))
	require.NoError(t, w.provider.DeleteSubscription(t.Context(), id))
	assert.Equal(t, provider.ClassNotFound, provider.ClassOf(w.provider.ResumeSubscription(t.Context(), id)))
	_, err = w.provider.Deliveries(t.Context(), id)
	assert.Equal(t, provider.ClassNotFound, provider.ClassOf(err))
	assert.Len(t, w.subscriptions(), 1)
}

func TestSandboxSubscriptionRefusals(t *testing.T) {
	w := newWorld(t)
	for name, tc := range map[string]struct {
		url, secret string
		field       provider.FieldPath
	}{
		"no address":      {"hooks.example.com", "s", provider.FieldWebhookURL},
		"no secret":       {"https://hooks.example.com", "", provider.FieldWebhookSecret},
		"endless secret":  {"https://hooks.example.com", strings.Repeat("ä", 129), provider.FieldWebhookSecret},
		"secret of bytes": {"https://hooks.example.com", "\xff\xfe", provider.FieldWebhookSecret},
	} {
		_, err := w.subscribe(tc.url, tc.secret, name)
		e := provider.As(err)
		require.NotNil(t, e, name)
		assert.Equal(t, provider.ClassInvalid, e.Class, name)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome, name)
		require.Len(t, e.Fields, 1, name)
		assert.Equal(t, tc.field, e.Fields[0].Path, name)
	}
	for i := range 10 {
		_, err := w.subscribe(fmt.Sprintf("http://127.0.0.1:1/%d", i), strings.Repeat("ä", 128), fmt.Sprint(i))
		require.NoError(t, err)
	}
	_, err := w.subscribe("http://127.0.0.1:1/10", "s", "10")
	require.ErrorIs(t, err, provider.ErrSubscriptionLimit)
	assert.Equal(t, provider.OutcomeRefused, provider.OutcomeOf(err))
	assert.Contains(t, err.Error(), "as many webhook subscriptions as Dwolla lets it have")
}

func TestSandboxDeliveries(t *testing.T) {
	w := newWorld(t)
	var refuse atomic.Bool
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		if refuse.Load() {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer receiver.Close()
	id, err := w.subscribe(receiver.URL, "s", "k")
	require.NoError(t, err)
	expect := func(want provider.Deliveries) {
		t.Helper()
		require.NoError(t, w.control.WaitIdle(t.Context()))
		got, err := w.provider.Deliveries(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, want, got)
		assert.Equal(t, want.Succeeded+want.Outstanding+want.Failed, got.Total())
	}
	expect(provider.Deliveries{})
	customer := w.create("k1", "Jane")
	expect(provider.Deliveries{Succeeded: 2})
	refuse.Store(true)
	_, err = w.control.Emit(t.Context(), controlapi.Emit{Topic: "customer_activated", CustomerID: customer})
	require.NoError(t, err)
	expect(provider.Deliveries{Succeeded: 2, Outstanding: 1})

	fast := 1e9 // All eight repetitions at once.
	require.NoError(t, w.control.Set(t.Context(), controlapi.Settings{TimeScale: &fast}))
	_, err = w.control.Emit(t.Context(), controlapi.Emit{Topic: "customer_activated", CustomerID: customer})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		got, err := w.provider.Deliveries(t.Context(), id)
		return err == nil && got == provider.Deliveries{Succeeded: 2, Outstanding: 1, Failed: 1}
	}, 30*time.Second, 10*time.Millisecond)
}

// What is still to be delivered is found behind any number of events that were taken since; but events that
// another subscription has from its beginning are not waited for.
func TestSandboxRemainder(t *testing.T) {
	w := newWorld(t)
	var refuse atomic.Bool
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		if refuse.Load() {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer receiver.Close()
	id, err := w.subscribe(receiver.URL, "s", "k")
	require.NoError(t, err)
	customer := w.create("k1", "Jane")
	emit := func(n int) {
		t.Helper()
		for range n {
			_, err := w.control.Emit(t.Context(), controlapi.Emit{Topic: "customer_activated", CustomerID: customer})
			require.NoError(t, err)
		}
		require.NoError(t, w.control.WaitIdle(t.Context()))
	}
	expect := func(want provider.Remainder, before time.Time, why string) {
		t.Helper()
		got, err := w.provider.Remainder(t.Context(), id, before)
		require.NoError(t, err)
		assert.Equal(t, want, got, why)
	}
	emit(1)
	began := time.Now().Truncate(time.Millisecond) // as exactly as Dwolla tells
	expect(provider.RemainderNone, time.Now(), "all were taken")
	refuse.Store(true)
	emit(1)
	refuse.Store(false)
	emit(120)
	later := time.Now().Add(time.Minute)
	expect(provider.RemainderSome, later, "on the third page")
	expect(provider.RemainderNone, began, "it came about later")

	id, err = w.subscribe(receiver.URL, "s", "k2")
	require.NoError(t, err)
	emit(1)
	w.postFor("/webhook-subscriptions/"+id, "application/vnd.dwolla.v1.hal+json", []byte(`{"paused":true}`), http.StatusOK)
	emit(1)
	expect(provider.RemainderSome, later, "one without an attempt has no time")
	expect(provider.RemainderNone, began, "what is listed below it is younger than that")

	_, err = w.provider.Remainder(t.Context(), "33333333-3333-4333-8333-333333333333", later)
	assert.Equal(t, provider.ClassNotFound, provider.ClassOf(err))
}
