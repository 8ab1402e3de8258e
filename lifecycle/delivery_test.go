package lifecycle_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// deliver is one delivery as a single webhook server handles it: it judges, looks if the event may
// be news, and writes what it saw, even if that is nothing new: another replica whose look was
// earlier must find out.
func (w *world) deliver(t *rapid.T, e *provider.Event) {
	w.pass(t)
	if lifecycle.Judge(w.st, *e) != lifecycle.VerdictLook {
		return
	}
	w.write(t, w.begin(t, e))
}

// TestEventsInAnyOrderEndAtTheTruth delivers every event at least once, late and in any order.
func TestEventsInAnyOrderEndAtTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		t.Repeat(map[string]func(*rapid.T){
			"change":  w.change,
			"deliver": func(t *rapid.T) { w.deliver(t, w.arrival(t)) },
			"resync":  func(t *rapid.T) { w.write(t, w.begin(t, nil)) },
		})
		for _, e := range w.permuted(t, func(i int) bool { return !w.delivered[i] }) {
			w.deliver(t, e)
		}
		if w.shown < 0 { // nothing was announced, so nobody looked
			w.write(t, w.begin(t, nil))
		}
		w.checkTruth(t)
	})
}

// TestDuplicatesChangeNothing delivers everything again to a status that reflects everything.
func TestDuplicatesChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			w.change(t)
		}
		everything := func(int) bool { return true }
		for _, e := range w.permuted(t, everything) {
			w.deliver(t, e)
		}
		w.checkTruth(t)
		before := w.st.DeepCopy()
		for _, e := range w.permuted(t, everything) {
			if lifecycle.Judge(w.st, *e) != lifecycle.VerdictLook {
				continue
			}
			after := w.st.DeepCopy()
			l := w.begin(t, e)
			lifecycle.Observe(after, lifecycle.Sighting{Observation: l.seen, Event: e, At: w.now})
			lifecycle.Conclude(after, circumstances(w.now))
			if moved(w.st, after) {
				t.Fatalf("a duplicate moved\n%s\nto %s", asJSON(t, w.st), asJSON(t, after))
			}
			w.deliver(t, e)
		}
		if moved(before, w.st) {
			t.Fatalf("duplicates changed\n%s\nto %s", asJSON(t, before), asJSON(t, w.st))
		}
	})
}

// commit is how one of several replicas writes what it saw: when somebody else observed since it
// looked, nobody can tell whose look came first, so it judges anew and looks again.
func (w *world) commit(t *rapid.T, l *look) {
	if lifecycle.Serial(w.st) != l.serial {
		if l.event != nil && lifecycle.Judge(w.st, *l.event) != lifecycle.VerdictLook {
			return
		}
		l = w.begin(t, l.event)
	}
	w.write(t, l)
}

// TestReplicasDoNotUndoEachOther lets many looks be under way at once, and be written in any order.
// Each is written even if it found nothing new: the serial is what tells the others that it was.
func TestReplicasDoNotUndoEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		begin := func(t *rapid.T, e *provider.Event) {
			w.pass(t)
			if e == nil || lifecycle.Judge(w.st, *e) == lifecycle.VerdictLook {
				w.looks = append(w.looks, w.begin(t, e))
			}
		}
		commit := func(t *rapid.T) {
			if len(w.looks) == 0 {
				t.Skip("nobody looked")
			}
			i := rapid.IntRange(0, len(w.looks)-1).Draw(t, "look")
			l := w.looks[i]
			w.looks = append(w.looks[:i], w.looks[i+1:]...)
			w.commit(t, l)
		}
		t.Repeat(map[string]func(*rapid.T){
			"change": w.change,
			"begin":  func(t *rapid.T) { begin(t, w.arrival(t)) },
			"resync": func(t *rapid.T) { begin(t, nil) },
			"commit": commit,
		})
		for _, e := range w.permuted(t, func(i int) bool { return !w.delivered[i] }) {
			begin(t, e)
		}
		if len(w.looks) == 0 && w.shown < 0 {
			begin(t, nil)
		}
		for len(w.looks) > 0 {
			commit(t)
		}
		w.checkTruth(t)
	})
}
