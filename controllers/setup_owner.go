package controllers

import (
	"context"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

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
		Watches(&v1alpha1.VerifiedCustomer{}, handler.EnqueueRequestsFromMapFunc(r.ownersOf), builder.WithPredicates(predicate.Or(standingChanges(), packageChanges(), predicate.GenerationChangedPredicate{}))).
		Watches(&v1alpha1.VerificationProvider{}, handler.EnqueueRequestsFromMapFunc(r.ownersAt), builder.WithPredicates(readinessChanges())).
		WithOptions(controller.Options{MaxConcurrentReconciles: workers, RateLimiter: r.rests}).
		Complete(r)
}
