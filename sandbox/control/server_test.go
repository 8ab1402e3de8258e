package control_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func call(t *testing.T, e *testenv.Env, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, e.Sandbox.ControlURL()+path, strings.NewReader(body))
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(b)
}

// TestEveryCallIsDocumented holds the README against what the server says it serves.
func TestEveryCallIsDocumented(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	status, body := call(t, e, http.MethodGet, "/", "")
	require.Equal(t, http.StatusOK, status)
	var help struct{ Calls []string }
	require.NoError(t, json.Unmarshal([]byte(body), &help))
	require.NotEmpty(t, help.Calls)
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	for _, one := range help.Calls {
		assert.Contains(t, string(readme), "`"+one+"`")
	}
}

func TestRefusals(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for _, tt := range []struct {
		method, path, body string
		status             int
		message            string
	}{
		{"POST", "/faults", `{"stauts": 500}`, 400, "unknown field"},
		{"POST", "/faults", `{"status": 500, "delay": 5}`, 400, "duration"},
		{"POST", "/faults", `{`, 400, "EOF"},
		{"DELETE", "/faults/x", "", 404, "no such rule"},
		{"DELETE", "/webhook-faults/x", "", 404, "no such rule"},
		{"GET", "/dwolla/customers/x", "", 404, "not found"},
		{"POST", "/settings", `{"timeScale": 0}`, 400, "time scale"},
		{"POST", "/settings", `{"tokenTTL": "1ms"}`, 400, "tokenTTL"},
		{"POST", "/settings", `{"rps": -1}`, 400, "rps"},
		{"POST", "/settings", `{"idempotencyMismatch": "maybe"}`, 400, "idempotencyMismatch"},
		{"POST", "/settings", `{"certifyUnverified": "maybe"}`, 400, "certifyUnverified"},
		{"GET", "/dwolla/customers/x/owners", "", 404, "not found"},
		{"GET", "/dwolla/customers/x/ownership", "", 404, "not found"},
		{"POST", "/dwolla/customers/x/ownership", `{"status": "certified"}`, 404, "not found"},
		{"POST", "/dwolla/customers/x/ownership", `{"state": "certified"}`, 400, "unknown field"},
		{"GET", "/dwolla/owners/x", "", 404, "not found"},
		{"POST", "/dwolla/owners/x/status", `{"status": "verified"}`, 404, "not found"},
		{"GET", "/fin/customers/x", "", 404, "not found"},
		{"POST", "/fin/customers/x/status", `{"status": "APPROVED"}`, 404, "not found"},
		{"POST", "/fin/customers/x/rfi", `{"request": []}`, 400, "unknown field"},
		{"POST", "/fin/parties/x/status", `{"status": "APPROVED"}`, 404, "not found"},
		{"POST", "/fin/webhooks", `{"url": "x"}`, 400, "url"},
		{"DELETE", "/fin/webhooks/x", "", 404, "not found"},
		{"GET", "/blaaiz/customers/x", "", 404, "not found"},
		{"POST", "/blaaiz/customers/x/status", `{"status": "VERIFIED"}`, 404, "not found"},
		{"POST", "/blaaiz/customers/x/review", `{"state": "APPROVED"}`, 400, "unknown field"},
		{"GET", "/blaaiz/webhook", "", 404, "not found"},
		{"POST", "/blaaiz/webhook/rotate", "", 404, "not found"},
		{"POST", "/settings", `{"blaaiz": {"review": "maybe"}}`, 400, "review"},
		{"POST", "/settings", `{"blaaiz": {"perMinute": -1}}`, 400, "limit"},
		{"POST", "/settings", `{"fin": {"review": "maybe"}}`, 400, "review"},
		{"POST", "/settings", `{"fin": {"dialect": "new"}}`, 400, "dialect"},
	} {
		status, body := call(t, e, tt.method, tt.path, tt.body)
		assert.Equal(t, tt.status, status, "%s %s %s", tt.method, tt.path, tt.body)
		assert.Contains(t, body, tt.message)
	}
}

func TestSettings(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{TimeScale: 60})
	rps := 5.0
	require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{RPS: &rps}))
	s, err := e.Control.Settings(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 60.0, *s.TimeScale)
	assert.Equal(t, 5.0, *s.RPS)
	assert.Equal(t, "process", *s.IdempotencyMismatch)
	assert.Equal(t, "refuse", *s.CertifyUnverified)
	assert.Equal(t, []any{"auto", "openapi", "refuse", "none", false, controlapi.Duration(500 * time.Millisecond)},
		[]any{*s.Fin.Review, *s.Fin.Dialect, *s.Fin.Reliance, *s.Fin.Retries, *s.Fin.Strict, *s.Fin.Step})
	b := s.Blaaiz
	assert.Equal(t, []any{"auto", true, false, false, true, false, 0, 0, controlapi.Duration(5 * time.Minute)}, []any{
		*b.Review, *b.ExternalKYC, *b.AutoVerify, *b.MinimalAllowed, *b.Retries, *b.EmitCreated, *b.PerMinute, *b.PerHour,
		*b.UploadTTL,
	})
	require.NoError(t, e.Control.Healthy(t.Context()))
}

func TestCountersResetLeavesTheTruthAlone(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	e.Create(testenv.Person("Jane", "jane@example.com", testenv.Fields{"correlationId": "c1"}))
	require.NoError(t, e.Control.ResetCounters(t.Context()))
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Empty(t, c.Calls)
	assert.Zero(t, c.TokenRequests)
	assert.Equal(t, controlapi.Creates{
		Total: 1, ByEmail: map[string]int{"jane@example.com": 1}, ByCorrelationID: map[string]int{"c1": 1},
	}, c.Creates)
}

// TestNothingIdentifiesThePerson looks for what was submitted in everything that the control API says.
func TestNothingIdentifiesThePerson(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Person("Jane", "jane@example.com", testenv.Fields{
		"ssn": "987654321", "dateOfBirth": "1981-02-03", "ipAddress": "203.0.113.7",
	}))
	business := e.Create(testenv.Business("Acme", "acme@example.com", testenv.Fields{
		"ein": "98-7654321", "controller": testenv.Controller(testenv.Fields{
			"ssn": nil, "dateOfBirth": "1981-02-03", "passport": testenv.Fields{"number": "X987654", "country": "GB"},
		}),
	}))
	owner := e.AddOwner(business, testenv.Owner("Odalys", testenv.Fields{
		"lastName": "Quill", "ssn": "987654321", "dateOfBirth": "1981-02-03",
	}))
	for _, path := range []string{
		"/dwolla/customers", "/dwolla/customers/" + id, "/dwolla/customers/" + business, "/counters", "/dwolla/owners",
		"/dwolla/owners/" + owner, "/dwolla/customers/" + business + "/owners", "/dwolla/customers/" + business + "/ownership",
	} {
		status, body := call(t, e, http.MethodGet, path, "")
		require.Equal(t, http.StatusOK, status)
		for _, secret := range []string{"987654", "4321", "1981", "203.0.113.7", "Odalys", "Quill"} {
			assert.NotContains(t, chance.ReplaceAllString(body, ""), secret, path)
		}
	}
}

// chance matches what may hold any digits: IDs and times.
var chance = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z`)

func TestOwnersOfAllCustomers(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	var owners []string
	for _, email := range []string{"1@example.com", "2@example.com"} {
		customer := e.Create(testenv.Business("Acme", email))
		owners = append(owners, e.AddOwner(customer, testenv.Owner("Ada")))
		truth, err := e.Control.Customer(t.Context(), customer)
		require.NoError(t, err)
		assert.Equal(t, owners[len(owners)-1:], truth.Owners)
		assert.Equal(t, "uncertified", truth.Ownership.Status)
	}
	all, err := e.Control.AllOwners(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 2)
	assert.Equal(t, owners, []string{all[0].ID, all[1].ID})
	assert.Equal(t, 9, all[0].SSNDigits)
}

// TestNothingIdentifiesAnybodyAtFinAndBlaaiz does the same for the other two.
func TestNothingIdentifiesAnybodyAtFinAndBlaaiz(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	atFin, atBlaaiz := e.Fin(), e.Blaaiz()
	person := testenv.Put(testenv.FinPerson("Jane", "jane@example.com"), "basic_info.tax_info.0.document_id", "987-65-4321")
	atFin.OK(http.StatusOK, http.MethodPost, "/v2/customers/individual", testenv.Put(person, "basic_info.dob", "1981-02-03"))
	business := testenv.Put(testenv.FinBusiness("Acme", "acme@example.com"),
		"associated_parties.0.basic_info.tax_info.0.document_id", "987-65-4321")
	atFin.OK(http.StatusCreated, http.MethodPost, "/v2/customers/business",
		testenv.Put(business, "associated_parties.0.basic_info.dob", "1981-02-03"))
	const customers = "/api/external/customer"
	atBlaaiz.OK(http.StatusCreated, http.MethodPost, customers, testenv.Put(testenv.Put(
		testenv.BlaaizPerson("Jane", "jane@example.com"), "id_number", "X987654"), "dob", "1981-02-03"))
	atBlaaiz.OK(http.StatusCreated, http.MethodPost, customers, testenv.Put(testenv.Put(
		testenv.BlaaizBusiness("Acme", "RC1"), "owners.0.id_document_number", "X987654"), "owners.0.date_of_birth", "1981-02-03"))
	for _, path := range []string{"/fin/customers", "/fin/events", "/blaaiz/customers", "/blaaiz/events", "/counters"} {
		status, body := call(t, e, http.MethodGet, path, "")
		require.Equal(t, http.StatusOK, status)
		for _, secret := range []string{"987-65-4321", "X987654", "1981-02-03", "Marina Road", "Main St"} {
			assert.NotContains(t, body, secret, path)
		}
	}
}
