package dwolla_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func TestSubscriptionLife(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	hooks := testenv.NewEndpoint(t, nil)
	id := e.Subscribe(hooks)
	path := "/webhook-subscriptions/" + id

	got := e.Get(path)
	assert.ElementsMatch(t, []string{"_links", "id", "url", "paused", "created"}, keys(got))
	assert.ElementsMatch(t, []string{"self", "webhooks"}, keys(got["_links"].(map[string]any)))
	assert.Equal(t, hooks.URL, got["url"])
	list := e.Get("/webhook-subscriptions")
	assert.Equal(t, 1.0, list["total"])
	assert.Equal(t, []any{got}, list["_embedded"].(map[string]any)["webhook-subscriptions"])

	res := e.Call(http.MethodPost, path, fields{"paused": true})
	require.Equal(t, http.StatusOK, res.Status)
	assert.Equal(t, true, res.JSON(t)["paused"])
	assert.Equal(t, []string{"Required /paused Paused required."}, embedded(t, e.Call(http.MethodPost, path, fields{})))
	assert.Equal(t, []string{"InvalidFormat /paused Paused invalid."},
		embedded(t, e.Call(http.MethodPost, path, fields{"paused": "yes"})))

	res = e.Call(http.MethodDelete, path, nil)
	assert.Equal(t, http.StatusOK, res.Status)
	assert.Equal(t, id, res.JSON(t)["id"])
	refused(t, e.Call(http.MethodGet, path, nil), http.StatusNotFound, "NotFound")
	refused(t, e.Call(http.MethodDelete, path, nil), http.StatusNotFound, "NotFound")
}

func TestSubscriptionValidation(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	post := func(url, secret string) testenv.Response {
		return e.Call(http.MethodPost, "/webhook-subscriptions", fields{"url": url, "secret": secret})
	}
	assert.Equal(t, []string{"Required /url Url required.", "Required /secret Secret required."}, embedded(t, post("", "")))
	assert.Equal(t, []string{
		"InvalidFormat /url Url must be a valid url.", "InvalidFormat /secret Secret must be 128 or fewer characters.",
	}, embedded(t, post("example.com/hooks", strings.Repeat("x", 129))))
	for i := range 10 {
		require.Equal(t, http.StatusCreated, post(fmt.Sprintf("http://127.0.0.1:1/%d", i), "s").Status)
	}
	res := post("http://127.0.0.1:1/10", "s")
	refused(t, res, http.StatusBadRequest, "MaxNumberOfResources")
	assert.Equal(t, "The maximum number of subscriptions has been reached.", res.JSON(t)["message"])
}

func TestWebhookHistory(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	hooks := testenv.NewEndpoint(t, nil)
	subscription := e.Subscribe(hooks)
	customer := e.Create(testenv.Person("Jane", "jane@example.com"))
	hooks.Await(t, 2)
	e.Idle()

	list := e.Get("/webhook-subscriptions/" + subscription + "/webhooks?resourceId=" + customer)
	assert.Equal(t, 2.0, list["total"])
	webhook := list["_embedded"].(map[string]any)["webhooks"].([]any)[1].(map[string]any)
	assert.ElementsMatch(t, []string{
		"_links", "id", "topic", "accountId", "eventId", "subscriptionId", "attempts",
	}, keys(webhook))
	assert.ElementsMatch(t, []string{"self", "subscription", "retry", "event"}, keys(webhook["_links"].(map[string]any)))
	attempt := webhook["attempts"].([]any)[0].(map[string]any)
	request, response := attempt["request"].(map[string]any), attempt["response"].(map[string]any)
	assert.Equal(t, hooks.URL, request["url"])
	assert.Contains(t, request["body"], `"topic":"customer_created"`)
	assert.Contains(t, request["headers"], fields{"name": "X-Dwolla-Topic", "value": "customer_created"})
	assert.Equal(t, 200.0, response["statusCode"])
	assert.Equal(t, webhook, e.Get("/webhooks/"+webhook["id"].(string)))

	today := time.Now().UTC().Format(time.DateOnly)
	for query, want := range map[string]float64{
		"startDate=" + today: 2, "endDate=" + today: 2, "startDate=2999-01-01": 0, "endDate=1999-01-01": 0,
		"resourceId=x": 0,
	} {
		assert.Equal(t, want, e.Get("/webhook-subscriptions/" + subscription + "/webhooks?" + query)["total"], query)
	}
	require.Equal(t, http.StatusOK, e.Call(http.MethodDelete, "/webhook-subscriptions/"+subscription, nil).Status)
	refused(t, e.Call(http.MethodGet, "/webhooks/"+webhook["id"].(string), nil), http.StatusNotFound, "NotFound")
}

func TestPausedSubscriptionRecordsOnly(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	hooks := testenv.NewEndpoint(t, nil)
	path := "/webhook-subscriptions/" + e.Subscribe(hooks)
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, fields{"paused": true}).Status)
	e.Create(testenv.Person("Jane", "jane@example.com"))
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, fields{"paused": false}).Status)
	e.Idle()
	assert.Empty(t, hooks.Received())

	list := e.Get(path + "/webhooks")
	require.Equal(t, 2.0, list["total"])
	webhook := list["_embedded"].(map[string]any)["webhooks"].([]any)[1].(map[string]any)
	assert.Empty(t, webhook["attempts"])

	retries := "/webhooks/" + webhook["id"].(string) + "/retries"
	res := e.Call(http.MethodPost, retries, nil)
	require.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
	assert.Contains(t, res.Header.Get("Location"), retries+"/")
	assert.Equal(t, []string{"customer_created"}, []string{hooks.Await(t, 1)[0].Topic()})
	e.Idle()
	all := e.Get(retries)
	assert.Equal(t, 1.0, all["total"])
	one := all["_embedded"].(map[string]any)["retries"].([]any)[0].(map[string]any)
	assert.ElementsMatch(t, []string{"_links", "id", "timestamp"}, keys(one))
	refused(t, e.Call(http.MethodPost, "/webhooks/x/retries", nil), http.StatusNotFound, "NotFound")
}

func TestAutoPauseNeedsManyFailuresAndADayOfSilence(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	var failures atomic.Int32
	hooks := testenv.NewEndpoint(t, func(testenv.Delivery) int {
		failures.Add(1)
		return http.StatusInternalServerError
	})
	id := e.Subscribe(hooks)
	paused := func() bool { return e.Get("/webhook-subscriptions/" + id)["paused"].(bool) }
	customer := e.Create(testenv.Person("Jane", "jane@example.com"))
	emit := func(n int) {
		for range n {
			_, err := e.Control.Emit(t.Context(), controlapi.Emit{Topic: "customer_activated", CustomerID: customer})
			require.NoError(t, err)
		}
	}
	emit(398)
	hooks.Await(t, 400)
	e.Idle()
	assert.False(t, paused(), "400 failures, but no day has passed")

	fast := 1e9 // a day in 86 µs
	require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{TimeScale: &fast}))
	emit(1)
	require.Eventually(t, paused, testenv.Patience, time.Millisecond)
	e.Idle()
	before := len(hooks.Received())
	emit(1)
	e.Idle()
	assert.Len(t, hooks.Received(), before)
}
