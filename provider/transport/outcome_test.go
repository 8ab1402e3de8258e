package transport

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
)

// server accepts TCP connections, and counts the requests that handle read off them.
type server struct {
	url      string
	requests atomic.Int64
}

// serve runs handle on each connection. The connection is closed when handle returns.
func serve(t *testing.T, handle func(s *server, conn net.Conn, r *bufio.Reader)) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	s := &server{url: "http://" + l.Addr().String()}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				handle(s, conn, bufio.NewReader(conn))
			}()
		}
	}()
	return s
}

// read takes one whole request off the connection.
func (s *server) read(r *bufio.Reader) bool {
	req, err := http.ReadRequest(r)
	if err != nil {
		return false
	}
	if _, err := io.Copy(io.Discard, req.Body); err != nil {
		return false
	}
	s.requests.Add(1)
	return true
}

const answerOK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

func to(url string, r Request) Request {
	r.URL = url + "/customers?email=jane%40example.com"
	return r
}

func TestOutcomeOverTCP(t *testing.T) {
	once := Config{Attempts: 1}
	t.Run("nobody listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		url := "http://" + l.Addr().String()
		require.NoError(t, l.Close())
		_, err = New(once).Do(t.Context(), to(url, post()))
		e := failed(t, err)
		assert.Equal(t, provider.ClassUnavailable, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.ErrorIs(t, err, syscall.ECONNREFUSED)
		assert.Equal(t, "Post: no connection to the provider could be made", err.Error())
	})
	t.Run("dropped after the request was read", func(t *testing.T) {
		s := serve(t, func(s *server, _ net.Conn, r *bufio.Reader) { s.read(r) })
		_, err := New(Config{}).Do(t.Context(), to(s.url, post()))
		assert.Equal(t, provider.OutcomeUnknown, failed(t, err).Outcome)
		assert.EqualValues(t, 1, s.requests.Load(), "a POST that may have had its effect is not repeated")
	})
	t.Run("dropped before anything was read", func(t *testing.T) {
		s := serve(t, func(*server, net.Conn, *bufio.Reader) {})
		_, err := New(once).Do(t.Context(), to(s.url, post()))
		e := failed(t, err)
		// The kernel takes the bytes on a fresh connection, so nobody here can know.
		assert.Equal(t, provider.ClassUnavailable, e.Class)
	})
	t.Run("no answer", func(t *testing.T) {
		s := serve(t, func(s *server, _ net.Conn, r *bufio.Reader) {
			s.read(r)
			_, _ = r.ReadByte()
		})
		_, err := New(Config{Attempts: 1, AttemptTimeout: 50 * time.Millisecond}).Do(t.Context(), to(s.url, post()))
		e := failed(t, err)
		assert.Equal(t, provider.OutcomeUnknown, e.Outcome)
		assert.Equal(t, "Post: the provider did not answer in time", err.Error())
	})
	t.Run("given up before the answer", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, func(s *server, _ net.Conn, r *bufio.Reader) {
			s.read(r)
			cancel()
			_, _ = r.ReadByte()
		})
		_, err := New(Config{}).Do(ctx, to(s.url, post()))
		assert.Equal(t, provider.OutcomeUnknown, failed(t, err).Outcome)
		assert.ErrorIs(t, err, context.Canceled)
		assert.EqualValues(t, 1, s.requests.Load())
	})
	t.Run("answer cut short", func(t *testing.T) {
		s := serve(t, func(s *server, conn net.Conn, r *bufio.Reader) {
			s.read(r)
			_, _ = io.WriteString(conn, "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nhalf")
		})
		_, err := New(Config{}).Do(t.Context(), to(s.url, post()))
		assert.Equal(t, provider.OutcomeUnknown, failed(t, err).Outcome)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
		assert.EqualValues(t, 1, s.requests.Load())
	})
	t.Run("refusal cut short", func(t *testing.T) {
		s := serve(t, func(s *server, conn net.Conn, r *bufio.Reader) {
			s.read(r)
			_, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\nhalf")
		})
		_, err := New(Config{}).Do(t.Context(), to(s.url, post()))
		e := failed(t, err)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome, "the status says enough")
		assert.Equal(t, provider.ClassInvalid, e.Class)
	})
	t.Run("not HTTP", func(t *testing.T) {
		s := serve(t, func(s *server, conn net.Conn, r *bufio.Reader) {
			s.read(r)
			_, _ = io.WriteString(conn, "+OK jane@example.com 123-45-6789\r\n\r\n")
		})
		_, err := New(once).Do(t.Context(), to(s.url, post()))
		e := failed(t, err)
		assert.Equal(t, provider.OutcomeUnknown, e.Outcome)
		assert.NotContains(t, e.Err.Error(), "jane", "net/http quotes what it could not read")
	})
}

// deadConn fails writes, without taking a byte, once it is told to.
type deadConn struct {
	net.Conn
	dead *atomic.Bool
}

func (c deadConn) Write(b []byte) (int, error) {
	if c.dead.Load() {
		return 0, &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}
	}
	return c.Conn.Write(b)
}

// TestAReusedConnectionThatTakesNothing is the common fate of a kept-alive connection: it died while
// it was idle. Nothing left, so even a POST goes out again.
func TestAReusedConnectionThatTakesNothing(t *testing.T) {
	s := serve(t, func(s *server, conn net.Conn, r *bufio.Reader) {
		for s.read(r) {
			_, _ = io.WriteString(conn, answerOK)
		}
	})
	var dead atomic.Bool
	var dials atomic.Int64
	rt := newRoundTripper().(*http.Transport)
	rt.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if dials.Add(1) > 1 {
			return &countingConn{Conn: conn}, nil
		}
		return &countingConn{Conn: deadConn{conn, &dead}}, nil
	}
	c := New(Config{RoundTripper: rt})
	r := to(s.url, post())
	r.Header = http.Header{"Idempotency-Key": {"k"}}
	_, err := c.Do(t.Context(), r)
	require.NoError(t, err)
	dead.Store(true)
	_, err = c.Do(t.Context(), r)
	require.NoError(t, err)
	assert.EqualValues(t, 2, s.requests.Load())
	assert.EqualValues(t, 2, dials.Load())
}

// TestNetHTTPReplaysNothing: a POST with an Idempotency-Key on a reused connection is what net/http
// would replay by itself if the body could be rewound.
func TestNetHTTPReplaysNothing(t *testing.T) {
	for name, body := range map[string][]byte{"body": []byte("{}"), "no body": nil} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(s *server, conn net.Conn, r *bufio.Reader) {
				s.read(r)
				_, _ = io.WriteString(conn, answerOK)
				s.read(r)
			})
			c := New(Config{})
			r := to(s.url, post())
			r.Body = body
			r.Header = http.Header{"Idempotency-Key": {"k"}}
			_, err := c.Do(t.Context(), r)
			require.NoError(t, err)
			_, err = c.Do(t.Context(), r)
			assert.Equal(t, provider.OutcomeUnknown, failed(t, err).Outcome)
			assert.EqualValues(t, 2, s.requests.Load(), "the second request was read once, and not sent again")
		})
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	var hits atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		http.Redirect(w, r, "https://elsewhere.example"+r.URL.String(), http.StatusFound)
	}))
	defer s.Close()
	for _, r := range []Request{get(), post()} {
		hits.Store(0)
		_, err := New(Config{}).Do(t.Context(), to(s.URL, r))
		e := failed(t, err)
		assert.Equal(t, provider.ClassInvalid, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.Equal(t, "the endpoint answers with a redirect; use its https address", e.Message)
		assert.EqualValues(t, 1, hits.Load())
	}
}

func TestOverTLS(t *testing.T) {
	for _, proto := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(proto, func(t *testing.T) {
			var requests atomic.Int64
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				assert.Equal(t, proto, r.Proto)
				if r.URL.Path == "/abort" {
					panic(http.ErrAbortHandler)
				}
			}))
			s.EnableHTTP2 = proto == "HTTP/2.0"
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			defer s.Close()
			pool := x509.NewCertPool()
			pool.AddCert(s.Certificate())
			rt := newRoundTripper().(*http.Transport)
			rt.TLSClientConfig = &tls.Config{RootCAs: pool}
			c := New(Config{RoundTripper: rt})
			_, err := c.Do(t.Context(), Request{Operation: "Post", Method: http.MethodPost, URL: s.URL + "/fine"})
			require.NoError(t, err)
			_, err = c.Do(t.Context(), Request{Operation: "Post", Method: http.MethodPost, URL: s.URL + "/abort"})
			assert.Equal(t, provider.OutcomeUnknown, failed(t, err).Outcome)
			assert.EqualValues(t, 2, requests.Load())

			_, err = New(Config{Attempts: 1}).Do(t.Context(), Request{Method: http.MethodPost, URL: s.URL + "/fine"})
			e := failed(t, err)
			assert.Equal(t, provider.OutcomeRefused, e.Outcome)
			assert.Contains(t, e.Message, "certificate of the endpoint is not trusted")
		})
	}
	t.Run("plain HTTP instead", func(t *testing.T) {
		s := httptest.NewServer(http.NotFoundHandler())
		defer s.Close()
		url := strings.Replace(s.URL, "http:", "https:", 1)
		_, err := New(Config{Attempts: 1}).Do(t.Context(), Request{Method: http.MethodPost, URL: url})
		e := failed(t, err)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.Contains(t, e.Message, "does not speak TLS")
	})
}

// TestErrorsHoldNothingOfTheRequest plants an address in the URL and looks at all that could print it.
func TestErrorsHoldNothingOfTheRequest(t *testing.T) {
	planted := errors.New("jane@example.com jane%40example.com 123-45-6789")
	for name, err := range map[string]error{
		"any error":   planted,
		"op error":    &net.OpError{Op: "read", Net: "tcp", Err: planted},
		"dial error":  &net.OpError{Op: "dial", Net: "tcp", Err: planted},
		"wrapped EOF": fmt.Errorf("%w: %w", io.EOF, planted),
		"wrapped":     fmt.Errorf("get https://api.example/customers?email=jane%%40example.com: %w", planted),
		"timeout":     fmt.Errorf("%w: %w", context.DeadlineExceeded, planted),
	} {
		t.Run(name, func(t *testing.T) {
			c := New(Config{Attempts: 1, RoundTripper: &fakeRT{steps: []step{{err: err}}}})
			_, err := c.Do(t.Context(), to("https://api.example", post()))
			printed := wiretest.Printed(err)
			assert.NotContains(t, printed, "jane")
			assert.NotContains(t, printed, "6789")
		})
	}
}
