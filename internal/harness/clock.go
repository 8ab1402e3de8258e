package harness

import (
	"sync/atomic"
	"time"

	"github.com/bonafide-dev/bonafide/internal/operator"
)

// Clock is an operator's clock that tests set forward: what waits for minutes need not be waited
// for. It runs like any other in between.
type Clock struct{ ahead atomic.Int64 }

// Now implements clock.PassiveClock.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// Since implements clock.PassiveClock.
func (c *Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Advance sets the clock forward. Timers do not notice: Touch what should be looked at.
func (c *Clock) Advance(d time.Duration) { c.ahead.Add(int64(d)) }

// Use has an operator go by the clock.
func (c *Clock) Use(o *operator.Options) { o.Clock = c }
