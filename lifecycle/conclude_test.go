package lifecycle_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
)

// verdict is a row of the table of conclusions. The first three columns choose situations: which of
// the provider's words ("none" before any), what severity a problem has ("none" without one), and
// how much of spec the provider holds ("never" anything, an "older" generation, the "current" one).
// A bar separates alternatives and a star stands for all. In the others, V is the reason of the
// provider's verdict and P the one of the problem; an empty cell is a condition that is absent.
type verdict struct {
	status, problem, applied string

	ready, synced, verified, reconciling, stalled, kstatus string

	why string
}

const (
	inReview = "unverified|pending|uploaded"
	waiting  = "retry|kba|document"
	final    = "rejected|suspended|deactivated"
	passing  = "Waiting|Retrying"
	partly   = "never|older"
)

var verdicts = []verdict{
	{"none", "none", partly, "False:Pending", "False:Submitting", "Unknown:Pending", "True:Pending", "", kstatusInProgress, "nothing was submitted yet; it will be"},
	{"none", "none", "current", "False:Pending", "True:Synced", "Unknown:Pending", "True:Pending", "", kstatusInProgress, "submitted, and not looked at yet"},
	{"none", passing, "*", "False:P", "False:P", "Unknown:Pending", "True:P", "", kstatusInProgress, "what keeps the submission back passes by itself"},
	{"none", "Stalled", "*", "False:P", "False:P", "Unknown:Pending", "", "True:P", kstatusFailed, "somebody has to change something before anything can be submitted"},

	{inReview, "none", "current", "False:V", "True:Synced", "False:V", "True:V", "", kstatusInProgress, "the provider is looking"},
	{inReview, "none", partly, "False:V", "False:Submitting", "False:V", "True:V", "", kstatusInProgress, "the verdict matters more than an edit on its way"},
	{inReview, passing, "*", "False:V", "False:P", "False:V", "True:V", "", kstatusInProgress, "the provider is looking all the same"},
	{inReview, "Stalled", "*", "False:P", "False:P", "False:V", "", "True:P", kstatusFailed, "an edit that can never be submitted has to be told"},

	{waiting, "none", "current", "False:V", "True:Synced", "False:V", "True:V", "", kstatusInProgress, "waiting for a person is neither a failure nor an end"},
	{waiting, "none", partly, "False:V", "False:Submitting", "False:V", "True:V", "", kstatusInProgress, "a correction is on its way"},
	{waiting, passing, "*", "False:V", "False:P", "False:V", "True:V", "", kstatusInProgress, "a correction that waits does not make the customer fail"},
	{waiting, "Stalled", "*", "False:P", "False:P", "False:V", "", "True:P", kstatusFailed, "a correction that cannot be sent needs a change of spec"},

	{"verified", "none", "current", "True:V", "True:Synced", "True:V", "", "", kstatusCurrent, "all is as it should be"},
	{"verified", "none", partly, "False:Submitting", "False:Submitting", "True:V", "True:Submitting", "", kstatusInProgress, "verified, but spec asks for more than the provider holds"},
	{"verified", passing, "current", "True:V", "False:P", "True:V", "", "", kstatusCurrent, "a failed look does not unmake a verified customer"},
	{"verified", passing, partly, "False:P", "False:P", "True:V", "True:P", "", kstatusInProgress, "the update does not get through, and is tried again"},
	{"verified", "Stalled", "*", "False:P", "False:P", "True:V", "", "True:P", kstatusFailed, "the update can never get through"},

	{final, "none", "current", "False:V", "True:Synced", "False:V", "", "True:V", kstatusFailed, "time does not help"},
	{final, "none", partly, "False:V", "False:Submitting", "False:V", "", "True:V", kstatusFailed, "an edit does not help either"},
	{final, passing, "*", "False:V", "False:P", "False:V", "", "True:V", kstatusFailed, "the verdict outlasts the problem"},
	{final, "Stalled", "*", "False:P", "False:P", "False:V", "", "True:P", kstatusFailed, "the problem is what can be solved first"},
}

// TestConclude goes through all situations. Each has exactly one row.
func TestConclude(t *testing.T) {
	used := map[string]bool{}
	for _, status := range append([]string{"none"}, statuses...) {
		for _, problem := range []string{"none", "Waiting", "Retrying", "Stalled"} {
			for _, applied := range []string{"never", "older", "current"} {
				situation := status + "/" + problem + "/" + applied
				t.Run(situation, func(t *testing.T) {
					row := rowFor(t, status, problem, applied)
					used[row.why] = true
					row.check(t, situationOf(status, problem, applied))
				})
			}
		}
	}
	for _, row := range verdicts {
		if !used[row.why] {
			t.Errorf("no situation for the row %q", row.why)
		}
	}
}

func rowFor(t *testing.T, status, problem, applied string) verdict {
	t.Helper()
	var found []verdict
	for _, row := range verdicts {
		if matches(row.status, status) && matches(row.problem, problem) && matches(row.applied, applied) {
			found = append(found, row)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d rows for this situation, want 1", len(found))
	}
	return found[0]
}

func matches(column, value string) bool {
	return column == "*" || slices.Contains(strings.Split(column, "|"), value)
}

const problemReason = "ProblemReason"

func situationOf(status, problem, applied string) *v1alpha1.VerificationStatus {
	st := &v1alpha1.VerificationStatus{}
	if status != "none" {
		st = observed(status)
	}
	facts := lifecycle.FactsOf(st)
	facts.Generation = 3
	facts.AppliedGeneration = map[string]int64{"never": 0, "older": 2, "current": 3}[applied]
	if problem != "none" {
		facts.Problem = &v1alpha1.ProblemFact{Severity: v1alpha1.ProblemSeverity(problem), Reason: problemReason, Message: "What is wrong."}
	}
	return st
}

func (row verdict) check(t *testing.T, st *v1alpha1.VerificationStatus) {
	t.Helper()
	lifecycle.Conclude(st, circumstances(start))
	requireOrder(t, st)
	wantPhase, verdictReason := v1alpha1.PhasePending, ""
	if o := st.Facts.Observation; o != nil {
		wantPhase, verdictReason = o.Phase, o.Reason
	}
	if st.Phase != wantPhase {
		t.Errorf("phase %s, want %s", st.Phase, wantPhase)
	}
	if st.ObservedGeneration != 3 {
		t.Errorf("observedGeneration %d, want the one that was acted on", st.ObservedGeneration)
	}
	for conditionType, want := range map[string]string{
		v1alpha1.ConditionReady: row.ready, v1alpha1.ConditionSynced: row.synced, v1alpha1.ConditionVerified: row.verified,
		v1alpha1.ConditionReconciling: row.reconciling, v1alpha1.ConditionStalled: row.stalled,
	} {
		if status, reason, _ := strings.Cut(want, ":"); reason == "V" {
			want = status + ":" + verdictReason
		} else if reason == "P" {
			want = status + ":" + problemReason
		}
		if got := condition(st, conditionType); got != want {
			t.Errorf("%s is %q, want %q: %s", conditionType, got, want, row.why)
		}
	}
	if got := kstatus(st, 3); got != row.kstatus {
		t.Errorf("kstatus %s, want %s: %s", got, row.kstatus, row.why)
	}
	if got := kstatus(st, 4); got != kstatusInProgress {
		t.Errorf("kstatus after an edit that nobody has acted on is %s, want %s", got, kstatusInProgress)
	}
}

// TestRequirements: what keeps the operator from submitting comes before what the provider asks for.
func TestRequirements(t *testing.T) {
	for _, test := range []struct {
		status  string
		problem string
		want    string
	}{
		{"verified", "", ""},
		{"uploaded", "", ""},
		{"retry", "", "RetryWithFullSSN"},
		{"rejected", "", "ContactSupport"},
		{"retry", v1alpha1.ReasonCorrectionInvalid, "CorrectInput RetryWithFullSSN"},
		{"retry", v1alpha1.ReasonSecretKeyMissing, "ProvideSecret RetryWithFullSSN"},
		{"none", v1alpha1.ReasonInvalidInput, "CorrectInput"},
		{"verified", v1alpha1.ReasonFieldsNotUpdatable, "CorrectInput"},
		{"none", v1alpha1.ReasonSecretNotFound, "ProvideSecret"},
		{"none", v1alpha1.ReasonDuplicateCustomer, "ResolveCustomerID"},
		{"none", v1alpha1.ReasonCreateOutcomeUnknown, "ResolveCustomerID"},
		{"none", v1alpha1.ReasonCustomerIDTaken, "ResolveCustomerID"},
		{"verified", v1alpha1.ReasonCustomerIDMismatch, "ResolveCustomerID"},
		{"verified", v1alpha1.ReasonCustomerNotFound, "ResolveCustomerID"},
		{"pending", v1alpha1.ReasonPackageIncomplete, "CompletePackage"},
		{"rejected", v1alpha1.ReasonPackageIncomplete, "ContactSupport"},
		{"none", v1alpha1.ReasonOwnersMissing, "AddOwner"},
		{"none", v1alpha1.ReasonProviderNotFound, "ResolveProvider"},
		{"none", v1alpha1.ReasonNamespaceNotAllowed, "ResolveProvider"},
		{"verified", v1alpha1.ReasonTypeNotSupported, "CorrectInput"},
		{"verified", v1alpha1.ReasonRateLimited, ""},
		{"none", v1alpha1.ReasonProviderUnavailable, ""},
		{"none", v1alpha1.ReasonProviderNotReady, ""},
	} {
		t.Run(test.status+"/"+test.problem, func(t *testing.T) {
			st := situationOf(test.status, "none", "current")
			if test.problem != "" {
				st.Facts.Problem = &v1alpha1.ProblemFact{Severity: v1alpha1.ProblemStalled, Reason: test.problem, Message: "m"}
			}
			lifecycle.Conclude(st, circumstances(start))
			var codes []string
			for _, r := range st.Requirements {
				codes = append(codes, r.Code)
			}
			if got := strings.Join(codes, " "); got != test.want {
				t.Errorf("requirements %q, want %q", got, test.want)
			}
		})
	}
}

// TestMessagesSayWhatToDo: Ready tells the first requirement with its action, and the same in every
// condition that follows from it.
func TestMessagesSayWhatToDo(t *testing.T) {
	st := observed("retry")
	lifecycle.Conclude(st, circumstances(start))
	want := "The data did not suffice. Write all nine digits."
	for _, c := range st.Conditions {
		if c.Type != v1alpha1.ConditionSynced && c.Message != want {
			t.Errorf("%s says %q, want %q", c.Type, c.Message, want)
		}
	}
	for _, status := range statuses {
		st := observed(status)
		lifecycle.Conclude(st, circumstances(start))
		for _, c := range st.Conditions {
			if c.Message == "" {
				t.Errorf("%s: %s says nothing", status, c.Type)
			}
		}
	}
}

// TestConditionsReadFromTheSummary: people read the first line first.
func TestConditionsReadFromTheSummary(t *testing.T) {
	st := observed("uploaded")
	lifecycle.Conclude(st, circumstances(start))
	var types []string
	for _, c := range st.Conditions {
		types = append(types, c.Type)
	}
	if got, want := strings.Join(types, " "), "Ready Verified Synced Reconciling Overdue"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
}
