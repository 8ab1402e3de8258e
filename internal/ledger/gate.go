package ledger

import (
	"context"
	"fmt"
	"sync"
)

// writesAtOnce is how many writes are under way at the API server. More of them get none done sooner
// once its CPUs are busy: they compete with each other, and with the watch that brings them back here,
// until the API server gives that up as unresponsive. At some milliseconds a write, this is thousands a
// second.
const writesAtOnce = 8

// gate lets so many in at a time, in the order in which they come.
type gate struct {
	once   sync.Once
	places chan struct{}
}

// enter waits for a place, and returns what gives it back. It fails only when ctx ends first.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	g.once.Do(func() { g.places = make(chan struct{}, writesAtOnce) })
	select {
	case g.places <- struct{}{}:
		return func() { <-g.places }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting to write: %w", ctx.Err())
	}
}
