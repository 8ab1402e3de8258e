package ledger

import (
	"context"
	"fmt"
	"sync"
)

// DefaultWritesAtOnce is how many writes are under way at the API server. More of them get none done sooner
// once its CPUs are busy: they compete with each other, and with the watch that brings them back here,
// until the API server gives that up as unresponsive. It was measured on an API server with two cores, where
// a write takes some milliseconds. One that is larger, and farther away, takes more of them: at 20 ms a write
// these are 400 a second for each replica, events and passes of reconcilers together.
const DefaultWritesAtOnce = 8

// gate lets so many in at a time, in the order in which they come.
type gate struct {
	once   sync.Once
	places chan struct{}
}

// enter waits for one of so many places, and returns what gives it back. It fails only when ctx ends first.
func (g *gate) enter(ctx context.Context, size int) (leave func(), err error) {
	g.once.Do(func() { g.places = make(chan struct{}, size) })
	select {
	case g.places <- struct{}{}:
		return func() { <-g.places }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting to write: %w", ctx.Err())
	}
}
