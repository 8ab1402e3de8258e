package lifecycle_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

func concluded(st *v1alpha1.VerificationStatus) *v1alpha1.VerificationStatus {
	lifecycle.Conclude(st, circumstances(start))
	return st
}

// announced is "Normal Reason" or "Warning Reason" of each announcement.
func announced(before, after *v1alpha1.VerificationStatus) string {
	var out []string
	for _, a := range lifecycle.Announce(before, after) {
		kind := "Normal"
		if a.Warning {
			kind = "Warning"
		}
		out = append(out, kind+" "+a.Reason)
	}
	return strings.Join(out, ", ")
}

func TestAnnounce(t *testing.T) {
	nothing := func() *v1alpha1.VerificationStatus { return &v1alpha1.VerificationStatus{} }
	at := func(status, problem string) *v1alpha1.VerificationStatus {
		return concluded(situationOf(status, problem, "current"))
	}
	withMessage := func(st *v1alpha1.VerificationStatus, message string) *v1alpha1.VerificationStatus {
		st.Facts.Problem.Message = message
		return concluded(st)
	}
	for _, test := range []struct {
		name          string
		before, after *v1alpha1.VerificationStatus
		want          string
	}{
		{"the first verdict", nothing(), at("unverified", "none"), "Normal Unverified"},
		{"verified at once", at("none", "none"), at("verified", "none"), "Normal Verified"},
		{"verified", at("unverified", "none"), at("verified", "none"), "Normal Verified"},
		{"a review", at("document", "none"), at("uploaded", "none"), "Normal DocumentUnderReview"},
		{"not submitted for review yet", at("none", "none"), at("pending", "none"), "Normal Pending"},
		{"a person has to act", at("unverified", "none"), at("retry", "none"), "Warning RetryRequired"},
		{"another person has to act", at("retry", "none"), at("document", "none"), "Warning DocumentRequired"},
		{"rejected", at("unverified", "none"), at("rejected", "none"), "Warning Rejected"},
		{"suspended", at("verified", "none"), at("suspended", "none"), "Warning Suspended"},
		{"deactivated", at("verified", "none"), at("deactivated", "none"), "Warning Deactivated"},
		{"back to verified", at("suspended", "none"), at("verified", "none"), "Normal Verified"},

		{"a problem before anything was submitted", at("none", "none"), at("none", "Stalled"), "Warning " + problemReason},
		{"a problem that got worse", at("verified", "none"), at("verified", "Stalled"), "Warning " + problemReason},
		{"verdict and problem", at("unverified", "none"), at("retry", "Stalled"), "Warning RetryRequired, Warning " + problemReason},
		{"another problem of the same kind", at("none", "Stalled"), withMessage(at("none", "Stalled"), "Something else."), "Warning " + problemReason},
		{"a problem that passes by itself", at("none", "none"), at("none", "Retrying"), ""},
		{"a problem that waits", at("none", "none"), at("none", "Waiting"), ""},
		{"a problem that was solved", at("verified", "Stalled"), at("verified", "none"), ""},
		{"nothing to nothing", nothing(), nothing(), ""},
		{"nothing to nothing submitted", nothing(), at("none", "none"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := announced(test.before, test.after); got != test.want {
				t.Errorf("announces %q, want %q", got, test.want)
			}
		})
	}
}

// TestARetryThatBecameAStallIsTold: the same problem, which nobody had been told of while the
// operator tried again by itself.
func TestARetryThatBecameAStallIsTold(t *testing.T) {
	before := concluded(situationOf("none", "Retrying", "never"))
	after := concluded(situationOf("none", "Stalled", "never"))
	if got, want := announced(before, after), "Warning "+problemReason; got != want {
		t.Errorf("announces %q, want %q", got, want)
	}
}

// TestNothingNewIsNotTold: whatever the facts, looking again and finding the same is silent.
func TestNothingNewIsNotTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := anyFacts(t)
		lifecycle.Conclude(st, circumstances(start))
		after := st.DeepCopy()
		switch o := st.Facts; {
		case o == nil || o.Observation == nil:
		case o.Observation.Gone:
			lifecycle.Vanish(after, lifecycle.Sighting{Cause: v1alpha1.CauseResync, At: start})
		default:
			lifecycle.Observe(after, lifecycle.Sighting{Observation: observations[st.ProviderStatus], Cause: v1alpha1.CauseResync, At: start})
		}
		lifecycle.Conclude(after, circumstances(start))
		if got := announced(st, after); got != "" {
			t.Fatalf("announces %q", got)
		}
		if moved(st, after) {
			t.Fatalf("moved from %s to %s", asJSON(t, st), asJSON(t, after))
		}
	})
}

// TestAnnouncementsAreSentences: an announcement has the words of the condition behind it.
func TestAnnouncementsAreSentences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := concluded(anyFacts(t)), concluded(anyFacts(t))
		for _, a := range lifecycle.Announce(before, after) {
			if a.Reason == "" || a.Action == "" || a.Message == "" {
				t.Fatalf("something is missing in %+v", a)
			}
			found := false
			for _, c := range after.Conditions {
				found = found || (c.Reason == a.Reason && c.Message == a.Message)
			}
			if !found {
				t.Fatalf("no condition says %s", fmt.Sprintf("%+v", a))
			}
		}
	})
}
