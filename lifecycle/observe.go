package lifecycle

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// historyLimit is how many moves a status remembers.
const historyLimit = 20

// Sighting is an observation with what brought it about.
type Sighting struct {
	Observation provider.Observation
	// Profile is the keyed fingerprint of Observation.Profile.
	Profile string
	Cause   v1alpha1.MoveCause
	// Event is what made the operator look; nil when no event did. The look must have begun after
	// the event was received.
	Event *provider.Event
	// At is when the observation was complete, on the operator's clock.
	At time.Time
}

// Observe adds to status the fact of what a provider said. A move from one reading of the provider's
// verdict to another is noted in the history.
func Observe(st *v1alpha1.VerificationStatus, s Sighting) {
	facts := FactsOf(st)
	before := facts.Observation
	if before == nil {
		before = &v1alpha1.ObservationFact{}
	}
	o := s.Observation
	if o.Phase == "" || o.Reason == "" {
		// A driver that does not know the status. The API server would refuse all of status.
		o.Phase, o.Reason = provider.PhaseInReview, "UnknownStatus"
	}
	fact := &v1alpha1.ObservationFact{
		Status:       o.Status,
		Phase:        v1alpha1.Phase(o.Phase),
		Reason:       o.Reason,
		Requirements: requirements(o.Requirements),
		Correction:   string(o.Correction),

		Certification: certification(o),
		Ability:       string(o.Ability),

		ReviewDue: reviewDue(before, o, s.At),
		Profile:   s.Profile,
		Through:   through(before, s),
		Serial:    before.Serial + 1,
	}
	if before.Reason != o.Reason {
		remember(st, s, before.Reason, o.Reason)
	}
	facts.Observation = fact
	st.ProviderStatus = o.Status
	st.LastSyncTime = &metav1.Time{Time: s.At.Truncate(time.Second)}
	if s.Event != nil && (st.LastEvent == nil || !s.Event.Time.Before(st.LastEvent.Time.Time)) {
		st.LastEvent = &v1alpha1.EventReference{
			ID: s.Event.ID, Topic: s.Event.Topic, Time: metav1.NewMicroTime(s.Event.Time),
		}
	}
}

// Vanish adds to status the fact that the provider no longer has the record, as a look has shown. It
// counts as an observation: whoever looked before and writes later has to look again.
func Vanish(st *v1alpha1.VerificationStatus, problem *v1alpha1.ProblemFact) {
	facts := FactsOf(st)
	facts.Problem = problem
	if facts.Observation != nil {
		o := *facts.Observation
		o.Serial++
		facts.Observation = &o
	}
}

// FactsOf gives the facts of a status, making room for them if there are none.
func FactsOf(st *v1alpha1.VerificationStatus) *v1alpha1.Facts {
	if st.Facts == nil {
		st.Facts = &v1alpha1.Facts{}
	}
	return st.Facts
}

// Serial numbers the observation that a status holds: when it differs, somebody else observed.
func Serial(st *v1alpha1.VerificationStatus) int64 {
	if st.Facts == nil || st.Facts.Observation == nil {
		return 0
	}
	return st.Facts.Observation.Serial
}

func remember(st *v1alpha1.VerificationStatus, s Sighting, from, to string) {
	entry := v1alpha1.HistoryEntry{
		Time:  metav1.Time{Time: s.At.Truncate(time.Second)},
		From:  from,
		To:    to,
		Cause: s.Cause,
	}
	if s.Event != nil {
		entry.EventID = s.Event.ID
	}
	st.History = append(st.History, entry)
	if extra := len(st.History) - historyLimit; extra > 0 {
		st.History = append([]v1alpha1.HistoryEntry(nil), st.History[extra:]...)
	}
}

// through is the moment up to which every event is reflected. An event that was received before the
// look began is reflected by it, and so is all that the provider created before that event. An event
// from the future has its time from a wrong clock: it must not hide what is created until then.
func through(before *v1alpha1.ObservationFact, s Sighting) *metav1.MicroTime {
	latest := s.Observation.Through
	if before.Through != nil && before.Through.After(latest) {
		latest = before.Through.Time
	}
	if s.Event != nil && s.Event.Time.After(latest) && s.Event.Time.Before(s.At.Add(clockSkew)) {
		latest = s.Event.Time
	}
	if latest.IsZero() {
		return nil
	}
	t := metav1.NewMicroTime(latest.UTC().Truncate(time.Microsecond))
	return &t
}

// reviewDue keeps the due time of a review that was under way already: looking at it again does not
// give the provider more time.
func reviewDue(before *v1alpha1.ObservationFact, o provider.Observation, at time.Time) *metav1.Time {
	if o.ReviewDue.IsZero() {
		return nil
	}
	if before.ReviewDue != nil && before.Reason == o.Reason {
		return before.ReviewDue.DeepCopy()
	}
	return &metav1.Time{Time: o.ReviewDue.From(at).UTC().Truncate(time.Second)}
}

// certification is of businesses only.
func certification(o provider.Observation) string {
	if o.Type != provider.CustomerBusiness {
		return ""
	}
	return string(o.Certification)
}

func requirements(in []provider.Requirement) []v1alpha1.Requirement {
	var out []v1alpha1.Requirement
	for _, r := range in {
		out = append(out, v1alpha1.Requirement{
			Code: r.Code, Message: r.Message, Action: r.Action, Subject: string(r.Subject), Link: r.Link,
		})
	}
	return out
}
