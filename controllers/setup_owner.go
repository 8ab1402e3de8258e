package controllers

import (
	"context"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// OwnerReconciler takes BeneficialOwners through verification.
type OwnerReconciler struct{ core }

// NewOwnerReconciler makes one.
func NewOwnerReconciler(d Dependencies) *OwnerReconciler {
	r := &OwnerReconciler{core{Dependencies: d, kind: &v1alpha1.BeneficialOwner{}, rests: newRests(d.Clock)}}
	r.subject = func(p *pass) subject { return &owner{r: &r.core, pass: p} }
	return r
}

// Reconcile implements reconcile.Reconciler.
func (r *OwnerReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	return r.reconcile(ctx, req)
}

// SetupWithManager registers the reconciler, with so many workers.
func (r *OwnerReconciler) SetupWithManager(mgr ctrl.Manager, workers int) error {
	return ctrl.NewControllerManagedBy(mgr).
		Named("beneficialowner").
		For(&v1alpha1.BeneficialOwner{}).
		Watches(&v1alpha1.VerifiedCustomer{}, handler.EnqueueRequestsFromMapFunc(r.ownersOf), builder.WithPredicates(standingChanges())).
		WithOptions(controller.Options{MaxConcurrentReconciles: workers, RateLimiter: r.rests}).
		Complete(r)
}

// ownersOf lists the owners that a customer's change concerns.
func (r *OwnerReconciler) ownersOf(ctx context.Context, o client.Object) []reconcile.Request {
	var list v1alpha1.BeneficialOwnerList
	if err := r.Client.List(ctx, &list, client.MatchingFields{IndexOwnersCustomer: client.ObjectKeyFromObject(o).String()}); err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "listing the owners of a customer")
		return nil
	}
	requests := make([]reconcile.Request, len(list.Items))
	for i := range list.Items {
		requests[i].NamespacedName = client.ObjectKeyFromObject(&list.Items[i])
		r.rests.wake(requests[i].NamespacedName)
	}
	return requests
}

// customerOfOwner is the customer that an owner's change concerns.
func (r *CustomerReconciler) customerOfOwner(_ context.Context, o client.Object) []reconcile.Request {
	bo := o.(*v1alpha1.BeneficialOwner)
	name := types.NamespacedName{Namespace: bo.Namespace, Name: bo.Spec.CustomerRef.Name}
	r.rests.wake(name)
	return []reconcile.Request{{NamespacedName: name}}
}

// standingChanges lets through what others can wait for: an ID that becomes known, a readiness that
// changes, a deletion.
func standingChanges() predicate.Predicate {
	ready := func(o client.Object) bool {
		return meta.IsStatusConditionTrue(o.(v1alpha1.Verifiable).Verification().Conditions, v1alpha1.ConditionReady)
	}
	return predicate.Funcs{
		UpdateFunc: func(e event.UpdateEvent) bool {
			return e.ObjectOld.(v1alpha1.Verifiable).RemoteID() != e.ObjectNew.(v1alpha1.Verifiable).RemoteID() ||
				ready(e.ObjectOld) != ready(e.ObjectNew)
		},
	}
}
