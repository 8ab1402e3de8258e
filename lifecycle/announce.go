package lifecycle

import (
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Announcement is a Kubernetes Event to emit: on a move only, in fixed words.
type Announcement struct {
	// Warning asks for somebody's attention.
	Warning bool
	// Reason is the reason of the condition behind it.
	Reason string
	// Action is what the operator did ("Observed", "Submitted").
	Action  string
	Message string
}

// Announce lists what is worth telling about the way from one status to the next: a new verdict of
// the provider, a new problem that somebody has to solve.
func Announce(before, after *v1alpha1.VerificationStatus) []Announcement {
	var out []Announcement
	was := meta.FindStatusCondition(before.Conditions, v1alpha1.ConditionVerified)
	is := meta.FindStatusCondition(after.Conditions, v1alpha1.ConditionVerified)
	if is != nil && after.ProviderStatus != "" && (was == nil || was.Reason != is.Reason || was.Message != is.Message || before.ProviderStatus == "") {
		out = append(out, Announcement{
			Warning: wantsAttention(after.Phase),
			Reason:  is.Reason, Action: "Observed", Message: is.Message,
		})
	}
	if p := problemOf(after); p != nil && p.Severity == v1alpha1.ProblemStalled {
		if old := problemOf(before); old == nil || old.Severity != p.Severity || old.Reason != p.Reason || old.Message != p.Message {
			out = append(out, Announcement{Warning: true, Reason: p.Reason, Action: "Synced", Message: p.Message})
		}
	}
	return out
}

// wantsAttention tells of phases that stay until somebody does something.
func wantsAttention(p v1alpha1.Phase) bool {
	switch p {
	case v1alpha1.PhasePending, v1alpha1.PhaseInReview, v1alpha1.PhaseVerified:
		return false
	default:
		return true
	}
}

func problemOf(st *v1alpha1.VerificationStatus) *v1alpha1.ProblemFact {
	if st.Facts == nil {
		return nil
	}
	return st.Facts.Problem
}
