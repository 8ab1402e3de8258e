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

type fields = testenv.Fields

// tokenTime is Fin's own layout.
const tokenTime = "2006-01-02 15:04:05-07"

func TestTokenCarriesInstantsInFinsOwnLayout(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	got := e.OK(http.StatusOK, http.MethodPost, "/v1/oauth/token",
		fields{"client_id": "sandbox-key", "client_secret": "sandbox-secret"})
	var at []time.Time
	for _, name := range []string{"current_time", "access_token_ttl", "refresh_token_ttl"} {
		instant, err := time.Parse(tokenTime, got[name].(string))
		require.NoError(t, err, name)
		at = append(at, instant)
	}
	assert.Equal(t, 24*time.Hour, at[1].Sub(at[0]).Round(time.Minute))
	assert.Equal(t, 7*24*time.Hour, at[2].Sub(at[0]).Round(time.Minute))

	older := "older"
	e.SetFin(controlapi.FinSettings{Dialect: &older})
	wrapped := e.OK(http.StatusOK, http.MethodPost, "/v1/oauth/refresh-token",
		fields{"refresh_token": got["refresh_token"]})
	assert.NotEmpty(t, wrapped["data"].(fields)["access_token"])
}

func TestTokenRefusals(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	tests := map[string]struct {
		path string
		body any
		want int
	}{
		"wrong secret":    {"/v1/oauth/token", fields{"client_id": "sandbox-key", "client_secret": "x"}, 401},
		"no secret":       {"/v1/oauth/token", fields{"client_id": "sandbox-key"}, 422},
		"no object":       {"/v1/oauth/token", "text", 422},
		"unknown refresh": {"/v1/oauth/refresh-token", fields{"refresh_token": "x"}, 401},
		"no refresh":      {"/v1/oauth/refresh-token", fields{}, 422},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := e.Call(http.MethodPost, tt.path, tt.body)
			assert.Equal(t, tt.want, res.Status)
			assert.NotEmpty(t, res.JSON(t)["message"])
		})
	}
}

func TestRefreshTokenIsGoodForOnce(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	grant := func() fields {
		return e.OK(http.StatusOK, http.MethodPost, "/v1/oauth/token",
			fields{"client_id": "sandbox-key", "client_secret": "sandbox-secret"})
	}
	refresh := func(token any) testenv.Response {
		return e.Call(http.MethodPost, "/v1/oauth/refresh-token", fields{"refresh_token": token})
	}
	first := grant()
	res := refresh(first["refresh_token"])
	require.Equal(t, http.StatusOK, res.Status)
	assert.NotEqual(t, first["refresh_token"], res.JSON(t)["refresh_token"])
	assert.Equal(t, http.StatusUnauthorized, refresh(first["refresh_token"]).Status)

	n, err := e.Control.ExpireFinRefreshTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, n, "that of Start and the one got by the refresh")
	assert.Equal(t, http.StatusUnauthorized, refresh(res.JSON(t)["refresh_token"]).Status)

	c, err := e.Control.Counters(t.Context(), "fin")
	require.NoError(t, err)
	assert.Equal(t, 5, c.TokenRequests)
}

func TestCallsNeedALivingToken(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	list := func() testenv.Response { return e.Call(http.MethodGet, "/v2/customers?type=INDIVIDUAL", nil) }
	assert.Equal(t, http.StatusOK, list().Status)
	n, err := e.Control.ExpireTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, n, "one here, one at Dwolla")
	res := list()
	assert.Equal(t, http.StatusUnauthorized, res.Status)
	assert.JSONEq(t, `{"message":"Unauthorized"}`, string(res.Body))
	e.Token = ""
	assert.Equal(t, http.StatusUnauthorized, list().Status)
	assert.Equal(t, http.StatusUnauthorized, e.Call(http.MethodGet, "/nowhere", nil).Status)
}
