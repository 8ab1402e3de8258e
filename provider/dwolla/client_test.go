package dwolla

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

func TestNew(t *testing.T) {
	wiretest.Constructor{
		New: func(cfg provider.Config) (string, error) {
			c, err := New(cfg)
			if err != nil {
				return "", err
			}
			return c.api.Endpoint(), nil
		},
		Sandbox:    "https://api-sandbox.dwolla.com",
		Production: "https://api.dwolla.com",
		Lacking:    "Dwolla needs the key and the secret of an application",
	}.Check(t)
}

func TestWhatACallCarries(t *testing.T) {
	f := newFake()
	f.Answers("GET /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
	f.Answers("POST /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
	f.On("POST /customers", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", SandboxEndpoint+"/customers/"+customerID)
		w.WriteHeader(http.StatusCreated)
	})
	p := f.provider(t)
	_, err := p.CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", IdempotencyKey: "i1", Customer: jane()})
	require.NoError(t, err)
	_, err = p.GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
	require.NoError(t, err)
	_, err = p.CorrectCustomer(t.Context(), provider.SubmitRequest{CustomerID: customerID, IdempotencyKey: "i2", Customer: jane()})
	require.NoError(t, err)

	token := f.Calls("POST /token")[0]
	assert.Equal(t, "Basic c2FuZGJveC1rZXk6c2FuZGJveC1zZWNyZXQ=", token.Header.Get("Authorization"))
	assert.Equal(t, "application/x-www-form-urlencoded", token.Header.Get("Content-Type"))
	assert.Equal(t, "grant_type=client_credentials", token.Body)

	create := f.Calls("POST /customers")[0]
	assert.Equal(t, "application/vnd.dwolla.v1.hal+json", create.Header.Get("Content-Type"))
	assert.Equal(t, "i1", create.Header.Get("Idempotency-Key"))
	retry := f.Calls("POST /customers/" + customerID)[0]
	assert.Equal(t, "application/json", retry.Header.Get("Content-Type"))
	assert.Equal(t, "i2", retry.Header.Get("Idempotency-Key"))
	read := f.Calls("GET /customers/" + customerID)[0]
	assert.Empty(t, read.Header.Values("Idempotency-Key"))
	assert.Empty(t, read.Header.Values("Content-Type"))
	for _, s := range []wiretest.Request{create, retry, read} {
		assert.Equal(t, "application/vnd.dwolla.v1.hal+json", s.Header.Get("Accept"))
		assert.Equal(t, "Bearer token-1", s.Header.Get("Authorization"))
		assert.Equal(t, transport.DefaultUserAgent, s.Header.Get("User-Agent"))
	}
	assert.Equal(t, 1, f.Count("POST /token"), "one token does for all")
}

func TestCheck(t *testing.T) {
	html := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<html>Welcome to nginx!</html>")
		}
	}
	said := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { hal(w, status, body) }
	}
	const notDwolla = "what answers at the endpoint is not Dwolla's API: check the endpoint"
	for name, tc := range map[string]struct {
		route   string
		handler http.HandlerFunc
		class   provider.Class
		message string
	}{
		"fine":               {"GET /", said(200, `{"_links":{"account":{"href":"https://api-sandbox.dwolla.com/accounts/a"}}}`), "", ""},
		"a page":             {"GET /", html(200), provider.ClassInvalid, notDwolla},
		"a missing page":     {"GET /", html(404), provider.ClassInvalid, notDwolla},
		"a page for a token": {"POST /token", html(200), provider.ClassInvalid, notDwolla},
		"no token page":      {"POST /token", html(405), provider.ClassInvalid, notDwolla},
		"JSON without links": {"GET /", said(200, `{"hello":"world"}`), provider.ClassInvalid, notDwolla},
		"not JSON":           {"GET /", said(200, `hello`), provider.ClassInvalid, notDwolla},
		"empty token":        {"POST /token", said(200, `{"access_token":""}`), provider.ClassInvalid, notDwolla},
		"token with newline": {"POST /token", said(200, `{"access_token":"a\nb"}`), provider.ClassInvalid, notDwolla},
		"redirect": {"POST /token", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://api.dwolla.com/token", http.StatusFound)
		}, provider.ClassInvalid, "the endpoint answers with a redirect; use its https address"},
		"wrong key": {"POST /token", said(401, `{"error":"invalid_client"}`), provider.ClassAuth,
			"Dwolla refuses the key and secret: check both, and that they belong to the Sandbox environment"},
		"unconfirmed account": {"GET /", said(401, `{"code":"InvalidAccountStatus","message":"Invalid account status."}`),
			provider.ClassAuth, "Dwolla does not let this account use its API: confirm the account's e-mail address, " +
				"and check in the dashboard that the account is active"},
		"no scope": {"GET /", said(401, `{"code":"InvalidScopes","message":"x"}`), provider.ClassAuth,
			"the application lacks a scope for this call: have Dwolla enable customers and events for it"},
		"IP allowlist": {"GET /", said(403, `{"code":"InvalidIpAddress","message":"x"}`), provider.ClassAuth,
			"Dwolla refuses calls from this network: add its address to the allowlist in the dashboard"},
		"refused token": {"GET /", said(401, `{"code":"InvalidAccessToken","message":"Invalid access token."}`), provider.ClassAuth,
			"Dwolla refuses the access token that it issued itself: check that the endpoint belongs to the environment"},
		"too many calls": {"GET /", said(429, `{"code":"Too Many Requests"}`), provider.ClassRateLimited,
			"Dwolla limits the rate of calls"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.On(tc.route, tc.handler)
			err := f.provider(t).Check(t.Context())
			if tc.class == "" {
				require.NoError(t, err)
				return
			}
			e := mustError(t, err)
			assert.Equal(t, tc.class, e.Class)
			assert.Equal(t, tc.message, e.Message)
		})
	}
}

// TestAnAnswerThatIsNotDwollas must never read as "Dwolla has no such customer".
func TestAnAnswerThatIsNotDwollas(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"page":       func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", 404) },
		"empty":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) },
		"other JSON": func(w http.ResponseWriter, _ *http.Request) { hal(w, 404, `{"detail":"Not Found"}`) },
		"200 page":   func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"other ID":   func(w http.ResponseWriter, _ *http.Request) { hal(w, 200, customerJSON(otherID, "verified", "")) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.On("GET /customers/"+customerID, h)
			_, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
			e := mustError(t, err)
			assert.Equal(t, provider.ClassUnavailable, e.Class)
			assert.ErrorIs(t, err, transport.ErrForeign)
		})
	}
	_, err := newFake().provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
	assert.Equal(t, provider.ClassNotFound, mustError(t, err).Class)
	_, err = newFake().provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: "../token"})
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
}

func TestDriver(t *testing.T) {
	d := Driver()
	assert.Equal(t, "dwolla", d.Name)
	assert.Equal(t, []string{"key", "secret"}, d.CredentialKeys)
	f := newFake()
	f.Answers("GET /", 200, `{"_links":{"account":{"href":"x"}}}`)
	var operations []string
	c, err := d.Open(provider.Config{
		Environment: provider.EnvironmentSandbox,
		Credentials: credentials("k", "s"),
		Transport:   f,
		OnCall:      func(c provider.Call) { operations = append(operations, c.Operation) },
	})
	require.NoError(t, err)
	require.NoError(t, c.Check(t.Context()))
	assert.Equal(t, []string{OpToken, OpCheck}, operations)

	_, err = d.Open(provider.Config{Endpoint: "nonsense"})
	assert.Equal(t, provider.ClassInvalid, provider.ClassOf(err))
	_, err = d.Open(provider.Config{})
	assert.Equal(t, provider.ClassInvalid, provider.ClassOf(err))
}
