package plugin

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

func TestKBA(t *testing.T) {
	d := newDesk(t)
	d.customer("jane", waitingForAnswers())
	d.types("y", "y", "3", "3", "3", "1")
	require.Zero(t, d.runs("kba", "jane"), "%s", d.err)

	assert.Empty(t, d.err.String())
	assert.Contains(t, d.out.String(), "VerifiedCustomer "+d.namespace+"/jane waits for answers")
	assert.Contains(t, d.out.String(), "Is Jane Doe here and ready? [y/N]")
	assert.Contains(t, d.out.String(), "Passed: the provider accepts the answers.\n"+
		"The operator was told to look. Follow the customer with:\n  kubectl get vcust jane -n "+d.namespace+" -w\n")
	assert.Equal(t, []string{"begin customer-1", "questions quiz-1", "answer quiz-1"}, d.provider.seen())
	assert.Equal(t, map[string]pii.String{"key": pii.New("k"), "secret": pii.New("s")}, d.provider.credentials)

	vc := d.read("jane")
	assert.Equal(t, today.Format(time.RFC3339Nano), vc.Annotations[v1alpha1.AnnotationReconcileAt])
	stored, err := json.Marshal(vc)
	require.NoError(t, err)
	for _, q := range d.provider.quiz.Questions {
		for _, secret := range []string{q.ID, q.Text, q.Choices[0].ID, q.Choices[0].Text} {
			assert.NotContains(t, string(stored), secret, "the cluster knows of a question or an answer")
		}
	}
}

func TestKBAFromAScript(t *testing.T) {
	d := newDesk(t)
	d.env.Interactive = false
	d.customer("jane", waitingForAnswers())
	d.types("3", "3", "3", "3")
	assert.Zero(t, d.runs("kba", "vcust/jane", "--yes"), "%s", d.err)
	assert.Contains(t, d.out.String(), "Passed")
}

func TestKBANotPassed(t *testing.T) {
	d := newDesk(t)
	d.provider.passed = false
	d.customer("jane", waitingForAnswers())
	d.types("1", "1", "1", "1")
	assert.Equal(t, 1, d.runs("kba", "jane", "--yes"))
	assert.Contains(t, d.out.String(), "Not passed: the provider does not accept the answers")
	assert.Empty(t, d.err.String(), "the same is not said twice")
	assert.NotEmpty(t, d.read("jane").Annotations[v1alpha1.AnnotationReconcileAt])
}

func TestKBAOutcomeUnknown(t *testing.T) {
	d := newDesk(t)
	d.provider.answerErr = &provider.Error{Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown, Message: "reset"}
	d.customer("jane", waitingForAnswers())
	d.types("1", "1", "1", "1")
	assert.Equal(t, 1, d.runs("kba", "jane", "--yes"))
	assert.NotContains(t, d.out.String(), "assed")
	assert.Contains(t, d.err.String(), "error: it is not known whether the answers arrived")
	assert.NotEmpty(t, d.read("jane").Annotations[v1alpha1.AnnotationReconcileAt], "the operator is to find out")
}

func TestKBADeclined(t *testing.T) {
	d := newDesk(t)
	d.customer("jane", waitingForAnswers())
	d.types("y", "n")
	assert.Equal(t, 1, d.runs("kba", "jane"))
	assert.Contains(t, d.err.String(), "error: you left before the questions were shown: nothing is used")
	assert.Equal(t, []string{"begin customer-1"}, d.provider.seen())
	assert.Empty(t, d.read("jane").Annotations, "there is nothing to look at")
}

// obstacle keeps the questions from being put.
type obstacle struct {
	arrange func(*desk)
	args    []string
	want    string
}

func obstacles() map[string]obstacle {
	return map[string]obstacle{
		"no name": {want: "name one VerifiedCustomer: kubectl bonafide kba NAME", args: []string{"kba"}},
		"redirected": {
			arrange: func(d *desk) { d.env.Interactive = false },
			want:    "this needs a person at a terminal",
		},
		"no such customer": {args: []string{"kba", "john"}, want: `there is no VerifiedCustomer "john" in the namespace`},
		"waits for something else": {
			arrange: func(d *desk) {
				d.customer("jane", standingAt(v1alpha1.PhaseInReview, v1alpha1.ReasonDocumentUnderReview, "The provider looks at the document.", 0))
			},
			want: `VerifiedCustomer "jane" does not wait for questions: it is InReview (DocumentUnderReview). The provider looks at the document`,
		},
		"never looked at": {
			arrange: func(d *desk) { d.customer("jane", v1alpha1.VerificationStatus{}) },
			want:    "the operator has not looked at it yet",
		},
		"no provider": {
			arrange: func(d *desk) {
				d.customer("jane", waitingForAnswers())
				require.NoError(d, shared.client.DeleteAllOf(d.Context(), &v1alpha1.VerificationProvider{}, client.InNamespace(d.namespace)))
			},
			want: `there is no VerificationProvider "dwolla" in the namespace`,
		},
		"no credentials": {
			arrange: func(d *desk) {
				d.customer("jane", waitingForAnswers())
				require.NoError(d, shared.client.Delete(d.Context(), secretOf(d)))
			},
			want: `cannot be used: Secret "dwolla-api" does not exist`,
		},
		"a provider without questions": {
			arrange: func(d *desk) {
				d.customer("jane", waitingForAnswers())
				d.env.Drivers = d.provider.driver(struct{ provider.Client }{})
			},
			want: `the VerificationProvider "dwolla" is an account at "dwolla", and this provider asks no questions`,
		},
		"a provider unknown to this plugin": {
			arrange: func(d *desk) {
				d.customer("jane", waitingForAnswers())
				d.env.Drivers = nil
			},
			want: "this provider asks no questions",
		},
	}
}

// What keeps the questions from being put is said before the provider hears anything.
func TestKBARefused(t *testing.T) {
	for name, test := range obstacles() {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			if test.arrange != nil {
				test.arrange(d)
			}
			if test.args == nil {
				test.args = []string{"kba", "jane"}
			}
			assert.Equal(t, 1, d.runs(test.args...))
			assert.Contains(t, d.err.String(), "error: ")
			assert.Contains(t, d.err.String(), test.want)
			assert.Empty(t, d.provider.seen())
			assert.Empty(t, d.out.String())
		})
	}
}

// The plugin has the user's rights, and says which one is missing.
func TestKBAWithTheUsersRights(t *testing.T) {
	const (
		getCustomer = "get verifiedcustomers jane"
		getProvider = "get verificationproviders dwolla"
		getSecret   = "get secrets dwolla-api"
	)
	tests := []struct {
		user   string
		rights []string
		want   string
	}{
		{"nobody", nil, "is forbidden"},
		{"viewer", []string{getCustomer}, `you may not read the VerificationProvider "dwolla"`},
		{"auditor", []string{getCustomer, getProvider}, `you may not read the Secret "dwolla-api"`},
		{"clerk", []string{getCustomer, getProvider, getSecret}, ""},
	}
	for _, test := range tests {
		t.Run(test.user, func(t *testing.T) {
			d := newDesk(t)
			d.customer("jane", waitingForAnswers())
			d.allow(test.user, test.rights...)
			d.types("y", "y", "3", "3", "3", "3")
			code := d.runs("kba", "jane", "--as", test.user)
			if test.want != "" {
				assert.Equal(t, 1, code)
				assert.Contains(t, d.err.String(), test.want)
				assert.Empty(t, d.provider.seen())
				return
			}
			assert.Zero(t, code, "%s", d.err)
			assert.Contains(t, d.out.String(), "The operator learns of it from the provider's event.")
			assert.Empty(t, d.read("jane").Annotations)
		})
	}
}
