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
		"never walked before": {unwalked, subscribed(metav1.ConditionTrue, at(2*time.Hour)), false},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tc.want, recovered(event.UpdateEvent{ObjectOld: tc.before, ObjectNew: tc.after}))
		})
	}
}

// What a subscription missed is looked for half a minute after it stands again, whoever leads by then, and once.
func TestASubscriptionThatStandsAgainIsCaughtUpWith(t *testing.T) {
	at := func(d time.Duration) *metav1.Time { return &metav1.Time{Time: start.Add(d)} }
	for name, tc := range map[string]struct {
		since, walked *metav1.Time
		want          time.Duration // after start; zero is never
	}{
		"no subscription":                      {nil, at(time.Minute), 0},
		"one before the last walk":             {at(time.Minute), at(2 * time.Minute), 0},
		"one after the last walk":              {at(2 * time.Minute), at(time.Minute), 2*time.Minute + 30*time.Second},
		"one during the last walk":             {at(2 * time.Minute), at(2*time.Minute + 5*time.Second), 2*time.Minute + 30*time.Second},
		"a walk just late enough":              {at(2 * time.Minute), at(2*time.Minute + 30*time.Second), 0},
		"the first of a new object":            {at(20 * time.Second), nil, 0},
		"another one, before there was a walk": {at(2 * time.Minute), nil, 2*time.Minute + 30*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			vp := subscribed(metav1.ConditionTrue, tc.since)
			vp.CreationTimestamp, vp.Status.Backfill = *at(0), nil
			if tc.walked != nil {
				vp.Status.Backfill = &v1alpha1.BackfillStatus{LastRunTime: *tc.walked}
			}
			want := time.Time{}
			if tc.want > 0 {
				want = start.Add(tc.want)
			}
			got := resubscribed(vp, vp.Status.Backfill, 30*time.Second)
			assert.True(t, want.Equal(got), "want %s, got %s", want, got)
		})
	}
}
