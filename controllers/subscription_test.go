package controllers

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/provider"
)

var anHourAgo = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// subscriber is a provider at which deliveries stand as told.
type subscriber struct {
	provider.Subscriber
	deliveries provider.Deliveries
	remainder  provider.Remainder
	before     time.Time
	resumed    error
}

func (s *subscriber) ResumeSubscription(context.Context, string) error { return s.resumed }

func (s *subscriber) Deliveries(context.Context, string) (provider.Deliveries, error) {
	return s.deliveries, nil
}

func (s *subscriber) Remainder(_ context.Context, _ string, before time.Time) (provider.Remainder, error) {
	s.before = before
	return s.remainder, nil
}

// handover is a look at a subscription that has stood for an hour, and takes over from another one.
func handover(at *subscriber) *subscription {
	vp := &v1alpha1.VerificationProvider{}
	vp.Status.Webhook = &v1alpha1.WebhookStatus{SubscriptionID: "new", URL: "u", SubscribedTime: &metav1.Time{Time: anHourAgo}}
	return &subscription{
		p: &providerPass{r: &ProviderReconciler{}, vp: vp, now: anHourAgo.Add(time.Hour)}, api: at, st: vp.Status.Webhook, url: "u",
		standing: []provider.Subscription{{ID: "old", URL: "u"}, {ID: "new", URL: "u", Created: anHourAgo.Add(time.Second)}},
	}
}

func TestWhenASubscriptionMayGo(t *testing.T) {
	taken, failing := provider.Deliveries{Succeeded: 1}, provider.Deliveries{Outstanding: 2, Failed: 1}
	for name, tc := range map[string]struct {
		deliveries provider.Deliveries
		remainder  provider.Remainder
		since      time.Duration
		cause      v1alpha1.RetirementCause
		paused     bool
		want       bool
	}{
		"the new one delivers":                   {taken, provider.RemainderNone, time.Hour, v1alpha1.RetirementKeyRotated, false, true},
		"there was nothing to deliver":           {provider.Deliveries{}, provider.RemainderNone, time.Hour, v1alpha1.RetirementKeyRotated, false, true},
		"the new one fails":                      {failing, provider.RemainderNone, time.Hour, v1alpha1.RetirementURLChanged, false, false},
		"the new one fails for days":             {failing, provider.RemainderNone, 72 * time.Hour, v1alpha1.RetirementURLChanged, false, false},
		"beside a stranger's, it fails":          {failing, provider.RemainderNone, 72 * time.Hour, v1alpha1.RetirementUnrecorded, false, false},
		"beside a stranger's":                    {taken, provider.RemainderSome, time.Hour, v1alpha1.RetirementUnrecorded, false, true},
		"the old one has something left":         {taken, provider.RemainderSome, time.Hour, v1alpha1.RetirementKeyRotated, false, false},
		"the old one has that for a day":         {taken, provider.RemainderSome, 24 * time.Hour, v1alpha1.RetirementKeyRotated, false, true},
		"what it has left cannot be told":        {taken, provider.RemainderUnknown, time.Hour, v1alpha1.RetirementKeyRotated, false, false},
		"what it has left is never to be told":   {taken, provider.RemainderUnknown, 24 * time.Hour, v1alpha1.RetirementKeyRotated, false, true},
		"the old one is paused, and keeps quiet": {taken, provider.RemainderSome, time.Hour, v1alpha1.RetirementKeyRotated, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			at := &subscriber{deliveries: tc.deliveries, remainder: tc.remainder}
			s := handover(at)
			s.standing[0].Paused = tc.paused
			require.NoError(t, s.prove(t.Context()))
			got, err := s.mayGo(t.Context(), v1alpha1.RetiringSubscription{ID: "old", Cause: tc.cause, Since: metav1.Time{Time: s.p.now.Add(-tc.since)}})
			require.NoError(t, err)
			assert.Equal(t, tc.want, got)
			assert.Equal(t, tc.deliveries == failing, s.undelivered() != nil)
			if !at.before.IsZero() {
				assert.Equal(t, anHourAgo.Add(time.Second+clockSlack), at.before, "what came about before the new one")
			}
		})
	}
}

// One that has delivered once is not asked about again; and one that has just been made is not doubted.
func TestProve(t *testing.T) {
	at := &subscriber{deliveries: provider.Deliveries{Succeeded: 1}}
	s := handover(at)
	require.NoError(t, s.prove(t.Context()))
	require.NotNil(t, s.st.DeliveredTime)
	at.deliveries = provider.Deliveries{Failed: 3}
	require.NoError(t, s.prove(t.Context()))
	assert.Nil(t, s.undelivered())

	s = handover(at)
	s.p.now = anHourAgo.Add(time.Minute)
	require.NoError(t, s.prove(t.Context()))
	assert.Nil(t, s.undelivered())
	assert.Nil(t, s.st.DeliveredTime)
}

// Every write of status brings the next look at once. A provider that never says what came of a resumption would be
// asked without a pause.
func TestAResumptionInDoubtIsNotNotedByEveryLook(t *testing.T) {
	s := handover(&subscriber{resumed: &provider.Error{Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown}})
	s.standing[1].Paused = true
	noted := map[time.Time]bool{}
	for range 300 {
		require.Error(t, s.restore(t.Context()))
		noted[s.st.SubscribedTime.Time] = true
		s.p.now = s.p.now.Add(time.Second)
	}
	assert.Len(t, noted, 5, "once a minute")
	assert.False(t, noted[anHourAgo])

	// What was noted is lost in a conflict, and the next look finds it resumed.
	for range 2 {
		s.st.SubscribedTime, s.standing[1].Paused = &metav1.Time{Time: anHourAgo}, false
		require.NoError(t, s.restore(t.Context()))
		assert.Equal(t, s.p.now, s.st.SubscribedTime.Time)
	}
	noted = map[time.Time]bool{}
	for range 300 {
		require.NoError(t, s.restore(t.Context()))
		noted[s.st.SubscribedTime.Time] = true
		s.p.now = s.p.now.Add(time.Second)
	}
	assert.Len(t, noted, 1)
}

// A pause that comes right after the subscription was made is one whose events were missed, like any other.
func TestAResumptionInDoubtIsNotedAtOnce(t *testing.T) {
	s := handover(&subscriber{resumed: &provider.Error{Class: provider.ClassUnavailable, Outcome: provider.OutcomeUnknown}})
	s.standing[1].Paused = true
	s.st.SubscribedTime = &metav1.Time{Time: s.p.now.Add(-resumptionDoubt / 6)}
	require.Error(t, s.restore(t.Context()))
	assert.Equal(t, s.p.now, s.st.SubscribedTime.Time)
}

// The second time that another one stands where this one did, the address is left to it.
func TestContest(t *testing.T) {
	s := handover(&subscriber{})
	s.p.now = anHourAgo.Add(100 * time.Hour)
	// lose is what a look finds: this object's subscription is gone, and another one there, or none.
	lose := func(rival ...provider.Subscription) bool {
		s.standing = rival
		s.displaced()
		s.st.SubscriptionID, s.st.SubscribedTime = "", nil
		return s.contested()
	}
	// renew makes another one, beside which none of others stands a while later.
	renew := func(stood time.Duration) {
		s.st.SubscriptionID, s.st.SubscribedTime = "new", &metav1.Time{Time: s.p.now.Add(-stood)}
		s.standing = []provider.Subscription{{ID: "new", URL: "u"}}
		assert.False(t, s.contested())
	}
	rival, elsewhere := provider.Subscription{ID: "theirs", URL: "u"}, provider.Subscription{ID: "x", URL: "elsewhere"}
	assert.False(t, lose(elsewhere), "somebody deleted it")
	renew(time.Hour)
	assert.False(t, lose(rival), "once may be by hand")
	renew(time.Hour)
	assert.True(t, lose(rival))
	assert.True(t, s.contested(), "and from then on")
	assert.Contains(t, s.contest().Message, "theirs")

	s.p.vp.Generation++
	assert.False(t, s.contested(), "somebody changed spec")
	s.st.CheckedGeneration = s.p.vp.Generation
	renew(time.Hour)
	assert.False(t, lose(rival))
	renew(25 * time.Hour)
	assert.False(t, lose(rival), "a day later it is another story")
	renew(time.Hour)
	assert.True(t, lose(rival))
	s.standing = []provider.Subscription{elsewhere}
	assert.False(t, s.contested(), "the other one is gone")

	renew(time.Hour)
	s.st.Intent = &v1alpha1.SubscriptionIntent{}
	assert.False(t, lose(rival))
	assert.Zero(t, s.st.Displaced, "it may be what a creation under way has brought")
	s.st.Intent = nil

	s.st.URL, s.st.Retiring = "u", []v1alpha1.RetiringSubscription{{ID: "theirs", Cause: v1alpha1.RetirementUnrecorded}, {ID: "ours", Cause: v1alpha1.RetirementURLChanged}}
	s.cede()
	assert.Equal(t, []string{"ours"}, recorded(s.st))
	assert.False(t, ofThisObject(rival, s.st), "the deletion of this object leaves the other's alone")
}

// Where the provider has no call for subscriptions, an address in spec is not taken for one that is subscribed.
func TestAddressThatSubscribesNothingIsTold(t *testing.T) {
	vp := &v1alpha1.VerificationProvider{}
	vp.Spec.Webhook = &v1alpha1.WebhookSpec{}
	p := &providerPass{vp: vp}
	p.account.open = &account.Account{}
	told := p.subscribed()
	assert.Equal(t, v1alpha1.ReasonNotManaged, told.Reason)
	assert.NotContains(t, told.Message, "spec.webhook.url")

	vp.Spec.Webhook.URL = "https://hooks.example.com"
	told = p.subscribed()
	assert.Equal(t, v1alpha1.ReasonNotManaged, told.Reason)
	assert.Contains(t, told.Message, "spec.webhook.url subscribes nothing")
}
