package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// departure follows one request to tell, should it fail, whether any of it can have reached the
// provider.
//
// httptrace tells which connection the request was given and whether its headers were written into
// that connection's buffer, and the connection counts the bytes that went on. A kept-alive HTTP/1.1
// connection serves one request at a time, and net/http waits for its writer to end before it
// reports an error; so without headers, or without a new byte, no request left. (The bytes of TLS
// closing the connection count too, which errs on the safe side.) An HTTP/2 connection serves many
// at once, and the writer may outlive the error: there, as on a connection that does not count, only
// "was never given a connection" is certain, and what the server says itself.
type departure struct {
	mu      sync.Mutex
	asked   bool
	conn    *countingConn
	before  int64
	headers bool
	left    bool
}

// follow returns ctx with the hooks that watch the request.
func (d *departure) follow(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.asked = true
		},
		GotConn: func(info httptrace.GotConnInfo) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.left, d.headers = d.wrote(), false
			if d.conn = counting(info.Conn); d.conn == nil {
				d.left = true
				return
			}
			d.before = d.conn.written.Load()
		},
		WroteHeaders: func() {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.headers = true
		},
	})
}

// wrote tells whether the connections that the request was given so far may have carried any of it.
func (d *departure) wrote() bool {
	return d.left || d.headers && d.conn != nil && d.conn.written.Load() != d.before
}

// mayHaveLeft tells whether the request that failed with err may have reached the provider.
func (d *departure) mayHaveLeft(err error) bool {
	if untaken(err) {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked {
		return d.wrote()
	}
	// A RoundTripper that knows no httptrace: only a failed dial is certain.
	var op *net.OpError
	return !errors.As(err, &op) || op.Op != "dial"
}

// untaken tells that the server said over HTTP/2 that it did not take the request, nor ever will: it ends the connection
// in good order, as load balancers do after so many requests, or refuses the stream (RFC 9113, 6.8 and 8.7). net/http
// says so in words only. Should they change, the request counts as one of which nobody knows. A stream that was reset
// for another reason net/http would repeat, too; but that one may have been taken.
func untaken(err error) bool {
	why, ok := strings.CutPrefix(err.Error(), "http2: Transport: cannot retry err [")
	why, _, closed := strings.Cut(why, "]")
	return ok && closed && (why == "http2: Transport received Server's graceful shutdown GOAWAY" ||
		strings.HasPrefix(why, "stream error: ") && strings.HasSuffix(why, "; REFUSED_STREAM; received from peer"))
}

// counting finds the counter of a connection that serves one request at a time.
func counting(conn net.Conn) *countingConn {
	if t, ok := conn.(*tls.Conn); ok {
		if t.ConnectionState().NegotiatedProtocol == "h2" {
			return nil
		}
		conn = t.NetConn()
	}
	c, _ := conn.(*countingConn)
	return c
}

// countingConn counts the bytes that were written, those of a write under way included.
type countingConn struct {
	net.Conn
	written atomic.Int64
}

// Write implements net.Conn.
func (c *countingConn) Write(b []byte) (int, error) {
	c.written.Add(int64(len(b)))
	n, err := c.Conn.Write(b)
	c.written.Add(int64(n - len(b)))
	return n, err
}

// A connection of HTTP/2 on which nothing came for silence is asked whether the other end is there, and given up when it
// does not answer in time. A call that times out ends a connection of HTTP/1.1, but not one of HTTP/2: without this, all
// calls would go into one that is cut off until TCP gives it up, which takes a quarter of an hour. The question waits
// behind what an upload has in the kernel's buffer, which is kept so small that a line of 300 kbit/s sends it in time.
const (
	silence     = 4 * time.Second
	pingTimeout = 8 * time.Second
	writeBuffer = 256 << 10
)

// newRoundTripper is net/http's transport with connections that count. Idle connections are given up
// before a provider's load balancer would, so that few requests meet one that is about to close.
func newRoundTripper() http.RoundTripper {
	dialer := &net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.SetWriteBuffer(writeBuffer) // Without it a slow upload may cost its connection, no more.
			}
			return &countingConn{Conn: conn}, nil
		},
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: silence, PingTimeout: pingTimeout},
		MaxIdleConns:          20,
		MaxIdleConnsPerHost:   20,
		IdleConnTimeout:       30 * time.Second,
		TLSHandshakeTimeout:   5 * time.Second,
		ExpectContinueTimeout: time.Second,
		// The headers of an answer are held in memory too.
		MaxResponseHeaderBytes: 64 << 10,
	}
}
