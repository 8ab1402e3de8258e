package backfill

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/go-logr/logr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/webhookserver"
)

// customers are a Taker for which the events of some customers fail.
type customers struct {
	mu    sync.Mutex
	fail  map[string]error // by customer
	early map[string]bool  // by customer
	taken map[string]int   // by event
	looks map[string]int   // by customer
}

func (c *customers) Take(_ context.Context, events []provider.Event) []webhookserver.Taken {
	c.mu.Lock()
	defer c.mu.Unlock()
	customer := events[0].CustomerID
	c.looks[customer]++
	out := make([]webhookserver.Taken, len(events))
	for i, e := range events {
		switch {
		case c.fail[customer] != nil:
			out[i] = webhookserver.Taken{Standing: webhookserver.StandingFailed, Err: c.fail[customer]}
		case c.early[customer]:
			out[i] = webhookserver.Taken{Standing: webhookserver.StandingEarly, Err: errors.New("too early")}
		case c.taken[e.ID] > 0:
			out[i].Standing = webhookserver.StandingKnown
		default:
			c.taken[e.ID]++
			out[i].Standing = webhookserver.StandingFound
		}
	}
	return out
}

// statuses is a client to which status can be written.
type statuses struct{ client.Client }

func (statuses) Status() client.SubResourceWriter { return writer{} }

type writer struct{ client.SubResourceWriter }

func (writer) Patch(context.Context, client.Object, client.Patch, ...client.SubResourcePatchOption) error {
	return nil
}

// ListEvents makes a list of events a provider's.
func (l *listOfEvents) ListEvents(ctx context.Context, limit, offset int) (provider.EventPage, error) {
	return l.list(ctx, limit, offset)
}

// walking is an account whose events are walked, and what becomes of it.
type walking struct {
	*testing.T
	clock     *clocktesting.FakePassiveClock
	list      *listOfEvents
	customers *customers
	r         *Reconciler
	vp        *v1alpha1.VerificationProvider
}

func newWalking(t *testing.T) *walking {
	w := &walking{
		T: t, clock: clocktesting.NewFakePassiveClock(start), list: &listOfEvents{cap: 200}, vp: anAccount(),
		customers: &customers{fail: map[string]error{}, early: map[string]bool{}, taken: map[string]int{}, looks: map[string]int{}},
	}
	w.start()
	return w
}

// start begins anew with what status says.
func (w *walking) start() {
	w.r = New(statuses{}, nil, func(*v1alpha1.VerificationProvider) Taker { return w.customers }, w.clock, Options{PageSize: 20})
}

// happens adds an event of a customer.
func (w *walking) happens(customer string) provider.Event {
	e := w.list.add(w.clock.Now())
	e.CustomerID = customer
	w.list.events[len(w.list.events)-1] = e
	return e
}

// walk lets time pass and walks. It tells when the next walk is to be, and status.
func (w *walking) walk(pass time.Duration) (ctrl.Result, *v1alpha1.BackfillStatus) {
	w.Helper()
	w.clock.SetTime(w.clock.Now().Add(pass))
	b := w.r.books.of(client.ObjectKeyFromObject(w.vp))
	b.open(w.vp)
	res, err := w.r.walk(logr.NewContext(w.Context(), logr.Discard()), w.vp, b, "dwolla", w.list)
	require.NoError(w, err)
	w.vp = w.vp.DeepCopy()
	w.vp.Status.Backfill = b.status
	return res, b.status
}

var errBroken = &provider.Error{Class: provider.ClassNotFound, Message: "there is no such customer"}

// One customer whose events always fail is one failure, however many events are listed: the walk goes on to
// those of the others.
func TestOneCustomerWhoFailsEndsNoWalk(t *testing.T) {
	w := newWalking(t)
	for range 3 * maxFailures {
		w.happens("bad")
	}
	good := w.happens("good")
	older := len(w.list.events)
	w.customers.fail["bad"] = errBroken
	_, st := w.walk(time.Minute)
	assert.Equal(t, *seconds(w.clock.Now()), st.LastRunTime, "the walk is complete")
	assert.Equal(t, 1, w.customers.taken[good.ID])
	assert.Equal(t, 2, w.list.calls, "of %d events", older)
	assert.Equal(t, 1, w.customers.looks["bad"], "one try, though two pages list the customer's events")
	assert.Nil(t, st.Cursor, "an operator that starts begins below the events that are open")

	w.customers.fail["bad"] = nil
	_, st = w.walk(2 * time.Minute)
	assert.Len(t, w.customers.taken, 3*maxFailures+1)
	assert.EqualValues(t, 3*maxFailures, st.Found)
	assert.Equal(t, good.ID, st.Cursor.ID)
}

// As many failures as end a walk do not end the next one.
func TestCustomersWhoFailStopNoWalkForGood(t *testing.T) {
	w := newWalking(t)
	oldest := w.happens("good")
	for i := range 2 * maxFailures {
		bad := fmt.Sprintf("bad-%d", i)
		w.customers.fail[bad] = errBroken
		w.happens(bad)
	}
	res, st := w.walk(time.Minute)
	assert.Equal(t, w.vp.CreationTimestamp.Time, lastRun(w.vp, st), "that many failures are the provider's matter")
	assert.LessOrEqual(t, len(w.customers.looks), maxFailures+takers)
	for walks := 0; st == nil || !st.LastRunTime.After(start); walks++ {
		require.Less(t, walks, 3, "no walk comes to the end")
		res, st = w.walk(res.RequeueAfter)
	}
	assert.Equal(t, 1, w.customers.taken[oldest.ID])

	// Who moves later is found by each of the next walks.
	for range 5 {
		e := w.happens("good")
		_, st = w.walk(5 * time.Minute)
		assert.Equal(t, *seconds(w.clock.Now()), st.LastRunTime)
		assert.Equal(t, 1, w.customers.taken[e.ID])
	}
}

// What could not be taken is tried ever more seldom, for hours, and nothing else waits for that.
func TestArrearsAreTriedForHours(t *testing.T) {
	w := newWalking(t)
	first := w.happens("good")
	w.walk(time.Minute)
	bad := w.happens("bad")
	w.customers.fail["bad"] = errBroken
	_, st := w.walk(time.Minute)
	began := w.clock.Now()
	assert.Equal(t, first.ID, st.Cursor.ID, "the cursor in status waits")
	for w.clock.Since(began) < arrearsLife-10*time.Minute {
		w.happens("good")
		w.list.calls = 0
		res, st := w.walk(5 * time.Minute)
		assert.Equal(t, 1, w.list.calls)
		assert.Equal(t, first.ID, st.Cursor.ID)
		assert.LessOrEqual(t, res.RequeueAfter, 5*time.Minute*115/100)
	}
	assert.InDelta(t, 16, w.customers.looks["bad"], 4, "after 1, 2, 4, 8, 16 and then every 30 minutes")
	assert.Len(t, w.list.events, len(w.customers.taken)+1)

	// A leader that begins then finds it in the list.
	w.start()
	w.customers.fail["bad"] = nil
	_, st = w.walk(time.Minute)
	assert.Equal(t, 1, w.customers.taken[bad.ID])
	assert.NotEqual(t, first.ID, st.Cursor.ID)
}

// After hours they are left to the customer's own next look, and the cursor goes on.
func TestArrearsAreGivenUp(t *testing.T) {
	w := newWalking(t)
	w.happens("bad")
	w.customers.fail["bad"] = errBroken
	w.walk(time.Minute)
	last := w.happens("good")
	_, st := w.walk(arrearsLife)
	assert.Equal(t, last.ID, st.Cursor.ID)
	assert.Empty(t, w.r.books.of(client.ObjectKeyFromObject(w.vp)).arrears.by)
}

// An event that is early is tried with each walk, and soon.
func TestEarlyEventsAreTriedSoon(t *testing.T) {
	w := newWalking(t)
	e := w.happens("early")
	w.customers.early["early"] = true
	for range maxFailures + 2 {
		w.walk(40 * time.Second)
	}
	assert.LessOrEqual(t, w.r.untilDue(w.vp, w.r.books.of(client.ObjectKeyFromObject(w.vp))), arrearsRetry*115/100)
	w.customers.early["early"] = false
	w.walk(time.Minute)
	assert.Equal(t, 1, w.customers.taken[e.ID])
}

// When the account itself is refused, the walk ends at once, and nothing is in arrears for that.
func TestARefusedAccountEndsTheWalk(t *testing.T) {
	w := newWalking(t)
	for i := range 100 {
		customer := fmt.Sprintf("c-%d", i)
		w.customers.fail[customer] = &provider.Error{Class: provider.ClassRateLimited, RetryAfter: 7 * time.Minute}
		w.happens(customer)
	}
	res, _ := w.walk(time.Minute)
	assert.LessOrEqual(t, len(w.customers.looks), takers)
	assert.GreaterOrEqual(t, res.RequeueAfter, 7*time.Minute*85/100)
	assert.Empty(t, w.r.books.of(client.ObjectKeyFromObject(w.vp)).arrears.by)
}

// A walk that is cut off goes on where it was, also when something is in arrears; but status does not say
// that those were taken.
func TestAWalkGoesOnPastWhatIsInArrears(t *testing.T) {
	w := newWalking(t)
	for range 400 {
		w.happens("good")
		w.clock.SetTime(w.clock.Now().Add(20 * time.Second))
	}
	w.happens("bad")
	w.customers.fail["bad"] = errBroken
	w.list.before = func() {
		if w.list.calls == 15 {
			w.customers.fail["good"] = &provider.Error{Class: provider.ClassRateLimited}
		}
	}
	res, st := w.walk(time.Minute)
	assert.Nil(t, st.Walk)
	w.customers.fail["good"], w.list.before, w.list.calls = nil, nil, 0
	_, st = w.walk(res.RequeueAfter)
	assert.Len(t, w.customers.taken, 400)
	assert.Less(t, w.list.calls, 20, "of 40 pages")
	assert.Equal(t, *seconds(w.clock.Now()), st.LastRunTime)
}

// However many fail again, those whose turn did not come stay in arrears, also when newer events of the same
// customers are taken.
func TestArrearsWhoseTurnDidNotComeStay(t *testing.T) {
	w := newWalking(t)
	var first []provider.Event
	for i := range 3 * maxFailures {
		customer := fmt.Sprintf("c-%d", i)
		w.customers.fail[customer] = errBroken
		first = append(first, w.happens(customer))
	}
	b := w.r.books.of(client.ObjectKeyFromObject(w.vp))
	for len(b.arrears.by) < 3*maxFailures {
		w.walk(time.Second)
	}
	for i := range 3 * maxFailures {
		w.happens(fmt.Sprintf("c-%d", i))
	}
	clear(w.customers.looks)
	w.walk(time.Hour)
	assert.Less(t, len(w.customers.looks), 3*maxFailures+1)
	for _, e := range first {
		assert.True(t, hasEvent(b.arrears.by[e.CustomerID].events, e.ID))
	}
	clear(w.customers.fail)
	for range 3 {
		w.walk(time.Hour)
	}
	assert.Empty(t, b.arrears.by)
	assert.Zero(t, b.arrears.events)
	assert.Len(t, w.customers.taken, 6*maxFailures)
}

// A customer's newer events that are taken say nothing of an older one that was not tried with them.
func TestArrearsKeepWhatWasNotTried(t *testing.T) {
	var a arrears
	old, young := provider.Event{ID: "old"}, provider.Event{ID: "young", Time: start}
	a.add("c", []provider.Event{old}, nil, start)
	a.settle("c", []provider.Event{young}, nil)
	assert.Equal(t, []provider.Event{old}, a.by["c"].events)
	a.settle("c", []provider.Event{old}, nil)
	assert.Empty(t, a.by)
	assert.Zero(t, a.events)
}

// The events that are remembered are bounded.
func TestArrearsAreBounded(t *testing.T) {
	var a arrears
	for i := range maxArrears + 10 {
		a.add(fmt.Sprint(i), []provider.Event{{ID: fmt.Sprint(i)}}, nil, start.Add(time.Duration(i)*time.Second))
	}
	assert.Equal(t, 10, a.abandon(start.Add(time.Hour)))
	assert.Equal(t, maxArrears, a.events)
	assert.NotContains(t, a.by, "9", "those that have waited longest go")
	assert.Contains(t, a.by, "10")
}

// One event whose time is of another clock, far ahead of all others, does not hide those that come after it: they are
// older than it, and have not been taken.
func TestAnEventFromTheFutureHidesNone(t *testing.T) {
	w := newWalking(t)
	before, future := w.happens("c"), w.list.add(start.Add(time.Hour))
	_, st := w.walk(time.Minute)
	assert.Equal(t, 1, w.customers.taken[before.ID])
	assert.Equal(t, 1, w.customers.taken[future.ID], "its age cannot be told")
	require.NotNil(t, st.Cursor)
	assert.Equal(t, before.ID, st.Cursor.ID)

	for range 3 {
		missed := w.list.add(w.clock.Now().Add(time.Minute))
		w.walk(5 * time.Minute)
		assert.Equal(t, 1, w.customers.taken[missed.ID], "no webhook brought it")
	}
	w.walk(time.Hour)
	_, st = w.walk(5 * time.Minute)
	assert.Equal(t, future.ID, st.Cursor.ID, "its time has come")
}
