package plugin

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

func underReview() v1alpha1.VerificationStatus {
	return standingAt(v1alpha1.PhaseInReview, v1alpha1.ReasonDocumentUnderReview, "The provider looks at the document.", 26*time.Hour)
}

func TestStatus(t *testing.T) {
	d := newDesk(t)
	d.customer("jane", waitingForAnswers())
	d.customer("acme", standingAt(v1alpha1.PhaseVerified, v1alpha1.ReasonVerified, "", 48*time.Hour))
	d.owner("omar", "acme", underReview())
	require.Zero(t, d.runs("status"), "%s", d.err)
	assert.Equal(t, ""+
		"NAME          PHASE            WAITS FOR             SINCE   NEXT STEP\n"+
		"vcust/acme    Verified         -                     2d      -\n"+
		"bowner/omar   InReview         DocumentUnderReview   26h     The provider looks at the document.\n"+
		"vcust/jane    ActionRequired   AnswerKBA             3h      kubectl bonafide kba jane -n "+d.namespace+"\n",
		d.out.String())
}

func TestStatusOfOne(t *testing.T) {
	d := newDesk(t)
	d.customer("acme", underReview())
	d.customer("jane", underReview())
	d.owner("omar", "acme", underReview())
	tests := map[string]string{
		"acme": "vcust/acme bowner/omar", "omar": "bowner/omar", "bowner/omar": "bowner/omar", "jane": "vcust/jane",
	}
	for argument, want := range tests {
		d.out.buf.Reset()
		require.Zero(t, d.runs("status", argument), "%s", d.err)
		var names []string
		for _, line := range strings.Split(strings.TrimSpace(d.out.String()), "\n")[1:] {
			names = append(names, strings.Fields(line)[0])
		}
		assert.Equal(t, want, strings.Join(names, " "), argument)
	}
	assert.Equal(t, 1, d.runs("status", "john"))
	assert.Contains(t, d.err.String(), `error: there is no VerifiedCustomer or BeneficialOwner "john" in the namespace`)
}

func TestStatusOfAllNamespaces(t *testing.T) {
	d, other := newDesk(t), newDesk(t)
	other.customer("jane", underReview())
	require.Zero(t, d.runs("status"), "%s", d.err)
	assert.Contains(t, d.err.String(), "There are no customers or owners in the namespace")
	assert.Empty(t, d.out.String())
	require.Zero(t, d.runs("status", "-A"), "%s", d.err)
	assert.Regexp(t, `(?m)^NAMESPACE +NAME `, d.out.String())
	assert.Regexp(t, `(?m)^`+other.namespace+` +vcust/jane `, d.out.String())
}

func TestWaits(t *testing.T) {
	retry := v1alpha1.Requirement{Code: "RetryWithFullSSN", Message: "No match.", Action: "Correct spec."}
	upload := v1alpha1.Requirement{Code: "UploadDocument", Message: "A document."}
	needed := standingAt(v1alpha1.PhaseActionRequired, v1alpha1.ReasonRetryRequired, "m", time.Hour, retry, upload)
	moved := today.Add(-time.Hour)
	with := func(st v1alpha1.VerificationStatus, conditions ...metav1.Condition) v1alpha1.VerificationStatus {
		st.Conditions = append(append([]metav1.Condition(nil), st.Conditions...), conditions...)
		return st
	}
	created := today.Add(-time.Second)
	later := metav1.NewTime(today.Add(-time.Minute))
	tests := map[string]struct {
		status  v1alpha1.VerificationStatus
		answers string
		want    []wait
	}{
		"never looked at": {
			v1alpha1.VerificationStatus{}, "",
			[]wait{{"the operator", created, "Wait for the operator's first look; if none comes, see whether it runs."}},
		},
		"all requirements": {needed, "", []wait{{"RetryWithFullSSN", moved, "No match. Correct spec."}, {"UploadDocument", moved, "A document."}}},
		"a problem stands before them": {
			with(needed, metav1.Condition{Type: "Synced", Status: "False", Reason: "CorrectionInvalid", Message: "Nine digits.", LastTransitionTime: later}), "",
			[]wait{{"CorrectionInvalid", later.Time, "Nine digits."}, {"RetryWithFullSSN", moved, "No match. Correct spec."}, {"UploadDocument", moved, "A document."}},
		},
		"a problem is said once": {
			with(standingAt(v1alpha1.PhasePending, v1alpha1.ReasonSecretNotFound, "m", time.Hour, v1alpha1.Requirement{Code: "ProvideSecret", Message: "No Secret."}),
				metav1.Condition{Type: "Synced", Status: "False", Reason: "SecretNotFound", Message: "No Secret.", LastTransitionTime: later}), "",
			[]wait{{"SecretNotFound", later.Time, "No Secret."}},
		},
		"a verified business is asked about its owners": {
			with(standingAt(v1alpha1.PhaseVerified, v1alpha1.ReasonVerified, "m", time.Hour,
				v1alpha1.Requirement{Code: "RecertifyOwnership", Message: "Within 30 days.", Action: "Certify anew."}),
				metav1.Condition{Type: "OwnershipCertified", Status: "False", Reason: "RecertificationRequired", Message: "Within 30 days. Certify anew.", LastTransitionTime: later}), "",
			[]wait{{"RecertifyOwnership", later.Time, "Within 30 days. Certify anew."}},
		},
		"on its way": {
			with(underReview(), metav1.Condition{Type: "Synced", Status: "False", Reason: v1alpha1.ReasonSubmitting}), "",
			[]wait{{"DocumentUnderReview", today.Add(-26 * time.Hour), "The provider looks at the document."}},
		},
		"overdue": {
			with(underReview(), metav1.Condition{Type: "Overdue", Status: "True", Reason: "ReviewOverdue", Message: "Ask.", LastTransitionTime: later}), "",
			[]wait{{"ReviewOverdue", later.Time, "Ask."}},
		},
		"questions":             {waitingForAnswers(), "kubectl bonafide kba x", []wait{{"AnswerKBA", today.Add(-3 * time.Hour), "kubectl bonafide kba x"}}},
		"questions to an owner": {waitingForAnswers(), "", []wait{{"AnswerKBA", today.Add(-3 * time.Hour), "The provider has questions. Have the person answer."}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, subject{status: &test.status, answers: test.answers, created: created}.waits())
		})
	}
}

func TestTableWraps(t *testing.T) {
	fill := func(width int) string {
		var out strings.Builder
		tab := table{width: width, header: []string{"NAME", "NEXT STEP"}, rows: [][]string{
			{"vcust/åsa", "Correct spec.personal wherever it differs\nfrom the document."}, {"x", "-"},
		}}
		require.NoError(t, tab.write(&out))
		return out.String()
	}
	assert.Equal(t, ""+
		"NAME        NEXT STEP\n"+
		"vcust/åsa   Correct spec.personal wherever it differs from the document.\n"+
		"x           -\n", fill(0))
	assert.Equal(t, ""+
		"NAME        NEXT STEP\n"+
		"vcust/åsa   Correct spec.personal\n"+
		"            wherever it differs from the\n"+
		"            document.\n"+
		"x           -\n", fill(40))
	assert.Equal(t, fill(36), fill(10), "a terminal that is too narrow")
}
