package backfill

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// subscribed is an account that was walked before, with what its conditions and its subscription are.
func subscribed(status metav1.ConditionStatus, since *metav1.Time) *v1alpha1.VerificationProvider {
	vp := anAccount()
	vp.Status.Backfill = &v1alpha1.BackfillStatus{LastRunTime: vp.CreationTimestamp}
	vp.Status.Webhook = &v1alpha1.WebhookStatus{SubscribedTime: since}
	vp.Status.Conditions = []metav1.Condition{
		{Type: v1alpha1.ConditionReady, Status: metav1.ConditionTrue},
		{Type: v1alpha1.ConditionWebhookSubscribed, Status: status},
	}
	return vp
}

func TestRecovered(t *testing.T) {
	at := func(d time.Duration) *metav1.Time { return &metav1.Time{Time: start.Add(d)} }
	unwalked := subscribed(metav1.ConditionTrue, at(time.Hour))
	unwalked.Status.Backfill = nil
	for name, tc := range map[string]struct {
		before, after *v1alpha1.VerificationProvider
		want          bool
	}{
		"nothing":             {subscribed(metav1.ConditionTrue, at(0)), subscribed(metav1.ConditionTrue, at(0)), false},
		"subscribed again":    {subscribed(metav1.ConditionFalse, at(0)), subscribed(metav1.ConditionTrue, at(0)), true},
		"no longer":           {subscribed(metav1.ConditionTrue, at(0)), subscribed(metav1.ConditionFalse, at(0)), false},
		"a pause ended":       {subscribed(metav1.ConditionTrue, at(0)), subscribed(metav1.ConditionTrue, at(time.Hour)), true},
		"one created anew":    {subscribed(metav1.ConditionTrue, nil), subscribed(metav1.ConditionTrue, at(time.Hour)), true},
		"one that is gone":    {subscribed(metav1.ConditionTrue, at(0)), subscribed(metav1.ConditionTrue, nil), false},
		"never walked before": {unwalked, subscribed(metav1.ConditionTrue, at(2*time.Hour)), false},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tc.want, recovered(event.UpdateEvent{ObjectOld: tc.before, ObjectNew: tc.after}))
		})
	}
}
