package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// The webhook subscription is desired state: exactly one for the object's address and key.

const (
	routeSubscribe    = "POST /webhook-subscriptions"
	pathSubscriptions = "^/webhook-subscriptions$"
)

// standing is a subscription as the simulated Dwolla shows it.
type standing struct {
	ID, URL string
	Paused  bool
}

func standings(w *harness.World) []standing {
	w.Helper()
	var list struct {
		Embedded struct {
			List []standing `json:"webhook-subscriptions"`
		} `json:"_embedded"`
	}
	read(w, "/webhook-subscriptions", &list)
	return list.Embedded.List
}

// subscribedCondition is where the subscription stands by the object's own word.
func subscribedCondition(w *harness.World) metav1.Condition {
	w.Helper()
	vp := w.Provider()
	c := meta.FindStatusCondition(vp.Status.Conditions, v1alpha1.ConditionWebhookSubscribed)
	if c == nil || c.ObservedGeneration != vp.Generation {
		return metav1.Condition{}
	}
	return *c
}

// untilSubscribed waits until WebhookSubscribed has a reason, and returns the object.
func untilSubscribed(w *harness.World, reason string) *v1alpha1.VerificationProvider {
	w.Helper()
	w.Until("the subscription is "+reason, func() bool { return subscribedCondition(w).Reason == reason })
	return w.Provider()
}

// exactlyOneSubscription checks that one stands for the world's address, that it is the one that status
// names, and that it delivers.
func exactlyOneSubscription(w *harness.World) {
	w.Helper()
	var own []standing
	for _, s := range standings(w) {
		if s.URL == w.HookURL() {
			own = append(own, s)
		}
	}
	require.Len(w, own, 1)
	st := w.Provider().Status.Webhook
	require.NotNil(w, st)
	assert.Equal(w, own[0].ID, st.SubscriptionID)
	assert.Equal(w, w.HookURL(), st.URL)
	assert.False(w, own[0].Paused)
	assert.Nil(w, st.Intent)
	assert.Empty(w, st.Retiring)
}

// delivers checks that events arrive and are taken, by one that a look would not bring about.
func delivers(w *harness.World, name string) {
	w.Helper()
	id := w.Customer(name).Status.CustomerID
	_, err := w.Control.Emit(w.Context, controlapi.Emit{Topic: "customer_funding_source_verified", CustomerID: id})
	require.NoError(w, err)
	w.UntilReason(name, v1alpha1.ConditionFundingSourceVerified, v1alpha1.ReasonFundingSourceVerified)
}

// ahead has the operator look after so much time.
func ahead(w *harness.World, clock *harness.Clock, d time.Duration) {
	w.Helper()
	clock.Advance(d)
	w.TouchProvider()
}

// change changes a subscription at the provider, as people may in its dashboard.
func change(w *harness.World, method, id, body string) {
	w.Helper()
	require.Equal(w, http.StatusOK, w.Dwolla(method, "/webhook-subscriptions/"+id, body).StatusCode)
}

func TestSubscriptionIsCreated(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	w.Subscribe("http://127.0.0.1:1/somebody-elses", "theirs")
	op := w.StartOperator()
	vp := untilSubscribed(w, v1alpha1.ReasonSubscribed)
	assert.Contains(t, vp.Finalizers, v1alpha1.Finalizer)
	assert.Equal(t, 1, w.Calls("GET /webhook-subscriptions"))
	exactlyOneSubscription(w)
	verified(w, 1)
	delivers(w, "jane-0")
	w.UntilKubeEvent(harness.ProviderName, "Normal Subscribed: The provider delivers to "+w.HookURL())
	assert.Equal(t, []string{
		"kube PATCH verificationproviders", "kube PATCH verificationproviders/status", // finalizer, intent
		"provider POST /webhook-subscriptions", "kube PATCH verificationproviders/status",
	}, op.Steps()[:4])
	status, err := json.Marshal(vp)
	require.NoError(t, err)
	assert.NotContains(t, string(status), harness.SigningSecret)
	assert.NotContains(t, harness.Logs(), harness.SigningSecret)
	require.Len(t, standings(w), 2, "that of somebody else stands on")
}

// A restart asks nothing: neither whether the credentials are good nor whether the subscription stands.
func TestSubscriptionRestartCallsNobody(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	op := w.StartOperator()
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	op.Stop()
	require.NoError(t, w.Control.ResetCounters(w.Context))
	op = w.StartOperator()
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Annotations = map[string]string{"touched": "yes"} })
	seenAll(w)
	assert.Zero(t, w.TotalCalls(), "calls: %v", w.Counters().Calls)
	for _, step := range op.Steps() {
		assert.NotContains(t, step, "verificationproviders")
	}
}

func TestSubscriptionFollowerDoesNothing(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	startLeader(w)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	follower, _ := startFollower(w)
	id := w.Provider().Status.Webhook.SubscriptionID
	change(w, http.MethodDelete, id, "")
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.RateLimit.Burst-- })
	w.Until("the leader created another one", func() bool {
		st := w.Provider().Status.Webhook
		return st.SubscriptionID != id && st.SubscriptionID != ""
	})
	exactlyOneSubscription(w)
	assert.Empty(t, follower.Steps())
}

func TestSubscriptionDeletedOutside(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	lost := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	change(w, http.MethodDelete, lost, "")
	ahead(w, &clock, 7*time.Minute)
	w.Until("there is another one", func() bool { return len(standings(w)) == 1 && w.Provider().Status.Webhook.Intent == nil })
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
	w.UntilKubeEvent(harness.ProviderName, "Warning SubscriptionLost: the subscription "+lost)
	verified(w, 1)
	delivers(w, "jane-0")
}

// How often the provider is asked is the operator's to say: nothing else has it look here.
func TestSubscriptionIsLookedAtAsOftenAsSaid(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	w.StartOperator(func(o *operator.Options) { o.SubscriptionCheck = time.Second })
	lost := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	change(w, http.MethodDelete, lost, "")
	w.Until("there is another one", func() bool {
		st := w.Provider().Status.Webhook
		return st.SubscriptionID != "" && st.SubscriptionID != lost
	})
	exactlyOneSubscription(w)
}

func TestSubscriptionPausedOutside(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	id := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	verified(w, 1)
	change(w, http.MethodPost, id, `{"paused":true}`)
	ahead(w, &clock, 7*time.Minute)
	w.Until("it delivers again", func() bool { return !standings(w)[0].Paused })
	exactlyOneSubscription(w)
	w.UntilKubeEvent(harness.ProviderName, "Warning SubscriptionRestored: the subscription "+id)
	delivers(w, "jane-0")
}

// A subscription that was resumed, though no answer ever said so, has missed what happened meanwhile.
func TestSubscriptionResumedWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	st := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook
	change(w, http.MethodPost, st.SubscriptionID, `{"paused":true}`)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: "^/webhook-subscriptions/[^/]+$", Count: -1, Drop: controlapi.DropAfter})
	ahead(w, &clock, 7*time.Minute)
	w.Until("it delivers again", func() bool { return !standings(w)[0].Paused })
	w.Until("status knows that it did not", func() bool { return w.Provider().Status.Webhook.SubscribedTime.After(st.SubscribedTime.Time) })
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
}

func TestSubscriptionPauseThatCannotBeEnded(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	id := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	change(w, http.MethodPost, id, `{"paused":true}`)
	w.AddFault(always(http.MethodPost, "^/webhook-subscriptions/[^/]+$", http.StatusForbidden))
	ahead(w, &clock, 7*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonSubscriptionPaused)
	w.ClearFaults()
	ahead(w, &clock, 7*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
}

func TestSubscriptionLimit(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	for i := range 10 {
		w.Subscribe(fmt.Sprintf("http://127.0.0.1:1/%d?token=hush", i), "theirs")
	}
	var clock harness.Clock
	w.StartOperator(clock.Use)
	untilSubscribed(w, v1alpha1.ReasonSubscriptionLimitReached)
	message := subscribedCondition(w).Message
	says(w, message, "Delete one", "http://127.0.0.1:1/3 ("+standings(w)[3].ID)
	assert.NotContains(t, message, "hush")
	w.UntilKubeEvent(harness.ProviderName, "Warning SubscriptionLimitReached")
	tries := w.Calls(routeSubscribe)
	w.TouchProvider()
	seenAll(w)
	assert.Equal(t, tries, w.Calls(routeSubscribe), "not before it is due")

	change(w, http.MethodDelete, standings(w)[3].ID, "")
	ahead(w, &clock, 7*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
}

// A subscription for the very address that nobody here created has a key that nobody here knows.
func TestSubscriptionOfAStrangerIsReplaced(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	w.Subscribe(w.HookURL(), "the key of a stranger")
	stranger := standings(w)[0].ID
	var clock harness.Clock
	w.StartOperator(clock.Use)
	untilSubscribed(w, v1alpha1.ReasonReplacingSubscription)
	require.Len(t, standings(w), 2, "it stays until the new one has delivered")
	verified(w, 1)
	delivers(w, "jane-0")
	w.UntilDelivered()
	ahead(w, &clock, 2*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
	w.UntilKubeEvent(harness.ProviderName, "Normal SubscriptionRemoved: the subscription "+stranger)
}

func TestSubscriptionMovesWithTheAddress(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	verified(w, 1)
	old := w.HookURL()
	moved := strings.Replace(w.Provider().Spec.Webhook.URL, "127.0.0.1", "localhost", 1)
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.Webhook.URL = moved + "/" })
	untilSubscribed(w, v1alpha1.ReasonReplacingSubscription)
	urls := func() (all []string) {
		for _, s := range standings(w) {
			all = append(all, s.URL)
		}
		return all
	}
	w.Until("both stand", func() bool { return len(urls()) == 2 })
	assert.True(t, slices.Contains(urls(), old))
	delivers(w, "jane-0")
	w.UntilDelivered()
	ahead(w, &clock, 2*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	assert.Equal(t, []string{moved + w.Provider().Status.WebhookPath}, urls())
}

// The address is changed to one that leads nowhere: what works is kept for as long as it takes, and the
// condition says what is the matter.
func TestSubscriptionMovesToAnAddressThatFails(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	works := untilSubscribed(w, v1alpha1.ReasonSubscribed)
	verified(w, 1)
	nowhere := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(nowhere.Close)
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.Webhook.URL = nowhere.URL })
	w.Until("both stand", func() bool { return len(standings(w)) == 2 })
	delivers(w, "jane-0") // By the one before.
	w.UntilDelivered()
	for range 3 {
		ahead(w, &clock, 25*time.Hour)
		untilSubscribed(w, v1alpha1.ReasonNotDelivering)
		looked := clock.Now().Add(-time.Hour)
		w.Until("it was looked at", func() bool { return w.Provider().Status.Webhook.LastCheckTime.After(looked) })
		require.Len(t, standings(w), 2, "the one that works stands")
	}
	says(w, subscribedCondition(w).Message, nowhere.URL, works.Status.Webhook.SubscriptionID+") is kept")
	w.UntilKubeEvent(harness.ProviderName, "Warning NotDelivering")

	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.Webhook.URL = works.Spec.Webhook.URL })
	w.Until("it has another one", func() bool { return w.Provider().Status.Webhook.URL == w.HookURL() })
	_, err := w.Control.Emit(w.Context, controlapi.Emit{Topic: "customer_label_created", CustomerID: w.Customer("jane-0").Status.CustomerID})
	require.NoError(t, err)
	w.UntilDelivered()
	ahead(w, &clock, 25*time.Hour)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
}

// Two operators, in two clusters, that keep a subscription for one address do not replace each other's for
// ever: one of them gives in, and says so.
func TestSubscriptionThatAnotherOperatorReplaces(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	var clock harness.Clock
	w.StartOperator(clock.Use)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	verified(w, 1)
	replace := func() {
		change(w, http.MethodDelete, w.Provider().Status.Webhook.SubscriptionID, "")
		w.Subscribe(w.HookURL(), "the key of another cluster")
		ahead(w, &clock, 7*time.Minute)
	}
	replace()
	untilSubscribed(w, v1alpha1.ReasonReplacingSubscription)
	delivers(w, "jane-0")
	w.UntilDelivered()
	ahead(w, &clock, 2*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)

	replace()
	untilSubscribed(w, v1alpha1.ReasonSubscriptionContested)
	theirs := standings(w)
	require.Len(t, theirs, 1)
	says(w, subscribedCondition(w).Message, theirs[0].ID, "another cluster", "Give this one another spec.webhook.url")
	looks, creates := w.Calls("GET /webhook-subscriptions"), w.Calls(routeSubscribe)
	ahead(w, &clock, 7*time.Minute)
	w.Until("it was looked at again", func() bool { return w.Calls("GET /webhook-subscriptions") > looks })
	ahead(w, &clock, time.Second)
	seenAll(w)
	assert.Equal(t, creates, w.Calls(routeSubscribe))
	assert.Equal(t, theirs, standings(w))

	change(w, http.MethodDelete, theirs[0].ID, "")
	ahead(w, &clock, 7*time.Minute)
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
}

func TestSubscriptionThatTheProviderRefuses(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathSubscriptions, Count: -1, Status: http.StatusBadRequest, Body: json.RawMessage(
		`{"code":"ValidationError","message":"x","_embedded":{"errors":[{"code":"InvalidFormat","message":"x","path":"/url"}]}}`)})
	w.StartOperator()
	untilSubscribed(w, v1alpha1.ReasonInvalidWebhookURL)
	says(w, subscribedCondition(w).Message, "spec.webhook.url", "https")
	w.ClearFaults()
	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": strings.Repeat("x", 129)})
	w.TouchProvider()
	untilSubscribed(w, v1alpha1.ReasonSubscriptionRefused)
	says(w, subscribedCondition(w).Message, "signingSecretRef[secret]", "128")
	w.UpdateSecret("dwolla-webhook", map[string]string{"secret": harness.SigningSecret})
	w.TouchProvider()
	untilSubscribed(w, v1alpha1.ReasonSubscribed)
	exactlyOneSubscription(w)
}

// Who removes spec.webhook.url keeps the subscription, which stands on.
func TestSubscriptionIsHandedOut(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithManagedSubscription())
	w.StartOperator()
	id := untilSubscribed(w, v1alpha1.ReasonSubscribed).Status.Webhook.SubscriptionID
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.Webhook.URL = "" })
	untilSubscribed(w, v1alpha1.ReasonNotManaged)
	w.Until("the finalizer is gone", func() bool { return len(w.Provider().Finalizers) == 0 })
	assert.Nil(t, w.Provider().Status.Webhook)
	require.Len(t, standings(w), 1)
	w.UntilKubeEvent(harness.ProviderName, "Normal SubscriptionReleased: spec.webhook.url was removed: the subscription "+id)
}
