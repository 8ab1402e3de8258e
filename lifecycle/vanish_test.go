package lifecycle_test

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// Of whom the provider no longer has, nothing holds that it said before, whatever problem stands beside it;
// once it has the record after all, everything does again.
func TestVanish(t *testing.T) {
	for _, status := range statuses {
		for _, problem := range []*v1alpha1.ProblemFact{
			nil, {Severity: v1alpha1.ProblemWaiting, Reason: v1alpha1.ReasonProviderNotReady, Message: "It is not ready."},
			{Severity: v1alpha1.ProblemStalled, Reason: v1alpha1.ReasonCustomerNotFound, Message: "It is gone."},
		} {
			st := observed(status)
			lifecycle.Conclude(st, circumstances(start))
			before := st.DeepCopy()
			lifecycle.Vanish(st, lifecycle.Sighting{Cause: v1alpha1.CauseResync, At: start.Add(time.Hour)})
			st.Facts.Problem = problem
			lifecycle.Conclude(st, circumstances(start.Add(time.Hour)))
			requireOrder(t, st)
			if got := condition(st, v1alpha1.ConditionVerified); got != "False:CustomerNotFound" {
				t.Errorf("%s: Verified is %q", status, got)
			}
			if st.Phase != v1alpha1.PhasePending || st.ProviderStatus != "" || lifecycle.Serial(st) != lifecycle.Serial(before)+1 {
				t.Errorf("%s: phase %s, provider's status %q, serial %d", status, st.Phase, st.ProviderStatus, lifecycle.Serial(st))
			}
			for _, r := range st.Requirements {
				if r.Code != "ResolveCustomerID" {
					t.Errorf("%s: requirement %+v", status, r)
				}
			}
			if last := st.History[len(st.History)-1]; last.From != before.History[0].To || last.To != v1alpha1.ReasonCustomerNotFound {
				t.Errorf("%s: history %+v", status, st.History)
			}

			st.Facts.Problem = nil
			lifecycle.Observe(st, lifecycle.Sighting{Observation: observations[status], Cause: v1alpha1.CauseResync, At: start.Add(time.Hour)})
			lifecycle.Conclude(st, circumstances(start.Add(time.Hour)))
			if a, b := condition(st, v1alpha1.ConditionVerified), condition(before, v1alpha1.ConditionVerified); a != b || st.Phase != before.Phase || st.ProviderStatus != status {
				t.Errorf("%s: Verified is %q, and was %q", status, a, b)
			}
			if len(st.History) != 3 || st.History[2].From != v1alpha1.ReasonCustomerNotFound {
				t.Errorf("%s: history %+v", status, st.History)
			}
		}
	}
}

// A record that is missed once more is counted as an observation, and not told again.
func TestVanishTwice(t *testing.T) {
	st := observed("verified")
	e := &provider.Event{ID: "e1", Topic: "removed", Time: start}
	lifecycle.Vanish(st, lifecycle.Sighting{Cause: v1alpha1.CauseEvent, Event: e, At: start})
	once := st.DeepCopy()
	lifecycle.Vanish(st, lifecycle.Sighting{Cause: v1alpha1.CauseEvent, Event: e, At: start.Add(time.Hour)})
	once.Facts.Observation.Serial++
	if a, b := asJSON(t, st), asJSON(t, once); a != b {
		t.Errorf("got %s\nwant %s", a, b)
	}
	if st.LastEvent == nil || st.LastEvent.ID != "e1" || st.History[1].EventID != "e1" {
		t.Errorf("the event is not told: %+v, %+v", st.LastEvent, st.History)
	}
	fresh := provider.Event{ID: "e2", Concern: provider.ConcernOwner, Time: start.Add(-time.Hour)}
	if got := lifecycle.Judge(st, fresh); got != lifecycle.VerdictLook {
		t.Errorf("an event of a record that is gone: %s", got)
	}
	empty := &v1alpha1.VerificationStatus{}
	lifecycle.Vanish(empty, lifecycle.Sighting{At: start})
	if len(empty.History) > 0 || empty.LastSyncTime != nil {
		t.Errorf("nobody had looked, and status says %s", asJSON(t, empty))
	}
}

// A record that the operator itself removed, to add it anew, is waited for; the move is told once.
func TestVanishInAReplacement(t *testing.T) {
	st := observed("verified")
	st.Facts.Replacement = &v1alpha1.ReplacementFact{RemovedID: "o1", StartedAt: metav1.NewMicroTime(start)}
	lifecycle.Vanish(st, lifecycle.Sighting{Cause: v1alpha1.CauseReplaced, At: start})
	c := circumstances(start)
	c.Noun = "owner"
	lifecycle.Conclude(st, c)
	requireOrder(t, st)
	if got := condition(st, v1alpha1.ConditionVerified); got != "False:Pending" || st.Phase != v1alpha1.PhasePending {
		t.Errorf("Verified is %q, phase %s", got, st.Phase)
	}
	lifecycle.Replace(st, start.Add(time.Hour))
	if len(st.History) != 2 || st.History[1] != (v1alpha1.HistoryEntry{
		Time: metav1.NewTime(start), From: v1alpha1.ReasonVerified, To: v1alpha1.ReasonPending, Cause: v1alpha1.CauseReplaced}) {
		t.Errorf("history %+v", st.History)
	}
}
