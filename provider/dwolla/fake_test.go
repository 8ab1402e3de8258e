package dwolla

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

const (
	customerID = "22222222-2222-4222-8222-222222222222"
	otherID    = "33333333-3333-4333-8333-333333333333"
	plantedSSN = "123-45-6789"
	plantedDOB = "1990-01-31"
)

// fake is Dwolla as an http.RoundTripper: no network, so that it works on a fake clock too. Routes
// are "METHOD /path"; without one it answers 404 as Dwolla does. It issues tokens by itself unless a
// route says otherwise.
type fake struct {
	mu     sync.Mutex
	routes map[string]http.HandlerFunc
	seen   []seen
	// broken makes every exchange fail with an error that quotes the request.
	broken bool
}

type seen struct {
	method, path, query, body string
	header                    http.Header
}

func newFake() *fake {
	f := &fake{routes: map[string]http.HandlerFunc{}}
	f.on("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		_, _ = fmt.Fprintf(w, `{"access_token":"token-%d","token_type":"bearer","expires_in":3600}`,
			f.count("POST /token"))
	})
	return f
}

func (f *fake) on(route string, h http.HandlerFunc) { f.routes[route] = h }

// answers makes a route give one answer.
func (f *fake) answers(route string, status int, body string) {
	f.on(route, func(w http.ResponseWriter, _ *http.Request) { hal(w, status, body) })
}

func hal(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/vnd.dwolla.v1.hal+json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
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
	f.seen = append(f.seen, seen{r.Method, r.URL.Path, r.URL.RawQuery, string(body), r.Header.Clone()})
	h := f.routes[route]
	f.mu.Unlock()
	if f.broken {
		return nil, fmt.Errorf("%s %s: %s", r.Method, r.URL, body)
	}
	if h == nil {
		h = func(w http.ResponseWriter, _ *http.Request) {
			hal(w, 404, `{"code":"NotFound","message":"The requested resource was not found."}`)
		}
	}
	rec := httptest.NewRecorder()
	h(rec, r)
	return rec.Result(), nil
}

// count is how often a route was called.
func (f *fake) count(route string) int { return len(f.calls(route)) }

func (f *fake) calls(route string) []seen {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []seen
	for _, s := range f.seen {
		if s.method+" "+s.path == route {
			out = append(out, s)
		}
	}
	return out
}

func (f *fake) client(t testing.TB) *Client {
	t.Helper()
	c, err := New(provider.Config{
		Credentials: credentials("sandbox-key", "sandbox-secret"), Transport: f, RequestsPerSecond: 1e6, Burst: 1000,
	})
	require.NoError(t, err)
	return c
}

func credentials(key, secret string) map[string]pii.String {
	return map[string]pii.String{CredentialKey: pii.New(key), CredentialSecret: pii.New(secret)}
}

// authorized is a client that has a token.
func (f *fake) authorized(t testing.TB) *Client {
	t.Helper()
	f.answers("GET /", 200, `{"_links":{"account":{"href":"x"}}}`)
	c := f.client(t)
	require.NoError(t, c.Check(t.Context()))
	return c
}

func (f *fake) provider(t testing.TB) *Provider { return NewProvider(f.client(t)) }

// jane is a person that Dwolla takes.
func jane() provider.Customer {
	return provider.Customer{
		Type: provider.CustomerPersonal,
		Person: provider.Person{
			FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", Phone: "5554321234",
			Address: provider.Address{
				Line1: "99-99 33rd St", Line2: "Apt 8", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US",
			},
			DateOfBirth: pii.New(plantedDOB),
			SSN:         pii.New(plantedSSN),
		},
	}
}

// customerJSON is jane as Dwolla shows her, with further members in front.
func customerJSON(id, status, more string) string {
	return `{` + more + `"id":"` + id + `","firstName":"Jane","lastName":"Doe","email":"jane@example.com",
	"type":"personal","status":"` + status + `","created":"2026-01-02T03:04:05.678Z","phone":"5554321234",
	"address1":"99-99 33rd St","address2":"Apt 8","city":"Brooklyn","state":"NY","postalCode":"11101",
	"correlationId":"Key-1"}`
}

func links(relations ...string) string {
	var parts []string
	for _, r := range relations {
		parts = append(parts, `"`+r+`":{"href":"https://api-sandbox.dwolla.com/customers/`+customerID+`"}`)
	}
	return `"_links":{` + strings.Join(parts, ",") + `},`
}

func mustError(t *testing.T, err error) *provider.Error {
	t.Helper()
	require.Error(t, err)
	e := provider.As(err)
	require.NotNil(t, e, "not a provider error: %v", err)
	return e
}
