package lifecycle

import (
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// writer puts conditions into a status on the operator's clock.
type writer struct {
	st  *v1alpha1.VerificationStatus
	now time.Time
}

func (w writer) set(c metav1.Condition) {
	c.ObservedGeneration = w.st.ObservedGeneration
	c.LastTransitionTime = metav1.Time{Time: w.now.UTC().Truncate(time.Second)}
	meta.SetStatusCondition(&w.st.Conditions, c)
}

// setOrRemove keeps a condition only while there is something to say.
func (w writer) setOrRemove(conditionType string, c *metav1.Condition) {
	if c == nil {
		meta.RemoveStatusCondition(&w.st.Conditions, conditionType)
		return
	}
	c.Type = conditionType
	w.set(*c)
}

// order is how people read conditions: the summary first.
var order = []string{
	v1alpha1.ConditionReady, v1alpha1.ConditionVerified, v1alpha1.ConditionSynced,
	v1alpha1.ConditionOwnershipCertified, v1alpha1.ConditionReconciling, v1alpha1.ConditionStalled,
	v1alpha1.ConditionOverdue,
	v1alpha1.ConditionFundingSourceVerified, v1alpha1.ConditionBankConnectionHealthy, v1alpha1.ConditionBalanceHealthy,
}

// sort gives the conditions one order, whatever the order in which they came about: equal facts
// give equal bytes.
func (w writer) sort() {
	slices.SortStableFunc(w.st.Conditions, func(a, b metav1.Condition) int {
		return slices.Index(order, a.Type) - slices.Index(order, b.Type)
	})
}
