package backfill

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// saveEvery is how many pages a walk reads before what it has covered is written to status.
const saveEvery = 5

// walk goes through a list of events from its newest to goal.
type walk struct {
	pager pager
	take  func(ctx context.Context, events []provider.Event) error
	// save keeps what was covered so far; it may fail without harm.
	save  func(ctx context.Context, covered *v1alpha1.BackfillWalk)
	now   func() time.Time
	grace time.Duration

	// goal is where the walk ends: events older than that have had their effect.
	goal time.Time
	// cursor is the last walk's newest event; nil if it met none.
	cursor *v1alpha1.EventPosition
	// island is what an interrupted walk has covered; nil if there is none.
	island *v1alpha1.BackfillWalk
	// islandAt is the place of the island's newest event in the list, and overlap how much of the island
	// is walked again.
	islandAt *int
	overlap  time.Duration

	covered *v1alpha1.BackfillWalk
	pages   int
	listed  int
	result  result
}

// result is what a walk came to.
type result struct {
	// newest is the event up to which every other was handed over; nil if none is beyond the cursor. It is none
	// from the future: those that come after one are older than it, and so are those that were left alone.
	newest *v1alpha1.EventPosition
	// met tells that the walk came as far as the cursor or the goal; otherwise the list ended before.
	met bool
	// empty tells that nothing is listed.
	empty bool
	pages int
}

// run walks. After an error, covered tells how far it came.
func (w *walk) run(ctx context.Context) (result, error) {
	for {
		p, err := w.pager.next(ctx)
		if err != nil {
			return w.end(), err
		}
		w.pages++
		w.listed += p.entries
		fresh, at, reached := w.within(p)
		if err := w.process(ctx, fresh, p.entries); err != nil {
			return w.end(), err
		}
		if reached || !p.more {
			return w.end(), nil
		}
		w.skip(fresh, at)
		if w.pages%saveEvery == 0 && w.covered != nil {
			w.save(ctx, w.covered)
		}
	}
}

// within picks what is to be taken of a page: what is old enough and no older than the goal. reached
// tells that the page goes beyond the goal.
func (w *walk) within(p page) (events []provider.Event, at []int, reached bool) {
	for i, e := range p.fresh {
		if age := w.now().Sub(e.Time); age >= 0 && age < w.grace {
			continue
		}
		if w.cursor != nil && (e.ID == w.cursor.ID || !e.Time.After(w.cursor.Time.Time)) {
			w.result.met = true
		}
		if e.Time.Before(w.goal) {
			w.result.met = true
			return events, at, true
		}
		events, at = append(events, e), append(at, p.at[i])
	}
	return events, at, false
}

// process takes a page's events and notes how far the walk has come.
func (w *walk) process(ctx context.Context, events []provider.Event, entries int) error {
	if len(events) == 0 {
		return nil
	}
	if err := w.take(ctx, events); err != nil {
		return err // Nobody knows which of the page were taken.
	}
	w.cover(events, entries)
	return nil
}

// cover notes a stretch of the list in which every event has had its effect, or is in arrears.
func (w *walk) cover(events []provider.Event, entries int) {
	if w.covered == nil {
		w.covered = &v1alpha1.BackfillWalk{Newest: positionOf(events[0])}
	}
	for i := 0; i < len(events) && w.result.newest == nil; i++ {
		if w.now().Sub(events[i].Time) >= w.grace {
			newest := positionOf(events[i])
			w.result.newest = &newest
		}
	}
	oldest := positionOf(events[len(events)-1])
	if w.covered.Depth > 0 && w.covered.Oldest.Time.Time.Before(oldest.Time.Time) {
		return // After a jump the page repeats what the island holds.
	}
	w.covered.Oldest = oldest
	w.covered.Depth += int32(entries)
}

// skip goes past what an interrupted walk has covered, once this one has come far enough into it that
// what was listed late is taken as well.
func (w *walk) skip(events []provider.Event, at []int) {
	if w.island == nil || len(events) == 0 {
		return
	}
	for i := range events {
		if events[i].ID == w.island.Newest.ID {
			w.islandAt = &at[i]
		}
	}
	late := w.island.Newest.Time.Add(-w.overlap)
	if w.islandAt == nil || !events[len(events)-1].Time.Before(late) {
		return
	}
	to := *w.islandAt + int(w.island.Depth) - pageOverlap
	if w.covered != nil && to > w.pager.offset {
		w.covered.Depth += int32(to - w.pager.offset)
		w.covered.Oldest = w.island.Oldest
		w.pager.jump(to, w.island.Oldest.Time.Time)
	}
	w.island = nil
}

// end sums up.
func (w *walk) end() result {
	r := w.result
	r.pages, r.empty = w.pages, w.listed == 0
	return r
}

func positionOf(e provider.Event) v1alpha1.EventPosition {
	return v1alpha1.EventPosition{ID: e.ID, Time: metav1.NewMicroTime(e.Time.UTC().Truncate(time.Microsecond))}
}
