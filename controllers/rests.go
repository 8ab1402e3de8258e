package controllers

import (
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// Back-off of work that failed: a provider that is down is not asked about each customer every few
// milliseconds.
const (
	backoffMin = time.Second
	backoffMax = 5 * time.Minute
)

func backoff() workqueue.TypedRateLimiter[reconcile.Request] {
	return workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](backoffMin, backoffMax)
}

// rests is the work queue's back-off, kept also against the customer's own events: the status that
// tells of a failure is written, and its event would bring the next try at once.
type rests struct {
	clock clock.PassiveClock
	tries workqueue.TypedRateLimiter[reconcile.Request]

	mu sync.Mutex
	of map[types.NamespacedName]rest
}

// rest is how long a customer is left alone while it stays as it was stored when its pass failed.
type rest struct {
	resourceVersion string
	until           time.Time
}

func newRests(c clock.PassiveClock) *rests {
	return &rests{clock: c, tries: backoff(), of: map[types.NamespacedName]rest{}}
}

// begin has a customer rest for d, or, if that is zero, for as long as the back-off says once the
// pass returns its error.
func (r *rests) begin(name types.NamespacedName, resourceVersion string, d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.of[name] = rest{resourceVersion, r.clock.Now().Add(d)}
}

// left is how much of a rest is still to come.
func (r *rests) left(name types.NamespacedName, resourceVersion string) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if rest, ok := r.of[name]; ok && rest.resourceVersion == resourceVersion {
		return rest.until.Sub(r.clock.Now())
	}
	return 0
}

// wake ends a rest: something else changed that may help.
func (r *rests) wake(name types.NamespacedName) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.of, name)
}

// done forgets the failures of a customer.
func (r *rests) done(name types.NamespacedName) {
	r.wake(name)
	r.tries.Forget(reconcile.Request{NamespacedName: name})
}

// When implements workqueue.TypedRateLimiter: it is asked when a pass returned an error.
func (r *rests) When(req reconcile.Request) time.Duration {
	d := r.tries.When(req)
	r.mu.Lock()
	defer r.mu.Unlock()
	if rest, ok := r.of[req.NamespacedName]; ok {
		rest.until = r.clock.Now().Add(d)
		r.of[req.NamespacedName] = rest
	}
	return d
}

// Forget implements workqueue.TypedRateLimiter. The queue means well: a pass that found the customer
// at rest returns no error, but nothing succeeded. See done.
func (r *rests) Forget(reconcile.Request) {}

// NumRequeues implements workqueue.TypedRateLimiter.
func (r *rests) NumRequeues(req reconcile.Request) int { return r.tries.NumRequeues(req) }
