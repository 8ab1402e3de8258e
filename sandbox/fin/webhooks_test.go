package fin_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

const secret = "whsec_test"

func TestWebhookIsSignedAndInFinsShape(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	hooks := testenv.NewEndpoint(t, nil)
	_, err := e.Control.AddFinEndpoint(t.Context(), controlapi.FinEndpoint{URL: hooks.URL, Secret: secret})
	require.NoError(t, err)
	id, _, tos := person(e, "Jane")

	got := hooks.Await(t, 1)[0]
	assert.Equal(t, "application/json", got.Header.Get("Content-Type"))
	assert.Equal(t, "sha256", got.Header.Get("x-fin-signature-algorithm"))
	assert.Equal(t, hmacHex(t, "sha256", secret, got.Body), got.Header.Get("x-fin-signature"))
	body := got.JSON(t)
	event, data := body["event"].(fields), body["data"].(fields)
	assert.Equal(t, []any{"customer.created", id, true}, []any{event["type"], event["event_reference_id"], event["sandbox_mode"]})
	assert.Regexp(t, `^[0-9a-f-]{36}$`, event["id"])
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`, event["created_at"])
	shown := fields{
		"customer_id": id, "type": "INDIVIDUAL", "customer_status": "INCOMPLETE", "email": "jane@example.com",
		"verification_type": "STANDARD", "first_name": "Jane", "last_name": "Doe", "phone": "+15554321234",
		"country_of_residence": "USA", "tos_policies_url": tos,
	}
	for name, want := range shown {
		assert.Equal(t, want, data[name], name)
	}
	assert.NotContains(t, data, "request_for_information")

	business, _ := create(e, "/v2/customers/business", testenv.FinBusiness("Acme", "acme@example.com"))
	data = hooks.Await(t, 2)[1].JSON(t)["data"].(fields)
	assert.Equal(t, []any{business, "Acme", "USA"}, []any{data["customer_id"], data["business_name"], data["country_of_incorporation"]})
	assert.Len(t, data["associated_parties"], 2)
	_, err = e.Control.MoveFinCustomer(t.Context(), business, controlapi.FinMove{Status: "ON_HOLD"})
	require.NoError(t, err)
	data = hooks.Await(t, 3)[2].JSON(t)["data"].(fields)
	assert.Equal(t, "IN_COMPLIANCE", data["customer_status"], "in the vocabulary of the version that created it")
	assert.NotContains(t, data, "associated_parties")
}

// TestSignatures holds the helper of these tests against constants made with
//
//	printf '%s' "$body" | openssl dgst -sha256 -hmac whsec_test
func TestSignatures(t *testing.T) {
	body := []byte(`{"event":{"id":"1","type":"customer.status"},"data":{"customer_id":"2"}}`)
	assert.Equal(t, "c6f704282f0b0d441d096abbb8c754656948fdeac6e60035b71e9fd2bc5597d2", hmacHex(t, "sha256", secret, body))
	assert.Equal(t, "f2e12d6af836e2f7459158ac4e85db7c5896c4d53b2cee8a0ab9e230f579371fa87b03e9a7778a3f0b9fd3730035c955e6d557f4d0511c19f5860ba8227de825", hmacHex(t, "sha512", secret, body))
	assert.Equal(t, "91be55f55df533c5aeb3ba583da00f547bd9a481", hmacHex(t, "sha1", secret, body))
}

func TestEndpointsDiffer(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	tests := map[string]controlapi.FinEndpoint{
		"sha512":     {Secret: "a", Algorithm: "sha512"},
		"sha1":       {Secret: "b", Algorithm: "sha1"},
		"unnamed":    {Secret: "c", OmitAlgorithm: true},
		"production": {Secret: "d", Production: true},
		"own secret": {},
	}
	hooks := make(map[string]*testenv.Endpoint)
	for name, endpoint := range tests {
		hooks[name] = testenv.NewEndpoint(t, nil)
		endpoint.URL = hooks[name].URL
		added, err := e.Control.AddFinEndpoint(t.Context(), endpoint)
		require.NoError(t, err)
		assert.NotEmpty(t, added.Secret)
		tests[name] = added
	}
	person(e, "Jane")
	for name, endpoint := range tests {
		got := hooks[name].Await(t, 1)[0]
		assert.Equal(t, hmacHex(t, endpoint.Algorithm, endpoint.Secret, got.Body), got.Header.Get("x-fin-signature"), name)
		if endpoint.OmitAlgorithm {
			assert.Empty(t, got.Header.Values("x-fin-signature-algorithm"))
		} else {
			assert.Equal(t, endpoint.Algorithm, got.Header.Get("x-fin-signature-algorithm"), name)
		}
		assert.Equal(t, !endpoint.Production, got.JSON(t)["event"].(fields)["sandbox_mode"], name)
	}
	all, err := e.Control.FinEndpoints(t.Context())
	require.NoError(t, err)
	require.Len(t, all, len(tests))
	for _, one := range all {
		require.NoError(t, e.Control.RemoveFinEndpoint(t.Context(), one.ID))
	}
	assert.ErrorContains(t, e.Control.RemoveFinEndpoint(t.Context(), all[0].ID), "not found")
	person(e, "Joe")
	e.Idle()
	for name := range tests {
		assert.Len(t, hooks[name].Received(), 1, name)
	}
	for _, wrong := range []controlapi.FinEndpoint{{URL: "ftp://x"}, {URL: hooks["sha1"].URL, Algorithm: "md5"}} {
		_, err := e.Control.AddFinEndpoint(t.Context(), wrong)
		assert.Error(t, err)
	}
}

func TestRequestInTheWebhookHasSidesAndNoScope(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	hooks := testenv.NewEndpoint(t, nil)
	_, err := e.Control.AddFinEndpoint(t.Context(), controlapi.FinEndpoint{URL: hooks.URL, Secret: secret})
	require.NoError(t, err)
	id, _, _ := person(e, "Jane")
	hooks.Await(t, 1)
	asked, err := e.Control.AskFinCustomer(t.Context(), id, controlapi.FinRFI{Requests: []controlapi.FinRequest{
		{Section: "proof_of_identity", Categories: []controlapi.FinCategory{{DocumentType: "GOVERNMENT_ID", Fields: []controlapi.FinField{
			{Name: "files", DataType: "URI", Status: "EXPIRED", Reason: "Too old.", Side: "FRONT"},
			{Name: "issue_date", DataType: "DATE", Status: "MISSING"},
		}}}},
	}})
	require.NoError(t, err)
	assert.Equal(t, "ACTION_REQUIRED", asked.Status)
	body := hooks.Await(t, 2)[1].JSON(t)
	assert.Equal(t, "customer.rfi", body["event"].(fields)["type"])
	assert.Equal(t, fields{"customer_id": id, "request_for_information": []any{fields{
		"section": "proof_of_identity", "categories": []any{fields{"document_type": "GOVERNMENT_ID", "fields": []any{
			fields{"field_name": "files", "data_type": "URI", "status": "EXPIRED", "reason": "Too old.", "side": "FRONT"},
			fields{"field_name": "issue_date", "data_type": "DATE", "status": "MISSING", "reason": nil},
		}}},
	}}}, body["data"])
	e.Idle()
	assert.Equal(t, []string{"customer.created", "customer.rfi"}, hooks.Topics(), "no customer.status goes with it")

	_, err = e.Control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: "REVIEWING", Silent: true})
	require.NoError(t, err)
	_, err = e.Control.AskFinCustomer(t.Context(), id, controlapi.FinRFI{WithStatus: true, Requests: asked.Requests})
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"customer.created", "customer.rfi", "customer.status", "customer.rfi"},
		topics(hooks.Await(t, 4)))
}

func topics(all []testenv.Delivery) []string {
	var out []string
	for _, d := range all {
		out = append(out, d.Topic())
	}
	return out
}

func TestFailedWebhookIsTriedAgainOnlyWhenToldTo(t *testing.T) {
	for setting, want := range map[string]int{"none": 1, "some": 5} {
		t.Run(setting, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{TimeScale: 1e6}).Fin()
			e.SetFin(controlapi.FinSettings{Retries: &setting})
			hooks := testenv.NewEndpoint(t, func(testenv.Delivery) int { return http.StatusServiceUnavailable })
			_, err := e.Control.AddFinEndpoint(t.Context(), controlapi.FinEndpoint{URL: hooks.URL})
			require.NoError(t, err)
			person(e, "Jane")
			require.Eventually(t, func() bool {
				c, err := e.Control.Counters(t.Context(), "fin")
				return err == nil && c.Webhooks["customer.created"]["failed"] == want
			}, testenv.Patience, time.Millisecond)
			p, err := e.Control.Pending(t.Context())
			require.NoError(t, err)
			assert.Zero(t, p.Scheduled)
		})
	}
}

func TestWebhookFaultsApply(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	hooks := testenv.NewEndpoint(t, nil)
	_, err := e.Control.AddFinEndpoint(t.Context(), controlapi.FinEndpoint{URL: hooks.URL, Secret: secret})
	require.NoError(t, err)
	for _, action := range []string{controlapi.ActionDrop, controlapi.ActionDouble, controlapi.ActionCorrupt} {
		_, err := e.Control.AddWebhookFault(t.Context(), controlapi.WebhookFault{API: "fin", Topic: `^customer\.created$`, Action: action})
		require.NoError(t, err)
	}
	for range 3 {
		person(e, "Jane")
	}
	good := 0
	for _, d := range hooks.Await(t, 3) {
		if d.Header.Get("x-fin-signature") == hmacHex(t, "sha256", secret, d.Body) {
			good++
		}
	}
	assert.Equal(t, 2, good, "one was lost, one came twice, one was damaged")
}

func TestEmit(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	hooks := testenv.NewEndpoint(t, nil)
	id, _, _ := person(e, "Jane")
	_, err := e.Control.AddFinEndpoint(t.Context(), controlapi.FinEndpoint{URL: hooks.URL})
	require.NoError(t, err)
	at := time.Date(2026, 1, 18, 9, 8, 18, 663480000, time.UTC)
	event, err := e.Control.EmitFin(t.Context(), controlapi.FinEmit{Type: "customer.status", CustomerID: id, Status: "APPROVED", Created: &at})
	require.NoError(t, err)
	body := hooks.Await(t, 1)[0].JSON(t)
	assert.Equal(t, event, body["event"].(fields)["id"])
	assert.Equal(t, "2026-01-18T09:08:18.663480Z", body["event"].(fields)["created_at"])
	assert.Equal(t, "APPROVED", body["data"].(fields)["customer_status"])
	assert.Equal(t, "INCOMPLETE", status(e, id), "nothing caused it")
	for _, wrong := range []controlapi.FinEmit{
		{Type: "customer.deleted", CustomerID: id}, {Type: "customer.status", CustomerID: "x"},
		{Type: "customer.status", CustomerID: id, Status: "GONE"},
	} {
		_, err := e.Control.EmitFin(t.Context(), wrong)
		assert.Error(t, err)
	}
}
