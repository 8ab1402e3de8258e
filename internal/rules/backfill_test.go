package rules

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// What never arrived is found in the provider's list of events.

const routeEvents = "GET /events"

// outage is a world in which time passes while nobody is there. Its operators take events from the list
// as soon as they are there: its clock is ahead of the provider's.
type outage struct {
	*harness.World
	clock    *harness.Clock
	pageSize int
}

func newOutage(t testing.TB, options ...harness.Option) *outage {
	return &outage{World: harness.NewWorld(t, options...), clock: &harness.Clock{}, pageSize: 200}
}

// options are those of the world's operators.
func (o *outage) options(opt *operator.Options) {
	o.clock.Use(opt)
	opt.Backfill.PageSize, opt.Backfill.Overlap = o.pageSize, time.Millisecond
}

// drop has no further webhook arrive.
func (o *outage) drop() {
	o.Helper()
	_, err := o.Control.AddWebhookFault(o.Context, controlapi.WebhookFault{Action: controlapi.ActionDrop, Count: -1})
	require.NoError(o, err)
}

// walked lets time pass and waits until a walk has been complete in it.
func (o *outage) walked(pass time.Duration) *v1alpha1.BackfillStatus {
	o.Helper()
	o.clock.Advance(pass)
	since := o.clock.Now().Add(-time.Second)
	return o.untilWalked(since)
}

func (o *outage) untilWalked(since time.Time) *v1alpha1.BackfillStatus {
	o.Helper()
	o.TouchProvider()
	var st *v1alpha1.BackfillStatus
	o.Until("the provider's events are walked", func() bool {
		st = o.Provider().Status.Backfill
		return st != nil && st.LastRunTime.After(since)
	})
	return st
}

// crowdOf applies so many persons, has them verified, and returns their IDs by name.
func (o *outage) crowdOf(n int) map[string]string {
	o.Helper()
	ids := map[string]string{}
	for _, vc := range crowd(o.World, n) {
		ids[vc.Name] = vc.Status.CustomerID
	}
	o.UntilDelivered()
	return ids
}

// crowdAtRest is a crowd whose events are not the last before an outage. A walk begins with the last one once
// more; if its customer moves within two seconds of it, and is looked at for that on another page, it cannot be
// told from news of a way back, and costs a look of its own.
func (o *outage) crowdAtRest(n int) map[string]string {
	o.Helper()
	ids := o.crowdOf(n)
	o.Apply(o.Person("last", "Lou"), "1234")
	o.UntilPhase("last", v1alpha1.PhaseVerified)
	o.UntilDelivered()
	return ids
}

// moveSome suspends some of the customers, and returns who was.
func (o *outage) moveSome(ids map[string]string, n int) map[string]string {
	o.Helper()
	moved := map[string]string{}
	for name, id := range ids {
		if len(moved) < n {
			moved[name] = id
			o.Move(id, controlapi.Move{Status: "suspended"})
		}
	}
	return moved
}

// outageCustomers is how many customers an outage is tried with: OUTAGE_CUSTOMERS, or else enough to tell.
func outageCustomers(t *testing.T, enough int) int {
	t.Helper()
	n, err := strconv.Atoi(cmp.Or(os.Getenv("OUTAGE_CUSTOMERS"), strconv.Itoa(enough)))
	require.NoError(t, err, "OUTAGE_CUSTOMERS")
	return n
}

// An hour in which no webhook arrives, with the operator at work, and all customers move: the walks through
// the list find each of them, in time, and with one look each. Nothing else would within the month.
func TestBackfillHealsAnHourWithoutWebhooks(t *testing.T) {
	t.Parallel()
	const walks, between = 10, 6 * time.Minute
	customers := outageCustomers(t, 50)
	o := newOutage(t, harness.WithProvider(func(vp *v1alpha1.VerificationProvider) {
		vp.Spec.ResyncInterval.Duration = 30 * 24 * time.Hour
	}))
	op := o.StartOperator(o.options)
	ids := o.crowdOf(customers)
	o.walked(between)
	o.drop()
	require.NoError(t, o.Control.ResetCounters(o.Context))
	steps, found := len(op.Steps()), int32(0)
	still := maps.Clone(ids)
	for left := walks; left > 0; left-- {
		moved := o.moveSome(still, (len(still)+left-1)/left)
		found += o.walked(between).Found
		untilTruth(o.World, moved)
		maps.DeleteFunc(still, func(name, _ string) bool { return moved[name] != "" })
	}
	calls := o.Counters().Calls
	for _, route := range slices.Sorted(maps.Keys(calls)) {
		t.Logf("%6d %s", calls[route]["total"], route)
	}
	t.Logf("%6d calls in all: %d customers moved in %s without webhooks, %d walks", o.TotalCalls(), customers, walks*between, walks)
	assert.Empty(t, still)
	assert.EqualValues(t, customers, found)
	assert.Equal(t, walks, o.Calls(routeEvents), "a page for each walk")
	assert.Equal(t, customers, o.Calls(routeLook), "one look each")
	assert.LessOrEqual(t, o.TotalCalls(), customers+walks+5, "and next to nothing else")
	assert.Len(t, op.Steps(), steps+customers, "one write each")
}

// A day without an operator, and without a single webhook, for many customers: what moved is found by
// the list alone. The others, though long due, are not looked at.
func TestBackfillHealsADayOfOutage(t *testing.T) {
	t.Parallel()
	customers := outageCustomers(t, 100)
	some := min(60, customers*2/5)
	o := newOutage(t)
	first := o.StartOperator(o.options)
	ids := o.crowdOf(customers)
	o.walked(6 * time.Minute)
	first.Stop()

	o.drop()
	moved := o.moveSome(ids, some)
	for _, id := range moved {
		// Two events of one customer are one look.
		_, err := o.Control.Emit(o.Context, controlapi.Emit{Topic: "customer_verification_pending_review", CustomerID: id})
		require.NoError(t, err)
	}
	o.clock.Advance(24 * time.Hour)
	require.NoError(t, o.Control.ResetCounters(o.Context))
	before := o.clock.Now()
	op := o.StartOperator(o.options)
	st := o.untilWalked(before)
	untilTruth(o.World, moved)

	pages := o.Calls(routeEvents)
	t.Logf("%d customers, %d moved with 2 events each: %d pages, %d looks, %d calls in all; found %d",
		customers, some, pages, o.Calls(routeLook), o.TotalCalls(), st.Found)
	assert.Equal(t, 1, pages, "all that is new fits on a page")
	assert.Equal(t, some, o.Calls(routeLook), "a look at each who moved, and at nobody else")
	assert.EqualValues(t, 2*some, st.Found)
	assert.Len(t, op.Steps(), some, "a write for each who moved")
	assert.Nil(t, st.GapTime)
	require.NotNil(t, st.CaughtUpTime)
	for name := range moved {
		vc := o.Customer(name)
		assert.Equal(t, v1alpha1.CauseEvent, vc.Status.History[len(vc.Status.History)-1].Cause)
	}
	assert.Contains(t, metricsText(o.World), `bonafide_backfill_events_total{provider="dwolla",result="Found"}`)
}

// After a restart within the interval nobody is asked anything; after it the list is, once.
func TestBackfillRestartWithinTheInterval(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	op := o.StartOperator(o.options)
	o.crowdOf(5)
	st := o.walked(6 * time.Minute)
	op.Stop()
	require.NoError(t, o.Control.ResetCounters(o.Context))

	op = o.StartOperator(o.options)
	// The fence: another customer's whole way, after the start.
	o.Apply(o.Person("fence", "Fay"), "1234")
	o.UntilPhase("fence", v1alpha1.PhaseVerified)
	assert.Zero(t, o.Calls(routeEvents))
	assert.Equal(t, 1, o.Calls(routeLook))
	assert.Equal(t, st, o.Provider().Status.Backfill, "nothing to write")
	o.walked(6 * time.Minute)
	assert.Equal(t, 1, o.Calls(routeEvents))
	assert.Equal(t, 1, o.Calls(routeLook))
	op.Stop()
}

// Events that the webhooks did bring cost one page, no look, and no write of a customer.
func TestBackfillOfWhatWebhooksBrought(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	op := o.StartOperator(o.options)
	ids := o.crowdOf(10)
	for name := range o.moveSome(ids, 10) {
		o.UntilPhase(name, v1alpha1.PhaseSuspended)
	}
	o.UntilDelivered()
	looks, steps := o.Calls(routeLook), len(op.Steps())
	st := o.walked(6 * time.Minute)
	assert.Equal(t, 1, o.Calls(routeEvents))
	assert.Equal(t, looks, o.Calls(routeLook))
	assert.Len(t, op.Steps(), steps)
	assert.Zero(t, st.Found)
	require.NotNil(t, st.Cursor)

	// And once more by an operator that remembers nothing of them.
	op.Stop()
	op = o.StartOperator(o.options)
	o.walked(6 * time.Minute)
	assert.Equal(t, 2, o.Calls(routeEvents))
	assert.Equal(t, looks, o.Calls(routeLook))
	assert.Empty(t, op.Steps())
}

// poke has the operator consider a customer without asking for a look: timers do not notice that the
// clock was set forward.
func (o *outage) poke(name string) {
	o.Helper()
	o.Change(name, func(vc *v1alpha1.VerifiedCustomer) {
		vc.Labels = map[string]string{"poked": fmt.Sprint(o.clock.Now().UnixNano())}
	})
}

// Hundreds of events of customers whom others manage at the same account cost neither a call for any of
// them, nor a question each at the API server.
func TestBackfillOfForeignCustomers(t *testing.T) {
	t.Parallel()
	const strangers, each = 40, 10
	o := newOutage(t)
	op := o.StartOperator(o.options)
	id := o.crowdOf(1)["person-0"]
	o.walked(6 * time.Minute)
	op.Stop()
	o.drop()
	for i := range strangers {
		stranger := foreigner(o.World, fmt.Sprintf("stranger-%d@example.com", i))
		for range each {
			_, err := o.Control.Emit(o.Context, controlapi.Emit{Topic: "customer_verification_pending_review", CustomerID: stranger})
			require.NoError(t, err)
		}
	}
	o.Move(id, controlapi.Move{Status: "suspended"})
	o.clock.Advance(24 * time.Hour)
	require.NoError(t, o.Control.ResetCounters(o.Context))
	before := o.clock.Now()
	op = o.StartOperator(o.options)
	lists := countLists(op)
	o.untilWalked(before)
	o.UntilPhase("person-0", v1alpha1.PhaseSuspended)
	t.Logf("%d events of %d strangers: %d pages, %d looks, %d lists of customers at the API server",
		strangers*(each+1), strangers, o.Calls(routeEvents), o.Calls(routeLook), lists())
	assert.Equal(t, 1, o.Calls(routeLook))
	assert.LessOrEqual(t, o.Calls(routeEvents), (strangers*(each+2))/190+1)
	assert.LessOrEqual(t, lists(), 20*3+5)
}

// countLists counts the lists of customers that an operator asks the API server for from now on.
func countLists(op *harness.Operator) func() int {
	var n atomic.Int64
	op.Block(func(r *http.Request) bool {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/verifiedcustomers") && r.URL.Query().Get("watch") == "" {
			n.Add(1)
		}
		return false
	})
	return func() int { return int(n.Load()) }
}

// Events that are added while the list is read move all others down. None is missed.
func TestBackfillWhileEventsArrive(t *testing.T) {
	t.Parallel()
	const customers = 80
	o := newOutage(t)
	o.pageSize = 10
	op := o.StartOperator(o.options)
	ids := o.crowdOf(customers)
	o.walked(6 * time.Minute)
	op.Stop()
	o.drop()
	o.clock.Advance(24 * time.Hour)
	old := o.moveSome(ids, customers/2)
	require.NoError(t, o.Control.ResetCounters(o.Context))
	o.AddFault(controlapi.Fault{Method: http.MethodGet, Path: "^/events", Count: -1, Delay: controlapi.Duration(100 * time.Millisecond)})
	before := o.clock.Now()
	o.StartOperator(o.options)
	o.Until("the walk has begun", func() bool { return o.Calls(routeEvents) > 0 })
	for name, id := range ids {
		if old[name] == "" {
			o.Move(id, controlapi.Move{Status: "suspended"})
		}
	}
	o.ClearFaults()
	o.drop()
	o.untilWalked(before)
	untilTruth(o.World, old)
	o.walked(6 * time.Minute)
	untilTruth(o.World, ids)
	assert.Equal(t, customers, o.Calls(routeLook), "one look each")
}

// A customer is being created when an event is listed that may be about it: the event is kept until
// that can be told.
func TestBackfillOfAnEarlyEvent(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithoutWebhooks())
	op := w.StartOperator(func(o *operator.Options) {
		o.Backfill.Grace, o.Backfill.Interval = time.Nanosecond, 2*time.Second
	})
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	writing := op.Stall(harness.StatusWrites)
	w.Apply(w.Person("early", "Jane"), "1234")
	writing.UntilHeld(1)
	customers, err := w.Control.Customers(w.Context)
	require.NoError(t, err)
	w.Move(customers[0].ID, controlapi.Move{Status: "suspended"})
	before := w.Calls(routeEvents)
	w.Until("the list is walked twice", func() bool { return w.Calls(routeEvents) >= before+2 })
	writing.Release()
	w.UntilPhase("early", v1alpha1.PhaseSuspended)
}
