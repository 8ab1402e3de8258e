// Package wiretest is what the tests of all drivers share: a provider that answers without a network, and what holds
// of every driver whatever it is that its provider says.
//
// It knows HTTP and the line that package provider draws. It must not know any provider's paths, bodies or codes: the
// tests of a driver bring those. Only tests import it.
package wiretest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"

	"github.com/bonafide-dev/bonafide/provider"
)

// Key and Secret are the credentials of Config.
const (
	Key    = "sandbox-key"
	Secret = "sandbox-secret"
)

// Fake is a provider as an http.RoundTripper: no network, so that it works on a fake clock too. A route is
// "METHOD /path"; what has none is answered with 404.
type Fake struct {
	// Broken makes every exchange fail with an error that quotes the request.
	Broken bool

	answer  Answer
	missing string

	mu     sync.Mutex
	routes map[string]http.HandlerFunc
	seen   []Request
}

// Request is one that a Fake was sent.
type Request struct {
	Method, Host, Path, Query, Body string
	Header                          http.Header
}

// Route is the one that the request goes by.
func (r Request) Route() string { return r.Method + " " + r.Path }

// Answer writes an answer in the way of a provider.
type Answer func(w http.ResponseWriter, status int, body string)

// As is the Answer that says that it is of a media type.
func As(mediaType string) Answer {
	return func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// NewFake makes a provider that knows nothing yet. missing is the body with which it says so.
func NewFake(answer Answer, missing string) *Fake {
	return &Fake{answer: answer, missing: missing, routes: map[string]http.HandlerFunc{}}
}

// On has a handler answer a route.
func (f *Fake) On(route string, h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.routes[route] = h
}

// Answers makes a route give one answer.
func (f *Fake) Answers(route string, status int, body string) {
	f.On(route, func(w http.ResponseWriter, _ *http.Request) { f.answer(w, status, body) })
}

// RoundTrip implements http.RoundTripper.
func (f *Fake) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	sent := Request{
		Method: r.Method, Host: r.URL.Host, Path: r.URL.Path, Query: r.URL.RawQuery, Body: string(body), Header: r.Header.Clone(),
	}
	h := f.see(sent)
	if f.Broken {
		return nil, fmt.Errorf("%s %s: %s", r.Method, r.URL, body)
	}
	rec := httptest.NewRecorder()
	if h == nil {
		f.answer(rec, http.StatusNotFound, f.missing)
	} else {
		h(rec, r)
	}
	return rec.Result(), nil
}

// see notes a request, and returns the handler of its route; nil if there is none.
func (f *Fake) see(r Request) http.HandlerFunc {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, r)
	return f.routes[r.Route()]
}

// Seen are all requests so far.
func (f *Fake) Seen() []Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.seen)
}

// Calls are those of one route.
func (f *Fake) Calls(route string) []Request {
	return slices.DeleteFunc(f.Seen(), func(r Request) bool { return r.Route() != route })
}

// Count is how often a route was called.
func (f *Fake) Count(route string) int { return len(f.Calls(route)) }

// Config is that of a client of the Fake, which nothing holds back.
func (f *Fake) Config() provider.Config {
	return provider.Config{Credentials: Credentials(Key, Secret), Transport: f, RequestsPerSecond: 1e6, Burst: 1000}
}
