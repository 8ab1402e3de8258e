package controllers

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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
	"github.com/bonafide-dev/bonafide/internal/secrets"
	"github.com/bonafide-dev/bonafide/provider"
)

// Pace of a VerificationProvider. Its Secrets are read this often, because the operator has no watch
// on Secrets; the provider itself is asked only when something changed or the proof grew old.
const (
	providerPollUnready = 5 * time.Second
	providerPollReady   = time.Minute
	refusedRecheck      = time.Minute
	suspicionAge        = 5 * time.Second
	proofAge            = 6 * time.Hour
)

// ProviderReconciler proves that the accounts of VerificationProviders can be used.
type ProviderReconciler struct {
	Client   client.Client
	Live     client.Reader
	Accounts *account.Pool
	Recorder events.EventRecorder
	Clock    clock.PassiveClock

	suspects  chan event.GenericEvent
	suspected sync.Map // types.NamespacedName
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

// Reconcile opens the account, proves the credentials if that is due, and says how it stands.
func (r *ProviderReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	vp := &v1alpha1.VerificationProvider{}
	if err := r.Client.Get(ctx, req.NamespacedName, vp); err != nil {
		if apierrors.IsNotFound(err) {
			r.Accounts.Forget(req.NamespacedName)
			return ctrl.Result{}, nil
		}
		return ctrl.Result{}, fmt.Errorf("getting the provider: %w", err)
	}
	before := vp.DeepCopy()
	findings := r.examine(ctx, vp)
	r.conclude(vp, findings)
	r.subscription(ctx, vp)
	if err := r.write(ctx, before, vp); err != nil {
		return ctrl.Result{}, ignoreConflict(client.IgnoreNotFound(err))
	}
	return r.comeBack(findings)
}

// findings are what an examination of an account brought.
type findings struct {
	// problem is nil if the account can be used.
	problem *account.Problem
	// checked tells that the provider was asked, with this version of the credentials.
	checked            bool
	credentialsVersion string
}

func (r *ProviderReconciler) examine(ctx context.Context, vp *v1alpha1.VerificationProvider) findings {
	r.Accounts.Distrust(client.ObjectKeyFromObject(vp)) // The Secret may have been corrected.
	a, err := r.Accounts.Open(ctx, vp)
	if err != nil {
		return findings{problem: account.ProblemOf(err)}
	}
	if !r.proofDue(vp, a) {
		return findings{problem: standing(vp), credentialsVersion: a.CredentialsVersion}
	}
	f := findings{checked: true, credentialsVersion: a.CredentialsVersion}
	r.suspected.Delete(a.Name)
	if err := a.Client.Check(ctx); err != nil {
		f.problem = checkProblem(err)
		// A failure that passes is no proof of anything; noting its time would only wake this
		// reconciler again at once.
		f.checked = f.problem.Severity == v1alpha1.ProblemStalled
	}
	return f
}

// proofDue tells whether the provider has to be asked. A restart with unchanged credentials asks
// nothing.
func (r *ProviderReconciler) proofDue(vp *v1alpha1.VerificationProvider, a *account.Account) bool {
	st := vp.Status
	if st.ObservedGeneration != vp.Generation || st.CredentialsVersion != a.CredentialsVersion || st.LastCheckTime == nil {
		return true
	}
	age := r.Clock.Since(st.LastCheckTime.Time)
	authenticated := meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionAuthenticated)
	switch {
	case authenticated == nil:
		return true
	case authenticated.Status == metav1.ConditionTrue:
		return age >= proofAge || age >= suspicionAge && r.isSuspect(a.Name)
	case authenticated.Reason == v1alpha1.ReasonCredentialsRefused, authenticated.Reason == v1alpha1.ReasonInvalidEndpoint:
		return age >= refusedRecheck
	}
	return true
}

// standing is the problem that status tells of, if the provider was not asked again.
func standing(vp *v1alpha1.VerificationProvider) *account.Problem {
	c := meta.FindStatusCondition(vp.Status.Conditions, v1alpha1.ConditionAuthenticated)
	if c == nil || c.Status == metav1.ConditionTrue {
		return nil
	}
	return &account.Problem{Severity: v1alpha1.ProblemStalled, Reason: c.Reason, Message: c.Message}
}

// checkProblem puts the provider's refusal in the words of conditions.
func checkProblem(err error) *account.Problem {
	p := &account.Problem{Severity: v1alpha1.ProblemRetrying, Reason: v1alpha1.ReasonProviderUnavailable, Message: err.Error(), Err: err}
	switch provider.ClassOf(err) {
	case provider.ClassAuth:
		p.Severity, p.Reason = v1alpha1.ProblemStalled, v1alpha1.ReasonCredentialsRefused
	case provider.ClassInvalid, provider.ClassNotFound:
		p.Severity, p.Reason = v1alpha1.ProblemStalled, v1alpha1.ReasonInvalidEndpoint
	case provider.ClassRateLimited:
		p.Reason = v1alpha1.ReasonRateLimited
	}
	return p
}

// conclude sets the conditions of an account.
func (r *ProviderReconciler) conclude(vp *v1alpha1.VerificationProvider, f findings) {
	st := &vp.Status
	st.ObservedGeneration = vp.Generation
	st.WebhookPath = fmt.Sprintf("/webhooks/%s/%s", vp.Namespace, vp.Name)
	if f.credentialsVersion != "" {
		st.CredentialsVersion = f.credentialsVersion
	}
	if f.checked {
		st.LastCheckTime = &metav1.Time{Time: r.Clock.Now().Truncate(time.Second)}
	}
	c := metav1.Condition{Status: metav1.ConditionTrue, Reason: v1alpha1.ReasonAuthenticated, Message: "The provider accepts the credentials."}
	if p := f.problem; p != nil {
		c.Status, c.Reason, c.Message = metav1.ConditionFalse, p.Reason, p.Message
	}
	r.set(vp, v1alpha1.ConditionReady, c)
	r.set(vp, v1alpha1.ConditionAuthenticated, c)
	stalled := f.problem != nil && f.problem.Severity == v1alpha1.ProblemStalled
	r.onlyWhile(vp, stalled, v1alpha1.ConditionStalled, c)
	r.onlyWhile(vp, f.problem != nil && !stalled, v1alpha1.ConditionReconciling, c)
}

func (r *ProviderReconciler) set(vp *v1alpha1.VerificationProvider, conditionType string, c metav1.Condition) {
	c.Type, c.ObservedGeneration = conditionType, vp.Generation
	c.LastTransitionTime = metav1.Time{Time: r.Clock.Now().Truncate(time.Second)}
	meta.SetStatusCondition(&vp.Status.Conditions, c)
}

func (r *ProviderReconciler) onlyWhile(vp *v1alpha1.VerificationProvider, present bool, conditionType string, c metav1.Condition) {
	if !present {
		meta.RemoveStatusCondition(&vp.Status.Conditions, conditionType)
		return
	}
	c.Status = metav1.ConditionTrue
	r.set(vp, conditionType, c)
}

// subscription says who keeps the webhook subscription, and whether its key can be read.
func (r *ProviderReconciler) subscription(ctx context.Context, vp *v1alpha1.VerificationProvider) {
	c := metav1.Condition{Status: metav1.ConditionUnknown, Reason: v1alpha1.ReasonNotManaged,
		Message: fmt.Sprintf("The operator takes events at %s; whoever runs it keeps the subscription at the provider for that path, with the key of spec.webhook.signingSecretRef.", vp.Status.WebhookPath)}
	if vp.Spec.Webhook == nil {
		c.Status, c.Reason = metav1.ConditionFalse, v1alpha1.ReasonNotConfigured
		c.Message = "spec.webhook is not set: no events are taken, customers are only looked at again at intervals."
	} else if err := r.signingKey(ctx, vp); err != nil {
		p := account.SecretProblem(err)
		c.Status, c.Reason, c.Message = metav1.ConditionFalse, p.Reason, p.Message
	}
	r.set(vp, v1alpha1.ConditionWebhookSubscribed, c)
}

func (r *ProviderReconciler) signingKey(ctx context.Context, vp *v1alpha1.VerificationProvider) error {
	values, err := secrets.Read(ctx, r.Live, vp.Namespace, vp.Spec.Webhook.SigningSecretRef.Name)
	if err != nil {
		return err
	}
	_, err = values.Required(v1alpha1.SigningSecretKey)
	return err
}

// write patches status if it changed.
func (r *ProviderReconciler) write(ctx context.Context, before, vp *v1alpha1.VerificationProvider) error {
	if equality.Semantic.DeepEqual(before.Status, vp.Status) {
		return nil
	}
	patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Status().Patch(ctx, vp, patch); err != nil {
		return fmt.Errorf("writing status: %w", err)
	}
	r.announce(ctx, before, vp)
	return nil
}

func (r *ProviderReconciler) announce(ctx context.Context, before, vp *v1alpha1.VerificationProvider) {
	was := meta.FindStatusCondition(before.Status.Conditions, v1alpha1.ConditionReady)
	is := meta.FindStatusCondition(vp.Status.Conditions, v1alpha1.ConditionReady)
	if was != nil && was.Reason == is.Reason {
		return
	}
	eventType := corev1.EventTypeNormal
	if is.Status != metav1.ConditionTrue {
		eventType = corev1.EventTypeWarning
	}
	r.Recorder.Eventf(vp, nil, eventType, is.Reason, "Checked", "%s", is.Message)
	ctrl.LoggerFrom(ctx).Info("provider moved", "ready", is.Status, "reason", is.Reason)
}

// comeBack says when to read the Secrets again.
func (r *ProviderReconciler) comeBack(f findings) (ctrl.Result, error) {
	switch {
	case f.problem == nil:
		return ctrl.Result{RequeueAfter: jittered(providerPollReady)}, nil
	case f.problem.Severity != v1alpha1.ProblemRetrying:
		return ctrl.Result{RequeueAfter: jittered(providerPollUnready)}, nil
	}
	if after := provider.RetryAfter(f.problem); after > 0 {
		return ctrl.Result{RequeueAfter: jittered(after)}, nil
	}
	return ctrl.Result{}, f.problem // The work queue backs off.
}
