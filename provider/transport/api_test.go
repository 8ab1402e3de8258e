package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

var errTokenRefused = errors.New("the token is not taken")

// world is a provider's API at https://sandbox.example. It issues tokens token-1, token-2 and so on at POST /token,
// unless issue says otherwise, and answers other requests by handle.
type world struct {
	mu     sync.Mutex
	issued int
	issue  func() (Tokens, error)
	handle http.HandlerFunc
	seen   []*http.Request
}

func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.seen = append(w.seen, r)
	w.mu.Unlock()
	rec := httptest.NewRecorder()
	w.handle(rec, r)
	return rec.Result(), nil
}

func (w *world) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seen)
}

// fetches is how often a token was asked for.
func (w *world) fetches() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.issued
}

func (w *world) renew(context.Context, Tokens) (Tokens, error) {
	w.mu.Lock()
	w.issued++
	n := w.issued
	w.mu.Unlock()
	if w.issue != nil {
		return w.issue()
	}
	return tokens(fmt.Sprintf("token-%d", n), time.Hour), nil
}

func tokens(value string, life time.Duration) Tokens {
	now := time.Now()
	return Tokens{Access: Token{Value: pii.New(value), Issued: now, Expires: now.Add(life)}}
}

func (w *world) own() APIConfig {
	return APIConfig{
		Name: "Acme", Sandbox: "https://sandbox.example", Production: "https://api.example",
		TokenOperation: "Token",
		Renew:          w.renew,
		TokenRefused:   func(err error) bool { return errors.Is(err, errTokenRefused) },
		Refine: func(r *Response, e *provider.Error) {
			if r.Status == http.StatusUnauthorized {
				e.Err = errTokenRefused
			}
		},
	}
}

func (w *world) api(t *testing.T) *API {
	t.Helper()
	a, err := NewAPI(provider.Config{Transport: w}, w.own())
	require.NoError(t, err)
	return a
}

// taking answers 200 to one token, and 401 to others.
func taking(token string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}
}

func read() Request  { return Request{Operation: "Get", Method: http.MethodGet, URL: "/customers/1"} }
func write() Request { return Request{Operation: "Post", Method: http.MethodPost, URL: "/customers"} }

func TestAddress(t *testing.T) {
	const (
		other    = "Acme has the environments Sandbox and Production"
		override = "the endpoint must be an address like https://sandbox.example: http or https, a host, and no path"
	)
	for name, tc := range map[string]struct {
		environment provider.Environment
		endpoint    string
		want        string
		problem     string
	}{
		"default":                {"", "", "https://sandbox.example", ""},
		"sandbox":                {provider.EnvironmentSandbox, "", "https://sandbox.example", ""},
		"production":             {provider.EnvironmentProduction, "", "https://api.example", ""},
		"override":               {provider.EnvironmentProduction, "http://127.0.0.1:8085", "http://127.0.0.1:8085", ""},
		"slash at the end":       {"", "https://acme.example/", "https://acme.example", ""},
		"plain http, as written": {"", "http://api.example", "http://api.example", ""},
		"unknown environment":    {"Staging", "", "", other},
		"no scheme":              {"", "api.example", "", override},
		"another scheme":         {"", "ftp://api.example", "", override},
		"no host":                {"", "http://", "", override},
		"port only":              {"", "http://:80", "", override},
		"path":                   {"", "https://acme.example/api", "", override},
		"query":                  {"", "https://acme.example?x=1", "", override},
		"empty query":            {"", "https://acme.example?", "", override},
		"fragment":               {"", "https://acme.example#x", "", override},
		"user":                   {"", "https://me:secret@acme.example", "", override},
		"not a URL":              {"", "https://acme.example:port", "", override},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := NewAPI(provider.Config{Environment: tc.environment, Endpoint: tc.endpoint}, (&world{}).own())
			if tc.problem == "" {
				require.NoError(t, err)
				assert.Equal(t, tc.want, a.Endpoint())
				return
			}
			e := failed(t, err)
			assert.Equal(t, provider.ClassInvalid, e.Class)
			assert.Equal(t, tc.problem, e.Error())
		})
	}
}

func TestEnvironment(t *testing.T) {
	for environment, want := range map[provider.Environment]provider.Environment{
		"":                             provider.EnvironmentSandbox,
		provider.EnvironmentSandbox:    provider.EnvironmentSandbox,
		provider.EnvironmentProduction: provider.EnvironmentProduction,
	} {
		a, err := NewAPI(provider.Config{Environment: environment, Endpoint: "http://127.0.0.1"}, (&world{}).own())
		require.NoError(t, err)
		assert.Equal(t, want, a.Environment())
	}
}

// TestRates: what the user says bounds the calls, and otherwise what the provider has by default.
func TestRates(t *testing.T) {
	for name, tc := range map[string]struct {
		cfg   provider.Config
		rate  float64
		burst int
	}{
		"default": {provider.Config{}, 1.5, 15},
		"rate":    {provider.Config{RequestsPerSecond: 4}, 4, 15},
		"burst":   {provider.Config{Burst: 7}, 1.5, 7},
		"both":    {provider.Config{RequestsPerSecond: 4, Burst: 7}, 4, 7},
	} {
		own := (&world{}).own()
		own.RequestsPerSecond, own.Burst = 1.5, 15
		a, err := NewAPI(tc.cfg, own)
		require.NoError(t, err)
		assert.Equal(t, tc.rate, float64(a.client.limiter.Limit()), name)
		assert.Equal(t, tc.burst, a.client.limiter.Burst(), name)
	}
}

func TestSend(t *testing.T) {
	w := &world{handle: taking("token-1")}
	r := read()
	r.Query = url.Values{"email": {"a+b@example.com"}}
	r.Header = http.Header{"Accept": {"application/json"}}
	_, err := w.api(t).Send(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, 1, w.count())
	assert.Equal(t, "https://sandbox.example/customers/1?email=a%2Bb%40example.com", w.seen[0].URL.String())
	assert.Equal(t, "application/json", w.seen[0].Header.Get("Accept"))
	assert.Equal(t, http.Header{"Accept": {"application/json"}}, r.Header, "the caller's is left alone")
}

func TestSendBare(t *testing.T) {
	w := &world{handle: func(http.ResponseWriter, *http.Request) {}}
	_, err := w.api(t).SendBare(t.Context(), write())
	require.NoError(t, err)
	require.Equal(t, 1, w.count())
	assert.Equal(t, "https://sandbox.example/customers", w.seen[0].URL.String())
	assert.Empty(t, w.seen[0].Header.Values("Authorization"))
	assert.Zero(t, w.fetches())
}

// TestARefusedTokenIsReplacedOnce: a 401 had no effect, so that even a POST goes out again; but not for ever, and
// not for any error.
func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		handle         http.HandlerFunc
		calls, fetches int
		class          provider.Class
	}{
		"taken":                   {taking("token-1"), 1, 1, ""},
		"the second one is taken": {taking("token-2"), 2, 2, ""},
		"only the third would be": {taking("token-3"), 2, 2, provider.ClassAuth},
		"another refusal":         {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, 1, 1, provider.ClassAuth},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{handle: tc.handle}
			_, err := w.api(t).Send(t.Context(), write())
			assert.Equal(t, tc.class, provider.ClassOf(err))
			assert.Equal(t, tc.calls, w.count())
			assert.Equal(t, tc.fetches, w.fetches())
			if err != nil {
				assert.Equal(t, provider.OutcomeRefused, provider.OutcomeOf(err))
			}
		})
	}
}

// TestARefusedTokenIsReplacedOnceForAll: many calls that meet the refusal together get one new token.
func TestARefusedTokenIsReplacedOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{handle: func(rw http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			taking("token-2")(rw, r)
		}}
		a := w.api(t)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				_, err := a.Send(t.Context(), read())
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.Equal(t, 2, w.fetches())
		assert.Equal(t, 100, w.count())
	})
}

// TestACallWithoutATokenWasNotMade: whatever became of the request for the token, which others wait for too, the
// call itself never went out.
func TestACallWithoutATokenWasNotMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := &provider.Error{
			Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown, Operation: "Token", Message: "the provider failed",
		}
		w := &world{issue: func() (Tokens, error) {
			time.Sleep(time.Second)
			return Tokens{}, shared
		}}
		a := w.api(t)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				_, err := a.Send(t.Context(), write())
				e := provider.As(err)
				if assert.NotNil(t, e) {
					assert.Equal(t, provider.OutcomeRefused, e.Outcome)
					assert.Equal(t, provider.ClassUnavailable, e.Class)
					assert.Equal(t, "Token: the provider failed", e.Error())
				}
			})
		}
		wg.Wait()
		assert.Equal(t, 1, w.fetches())
		assert.Zero(t, w.count())
		assert.Equal(t, provider.OutcomeUnknown, shared.Outcome, "it is not changed for others")
	})
}

// TestARefusedTokenHidesNoOutcome: the attempt before the one whose token was refused may have had its effect, which
// neither a refusal of the next one nor the want of a token makes undone.
func TestARefusedTokenHidesNoOutcome(t *testing.T) {
	for name, spoil := range map[string]func(w *world){
		"the next one is refused": func(*world) {},
		"there is no other token": func(w *world) {
			w.issue = func() (Tokens, error) {
				if w.fetches() > 1 {
					return Tokens{}, &provider.Error{Class: provider.ClassAuth, Outcome: provider.OutcomeRefused, Operation: "Token"}
				}
				return tokens("token-1", time.Hour), nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				codes := []int{500, 401, 400}
				w := &world{}
				w.handle = func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(codes[w.count()-1]) }
				spoil(w)
				r := write()
				r.Idempotent = true
				_, err := w.api(t).Send(t.Context(), r)
				require.Error(t, err)
				assert.Equal(t, 2, w.fetches())
				assert.Equal(t, provider.OutcomeUnknown, provider.OutcomeOf(err), "the first attempt may have had its effect")
			})
		})
	}
}
