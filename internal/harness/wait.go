package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

const (
	// pollEvery is how often a state is looked at, at most.
	pollEvery = 40 * time.Millisecond
	// pollShare is how much longer than a look the pause after it is, at least. Whoever waits shares the
	// processors and the API server with whom they wait for; a list of hundreds of customers every 40 ms
	// would leave little of either.
	pollShare = 4
	// pollAtLeast is how long the pause is at most.
	pollAtLeast = time.Second
)

// Poll looks until met holds, and tells whether it came to hold within so much time. The last look is when
// the time is over.
func Poll(ctx context.Context, patience time.Duration, met func() bool) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		began := time.Now()
		if met() {
			return true
		}
		pause := time.NewTimer(min(max(pollEvery, pollShare*time.Since(began)), pollAtLeast))
		select {
		case <-ctx.Done():
			pause.Stop()
			return met()
		case <-pause.C:
		}
	}
}

// Until waits until met holds; what says what is waited for.
func (w *World) Until(what string, met func() bool) {
	w.Helper()
	if !Poll(w.Context, patience, met) {
		w.Fatalf("waited in vain until %s\n%s", what, w.tail())
	}
}

// UntilAtRest waits until a count has not moved for so long. Whatever is repeated at a quicker pace without end never
// comes to rest.
func (w *World) UntilAtRest(what string, quiet time.Duration, count func() int) int {
	w.Helper()
	last, since := count(), time.Now()
	w.Until(what+" come to rest", func() bool {
		if now := count(); now != last {
			last, since = now, time.Now()
		}
		return time.Since(since) >= quiet
	})
	return last
}

// UntilGrown waits until a count has grown by so much, and returns how long that took.
func (w *World) UntilGrown(what string, by int, count func() int) time.Duration {
	w.Helper()
	first, began := count(), time.Now()
	w.Until(fmt.Sprintf("there are %d more %s", by, what), func() bool { return count()-first >= by })
	return time.Since(began)
}

// UntilCustomer waits until a customer is as met says, and returns it.
func (w *World) UntilCustomer(name, what string, met func(*v1alpha1.VerifiedCustomer) bool) *v1alpha1.VerifiedCustomer {
	w.Helper()
	var last *v1alpha1.VerifiedCustomer
	if !Poll(w.Context, patience, func() bool {
		last = w.Customer(name)
		return met(last)
	}) {
		status, _ := json.MarshalIndent(last.Status, "", "  ")
		w.Fatalf("waited in vain until %s is %s\nstatus: %s\n%s", name, what, status, w.tail())
	}
	return last
}

// UntilPhase waits until a customer is in a phase, all of its spec acted upon.
func (w *World) UntilPhase(name string, phase v1alpha1.Phase) *v1alpha1.VerifiedCustomer {
	w.Helper()
	return w.UntilCustomer(name, string(phase), func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.Phase == phase && vc.Status.ObservedGeneration == vc.Generation
	})
}

// UntilReason waits until a condition of a customer has a reason.
func (w *World) UntilReason(name, condition, reason string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	return w.UntilCustomer(name, fmt.Sprintf("%s/%s", condition, reason), func(vc *v1alpha1.VerifiedCustomer) bool {
		c := meta.FindStatusCondition(vc.Status.Conditions, condition)
		return c != nil && c.Reason == reason
	})
}

// UntilProvider waits until the VerificationProvider's Ready has a reason.
func (w *World) UntilProvider(reason string) *v1alpha1.VerificationProvider {
	w.Helper()
	var last *v1alpha1.VerificationProvider
	w.Until("the VerificationProvider is "+reason, func() bool {
		last = w.Provider()
		c := meta.FindStatusCondition(last.Status.Conditions, v1alpha1.ConditionReady)
		return c != nil && c.Reason == reason && c.ObservedGeneration == last.Generation
	})
	return last
}

// UntilDelivered waits until the simulated provider has nothing left to deliver.
func (w *World) UntilDelivered() {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context, patience)
	defer cancel()
	if err := w.Control.WaitIdle(ctx); err != nil {
		pending, _ := w.Control.Pending(w.Context)
		w.Fatalf("deliveries did not come to an end: %+v: %v\n%s", pending, err, w.tail())
	}
}

// Condition is a condition of a customer; the zero value if it has none of the type.
func Condition(vc *v1alpha1.VerifiedCustomer, conditionType string) metav1.Condition {
	if c := meta.FindStatusCondition(vc.Status.Conditions, conditionType); c != nil {
		return *c
	}
	return metav1.Condition{}
}

// within bounds how long a helper waits for a channel.
func within(d time.Duration, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-time.After(d):
		return errors.New("timed out")
	}
}

// tail is the end of what operators logged about this world.
func (w *World) tail() string {
	const most = 6000
	mine := fmt.Sprintf("%q:%q", "namespace", w.Namespace)
	var b strings.Builder
	for line := range strings.Lines(Logs()) {
		if strings.Contains(line, mine) {
			b.WriteString(line)
		}
	}
	s := b.String()
	if len(s) > most {
		return "…" + s[len(s)-most:]
	}
	return s
}
