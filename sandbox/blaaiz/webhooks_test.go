package blaaiz_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

const hooksPath = "/api/external/webhook"

// register tells Blaaiz of an endpoint and returns the secret.
func register(e *testenv.Caller, to *testenv.Endpoint) string {
	e.T.Helper()
	got := e.OK(http.StatusOK, http.MethodPost, hooksPath, fields{"collection_url": to.URL, "payout_url": to.URL})
	assert.Equal(e.T, "Webhook record created successfully", got["message"])
	return got["data"].(fields)["signing_secret"].(string)
}

// signature is what a receiver computes.
func signature(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "." + string(body)))
	return hex.EncodeToString(mac.Sum(nil))
}

func assertSigned(t *testing.T, secret string, d testenv.Delivery) {
	t.Helper()
	timestamp := d.Header.Get("x-blaaiz-timestamp")
	assert.Equal(t, signature(secret, timestamp, d.Body), d.Header.Get("x-blaaiz-signature"))
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), time.Unix(seconds, 0), time.Hour)
}

// TestSignatureHelper holds the helper of these tests against the reference's vector, made with
//
//	printf '%s' '1234567890.{"event_id":"evt_1","type":"customer"}' | openssl dgst -sha256 -hmac whsec_test
func TestSignatureHelper(t *testing.T) {
	assert.Equal(t, "d7256e3729a0bcede5f412c416dc296bba3156eb3deb9589c9a7c7840f616195",
		signature("whsec_test", "1234567890", []byte(`{"event_id":"evt_1","type":"customer"}`)))
}

func TestWebhookIsFlatAndSigned(t *testing.T) {
	e := start(t, "manual")
	hooks := testenv.NewEndpoint(t, nil)
	secret := register(e, hooks)
	id := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	move(e, id, controlapi.BlaaizMove{Status: "REJECTED", Comment: "Identity document is expired."})
	got := hooks.Await(t, 1)[0]
	assertSigned(t, secret, got)
	assert.Equal(t, "application/json", got.Header.Get("Content-Type"))
	body := got.JSON(t)
	assert.Regexp(t, `^evt_[0-9a-f-]{36}$`, body["event_id"])
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`, body["updated_at"])
	assert.Equal(t, fields{
		"message": "Customer verification status updated", "event_type": "customer.status_changed", "customer_id": id,
		"customer_email": "jane@example.com", "old_status": "PENDING", "new_status": "REJECTED",
		"comment": "Identity document is expired.", "updated_at": body["updated_at"], "event_id": body["event_id"],
		"type": "customer",
	}, body)
	move(e, id, controlapi.BlaaizMove{Status: "VERIFIED"})
	body = hooks.Await(t, 2)[1].JSON(t)
	comment, there := body["comment"]
	assert.True(t, there)
	assert.Nil(t, comment)

	yes := true
	e.SetBlaaiz(controlapi.BlaaizSettings{EmitCreated: &yes})
	create(e, testenv.BlaaizPerson("Joe", "joe@example.com"))
	assert.Equal(t, "customer.created", hooks.Await(t, 3)[2].Topic())
}

func TestWebhookConfiguration(t *testing.T) {
	e := start(t, "manual")
	assert.Equal(t, "No webhook URLs configured", refused(t, http.StatusNotFound, e.Call(http.MethodGet, hooksPath, nil)))
	refused(t, http.StatusNotFound, e.Call(http.MethodPut, hooksPath, fields{}))
	const good = "https://hooks.example.com/x"
	for _, wrong := range []string{"http://hooks.example.com", "hooks", "ftp://127.0.0.1"} {
		assert.Equal(t, "Invalid webhook URL format", refused(t, http.StatusBadRequest,
			e.Call(http.MethodPost, hooksPath, fields{"collection_url": wrong, "payout_url": good})), wrong)
	}
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, hooksPath, fields{"collection_url": good}))

	first, second := testenv.NewEndpoint(t, nil), testenv.NewEndpoint(t, nil)
	secret := register(e, first)
	shown := e.OK(http.StatusOK, http.MethodGet, hooksPath, nil)["data"].(fields)
	assert.Equal(t, []any{first.URL, first.URL, nil}, []any{shown["collection_url"], shown["payout_url"], shown["signing_secret"]})
	e.OK(http.StatusOK, http.MethodPut, hooksPath, fields{"collection_url": second.URL})
	id := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	move(e, id, controlapi.BlaaizMove{Status: "VERIFIED"})
	assertSigned(t, secret, second.Await(t, 1)[0])
	assert.Empty(t, first.Received())

	rotated, err := e.Control.RotateBlaaizSecret(t.Context())
	require.NoError(t, err)
	assert.NotEqual(t, secret, rotated.Secret)
	move(e, id, controlapi.BlaaizMove{Status: "PENDING"})
	assertSigned(t, rotated.Secret, second.Await(t, 2)[1])
	again := register(e, second)
	now, err := e.Control.BlaaizWebhook(t.Context())
	require.NoError(t, err)
	assert.Equal(t, controlapi.BlaaizWebhook{CollectionURL: second.URL, PayoutURL: second.URL, Secret: again}, now)
	assert.NotEqual(t, rotated.Secret, again)
}

func TestTenAttemptsEachSignedAnew(t *testing.T) {
	const fast = 1e6 // the 42 hours take 153 ms
	e := testenv.Start(t, sandbox.Options{TimeScale: fast}).Blaaiz()
	hooks := testenv.NewEndpoint(t, func(testenv.Delivery) int { return http.StatusServiceUnavailable })
	secret := register(e, hooks)
	id := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	begin := time.Now()
	move(e, id, controlapi.BlaaizMove{Status: "VERIFIED"})
	got := hooks.Await(t, 10)
	for i, minutes := range []float64{0, 5, 15, 35, 75, 155, 315, 635, 1275, 2555} {
		assertSigned(t, secret, got[i])
		assert.Equal(t, got[0].Body, got[i].Body)
		assert.GreaterOrEqual(t, got[i].At.Sub(begin), time.Duration(minutes*float64(time.Minute)/fast), "attempt %d", i)
	}
	require.Eventually(t, func() bool {
		c, err := e.Control.Counters(t.Context(), "blaaiz")
		return err == nil && c.Webhooks["customer.status_changed"]["failed"] == 10
	}, testenv.Patience, time.Millisecond)
	p, err := e.Control.Pending(t.Context())
	require.NoError(t, err)
	assert.Zero(t, p.Scheduled)

	no := false
	e.SetBlaaiz(controlapi.BlaaizSettings{Retries: &no})
	move(e, id, controlapi.BlaaizMove{Status: "PENDING"})
	hooks.Await(t, 11)
	e.Idle()
	p, err = e.Control.Pending(t.Context())
	require.NoError(t, err)
	assert.Zero(t, p.Scheduled)
}

func TestDamagedWebhookDoesNotHold(t *testing.T) {
	e := start(t, "manual")
	hooks := testenv.NewEndpoint(t, nil)
	secret := register(e, hooks)
	_, err := e.Control.AddWebhookFault(t.Context(), controlapi.WebhookFault{API: "blaaiz", Action: controlapi.ActionCorrupt})
	require.NoError(t, err)
	move(e, create(e, testenv.BlaaizPerson("Jane", "jane@example.com")), controlapi.BlaaizMove{Status: "VERIFIED"})
	d := hooks.Await(t, 1)[0]
	assert.NotEqual(t, signature(secret, d.Header.Get("x-blaaiz-timestamp"), d.Body), d.Header.Get("x-blaaiz-signature"))
}

func TestLogs(t *testing.T) {
	e := start(t, "manual")
	no := false
	e.SetBlaaiz(controlapi.BlaaizSettings{Retries: &no})
	hooks := testenv.NewEndpoint(t, func(d testenv.Delivery) int {
		if d.JSON(t)["new_status"] == "REJECTED" {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	})
	register(e, hooks)
	id := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	for _, status := range []string{"VERIFIED", "REJECTED", "PENDING"} {
		move(e, id, controlapi.BlaaizMove{Status: status})
	}
	hooks.Await(t, 3)
	e.Idle()
	today := time.Now().UTC().Format(time.DateOnly)
	for query, want := range map[string]int{
		"": 3, "status=FAILED": 1, "status=SUCCESSFUL": 2, "type=customer.status_changed": 3, "type=x": 0,
		"search_term=" + id: 3, "search_term=nobody": 0, "end_date=2000-01-01": 0, "start_date=2000-01-01&end_date=2999-01-01": 3,
		"per_page=2": 2, "per_page=2&page=2": 1, "start_date=2000-01-01&status=FAILED": 1,
	} {
		got := e.OK(http.StatusOK, http.MethodGet, hooksPath+"-logs?"+query, nil)
		assert.Len(t, got["data"], want, "%s on %s", query, today)
	}
	newest := e.OK(http.StatusOK, http.MethodGet, hooksPath+"-logs", nil)["data"].([]any)[0].(fields)
	assert.Equal(t, "PENDING", newest["payload"].(fields)["new_status"])
	assert.Equal(t, []any{hooks.URL, "SUCCESSFUL", nil}, []any{newest["webhook_url"], newest["status"], newest["business_transaction_id"]})
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodGet, hooksPath+"-logs?per_page=31", nil))
}

func TestEmit(t *testing.T) {
	e := start(t, "manual")
	hooks := testenv.NewEndpoint(t, nil)
	register(e, hooks)
	id := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	at := time.Date(2026, 3, 13, 14, 30, 0, 0, time.UTC)
	event, err := e.Control.EmitBlaaiz(t.Context(), controlapi.BlaaizEmit{CustomerID: id, OldStatus: "PENDING", NewStatus: "VERIFIED", Updated: &at})
	require.NoError(t, err)
	body := hooks.Await(t, 1)[0].JSON(t)
	assert.Equal(t, []any{event, "2026-03-13T14:30:00.000Z", "VERIFIED"}, []any{body["event_id"], body["updated_at"], body["new_status"]})
	assert.Equal(t, "PENDING", status(e, id), "nothing caused it")
	for _, wrong := range []controlapi.BlaaizEmit{
		{CustomerID: "x", OldStatus: "PENDING", NewStatus: "VERIFIED"}, {CustomerID: id, OldStatus: "PENDING", NewStatus: "GONE"},
	} {
		_, err := e.Control.EmitBlaaiz(t.Context(), wrong)
		assert.Error(t, err)
	}
}
