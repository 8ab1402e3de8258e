// Package later lets a simulated API do something by itself after a while: process what was handed in, or
// come to a verdict.
//
// It knows nothing of what is done. How long a wait takes is decided by the caller, who shortens it with the
// clock's scale.
package later

import (
	"sync"
	"time"
)

// Timers are things to be done later. They are safe for concurrent use, and the zero value is ready.
type Timers struct {
	mu      sync.Mutex
	pending map[*time.Timer]struct{}
	cleared int
}

// Turn is what goes on with one record by itself: at most one thing at a time. The zero value is ready. It is
// guarded by the lock that the record is.
type Turn struct{ n int }

// End puts an end to what goes on.
func (t *Turn) End() { t.n++ }

// Next begins something new in a turn: when d has passed, f is called with the lock held, unless the turn ends
// or Clear is called before. The caller holds the lock, as whoever calls Clear for good has to.
func (t *Timers) Next(lock sync.Locker, turn *Turn, d time.Duration, f func()) {
	turn.End()
	n, cleared := turn.n, t.generation()
	t.After(d, func() {
		lock.Lock()
		defer lock.Unlock()
		if turn.n == n && t.generation() == cleared {
			f()
		}
	})
}

func (t *Timers) generation() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cleared
}

// After calls f when d has passed, unless Clear is called before. f runs without any lock held; one that has
// begun is not ended by Clear, so it must look whether what it is about is still there.
func (t *Timers) After(d time.Duration, f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pending == nil {
		t.pending = make(map[*time.Timer]struct{})
	}
	var timer *time.Timer
	timer = time.AfterFunc(max(0, d), func() {
		t.mu.Lock()
		_, wanted := t.pending[timer]
		delete(t.pending, timer)
		t.mu.Unlock()
		if wanted {
			f()
		}
	})
	t.pending[timer] = struct{}{}
}

// Clear forgets everything that was to be done.
func (t *Timers) Clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for timer := range t.pending {
		timer.Stop()
	}
	clear(t.pending)
	t.cleared++
}
