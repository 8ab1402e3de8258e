package webhookserver

import (
	"crypto/tls"
	"net"
	"net/http"
	"testing"
	"time"
)

// A connection that brings no event is closed long before one that has brought some, which may rest. Over HTTP/2 it
// is idle from its beginning.
func TestConnectionsThatBringNothingAreClosed(t *testing.T) {
	t.Parallel()
	x := onSockets(t, true, Exposure{}, func(s *http.Server) { s.IdleTimeout = time.Minute })
	_, silent := x.framer()
	sender := tls.Client(x.dial(), &tls.Config{RootCAs: x.roots, ServerName: "example.com"})
	x.send(sender, post, len(genuine), genuine)
	x.answered(sender)
	_ = silent.SetReadDeadline(time.Now().Add(pingAfter / 2)) // Who answers pings would outlast them.
	x.requireCut("silent", silent)
	x.until("it has left", func() bool { return x.Load().Connections == 1 })
	x.send(sender, post, len(genuine), genuine)
	if code := x.answered(sender).StatusCode; code != http.StatusOK {
		t.Errorf("%d after a rest", code)
	}
}

// Who may stay, and for how long.
func TestProbation(t *testing.T) {
	s := &Server{probation: time.Hour}
	connection := func(trusted bool, states ...http.ConnState) *counted {
		c := &counted{Conn: &net.TCPConn{}, trusted: trusted, leave: func() {}}
		for _, state := range append([]http.ConnState{http.StateNew}, states...) {
			s.onState(c, state)
		}
		return c
	}
	if c := connection(true); c.timer != nil {
		t.Error("a trusted proxy may open connections ahead")
	}
	for name, tc := range map[string]struct {
		c      *counted
		accept bool
		stays  bool
	}{
		"silent":                     {connection(false), false, false},
		"in the middle of a request": {connection(false, http.StateActive), false, true},
		"after one that was refused": {connection(false, http.StateActive, http.StateIdle), false, false},
		"after one that was genuine": {connection(false, http.StateActive, http.StateIdle), true, true},
	} {
		if tc.accept {
			acceptConnection(withConnection(t.Context(), tc.c))
		}
		if stays := tc.c.again(time.Hour); stays != tc.stays {
			t.Errorf("%s: stays %t, want %t", name, stays, tc.stays)
		}
		_ = tc.c.Close()
		if tc.c.timer != nil {
			t.Errorf("%s: the timer runs on after it was closed", name)
		}
	}
}
