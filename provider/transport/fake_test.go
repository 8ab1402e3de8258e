package transport

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
)

// failed is what the tests of all packages here share, under the name that it has in this one.
var failed = wiretest.Failure

// fakeRT answers from a script, the last step over and over, and notes what it was sent.
type fakeRT struct {
	mu    sync.Mutex
	steps []step
	seen  []string
}

type step struct {
	status int
	header http.Header
	body   string
	err    error
}

func (f *fakeRT) RoundTrip(r *http.Request) (*http.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	s := f.steps[min(len(f.seen), len(f.steps)-1)]
	f.seen = append(f.seen, r.Method+" "+string(body))
	if s.err != nil {
		return nil, s.err
	}
	if s.header == nil {
		s.header = http.Header{}
	}
	return &http.Response{
		StatusCode: s.status, Header: s.header, Body: io.NopCloser(strings.NewReader(s.body)), Request: r,
	}, nil
}

func (f *fakeRT) calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.seen)
}

func get() Request {
	return Request{Operation: "Get", Method: http.MethodGet, URL: "https://api.example/customers"}
}

func post() Request {
	return Request{Operation: "Post", Method: http.MethodPost, URL: "https://api.example/customers", Body: []byte("{}")}
}

func big(n int) string { return string(bytes.Repeat([]byte("x"), n)) }
