package idempotency_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/clock"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/idempotency"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

const header = "Idempotency-Key"

func jane(changes ...testenv.Fields) testenv.Fields {
	return testenv.Person("Jane", "jane@example.com", changes...)
}

func uses(t *testing.T, e *testenv.Env) map[string]int {
	t.Helper()
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	return c.Idempotency
}

func TestRepetitionIsAnsweredWithTheFirstAnswer(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	first := e.Call(http.MethodPost, "/customers", jane(), header, "k")
	again := e.Call(http.MethodPost, "/customers", jane(), header, "k")

	assert.Equal(t, http.StatusCreated, again.Status)
	assert.Equal(t, first.Header.Get("Location"), again.Header.Get("Location"))
	assert.NotEqual(t, first.Header.Get("X-Request-Id"), again.Header.Get("X-Request-Id"))
	assert.Equal(t, []string{"customer_created", "customer_verified"}, e.Topics())
	assert.Equal(t, map[string]int{"replayed": 1}, uses(t, e))
}

func TestLostAnswerIsFoundByRepeating(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	_, err := e.Control.AddFault(t.Context(), controlapi.Fault{Path: "^/customers$", Drop: "after"})
	require.NoError(t, err)
	_, err = e.Try(e.Request(http.MethodPost, "/customers", jane(), header, "k"))
	require.Error(t, err)

	again := e.Call(http.MethodPost, "/customers", jane(), header, "k")

	assert.Equal(t, http.StatusCreated, again.Status)
	all, err := e.Control.Customers(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, all[0].ID, again.ID())
}

func TestRefusalReleasesTheKey(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	wrong := jane(testenv.Fields{"state": "XX"})
	assert.Equal(t, http.StatusBadRequest, e.Call(http.MethodPost, "/customers", wrong, header, "k").Status)
	assert.Equal(t, http.StatusBadRequest, e.Call(http.MethodPost, "/customers", wrong, header, "k").Status)
	assert.Equal(t, http.StatusCreated, e.Call(http.MethodPost, "/customers", jane(), header, "k").Status)
	assert.Empty(t, uses(t, e))
}

func TestAnotherBodyUnderTheSameKey(t *testing.T) {
	joe := testenv.Person("Joe", "joe@example.com")
	for mode, want := range map[string]int{"process": http.StatusCreated, "conflict": http.StatusConflict} {
		t.Run(mode, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{IdempotencyMismatch: &mode}))
			e.Call(http.MethodPost, "/customers", jane(), header, "k")
			assert.Equal(t, want, e.Call(http.MethodPost, "/customers", joe, header, "k").Status)
			assert.Equal(t, 1, uses(t, e)["mismatch"])
		})
	}
}

func TestKeyInFlightIsAConflict(t *testing.T) {
	c, err := clock.New(1)
	require.NoError(t, err)
	var outcomes []string
	keys := idempotency.New(idempotency.Config{
		Clock: c, BodyLimit: 1 << 10,
		Conflict: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) },
		Count:    func(outcome string) { outcomes = append(outcomes, outcome) },
	})
	post := func() *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/customers", strings.NewReader("{}"))
		r.Header.Set(header, "k")
		return r
	}
	second := httptest.NewRecorder()
	var h http.Handler
	h = keys.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h.ServeHTTP(second, post()) // while the first is running
		w.WriteHeader(http.StatusCreated)
	}))
	first := httptest.NewRecorder()
	h.ServeHTTP(first, post())

	assert.Equal(t, http.StatusCreated, first.Code)
	assert.Equal(t, http.StatusConflict, second.Code)
	assert.Equal(t, []string{"conflict"}, outcomes)
}

func TestKeyExpiresAfterADay(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{TimeScale: float64(24*time.Hour) / float64(50*time.Millisecond)})
	e.Call(http.MethodPost, "/customers", jane(), header, "k")
	require.Eventually(t, func() bool {
		return e.Call(http.MethodPost, "/customers", jane(), header, "k").Status == http.StatusBadRequest
	}, testenv.Patience, 5*time.Millisecond, "the key's expiry makes the call a new one: a duplicate")
}

func TestGetIgnoresTheKey(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for range 2 {
		assert.Equal(t, http.StatusOK, e.Call(http.MethodGet, "/customers", nil, header, "k").Status)
	}
	assert.Empty(t, uses(t, e))
}
