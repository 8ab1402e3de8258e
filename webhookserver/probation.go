package webhookserver

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// probation is how long a connection may stay open that has brought no genuine event. Senders bring one at once.
// Whoever brings none would otherwise keep a place for as long as one that does, and for nothing.
const probation = 15 * time.Second

// connectionKey is where a request's context has its connection.
type connectionKey struct{}

// withConnection notes the connection for its requests.
func withConnection(ctx context.Context, conn net.Conn) context.Context {
	if c := countedOf(conn); c != nil {
		return context.WithValue(ctx, connectionKey{}, c)
	}
	return ctx
}

func countedOf(conn net.Conn) *counted {
	if encrypted, ok := conn.(*tls.Conn); ok {
		conn = encrypted.NetConn()
	}
	c, _ := conn.(*counted)
	return c
}

// onState has a connection on probation from its beginning.
func (s *Server) onState(conn net.Conn, state http.ConnState) {
	c := countedOf(conn)
	switch {
	case c == nil || c.trusted:
	case state == http.StateNew:
		c.doubt(s.probation)
	case state == http.StateActive, state == http.StateIdle:
		c.mu.Lock()
		defer c.mu.Unlock()
		c.busy = state == http.StateActive
	}
}

// doubt closes the connection after so long, unless it is accepted before. A request that is under way then has
// a time of its own.
func (c *counted) doubt(patience time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(patience, func() {
		if !c.again(patience) {
			_ = c.Close()
		}
	})
}

// again waits once more if a request is under way.
func (c *counted) again(patience time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.timer == nil:
		return true // It was accepted just now.
	case c.busy:
		c.timer.Reset(patience)
		return true
	}
	return false
}

// accept ends the probation.
func (c *counted) accept() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
}

// acceptConnection ends the probation of the connection of a request, which has brought a genuine event.
func acceptConnection(ctx context.Context) {
	if c, ok := ctx.Value(connectionKey{}).(*counted); ok {
		c.accept()
	}
}
