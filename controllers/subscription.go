package controllers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// Pace of the subscription. docs/webhooks.md tells of these.
const (
	// DefaultSubscriptionCheck is how often the provider is asked whether the subscription still stands
	// and delivers, though nothing changed here. It is spread by up to a fifth.
	DefaultSubscriptionCheck = 5 * time.Minute
	// handoverCheck is how often, while one subscription takes over from another, unless the above is
	// more often.
	handoverCheck = time.Minute
	// busyHandoverCheck is how often, if the account is so busy that one look reads much.
	busyHandoverCheck = 15 * time.Minute
	// keySettle is how long after a new key was noticed a subscription with it is created at the
	// soonest. Every replica's webhook server then knows the key, or reads the Secret anew when it
	// sees a signature that it cannot check: it does so at most every ten seconds.
	keySettle = 15 * time.Second
	// resumptionDoubt is how often it is noted anew that nobody knows whether a subscription was resumed: what is
	// noted brings the next look at once, whatever the work queue's back-off says.
	resumptionDoubt = time.Minute
	// idempotencyLife is how long a request is repeated under its key; providers keep keys for a day.
	idempotencyLife = 12 * time.Hour
)

// errOutdated ends a pass whose object is not the newest: the newer one's own event brings the next.
var errOutdated = errors.New("the cache is behind")

// ignoreOutdated drops the errors of a pass that a newer object overtook.
func ignoreOutdated(err error) error {
	if errors.Is(err, errOutdated) {
		return nil
	}
	return ignoreConflict(err)
}

// keepSubscription brings the provider's subscription to what spec says, if it is the operator's to keep
// and it is time to look. An error is of the API server; what stops the provider is noted in status.
func (p *providerPass) keepSubscription(ctx context.Context) error {
	spec, st := p.vp.Spec.Webhook, p.vp.Status.Webhook
	switch {
	case spec == nil && st != nil:
		return p.endSubscription(ctx)
	case spec == nil:
		return nil
	case spec.URL == "" && st != nil:
		return p.handOut(ctx)
	case spec.URL == "" || p.keyProblem != nil || p.account.problem != nil:
		return nil
	}
	api, ok := p.account.open.Client.(provider.Subscriber)
	if !ok {
		return nil
	}
	if !p.subscriptionDue() {
		p.after = p.vp.Status.Webhook.NextCheckTime.Sub(p.now)
		return nil
	}
	if err := p.requireNewest(ctx); err != nil {
		return err
	}
	if p.vp.Status.Webhook == nil {
		p.vp.Status.Webhook = &v1alpha1.WebhookStatus{}
	}
	s := &subscription{p: p, api: api, st: p.vp.Status.Webhook, url: p.webhookURL(), key: p.mark(p.keys.current)}
	return s.end(s.check(ctx))
}

// subscriptionDue tells whether the provider has to be asked. A restart with nothing changed asks
// nothing.
func (p *providerPass) subscriptionDue() bool {
	st := p.vp.Status.Webhook
	return st == nil || st.NextCheckTime == nil || !p.now.Before(st.NextCheckTime.Time) || p.account.checked ||
		st.CheckedGeneration != p.vp.Generation || st.CheckedSecretVersion != p.keys.version
}

// requireNewest makes sure that the object is the newest there is: what an older one says of the subscription
// must not be acted on.
func (p *providerPass) requireNewest(ctx context.Context) error {
	newest := &v1alpha1.VerificationProvider{}
	if err := p.r.Live.Get(ctx, client.ObjectKeyFromObject(p.vp), newest); err != nil {
		return fmt.Errorf("reading the object past the cache: %w", err)
	}
	if newest.ResourceVersion != p.base.ResourceVersion {
		return errOutdated
	}
	return nil
}

// webhookURL is where the provider is to deliver this object's events.
func (p *providerPass) webhookURL() string {
	return strings.TrimRight(p.vp.Spec.Webhook.URL, "/") + p.webhookPath()
}

// subscription is one look at a subscription, with what has to be done then.
type subscription struct {
	p   *providerPass
	api provider.Subscriber
	// st is what status says; url and key are what is wanted.
	st  *v1alpha1.WebhookStatus
	url string
	key v1alpha1.SigningKeyMark

	// standing are all subscriptions of the account, and next is when to look again.
	standing []provider.Subscription
	next     time.Time
	// quiet tells that nothing had to be delivered for a while, and deaf that deliveries fail and none ever
	// did not.
	quiet, deaf bool
	// patience is when to look again while one takes over from another.
	patience time.Duration
}

// check walks through the steps and stops at the first that fails.
func (s *subscription) check(ctx context.Context) error {
	for _, step := range []func(context.Context) error{s.look, s.restore, s.dropIntent, s.create, s.prove, s.retire} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// look lists what stands at the provider and takes note of what vanished, and of what delivers to this
// object's address though nobody knows its key.
func (s *subscription) look(ctx context.Context) error {
	var err error
	if s.standing, err = s.api.ListSubscriptions(ctx); err != nil {
		return err
	}
	if id := s.st.SubscriptionID; id != "" && s.find(id) == nil {
		s.p.tell(corev1.EventTypeWarning, v1alpha1.ReasonSubscriptionLost, "Checked",
			"the subscription %s no longer exists at the provider; the operator creates another one", id)
		s.displaced()
		s.st.SubscriptionID, s.st.SubscribedTime, s.st.DeliveredTime = "", nil, nil
	}
	s.st.Retiring = slices.DeleteFunc(s.st.Retiring, func(r v1alpha1.RetiringSubscription) bool { return s.find(r.ID) == nil })
	if s.contested() {
		s.cede()
		return errContested
	}
	for _, one := range s.standing {
		// While a creation is under way, what was not there before may be what it brought.
		if one.URL == s.url && (s.st.Intent == nil || slices.Contains(s.st.Intent.Present, one.ID)) {
			s.condemn(one, v1alpha1.RetirementUnrecorded)
		}
	}
	return nil
}

// find is what stands under an ID; nil if nothing does.
func (s *subscription) find(id string) *provider.Subscription {
	i := slices.IndexFunc(s.standing, func(one provider.Subscription) bool { return strings.EqualFold(one.ID, id) })
	if i < 0 {
		return nil
	}
	return &s.standing[i]
}

// condemn notes that a subscription is to go, unless it is the one that is kept or was noted before.
func (s *subscription) condemn(one provider.Subscription, cause v1alpha1.RetirementCause) {
	known := slices.ContainsFunc(s.st.Retiring, func(r v1alpha1.RetiringSubscription) bool { return strings.EqualFold(r.ID, one.ID) })
	if known || strings.EqualFold(one.ID, s.st.SubscriptionID) {
		return
	}
	s.st.Retiring = append(s.st.Retiring, v1alpha1.RetiringSubscription{
		ID: one.ID, URL: one.URL, Cause: cause, Since: metav1.Time{Time: s.p.now.Truncate(time.Second)},
	})
}

// restore ends a pause, whoever began it.
func (s *subscription) restore(ctx context.Context) error {
	ours := s.find(s.st.SubscriptionID)
	if ours == nil {
		return nil
	}
	name := client.ObjectKeyFromObject(s.p.vp)
	if !ours.Paused {
		// What was to be noted of a resumption is lost if somebody else wrote status meanwhile.
		if at, ok := s.p.r.resumed.Load(name); ok && (s.st.SubscribedTime == nil || s.st.SubscribedTime.Before(at.(*metav1.Time))) {
			s.st.SubscribedTime = &metav1.Time{Time: s.p.now.Truncate(time.Second)}
		}
		return nil
	}
	now := &metav1.Time{Time: s.p.now.Truncate(time.Second)}
	if err := s.api.ResumeSubscription(ctx, ours.ID); err != nil {
		if provider.OutcomeOf(err) == provider.OutcomeRefused {
			return &pausedError{err}
		}
		if provider.OutcomeOf(err) == provider.OutcomeUnknown {
			// The next look may find it resumed, and nothing to tell that it ever was paused.
			_, again := s.p.r.resumed.Swap(name, now)
			if since := s.st.SubscribedTime; !again || since == nil || s.p.now.Sub(since.Time) >= resumptionDoubt {
				s.st.SubscribedTime = now
			}
		}
		return err
	}
	s.p.r.resumed.Store(name, now)
	s.st.SubscribedTime = now
	s.p.tell(corev1.EventTypeWarning, v1alpha1.ReasonSubscriptionRestored, "Resumed",
		"the subscription %s was paused and delivers again; events of the pause were not delivered: "+
			"check that %s can be reached by the provider", ours.ID, ours.URL)
	return nil
}

// pausedError tells that a paused subscription could not be resumed.
type pausedError struct{ error }

// Unwrap gives the provider's refusal.
func (e *pausedError) Unwrap() error { return e.error }

// dropIntent gives up a creation that is no longer what is wanted, or can no longer be repeated. What
// came of it, if anything, is to go.
func (s *subscription) dropIntent(context.Context) error {
	i := s.st.Intent
	if i == nil || i.URL == s.url && sameKey(i.Key, s.key) && s.p.now.Before(i.NotBefore.Add(idempotencyLife)) {
		return nil
	}
	sent := !s.p.now.Before(i.NotBefore.Time)
	if settled := i.NotBefore.Add(settleTime); sent && i.URL != s.url && s.p.now.Before(settled) {
		s.next = settled // It may still arrive, where nobody would look for it any more.
		return nil
	}
	for _, one := range s.standing {
		if sent && one.URL == i.URL && !slices.Contains(i.Present, one.ID) {
			cause := v1alpha1.RetirementUnrecorded
			if i.URL != s.url {
				cause = v1alpha1.RetirementURLChanged
			}
			s.condemn(one, cause)
		}
	}
	s.st.Intent = nil
	return nil
}

// end notes how the look ended and when the next one is due.
func (s *subscription) end(outcome error) error {
	switch {
	case outcome == nil:
		s.st.Problem = s.undelivered()
	case errors.Is(outcome, errContested):
		s.st.Problem = s.contest()
	case provider.As(outcome) == nil:
		return outcome // The API server did not do its part.
	case s.stopped(outcome):
		return nil
	}
	if s.next.IsZero() {
		s.next = s.p.now.Add(wait.Jitter(s.p.r.subscriptionCheck(), 0.2))
	}
	s.st.LastCheckTime = &metav1.Time{Time: s.p.now.Truncate(time.Second)}
	s.st.NextCheckTime = &metav1.Time{Time: s.next.Truncate(time.Second)}
	s.st.CheckedGeneration, s.st.CheckedSecretVersion = s.p.vp.Generation, s.p.keys.version
	s.p.after = max(s.next.Sub(s.p.now), time.Second)
	return nil
}
