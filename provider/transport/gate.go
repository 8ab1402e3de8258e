package transport

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The bounds of a pause: a Retry-After of zero must not mean a busy loop, and a senseless one must
// not lock a provider out for days.
const (
	minPause = time.Second
	maxPause = time.Hour
)

// gate is open, or closed until a moment.
type gate struct {
	mu    sync.Mutex
	until time.Time
	shut  chan struct{}
}

// look returns for how long the gate stays closed, zero if it is open, and a channel that is closed
// when the gate next shuts.
func (g *gate) look() (time.Duration, <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut == nil {
		g.shut = make(chan struct{})
	}
	return max(time.Until(g.until), 0), g.shut
}

// close shuts the gate for d. A gate that is closed for longer stays so. It returns for how long the
// gate is closed now.
func (g *gate) close(d time.Duration) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	d = min(max(d, minPause), maxPause)
	if until := time.Now().Add(d); until.After(g.until) {
		g.until = until
	}
	if g.shut != nil {
		close(g.shut)
		g.shut = nil
	}
	return time.Until(g.until)
}

// retryAfter reads the Retry-After header, in seconds or as a date (RFC 9110, 10.2.3). A date is
// compared with the answer's own Date if it has one, so that the two clocks need not agree.
func retryAfter(h http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	now := time.Now()
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(at.Sub(now), 0), true
}
