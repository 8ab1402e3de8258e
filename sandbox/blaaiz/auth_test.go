package blaaiz_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func TestToken(t *testing.T) {
	e := start(t, "manual")
	good := func() url.Values {
		return url.Values{
			"grant_type": {"client_credentials"}, "client_id": {"sandbox-key"}, "client_secret": {"sandbox-secret"},
			"scope": {"customer:read customer:write"},
		}
	}
	got := e.Form("/oauth/token", good()).JSON(t)
	assert.Equal(t, []any{"Bearer", 900.0}, []any{got["token_type"], got["expires_in"]})
	for name, tt := range map[string]struct {
		field, value string
		status       int
		code         string
	}{
		"wrong secret": {"client_secret", "x", 401, "invalid_client"},
		"no secret":    {"client_secret", "", 400, "invalid_request"},
		"grant":        {"grant_type", "password", 400, "invalid_request"},
		"a bundle":     {"scope", "full-access", 400, "invalid_request"},
	} {
		form := good()
		form.Set(tt.field, tt.value)
		res := e.Form("/oauth/token", form)
		assert.Equal(t, tt.status, res.Status, name)
		assert.Equal(t, tt.code, res.JSON(t)["error"], name)
		assert.NotEmpty(t, res.JSON(t)["error_description"], name)
	}
	res := e.Call(http.MethodPost, "/oauth/token", fields{"client_id": "sandbox-key"})
	assert.Equal(t, http.StatusBadRequest, res.Status, "JSON is not taken")
}

func TestScopes(t *testing.T) {
	e := start(t, "manual")
	with := func(scope string) *testenv.Caller {
		form := url.Values{
			"grant_type": {"client_credentials"}, "client_id": {"sandbox-key"}, "client_secret": {"sandbox-secret"},
		}
		if scope != "" {
			form.Set("scope", scope)
		}
		token := e.Form("/oauth/token", form).JSON(t)["access_token"].(string)
		return &testenv.Caller{Env: e.Env, Base: e.Base, Token: token}
	}
	calls := map[string][2]string{
		"customer:read":  {http.MethodGet, customers},
		"customer:write": {http.MethodPost, customers},
		"file:upload":    {http.MethodPost, "/api/external/file/get-presigned-url"},
		"webhook:read":   {http.MethodGet, "/api/external/webhook"},
		"webhook:write":  {http.MethodPut, "/api/external/webhook"},
	}
	for granted := range calls {
		c := with(granted)
		for needed, call := range calls {
			res := c.Call(call[0], call[1], fields{})
			assert.Equal(t, granted != needed, res.Status == http.StatusForbidden, "%s with %s: %d", needed, granted, res.Status)
		}
	}
	assert.Equal(t, http.StatusForbidden, with("").Call(http.MethodGet, customers, nil).Status)

	n, err := e.Control.ExpireTokens(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 8, n)
	assert.Equal(t, "Invalid or missing access token", refused(t, 401, e.Call(http.MethodGet, customers, nil)))
	c, err := e.Control.Counters(t.Context(), "blaaiz")
	require.NoError(t, err)
	assert.Equal(t, 7, c.TokenRequests)
}

func TestRateLimit(t *testing.T) {
	e := start(t, "manual")
	free := e.Call(http.MethodGet, customers, nil)
	assert.Equal(t, []string{"120", "120"}, []string{free.Header.Get("X-RateLimit-Limit"), free.Header.Get("X-RateLimit-Remaining")})
	// The hour is what is counted, which the test cannot outlast.
	three := 3
	e.SetBlaaiz(controlapi.BlaaizSettings{PerHour: &three})
	for i := range 4 {
		res := e.Call(http.MethodGet, customers, nil)
		if i < 3 {
			assert.Equal(t, http.StatusOK, res.Status)
			continue
		}
		refused(t, http.StatusTooManyRequests, res)
		reset, err := strconv.ParseInt(res.Header.Get("X-RateLimit-Reset"), 10, 64)
		require.NoError(t, err)
		assert.Less(t, time.Until(time.Unix(reset, 0)), time.Minute+time.Second)
	}
	none, many := 0, 1000
	e.SetBlaaiz(controlapi.BlaaizSettings{PerHour: &none, PerMinute: &many})
	res := e.Call(http.MethodGet, customers, nil)
	assert.Equal(t, []string{"1000", "999"}, []string{res.Header.Get("X-RateLimit-Limit"), res.Header.Get("X-RateLimit-Remaining")})
}
