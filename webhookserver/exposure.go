package webhookserver

import (
	"net/http"
	"net/netip"
	"time"
)

// Exposure says how the server stands towards the outside. The zero value takes what comes from
// anywhere, bounds no connections, and ends without a delay.
type Exposure struct {
	// SourceCIDRs are where deliveries may come from; empty for anywhere. What comes from elsewhere
	// is refused with 403 before it is read.
	SourceCIDRs []netip.Prefix
	// TrustedProxies are the peers whose X-Forwarded-For is believed; empty for none.
	TrustedProxies []netip.Prefix
	// MaxConnections bounds the open connections, and MaxConnectionsPerSource those from one address
	// that is no trusted proxy; 0 for no bound.
	MaxConnections          int
	MaxConnectionsPerSource int
	// IdleTimeout is how long a connection stays open over which nothing comes; 0 for DefaultIdleTimeout. It
	// has to be longer than that of whoever keeps connections open to here, who must be the one that closes.
	IdleTimeout time.Duration
	// ShutdownDelay is how long deliveries are still taken after readiness has ended: until whoever
	// sends them here has noticed.
	ShutdownDelay time.Duration
}

// DefaultIdleTimeout is longer than those of most load balancers; see Exposure.IdleTimeout.
const DefaultIdleTimeout = 2 * time.Minute

// Bounds of what a connection may take of the server.
const (
	headerTimeout = 5 * time.Second
	// requestTimeout is for all of a request: one that is slow about it has its answer in time, too.
	requestTimeout = handleTimeout
	answerTimeout  = 15 * time.Second
	maxHeaderBytes = 16 << 10
	// maxStreams is how many requests one HTTP/2 connection may have open. net/http runs no more
	// handlers than that for it, however fast streams are opened and reset, and hangs up on a peer that
	// piles up more.
	maxStreams = 100
	// What one HTTP/2 connection may send ahead of what is read, and one stream of it.
	connectionWindow = 1 << 20
	streamWindow     = maxBody
	// pingAfter is when an HTTP/2 peer that says nothing is asked whether it is there.
	pingAfter   = 30 * time.Second
	pingTimeout = 10 * time.Second
)

// over2 are the bounds of an HTTP/2 connection.
func over2() *http.HTTP2Config {
	return &http.HTTP2Config{
		MaxConcurrentStreams:          maxStreams,
		MaxReceiveBufferPerConnection: connectionWindow,
		MaxReceiveBufferPerStream:     streamWindow,
		SendPingTimeout:               pingAfter,
		PingTimeout:                   pingTimeout,
		WriteByteTimeout:              answerTimeout,
	}
}

// keepsConnection tells whether the connection of a request stays open after its answer. A sender
// who was refused keeps none, unless a trusted proxy brings other people's requests over it.
func (s *Server) keepsConnection(r *http.Request, code int) bool {
	if s.draining.Load() {
		return false
	}
	return code == http.StatusOK || code == http.StatusServiceUnavailable || within(s.Exposure.TrustedProxies, peerOf(r.RemoteAddr))
}
