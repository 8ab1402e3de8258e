package backfill

import (
	"cmp"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

const (
	// arrearsRetry is after how long events are tried again that could not be taken. Each further time it
	// is twice as long, up to arrearsRetryMax.
	arrearsRetry    = time.Minute
	arrearsRetryMax = 30 * time.Minute
	// arrearsLife is how long events are tried. After that they are left to the customer's own next look,
	// for the cursor in status waits for them.
	arrearsLife = 6 * time.Hour
	// maxArrears bounds the events that are remembered; those in arrears for longest are given up.
	maxArrears = 2000
)

// arrears are listed events that could not be taken, by customer. They are tried again ever more seldom,
// without the list being read for them. Only this process remembers them, so the cursor in status stays
// below them: whoever leads next finds them in the list.
type arrears struct {
	by     map[string]*arrear
	events int
}

// arrear is what could not be taken of one customer.
type arrear struct {
	customer string
	events   []provider.Event // newest first
	// floor is how far all had been taken before the walk that could not take the first of them; nil if
	// no event had.
	floor *v1alpha1.EventPosition
	since time.Time
	// tries is how often they failed; none for those that are just too early. next is when to try again.
	tries int
	next  time.Time
}

// waits tells whether a customer's events failed a short while ago, so that further ones need not be tried.
func (a *arrears) waits(customer string, now time.Time) bool {
	one := a.by[customer]
	return one != nil && now.Before(one.next)
}

// relapse tells whether a customer's events have failed before.
func (a *arrears) relapse(customer string) bool {
	one := a.by[customer]
	return one != nil && one.tries > 0
}

// add remembers events of a customer.
func (a *arrears) add(customer string, events []provider.Event, floor *v1alpha1.EventPosition, now time.Time) *arrear {
	one := a.by[customer]
	if one == nil {
		one = &arrear{customer: customer, floor: floor, since: now}
		if a.by == nil {
			a.by = map[string]*arrear{}
		}
		a.by[customer] = one
	}
	for _, e := range events {
		if !hasEvent(one.events, e.ID) {
			one.events = append(one.events, e)
			a.events++
		}
	}
	slices.SortStableFunc(one.events, func(x, y provider.Event) int { return y.Time.Compare(x.Time) })
	return one
}

// failed puts the next try off.
func (one *arrear) failed(now time.Time) {
	one.next = now.Add(wait.Jitter(min(arrearsRetry<<min(one.tries, 10), arrearsRetryMax), jitter))
	one.tries++
}

// settle takes those events of a customer out that a try has not left over.
func (a *arrears) settle(customer string, tried, left []provider.Event) {
	one := a.by[customer]
	if one == nil {
		return
	}
	before := len(one.events)
	one.events = slices.DeleteFunc(one.events, func(e provider.Event) bool {
		return hasEvent(tried, e.ID) && !hasEvent(left, e.ID)
	})
	a.events += len(one.events) - before
	if len(one.events)+len(left) == 0 {
		delete(a.by, customer)
	}
}

// drop gives up all of a customer's events.
func (a *arrears) drop(one *arrear) {
	a.events -= len(one.events)
	delete(a.by, one.customer)
}

func hasEvent(events []provider.Event, id string) bool {
	return slices.ContainsFunc(events, func(e provider.Event) bool { return e.ID == id })
}

// abandon gives up what has been tried for long enough, or finds no room, and returns how many events
// that is.
func (a *arrears) abandon(now time.Time) int {
	before := a.events
	for _, one := range a.sorted(func(x, y *arrear) int { return x.since.Compare(y.since) }) {
		if now.Sub(one.since) >= arrearsLife || a.events > maxArrears {
			a.drop(one)
		}
	}
	return before - a.events
}

// due are those whose time has come, the longest due first.
func (a *arrears) due(now time.Time) [][]provider.Event {
	var due [][]provider.Event
	for _, one := range a.sorted(func(x, y *arrear) int { return x.next.Compare(y.next) }) {
		if !now.Before(one.next) {
			due = append(due, slices.Clone(one.events))
		}
	}
	return due
}

// nextTry is when to try the first of them again; zero if there are none.
func (a *arrears) nextTry(now time.Time) time.Time {
	if len(a.by) == 0 {
		return time.Time{}
	}
	next := now.Add(arrearsRetryMax)
	for _, one := range a.by {
		if one.next.Before(next) {
			next = one.next
		}
	}
	if soonest := now.Add(wait.Jitter(arrearsRetry, jitter)); next.Before(soonest) {
		return soonest
	}
	return next
}

// hold gives how far everything has had its effect, when without them that would be reached.
func (a *arrears) hold(reached *v1alpha1.EventPosition) *v1alpha1.EventPosition {
	for _, one := range a.by {
		switch {
		case one.floor == nil:
			return nil
		case reached != nil && one.floor.Time.Before(&reached.Time):
			reached = one.floor
		}
	}
	return reached
}

func (a *arrears) sorted(by func(x, y *arrear) int) []*arrear {
	all := make([]*arrear, 0, len(a.by))
	for _, one := range a.by {
		all = append(all, one)
	}
	slices.SortFunc(all, func(x, y *arrear) int { return cmp.Or(by(x, y), cmp.Compare(x.customer, y.customer)) })
	return all
}
