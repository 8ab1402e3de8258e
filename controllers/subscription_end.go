package controllers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/provider"
)

// handOut leaves the subscription to whoever keeps it from now on: spec.webhook.url was removed.
func (p *providerPass) handOut(ctx context.Context) error {
	if ids := recorded(p.vp.Status.Webhook); len(ids) > 0 {
		p.tell(corev1.EventTypeNormal, v1alpha1.ReasonSubscriptionReleased, "Released",
			"spec.webhook.url was removed: the subscription %s stands on at the provider, and the operator no longer keeps it", strings.Join(ids, ", "))
	}
	return p.forget(ctx)
}

// endSubscription removes the subscription: spec.webhook was removed, and no events are taken any more.
func (p *providerPass) endSubscription(ctx context.Context) error {
	if err := p.requireNewest(ctx); err != nil {
		return err
	}
	behind, err := p.unsubscribe(ctx)
	if err != nil {
		p.failure = err
		return nil
	}
	if behind != "" {
		p.tell(corev1.EventTypeWarning, "LeftBehind", "Removed", "%s", behind)
	}
	return p.forget(ctx)
}

// forget takes the subscription out of status, and the finalizer that stood for it.
func (p *providerPass) forget(ctx context.Context) error {
	p.vp.Status.Webhook = nil
	p.conclude()
	if err := p.write(ctx); err != nil {
		return err
	}
	return p.release(ctx)
}

// finalize removes the subscription of an object that is being deleted, and lets it go. It always ends.
func (p *providerPass) finalize(ctx context.Context) (ctrl.Result, error) {
	if !controllerutil.ContainsFinalizer(p.vp, v1alpha1.Finalizer) {
		return ctrl.Result{}, nil
	}
	if err := p.requireNewest(ctx); err != nil {
		return ctrl.Result{}, ignoreOutdated(client.IgnoreNotFound(err))
	}
	behind, err := p.unsubscribe(ctx)
	if err != nil && p.now.Sub(p.vp.DeletionTimestamp.Time) <= deletionPatience {
		return p.holdUp(ctx, err)
	}
	if err != nil {
		behind = p.left(recorded(p.vp.Status.Webhook), "it could not be removed within an hour: "+told(err))
	}
	if behind != "" {
		p.r.Recorder.Eventf(p.vp, nil, corev1.EventTypeWarning, "LeftBehind", "Deleted", "%s", behind)
	} else if ids := recorded(p.vp.Status.Webhook); len(ids) > 0 {
		p.r.Recorder.Eventf(p.vp, nil, corev1.EventTypeNormal, v1alpha1.ReasonSubscriptionRemoved, "Deleted",
			"the subscription %s was removed at the provider", strings.Join(ids, ", "))
	}
	return ctrl.Result{}, ignoreConflict(client.IgnoreNotFound(p.release(ctx)))
}

// holdUp says in status what a deletion waits for.
func (p *providerPass) holdUp(ctx context.Context, cause error) (ctrl.Result, error) {
	c := no(v1alpha1.ReasonProviderUnavailable, "The object is being deleted, and its subscription cannot be removed yet: "+told(cause))
	p.set(v1alpha1.ConditionWebhookSubscribed, c)
	if err := p.write(ctx); err != nil {
		return ctrl.Result{}, ignoreConflict(client.IgnoreNotFound(err))
	}
	if p.after > 0 {
		return ctrl.Result{RequeueAfter: jittered(p.after)}, nil
	}
	return ctrl.Result{}, cause
}

// unsubscribe removes everything at the provider that this object brought about, and whatever delivers to
// its address. behind tells why something stays; an error is worth another try.
func (p *providerPass) unsubscribe(ctx context.Context) (behind string, err error) {
	st := p.vp.Status.Webhook
	ids := recorded(st)
	if len(ids) == 0 && (st == nil || st.Intent == nil) {
		return "", nil
	}
	a, err := p.r.Accounts.Open(ctx, p.vp)
	if err != nil {
		if problem := account.ProblemOf(err); problem.Severity != v1alpha1.ProblemRetrying {
			return p.left(ids, problem.Message), nil
		}
		return "", err
	}
	api, ok := a.Client.(provider.Subscriber)
	if !ok {
		return p.left(ids, "the provider has no subscriptions that the operator knows of"), nil
	}
	standing, err := api.ListSubscriptions(ctx)
	if err != nil {
		p.after = provider.RetryAfter(err)
		return "", err
	}
	for _, one := range standing {
		if !ofThisObject(one, st) {
			continue
		}
		if err := api.DeleteSubscription(ctx, one.ID); err != nil {
			p.after = provider.RetryAfter(err)
			return "", err
		}
	}
	return "", p.awaitSubscription()
}

// ofThisObject tells whether a subscription is in status, or delivers where nobody will take it.
func ofThisObject(one provider.Subscription, st *v1alpha1.WebhookStatus) bool {
	known := slices.ContainsFunc(recorded(st), func(id string) bool { return strings.EqualFold(id, one.ID) })
	begun := st.Intent != nil && one.URL == st.Intent.URL && !slices.Contains(st.Intent.Present, one.ID)
	return known || begun || st.URL != "" && one.URL == st.URL
}

// awaitSubscription is an error while a creation that was begun may still arrive at the provider.
func (p *providerPass) awaitSubscription() error {
	st, begin := p.vp.Status.Webhook, p.vp.DeletionTimestamp
	if st.Intent == nil || begin == nil || begin.Before(&st.Intent.NotBefore) {
		return nil
	}
	left := begin.Add(settleTime).Sub(p.now)
	if left <= 0 {
		return nil
	}
	p.after = left
	return errors.New("its creation was under way; the operator looks again once it can no longer arrive")
}

// left says what stays at the provider, and why.
func (p *providerPass) left(ids []string, why string) string {
	what := "a subscription that may have been created"
	if len(ids) > 0 {
		what = "the subscription " + strings.Join(ids, ", ")
	}
	where := ""
	if st := p.vp.Status.Webhook; st.URL != "" {
		where = " for " + st.URL
	} else if st.Intent != nil {
		where = " for " + st.Intent.URL
	}
	return fmt.Sprintf("%s%s was left at the provider: %s", what, where, why)
}

// recorded are the IDs of the subscriptions that status names.
func recorded(st *v1alpha1.WebhookStatus) []string {
	if st == nil {
		return nil
	}
	var ids []string
	if st.SubscriptionID != "" {
		ids = append(ids, st.SubscriptionID)
	}
	for _, r := range st.Retiring {
		ids = append(ids, r.ID)
	}
	return ids
}

// idsOf names subscriptions for people.
func idsOf(retiring []v1alpha1.RetiringSubscription) string {
	return strings.Join(recorded(&v1alpha1.WebhookStatus{Retiring: retiring}), ", ")
}

// minutes writes a duration for people.
func minutes(d time.Duration) string { return fmt.Sprintf("%d minutes", int(d.Minutes())) }
