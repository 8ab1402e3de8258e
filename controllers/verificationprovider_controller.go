package controllers

import (
	"context"
	"fmt"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/provider"
)

// Pace of a VerificationProvider. Its Secrets are read this often, because the operator has no watch
// on Secrets; the provider itself is asked only when something changed or the proof grew old.
const (
	providerPollUnready = 5 * time.Second
	providerPollReady   = time.Minute
)

// ProviderReconciler proves that the accounts of VerificationProviders can be used, and keeps their
// webhook subscriptions.
type ProviderReconciler struct {
	Client   client.Client
	Live     client.Reader
	Accounts *account.Pool
	Recorder events.EventRecorder
	Clock    clock.PassiveClock
	// SubscriptionCheck is how often the provider is asked about a subscription of which nothing is known to
	// have changed; 0 for DefaultSubscriptionCheck.
	SubscriptionCheck time.Duration

	suspects  chan event.GenericEvent
	suspected sync.Map // types.NamespacedName
	// resumed is when a subscription was last resumed, or may have been: a *metav1.Time by types.NamespacedName.
	resumed sync.Map
}

func (r *ProviderReconciler) subscriptionCheck() time.Duration {
	if r.SubscriptionCheck > 0 {
		return r.SubscriptionCheck
	}
	return DefaultSubscriptionCheck
}

// Suspect has an account proven again: a call was refused. It never blocks.
func (r *ProviderReconciler) Suspect(a *account.Account) {
	r.suspected.Store(a.Name, true)
	vp := &v1alpha1.VerificationProvider{}
	vp.Namespace, vp.Name = a.Name.Namespace, a.Name.Name
	select {
	case r.suspects <- event.GenericEvent{Object: vp}:
	default: // Enough is queued; the periodic look finds the mark.
	}
}

// isSuspect tells whether a call was refused since the last proof.
func (r *ProviderReconciler) isSuspect(name types.NamespacedName) bool {
	_, suspect := r.suspected.Load(name)
	return suspect
}

// SetupWithManager registers the reconciler.
func (r *ProviderReconciler) SetupWithManager(mgr ctrl.Manager) error {
	r.suspects = make(chan event.GenericEvent, 64)
	return ctrl.NewControllerManagedBy(mgr).
		Named("verificationprovider").
		For(&v1alpha1.VerificationProvider{}).
		WatchesRawSource(source.Channel(r.suspects, &handler.EnqueueRequestForObject{})).
		WithOptions(controller.Options{MaxConcurrentReconciles: 4, RateLimiter: backoff()}).
		Complete(r)
}

// Reconcile opens the account, proves the credentials if that is due, keeps the webhook subscription,
// and says how both stand. It is safe to be interrupted between any two calls: what is begun at the
// provider is always written down before.
func (r *ProviderReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	vp := &v1alpha1.VerificationProvider{}
	if err := r.Client.Get(ctx, req.NamespacedName, vp); err != nil {
		if apierrors.IsNotFound(err) {
			r.Accounts.Forget(req.NamespacedName)
			r.suspected.Delete(req.NamespacedName)
			r.resumed.Delete(req.NamespacedName)
			return ctrl.Result{}, nil
		}
		return ctrl.Result{}, fmt.Errorf("getting the provider: %w", err)
	}
	// What was done at the provider is also written down when a shutdown begins meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), passTimeout)
	defer cancel()
	p := newProviderPass(r, vp)
	if !vp.DeletionTimestamp.IsZero() {
		return p.finalize(ctx)
	}
	p.examine(ctx)
	p.readSigningKeys(ctx)
	if err := p.keepSubscription(ctx); err != nil {
		return ctrl.Result{}, ignoreOutdated(client.IgnoreNotFound(err))
	}
	p.conclude()
	if err := p.write(ctx); err != nil {
		return ctrl.Result{}, ignoreConflict(client.IgnoreNotFound(err))
	}
	return p.comeBack()
}

// comeBack says when to look again: at the Secrets, or at the subscription if that is sooner.
func (p *providerPass) comeBack() (ctrl.Result, error) {
	after := jittered(providerPollReady)
	switch problem := p.account.problem; {
	case problem == nil:
	case problem.Severity != v1alpha1.ProblemRetrying:
		after = jittered(providerPollUnready)
	case provider.RetryAfter(problem) > 0:
		after = jittered(provider.RetryAfter(problem))
	default:
		return ctrl.Result{}, problem // The work queue backs off.
	}
	if p.failure != nil && p.after == 0 {
		return ctrl.Result{}, p.failure
	}
	if p.keyProblem != nil {
		after = min(after, jittered(providerPollUnready))
	}
	if p.after > 0 {
		after = min(after, p.after)
	}
	return ctrl.Result{RequeueAfter: max(after, time.Second)}, nil
}
