package statemachine

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// face is what a user sees of somebody, a line for each thing.
type face []struct{ what, says string }

// face is what a user should see in a state.
func (s state) face() face {
	verified, certified := metav1.ConditionFalse, metav1.ConditionFalse
	if s.phase == v1alpha1.PhaseVerified {
		verified = metav1.ConditionTrue
	}
	switch s.certified {
	case v1alpha1.ReasonCertified, v1alpha1.ReasonCertificationNotNeeded:
		certified = metav1.ConditionTrue
	}
	ready := map[bool]metav1.ConditionStatus{true: metav1.ConditionTrue, false: metav1.ConditionFalse}[s.kstatus == current]
	return face{
		{"provider's status", s.status},
		{"phase", string(s.phase)},
		{"Verified", says(verified, s.verified)},
		{"Ready", says(ready, s.readyReason())},
		{"Reconciling", when(s.kstatus == inProgress && !s.atRest, says(metav1.ConditionTrue, s.readyReason()))},
		{"Stalled", when(s.kstatus == failed, says(metav1.ConditionTrue, s.readyReason()))},
		{"OwnershipCertified", when(s.certified != "", says(certified, s.certified))},
		{"Overdue", when(s.promised || s.verified == v1alpha1.ReasonDocumentUnderReview, says(metav1.ConditionFalse, v1alpha1.ReasonWithinPromise))},
		{"requirements", strings.Join(s.needs, " ")},
		{"kstatus", s.kstatus.String()},
		{"document", papers[s.paper]},
		{"acts on", "all of spec"},
	}
}

// papers are a provider's words for a document as status has them.
var papers = map[string]string{"PENDING": "Pending", "PROCESSING": "Pending", "APPROVED": "Accepted", "REJECTED": "Rejected"}

// faceOf is what a user does see of an object, and of the document of a name.
func faceOf(o v1alpha1.Verifiable, document string) face {
	st := o.Verification()
	var needs []string
	for _, r := range st.Requirements {
		needs = append(needs, r.Code+"/"+r.Subject)
	}
	condition := func(conditionType string) string {
		c := meta.FindStatusCondition(st.Conditions, conditionType)
		if c == nil {
			return ""
		}
		if c.ObservedGeneration != o.GetGeneration() || c.Message == "" {
			return fmt.Sprintf("%s, of generation %d, says %q", says(c.Status, c.Reason), c.ObservedGeneration, c.Message)
		}
		return says(c.Status, c.Reason)
	}
	paper := ""
	for _, d := range st.Documents {
		if d.Name == document {
			paper = d.Status
		}
	}
	actsOn := "all of spec"
	if st.ObservedGeneration != o.GetGeneration() {
		actsOn = "an older spec"
	}
	return face{
		{"provider's status", st.ProviderStatus},
		{"phase", string(st.Phase)},
		{"Verified", condition(v1alpha1.ConditionVerified)},
		{"Ready", condition(v1alpha1.ConditionReady)},
		{"Reconciling", condition(v1alpha1.ConditionReconciling)},
		{"Stalled", condition(v1alpha1.ConditionStalled)},
		{"OwnershipCertified", condition(v1alpha1.ConditionOwnershipCertified)},
		{"Overdue", condition(v1alpha1.ConditionOverdue)},
		{"requirements", strings.Join(needs, " ")},
		{"kstatus", kstatusOf(o)},
		{"document", paper},
		{"acts on", actsOn},
	}
}

func says(s metav1.ConditionStatus, reason string) string { return fmt.Sprintf("%s/%s", s, reason) }

func when(there bool, text string) string {
	if there {
		return text
	}
	return ""
}

// compare tells in what an object differs from a state; o is nil if there is none.
func compare(o v1alpha1.Verifiable, want state) (differences []string) {
	if o == nil || !want.exists() {
		if o != nil || want.exists() {
			return []string{fmt.Sprintf("there is an object: %t", o != nil)}
		}
		return nil
	}
	document := ""
	if want.paper != "" {
		document = charter
	}
	for i, line := range faceOf(o, document) {
		if expected := want.face()[i]; line.says != expected.says {
			differences = append(differences, fmt.Sprintf("%s is %q, not %q", line.what, line.says, expected.says))
		}
	}
	return differences
}

// kstatusOf is what the library says of an object as the API server has it.
func kstatusOf(o v1alpha1.Verifiable) string {
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(o)
	if err != nil {
		return err.Error()
	}
	u := &unstructured.Unstructured{Object: content}
	u.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("Verifiable")) // generic rules hold for all kinds
	result, err := status.Compute(u)
	if err != nil {
		return err.Error()
	}
	return result.Status.String()
}
