package controllers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// scheduling is a pass over a customer, at a time that stands.
func scheduling(vc *v1alpha1.VerifiedCustomer) *pass {
	now := time.Unix(1_800_000_000, 0)
	return (&NewCustomerReconciler(Dependencies{Clock: clocktesting.NewFakePassiveClock(now)}).core).newPass(vc)
}

// What is held back for a while comes back after that, also if something else is in the way.
func TestWhatIsHeldBackIsNotPutOff(t *testing.T) {
	for name, other := range map[string]*halt{
		"nothing else":  nil,
		"a document":    stall(v1alpha1.ReasonInvalidInput, "the file is of the wrong type").besides(),
		"a deviation":   stall(v1alpha1.ReasonFieldsNotUpdatable, "set them back").besides(),
		"another owner": await(v1alpha1.ReasonDependencyNotReady, "not there yet"),
	} {
		t.Run(name, func(t *testing.T) {
			p := scheduling(&v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Name: "jane", Namespace: "onboarding", UID: "u"}})
			p.r.CorrectionQuiet = 2 * time.Second
			held := p.holdBack("data", "they are sent")
			require.NotNil(t, held)
			p.halts = []*halt{held}
			if other != nil {
				p.halts = []*halt{other, held}
			}
			result, err := p.schedule(p.halts[0])
			require.NoError(t, err)
			assert.InDelta(t, 2.1, result.RequeueAfter.Seconds(), 0.1)
		})
	}
}

// A Secret that a document waits for is looked for at its pace, also if something else is told first.
func TestWhatIsNotToldIsWaitedForAllTheSame(t *testing.T) {
	p := scheduling(&v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Name: "jane", Namespace: "onboarding", UID: "u"}})
	p.halts = []*halt{
		stall(v1alpha1.ReasonFieldsNotUpdatable, "set them back").besides(),
		await(v1alpha1.ReasonSecretNotFound, "not there yet").besides(),
	}
	result, err := p.schedule(p.halts[0])
	require.NoError(t, err)
	assert.LessOrEqual(t, result.RequeueAfter, secretPollMin+secretPollMin/10)
}

// What only people can find out is not looked at again by itself, but a deletion is: it gives up after a while.
func TestWhatOnlyHumansHelpEndsADeletion(t *testing.T) {
	vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{
		Name: "jane", Namespace: "onboarding", UID: "u", Annotations: map[string]string{v1alpha1.AnnotationCreateIntent: `{"uid":"u"}`},
	}}
	unknown := outcomeUnknown("the answer was lost")

	result, err := scheduling(vc).schedule(unknown)
	require.NoError(t, err)
	assert.Zero(t, result)

	vc.DeletionTimestamp = &metav1.Time{Time: time.Unix(1_800_000_000, 0)}
	result, err = scheduling(vc).schedule(unknown)
	require.NoError(t, err)
	assert.NotZero(t, result.RequeueAfter, "nothing brings the deletion back")
	assert.LessOrEqual(t, result.RequeueAfter, deletionPatience)
}

// A provider that says how long it wants to be left alone is; one that does not is asked again with growing pauses.
func TestProvidersPatienceIsHeeded(t *testing.T) {
	for _, class := range []provider.Class{provider.ClassUnavailable, provider.ClassRateLimited} {
		result, err := scheduling(&v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Name: "jane", Namespace: "onboarding", UID: "u"}}).
			schedule(haltOf(haltForProvider(&provider.Error{Class: class, RetryAfter: 40 * time.Second})))
		require.NoError(t, err)
		assert.GreaterOrEqual(t, result.RequeueAfter, 40*time.Second)
		assert.LessOrEqual(t, result.RequeueAfter, 44*time.Second)
	}
	_, err := scheduling(&v1alpha1.VerifiedCustomer{}).schedule(haltOf(haltForProvider(&provider.Error{Class: provider.ClassUnavailable})))
	require.Error(t, err, "the work queue has to back off")
}
