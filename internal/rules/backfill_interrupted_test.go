package rules

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Walks through the list of events that do not come to their end, or not in time.

// dayOfMoves is a day without an operator and without a webhook, in which everybody moved, and more than a few pages
// list it. Nobody was asked anything since.
func dayOfMoves(t *testing.T, customers int) (*outage, map[string]string) {
	o := newOutage(t)
	o.pageSize = 20
	op := o.StartOperator(o.options)
	ids := o.crowdAtRest(customers)
	o.walked(6 * time.Minute)
	op.Stop()
	o.drop()
	o.moveSome(ids, customers)
	o.clock.Advance(24 * time.Hour)
	require.NoError(t, o.Control.ResetCounters(o.Context))
	return o, ids
}

// The operator is killed in the middle of a long walk. The next one goes on from what was covered, and
// loses nothing.
func TestBackfillKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	const customers = 140
	o, ids := dayOfMoves(t, customers)

	// Six pages of 15 new events are 90 writes, and five pages of them are kept.
	require.True(t, o.StartOperatorToDie(95, false, o.options).AwaitDeath(time.Minute))
	first := o.Calls(routeEvents)
	walk := o.Provider().Status.Backfill.Walk
	require.NotNil(t, walk, "what was covered is kept")
	require.NoError(t, o.Control.ResetCounters(o.Context))
	before := o.clock.Now()
	o.StartOperator(o.options)
	st := o.untilWalked(before)
	untilTruth(o.World, ids)
	t.Logf("%d pages before the kill, %d after it, depth %d", first, o.Calls(routeEvents), walk.Depth)
	assert.LessOrEqual(t, o.Calls(routeLook), customers-94+4, "who was looked at is not looked at again, but for those under way")
	whole := (customers + 14) / 15
	assert.LessOrEqual(t, o.Calls(routeEvents), whole-5+3, "the covered pages are not read again")
	assert.Nil(t, st.Walk)
}

// The list fails in the middle: what was covered stays so, and the walk goes on when the provider can be
// asked again.
func TestBackfillListFailsInTheMiddle(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]controlapi.Fault{
		"429": {Status: http.StatusTooManyRequests, Headers: map[string]string{"Retry-After": "2"}, Skip: 3},
		"500": {Status: http.StatusInternalServerError, Skip: 3, Count: 3}, // the client tries three times
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const customers = 60
			o, ids := dayOfMoves(t, customers)
			fault.Method, fault.Path = http.MethodGet, "^/events"
			o.AddFault(fault)
			o.StartOperator(o.options)
			o.Until("the list has failed", func() bool { return o.failed(routeEvents) > 0 })
			o.Until("what was covered is kept", func() bool { return o.Provider().Status.Backfill.Walk != nil })
			before := o.clock.Now()
			o.clock.Advance(time.Minute) // The pause is over.
			o.untilWalked(before)
			untilTruth(o.World, ids)
			assert.Equal(t, customers, o.Calls(routeLook), "one look each")
			t.Logf("%d calls of the list", o.Calls(routeEvents))
		})
	}
}

// failed counts the calls of a route that were not answered with 200.
func (o *outage) failed(route string) int {
	o.Helper()
	calls := o.Counters().Calls[route]
	return calls["total"] - calls["200"]
}

// The provider no longer lists what was missed. That stands in status, and everybody is looked at within
// a quarter of the interval, not at once.
func TestBackfillGap(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	op := o.StartOperator(o.options)
	const customers = 24
	ids := o.crowdOf(customers)
	o.walked(6 * time.Minute)
	op.Stop()
	o.drop()
	moved := o.moveSome(ids, 5)
	_, err := o.Control.ExpireEvents(o.Context)
	require.NoError(t, err)
	o.clock.Advance(31 * 24 * time.Hour)
	require.NoError(t, o.Control.ResetCounters(o.Context))
	before := o.clock.Now()
	o.StartOperator(o.options)
	st := o.untilWalked(before)
	require.NotNil(t, st.GapTime)
	assert.Nil(t, st.Cursor)
	assert.Less(t, o.Calls(routeLook), 5, "nobody is looked at in a hurry")
	assert.Contains(t, metricsText(o.World), `bonafide_backfill_runs_total{outcome="Gap",provider="dwolla"}`)
	for range 16 { // an hour and a half, and a little
		o.walked(6 * time.Minute)
		for name := range ids {
			o.poke(name)
		}
	}
	untilTruth(o.World, moved)
	o.Until("everybody is looked at", func() bool { return o.Calls(routeLook) >= customers })
	assert.Equal(t, customers, o.Calls(routeLook), "once each")
}

// Only the leader walks. Whoever leads next goes on from the cursor.
func TestBackfillIsTheLeaders(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	leader := startLeader(o.World, o.options)
	follower, _ := startFollower(o.World, o.options)
	ids := o.crowdOf(10)
	o.walked(6 * time.Minute)
	assert.Equal(t, 1, o.Calls(routeEvents), "one walk by two replicas")
	o.drop()
	moved := o.moveSome(ids, 4)
	cursor := o.Provider().Status.Backfill.Cursor
	leader.Stop()
	looks, steps := o.Calls(routeLook), len(follower.Steps())
	st := o.walked(6 * time.Minute)
	untilTruth(o.World, moved)
	assert.Equal(t, 2, o.Calls(routeEvents))
	assert.Equal(t, looks+4, o.Calls(routeLook))
	assert.Len(t, follower.Steps(), steps+4)
	assert.True(t, st.Cursor.Time.After(cursor.Time.Time))
	assert.EqualValues(t, 4, st.Found)
}

// An event that could not be taken, and is answered with 503, has the list walked soon.
func TestBackfillAfterAnEventThatFailed(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.StartOperator(o.options)
	ids := o.crowdOf(1)
	o.walked(6 * time.Minute)
	id := ids["person-0"]
	calls := o.Calls(routeEvents)
	o.AddFault(controlapi.Fault{Method: http.MethodGet, Path: "^/customers/", Status: http.StatusNotFound})
	o.Move(id, controlapi.Move{Status: "suspended"})
	o.Until("the event was refused", func() bool { return outcomes(o.World, "customer_suspended")["failed"] == 1 })
	o.walked(40 * time.Second)
	o.UntilPhase("person-0", v1alpha1.PhaseSuspended)
	assert.Equal(t, calls+1, o.Calls(routeEvents))
	assert.Equal(t, 1, outcomes(o.World, "customer_suspended")["attempted"], "Dwolla has not delivered it again")
}

// What a paused subscription did not deliver is looked for soon after it was resumed, also if who resumed it dies
// before: whoever leads then knows it from status.
func TestBackfillAfterAPauseThatAnotherOperatorEnded(t *testing.T) {
	t.Parallel()
	o := newOutage(t, harness.WithManagedSubscription())
	op := o.StartOperator(o.options)
	subscription := untilSubscribed(o.World, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	ids := o.crowdOf(1)
	o.walked(6 * time.Minute)
	before := o.Provider().Status.Webhook.SubscribedTime
	change(o.World, http.MethodPost, subscription, `{"paused":true}`)
	o.Move(ids["person-0"], controlapi.Move{Status: "suspended"})
	o.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.RateLimit.Burst-- })
	o.Until("it was resumed", func() bool { return !o.Provider().Status.Webhook.SubscribedTime.Equal(before) })
	op.Crash()
	calls := o.Calls(routeEvents)
	o.StartOperator(o.options)
	st := o.walked(40 * time.Second)
	o.UntilPhase("person-0", v1alpha1.PhaseSuspended)
	assert.EqualValues(t, 1, st.Found)
	assert.Equal(t, calls+1, o.Calls(routeEvents))
}

// A customer with many events that cannot be looked at costs one look a walk, and keeps nobody else's events
// from being taken.
func TestBackfillPastACustomerWhoCannotBeLookedAt(t *testing.T) {
	t.Parallel()
	o := newOutage(t)
	o.StartOperator(o.options)
	ids := o.crowdOf(2)
	o.walked(6 * time.Minute)
	o.drop()
	bad := ids["person-0"]
	o.Move(ids["person-1"], controlapi.Move{Status: "suspended"})
	for range 12 {
		_, err := o.Control.Emit(o.Context, controlapi.Emit{Topic: "customer_verification_pending_review", CustomerID: bad})
		require.NoError(t, err)
	}
	o.Move(bad, controlapi.Move{Status: "suspended"})
	o.AddFault(always(http.MethodGet, "^/customers/"+bad, http.StatusNotFound))
	require.NoError(t, o.Control.ResetCounters(o.Context))
	cursor := o.Provider().Status.Backfill.Cursor
	st := o.walked(6 * time.Minute)
	assert.Equal(t, v1alpha1.PhaseSuspended, o.Customer("person-1").Status.Phase)
	assert.Equal(t, 2, o.Calls(routeLook))
	assert.Equal(t, cursor, st.Cursor, "it waits for what could not be taken")

	o.ClearFaults()
	o.drop()
	st = o.walked(6 * time.Minute)
	o.UntilPhase("person-0", v1alpha1.PhaseSuspended)
	assert.True(t, st.Cursor.Time.After(cursor.Time.Time))
	assert.Equal(t, 3, o.Calls(routeLook))
}
