package backfill

import (
	"context"
	"fmt"
	"strings"
	"sync"

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
	// takers is how many customers are looked after at once. Webhooks wait in the same queue of the
	// account's rate limit, and have 8 s.
	takers = 4
	// maxFailures is how many events may fail before a walk ends: then it is not these events that are
	// the matter.
	maxFailures = 8
	// maxTries is how many walks try an event. After that it is left to the customer's own next look,
	// for one event that always fails must not keep the cursor back for good.
	maxTries = 5
	// rememberedTries bounds the memory of events that failed.
	rememberedTries = 1000
)

// intake hands the events of one walk to a Taker.
type intake struct {
	taker  Taker
	driver string
	// counted is the cursor's event: what is no newer was counted by the walk before.
	counted func(provider.Event) bool
	tries   map[string]int // by event; kept from walk to walk

	mu       sync.Mutex
	found    int
	failures int
	owed     []provider.Event
	halt     error
}

// take takes the events of one page, and returns those that have to be taken later. The error ends the
// walk: of the page's events, nobody knows which were taken.
func (in *intake) take(ctx context.Context, events []provider.Event) ([]provider.Event, error) {
	in.owed = nil
	groups := make(chan []provider.Event)
	var group sync.WaitGroup
	for range takers {
		group.Go(func() {
			for events := range groups {
				if in.halted(ctx) == nil {
					in.note(events, in.taker.Take(ctx, events))
				}
			}
		})
	}
	for _, events := range byCustomer(events) {
		groups <- events
	}
	close(groups)
	group.Wait()
	return in.owed, in.halted(ctx)
}

func (in *intake) halted(ctx context.Context) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return in.halt
}

// note keeps what became of events.
func (in *intake) note(events []provider.Event, taken []webhookserver.Taken) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for i, t := range taken {
		e := events[i]
		switch t.Standing {
		case webhookserver.StandingFound:
			in.found++
		case webhookserver.StandingEarly:
			in.owed = append(in.owed, e)
			continue // It is counted when it is taken.
		case webhookserver.StandingFailed:
			if in.fail(e, t.Err) {
				continue
			}
		}
		delete(in.tries, e.ID)
		if t.Standing == webhookserver.StandingFound || !in.counted(e) {
			metrics.BackfillEvents.WithLabelValues(in.driver, string(t.Standing)).Inc()
		}
	}
}

// fail notes that an event could not be taken, and reports whether it is to be tried again.
func (in *intake) fail(e provider.Event, err error) (again bool) {
	switch provider.ClassOf(err) {
	case provider.ClassRateLimited, provider.ClassAuth:
		in.halt = err // Nobody else's look would fare better.
	}
	if in.failures++; in.failures >= maxFailures && in.halt == nil {
		in.halt = fmt.Errorf("%d events could not be taken, the last one because: %w", in.failures, err)
	}
	if in.halt != nil {
		return true
	}
	if in.tries[e.ID]++; in.tries[e.ID] >= maxTries {
		return false
	}
	if len(in.tries) > rememberedTries {
		clear(in.tries)
	}
	in.owed = append(in.owed, e)
	return true
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
		key := strings.ToLower(e.CustomerID)
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
