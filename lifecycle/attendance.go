package lifecycle

import (
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// uncoveredPart is by how much faster than at the usual pace overdue looks are done when nobody knows
// what was missed.
const uncoveredPart = 4

// Attendance tells since when somebody has been there to look, and whether something was missed before.
// The zero value means that somebody always was.
type Attendance struct {
	// Since is the end of the absence. Looks that had become due before are overdue: after it they are
	// not all done at once.
	Since time.Time
	// Covered tells that nothing was missed in the absence: the provider's list of events has shown who
	// moved, and they were looked at.
	Covered bool
}

// NextLook is when a customer is looked at, who has a time for that in status. Overdue looks begin with
// the end of the absence and are spread over the customer's usual interval, or a quarter of it when
// something may have been missed. It depends on facts and the attendance alone: however often it is
// asked for, it is the same.
func NextLook(st *v1alpha1.VerificationStatus, c Circumstances, a Attendance) time.Time {
	next := st.NextSyncTime.Time
	if !next.Before(a.Since) {
		return next
	}
	var lastLook time.Time
	if st.LastSyncTime != nil {
		lastLook = st.LastSyncTime.Time
	}
	window := viewOf(st, "").pace(lastLook, c.ResyncInterval)
	if !a.Covered {
		window /= uncoveredPart
	}
	return a.Since.Add(time.Duration(float64(window) * fraction(string(c.UID), a.Since.Unix())))
}
