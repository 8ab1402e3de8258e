// Package clock is the sandbox's sense of time: instants are real, but the long waits that a provider
// promises (hours between webhook retries, a day until an idempotency key expires) can be shortened.
//
// It knows nothing of what is being waited for. Waits that a client measures with its own clock, such as
// a token's lifetime or the ten seconds within which a webhook must be answered, are never shortened.
package clock

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"
)

// Clock tells the time and shortens waits. It is safe for concurrent use.
type Clock struct{ scale atomic.Uint64 }

// New returns a clock that shortens waits by scale; 60 turns an hour into a minute.
func New(scale float64) (*Clock, error) {
	c := new(Clock)
	if err := c.SetScale(scale); err != nil {
		return nil, err
	}
	return c, nil
}

// SetScale changes the factor for waits that begin from now on; those under way keep their length.
func (c *Clock) SetScale(scale float64) error {
	if math.IsNaN(scale) || math.IsInf(scale, 0) || scale <= 0 {
		return fmt.Errorf("time scale %v: must be a number greater than zero", scale)
	}
	c.scale.Store(math.Float64bits(scale))
	return nil
}

// Scale returns the factor in force.
func (c *Clock) Scale() float64 { return math.Float64frombits(c.scale.Load()) }

// Shrink returns how long a wait of d takes in the sandbox.
func (c *Clock) Shrink(d time.Duration) time.Duration { return time.Duration(float64(d) / c.Scale()) }

// Now returns the real time in UTC, to the millisecond that the providers' timestamps have.
func (c *Clock) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
