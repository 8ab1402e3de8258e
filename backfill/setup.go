package backfill

import (
	"context"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// walkers is how many accounts are walked at once.
const walkers = 4

// SetupWithManager registers the reconciler.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	enqueue := &handler.EnqueueRequestForObject{}
	changes := handler.Funcs{
		CreateFunc: enqueue.Create,
		DeleteFunc: enqueue.Delete,
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q workqueue.TypedRateLimitingInterface[reconcile.Request]) {
			if recovered(e) {
				r.books.of(client.ObjectKeyFromObject(e.ObjectNew)).hasten(r.Clock.Now().Add(r.Options.Grace))
			}
			enqueue.Update(ctx, e, q)
		},
	}
	return ctrl.NewControllerManagedBy(mgr).
		Named("backfill").
		Watches(&v1alpha1.VerificationProvider{}, changes).
		WatchesRawSource(source.Channel(r.nudges, enqueue)).
		WithOptions(controller.Options{MaxConcurrentReconciles: walkers}).
		Complete(r)
}

// recovered tells whether something works again by which events may have been missed: the account, or
// the webhooks. An account that was never walked has missed nothing. A subscription that was created anew or resumed
// is seen to by resubscribed.
func recovered(e event.UpdateEvent) bool {
	before, after := e.ObjectOld.(*v1alpha1.VerificationProvider), e.ObjectNew.(*v1alpha1.VerificationProvider)
	if before.Status.Backfill == nil {
		return false
	}
	for _, condition := range []string{v1alpha1.ConditionReady, v1alpha1.ConditionWebhookSubscribed} {
		if !meta.IsStatusConditionTrue(before.Status.Conditions, condition) && meta.IsStatusConditionTrue(after.Status.Conditions, condition) {
			return true
		}
	}
	return false
}

// subscribedTime is since when the subscription delivers; zero if there is none.
func subscribedTime(vp *v1alpha1.VerificationProvider) time.Time {
	if st := vp.Status.Webhook; st != nil && st.SubscribedTime != nil {
		return st.SubscribedTime.Time
	}
	return time.Time{}
}
