package lifecycle_test

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// TestJudge decides about an event that was created so long after (or before) the moment up to which
// the status reflects everything.
func TestJudge(t *testing.T) {
	const never = 1000 * time.Hour // the status reflects no moment
	for _, test := range []struct {
		name    string
		status  string // what the status reflects; "none" for nothing
		implies string // the status that the event's topic tells
		after   time.Duration
		want    lifecycle.Verdict
	}{
		{"first event", "none", "retry", 0, lifecycle.VerdictLook},
		{"newer", "retry", "verified", time.Second, lifecycle.VerdictLook},
		{"newer by the least that is kept", "retry", "verified", time.Microsecond, lifecycle.VerdictLook},
		{"newer, same word: the second failure may ask for something else", "retry", "retry", time.Second, lifecycle.VerdictLook},
		{"newer, says nothing", "verified", "", time.Second, lifecycle.VerdictLook},
		{"newer by what a look errs, verified is verified", "verified", "verified", 1999 * time.Millisecond, lifecycle.VerdictNoNews},
		{"newer, verified again: what was in between may be about to be written", "verified", "verified", 2 * time.Second, lifecycle.VerdictLook},
		{"older, verified is verified", "verified", "verified", -time.Hour, lifecycle.VerdictNoNews},
		{"unknown moment", "retry", "verified", never, lifecycle.VerdictLook},
		{"unknown moment, same word", "retry", "retry", never, lifecycle.VerdictLook},
		{"unknown moment, verified is verified", "verified", "verified", never, lifecycle.VerdictLook},
		{"at the moment, same word", "retry", "retry", 0, lifecycle.VerdictReflected},
		{"at the moment, other word", "retry", "verified", 0, lifecycle.VerdictLook},
		{"at the moment, says nothing", "retry", "", 0, lifecycle.VerdictLook},
		{"older than clocks differ, other word", "verified", "retry", -2 * time.Second, lifecycle.VerdictReflected},
		{"older than clocks differ, says nothing", "verified", "", -2 * time.Second, lifecycle.VerdictReflected},
		{"older, but within the clocks' difference, other word", "verified", "suspended", -1999 * time.Millisecond, lifecycle.VerdictLook},
		{"older, but within the clocks' difference, says nothing", "verified", "", -1999 * time.Millisecond, lifecycle.VerdictLook},
		{"older, within the clocks' difference, same word", "retry", "retry", -time.Second, lifecycle.VerdictReflected},
		{"ancient", "verified", "suspended", -365 * 24 * time.Hour, lifecycle.VerdictReflected},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := &v1alpha1.VerificationStatus{}
			if test.status != "none" {
				st = observed(test.status)
			}
			if test.status != "none" && test.after != never {
				through := metav1.NewMicroTime(start)
				st.Facts.Observation.Through = &through
			}
			e := provider.Event{ID: "e", Time: start.Add(test.after), Concern: provider.ConcernVerification, Implies: test.implies}
			if got := lifecycle.Judge(st, e); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

// TestJudgeWantsToKnowWhy: an event that agrees with status is looked into if it says why, and status does not.
func TestJudgeWantsToKnowWhy(t *testing.T) {
	for _, test := range []struct {
		name          string
		implies, said string        // by the event
		known         string        // what status has of it
		last          time.Duration // the newest event that made the operator look, after this one
		want          lifecycle.Verdict
	}{
		{"says why", "retry", "Blurred.", "", -time.Minute, lifecycle.VerdictLook},
		{"says nothing", "retry", "", "", -time.Minute, lifecycle.VerdictReflected},
		{"status knows", "retry", "Blurred.", "Blurred.", -time.Minute, lifecycle.VerdictReflected},
		{"of another status", "kba", "Blurred.", "", -time.Minute, lifecycle.VerdictReflected},
		{"of another time", "retry", "Blurred.", "", time.Minute, lifecycle.VerdictReflected},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := observed("retry")
			through, last := metav1.NewMicroTime(start), metav1.NewMicroTime(start.Add(test.last-time.Hour))
			st.Facts.Observation.Through, st.Facts.Observation.Remark = &through, test.known
			st.LastEvent = &v1alpha1.EventReference{ID: "other", Time: last}
			e := provider.Event{
				ID: "e", Time: start.Add(-time.Hour), Concern: provider.ConcernVerification, Implies: test.implies, Remark: test.said,
			}
			if got := lifecycle.Judge(st, e); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestJudgeKnowsTheLastEvent(t *testing.T) {
	st := observed("retry")
	st.LastEvent = &v1alpha1.EventReference{ID: "e"}
	e := provider.Event{ID: "e", Time: start, Concern: provider.ConcernVerification, Implies: "verified"}
	if got := lifecycle.Judge(st, e); got != lifecycle.VerdictDuplicate {
		t.Errorf("%s, want %s", got, lifecycle.VerdictDuplicate)
	}
}

func TestJudgeIgnoresWhatMovesNothing(t *testing.T) {
	for _, concern := range []provider.Concern{provider.ConcernNone, provider.ConcernCreated} {
		e := provider.Event{ID: "e", Time: start.Add(time.Hour), Concern: concern}
		if got := lifecycle.Judge(observed("retry"), e); got != lifecycle.VerdictNoNews {
			t.Errorf("concern %s: %s, want %s", concern, got, lifecycle.VerdictNoNews)
		}
	}
}
