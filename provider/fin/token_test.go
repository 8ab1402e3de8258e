package fin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

const (
	issue   = "POST /v1/oauth/token"
	refresh = "POST /v1/oauth/refresh-token"
	purpose = "GET /v1/purposes"
)

func withPurposes() *fake {
	f := newFake()
	f.Answers(purpose, 200, `{"data":{"purposes":[{"id":1,"title":"Savings"}],"pagination":{"total_page":1}}}`)
	return f
}

func TestTokenIsJSONAndUsed(t *testing.T) {
	f := withPurposes()
	c := f.client(t)
	require.NoError(t, c.Check(t.Context()))
	require.NoError(t, c.Check(t.Context()))
	require.Equal(t, 1, f.Count(issue))
	sent := f.Calls(issue)[0]
	assert.JSONEq(t, `{"client_id":"sandbox-key","client_secret":"sandbox-secret"}`, sent.Body)
	assert.Equal(t, "application/json", sent.Header.Get("Content-Type"))
	assert.Empty(t, sent.Header.Get("Authorization"))
	assert.Equal(t, "Bearer access-issued-1", f.Calls(purpose)[1].Header.Get("Authorization"))
	assert.Equal(t, "current_page=1&per_page=1&type=INDIVIDUAL", f.Calls(purpose)[0].Query)
}

// TestTokenLife: the life of a token is what lies between Fin's two times, whatever our clock says; it is
// refreshed a minute before its end, and the refresh token is used as long as it lives.
func TestTokenLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := withPurposes()
		c := f.client(t)
		at := func(after time.Duration, issued, refreshed int) {
			t.Helper()
			time.Sleep(after)
			require.NoError(t, c.Check(t.Context()))
			assert.Equal(t, issued, f.Count(issue), "issued")
			assert.Equal(t, refreshed, f.Count(refresh), "refreshed")
		}
		at(0, 1, 0)
		at(24*time.Hour-61*time.Second, 1, 0)
		at(2*time.Second, 1, 1)
		assert.JSONEq(t, `{"refresh_token":"refresh-issued-1"}`, f.Calls(refresh)[0].Body)
		at(8*24*time.Hour, 2, 1) // the refresh token is dead too
		f.Answers(refresh, 401, `{"message":"Unauthorized"}`)
		at(24*time.Hour, 3, 2) // refused: a new pair
		f.Answers(refresh, 500, `{"status":500,"message":"x"}`)
		at(24*time.Hour, 4, 3) // failed, once
	})
}

func TestTokenRefreshGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := withPurposes()
		c := f.client(t)
		require.NoError(t, c.Check(t.Context()))
		time.Sleep(25 * time.Hour)
		f.Answers(refresh, 429, `{"message":"slow down"}`)
		assert.Equal(t, provider.ClassRateLimited, mustError(t, c.Check(t.Context())).Class)
		assert.Equal(t, 1, f.Count(issue), "the provider asked for a pause")
	})
}

// TestTokenRefused: a 401 replaces the pair once, also for a POST, and the refresh token is not trusted.
func TestTokenRefused(t *testing.T) {
	f := newFake()
	create := "POST /v2/customers/individual"
	f.On(create, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer access-issued-1" {
			answer(w, 401, `{"message":"Unauthorized"}`)
			return
		}
		answer(w, 200, fmt.Sprintf(`{"data":{"customer_id":%q}}`, customerID))
	})
	c := f.client(t)
	_, err := c.CreateIndividual(t.Context(), jane())
	require.NoError(t, err)
	assert.Equal(t, 2, f.Count(create))
	assert.Equal(t, 2, f.Count(issue))
	assert.Zero(t, f.Count(refresh))

	f.Answers(create, 401, `{"message":"Unauthorized"}`)
	_, err = c.CreateIndividual(t.Context(), jane())
	e := mustError(t, err)
	assert.Equal(t, provider.ClassAuth, e.Class)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	assert.Equal(t, 4, f.Count(create), "renewed once, not for ever")
}

func TestTokenErrors(t *testing.T) {
	for name, tc := range map[string]struct {
		status  int
		body    string
		class   provider.Class
		message string
	}{
		"refused":    {401, `{"message":"Invalid client"}`, provider.ClassAuth, "Token: Fin refuses the client ID and secret, which are key and secret of the credentials: check both, and that they belong to the Sandbox environment"},
		"validation": {422, `{"message":"x","errors":[{"client_id":"x"}]}`, provider.ClassInvalid, "Token: Fin refuses the data"},
		"no token":   {200, `{"data":{}}`, provider.ClassUnavailable, "Token: what answers at the endpoint is not Fin's API: check the endpoint"},
		"odd token":  {200, `{"access_token":"a\r\nb"}`, provider.ClassUnavailable, "Token: what answers at the endpoint is not Fin's API: check the endpoint"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers(issue, tc.status, tc.body)
			_, err := f.client(t).CreateIndividual(t.Context(), jane())
			e := mustError(t, err)
			assert.Equal(t, tc.class, e.Class)
			assert.Equal(t, provider.OutcomeRefused, e.Outcome, "no create was sent")
			assert.Equal(t, tc.message, e.Error())
		})
	}
}

func TestTokenAnswer(t *testing.T) {
	asked := time.Now()
	for name, tc := range map[string]struct {
		body            string
		access, refresh time.Duration
	}{
		"as documented":      {`{"access_token":"a","access_token_ttl":"2026-01-02 00:00:00+00","refresh_token":"r","refresh_token_ttl":"2026-01-08 00:00:00+00","current_time":"2026-01-01 00:00:00+00"}`, 24 * time.Hour, 7 * 24 * time.Hour},
		"in an envelope":     {`{"data":{"access_token":"a","access_token_ttl":"2026-01-01 01:00:00+00","current_time":"2026-01-01 00:00:00+00"}}`, time.Hour, 0},
		"fractions":          {`{"access_token":"a","access_token_ttl":"2026-01-01 01:00:00.5+00","current_time":"2026-01-01 00:00:00.5+00"}`, time.Hour, 0},
		"other zones":        {`{"access_token":"a","access_token_ttl":"2026-01-01 03:00:00+02","current_time":"2026-01-01 00:00:00+00"}`, time.Hour, 0},
		"RFC 3339":           {`{"access_token":"a","access_token_ttl":"2026-01-01T01:00:00Z","current_time":"2026-01-01T00:00:00Z"}`, time.Hour, 0},
		"unreadable":         {`{"access_token":"a","access_token_ttl":3600,"refresh_token":"r","refresh_token_ttl":"soon"}`, unsaidLifetime, 0},
		"past":               {`{"access_token":"a","access_token_ttl":"2025-01-01 00:00:00+00","current_time":"2026-01-01 00:00:00+00"}`, unsaidLifetime, 0},
		"longer than likely": {`{"access_token":"a","access_token_ttl":"2126-01-01 00:00:00+00","current_time":"2026-01-01 00:00:00+00"}`, longestLifetime, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var a tokenAnswer
			require.True(t, decodeData([]byte(tc.body), &a))
			pair := a.pair(asked)
			assert.Equal(t, "a", pair.Access.Value.Reveal())
			assert.Equal(t, tc.access, pair.Access.Expires.Sub(asked))
			if tc.refresh == 0 {
				assert.False(t, pair.Refresh.Fresh(asked))
				return
			}
			assert.Equal(t, tc.refresh, pair.Refresh.Expires.Sub(asked))
		})
	}
}

func TestTimestamp(t *testing.T) {
	for in, want := range map[string]string{
		`"2026-01-18T09:08:18.66348Z"`:     "2026-01-18T09:08:18.66348Z",
		`"2026-01-18T09:08:18.123456789Z"`: "2026-01-18T09:08:18.123456789Z",
		`"2026-01-18T09:08:18Z"`:           "2026-01-18T09:08:18Z",
		`1768727298`:                       "2026-01-18T09:08:18Z",
		`"0001-01-01T00:00:00Z"`:           "0001-01-01T00:00:00Z",
		`null`:                             "0001-01-01T00:00:00Z",
		`"yesterday"`:                      "0001-01-01T00:00:00Z",
		`{}`:                               "0001-01-01T00:00:00Z",
	} {
		var ts Timestamp
		require.NoError(t, json.Unmarshal([]byte(in), &ts))
		assert.Equal(t, want, ts.Format(time.RFC3339Nano), in)
		assert.Equal(t, want[:4] == "0001", ts.IsZero(), in)
	}
}
