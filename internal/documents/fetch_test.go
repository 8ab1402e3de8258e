package documents

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

const (
	filesHost = "files.example.com"
	photo     = pngMagic + "a photo"
	query     = "?X-Signature=TOKEN"
)

// site is a server on loopback that the names of its DNS lead to, and a Loader that may read from it.
type site struct {
	*httptest.Server
	at     netip.AddrPort
	dns    *fakeDNS
	loader *Loader
	served atomic.Int32
}

// newSite serves what mux does. The loader may read from hosts, each with {port} for the site's own,
// and connect to the site beside the public internet, to nothing else on loopback.
func newSite(t *testing.T, mux http.Handler, hosts ...string) *site {
	t.Helper()
	s := &site{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.served.Add(1)
		mux.ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	s.at = netip.MustParseAddrPort(s.Listener.Addr().String())
	here := [][]netip.Addr{{s.at.Addr()}}
	s.dns = &fakeDNS{answers: map[string][][]netip.Addr{filesHost + ".": here, "cdn.example.com.": here, "other.test.": here}}
	patterns := make([]string, len(hosts))
	for i, h := range hosts {
		patterns[i] = s.expand(h)
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	s.loader = newLoader(t, Options{Hosts: patterns, RootCAs: roots, AllowAddress: func(a netip.AddrPort) bool { return a == s.at }})
	s.loader.web.dialer.Resolver = s.dns.resolver()
	return s
}

func newLoader(t *testing.T, o Options) *Loader {
	t.Helper()
	l, err := New(nil, o)
	require.NoError(t, err)
	return l
}

func (s *site) expand(address string) string {
	return strings.ReplaceAll(address, "{port}", strconv.Itoa(int(s.at.Port())))
}

func (s *site) load(ctx context.Context, address, content string) (provider.Document, error) {
	return s.loader.Load(ctx, "onboarding", Reference{
		Type: provider.DocumentPassport, Subject: provider.SubjectController,
		Source: Source{URL: s.expand(address), SHA256: sumOf(content)},
	})
}

// problem loads a document that cannot be had.
func (s *site) problem(t *testing.T, address string) *Problem {
	t.Helper()
	d, err := s.load(t.Context(), address+query, photo)
	p := ProblemOf(err)
	require.NotNil(t, p, "%v", err)
	assert.Empty(t, d)
	assert.NotContains(t, p.Message, "TOKEN")
	assert.NoError(t, p.Unwrap(), "no cause is kept: it could hold the address")
	return p
}

// gives is a handler with one answer.
func gives(content string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, content) }
}

func TestFetch(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	var got *http.Request
	s := newSite(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Clone(context.Background())
		w.Header().Set("Content-Type", "text/html") // nobody asked
		gives(photo)(w, r)
	}), filesHost+":{port}")
	d, err := s.load(t.Context(), "https://files.EXAMPLE.com:{port}/Jane%20Doe.jpeg"+query, photo)
	require.NoError(t, err)
	assert.Equal(t, provider.Document{
		Type: provider.DocumentPassport, Subject: provider.SubjectController, FileName: "document.png", Content: []byte(photo),
	}, d)
	assert.Equal(t, "/Jane%20Doe.jpeg"+query, got.RequestURI)
	for name := range got.Header {
		assert.Contains(t, []string{"User-Agent", "Accept", "Accept-Encoding", "Connection"}, name)
	}
	assert.Equal(t, "identity", got.Header.Get("Accept-Encoding"))
}

func TestFetchProblems(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Jane Doe's SERVER WORDS", code) }
	}
	for name, tc := range map[string]struct {
		answer    http.HandlerFunc
		reason    string
		retryable bool
		says      string
	}{
		"another file":      {gives(pngMagic + "another photo"), ReasonHashMismatch, false, "write what sha256sum prints"},
		"nothing":           {gives(""), ReasonHashMismatch, false, filesHost},
		"gone":              {status(404), ReasonUnreachable, false, "answers 404 Not Found"},
		"expired":           {status(403), ReasonUnreachable, false, "has not expired"},
		"unknown status":    {status(499), ReasonUnreachable, false, "answers 499:"},
		"too many requests": {status(429), ReasonUnreachable, true, "answers 429 Too Many Requests; the operator tries again"},
		"down":              {status(503), ReasonUnreachable, true, "answers 503 Service Unavailable"},
		"no content":        {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, ReasonUnreachable, false, "204"},
		"a part of it":      {status(206), ReasonUnreachable, false, "206"},
		"endless header": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) },
			ReasonUnreachable, true, "the connection failed"},
		"broken off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, photo)
		}, ReasonUnreachable, true, "ended too early"},
		"redirect to nowhere": {status(302), ReasonUnreachable, true, "redirects to no address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, tc.answer, filesHost+":{port}")
			p := s.problem(t, "https://files.example.com:{port}/jane.png")
			assert.Equal(t, tc.reason, p.Reason, p.Message)
			assert.Equal(t, tc.retryable, p.Retryable)
			assert.Contains(t, p.Message, tc.says)
			for _, secret := range []string{"jane", "SERVER WORDS"} {
				assert.NotContains(t, p.Message, secret)
			}
		})
	}
}

func TestFileOfTheRightHashAndAnotherFormat(t *testing.T) {
	s := newSite(t, gives("<html>"), filesHost+":{port}")
	_, err := s.load(t.Context(), "https://files.example.com:{port}", "<html>")
	assert.Equal(t, ReasonTypeUnknown, ProblemOf(err).Reason)
}

func TestAddressesThatAreNotAsked(t *testing.T) {
	s := newSite(t, gives(photo), filesHost+":{port}", "*.example.org")
	for name, tc := range map[string]struct {
		address, reason, says string
	}{
		"plain http":     {"http://files.example.com:{port}/", ReasonSourceInvalid, "https://"},
		"another scheme": {"file:///etc/passwd", ReasonSourceInvalid, "https://"},
		"no scheme":      {"files.example.com/x", ReasonSourceInvalid, "https://"},
		"no host":        {"https:///x", ReasonSourceInvalid, "has no host"},
		"opaque":         {"https:files.example.com", ReasonSourceInvalid, "has no host"},
		"no address":     {"https://files.example.com:port/", ReasonSourceInvalid, "cannot be read"},
		"user":           {"https://TOKEN:TOKEN@files.example.com:{port}/", ReasonSourceInvalid, "user or a password"},
		"other scripts":  {"https://fıles.example.com:{port}/", ReasonSourceInvalid, "ASCII"},
		"zone":           {"https://[fe80::1%25eth0]:{port}/", ReasonSourceInvalid, "ASCII"},
		"another host":   {"https://evil.test:{port}/", ReasonHostNotAllowed, "add the host to --document-hosts"},
		"another port":   {"https://files.example.com/", ReasonHostNotAllowed, `host "files.example.com": `},
		"metadata":       {"https://169.254.169.254/latest", ReasonHostNotAllowed, "add the host"},
		"domain itself":  {"https://example.org/", ReasonHostNotAllowed, "add the host"},
	} {
		t.Run(name, func(t *testing.T) {
			p := s.problem(t, tc.address)
			assert.Equal(t, tc.reason, p.Reason)
			assert.False(t, p.Retryable)
			assert.Contains(t, p.Message, tc.says)
		})
	}
	assert.Zero(t, s.served.Load())
	assert.Zero(t, s.dns.asked, "not even a name was looked up")

	_, err := s.loader.Load(t.Context(), "", Reference{Source: Source{URL: s.expand("https://files.example.com:{port}"), SHA256: "abc"}})
	assert.Equal(t, ReasonSourceInvalid, ProblemOf(err).Reason)
}

func TestNoHostsMeansNone(t *testing.T) {
	s := newSite(t, gives(photo))
	p := s.problem(t, "https://files.example.com:8443/")
	assert.Equal(t, ReasonHostNotAllowed, p.Reason)
	assert.Contains(t, p.Message, "--document-hosts=files.example.com:8443")
	assert.Zero(t, s.served.Load())
}

func TestLargeFiles(t *testing.T) {
	large := func(size int, chunked bool) http.HandlerFunc {
		content := []byte(pngMagic + strings.Repeat("x", size-len(pngMagic)))
		return func(w http.ResponseWriter, _ *http.Request) {
			if !chunked {
				w.Header().Set("Content-Length", strconv.Itoa(size))
			}
			_, _ = w.Write(content)
		}
	}
	for name, tc := range map[string]struct {
		size    int
		chunked bool
	}{
		"announced":      {MaxBytes + 1, false},
		"not announced":  {MaxBytes + 1, true},
		"far, announced": {4 * MaxBytes, false},
		"far":            {4 * MaxBytes, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, large(tc.size, tc.chunked), filesHost+":{port}")
			p := s.problem(t, "https://files.example.com:{port}/")
			assert.Equal(t, ReasonTooLarge, p.Reason)
			assert.Contains(t, p.Message, "larger than 10 MiB")
		})
	}
	s := newSite(t, large(MaxBytes, true), filesHost+":{port}")
	d, err := s.load(t.Context(), "https://files.example.com:{port}/", pngMagic+strings.Repeat("x", MaxBytes-len(pngMagic)))
	require.NoError(t, err)
	assert.Len(t, d.Content, MaxBytes)
}

func TestCompressedFilesAreNotUnpacked(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(append([]byte(pngMagic), make([]byte, 8*MaxBytes)...))
	require.NoError(t, z.Close())
	coding := "gzip"
	s := newSite(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", coding)
		_, _ = w.Write(bomb.Bytes())
	}), filesHost+":{port}")
	p := s.problem(t, "https://files.example.com:{port}/")
	assert.Equal(t, ReasonTypeUnknown, p.Reason)
	assert.Contains(t, p.Message, "have it send the file as it is")

	coding = "identity"
	_, err := s.load(t.Context(), "https://files.example.com:{port}/", bomb.String())
	assert.Equal(t, ReasonTypeUnknown, ProblemOf(err).Reason, "the bytes are those that were sent")
}

func TestProblemsOfTheNetwork(t *testing.T) {
	plain := httptest.NewServer(gives(photo))
	t.Cleanup(plain.Close)
	for name, tc := range map[string]struct {
		break_ func(s *site)
		host   string
		says   string
	}{
		"no such name":   {func(*site) {}, "missing.example.com", "the DNS has no such host"},
		"certificate":    {func(*site) {}, "other.test", "its certificate is not valid for it, or not trusted"},
		"authority":      {func(s *site) { s.loader.web.transport.TLSClientConfig.RootCAs = x509.NewCertPool() }, filesHost, "its certificate"},
		"nobody listens": {func(s *site) { s.Close() }, filesHost, "the connection failed"},
		"no TLS":         {func(s *site) { s.at = netip.MustParseAddrPort(plain.Listener.Addr().String()) }, filesHost, "it does not speak TLS"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, gives(photo), filesHost+":{port}")
			tc.break_(s)
			hosts, err := parseHosts([]string{s.expand("*.example.com:{port}"), s.expand("other.test:{port}")})
			require.NoError(t, err)
			s.loader.web.hosts = hosts
			p := s.problem(t, fmt.Sprintf("https://%s:{port}/", tc.host))
			assert.Equal(t, ReasonUnreachable, p.Reason)
			assert.True(t, p.Retryable)
			assert.Contains(t, p.Message, tc.says)
		})
	}
}

func TestEndOfTheCallersContextIsNoProblemOfTheDocument(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newSite(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}), filesHost+":{port}")
	_, err := s.load(ctx, "https://files.example.com:{port}/"+query, photo)
	require.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, ProblemOf(err))
	assert.NotContains(t, err.Error(), "TOKEN")
}

// FuzzAddress: whatever stands in url, the message holds nothing of what follows its host, and nothing
// is asked without a host on the list.
func FuzzAddress(f *testing.F) {
	f.Add("https://files.example.com/", "zzq")
	f.Add("https://evil.test:8443", "?zzq")
	f.Add("https://me@evil.test", "zz%q")
	f.Add("", "zzq")
	f.Fuzz(func(t *testing.T, before, after string) {
		l := newLoader(t, Options{Hosts: []string{"allowed.test"}})
		l.web.transport.DialContext = nil
		if strings.Contains(before, "allowed.test") {
			return
		}
		const secret = "ZzSecretzZ"
		_, err := l.Load(t.Context(), "", Reference{Source: Source{URL: before + "/" + secret + "?" + after, SHA256: sumOf("")}})
		p := ProblemOf(err)
		require.NotNil(t, p)
		assert.Contains(t, []string{ReasonSourceInvalid, ReasonHostNotAllowed}, p.Reason)
		if host, _ := url.Parse(before + "/" + secret); host != nil && strings.EqualFold(host.Host, secret) {
			return // what follows is the host itself, as in https:/ + /host, and a host may be named
		}
		assert.NotContains(t, strings.ToLower(p.Message), strings.ToLower(secret))
	})
}
