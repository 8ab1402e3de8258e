package backfill

import (
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// book is what this process remembers of a VerificationProvider's walks. But for the marks it is used
// by one walk at a time.
type book struct {
	uid types.UID
	// status is the newest status.backfill: what was written may not be in the cache yet.
	status *v1alpha1.BackfillStatus
	// tries counts how often an event could not be taken.
	tries    map[string]int
	failures int

	mu sync.Mutex
	// hasty is when to walk although it is not time yet, and notBefore until when not to; zero if
	// there is no such mark.
	hasty, notBefore time.Time
}

// open puts the book on an object as it is in the cache.
func (b *book) open(vp *v1alpha1.VerificationProvider) {
	if b.uid != vp.UID {
		b.uid, b.status, b.tries, b.failures = vp.UID, nil, map[string]int{}, 0
	}
	if cached := vp.Status.Backfill; cached != nil && (b.status == nil || cached.LastRunTime.After(b.status.LastRunTime.Time)) {
		b.status = cached.DeepCopy()
	}
}

// hasten has the next walk begin at a moment, if it would begin later.
func (b *book) hasten(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.hasty.IsZero() || at.Before(b.hasty) {
		b.hasty = at
	}
}

func (b *book) marks() (hasty, notBefore time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.hasty, b.notBefore
}

// begun takes away the mark that has led to a walk.
func (b *book) begun(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.hasty.After(now) {
		b.hasty = time.Time{}
	}
}

// failed returns how long after a walk that failed the next one begins: as long as the provider wants
// to be left alone, and the longer the more have failed.
func (b *book) failed(now time.Time, least time.Duration) time.Duration {
	after := wait.Jitter(max(min(retryMin<<min(b.failures, 10), retryMax), least), jitter)
	b.failures++
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hasty, b.notBefore = time.Time{}, now.Add(after)
	return after
}

// done notes a complete walk.
func (b *book) done(st *v1alpha1.BackfillStatus, owes bool, now time.Time) {
	b.status, b.failures = st, 0
	if owes {
		b.hasten(now.Add(wait.Jitter(owedRetry, jitter)))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notBefore = time.Time{}
}

// books are the books by VerificationProvider.
type books struct {
	mu sync.Mutex
	by map[types.NamespacedName]*book
}

func (b *books) of(name types.NamespacedName) *book {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.by == nil {
		b.by = map[types.NamespacedName]*book{}
	}
	if b.by[name] == nil {
		b.by[name] = &book{}
	}
	return b.by[name]
}

func (b *books) forget(name types.NamespacedName) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.by, name)
}
