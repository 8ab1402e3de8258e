package webhookserver

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/netutil"
)

// bound bounds the connections that a listener gives. Those beyond MaxConnections wait outside,
// where they cost nothing, until one ends; those beyond what one address may have are cut. Open is how
// many there are.
func (e Exposure) bound(l net.Listener, open *atomic.Int64) net.Listener {
	if e.MaxConnections > 0 {
		l = netutil.LimitListener(l, e.MaxConnections)
	}
	return &perSource{Listener: l, most: e.MaxConnectionsPerSource, exempt: e.TrustedProxies, open: open, by: map[netip.Addr]int{}}
}

// perSource counts connections, and cuts those that are too many from one address.
type perSource struct {
	net.Listener
	most   int // 0 for no bound
	exempt []netip.Prefix
	open   *atomic.Int64

	mu sync.Mutex
	by map[netip.Addr]int
}

// Accept implements net.Listener.
func (l *perSource) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		source := peerOf(conn.RemoteAddr().String())
		if l.enter(source) {
			l.open.Add(1)
			return &counted{Conn: conn, trusted: within(l.exempt, source), leave: func() { l.open.Add(-1); l.leave(source) }}, nil
		}
		_ = conn.Close()
	}
}

func (l *perSource) enter(source netip.Addr) bool {
	if l.most <= 0 || within(l.exempt, source) {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by[source] >= l.most {
		return false
	}
	l.by[source]++
	return true
}

func (l *perSource) leave(source netip.Addr) {
	if l.most <= 0 || within(l.exempt, source) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by[source]--; l.by[source] == 0 {
		delete(l.by, source)
	}
}

// counted is a connection that is counted until it is closed.
type counted struct {
	net.Conn
	once    sync.Once
	leave   func()
	trusted bool // a trusted proxy's

	mu    sync.Mutex
	busy  bool        // a request is under way
	timer *time.Timer // while it is on probation
}

// Close implements net.Conn. It counts first: what is below gives the place to the next one.
func (c *counted) Close() error {
	c.accept()
	c.once.Do(c.leave)
	return c.Conn.Close()
}
