package lifecycle_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// world models a provider that moves a customer, announces each move, and delivers announcements
// late, twice and in any order; and the operator's writers, who judge, look and write.
//
// Announcements are stamped by machines whose clocks are up to a second off, so that two of them
// are up to two seconds apart: what Judge promises to cope with.
type world struct {
	now       time.Time
	truth     []string // the customer's statuses, in the order in which they came about
	events    []provider.Event
	delivered []bool

	st *v1alpha1.VerificationStatus
	// shown is which of the truths the status shows.
	shown int
	// through and last are what the status said before the latest write.
	through, last time.Time
	looks         []*look // begun and not written yet
}

// look is a writer between asking the provider and writing.
type look struct {
	event  *provider.Event // nil for a resync
	seen   provider.Observation
	truth  int
	serial int64
}

func newWorld(t *rapid.T) *world {
	w := &world{now: start, st: &v1alpha1.VerificationStatus{}, shown: -1}
	w.truth = []string{rapid.SampledFrom(statuses).Draw(t, "first status")}
	return w
}

func (w *world) pass(t *rapid.T) {
	w.now = w.now.Add(time.Duration(rapid.IntRange(1, 3_000_000).Draw(t, "pause")) * time.Microsecond)
}

func skew(t *rapid.T) time.Duration {
	return time.Duration(rapid.IntRange(-999_999, 999_999).Draw(t, "skew")) * time.Microsecond
}

// change moves the customer at the provider, which announces it; some topics tell the new status.
func (w *world) change(t *rapid.T) {
	w.pass(t)
	now := w.truth[len(w.truth)-1]
	next := rapid.SampledFrom(statuses).Filter(func(s string) bool { return s != now }).Draw(t, "status")
	w.truth = append(w.truth, next)
	e := provider.Event{
		ID: fmt.Sprintf("e%d", len(w.events)), Topic: "t", Time: w.now.Add(skew(t)), Concern: provider.ConcernVerification,
	}
	if rapid.Bool().Draw(t, "topic tells") {
		e.Implies = next
	}
	w.events = append(w.events, e)
	w.delivered = append(w.delivered, false)
}

// arrival draws an announcement that was made: its first delivery, or one more.
func (w *world) arrival(t *rapid.T) *provider.Event {
	if len(w.events) == 0 {
		t.Skip("nothing was announced yet")
	}
	i := rapid.IntRange(0, len(w.events)-1).Draw(t, "event")
	w.delivered[i] = true
	return &w.events[i]
}

// begin asks the provider. What it answers may tell up to when it is complete: early rather than late.
func (w *world) begin(t *rapid.T, e *provider.Event) *look {
	w.pass(t)
	truth := len(w.truth) - 1
	l := &look{event: e, seen: observations[w.truth[truth]], truth: truth, serial: lifecycle.Serial(w.st)}
	if rapid.Bool().Draw(t, "answer has a time") {
		l.seen.Through = w.now.Add(-time.Second - time.Duration(rapid.IntRange(0, 5000).Draw(t, "early"))*time.Millisecond)
	}
	return l
}

// write adds what was seen, and checks what must hold of every write.
func (w *world) write(t *rapid.T, l *look) {
	s := lifecycle.Sighting{Observation: l.seen, Cause: v1alpha1.CauseResync, Event: l.event, At: w.now}
	if l.event != nil {
		s.Cause = v1alpha1.CauseEvent
	}
	serial := lifecycle.Serial(w.st)
	lifecycle.Observe(w.st, s)
	w.conclude(t)
	if l.truth < w.shown {
		t.Fatalf("the status stepped back from truth %d to %d", w.shown, l.truth)
	}
	w.shown = l.truth
	if got := lifecycle.Serial(w.st); got != serial+1 {
		t.Fatalf("serial %d after %d", got, serial)
	}
	if through := w.st.Facts.Observation.Through; through != nil {
		if through.Time.Before(w.through) {
			t.Fatalf("through stepped back from %s to %s", w.through, through)
		}
		w.through = through.Time
	}
	if last := w.st.LastEvent; last != nil {
		if last.Time.Time.Before(w.last) {
			t.Fatalf("lastEvent stepped back from %s to %s", w.last, last.Time)
		}
		w.last = last.Time.Time
	}
	w.checkHistory(t)
}

func (w *world) conclude(t *rapid.T) {
	facts := lifecycle.FactsOf(w.st)
	facts.Generation, facts.AppliedGeneration = 1, 1
	lifecycle.Conclude(w.st, circumstances(w.now))
	requireOrder(t, w.st)
}

func (w *world) checkHistory(t *rapid.T) {
	h := w.st.History
	if len(h) > 20 {
		t.Fatalf("%d moves in the history", len(h))
	}
	for i, move := range h {
		if move.From == move.To {
			t.Fatalf("a move from %s to itself", move.From)
		}
		if i > 0 && move.From != h[i-1].To {
			t.Fatalf("a move from %s after one to %s", move.From, h[i-1].To)
		}
	}
	if last, reason := h[len(h)-1].To, w.st.Facts.Observation.Reason; last != reason {
		t.Fatalf("the last move leads to %s, the verdict is %s", last, reason)
	}
}

// checkTruth wants the status to say what the provider says.
func (w *world) checkTruth(t *rapid.T) {
	truth := w.truth[len(w.truth)-1]
	if w.st.ProviderStatus != truth || string(w.st.Phase) != string(observations[truth].Phase) {
		t.Fatalf("all is delivered; the provider says %s, the status %s (%s)", truth, w.st.ProviderStatus, w.st.Phase)
	}
}

// permuted are all events that the filter lets through, in any order.
func (w *world) permuted(t *rapid.T, filter func(i int) bool) []*provider.Event {
	var out []*provider.Event
	for i := range w.events {
		if filter(i) {
			out = append(out, &w.events[i])
		}
	}
	if len(out) == 0 {
		return nil
	}
	return rapid.Permutation(out).Draw(t, "order")
}
