package webhookserver

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-logr/logr"

	"github.com/bonafide-dev/bonafide/provider"
)

// patience is how long these tests wait for what has to happen.
const patience = 60 * time.Second

// genuine is a body that the scheme of these tests accepts.
const genuine = "the key of these tests"

// quiet is that scheme with events that ask for nothing.
type quiet struct{ plain }

// Decode implements provider.Webhooks.
func (quiet) Decode([]byte) (provider.Event, error) {
	return provider.Event{ID: "e", Topic: "t", Concern: provider.ConcernNone}, nil
}

// site is a server on a real socket.
type site struct {
	*Server
	t       *testing.T
	http    *http.Server
	address string
	roots   *x509.CertPool
	served  chan error
}

// onSockets serves on 127.0.0.1, with all timeouts a twentieth of what they are.
func onSockets(t *testing.T, encrypted bool, e Exposure, changes ...func(*http.Server)) *site {
	t.Helper()
	s, _ := newServer(t)
	s.Drivers["dwolla"] = provider.Driver{Name: "dwolla", Webhooks: quiet{}}
	s.Exposure = e
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Listener = listener
	x := &site{Server: s, t: t, address: listener.Addr().String(), served: make(chan error, 1)}
	if encrypted {
		lender := httptest.NewUnstartedServer(nil) // net/http's own certificate for tests
		lender.StartTLS()
		defer lender.Close()
		s.TLS = &tls.Config{Certificates: lender.TLS.Certificates, NextProtos: []string{"h2", "http/1.1"}}
		x.roots = x509.NewCertPool()
		x.roots.AddCert(lender.Certificate())
	}
	s.probation /= 20
	x.http = s.httpServer(logr.Discard())
	for name, timeout := range map[string]*time.Duration{
		"header": &x.http.ReadHeaderTimeout, "read": &x.http.ReadTimeout, "write": &x.http.WriteTimeout, "idle": &x.http.IdleTimeout,
	} {
		if *timeout <= 0 || *timeout > 5*time.Minute {
			t.Errorf("%s: a timeout of %s", name, *timeout)
		}
		*timeout /= 20
	}
	for _, change := range changes {
		change(x.http)
	}
	go func() { x.served <- s.serve(x.http) }()
	t.Cleanup(func() {
		_ = x.http.Close()
		if err := <-x.served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return x
}

func (x *site) dial() net.Conn {
	x.t.Helper()
	conn, err := net.Dial("tcp", x.address)
	if err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn
}

func (x *site) send(conn net.Conn, format string, args ...any) {
	x.t.Helper()
	if _, err := fmt.Fprintf(conn, format, args...); err != nil {
		x.t.Fatal(err)
	}
}

// answered reads one answer from a connection.
func (x *site) answered(conn net.Conn) *http.Response {
	x.t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		x.t.Fatalf("no answer: %v", err)
	}
	return response
}

// requireCut waits until the server hangs up.
func (x *site) requireCut(what string, conn net.Conn) {
	x.t.Helper()
	_, err := io.Copy(io.Discard, conn)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		x.t.Errorf("%s: the connection stays open", what)
	}
}

func (x *site) until(what string, met func() bool) {
	x.t.Helper()
	for deadline := time.Now().Add(patience); !met(); {
		if time.Now().After(deadline) {
			x.t.Fatalf("waited in vain until %s; %+v", what, x.Load())
		}
		<-time.After(5 * time.Millisecond)
	}
}

const post = "POST /webhooks/ns/hooked HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"

// Senders who never come to an end are cut off, at whatever they stop.
func TestSlowSendersAreCutOff(t *testing.T) {
	for name, encrypted := range map[string]bool{"plain": false, "TLS": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := onSockets(t, encrypted, Exposure{})
			said := map[string]net.Conn{}
			says := func(what, text string) {
				conn := x.dial()
				if encrypted && what != "no handshake" {
					conn = tls.Client(conn, &tls.Config{RootCAs: x.roots, ServerName: "example.com"})
				}
				said[what] = conn
				if text != "" {
					x.send(conn, "%s", text)
				}
			}
			says("no handshake", "")
			says("nothing", "\r\n")
			says("half a line", "POST /webhooks/ns/hoo")
			says("half a header", "POST /webhooks/ns/hooked HTTP/1.1\r\nHost: x\r\nX-A")
			says("half a body", "POST /webhooks/ns/hooked HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
			says("half a chunk", "POST /webhooks/ns/hooked HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{")
			says("no second request", fmt.Sprintf(post, len(genuine), genuine))
			for what, conn := range said {
				x.requireCut(what, conn)
			}
			x.until("nobody is there", func() bool { return x.Load() == Load{} })
		})
	}
}

// Headers that drip, each within the timeout, do not stretch it.
func TestDrippingHeadersAreCutOff(t *testing.T) {
	t.Parallel()
	x := onSockets(t, false, Exposure{})
	conn := x.dial()
	x.send(conn, "POST /webhooks/ns/hooked HTTP/1.1\r\n")
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		x.requireCut("dripping headers", conn)
	}()
	for i := 0; ; i++ {
		select {
		case <-gone:
			return
		case <-time.After(20 * time.Millisecond):
			_, _ = fmt.Fprintf(conn, "X-%d: y\r\n", i)
		}
	}
}

func TestHeadersThatAreTooLong(t *testing.T) {
	t.Parallel()
	x := onSockets(t, false, Exposure{})
	conn := x.dial()
	x.send(conn, "POST /webhooks/ns/hooked HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n", strings.Repeat("a", 2*maxHeaderBytes))
	if code := x.answered(conn).StatusCode; code != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d", code)
	}
}

// A sender who was refused keeps no connection; one whose delivery was taken does.
func TestWhoKeepsTheirConnection(t *testing.T) {
	t.Parallel()
	proxied := Exposure{TrustedProxies: prefixes("127.0.0.0/8")}
	for _, tc := range []struct {
		exposure Exposure
		request  string
		code     int
		stays    bool
	}{
		{Exposure{}, fmt.Sprintf(post, len(genuine), genuine), http.StatusOK, true},
		{Exposure{}, fmt.Sprintf(post, 6, "forged"), http.StatusUnauthorized, false},
		{Exposure{}, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", http.StatusNotFound, false},
		{Exposure{}, "GET /webhooks/ns/hooked HTTP/1.1\r\nHost: x\r\n\r\n", http.StatusMethodNotAllowed, false},
		{proxied, fmt.Sprintf(post, 6, "forged"), http.StatusUnauthorized, true},
	} {
		x := onSockets(t, false, tc.exposure)
		conn := x.dial()
		x.send(conn, "%s", tc.request)
		response := x.answered(conn)
		if response.StatusCode != tc.code || response.Close == tc.stays {
			t.Errorf("%.30q: %d, closed %t, want %d and %t", tc.request, response.StatusCode, response.Close, tc.code, !tc.stays)
		}
	}
}

// Whoever comes from elsewhere is refused before the body is there.
func TestForeignSourcesAreRefusedBeforeTheBody(t *testing.T) {
	t.Parallel()
	x := onSockets(t, false, Exposure{SourceCIDRs: prefixes("198.51.100.0/24"), TrustedProxies: prefixes("127.0.0.1/32")})
	for source, want := range map[string]int{"203.0.113.9": http.StatusForbidden, "198.51.100.7, 203.0.113.9": http.StatusForbidden, "": http.StatusForbidden} {
		conn := x.dial()
		x.send(conn, "POST /webhooks/ns/hooked HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nX-Forwarded-For: %s\r\n\r\n", source)
		if code := x.answered(conn).StatusCode; code != want {
			t.Errorf("%q: %d", source, code)
		}
	}
	conn := x.dial()
	x.send(conn, "POST /webhooks/ns/hooked HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7\r\n\r\n%s", len(genuine), genuine)
	if code := x.answered(conn).StatusCode; code != http.StatusOK {
		t.Errorf("from where it may come: %d", code)
	}
}

// A flood of connections stays outside, and whoever waits there gets in when it ends.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	const most = 8
	x := onSockets(t, false, Exposure{MaxConnections: most})
	for range 5 * most {
		x.send(x.dial(), "POST /webhooks/ns/hooked HTTP/1.1\r\n")
	}
	x.until("the house is full", func() bool { return x.Load().Connections == most })
	conn := x.dial()
	x.send(conn, post, len(genuine), genuine)
	if code := x.answered(conn).StatusCode; code != http.StatusOK {
		t.Errorf("%d", code)
	}
	if n := x.Load().Connections; n > most {
		t.Errorf("%d connections", n)
	}
}

// One address has its share, unless it is a trusted proxy's; whoever leaves makes room.
func TestConnectionsOfOneSourceAreBounded(t *testing.T) {
	t.Parallel()
	for name, exempt := range map[string]bool{"anybody": false, "a trusted proxy": true} {
		e := Exposure{MaxConnectionsPerSource: 3}
		if exempt {
			e.TrustedProxies = prefixes("127.0.0.1/32")
		}
		x := onSockets(t, false, e)
		var open []net.Conn
		for range 3 {
			conn := x.dial()
			x.send(conn, post, len(genuine), genuine)
			x.answered(conn)
			open = append(open, conn)
		}
		one := x.dial()
		_, _ = fmt.Fprintf(one, post, len(genuine), genuine)
		if _, err := http.ReadResponse(bufio.NewReader(one), nil); (err == nil) != exempt {
			t.Errorf("%s: one too many: %v", name, err)
		}
		_ = open[0].Close()
		x.until("it has left", func() bool { return exempt || x.Load().Connections == 2 })
		last := x.dial()
		x.send(last, post, len(genuine), genuine)
		if code := x.answered(last).StatusCode; code != http.StatusOK {
			t.Errorf("%s: %d after one has left", name, code)
		}
	}
}

// What stands in front keeps connections for as long as it likes: the server can be told to keep them longer.
func TestIdleTimeoutCanBeChosen(t *testing.T) {
	for chosen, want := range map[time.Duration]time.Duration{0: DefaultIdleTimeout, 11 * time.Minute: 11 * time.Minute} {
		s := &Server{Exposure: Exposure{IdleTimeout: chosen}}
		if got := s.httpServer(logr.Discard()).IdleTimeout; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
