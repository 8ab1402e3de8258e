package controllers

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// subscribed says who keeps the webhook subscription, and how it stands.
func (p *providerPass) subscribed() metav1.Condition {
	spec, st := p.vp.Spec.Webhook, p.vp.Status.Webhook
	switch {
	case spec == nil:
		return no(v1alpha1.ReasonNotConfigured, "spec.webhook is not set: no events are taken, customers are only looked at again at intervals.")
	case p.keyProblem != nil:
		return no(p.keyProblem.Reason, p.keyProblem.Message)
	case !p.keepsSubscription():
		message := fmt.Sprintf("The operator takes events at %s; whoever runs it keeps the subscription at the provider for that path, "+
			"with the key of spec.webhook.signingSecretRef.", p.vp.Status.WebhookPath)
		if spec.URL != "" {
			message += " spec.webhook.url subscribes nothing: the provider has no call for that."
		}
		return metav1.Condition{Status: metav1.ConditionUnknown, Reason: v1alpha1.ReasonNotManaged, Message: message}
	case st != nil && st.Problem != nil:
		return no(st.Problem.Reason, st.Problem.Message)
	case (st == nil || st.SubscriptionID == "") && p.account.problem != nil:
		return no(v1alpha1.ReasonProviderNotReady, "The account cannot be used yet: the condition Ready says why. Then the operator subscribes.")
	case st == nil || st.SubscriptionID == "":
		return no(v1alpha1.ReasonSubscribing, fmt.Sprintf("The operator subscribes to the provider's events for %s.", p.webhookURL()))
	case p.rotating():
		return yes(v1alpha1.ReasonRotatingSecret, p.rotation())
	case st.Intent != nil:
		return yes(v1alpha1.ReasonReplacingSubscription, fmt.Sprintf(
			"The operator subscribes for %s; the subscription for %s stands on meanwhile.", st.Intent.URL, st.URL))
	case len(st.Retiring) > 0:
		return yes(v1alpha1.ReasonReplacingSubscription, fmt.Sprintf(
			"The provider delivers to %s. A further subscription (%s) is removed once this one has delivered an event, or after %s in which there was none.",
			st.URL, idsOf(st.Retiring), minutes(quietHandover)))
	}
	return yes(v1alpha1.ReasonSubscribed, fmt.Sprintf("The provider delivers to %s; the operator keeps the subscription.", st.URL))
}

// keepsSubscription tells whether the subscription is the operator's to keep.
func (p *providerPass) keepsSubscription() bool {
	if p.vp.Spec.Webhook.URL == "" {
		return false
	}
	if p.account.open == nil {
		return true // Whether the provider has subscriptions is not known yet.
	}
	_, ok := p.account.open.Client.(provider.Subscriber)
	return ok
}

// rotating tells whether a new key is taking over.
func (p *providerPass) rotating() bool {
	st := p.vp.Status.Webhook
	return st.Intent != nil && !sameKey(st.Intent.Key, st.Key) ||
		slices.ContainsFunc(st.Retiring, func(r v1alpha1.RetiringSubscription) bool { return r.Cause == v1alpha1.RetirementKeyRotated })
}

// rotation says how far the rotation is, and what to do.
func (p *providerPass) rotation() string {
	st, secret := p.vp.Status.Webhook, p.vp.Spec.Webhook.SigningSecretRef.Name
	how := fmt.Sprintf("A subscription with the new key of Secret %q stands beside the one before (%s), which is removed once the new one has "+
		"delivered an event, or after %s in which there was none.", secret, idsOf(st.Retiring), minutes(quietHandover))
	if st.Intent != nil {
		how = fmt.Sprintf("The key in Secret %q changed. A subscription with the new one is created as soon as every replica can check its signatures.", secret)
	}
	if p.oldKeyAccepted() {
		return how + " Keep the old key under `previous` until then."
	}
	return how + " The Secret does not have the old key under `previous`: events that are signed with it are refused meanwhile. Put it there."
}

// oldKeyAccepted tells whether events that are still signed with the key before are taken.
func (p *providerPass) oldKeyAccepted() bool {
	st := p.vp.Status.Webhook
	if st == nil {
		return true
	}
	if st.Intent != nil && !p.accepted(st.Key) {
		return false
	}
	return !slices.ContainsFunc(st.Retiring, func(r v1alpha1.RetiringSubscription) bool {
		return r.Cause == v1alpha1.RetirementKeyRotated && !p.accepted(r.Key)
	})
}

func yes(reason, message string) metav1.Condition {
	return metav1.Condition{Status: metav1.ConditionTrue, Reason: reason, Message: message}
}

func no(reason, message string) metav1.Condition {
	return metav1.Condition{Status: metav1.ConditionFalse, Reason: reason, Message: message}
}
