package controllers

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
)

// providerPass is one walk of a VerificationProvider through the steps.
type providerPass struct {
	r   *ProviderReconciler
	now time.Time
	// vp is what the pass changes, base what the API server has.
	vp, base *v1alpha1.VerificationProvider

	account findings
	keys    signingKeys
	// keyProblem says why the signing key cannot be read.
	keyProblem *account.Problem
	// failure is a passing failure of a call about the subscription, and after when to look at it
	// again; zero leaves it to the work queue, or to the poll of the Secrets if nothing failed.
	failure error
	after   time.Duration
	// news are the Events to emit with the next write.
	news []providerNews
}

// providerNews is an Event about a VerificationProvider.
type providerNews struct{ eventType, reason, action, message string }

func newProviderPass(r *ProviderReconciler, vp *v1alpha1.VerificationProvider) *providerPass {
	return &providerPass{r: r, now: r.Clock.Now(), vp: vp, base: vp.DeepCopy()}
}

// tell emits an Event with the next write.
func (p *providerPass) tell(eventType, reason, action, format string, args ...any) {
	p.news = append(p.news, providerNews{eventType, reason, action, fmt.Sprintf(format, args...)})
}

// conclude draws the conditions from what the steps found. Equal findings give equal status.
func (p *providerPass) conclude() {
	st := &p.vp.Status
	st.ObservedGeneration = p.vp.Generation
	st.WebhookPath = p.webhookPath()
	p.concludeAccount()
	p.set(v1alpha1.ConditionWebhookSubscribed, p.subscribed())
}

// webhookPath is where the provider's events for this account arrive.
func (p *providerPass) webhookPath() string {
	return fmt.Sprintf("/webhooks/%s/%s", p.vp.Namespace, p.vp.Name)
}

func (p *providerPass) set(conditionType string, c metav1.Condition) {
	c.Type, c.ObservedGeneration = conditionType, p.vp.Generation
	c.LastTransitionTime = metav1.Time{Time: p.now.Truncate(time.Second)}
	meta.SetStatusCondition(&p.vp.Status.Conditions, c)
}

func (p *providerPass) onlyWhile(present bool, conditionType string, c metav1.Condition) {
	if !present {
		meta.RemoveStatusCondition(&p.vp.Status.Conditions, conditionType)
		return
	}
	c.Status = metav1.ConditionTrue
	p.set(conditionType, c)
}

// write patches status if it changed. A pass that began with an older object loses; what it did at the
// provider has happened, and is told all the same.
func (p *providerPass) write(ctx context.Context) error {
	defer p.announceNews(ctx)
	if equality.Semantic.DeepEqual(p.base.Status, p.vp.Status) {
		return nil
	}
	patch := client.MergeFromWithOptions(p.base, client.MergeFromWithOptimisticLock{})
	if err := p.r.Client.Status().Patch(ctx, p.vp, patch); err != nil {
		return fmt.Errorf("writing status: %w", err)
	}
	p.announce(ctx)
	p.base = p.vp.DeepCopy()
	return nil
}

// announce emits an Event about each condition that moved.
func (p *providerPass) announce(ctx context.Context) {
	p.announceMove(ctx, v1alpha1.ConditionReady, "Checked", "provider moved")
	p.announceMove(ctx, v1alpha1.ConditionWebhookSubscribed, "Subscribed", "webhook subscription moved")
}

// announceNews emits an Event about each thing that the pass did at the provider, or found there.
func (p *providerPass) announceNews(ctx context.Context) {
	for _, n := range p.news {
		p.r.Recorder.Eventf(p.vp, nil, n.eventType, n.reason, n.action, "%s", n.message)
		ctrl.LoggerFrom(ctx).Info("webhook subscription", "happened", n.reason)
	}
	p.news = nil
}

// announceMove emits an Event if a condition's reason changed.
func (p *providerPass) announceMove(ctx context.Context, conditionType, action, message string) {
	was := meta.FindStatusCondition(p.base.Status.Conditions, conditionType)
	is := meta.FindStatusCondition(p.vp.Status.Conditions, conditionType)
	if was != nil && was.Reason == is.Reason || noNews(is.Reason) {
		return
	}
	eventType := corev1.EventTypeNormal
	if is.Status != metav1.ConditionTrue || is.Reason == v1alpha1.ReasonRotatingSecret && !p.oldKeyAccepted() {
		eventType = corev1.EventTypeWarning
	}
	p.r.Recorder.Eventf(p.vp, nil, eventType, is.Reason, action, "%s", is.Message)
	ctrl.LoggerFrom(ctx).Info(message, "status", is.Status, "reason", is.Reason)
}

// noNews tells of reasons that follow from spec, or from what another condition tells.
func noNews(reason string) bool {
	switch reason {
	case v1alpha1.ReasonNotManaged, v1alpha1.ReasonNotConfigured, v1alpha1.ReasonProviderNotReady, v1alpha1.ReasonSubscribing:
		return true
	}
	return false
}

// hold puts the finalizer on the object, and release takes it off.
func (p *providerPass) hold(ctx context.Context) error {
	return p.patchFinalizers(ctx, controllerutil.AddFinalizer)
}

func (p *providerPass) release(ctx context.Context) error {
	return p.patchFinalizers(ctx, controllerutil.RemoveFinalizer)
}

// patchFinalizers leaves what the pass has not written yet as it is. A merge patch replaces lists whole,
// so without the optimistic lock it could undo somebody else's finalizer.
func (p *providerPass) patchFinalizers(ctx context.Context, change func(client.Object, string) bool) error {
	changed := p.base.DeepCopy()
	if !change(changed, v1alpha1.Finalizer) {
		return nil
	}
	patch := client.MergeFromWithOptions(p.base, client.MergeFromWithOptimisticLock{})
	if err := p.r.Client.Patch(ctx, changed, patch); err != nil {
		return fmt.Errorf("writing the finalizer: %w", err)
	}
	p.vp.ObjectMeta, p.base = *changed.ObjectMeta.DeepCopy(), changed
	return nil
}
