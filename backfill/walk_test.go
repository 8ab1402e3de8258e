package backfill

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// listOfEvents is a provider's list of events, which grows at its head.
type listOfEvents struct {
	events []provider.Event // oldest first: so one more costs no copy of the others
	cap    int              // the most entries that a page has, whatever is asked for
	before func()
	calls  int
}

// add puts an event where its time has it, above those of the same time.
func (l *listOfEvents) add(at time.Time) provider.Event {
	e := provider.Event{ID: fmt.Sprintf("e%d", len(l.events)), Time: at, CustomerID: "c", Concern: provider.ConcernVerification}
	place := len(l.events)
	for place > 0 && l.events[place-1].Time.After(at) {
		place--
	}
	l.events = slices.Insert(l.events, place, e)
	return e
}

// list gives a page, newest first.
func (l *listOfEvents) list(_ context.Context, limit, offset int) (provider.EventPage, error) {
	l.calls++
	if l.before != nil {
		l.before()
	}
	n := len(l.events)
	from := min(offset, n)
	to := min(from+min(limit, l.cap), n)
	page := slices.Clone(l.events[n-to : n-from])
	slices.Reverse(page)
	return provider.EventPage{Events: page, Read: to - from, More: to < n}, nil
}

// eventsEvery makes a list of n events, a second apart, the newest one at start.
func eventsEvery(n int) *listOfEvents {
	l := &listOfEvents{cap: 200}
	for i := range n {
		l.add(start.Add(-time.Duration(n-1-i) * time.Second))
	}
	return l
}

func walkOf(l *listOfEvents, size int, taken map[string]int) *walk {
	return &walk{
		pager: pager{list: l.list, size: size}, now: func() time.Time { return start.Add(time.Hour) },
		take: func(_ context.Context, events []provider.Event) error {
			for _, e := range events {
				taken[e.ID]++
			}
			return nil
		},
		save: func(context.Context, *v1alpha1.BackfillWalk) {},
	}
}

func TestWalkEndsAtTheGoal(t *testing.T) {
	l, taken := eventsEvery(1000), map[string]int{}
	w := walkOf(l, 200, taken)
	w.goal = start.Add(-100 * time.Second)
	r, err := w.run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, l.calls, "one page reaches the goal")
	assert.Len(t, taken, 101, "the goal's own second is taken, too")
	assert.Equal(t, "e999", r.newest.ID)
	assert.True(t, r.met)
}

func TestWalkOfAnEmptyList(t *testing.T) {
	l := eventsEvery(0)
	r, err := walkOf(l, 200, nil).run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, result{empty: true, pages: 1}, r)
}

// Events whose webhooks may be under way are left alone, and the cursor does not pass them. One from the
// future is taken: its age cannot be told.
func TestWalkLeavesYoungEvents(t *testing.T) {
	l, taken := eventsEvery(100), map[string]int{}
	w := walkOf(l, 200, taken)
	w.now, w.grace = func() time.Time { return start }, 30*time.Second
	future := l.add(start.Add(time.Minute))
	r, err := w.run(t.Context())
	require.NoError(t, err)
	assert.Len(t, taken, 71)
	assert.Contains(t, taken, future.ID)
	assert.NotContains(t, taken, "e70", "of 29 s ago")
	assert.Contains(t, taken, "e69", "of 30 s ago")
	require.NotNil(t, r.newest)
	assert.Equal(t, "e69", r.newest.ID, "the next walk has to come by those that were left alone")
}

// A walk that was interrupted goes on where it was, past what it had covered.
func TestWalkGoesOn(t *testing.T) {
	const n, size, failAt = 3000, 100, 20
	l, taken := eventsEvery(n), map[string]int{}
	var saved *v1alpha1.BackfillWalk
	broken := errors.New("cut off")
	w := walkOf(l, size, taken)
	w.save = func(_ context.Context, c *v1alpha1.BackfillWalk) { saved = c.DeepCopy() }
	list := w.pager.list
	w.pager.list = func(ctx context.Context, limit, offset int) (provider.EventPage, error) {
		if l.calls == failAt {
			return provider.EventPage{}, broken
		}
		return list(ctx, limit, offset)
	}
	_, err := w.run(t.Context())
	require.ErrorIs(t, err, broken)
	require.NotNil(t, saved)
	for i := range 7 {
		l.add(start.Add(time.Duration(i+1) * time.Second))
	}
	whole := (n + size - pageOverlap - 1) / (size - pageOverlap)
	l.calls = -1 // never fails again
	calls := 0
	again := walkOf(l, size, taken)
	again.pager.list = func(ctx context.Context, limit, offset int) (provider.EventPage, error) {
		calls++
		return list(ctx, limit, offset)
	}
	again.island = saved
	r, err := again.run(t.Context())
	require.NoError(t, err)
	assert.Len(t, taken, n+7)
	assert.Equal(t, fmt.Sprintf("e%d", n+6), r.newest.ID)
	assert.LessOrEqual(t, calls, whole-failAt+3, "of %d pages for the whole list", whole)
	t.Logf("%d pages after the interruption at page %d, of %d", calls, failAt, whole)
}

// However pages are cut, whatever arrives while they are read, and wherever walks are interrupted: once
// one is complete, every event between the goal and the beginning of that walk was taken.
func TestWalkMissesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &listOfEvents{cap: rapid.IntRange(1, 60).Draw(t, "cap")}
		clock := start.Add(-time.Hour)
		arrive := func() {
			clock = clock.Add(time.Duration(rapid.IntRange(0, 1500).Draw(t, "ms")) * time.Millisecond)
			l.add(clock)
		}
		for range rapid.IntRange(0, 300).Draw(t, "events") {
			arrive()
		}
		goal := time.Time{}
		if len(l.events) > 0 {
			goal = l.events[rapid.IntRange(0, len(l.events)-1).Draw(t, "goal")].Time
		}
		l.before = func() {
			for range rapid.SampledFrom([]int{0, 0, 0, 1, 2, 30}).Draw(t, "arrivals") {
				arrive()
			}
		}
		taken := map[string]int{}
		var island *v1alpha1.BackfillWalk
		for interrupted := rapid.IntRange(0, 3).Draw(t, "interruptions"); ; interrupted-- {
			there := slices.Clone(l.events)
			w := walkOf(l, rapid.IntRange(1, 60).Draw(t, "size"), taken)
			w.goal, w.island, w.overlap = goal, island, 2*time.Second
			w.save = func(_ context.Context, c *v1alpha1.BackfillWalk) { island = c.DeepCopy() }
			pages := rapid.IntRange(1, 12).Draw(t, "pages")
			w.pager.list = func(ctx context.Context, limit, offset int) (provider.EventPage, error) {
				if pages--; interrupted > 0 && pages < 0 {
					return provider.EventPage{}, errors.New("cut off")
				}
				if w.pages > 400 {
					l.before = nil // or the list could grow faster than it is read
				}
				return l.list(ctx, limit, offset)
			}
			if _, err := w.run(context.Background()); err != nil {
				if errors.Is(err, errShifting) {
					interrupted++
					l.before = nil
				}
				if w.covered != nil {
					w.save(context.Background(), w.covered)
				}
				continue
			}
			for _, e := range there {
				if !e.Time.Before(goal) && taken[e.ID] == 0 {
					t.Fatalf("%s of %s was not taken; goal %s", e.ID, e.Time, goal)
				}
			}
			return
		}
	})
}
