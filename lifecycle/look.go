package lifecycle

import (
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// Verdict is what to do about an event. Its values are metric labels.
type Verdict string

// The verdicts.
const (
	// VerdictLook: the provider has to be asked, the event may be news.
	VerdictLook Verdict = "Look"
	// VerdictDuplicate: this very event made the operator look already.
	VerdictDuplicate Verdict = "Duplicate"
	// VerdictReflected: the last look came after the event.
	VerdictReflected Verdict = "Reflected"
	// VerdictNoNews: whatever the event says is known.
	VerdictNoNews Verdict = "NoNews"
)

// isOld tells that a newer event than e made the operator look already.
func isOld(st *v1alpha1.VerificationStatus, e provider.Event) bool {
	return st.LastEvent != nil && e.Time.Before(st.LastEvent.Time.Time)
}

// clockSkew is how far apart the clocks of two of a provider's machines may be. An event that is
// this close to the last look, and does not say what status says already, is looked into.
const clockSkew = 2 * time.Second

// Judge decides whether an event is a reason to ask the provider. Saying yes too often costs a call;
// saying no wrongly would lose the event, so every doubt is a yes. Either way only the provider's
// answer moves status: an event by itself, however old or forged, moves nothing.
func Judge(st *v1alpha1.VerificationStatus, e provider.Event) Verdict {
	switch e.Concern {
	case provider.ConcernVerification, provider.ConcernOwner, provider.ConcernOwnership:
	default:
		return VerdictNoNews
	}
	if st.LastEvent != nil && st.LastEvent.ID == e.ID {
		return VerdictDuplicate
	}
	if st.Facts == nil || st.Facts.Observation == nil {
		return VerdictLook
	}
	o := st.Facts.Observation
	if o.Through == nil || o.Gone {
		return VerdictLook
	}
	agrees := e.Implies != "" && e.Implies == o.Status
	after := e.Time.Sub(o.Through.Time)
	switch {
	case agrees && o.Phase == v1alpha1.PhaseVerified && after < clockSkew:
		// The look that follows a submission sees what the event then announces, but its Through is
		// early by up to a second. An event that is newer than that tells of a way back to verified,
		// and somebody may be about to write what was in between.
		return VerdictNoNews
	case after > 0, !agrees && -after < clockSkew:
		return VerdictLook
	case agrees && e.Remark != "" && o.Remark == "" && !isOld(st, e):
		return VerdictLook // That look saw the status, and not why.
	}
	return VerdictReflected
}
