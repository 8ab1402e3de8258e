package webhookserver

import (
	"sync"
	"time"

	"k8s.io/utils/clock"
)

// recent remembers a bounded number of names for a bounded time. It only saves work: nothing is
// wrong when a name is forgotten.
type recent struct {
	limit int
	life  time.Duration
	clock clock.PassiveClock

	mu    sync.Mutex
	since map[string]time.Time
	order []string
}

// has tells whether name was added lately.
func (r *recent) has(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.since[name]
	return ok && r.clock.Since(at) < r.life
}

// add remembers name, and forgets the oldest if there are too many.
func (r *recent) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.since == nil {
		r.since = map[string]time.Time{}
	}
	if _, ok := r.since[name]; !ok {
		r.order = append(r.order, name)
	}
	r.since[name] = r.clock.Now()
	for len(r.order) > r.limit {
		delete(r.since, r.order[0])
		r.order = r.order[1:]
	}
}
