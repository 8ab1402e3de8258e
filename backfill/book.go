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
	// arrears are events that could not be taken. While there are any, head is the event up to which all
	// others were, and the cursor in status stands below; and island is what an interrupted walk has
	// covered but for them, which status must not say.
	arrears arrears
	head    *v1alpha1.EventPosition
	island  *v1alpha1.BackfillWalk

	failures int

	mu sync.Mutex
	// hasty is when to walk although it is not time yet, and notBefore until when not to; zero if
	// there is no such mark.
	hasty, notBefore time.Time
}

// open puts the book on an object as it is in the cache.
func (b *book) open(vp *v1alpha1.VerificationProvider) {
	if b.uid != vp.UID {
		b.uid, b.status, b.arrears, b.head, b.island, b.failures = vp.UID, nil, arrears{}, nil, nil, 0
	}
	if cached := vp.Status.Backfill; cached != nil && (b.status == nil || cached.LastRunTime.After(b.status.LastRunTime.Time)) {
		b.status, b.head, b.island = cached.DeepCopy(), nil, nil
	}
}

// reached is the status as it were if nothing was in arrears; nil before the first walk.
func (b *book) reached() *v1alpha1.BackfillStatus {
	if b.status == nil {
		return nil
	}
	st := b.status.DeepCopy()
	if b.head != nil {
		st.Cursor = b.head.DeepCopy()
	}
	if b.island != nil {
		st.Walk = b.island.DeepCopy()
	}
	return st
}

// covered notes how far a walk has come that is not complete, and tells whether status can say so.
func (b *book) covered(vp *v1alpha1.VerificationProvider, stretch *v1alpha1.BackfillWalk) bool {
	st := &v1alpha1.BackfillStatus{LastRunTime: *seconds(lastRun(vp, b.status))}
	if b.status != nil {
		st = b.status.DeepCopy()
	}
	b.status, b.island = st, stretch.DeepCopy()
	if len(b.arrears.by) > 0 {
		return false
	}
	st.Walk = stretch.DeepCopy()
	return true
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

// done notes a complete walk, and how far it reached, and returns what status is to say of it.
func (b *book) done(reached *v1alpha1.BackfillStatus, now time.Time) *v1alpha1.BackfillStatus {
	st := reached.DeepCopy()
	st.Cursor = b.arrears.hold(reached.Cursor).DeepCopy()
	b.status, b.head, b.island, b.failures = st, reached.Cursor, nil, 0
	if next := b.arrears.nextTry(now); !next.IsZero() {
		b.hasten(next)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notBefore = time.Time{}
	return st
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
