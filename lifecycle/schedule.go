package lifecycle

import (
	"fmt"
	"hash/fnv"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Pace of looks without an event: the fallback for webhooks that never arrive. The provider's
// resync interval is the pace of settled customers, and no customer is looked at less often.
const (
	paceInReview       = 15 * time.Minute
	paceActionRequired = time.Hour
)

// Pace of looks while a review of days is within its promise: nobody waits for its verdict by the minute, an event brings
// it, and a provider may ask not to be polled meanwhile. The longer it has been going on, the less often.
const (
	longReview        = 24 * time.Hour
	paceLongReviewMin = time.Hour
	paceLongReviewMax = 6 * time.Hour
	longReviewPart    = 4
)

// jitter spreads the looks at many customers by this part of the interval to either side.
const jitter = 0.15

// nextSync is when to look again: nil while the customer is not at the provider yet. It depends on
// facts alone, so that a restart neither hastens nor postpones a look.
func nextSync(st *v1alpha1.VerificationStatus, v view, c Circumstances) *metav1.Time {
	if v.observation == nil || st.LastSyncTime == nil {
		return nil
	}
	interval := v.pace(st.LastSyncTime.Time, c.ResyncInterval)
	spread := 1 - jitter + 2*jitter*fraction(string(c.UID), st.LastSyncTime.Unix())
	next := st.LastSyncTime.Add(time.Duration(float64(interval) * spread))
	// Status keeps whole seconds: round up, so that the look never comes early.
	next = next.Add(time.Second - time.Nanosecond).UTC().Truncate(time.Second)
	if due := v.observation.ReviewDue; due != nil && due.After(st.LastSyncTime.Time) && due.Time.Before(next) {
		next = due.UTC() // The moment at which the review becomes overdue is worth a look.
	}
	return &metav1.Time{Time: next}
}

// pace is how often a customer is looked at without an event, after a look.
func (v view) pace(lastLook time.Time, resync time.Duration) time.Duration {
	switch v.phase() {
	case v1alpha1.PhaseInReview:
		return min(resync, v.paceOfReview(lastLook))
	case v1alpha1.PhasePending:
		return min(resync, paceInReview)
	case v1alpha1.PhaseActionRequired:
		return min(resync, paceActionRequired)
	}
	return resync
}

func (v view) paceOfReview(lastLook time.Time) time.Duration {
	since, due := v.observation.ReviewSince, v.observation.ReviewDue
	if since == nil || due == nil || due.Sub(since.Time) < longReview || !lastLook.Before(due.Time) {
		return paceInReview
	}
	return min(max(lastLook.Sub(since.Time)/longReviewPart, paceLongReviewMin), paceLongReviewMax)
}

// fraction is a number in [0, 1) that looks random over objects and looks, and is the same for the
// same look.
func fraction(uid string, look int64) float64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", uid, look)
	// The low bits of FNV depend on all input; 53 of them fit a float64 exactly.
	return float64(h.Sum64()&(1<<53-1)) / (1 << 53)
}
