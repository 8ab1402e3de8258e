package blaaiz

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

const (
	customerID = "11111111-1111-4111-8111-111111111111"
	ownerID    = "22222222-2222-4222-8222-222222222222"
	documentID = "33333333-3333-4333-8333-333333333333"
	fileID     = "44444444-4444-4444-8444-444444444444"
	customers  = "/api/external/customer"
	one        = customers + "/" + customerID
)

// fake answers requests without a network, for what the simulator would not say.
type fake struct {
	mu     sync.Mutex
	routes map[string]http.HandlerFunc
	seen   []seen
	broken bool
}

type seen struct {
	route, host, query, body string
	header                   http.Header
}

func newFake() *fake {
	f := &fake{routes: map[string]http.HandlerFunc{}}
	f.on("POST /oauth/token", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, fmt.Sprintf(`{"token_type":"Bearer","expires_in":900,"access_token":"token-%d"}`, f.count("POST /oauth/token")))
	})
	return f
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func (f *fake) on(route string, h http.HandlerFunc) { f.routes[route] = h }

func (f *fake) answers(route string, status int, body string) {
	f.on(route, func(w http.ResponseWriter, _ *http.Request) { answer(w, status, body) })
}

func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	route := r.Method + " " + r.URL.Path
	f.mu.Lock()
	f.seen = append(f.seen, seen{route, r.URL.Host, r.URL.RawQuery, string(body), r.Header.Clone()})
	h := f.routes[route]
	f.mu.Unlock()
	if f.broken {
		return nil, fmt.Errorf("%s %s: %s", r.Method, r.URL, body)
	}
	if h == nil {
		h = func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 404, `{"status":false,"message":"Customer not found"}`)
		}
	}
	rec := httptest.NewRecorder()
	h(rec, r)
	return rec.Result(), nil
}

func (f *fake) count(route string) int { return len(f.calls(route)) }

func (f *fake) calls(route string) (out []seen) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.seen {
		if s.route == route {
			out = append(out, s)
		}
	}
	return out
}

func (f *fake) client(t testing.TB) *Client {
	t.Helper()
	c, err := New(provider.Config{
		Credentials: credentials("id", "secret"), Transport: f, RequestsPerSecond: 1e6, Burst: 1000,
	})
	require.NoError(t, err)
	return c
}

func credentials(id, secret string) map[string]pii.String {
	return map[string]pii.String{CredentialKey: pii.New(id), CredentialSecret: pii.New(secret)}
}

// authorized is a client that has a token.
func (f *fake) authorized(t testing.TB) *Client {
	t.Helper()
	f.answers("GET "+customers, 200, emptyList)
	c := f.client(t)
	require.NoError(t, c.Check(t.Context()))
	return c
}

func mustError(t *testing.T, err error) *provider.Error {
	t.Helper()
	require.Error(t, err)
	e := provider.As(err)
	require.NotNil(t, e, "not a provider error: %v", err)
	return e
}

func ptr[T any](v T) *T { return &v }
