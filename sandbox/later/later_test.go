package later_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/sandbox/later"
)

func TestAfterAndClear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var timers later.Timers
		timers.After(time.Second, func() { t.Error("was cleared") })
		timers.Clear()
		done := false
		timers.After(time.Hour, func() { done = true })
		time.Sleep(time.Hour)
		synctest.Wait()
		assert.True(t, done)
	})
}

func TestNextEndsWhatWentOnBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var timers later.Timers
		var mu sync.Mutex
		var turn, other later.Turn
		mu.Lock()
		timers.Next(&mu, &turn, time.Second, func() { t.Error("something else began") })
		timers.Next(&mu, &turn, time.Second, func() { t.Error("the turn ended") })
		turn.End()
		done := false
		timers.Next(&mu, &other, time.Hour, func() {
			assert.False(t, mu.TryLock(), "the lock is held")
			done = true
		})
		mu.Unlock()
		time.Sleep(time.Hour)
		synctest.Wait()
		assert.True(t, done)
	})
}

// TestClearEndsWhatHasBegunAndWaitsForTheLock: its time has come, but whoever holds the lock clears first.
func TestClearEndsWhatHasBegunAndWaitsForTheLock(t *testing.T) {
	var timers later.Timers
	var turn later.Turn
	waiting := make(chan struct{})
	lock := &gate{waiting: waiting}
	lock.mu.Lock()
	timers.Next(lock, &turn, 0, func() { t.Error("was cleared") })
	<-waiting
	timers.Clear()
	lock.mu.Unlock()
	<-lock.passed()
}

// gate is a lock that tells who waits for it, and when it was left.
type gate struct {
	mu      sync.Mutex
	waiting chan struct{}
	once    sync.Once
	left    chan struct{}
}

func (g *gate) passed() chan struct{} {
	g.once.Do(func() { g.left = make(chan struct{}) })
	return g.left
}

func (g *gate) Lock() {
	close(g.waiting)
	g.mu.Lock()
}

func (g *gate) Unlock() {
	g.mu.Unlock()
	close(g.passed())
}
