package plugin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// subject is somebody who is being verified.
type subject struct {
	namespace string
	// name with the short name of the kind before it, as kubectl get takes it.
	name    string
	created time.Time
	status  *v1alpha1.VerificationStatus
	// answers is the command that answers the provider's questions; empty for an owner.
	answers string

	// business that an owner belongs to, or the customer's own name: owners stand below it.
	business string
}

// wait is one thing that somebody waits for.
type wait struct {
	what  string
	since time.Time
	next  string
}

// subjectsOf puts customers in order, each followed by its owners. With a name, it keeps what has
// that name, or belongs to the customer that has it.
func subjectsOf(customers []v1alpha1.VerifiedCustomer, owners []v1alpha1.BeneficialOwner, name string) []subject {
	var out []subject
	for i := range customers {
		if c := &customers[i]; name == "" || c.Name == name {
			out = append(out, subject{
				namespace: c.Namespace, name: customerPrefix + c.Name, created: c.CreationTimestamp.Time,
				status: &c.Status.VerificationStatus, business: c.Name,
				answers: fmt.Sprintf("kubectl bonafide kba %s -n %s", c.Name, c.Namespace),
			})
		}
	}
	for i := range owners {
		if o := &owners[i]; name == "" || o.Name == name || o.Spec.CustomerRef.Name == name {
			out = append(out, subject{
				namespace: o.Namespace, name: ownerPrefix + o.Name, created: o.CreationTimestamp.Time,
				status: &o.Status.VerificationStatus, business: o.Spec.CustomerRef.Name,
			})
		}
	}
	// Customers come before owners in out, and stay so: the sort is stable.
	slices.SortStableFunc(out, func(a, b subject) int {
		return cmp.Or(cmp.Compare(a.namespace, b.namespace), cmp.Compare(a.business, b.business))
	})
	return out
}

func (s subject) phase() string {
	return string(cmp.Or(s.status.Phase, v1alpha1.PhasePending))
}

// waits are what stands between the subject and being verified, most pressing first, and what is asked of
// one that is verified, such as a new statement about its owners within days; one entry that says so if there
// is nothing.
func (s subject) waits() []wait {
	ready := condition(s.status.Conditions, v1alpha1.ConditionReady)
	if ready.Status == "" {
		return []wait{{"the operator", s.created, "Wait for the operator's first look; if none comes, see whether it runs."}}
	}
	var out []wait
	problem := condition(s.status.Conditions, v1alpha1.ConditionSynced)
	if isProblem(problem) {
		out = append(out, wait{problem.Reason, problem.LastTransitionTime.Time, problem.Message})
	}
	for _, r := range s.status.Requirements {
		if len(out) > 0 && r.Message == problem.Message {
			continue // The operator asks for what is in its way: that stands here already.
		}
		out = append(out, s.requirement(r))
	}
	if overdue := condition(s.status.Conditions, v1alpha1.ConditionOverdue); overdue.Status == metav1.ConditionTrue {
		out = append(out, wait{overdue.Reason, overdue.LastTransitionTime.Time, overdue.Message})
	}
	switch {
	case len(out) > 0:
	case ready.Status == metav1.ConditionTrue:
		out = []wait{{"-", ready.LastTransitionTime.Time, "-"}}
	default:
		out = []wait{{ready.Reason, s.moved(), ready.Message}}
	}
	return out
}

// isProblem tells whether something keeps the operator from bringing spec to the provider.
func isProblem(synced metav1.Condition) bool {
	return synced.Status == metav1.ConditionFalse && synced.Reason != v1alpha1.ReasonSubmitting
}

// requirement is what somebody has to do. The action alone does not tell: which owners, and which document, or
// what is wrong with it, stands in the message.
func (s subject) requirement(r v1alpha1.Requirement) wait {
	next := strings.TrimSpace(r.Message + " " + r.Action)
	w := wait{what: r.Code, since: s.moved(), next: next}
	if owned := condition(s.status.Conditions, v1alpha1.ConditionOwnershipCertified); owned.Status == metav1.ConditionFalse && owned.Message == next {
		w.since = owned.LastTransitionTime.Time // Its time limit runs from then, whenever the business was verified.
	}
	verified := condition(s.status.Conditions, v1alpha1.ConditionVerified)
	if verified.Reason == v1alpha1.ReasonKBARequired && s.answers != "" {
		w.next = s.answers
	}
	return w
}

// moved is when the subject came to where it stands.
func (s subject) moved() time.Time {
	if n := len(s.status.History); n > 0 {
		return s.status.History[n-1].Time.Time
	}
	return s.created
}

func age(d time.Duration) string { return duration.HumanDuration(d) }
