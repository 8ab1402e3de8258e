package documents

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hops redirects n times, then gives the photo.
func hops(n int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, _ := strconv.Atoi(r.URL.Path[1:])
		if at < n {
			w.Header().Set("Set-Cookie", "session=1")
			w.Header().Set("Location", fmt.Sprintf("/%d%s", at+1, query))
			w.WriteHeader([]int{301, 302, 303, 307, 308}[at%5])
			return
		}
		if len(r.Cookies()) > 0 || r.Referer() != "" || r.Header.Get("Authorization") != "" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		gives(photo)(w, r)
	})
}

func TestRedirects(t *testing.T) {
	for n := range maxRedirects + 1 {
		s := newSite(t, hops(n), filesHost+":{port}")
		_, err := s.load(t.Context(), "https://files.example.com:{port}/0", photo)
		require.NoError(t, err, "%d redirects", n)
		assert.EqualValues(t, n+1, s.served.Load())
	}
	s := newSite(t, hops(100), filesHost+":{port}")
	p := s.problem(t, "https://files.example.com:{port}/0")
	assert.Equal(t, ReasonUnreachable, p.Reason)
	assert.False(t, p.Retryable)
	assert.Contains(t, p.Message, "redirects more than 3 times")
	assert.EqualValues(t, maxRedirects+1, s.served.Load())
}

func TestRedirectToAnotherHost(t *testing.T) {
	var s *site
	var to string
	s = newSite(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/0" {
			w.Header().Set("Location", s.expand(to))
			w.WriteHeader(http.StatusFound)
			return
		}
		assert.Empty(t, r.Referer(), "it would give the next host the query")
		gives(photo)(w, r)
	}), filesHost+":{port}", "cdn.example.com:{port}", "10.0.0.1")

	to = "https://cdn.example.com:{port}/1"
	_, err := s.load(t.Context(), "https://files.example.com:{port}/0"+query, photo)
	require.NoError(t, err)

	for name, tc := range map[string]struct{ to, says string }{
		"not on the list":         {"https://evil.test/jane" + query, `redirects elsewhere: this operator reads no documents from host "evil.test"`},
		"another port":            {"https://files.example.com/jane" + query, `from host "files.example.com"`},
		"loopback":                {"https://127.0.0.1:{port}/jane" + query, `from host "127.0.0.1:`},
		"metadata":                {"https://169.254.169.254/jane" + query, `from host "169.254.169.254"`},
		"on the list and private": {"https://10.0.0.1/jane" + query, "not on the public internet"},
		"scheme left out":         {"//evil.test/jane" + query, "evil.test"},
		"plain http":              {"http://files.example.com:{port}/jane" + query, "not plain https"},
		"another scheme":          {"file:///jane" + query, "not plain https"},
		"user":                    {"https://jane:TOKEN@cdn.example.com:{port}/" + query, "not plain https"},
		"no host":                 {"https:///jane" + query, "not plain https"},
	} {
		t.Run(name, func(t *testing.T) {
			to = tc.to
			before := s.served.Load()
			p := s.problem(t, "https://files.example.com:{port}/0")
			assert.Equal(t, ReasonHostNotAllowed, p.Reason, p.Message)
			assert.Contains(t, p.Message, tc.says)
			assert.NotContains(t, p.Message, "jane")
			assert.Equal(t, before+1, s.served.Load(), "the redirect was not followed")
		})
	}
}

// A redirect to a host that is allowed, but whose name leads inside.
func TestRedirectToLoopback(t *testing.T) {
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a server inside was asked")
	}))
	t.Cleanup(inside.Close)
	port := netip.MustParseAddrPort(inside.Listener.Addr().String()).Port()
	s := newSite(t, http.RedirectHandler(fmt.Sprintf("https://cdn.example.com:%d/", port), http.StatusFound),
		filesHost+":{port}", fmt.Sprintf("*.example.com:%d", port))
	p := s.problem(t, "https://files.example.com:{port}/")
	assert.Equal(t, ReasonHostNotAllowed, p.Reason)
	assert.Contains(t, p.Message, "not on the public internet")
	assert.NotContains(t, p.Message, "127.0.0.1", "nobody maps a network by messages")
}

// The name leads to the site first, and inside when it is asked for again.
func TestRebinding(t *testing.T) {
	s := newSite(t, hops(1), filesHost+":{port}")
	s.dns.answers[filesHost+"."] = [][]netip.Addr{{s.at.Addr()}, {netip.MustParseAddr("127.0.0.2")}}
	p := s.problem(t, "https://files.example.com:{port}/0")
	assert.Equal(t, ReasonHostNotAllowed, p.Reason)
	assert.Equal(t, 2, s.dns.asked)
	assert.EqualValues(t, 1, s.served.Load())
}

func TestNameThatLeadsInside(t *testing.T) {
	s := newSite(t, gives(photo), filesHost+":{port}")
	for _, inside := range []string{"10.96.0.1", "169.254.169.254", "127.0.0.2", "0.0.0.0", "100.64.0.1", "224.0.0.1"} {
		s.dns.answers[filesHost+"."] = [][]netip.Addr{{netip.MustParseAddr(inside)}}
		p := s.problem(t, "https://files.example.com:{port}/")
		assert.Equal(t, ReasonHostNotAllowed, p.Reason, inside)
		assert.False(t, p.Retryable)
	}
	assert.Zero(t, s.served.Load())
}
