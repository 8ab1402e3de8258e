package dwolla

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

func TestTokenLifetimes(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"access_token":"t","expires_in":3599}`:        3599 * time.Second,
		`{"access_token":"t"}`:                          time.Hour,
		`{"access_token":"t","expires_in":0}`:           time.Hour,
		`{"access_token":"t","expires_in":-5}`:          time.Hour,
		`{"access_token":"t","expires_in":99999999999}`: time.Hour,
	} {
		f := newFake()
		f.Answers("POST /token", 200, body)
		got, err := f.client(t).fetchToken(t.Context(), pii.New("k"), pii.New("s"))
		require.NoError(t, err, body)
		assert.Equal(t, want, got.Access.Expires.Sub(got.Access.Issued), body)
	}
}

func TestATokenThatDwollaNoLongerTakesIsReplacedOnce(t *testing.T) {
	for _, code := range []string{"ExpiredAccessToken", "InvalidAccessToken", "invalid_access_token"} {
		t.Run(code, func(t *testing.T) {
			f := newFake()
			f.On("POST /customers", func(w http.ResponseWriter, r *http.Request) {
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
			calls := f.Calls("POST /customers")
			require.Len(t, calls, 2, "a 401 had no effect, so even a POST goes out again")
			assert.Equal(t, calls[0].Body, calls[1].Body)
			assert.Equal(t, "i", calls[1].Header.Get("Idempotency-Key"))
		})
	}
	t.Run("but not for ever", func(t *testing.T) {
		f := newFake()
		f.Answers("POST /customers", 401, `{"code":"ExpiredAccessToken","message":"x"}`)
		_, err := f.client(t).CreatePersonalCustomer(t.Context(), toDwolla(jane().Person), "i")
		e := mustError(t, err)
		assert.Equal(t, provider.ClassAuth, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.Equal(t, 2, f.Count("POST /customers"))
		assert.Equal(t, 2, f.Count("POST /token"))
	})
	t.Run("and not for any 401", func(t *testing.T) {
		f := newFake()
		f.Answers("POST /customers", 401, `{"code":"InvalidScopes","message":"x"}`)
		_, err := f.client(t).CreatePersonalCustomer(t.Context(), toDwolla(jane().Person), "i")
		assert.Equal(t, provider.ClassAuth, mustError(t, err).Class)
		assert.Equal(t, 1, f.Count("POST /customers"))
	})
}

// TestACallWithoutATokenWasNotMade: whatever became of the request for the token, the create itself
// never went out.
func TestACallWithoutATokenWasNotMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.Answers("POST /token", 503, `{"code":"ServerError","message":"x"}`)
		_, err := f.client(t).CreatePersonalCustomer(t.Context(), toDwolla(jane().Person), "i")
		e := mustError(t, err)
		assert.Equal(t, provider.ClassUnavailable, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.Equal(t, OpToken, e.Operation)
		assert.Equal(t, 3, f.Count("POST /token"), "asking for a token is harmless to repeat")
		assert.Zero(t, f.Count("POST /customers"))
	})
}

// TestARefusalOfTheTokenRequestNamesNoField: whatever Dwolla finds wrong with the request for a token is not about the
// fields of the call that wanted one.
func TestARefusalOfTheTokenRequestNamesNoField(t *testing.T) {
	f := newFake()
	f.Answers("POST /token", 400, validation+`{"code":"Invalid","message":"x","path":"/firstName"}]}}`)
	_, err := f.client(t).CreatePersonalCustomer(t.Context(), toDwolla(jane().Person), "i")
	e := mustError(t, err)
	assert.Equal(t, "Token: Dwolla refuses the data", e.Error())
	assert.Empty(t, e.Fields)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
}
