package blaaiz

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

const emptyList = `{"message":"Customers retrieved successfully.","data":[],"links":{},"meta":{}}`

func TestNew(t *testing.T) {
	wiretest.Constructor{
		New: func(cfg provider.Config) (string, error) {
			c, err := New(cfg)
			if err != nil {
				return "", err
			}
			return c.api.Endpoint(), nil
		},
		Sandbox:    "https://api-dev.blaaiz.com",
		Production: "https://api-prod.blaaiz.com",
		Lacking:    "Blaaiz needs a client ID and a client secret",
	}.Check(t)
}

func TestTokenRequest(t *testing.T) {
	f := newFake()
	f.Answers("GET "+customers, 200, emptyList)
	require.NoError(t, f.client(t).Check(t.Context()))
	got := f.Calls("POST /oauth/token")[0]
	assert.Equal(t, "client_id=sandbox-key&client_secret=sandbox-secret&grant_type=client_credentials&scope=customer%3Aread+customer%3Awrite+file%3Aupload", got.Body)
	assert.Equal(t, "application/x-www-form-urlencoded", got.Header.Get("Content-Type"))
	assert.Equal(t, "api-dev.blaaiz.com", got.Host)
	list := f.Calls("GET " + customers)[0]
	assert.Equal(t, "Bearer token-1", list.Header.Get("Authorization"))
	assert.Equal(t, "application/json", list.Header.Get("Accept"))
}

func TestTokenLifetime(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"access_token":"t","expires_in":600}`:   10 * time.Minute,
		`{"access_token":"t"}`:                    15 * time.Minute,
		`{"access_token":"t","expires_in":-1}`:    15 * time.Minute,
		`{"access_token":"t","expires_in":1e300}`: 15 * time.Minute,
	} {
		f := newFake()
		f.Answers("POST /oauth/token", 200, body)
		got, err := f.client(t).fetchToken(t.Context(), pii.New("id"), pii.New("secret"))
		require.NoError(t, err)
		assert.Equal(t, want, got.Access.Expires.Sub(got.Access.Issued), body)
	}
}

func TestOddTokenAnswers(t *testing.T) {
	for _, body := range []string{`{}`, `<html>`, `{"access_token":"a\nb"}`, `{"access_token":7}`} {
		f := newFake()
		f.Answers("POST /oauth/token", 200, body)
		_, err := f.client(t).CreateIndividual(t.Context(), Individual{})
		e := mustError(t, err)
		assert.ErrorIs(t, e, transport.ErrForeign, body)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome, "nothing was created")
	}
}

// A token that is refused is replaced once, for whatever call: a 401 had no effect.
func TestUnauthorizedIsRenewedOnce(t *testing.T) {
	f := newFake()
	f.On("POST "+customers, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer token-1" {
			answer(w, 401, "") // as a gateway has it
			return
		}
		answer(w, 201, `{"data":{"id":"`+customerID+`"}}`)
	})
	id, err := f.client(t).CreateIndividual(t.Context(), Individual{})
	require.NoError(t, err)
	assert.Equal(t, customerID, id)
	assert.Equal(t, 2, f.Count("POST "+customers))

	f.Answers("GET "+one, 401, `{"message":"Invalid or missing access token"}`)
	_, err = f.client(t).GetCustomer(t.Context(), customerID)
	assert.Equal(t, provider.ClassAuth, mustError(t, err).Class)
	assert.Equal(t, 2, f.Count("GET "+one))
}

func TestRateLimitLastsUntilItsReset(t *testing.T) {
	for name, tc := range map[string]struct {
		reset string
		want  time.Duration
	}{
		"the reset":      {"1773412242", 42 * time.Second},
		"it is past":     {"1773412000", time.Second},
		"none":           {"", time.Minute},
		"not a number":   {"soon", time.Minute},
		"without bounds": {"99999999999999999999", time.Minute},
		"next year":      {"1804948200", time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake()
			f.On("GET "+one, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", "Fri, 13 Mar 2026 14:30:00 GMT") // 1773412200
				w.Header().Set("X-RateLimit-Limit", "120")
				w.Header().Set("X-RateLimit-Remaining", "0")
				w.Header().Set("X-RateLimit-Reset", tc.reset)
				answer(w, 429, `{"message":"Too Many Attempts."}`)
			})
			c := f.client(t)
			_, err := c.GetCustomer(t.Context(), customerID)
			e := mustError(t, err)
			assert.Equal(t, provider.ClassRateLimited, e.Class, name)
			assert.Equal(t, provider.OutcomeRefused, e.Outcome, name)
			assert.Equal(t, tc.want, e.RetryAfter, name)
			_, err = c.GetCustomer(t.Context(), customerID)
			assert.Equal(t, provider.ClassRateLimited, provider.ClassOf(err), name)
			assert.Equal(t, 1, f.Count("GET "+one), "%s: the gate is shut", name)
		})
	}
}

func TestIdentifiersCannotBreakOutOfAPath(t *testing.T) {
	f := newFake()
	c := f.client(t)
	for _, id := range []string{"", "..", "a/b", "a?b", "a#b", "%2e", "-a", "a b"} {
		_, err := c.GetCustomer(t.Context(), id)
		assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class, id)
		assert.Equal(t, provider.ClassInvalid, provider.ClassOf(c.DeleteOwner(t.Context(), customerID, id)), id)
		assert.Equal(t, provider.ClassInvalid, provider.ClassOf(c.DeleteDocument(t.Context(), id, documentID)), id)
		_, err = c.UploadCustomerFile(t.Context(), id, CategoryIdentity, File{})
		assert.Equal(t, provider.ClassInvalid, provider.ClassOf(err), id)
		err = c.RegisterCustomerFiles(t.Context(), customerID, map[string]string{CategoryIdentity: id})
		assert.Equal(t, provider.ClassInvalid, provider.ClassOf(err), id)
		_, err = c.UpdateBusiness(t.Context(), customerID, BusinessUpdate{Owners: []OwnerUpdate{{ID: id}}})
		assert.Equal(t, provider.ClassInvalid, provider.ClassOf(err), id)
	}
	assert.Empty(t, f.Seen())
}

// What an answer does not tell is not known: an odd one leaves open what the call did.
func TestOddAnswers(t *testing.T) {
	f := newFake()
	c := f.client(t)
	calls := map[string]func() error{
		"POST " + customers:                   func() error { _, err := c.CreateIndividual(t.Context(), Individual{}); return err },
		"GET " + one:                          func() error { _, err := c.GetCustomer(t.Context(), customerID); return err },
		"PUT " + one:                          func() error { _, err := c.UpdateIndividual(t.Context(), customerID, IndividualUpdate{}); return err },
		"POST " + one + "/submit":             func() error { _, err := c.Submit(t.Context(), customerID); return err },
		"POST " + one + "/upgrade-kyb-scope":  func() error { _, err := c.UpgradeScope(t.Context(), customerID, ScopeUpgrade{}); return err },
		"GET " + customers:                    func() error { _, err := c.ListCustomers(t.Context(), Filter{}); return err },
		"GET " + one + "/document":            func() error { _, err := c.ListDocuments(t.Context(), customerID); return err },
		"GET " + one + "/document/" + ownerID: func() error { _, err := c.GetDocument(t.Context(), customerID, ownerID); return err },
	}
	for route, call := range calls {
		for _, body := range []string{`{}`, `[]`, `null`, `{"data":null}`, `{"data":"x"}`, `<html>`, ``} {
			f.Answers(route, 200, body)
			e := mustError(t, call())
			assert.Equal(t, provider.ClassUnavailable, e.Class, "%s %s", route, body)
			assert.Equal(t, provider.OutcomeUnknown, e.Outcome, "%s %s", route, body)
		}
	}
	f.Answers("GET "+one, 200, `{"data":{"id":"`+ownerID+`"}}`)
	assert.ErrorIs(t, calls["GET "+one](), transport.ErrForeign, "another customer")
}

func TestListQuery(t *testing.T) {
	f := newFake()
	f.Answers("GET "+customers, 200, `{"data":[{"id":"`+customerID+`"}],"links":{"next":null},"meta":{"current_page":2,"last_page":3,"total":40}}`)
	page, err := f.client(t).ListCustomers(t.Context(), Filter{Email: "a+b@example.com", RegistrationNumber: "RC 1", Status: StatusRejected, Type: TypeBusiness, Page: 2})
	require.NoError(t, err)
	assert.True(t, page.More)
	assert.Equal(t, 40, page.Total)
	assert.Equal(t, "email=a%2Bb%40example.com&page=2&paginate=true&registration_number=RC+1&type=business&verification_status=REJECTED", f.Calls("GET " + customers)[0].Query)
}

// Unless a caller says otherwise no minute and no hour has more calls than Blaaiz takes.
func TestDefaultsKeepToBothLimits(t *testing.T) {
	most := func(seconds float64) float64 { return defaultBurst + defaultRequestsPerSecond*seconds }
	assert.LessOrEqual(t, most(60), 100.0)
	assert.LessOrEqual(t, most(3600), 1500.0)
}
