package verdict

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Rules about the subscriptions that the operator keeps: of these, refusals is one that Judge checks.
const (
	ruleSubscription = "one subscription, with the newest key"
	ruleStrangers    = "subscriptions of others are left alone"
	ruleMissed       = "what a subscription missed is looked for"
	ruleGenuine      = "nothing genuine is refused"
)

// firstWithin is how soon after its VerificationProvider a subscription is taken for the first there is: nobody has
// missed anything before it.
const firstWithin = 30 * time.Second

// Webhook is how a provider's webhooks stand, of whose subscription the operator takes care.
type Webhook struct {
	// Object is the VerificationProvider.
	Object v1alpha1.VerificationProvider
	// URL is where they are to arrive.
	URL string
	// Standing are all subscriptions of the account, and Others how many of them somebody else made, for
	// other addresses, all of them paused.
	Standing []Subscription
	Others   int
}

// Subscription is one as the provider has it.
type Subscription struct {
	ID, URL string
	Paused  bool
	// Told is whether anything that it delivered tells its key, and Newest that this is the Secret's newest.
	Told, Newest bool
}

// violations names what is not, or not yet, as it is to be.
func (w *Webhook) violations(name string) []Violation {
	var all []Violation
	wrong := func(rule, expected, actual string, args ...any) {
		all = append(all, Violation{rule, name, expected, fmt.Sprintf(actual, args...)})
	}
	vp := &w.Object
	c := meta.FindStatusCondition(vp.Status.Conditions, v1alpha1.ConditionWebhookSubscribed)
	if c == nil || c.Status != metav1.ConditionTrue || c.Reason != v1alpha1.ReasonSubscribed || c.ObservedGeneration != vp.Generation {
		wrong(ruleSubscription, "WebhookSubscribed True, Subscribed", "%+v", c)
	}
	st := vp.Status.Webhook
	if st == nil {
		st = &v1alpha1.WebhookStatus{}
	}
	if st.Intent != nil || len(st.Retiring) > 0 {
		wrong(ruleSubscription, "nothing left to take over", "intent %+v, retiring %+v", st.Intent, st.Retiring)
	}
	own, others := 0, 0
	for _, s := range w.Standing {
		switch {
		case s.URL != w.URL && s.Paused:
			others++
		case s.URL != w.URL:
			wrong(ruleStrangers, "a subscription that stays paused", "%s for %s resumed", s.ID, s.URL)
		default:
			own++
			if s.ID != st.SubscriptionID {
				wrong(ruleSubscription, "no other subscription for "+w.URL+" than "+st.SubscriptionID, "%s", s.ID)
			}
			if s.Paused {
				wrong(ruleSubscription, "a subscription that delivers", "%s is paused", s.ID)
			}
			if !s.Told || !s.Newest {
				wrong(ruleSubscription, "deliveries signed with the newest key", "%s: told %t, newest %t", s.ID, s.Told, s.Newest)
			}
		}
	}
	if own != 1 {
		wrong(ruleSubscription, "1 subscription for "+w.URL, "%d", own)
	}
	if others != w.Others {
		wrong(ruleStrangers, fmt.Sprintf("%d subscriptions of others", w.Others), "%d", others)
	}
	b, since := vp.Status.Backfill, st.SubscribedTime
	first := b == nil && since != nil && !since.After(vp.CreationTimestamp.Add(firstWithin))
	if since != nil && !first && (b == nil || b.LastRunTime.Before(since)) {
		wrong(ruleMissed, "a walk through the list of events after "+when(since), "%+v", b)
	}
	return all
}

// refusals checks that nobody's genuine event was taken for a forged one.
func refusals(e Evidence) []Violation {
	var all []Violation
	for _, r := range e.Refused {
		all = append(all, Violation{
			ruleGenuine, r.Provider, "event " + r.EventID + " taken: it is signed with a key that the Secret held all the while",
			"401 at " + r.At.UTC().Format("15:04:05.000"),
		})
	}
	return all
}
