package lifecycle

import (
	"cmp"
	"slices"
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
	// OwnerEmails are the keyed fingerprints of the e-mail addresses of Observation.Owners, in their order.
	OwnerEmails []string
	Cause       v1alpha1.MoveCause
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
	if s.Observation.Phase == "" || s.Observation.Reason == "" {
		// A driver that does not know the status. The API server would refuse all of status.
		s.Observation.Phase, s.Observation.Reason = provider.PhaseInReview, "UnknownStatus"
	}
	if was := standing(before, facts); was != s.Observation.Reason {
		remember(st, s, was, s.Observation.Reason)
	}
	facts.Observation = observation(before, s)
	if !slices.Equal(before.Requirements, facts.Observation.Requirements) {
		facts.Refusal = nil // What was refused may be what is asked for now.
	}
	noteDocuments(st, s.Observation.Documents)
	st.ProviderStatus = s.Observation.Status
	st.LastSyncTime = &metav1.Time{Time: s.At.Truncate(time.Second)}
	noteEvent(st, s.Event)
}

// observation is the fact of what a provider said, after the one before.
func observation(before *v1alpha1.ObservationFact, s Sighting) *v1alpha1.ObservationFact {
	o := s.Observation
	fact := &v1alpha1.ObservationFact{
		Status:       o.Status,
		Phase:        v1alpha1.Phase(o.Phase),
		Reason:       o.Reason,
		Remark:       o.Remark,
		Requirements: requirements(o.Requirements),
		Correction:   string(o.Correction),

		CorrectionScope: string(o.CorrectionScope),

		Certification: certification(o),
		Ability:       string(o.Ability),

		Package: string(o.Package),
		Owners:  ownerFacts(o.Owners, s.OwnerEmails),

		Profile: s.Profile,
		Through: through(before, s),
		Serial:  before.Serial + 1,
	}
	fact.ReviewSince, fact.ReviewDue = review(before, o, s.At)
	if s.Event != nil && len(fact.Owners) > 0 {
		fact.Event = reference(s.Event)
	}
	return fact
}

func reference(e *provider.Event) *v1alpha1.EventReference {
	return &v1alpha1.EventReference{ID: e.ID, Topic: e.Topic, Time: metav1.NewMicroTime(e.Time)}
}

// Vanish adds to status the fact that the provider no longer has the record, as a look has shown: what it
// said before does not count until a later look finds the record after all. It counts as an observation:
// whoever looked before and writes later has to look again. Only Cause, Event and At are read of s.
func Vanish(st *v1alpha1.VerificationStatus, s Sighting) {
	facts := FactsOf(st)
	if facts.Observation == nil {
		return
	}
	o := *facts.Observation
	o.Serial++
	if !o.Gone {
		was := o.Reason
		o.Gone = true
		remember(st, s, was, standing(&o, facts))
		st.ProviderStatus = ""
		st.LastSyncTime = &metav1.Time{Time: s.At.Truncate(time.Second)}
	}
	facts.Observation = &o
	noteEvent(st, s.Event)
}

// standing is the reason of Verified that follows from an observation.
func standing(o *v1alpha1.ObservationFact, facts *v1alpha1.Facts) string {
	switch {
	case !o.Gone:
		return o.Reason
	case facts.Replacement != nil:
		return v1alpha1.ReasonPending // It was the operator that removed the record.
	}
	return v1alpha1.ReasonCustomerNotFound
}

func noteEvent(st *v1alpha1.VerificationStatus, e *provider.Event) {
	if e != nil && (st.LastEvent == nil || !e.Time.Before(st.LastEvent.Time.Time)) {
		st.LastEvent = reference(e)
	}
}

// Replace adds to status the fact that the record was removed, so that it can be added anew: what was
// said of it is of the past.
func Replace(st *v1alpha1.VerificationStatus, at time.Time) {
	facts := FactsOf(st)
	if o := facts.Observation; o != nil && standing(o, facts) != v1alpha1.ReasonPending {
		remember(st, Sighting{Cause: v1alpha1.CauseReplaced, At: at}, standing(o, facts), v1alpha1.ReasonPending)
	}
	facts.Observation, facts.Submission, facts.Correction = nil, nil, nil
	facts.Profile, facts.Refusal, facts.Problem, facts.Replacement, facts.Package = nil, nil, nil, nil, nil
	facts.AppliedGeneration = 0
	st.ProviderStatus, st.LastSyncTime, st.Documents = "", nil, nil
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
	switch {
	case s.Event == nil:
	case moved(st, s.Event.ID):
		// It came once more, and the look that it led to found something newer.
		entry.Cause = v1alpha1.CauseResync
	default:
		entry.EventID = s.Event.ID
	}
	st.History = append(st.History, entry)
	if extra := len(st.History) - historyLimit; extra > 0 {
		st.History = append([]v1alpha1.HistoryEntry(nil), st.History[extra:]...)
	}
}

// moved tells whether an event is the cause of a move already: it can be that of one alone.
func moved(st *v1alpha1.VerificationStatus, eventID string) bool {
	return slices.ContainsFunc(st.History, func(h v1alpha1.HistoryEntry) bool { return h.EventID == eventID })
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

// ownerFacts are what was said of owners along with their business.
func ownerFacts(owners []provider.OwnerObservation, emails []string) []v1alpha1.OwnerFact {
	var out []v1alpha1.OwnerFact
	for i, o := range owners {
		fact := v1alpha1.OwnerFact{
			ID: o.OwnerID, Status: o.Status, Phase: v1alpha1.Phase(o.Phase), Reason: o.Reason, Requirements: requirements(o.Requirements),
		}
		if i < len(emails) {
			fact.Email = emails[i]
		}
		known := slices.ContainsFunc(out, func(other v1alpha1.OwnerFact) bool { return other.ID == fact.ID })
		if fact.ID != "" && fact.Phase != "" && !known { // The API server would refuse all of status.
			out = append(out, fact)
		}
	}
	return out
}

// noteDocuments adds to status what was said of documents along with the customer. What is being handed in
// just now is not what the provider spoke of. Of a document that a provider has of a package and never shows, the
// verdict on the whole package is the verdict.
func noteDocuments(st *v1alpha1.VerificationStatus, shown []provider.DocumentObservation) {
	verified := st.Facts.Package != nil && st.Facts.Observation.Phase == v1alpha1.PhaseVerified
	for i := range st.Documents {
		entry := &st.Documents[i]
		at := slices.IndexFunc(shown, func(d provider.DocumentObservation) bool {
			return d.ID != "" && d.ID == entry.ID || d.Name != "" && d.Name == entry.Name
		})
		if at < 0 && verified && entry.StartedAt == nil && entry.Status == string(provider.DocumentPending) {
			entry.Status = string(provider.DocumentAccepted)
		}
		if at < 0 || entry.StartedAt != nil {
			continue
		}
		d := shown[at]
		entry.ID, entry.Status = d.ID, string(d.State)
		entry.FailureReason = cmp.Or(d.FailureReason, d.FailureMessage)
	}
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
			Code: r.Code, Message: r.Message, Action: r.Action, Subject: string(r.Subject), Link: r.Link, Document: string(r.Document),
		})
	}
	return out
}
