package operator

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/cache"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// decoded is a customer as it comes from the API server: no two have a string in common.
func decoded() *v1alpha1.VerifiedCustomer {
	own := func(s string) string { return string([]byte(s)) }
	return &v1alpha1.VerifiedCustomer{
		ObjectMeta: metav1.ObjectMeta{
			Name: own("jane"), Namespace: own("onboarding"), Finalizers: []string{own("bonafide.dev/finalizer")},
			Annotations: map[string]string{"team": "a"},
		},
		Status: v1alpha1.VerifiedCustomerStatus{CustomerID: own("id"), VerificationStatus: v1alpha1.VerificationStatus{
			Phase:      v1alpha1.Phase(own("Verified")),
			Conditions: []metav1.Condition{{Type: own("Ready"), Status: metav1.ConditionStatus(own("True")), Reason: own("Verified"), Message: own("all is well")}},
			History:    []v1alpha1.HistoryEntry{{To: own("Verified"), Cause: v1alpha1.MoveCause(own("Resync"))}},
			Facts: &v1alpha1.Facts{
				Observation: &v1alpha1.ObservationFact{Status: own("verified"), Reason: own("Verified")},
				Submission:  &v1alpha1.SubmissionFact{KeyID: own("key"), Fingerprint: own("fingerprint")},
				Profile:     &v1alpha1.ProfileFact{KeyID: own("key")},
			},
		}},
	}
}

// What goes into the cache is what came, but for what nobody reads.
func TestSlimChangesNothingThatIsRead(t *testing.T) {
	vc := decoded()
	vc.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "kubectl"}}
	vc.Annotations[lastApplied] = "{}"
	out, err := slim(vc)
	require.NoError(t, err)
	assert.Equal(t, decoded(), out)

	for name, o := range map[string]any{
		"an empty status": &v1alpha1.BeneficialOwner{},
		"a tombstone":     cache.DeletedFinalStateUnknown{Key: "a/b"},
	} {
		out, err := slim(o)
		require.NoError(t, err, name)
		assert.Equal(t, o, out, name)
	}
}

func TestSlimObjectsShareTheirStrings(t *testing.T) {
	one, other := decoded(), decoded()
	for _, vc := range []*v1alpha1.VerifiedCustomer{one, other} {
		_, err := slim(vc)
		require.NoError(t, err)
	}
	same := func(a, b string) bool { return a == b && unsafe.StringData(a) == unsafe.StringData(b) }
	assert.False(t, same(one.Name, other.Name), "names differ, and are left alone")
	assert.True(t, same(one.Namespace, other.Namespace))
	assert.True(t, same(one.Finalizers[0], other.Finalizers[0]))
	assert.True(t, same(one.Status.Conditions[0].Message, other.Status.Conditions[0].Message))
	assert.True(t, same(one.Status.History[0].To, other.Status.History[0].To))
	assert.True(t, same(one.Status.Facts.Submission.KeyID, other.Status.Facts.Submission.KeyID))
}
