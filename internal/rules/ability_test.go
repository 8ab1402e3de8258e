package rules

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// emit fires an event that nothing caused, so many seconds after base, and waits until it was taken.
func emit(w *harness.World, topic, customerID string, at time.Time) {
	w.Helper()
	emitAbout(w, "", topic, customerID, at)
}

// emitAbout is emit about a resource.
func emitAbout(w *harness.World, resourceID, topic, customerID string, at time.Time) {
	w.Helper()
	_, err := w.Control.Emit(w.Context, controlapi.Emit{Topic: topic, CustomerID: customerID, ResourceID: resourceID, Created: &at})
	require.NoError(w, err)
	w.UntilDelivered()
	pending, err := w.Control.Pending(w.Context)
	require.NoError(w, err)
	assert.Zero(w, pending.Scheduled, "%s was not acknowledged", topic)
}

// What events tell of the ability to act becomes a condition when such an event exists. It costs no
// call, has no say in Ready, and the newest about one bank account, connection or balance counts, in whatever
// order they come.
func TestAbilityEvents(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	vc := w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilDelivered()
	id, looks, base := vc.Status.CustomerID, w.Calls(routeLook), time.Now()
	for _, condition := range []string{v1alpha1.ConditionFundingSourceVerified, v1alpha1.ConditionBankConnectionHealthy, v1alpha1.ConditionBalanceHealthy} {
		assert.Empty(t, harness.Condition(vc, condition).Type)
	}
	const first, second = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	for _, step := range []struct {
		about     string
		topic     string
		seconds   int
		condition string
		status    metav1.ConditionStatus
		reason    string
	}{
		{first, "customer_funding_source_verified", 1, v1alpha1.ConditionFundingSourceVerified, metav1.ConditionTrue, v1alpha1.ReasonFundingSourceVerified},
		{first, "customer_funding_source_unverified", 3, v1alpha1.ConditionFundingSourceVerified, metav1.ConditionFalse, v1alpha1.ReasonFundingSourceUnverified},
		{first, "customer_funding_source_verified", 2, v1alpha1.ConditionFundingSourceVerified, metav1.ConditionFalse, v1alpha1.ReasonFundingSourceUnverified},
		{first, "customer_funding_source_removed", 5, v1alpha1.ConditionFundingSourceVerified, metav1.ConditionUnknown, v1alpha1.ReasonFundingSourceRemoved},
		{second, "customer_funding_source_verified", 6, v1alpha1.ConditionFundingSourceVerified, metav1.ConditionTrue, v1alpha1.ReasonFundingSourceVerified},
		{first, "customer_funding_source_removed", 7, v1alpha1.ConditionFundingSourceVerified, metav1.ConditionTrue, v1alpha1.ReasonFundingSourceVerified},
		{first, "customer_exchange_reauth_required", 1, v1alpha1.ConditionBankConnectionHealthy, metav1.ConditionFalse, v1alpha1.ReasonBankConnectionExpiring},
		{first, "customer_exchange_deactivated", 2, v1alpha1.ConditionBankConnectionHealthy, metav1.ConditionFalse, v1alpha1.ReasonBankConnectionLost},
		{first, "customer_exchange_reauth_required", 0, v1alpha1.ConditionBankConnectionHealthy, metav1.ConditionFalse, v1alpha1.ReasonBankConnectionLost},
		{first, "customer_funding_source_negative", 1, v1alpha1.ConditionBalanceHealthy, metav1.ConditionFalse, v1alpha1.ReasonBalanceNegative},
	} {
		emitAbout(w, step.about, step.topic, id, base.Add(time.Duration(step.seconds)*time.Second))
		c := harness.Condition(w.Customer("jane"), step.condition)
		assert.Equal(t, step.reason, c.Reason, "%s at %d", step.topic, step.seconds)
		assert.Equal(t, step.status, c.Status)
		assert.NotEmpty(t, c.Message)
	}
	assert.Equal(t, looks, w.Calls(routeLook))
	vc = w.Touch("jane")
	assert.Equal(t, v1alpha1.ReasonFundingSourceVerified, harness.Condition(vc, v1alpha1.ConditionFundingSourceVerified).Reason)
	assert.Equal(t, metav1.ConditionTrue, harness.Condition(vc, v1alpha1.ConditionReady).Status)
}

// What happens to the money is told by Kubernetes Events, at most a few at once, and writes no
// status.
func TestActivityWritesNoStatus(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilDelivered()
	before, looks := w.Touch("jane"), w.Calls(routeLook)
	for i, topic := range []string{
		"customer_transfer_created", "customer_transfer_completed", "customer_microdeposits_added",
	} {
		emit(w, topic, before.Status.CustomerID, time.Now().Add(time.Duration(i)*time.Second))
	}
	w.UntilKubeEvent("jane", "Normal ProviderActivity: customer_transfer_completed")
	for range 20 {
		emit(w, "customer_bank_transfer_completed", before.Status.CustomerID, time.Now())
	}
	assert.Equal(t, before.ResourceVersion, w.Customer("jane").ResourceVersion)
	assert.Equal(t, looks, w.Calls(routeLook))
	assert.LessOrEqual(t, len(w.KubeEvents("jane")), 12)
}
