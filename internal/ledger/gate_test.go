package ledger

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

func TestGate(t *testing.T) {
	for _, size := range []int{1, DefaultWritesAtOnce} {
		checkGate(t, size)
	}
}

func checkGate(t *testing.T, size int) {
	t.Helper()
	var g gate
	var inside, most atomic.Int64
	var group sync.WaitGroup
	for range 8 * size {
		group.Go(func() {
			leave, err := g.enter(t.Context(), size)
			if err != nil {
				t.Error(err)
				return
			}
			now := inside.Add(1)
			for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
			}
			inside.Add(-1)
			leave()
		})
	}
	group.Wait()
	if most.Load() > int64(size) {
		t.Errorf("%d were inside at once, want at most %d", most.Load(), size)
	}
	if len(g.places) != 0 {
		t.Errorf("%d places are still taken", len(g.places))
	}
}

// Whoever gives up waiting takes no place along.
func TestGivingUpAtTheGate(t *testing.T) {
	var g gate
	var all []func()
	for range DefaultWritesAtOnce {
		leave, err := g.enter(t.Context(), DefaultWritesAtOnce)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, leave)
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.enter(impatient, DefaultWritesAtOnce); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want to be told that the wait was given up", err)
	}
	for _, leave := range all {
		leave()
	}
	if len(g.places) != 0 {
		t.Errorf("%d places are still taken", len(g.places))
	}
}
