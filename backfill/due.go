package backfill

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// jitter spreads the walks of many accounts by this part of the interval to either side.
const jitter = 0.15

// firstOverlap is how far before a VerificationProvider's creation its first walk goes: the clocks of
// the API server and the provider need not agree.
const firstOverlap = time.Hour

// shortestList is a time for which every provider lists its events.
const shortestList = 24 * time.Hour

// lastRun is when a VerificationProvider's events were last walked to the end. Before the first walk
// it is when the object was created: nothing of its customers can be older.
func lastRun(vp *v1alpha1.VerificationProvider, st *v1alpha1.BackfillStatus) time.Time {
	if st == nil {
		return vp.CreationTimestamp.Time
	}
	return st.LastRunTime.Time
}

// due is when the next walk should be. It follows from the last one alone, so that a restart neither
// hastens nor postpones it.
func due(uid string, last time.Time, interval time.Duration) time.Time {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s/%d", uid, last.Unix())
	fraction := float64(h.Sum64()&(1<<53-1)) / (1 << 53)
	return last.Add(time.Duration(float64(interval) * (1 - jitter + 2*jitter*fraction)))
}

// resubscribed is when to look for what was not delivered before the subscription stood, or stood again; zero if
// that was done. It follows from status alone: whoever leads by then need not be who created or resumed
// it. What a new object's first subscription does not deliver nobody has missed.
func resubscribed(vp *v1alpha1.VerificationProvider, st *v1alpha1.BackfillStatus, grace time.Duration) time.Time {
	since := subscribedTime(vp)
	at := since.Add(grace)
	if since.IsZero() || st == nil && !since.After(vp.CreationTimestamp.Add(grace)) || !lastRun(vp, st).Before(at) {
		return time.Time{}
	}
	return at
}

// goalOf is the time, on the provider's clock, before which all events have had their effect.
func goalOf(vp *v1alpha1.VerificationProvider, st *v1alpha1.BackfillStatus, overlap time.Duration) time.Time {
	if st == nil || st.Cursor == nil {
		return vp.CreationTimestamp.Add(-firstOverlap) // Nothing of its customers can be older.
	}
	return st.Cursor.Time.Add(-overlap)
}

// conclude is the status after a complete walk.
func conclude(vp *v1alpha1.VerificationProvider, before *v1alpha1.BackfillStatus, r result, found int, interval time.Duration, now time.Time) *v1alpha1.BackfillStatus {
	st := &v1alpha1.BackfillStatus{}
	if before != nil {
		st = before.DeepCopy()
	}
	last := lastRun(vp, before)
	if now.Sub(last) > 2*interval {
		st.CaughtUpTime = seconds(now)
	}
	if hasGap(st.Cursor, r, now.Sub(last)) {
		st.GapTime = seconds(now)
	}
	if r.newest != nil && (st.Cursor == nil || !r.newest.Time.Time.Before(st.Cursor.Time.Time)) {
		st.Cursor = r.newest.DeepCopy()
	}
	if r.empty {
		st.Cursor = nil
	}
	st.Walk, st.Found, st.LastRunTime = nil, int32(found), *seconds(now)
	return st
}

// hasGap tells whether events may have been dropped from the list before they were walked. A list that
// ends before the cursor does not tell: its event may just have grown too old, so a list that is empty,
// or that had no cursor, only has a gap if the last walk is long ago.
func hasGap(cursor *v1alpha1.EventPosition, r result, absence time.Duration) bool {
	if r.met {
		return false
	}
	return cursor != nil && !r.empty || absence >= shortestList
}
