package backfill

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/webhookserver"
)

// Taker takes listed events of one customer, newest first, through the path of those that are
// delivered, and says what became of each. *webhookserver.Backlog is one.
type Taker interface {
	Take(ctx context.Context, events []provider.Event) []webhookserver.Taken
}

const (
	// takers is how many customers are looked after at once. They wait in the same queue of the account's
	// rate limit as reconcilers; webhooks, which have 8 s, go before all of them.
	takers = 4
	// maxFailures is how many customers' events may fail before a walk ends: then it is not these
	// customers that are the matter. Whose events failed before is not counted, or a few that always fail
	// would end every walk.
	maxFailures = 8
)

// intake hands the events of one walk to a Taker.
type intake struct {
	taker  Taker
	driver string
	now    func() time.Time
	// counted tells of events that a walk before has counted.
	counted func(provider.Event) bool
	// floor is how far all had its effect before this walk.
	floor *v1alpha1.EventPosition

	mu      sync.Mutex
	arrears *arrears // kept from walk to walk
	found   int
	// failures are the customers whose events failed for the first time, and relapses the others.
	failures, relapses int
	halt               error
}

// retry tries those events again that could not be taken before, if it is time. When many fail again, the
// others wait for the next walk.
func (in *intake) retry(ctx context.Context) error {
	in.hand(ctx, in.arrears.due(in.now()), func() bool {
		in.mu.Lock()
		defer in.mu.Unlock()
		return in.relapses >= maxFailures
	})
	return in.halted(ctx)
}

// take takes the events of one page. What could not be taken is in arrears then. The error ends the walk:
// of the page's events, nobody knows which were taken.
func (in *intake) take(ctx context.Context, events []provider.Event) error {
	var groups [][]provider.Event
	for _, events := range byCustomer(events) {
		if customer := customerOf(events); in.arrears.waits(customer, in.now()) {
			in.arrears.add(customer, events, in.floor, in.now())
			continue
		}
		groups = append(groups, events)
	}
	in.hand(ctx, groups, func() bool { return false })
	return in.halted(ctx)
}

// hand hands over the events of customers, until it is enough.
func (in *intake) hand(ctx context.Context, groups [][]provider.Event, enough func() bool) {
	queue := make(chan []provider.Event)
	var group sync.WaitGroup
	for range takers {
		group.Go(func() {
			for events := range queue {
				if in.halted(ctx) == nil && !enough() {
					in.note(events, in.taker.Take(ctx, events))
				}
			}
		})
	}
	for _, events := range groups {
		queue <- events
	}
	close(queue)
	group.Wait()
}

func (in *intake) halted(ctx context.Context) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return in.halt
}

// note keeps what became of a customer's events.
func (in *intake) note(events []provider.Event, taken []webhookserver.Taken) {
	in.mu.Lock()
	defer in.mu.Unlock()
	var left []provider.Event
	var failure error
	for i, t := range taken {
		switch t.Standing {
		case webhookserver.StandingFound:
			in.found++
		case webhookserver.StandingFailed:
			failure = t.Err
			left = append(left, events[i])
		case webhookserver.StandingEarly:
			left = append(left, events[i])
		case webhookserver.StandingKnown, webhookserver.StandingForeign:
			if in.counted(events[i]) {
				continue
			}
		}
		metrics.BackfillEvents.WithLabelValues(in.driver, string(t.Standing)).Inc()
	}
	in.settle(events, left, failure)
}

// settle puts a customer's events that were left over in arrears, and takes the others out.
func (in *intake) settle(tried, left []provider.Event, failure error) {
	customer := customerOf(tried)
	switch provider.ClassOf(failure) {
	case provider.ClassRateLimited, provider.ClassAuth:
		in.halt = failure // Nobody else's look would fare better, and the walk comes by again.
		return
	}
	if failure != nil {
		in.fail(customer, failure)
	}
	in.arrears.settle(customer, tried, left)
	if len(left) == 0 {
		return
	}
	one := in.arrears.add(customer, left, in.floor, in.now())
	if failure != nil {
		one.failed(in.now())
	}
}

// fail counts a customer whose events failed.
func (in *intake) fail(customer string, failure error) {
	if in.arrears.relapse(customer) {
		in.relapses++
		return
	}
	if in.failures++; in.failures >= maxFailures && in.halt == nil {
		in.halt = fmt.Errorf("events of %d customers could not be taken, the last one's because: %w", in.failures, failure)
	}
}

// byCustomer sorts what must not be lost by customer. The order of events stays, and customers are in
// that of their newest event.
func byCustomer(events []provider.Event) [][]provider.Event {
	var groups [][]provider.Event
	index := map[string]int{}
	for _, e := range events {
		if !webhookserver.Lasts(e) {
			continue
		}
		key := customerOf([]provider.Event{e})
		i, ok := index[key]
		if !ok {
			i = len(groups)
			index[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], e)
	}
	return groups
}

// customerOf names the customer whose events these are: providers write IDs in either case.
func customerOf(events []provider.Event) string { return strings.ToLower(events[0].CustomerID) }
