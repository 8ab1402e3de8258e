package dwolla_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func tokenRequest(t *testing.T, e *testenv.Env, form url.Values) *http.Request {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, e.Sandbox.DwollaURL()+"/token", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

func TestTokenByBasicAuthAndByForm(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	basic := tokenRequest(t, e, url.Values{"grant_type": {"client_credentials"}})
	basic.SetBasicAuth("sandbox-key", "sandbox-secret")
	form := tokenRequest(t, e, url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"sandbox-key"}, "client_secret": {"sandbox-secret"},
	})
	for name, req := range map[string]*http.Request{"basic": basic, "form": form} {
		t.Run(name, func(t *testing.T) {
			res := e.Send(req)
			require.Equal(t, http.StatusOK, res.Status)
			assert.Equal(t, "application/json", res.Header.Get("Content-Type"))
			body := res.JSON(t)
			assert.NotEmpty(t, body["access_token"])
			assert.Equal(t, "bearer", body["token_type"])
			assert.Equal(t, 3600.0, body["expires_in"])
		})
	}
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Equal(t, 3, c.TokenRequests, "with the one that Start made")
}

func TestWrongCredentials(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	req := tokenRequest(t, e, url.Values{"grant_type": {"client_credentials"}})
	req.SetBasicAuth("sandbox-key", "wrong")
	res := e.Send(req)
	assert.Equal(t, http.StatusUnauthorized, res.Status)
	assert.JSONEq(t, `{"error":"invalid_client"}`, string(res.Body))
}

func TestUnauthorisedCalls(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	old := e.Token
	n, err := e.Control.ExpireTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	e.Login()
	tests := map[string]struct {
		header string
		code   string
	}{
		"none":        {"", "InvalidCredentials"},
		"malformed":   {"Token abc", "InvalidCredentials"},
		"unknown":     {"Bearer abc", "InvalidAccessToken"},
		"expired":     {"Bearer " + old, "ExpiredAccessToken"},
		"still valid": {"bearer " + e.Token, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			req := e.Request(http.MethodGet, "/customers", nil)
			req.Header.Set("Authorization", tt.header)
			res := e.Send(req)
			if tt.code == "" {
				assert.Equal(t, http.StatusOK, res.Status)
				return
			}
			assert.Equal(t, http.StatusUnauthorized, res.Status)
			assert.Equal(t, tt.code, res.JSON(t)["code"])
			assert.NotEmpty(t, res.JSON(t)["message"])
			assert.NotEmpty(t, res.Header.Get("X-Request-Id"))
		})
	}
}

func TestTokenLivesAsLongAsItSays(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{TokenTTL: time.Second})
	require.Eventually(t, func() bool {
		return e.Call(http.MethodGet, "/customers", nil).Status == http.StatusUnauthorized
	}, testenv.Patience, 20*time.Millisecond)

	ttl := controlapi.Duration(time.Hour)
	require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{TokenTTL: &ttl}))
	e.Login()
	assert.Equal(t, http.StatusOK, e.Call(http.MethodGet, "/customers", nil).Status)
}

func TestAcceptHeader(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	tests := map[string]int{
		"": 406, "*/*": 406, "application/json": 406, "application/vnd.dwolla.v2.hal+json": 406,
		testenv.MediaType: 200,
		testenv.MediaType + `; profile="https://github.com/dwolla/hal-forms"`: 200,
		"application/json, " + testenv.MediaType + ";q=0.5":                   200,
	}
	for accept, want := range tests {
		res := e.Call(http.MethodGet, "/customers", nil, "Accept", accept)
		assert.Equal(t, want, res.Status, accept)
		if want == 406 {
			assert.Equal(t, "InvalidVersion", res.JSON(t)["code"], accept)
		}
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	res := e.Call(http.MethodGet, "/nowhere", nil)
	assert.Equal(t, http.StatusNotFound, res.Status)
	assert.JSONEq(t, `{"code":"NotFound","message":"The requested resource was not found."}`, string(res.Body))
	res = e.Call(http.MethodPut, "/customers", nil)
	assert.Equal(t, http.StatusMethodNotAllowed, res.Status)
	assert.Equal(t, "MethodNotAllowed", res.JSON(t)["code"])
}

func TestRoot(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	l := e.Get("/")["_links"].(map[string]any)
	assert.ElementsMatch(t, []string{"account", "customers", "events", "webhook-subscriptions"}, keys(l))
}

func keys(m map[string]any) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}
