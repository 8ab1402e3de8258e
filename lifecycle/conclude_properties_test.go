package lifecycle_test

import (
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

// anyFacts draws a status that has facts and no conclusions.
func anyFacts(t *rapid.T) *v1alpha1.VerificationStatus {
	st := &v1alpha1.VerificationStatus{}
	if rapid.Bool().Draw(t, "observed") {
		at := start.Add(-time.Duration(rapid.Int64Range(0, int64(10*24*time.Hour)).Draw(t, "age")))
		lifecycle.Observe(st, lifecycle.Sighting{
			Observation: observations[rapid.SampledFrom(statuses).Draw(t, "status")],
			Cause:       v1alpha1.CauseCreated, At: at,
		})
		if rapid.IntRange(0, 4).Draw(t, "gone") == 0 {
			lifecycle.Vanish(st, lifecycle.Sighting{Cause: v1alpha1.CauseResync, At: at.Add(time.Hour)})
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "nothing at all") == 0 && st.Facts == nil {
		return st
	}
	facts := lifecycle.FactsOf(st)
	facts.Generation = rapid.Int64Range(0, 3).Draw(t, "generation")
	facts.AppliedGeneration = rapid.Int64Range(0, facts.Generation).Draw(t, "applied")
	if severity := rapid.SampledFrom([]string{"", "Waiting", "Retrying", "Stalled"}).Draw(t, "severity"); severity != "" {
		reasons := []string{v1alpha1.ReasonInvalidInput, v1alpha1.ReasonSecretNotFound, v1alpha1.ReasonRateLimited, v1alpha1.ReasonCustomerNotFound}
		reason := rapid.SampledFrom(reasons).Draw(t, "problem")
		facts.Problem = &v1alpha1.ProblemFact{Severity: v1alpha1.ProblemSeverity(severity), Reason: reason, Message: reason + "."}
	}
	return st
}

func anyInterval(t *rapid.T) time.Duration {
	return time.Duration(rapid.Int64Range(int64(time.Second), int64(720*time.Hour)).Draw(t, "interval"))
}

// TestConcludeTwiceIsOnce: drawing the conclusions again changes no byte, nor does the time that
// went by, as long as no review became overdue in it.
func TestConcludeTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := anyFacts(t)
		c := circumstances(start)
		c.ResyncInterval = anyInterval(t)
		lifecycle.Conclude(st, c)
		requireOrder(t, st)
		first := asJSON(t, st)
		lifecycle.Conclude(st, c)
		if again := asJSON(t, st); again != first {
			t.Fatalf("first %s\nagain %s", first, again)
		}
		c.Now = c.Now.Add(time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "later")))
		overdue := condition(st, v1alpha1.ConditionOverdue)
		lifecycle.Conclude(st, c)
		if later := asJSON(t, st); later != first && condition(st, v1alpha1.ConditionOverdue) == overdue {
			t.Fatalf("first %s\nlater %s", first, later)
		}
	})
}

// TestConclusionsFollowFromFactsAlone: whatever was concluded before, equal facts at an equal moment
// give equal bytes, but for lastTransitionTime. That one is the only thing that the past decides: a
// condition keeps it while its status is what it was, and otherwise has the moment of the change.
func TestConclusionsFollowFromFactsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := anyFacts(t)
		c := circumstances(start)
		c.ResyncInterval = anyInterval(t)

		fresh := facts.DeepCopy()
		lifecycle.Conclude(fresh, c)

		past := anyFacts(t)
		earlier := c
		earlier.Now = start.Add(-time.Duration(rapid.IntRange(1, 1000).Draw(t, "before")) * time.Hour)
		lifecycle.Conclude(past, earlier)
		before := past.Conditions
		moved := facts.DeepCopy()
		moved.ObservedGeneration, moved.Phase, moved.Requirements = past.ObservedGeneration, past.Phase, past.Requirements
		moved.Conditions, moved.NextSyncTime = past.DeepCopy().Conditions, past.NextSyncTime
		lifecycle.Conclude(moved, c)

		if a, b := asJSON(t, withoutTransitions(fresh)), asJSON(t, withoutTransitions(moved)); a != b {
			t.Fatalf("from nothing %s\nfrom other conclusions %s", a, b)
		}
		for _, is := range moved.Conditions {
			want := metav1.NewTime(start)
			if was := meta.FindStatusCondition(before, is.Type); was != nil && was.Status == is.Status {
				want = was.LastTransitionTime
			}
			if !is.LastTransitionTime.Equal(&want) {
				t.Fatalf("%s: lastTransitionTime %s, want %s", is.Type, is.LastTransitionTime, want)
			}
		}
	})
}

func withoutTransitions(st *v1alpha1.VerificationStatus) *v1alpha1.VerificationStatus {
	out := st.DeepCopy()
	for i := range out.Conditions {
		out.Conditions[i].LastTransitionTime = metav1.Time{}
	}
	return out
}

// TestConcludeKeepsItsHandsOffFacts: the author of conclusions is not a third writer of facts.
func TestConcludeKeepsItsHandsOffFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := anyFacts(t)
		st.Documents = []v1alpha1.DocumentStatus{{Name: "license"}}
		st.LastEvent = &v1alpha1.EventReference{ID: "e", Topic: "t", Time: metav1.NewMicroTime(start)}
		before := st.DeepCopy()
		lifecycle.Conclude(st, circumstances(start))
		st.ObservedGeneration, st.Phase, st.Requirements, st.Conditions, st.NextSyncTime = 0, "", nil, nil, nil
		if a, b := asJSON(t, before), asJSON(t, st); a != b {
			t.Fatalf("before %s\nafter %s", a, b)
		}
	})
}

// TestOtherConditionsStay: conditions that are not Conclude's own are left as they are.
func TestOtherConditionsStay(t *testing.T) {
	st := observed("verified")
	foreign := metav1.Condition{Type: "Audited", Status: metav1.ConditionTrue, Reason: "Audited", LastTransitionTime: metav1.NewTime(start)}
	st.Conditions = []metav1.Condition{foreign}
	lifecycle.Conclude(st, circumstances(start))
	if got := condition(st, "Audited"); got != "True:Audited" {
		t.Errorf("Audited is %q", got)
	}
}

// TestKstatusProperties states what a tool that waits may rely on, over all facts.
func TestKstatusProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := anyFacts(t)
		lifecycle.Conclude(st, circumstances(start))
		got := kstatus(st, st.ObservedGeneration)
		stalledProblem := st.Facts != nil && st.Facts.Problem != nil && st.Facts.Problem.Severity == v1alpha1.ProblemStalled
		switch {
		case stalledProblem, st.Phase == v1alpha1.PhaseRejected, st.Phase == v1alpha1.PhaseSuspended, st.Phase == v1alpha1.PhaseDeactivated:
			if got != kstatusFailed {
				t.Fatalf("kstatus %s, want %s: %s", got, kstatusFailed, asJSON(t, st))
			}
		case st.Phase == v1alpha1.PhaseVerified && st.Facts.AppliedGeneration == st.Facts.Generation && st.Facts.Generation > 0:
			if got != kstatusCurrent {
				t.Fatalf("kstatus %s, want %s: %s", got, kstatusCurrent, asJSON(t, st))
			}
		default: // ActionRequired among them
			if got != kstatusInProgress {
				t.Fatalf("kstatus %s, want %s: %s", got, kstatusInProgress, asJSON(t, st))
			}
		}
	})
}
