package v1alpha1_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// person is the customer of personManifest in Go.
func person(t *testing.T, name string) *v1alpha1.VerifiedCustomer {
	t.Helper()
	c := &v1alpha1.VerifiedCustomer{}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(manifest(personManifest).Object, c); err != nil {
		t.Fatal(err)
	}
	c.Name = name
	return c
}

// fullStatus fills every field of the status that a customer can have.
func fullStatus() v1alpha1.VerifiedCustomerStatus {
	second := metav1.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	micro := metav1.NewMicroTime(time.Date(2026, 3, 4, 5, 6, 7, 123456000, time.UTC))
	submission := v1alpha1.SubmissionFact{Fingerprint: "f1", KeyID: "k1", Generation: 1, SecretVersion: "17"}
	requirement := v1alpha1.Requirement{Code: "RetryWithFullSSN", Message: "m", Action: "a", Subject: "Person", Link: "https://x.test"}
	return v1alpha1.VerifiedCustomerStatus{CustomerID: "4711", VerificationStatus: v1alpha1.VerificationStatus{
		ObservedGeneration: 1, Phase: v1alpha1.PhaseActionRequired, ProviderStatus: "retry",
		Conditions: []metav1.Condition{
			{Type: "Ready", Status: "False", ObservedGeneration: 1, LastTransitionTime: second, Reason: "RetryRequired", Message: "why"},
			{Type: "Verified", Status: "False", ObservedGeneration: 1, LastTransitionTime: second, Reason: "RetryRequired", Message: "why"},
			{Type: "Synced", Status: "True", ObservedGeneration: 1, LastTransitionTime: second, Reason: "Synced", Message: ""},
		},
		Requirements: []v1alpha1.Requirement{requirement},
		Documents:    []v1alpha1.DocumentStatus{{Name: "license", ID: "d1", Status: "pending", FailureReason: "none"}},
		LastEvent:    &v1alpha1.EventReference{ID: "e1", Topic: "customer_reverification_needed", Time: micro},
		History: []v1alpha1.HistoryEntry{
			{Time: second, To: "unverified", Cause: v1alpha1.CauseCreated},
			{Time: second, From: "unverified", To: "retry", Cause: v1alpha1.CauseEvent, EventID: "e1"},
		},
		LastSyncTime: &second, NextSyncTime: &second,
		Facts: &v1alpha1.Facts{
			Generation: 1, AppliedGeneration: 1,
			Observation: &v1alpha1.ObservationFact{
				Status: "retry", Phase: v1alpha1.PhaseActionRequired, Reason: "RetryRequired",
				Requirements: []v1alpha1.Requirement{requirement}, Correction: "Allowed",
				ReviewDue: &second, Profile: "p1", Through: &micro, Serial: 3,
			},
			Submission:  &submission,
			Correction:  &v1alpha1.CorrectionFact{IdempotencyKey: "i1", Submission: submission, StartedAt: micro},
			Profile:     &v1alpha1.ProfileFact{KeyID: "k1", Desired: "d", Shown: "s"},
			Problem:     &v1alpha1.ProblemFact{Severity: v1alpha1.ProblemStalled, Reason: "InvalidInput", Message: "m"},
			Refusal:     &v1alpha1.RefusalFact{Fingerprint: "f0", Reason: "InvalidInput", Message: "m"},
			ReconcileAt: "now",
		},
	}}
}

// TestStatusSurvivesAPatch writes all of a status by merge patch with an optimistic lock, as the
// operator does, and reads the same bytes back: microseconds, which order events, among them.
func TestStatusSurvivesAPatch(t *testing.T) {
	c := person(t, "patched")
	create(t, c)
	base := c.DeepCopy()
	want := fullStatus()
	c.Status = *want.DeepCopy()
	if err := kube.Status().Patch(t.Context(), c, client.MergeFromWithOptions(base, client.MergeFromWithOptimisticLock{})); err != nil {
		t.Fatal(err)
	}
	got := &v1alpha1.VerifiedCustomer{}
	if err := kube.Get(t.Context(), client.ObjectKeyFromObject(c), got); err != nil {
		t.Fatal(err)
	}
	if g, w := asJSON(t, got.Status), asJSON(t, want); !bytes.Equal(g, w) {
		t.Errorf("read %s\nwant %s", g, w)
	}
	if got := got.Status.Facts.Observation.Through; !got.Time.Equal(want.Facts.Observation.Through.Time) {
		t.Errorf("through %s, want %s", got, want.Facts.Observation.Through)
	}
	if got := got.Status.LastEvent.Time; !got.Time.Equal(want.LastEvent.Time.Time) {
		t.Errorf("lastEvent.time %s, want %s", got, want.LastEvent.Time)
	}
	stale := base.DeepCopy()
	stale.Status.CustomerID = "other"
	err := kube.Status().Patch(t.Context(), stale, client.MergeFromWithOptions(base, client.MergeFromWithOptimisticLock{}))
	if !apierrors.IsConflict(err) {
		t.Errorf("a patch from a stale read: %v, want a conflict", err)
	}
}

// TestStatusMistakesAreRefused keeps the operator's own mistakes out of status.
func TestStatusMistakesAreRefused(t *testing.T) {
	c := person(t, "refused")
	create(t, c)
	for _, test := range []struct {
		name  string
		patch string
		field string
	}{
		{"phase outside the vocabulary", `{"status":{"phase":"Lost"}}`, "status.phase"},
		{"cause outside the vocabulary", `{"status":{"history":[{"time":"2026-01-01T00:00:00Z","to":"x","cause":"Magic"}]}}`, "status.history[0].cause"},
		{"severity outside the vocabulary", `{"status":{"facts":{"problem":{"severity":"Bad","reason":"x","message":"y"}}}}`, "status.facts.problem.severity"},
		{"condition without a reason", `{"status":{"conditions":[{"type":"Ready","status":"True","reason":"","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}`, "status.conditions[0].reason"},
		{"a condition twice", `{"status":{"conditions":[` + readyJSON + `,` + readyJSON + `]}}`, "status.conditions[1]"},
		{"21 moves", `{"status":{"history":` + moves(21) + `}}`, "status.history"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := kube.Status().Patch(t.Context(), c.DeepCopy(), client.RawPatch(types.MergePatchType, []byte(test.patch)), client.DryRunAll)
			expectRefusal(t, err, test.field, "")
		})
	}
}

const readyJSON = `{"type":"Ready","status":"True","reason":"Verified","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}`

func moves(n int) string {
	entry := []byte(`{"time":"2026-01-01T00:00:00Z","to":"x","cause":"Resync"}`)
	return "[" + string(bytes.Join(slices.Repeat([][]byte{entry}, n), []byte(","))) + "]"
}

// TestFindByStatus lists by the fields that the webhook server and people look customers up by.
func TestFindByStatus(t *testing.T) {
	one, two := person(t, "one"), person(t, "two")
	for id, c := range map[string]*v1alpha1.VerifiedCustomer{"id-1": one, "id-2": two} {
		create(t, c)
		c.Status.CustomerID, c.Status.Phase = id, v1alpha1.PhaseVerified
		if id == "id-2" {
			c.Status.Phase = v1alpha1.PhaseRejected
		}
		if err := kube.Status().Update(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		fields client.MatchingFields
		want   []string
	}{
		{client.MatchingFields{"status.customerID": "id-1"}, []string{"one"}},
		{client.MatchingFields{"status.customerID": "id-3"}, nil},
		{client.MatchingFields{"status.phase": "Rejected"}, []string{"two"}},
		{client.MatchingFields{"spec.providerRef.name": "dwolla"}, []string{"one", "two"}},
		{client.MatchingFields{"spec.providerRef.name": "fin"}, nil},
	} {
		var list v1alpha1.VerifiedCustomerList
		if err := kube.List(t.Context(), &list, client.InNamespace("default"), test.fields); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range list.Items {
			names = append(names, c.Name)
		}
		if g, w := asJSON(t, names), asJSON(t, test.want); !bytes.Equal(g, w) {
			t.Errorf("%v finds %s, want %s", test.fields, g, w)
		}
	}
}

func TestFindOwner(t *testing.T) {
	u := manifest(ownerManifest)
	setText("spec.customerRef.name", "o-1-customer")(u)
	create(t, u)
	setText("status.ownerID", "o-1")(u)
	if err := kube.Status().Update(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	for field, value := range map[string]string{"status.ownerID": "o-1", "spec.customerRef.name": "o-1-customer"} {
		for value, want := range map[string]int{value: 1, "another": 0} {
			var list v1alpha1.BeneficialOwnerList
			if err := kube.List(t.Context(), &list, client.InNamespace(u.GetNamespace()), client.MatchingFields{field: value}); err != nil || len(list.Items) != want {
				t.Errorf("%s=%s: %d owners found (%v), want %d", field, value, len(list.Items), err, want)
			}
		}
	}
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
