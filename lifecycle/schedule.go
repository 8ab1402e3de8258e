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

// jitter spreads the looks at many customers by this part of the interval to either side.
const jitter = 0.15

// nextSync is when to look again: nil while the customer is not at the provider yet. It depends on
// facts alone, so that a restart neither hastens nor postpones a look.
func nextSync(st *v1alpha1.VerificationStatus, v view, c Circumstances) *metav1.Time {
	if v.observation == nil || st.LastSyncTime == nil {
		return nil
	}
	interval := pace(v.phase(), c.ResyncInterval)
	spread := 1 - jitter + 2*jitter*fraction(string(c.UID), st.LastSyncTime.Unix())
	next := st.LastSyncTime.Add(time.Duration(float64(interval) * spread))
	// Status keeps whole seconds: round up, so that the look never comes early.
	next = next.Add(time.Second - time.Nanosecond).UTC().Truncate(time.Second)
	if due := v.observation.ReviewDue; due != nil && due.After(st.LastSyncTime.Time) && due.Time.Before(next) {
		next = due.UTC() // The moment at which the review becomes overdue is worth a look.
	}
	return &metav1.Time{Time: next}
}

// pace is how often a customer in a phase is looked at without an event.
func pace(phase v1alpha1.Phase, resync time.Duration) time.Duration {
	switch phase {
	case v1alpha1.PhaseInReview, v1alpha1.PhasePending:
		return min(resync, paceInReview)
	case v1alpha1.PhaseActionRequired:
		return min(resync, paceActionRequired)
	}
	return resync
}

// fraction is a number in [0, 1) that looks random over objects and looks, and is the same for the
// same look.
func fraction(uid string, look int64) float64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", uid, look)
	// The low bits of FNV depend on all input; 53 of them fit a float64 exactly.
	return float64(h.Sum64()&(1<<53-1)) / (1 << 53)
}
