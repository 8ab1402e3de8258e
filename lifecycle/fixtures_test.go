package lifecycle_test

import (
	"encoding/json"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// start is when every test begins: a Wednesday.
var start = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// circumstances of a provider with the default interval.
func circumstances(now time.Time) lifecycle.Circumstances {
	return lifecycle.Circumstances{UID: "0b7ad7a4-5e3c-4a59-8d8f-5e2b2a1c9f10", ResyncInterval: 6 * time.Hour, Now: now}
}

// observations are what an imaginary provider can say, as its driver would put it.
var observations = map[string]provider.Observation{
	"unverified": {Status: "unverified", Phase: provider.PhaseInReview, Reason: "Unverified"},
	"pending":    {Status: "pending", Phase: provider.PhasePending, Reason: "Pending"},
	"retry": {Status: "retry", Phase: provider.PhaseActionRequired, Reason: "RetryRequired", Correction: provider.CorrectionAllowed,
		Requirements: []provider.Requirement{{Code: "RetryWithFullSSN", Message: "The data did not suffice.", Action: "Write all nine digits.", Subject: provider.SubjectPerson}}},
	"kba": {Status: "kba", Phase: provider.PhaseActionRequired, Reason: "KBARequired",
		Requirements: []provider.Requirement{{Code: "AnswerKBA", Message: "Questions wait."}}},
	"document": {Status: "document", Phase: provider.PhaseActionRequired, Reason: "DocumentRequired"},
	"uploaded": {Status: "uploaded", Phase: provider.PhaseInReview, Reason: "DocumentUnderReview", ReviewDue: provider.ReviewDue{BusinessDays: 2}},
	"verified": {Status: "verified", Phase: provider.PhaseVerified, Reason: "Verified"},
	"rejected": {Status: "rejected", Phase: provider.PhaseRejected, Reason: "Rejected",
		Requirements: []provider.Requirement{{Code: "ContactSupport", Message: "The provider said no."}}},
	"suspended":   {Status: "suspended", Phase: provider.PhaseSuspended, Reason: "Suspended"},
	"deactivated": {Status: "deactivated", Phase: provider.PhaseDeactivated, Reason: "Deactivated"},
}

// statuses are the keys of observations, in the order of a customer's life.
var statuses = []string{"unverified", "pending", "retry", "kba", "document", "uploaded", "verified", "rejected", "suspended", "deactivated"}

// observed is the status after the provider was first asked, at the start.
func observed(status string) *v1alpha1.VerificationStatus {
	st := &v1alpha1.VerificationStatus{}
	lifecycle.Observe(st, lifecycle.Sighting{Observation: observations[status], Cause: v1alpha1.CauseCreated, At: start})
	facts := lifecycle.FactsOf(st)
	facts.Generation, facts.AppliedGeneration = 1, 1
	return st
}

// condition is "Status:Reason" of a condition, empty if there is none.
func condition(st *v1alpha1.VerificationStatus, conditionType string) string {
	c := meta.FindStatusCondition(st.Conditions, conditionType)
	if c == nil {
		return ""
	}
	return string(c.Status) + ":" + c.Reason
}

func isTrue(st *v1alpha1.VerificationStatus, conditionType string) bool {
	return meta.IsStatusConditionTrue(st.Conditions, conditionType)
}

// What kstatus, the library behind Flux's health checks and kpt, can say of an object.
const (
	kstatusInProgress = "InProgress"
	kstatusFailed     = "Failed"
	kstatusCurrent    = "Current"
)

// kstatus computes what the documented rules of kstatus say of a custom resource.
func kstatus(st *v1alpha1.VerificationStatus, generation int64) string {
	ready := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionReady)
	switch {
	case st.ObservedGeneration != 0 && st.ObservedGeneration != generation, // zero is left out of the JSON
		isTrue(st, v1alpha1.ConditionReconciling):
		return kstatusInProgress
	case isTrue(st, v1alpha1.ConditionStalled):
		return kstatusFailed
	case ready == nil, ready.Status == metav1.ConditionTrue:
		return kstatusCurrent
	default:
		return kstatusInProgress
	}
}

// fataler is *testing.T and *rapid.T.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

var _ fataler = (*testing.T)(nil)

func asJSON(t fataler, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(raw)
}

// requireOrder checks what holds of every status that Conclude wrote, whatever the facts.
func requireOrder(t fataler, st *v1alpha1.VerificationStatus) {
	t.Helper()
	ready := isTrue(st, v1alpha1.ConditionReady)
	reconciling := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionReconciling)
	stalled := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionStalled)
	n := 0
	for _, there := range []bool{ready, reconciling != nil, stalled != nil} {
		if there {
			n++
		}
	}
	if n != 1 {
		t.Fatalf("want exactly one of Ready=True, Reconciling and Stalled: %s", asJSON(t, st.Conditions))
	}
	for _, c := range []*metav1.Condition{reconciling, stalled} {
		if c != nil && c.Status != metav1.ConditionTrue {
			t.Fatalf("%s is there but not True", c.Type)
		}
	}
	for _, c := range st.Conditions {
		if c.Reason == "" || c.ObservedGeneration != st.ObservedGeneration {
			t.Fatalf("condition without a reason or with another generation than the status: %+v", c)
		}
	}
}
