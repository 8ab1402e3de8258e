package lifecycle_test

import (
	"slices"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// TestThrough: the moment up to which all is reflected is the latest of what was known, what the
// provider tells, and the event that was received before the look.
func TestThrough(t *testing.T) {
	const none = time.Duration(-1)
	for _, test := range []struct {
		name                  string
		before, answer, event time.Duration // after the start; none for absent
		want                  time.Duration
	}{
		{"nothing is known", none, none, none, none},
		{"the provider tells", none, 3 * time.Second, none, 3 * time.Second},
		{"the event came before the look", none, none, 2 * time.Second, 2 * time.Second},
		{"the provider tells more than the event", none, 3 * time.Second, 2 * time.Second, 3 * time.Second},
		{"the event tells more than the provider", none, 3 * time.Second, 4 * time.Second, 4 * time.Second},
		{"what was known is not forgotten", 5 * time.Second, none, none, 5 * time.Second},
		{"an old event takes nothing back", 5 * time.Second, none, 2 * time.Second, 5 * time.Second},
		{"nor does a careful answer", 5 * time.Second, 3 * time.Second, 2 * time.Second, 5 * time.Second},
		{"the event is from the future: a wrong clock must not hide what comes until then", none, none, 2 * time.Hour, none},
		{"the event is from the future, the provider tells", none, 3 * time.Second, 2 * time.Hour, 3 * time.Second},
		{"microseconds are kept, and no more than the API keeps", none, 3*time.Second + 1999, none, 3*time.Second + 1000},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := observed("retry")
			s := lifecycle.Sighting{Observation: observations["document"], Cause: v1alpha1.CauseEvent, At: start.Add(time.Hour)}
			if test.before != none {
				through := metav1.NewMicroTime(start.Add(test.before))
				st.Facts.Observation.Through = &through
			}
			if test.answer != none {
				s.Observation.Through = start.Add(test.answer)
			}
			if test.event != none {
				s.Event = &provider.Event{ID: "e", Time: start.Add(test.event)}
			}
			lifecycle.Observe(st, s)
			got := st.Facts.Observation.Through
			if test.want == none {
				if got != nil {
					t.Errorf("through %s, want none", got)
				}
			} else if got == nil || !got.Time.Equal(start.Add(test.want)) {
				t.Errorf("through %v, want %s", got, start.Add(test.want))
			}
		})
	}
}

// TestObserveTakesOverAll: the facts say all that the provider said.
func TestObserveTakesOverAll(t *testing.T) {
	st := &v1alpha1.VerificationStatus{}
	at := start.Add(1500 * time.Millisecond)
	event := &provider.Event{ID: "e1", Topic: "customer_reverification_needed", Time: start}
	lifecycle.Observe(st, lifecycle.Sighting{Observation: observations["retry"], Profile: "p1", Cause: v1alpha1.CauseEvent, Event: event, At: at})

	through := metav1.NewMicroTime(start)
	want := v1alpha1.VerificationStatus{
		ProviderStatus: "retry",
		LastSyncTime:   &metav1.Time{Time: start.Add(time.Second)},
		LastEvent:      &v1alpha1.EventReference{ID: "e1", Topic: "customer_reverification_needed", Time: through},
		History:        []v1alpha1.HistoryEntry{{Time: metav1.NewTime(start.Add(time.Second)), To: "RetryRequired", Cause: v1alpha1.CauseEvent, EventID: "e1"}},
		Facts: &v1alpha1.Facts{Observation: &v1alpha1.ObservationFact{
			Status: "retry", Phase: v1alpha1.PhaseActionRequired, Reason: "RetryRequired", Correction: "Allowed", Profile: "p1", Through: &through, Serial: 1,
			Requirements: []v1alpha1.Requirement{{Code: "RetryWithFullSSN", Message: "The data did not suffice.", Action: "Write all nine digits.", Subject: "Person"}},
		}},
	}
	if a, b := asJSON(t, st), asJSON(t, want); a != b {
		t.Errorf("got %s\nwant %s", a, b)
	}
}

// TestObserveForgetsWhatIsOver: nothing of the last observation stays that the new one does not say.
func TestObserveForgetsWhatIsOver(t *testing.T) {
	st := observed("retry")
	lifecycle.Observe(st, lifecycle.Sighting{Observation: observations["verified"], Cause: v1alpha1.CauseResync, At: start})
	o := st.Facts.Observation
	if len(o.Requirements) > 0 || o.Correction != "" || o.ReviewDue != nil || o.Profile != "" {
		t.Errorf("still there: %+v", o)
	}
}

func TestSerial(t *testing.T) {
	st := &v1alpha1.VerificationStatus{}
	for want := range int64(3) {
		if got := lifecycle.Serial(st); got != want {
			t.Errorf("serial %d, want %d", got, want)
		}
		lifecycle.Observe(st, lifecycle.Sighting{Observation: observations["retry"], At: start})
	}
}

// An event is the cause of one move alone. When it is delivered again while its customer moves on, the look
// that it leads to finds what is newer.
func TestAnEventCausesOneMove(t *testing.T) {
	st := observed("verified")
	event := &provider.Event{ID: "e1", Topic: "customer_suspended", Time: start}
	see := func(status string, e *provider.Event) {
		s := lifecycle.Sighting{Observation: observations[status], Cause: v1alpha1.CauseResync, Event: e, At: start}
		if e != nil {
			s.Cause = v1alpha1.CauseEvent
		}
		lifecycle.Observe(st, s)
	}
	see("suspended", event)
	see("verified", nil)
	see("suspended", event)
	var got []string
	for _, h := range st.History[1:] {
		got = append(got, h.To+" "+string(h.Cause)+" "+h.EventID)
	}
	want := []string{"Suspended Event e1", "Verified Resync ", "Suspended Resync "}
	if !slices.Equal(got, want) {
		t.Errorf("history %q, want %q", got, want)
	}
}

// TestRefusalLastsAsLongAsWhatIsAskedFor: what was refused because something else was asked for may be what is asked for
// next.
func TestRefusalLastsAsLongAsWhatIsAskedFor(t *testing.T) {
	for name, test := range map[string]struct {
		then  provider.Observation
		stays bool
	}{
		"asked for the same":     {observations["retry"], true},
		"asked for another":      {observations["kba"], false},
		"asked for nothing more": {observations["document"], false},
	} {
		t.Run(name, func(t *testing.T) {
			st := observed("retry")
			st.Facts.Refusal = &v1alpha1.RefusalFact{Fingerprint: "f", Reason: "InvalidInput", Message: "no"}
			lifecycle.Observe(st, lifecycle.Sighting{Observation: test.then, Cause: v1alpha1.CauseResync, At: start.Add(time.Hour)})
			if stays := st.Facts.Refusal != nil; stays != test.stays {
				t.Errorf("the refusal is there: %t, want %t", stays, test.stays)
			}
		})
	}
}
