package dwolla

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

func TestTokenIsRenewedEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.answers("GET /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
		c := f.client(t)
		for _, step := range []struct {
			wait   time.Duration
			tokens int
		}{{0, 1}, {58 * time.Minute, 1}, {59 * time.Second, 1}, {2 * time.Second, 2}, {30 * time.Minute, 2}} {
			time.Sleep(step.wait)
			_, err := c.GetCustomer(t.Context(), customerID)
			require.NoError(t, err)
			assert.Equal(t, step.tokens, f.count("POST /token"), "after %s", step.wait)
		}
	})
}

func TestShortLivedTokenIsNotFetchedForEveryCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.answers("GET /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
		f.answers("POST /token", 200, `{"access_token":"t","expires_in":30}`)
		c := f.client(t)
		for range 20 {
			_, err := c.GetCustomer(t.Context(), customerID)
			require.NoError(t, err)
		}
		assert.Equal(t, 1, f.count("POST /token"))
	})
}

func TestTokenLifetimes(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"access_token":"t","expires_in":3599}`:        3599 * time.Second,
		`{"access_token":"t"}`:                          time.Hour,
		`{"access_token":"t","expires_in":0}`:           time.Hour,
		`{"access_token":"t","expires_in":-5}`:          time.Hour,
		`{"access_token":"t","expires_in":99999999999}`: time.Hour,
	} {
		f := newFake()
		f.answers("POST /token", 200, body)
		got, err := f.client(t).tokens.fetch(t.Context())
		require.NoError(t, err, body)
		assert.Equal(t, want, got.expires.Sub(got.issued), body)
	}
}

func TestOneFetchForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.on("POST /token", func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(time.Second)
			hal(w, 200, `{"access_token":"t","expires_in":3600}`)
		})
		f.answers("GET /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
		c := f.client(t)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				_, err := c.GetCustomer(t.Context(), customerID)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.Equal(t, 1, f.count("POST /token"))
		assert.Equal(t, 50, f.count("GET /customers/"+customerID))
	})
}

func TestOneCallerThatGivesUpDoesNotEndTheFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.on("POST /token", func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(2 * time.Second):
				hal(w, 200, `{"access_token":"t","expires_in":3600}`)
			case <-r.Context().Done():
				w.WriteHeader(500)
			}
		})
		f.answers("GET /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
		c := f.client(t)
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			_, err := c.GetCustomer(impatient, customerID)
			e := provider.As(err)
			if assert.NotNil(t, e) {
				assert.Equal(t, provider.OutcomeRefused, e.Outcome, "nothing was sent for this caller")
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, time.Second, time.Since(start))
			}
		})
		synctest.Wait()
		wg.Go(func() {
			_, err := c.GetCustomer(t.Context(), customerID)
			assert.NoError(t, err)
		})
		wg.Wait()
		assert.Equal(t, 1, f.count("POST /token"))
	})
}

func TestATokenThatDwollaNoLongerTakesIsReplacedOnce(t *testing.T) {
	for _, code := range []string{"ExpiredAccessToken", "InvalidAccessToken", "invalid_access_token"} {
		t.Run(code, func(t *testing.T) {
			f := newFake()
			f.on("POST /customers", func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "Bearer token-1" {
					hal(w, 401, fmt.Sprintf(`{"code":%q,"message":"x"}`, code))
					return
				}
				w.Header().Set("Location", SandboxEndpoint+"/customers/"+customerID)
				w.WriteHeader(201)
			})
			id, err := f.client(t).CreatePersonalCustomer(t.Context(), toDwolla(jane().Person), "i")
			require.NoError(t, err)
			assert.Equal(t, customerID, id)
			calls := f.calls("POST /customers")
			require.Len(t, calls, 2, "a 401 had no effect, so even a POST goes out again")
			assert.Equal(t, calls[0].body, calls[1].body)
			assert.Equal(t, "i", calls[1].header.Get("Idempotency-Key"))
		})
	}
	t.Run("but not for ever", func(t *testing.T) {
		f := newFake()
		f.answers("POST /customers", 401, `{"code":"ExpiredAccessToken","message":"x"}`)
		_, err := f.client(t).CreatePersonalCustomer(t.Context(), toDwolla(jane().Person), "i")
		e := mustError(t, err)
		assert.Equal(t, provider.ClassAuth, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.Equal(t, 2, f.count("POST /customers"))
		assert.Equal(t, 2, f.count("POST /token"))
	})
	t.Run("and not for any 401", func(t *testing.T) {
		f := newFake()
		f.answers("POST /customers", 401, `{"code":"InvalidScopes","message":"x"}`)
		_, err := f.client(t).CreatePersonalCustomer(t.Context(), toDwolla(jane().Person), "i")
		assert.Equal(t, provider.ClassAuth, mustError(t, err).Class)
		assert.Equal(t, 1, f.count("POST /customers"))
	})
}

func TestAManyTimesRefusedTokenIsReplacedOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.on("GET /customers/"+customerID, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "Bearer token-1" {
				hal(w, 401, `{"code":"ExpiredAccessToken","message":"x"}`)
				return
			}
			hal(w, 200, customerJSON(customerID, "verified", ""))
		})
		c := f.client(t)
		_, err := c.tokens.get(t.Context())
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				_, err := c.GetCustomer(t.Context(), customerID)
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.Equal(t, 2, f.count("POST /token"))
	})
}

// TestACallWithoutATokenWasNotMade: whatever became of the request for the token, the create itself
// never went out.
func TestACallWithoutATokenWasNotMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.answers("POST /token", 503, `{"code":"ServerError","message":"x"}`)
		_, err := f.client(t).CreatePersonalCustomer(t.Context(), toDwolla(jane().Person), "i")
		e := mustError(t, err)
		assert.Equal(t, provider.ClassUnavailable, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.Equal(t, OpToken, e.Operation)
		assert.Equal(t, 3, f.count("POST /token"), "asking for a token is harmless to repeat")
		assert.Zero(t, f.count("POST /customers"))
	})
}

func TestAnOldTokenServesWhileANewOneCannotBeHad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.answers("GET /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
		c := f.client(t)
		_, err := c.GetCustomer(t.Context(), customerID)
		require.NoError(t, err)
		f.answers("POST /token", 500, `{"code":"ServerError","message":"x"}`)
		time.Sleep(59*time.Minute + 30*time.Second)
		_, err = c.GetCustomer(t.Context(), customerID)
		require.NoError(t, err, "the token has half a minute to live")
		time.Sleep(time.Minute)
		_, err = c.GetCustomer(t.Context(), customerID)
		assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class)
	})
}
