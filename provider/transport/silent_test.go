package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// pipes is a listener, and a network, without sockets: in it the time of a test bubble goes on.
type pipes struct {
	conns chan net.Conn
	ended chan struct{}
	once  sync.Once
	// dials counts connections, and silent are those up to which nothing arrives any more: as when a load balancer or
	// a NAT forgets them, nobody is told.
	dials, silent atomic.Int64
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.ended) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p.conns <- there
	return &countingConn{Conn: &pipe{Conn: here, of: p, number: p.dials.Add(1)}}, nil
}

type pipe struct {
	net.Conn
	of     *pipes
	number int64
}

func (c *pipe) Write(b []byte) (int, error) {
	if c.number <= c.of.silent.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// A connection on which the provider says nothing any more is given up soon. One of HTTP/2 outlives the calls that
// time out on it, and TCP alone would keep it for a quarter of an hour, with a creation of unknown outcome for each
// customer, and every event refused.
func TestASilentConnectionIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := &pipes{conns: make(chan net.Conn), ended: make(chan struct{})}
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			assert.Equal(t, "HTTP/2.0", r.Proto)
		}))
		require.NoError(t, s.Listener.Close())
		s.Listener, s.EnableHTTP2 = network, true
		s.StartTLS()
		defer s.Close()
		pool := x509.NewCertPool()
		pool.AddCert(s.Certificate())
		rt := newRoundTripper().(*http.Transport)
		rt.TLSClientConfig, rt.DialContext = &tls.Config{RootCAs: pool, ServerName: "example.com"}, network.dial
		defer rt.CloseIdleConnections()
		c := New(Config{RoundTripper: rt})

		// As long as somebody waits for what follows from an event.
		look := func() error {
			ctx, cancel := context.WithTimeout(provider.Urgent(t.Context()), 8*time.Second)
			defer cancel()
			_, err := c.Do(ctx, Request{Operation: "Get", Method: http.MethodGet, URL: s.URL})
			return err
		}
		require.NoError(t, look())
		network.silent.Store(network.dials.Load())
		_ = look() // It may fail: how could anybody know?
		time.Sleep(silence + pingTimeout - 7*time.Second)
		assert.NoError(t, look(), "the event was delivered again, and is looked into over a new connection")
		assert.EqualValues(t, 2, network.dials.Load())
	})
}
