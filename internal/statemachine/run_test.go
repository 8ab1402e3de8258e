package statemachine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
)

// patience is how long a state that is bound to come may take on a busy machine.
const patience = 2 * time.Minute

// walk is an arrow with who went along it.
type walk struct {
	arrow
	kind kind
	// number of the arrow in its machine, and place among all.
	number, place int
	actor         *actor
}

// name is that of the row's test.
func (w walk) name() string {
	return fmt.Sprintf("%s/%s to %s, %s", w.kind, w.from.name, w.to.name, w.cause())
}

// Every arrow of every machine, each with somebody of their own, at one provider of each kind and under
// one operator there. Once all are where they should be, nothing is left to deliver, and everybody was
// looked at once more, they still are there.
func TestStateMachine(t *testing.T) {
	for _, p := range harness.Platforms() {
		t.Run(p.Name(), func(t *testing.T) {
			t.Parallel()
			r, ok := realms[p.Name()]
			require.True(t, ok, "the provider has no machines")
			walkAll(t, p, r)
		})
	}
}

func walkAll(t *testing.T, p harness.Platform, r realm) {
	w := harness.NewWorld(t, harness.On(p))
	if r.prepare != nil {
		r.prepare(w)
	}
	clock := &harness.Clock{}
	w.StartOperator(clock.Use, func(o *operator.Options) { o.Workers = 8 })
	w.UntilProvider(v1alpha1.ReasonAuthenticated)

	var mu sync.Mutex
	var arrived []walk
	take := func(row walk) func(*testing.T) {
		return func(t *testing.T) {
			if !row.to.apart {
				t.Parallel()
			}
			row.actor = cast(t, w, clock, row.kind, row.number)
			row.walk()
			mu.Lock()
			defer mu.Unlock()
			arrived = append(arrived, row)
		}
	}
	rows := r.rows()
	for _, group := range []struct {
		name  string
		apart bool
	}{{"walk", false}, {"walk apart", true}} {
		t.Run(group.name, func(t *testing.T) {
			for _, row := range rows {
				if row.to.apart == group.apart {
					t.Run(row.name(), take(row))
				}
			}
		})
	}
	slices.SortFunc(arrived, func(a, b walk) int { return cmp.Compare(a.place, b.place) })
	t.Run("stay", func(t *testing.T) { stay(t, w, r, arrived) })
	t.Run("shown", func(t *testing.T) { shown(t, w, arrived) })
	t.Run("told", func(t *testing.T) { told(t, w, r, arrived) })
	t.Run("nothing wasted", func(t *testing.T) { nothingWasted(t, w, r, arrived) })
	t.Logf("%s, %d transitions:\n%s", p.Name(), len(arrived), table(arrived))
}

// walk goes along the arrow.
func (w walk) walk() {
	w.actor.Helper()
	drive := w.drive
	if w.from.name == none {
		drive = w.to.enter
	} else {
		w.from.enter(w.actor)
		w.actor.await(w.from)
	}
	w.actor.since = time.Now().Truncate(time.Millisecond)
	drive(w.actor)
	w.actor.await(w.to)
	w.actor.learnID()
}

// stay checks that everybody is still there after all was delivered and the provider was asked again,
// and that the provider thinks so too.
func stay(t *testing.T, w *harness.World, r realm, arrived []walk) {
	w.UntilDelivered()
	answers := map[string]string{}
	for _, row := range arrived {
		row.actor.TB = t
		if row.to.exists() {
			answers[row.actor.name] = row.actor.ask()
		}
	}
	for _, row := range arrived {
		if row.to.exists() {
			row.actor.untilAnswered(answers[row.actor.name])
		}
	}
	w.UntilDelivered()
	for _, row := range arrived {
		o := row.actor.object()
		for _, difference := range compare(o, row.to) {
			t.Errorf("%s: did not stay: %s", row.name(), difference)
		}
		if o != nil && !row.to.removed {
			assert.Equal(t, row.to.status, r.truth(row.actor), "%s: the provider's word", row.name())
		}
	}
}

// shown checks what kubectl get prints as ACTION.
func shown(t *testing.T, w *harness.World, arrived []walk) {
	columns := map[bool]map[string]string{false: actions(t, w, "verifiedcustomers"), true: actions(t, w, "beneficialowners")}
	for _, row := range arrived {
		if row.to.exists() {
			assert.Equal(t, row.to.action(), columns[row.actor.company != ""][row.actor.name], row.name())
		}
	}
}

// told checks that the provider fired the events of each arrow, in order, and no others.
func told(t *testing.T, w *harness.World, r realm, arrived []walk) {
	all := r.events(t, w)
	for _, row := range arrived {
		want, topics := r.topics(row.events), []string{}
		for _, e := range all[row.actor.customerID] {
			if e.created.Before(row.actor.since) || row.actor.company != "" && !r.ofOwner(e.topic) ||
				e.topic == r.passing && !slices.Contains(want, e.topic) {
				continue
			}
			topics = append(topics, e.topic)
		}
		assert.Equal(t, want, topics, row.name())
	}
}

// nothingWasted checks that the provider has each document once and was never told anything twice.
func nothingWasted(t *testing.T, w *harness.World, r realm, arrived []walk) {
	r.thrifty(t, w, arrived)
	pending, err := w.Control.Pending(w.Context)
	require.NoError(t, err)
	assert.Zero(t, pending.Scheduled, "webhooks that were not acknowledged")
	t.Logf("provider calls: %d, of which for a token %d", w.TotalCalls(), w.Counters().TokenRequests)
}

// table prints where everybody went.
func table(arrived []walk) string {
	var b strings.Builder
	out := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "OF\tFROM\tCAUSE\tTO\tPHASE\tVERIFIED\tREADY\tKSTATUS\tACTION\tREQUIREMENTS\tEVENTS")
	for _, w := range arrived {
		ready := w.to.readyReason()
		if w.to.exists() && w.to.kstatus != current {
			ready = "not: " + ready
		}
		fmt.Fprintln(out, strings.Join([]string{
			string(w.kind), w.from.name, w.cause(), w.to.name, string(w.to.phase), w.to.verified, ready,
			w.to.kstatus.String(), w.to.action(), strings.Join(w.to.needs, " "), w.events,
		}, "\t"))
	}
	_ = out.Flush()
	return b.String()
}
