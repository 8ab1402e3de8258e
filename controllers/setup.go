package controllers

import (
	"context"
	"fmt"
	"strings"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Indexes of the cache.
const (
	// IndexProvider finds the customers of a VerificationProvider: "namespace/name".
	IndexProvider = "bonafide.dev/provider"
	// IndexCustomerID finds the object that stands for a provider's customer; see CustomerIDKey.
	IndexCustomerID = "bonafide.dev/customerID"
	// IndexOwnersCustomer finds the owners of a customer: "namespace/name".
	IndexOwnersCustomer = "bonafide.dev/ownersCustomer"
	// IndexOwnerID finds the object that stands for a provider's owner; see CustomerIDKey.
	IndexOwnerID = "bonafide.dev/ownerID"
)

// CustomerIDKey is a customer's key in IndexCustomerID. Providers write IDs in either case.
func CustomerIDKey(customerID string) string { return strings.ToLower(customerID) }

// AddIndexes adds the indexes that the controllers and the webhook server look things up by.
func AddIndexes(ctx context.Context, indexer client.FieldIndexer) error {
	byProvider := func(o client.Object) []string {
		return []string{ProviderOf(o.(*v1alpha1.VerifiedCustomer)).String()}
	}
	if err := indexer.IndexField(ctx, &v1alpha1.VerifiedCustomer{}, IndexProvider, byProvider); err != nil {
		return fmt.Errorf("indexing customers by provider: %w", err)
	}
	byID := func(o client.Object) []string {
		if id := o.(*v1alpha1.VerifiedCustomer).Status.CustomerID; id != "" {
			return []string{CustomerIDKey(id)}
		}
		return nil
	}
	if err := indexer.IndexField(ctx, &v1alpha1.VerifiedCustomer{}, IndexCustomerID, byID); err != nil {
		return fmt.Errorf("indexing customers by ID: %w", err)
	}
	byCustomer := func(o client.Object) []string {
		return []string{o.GetNamespace() + "/" + o.(*v1alpha1.BeneficialOwner).Spec.CustomerRef.Name}
	}
	if err := indexer.IndexField(ctx, &v1alpha1.BeneficialOwner{}, IndexOwnersCustomer, byCustomer); err != nil {
		return fmt.Errorf("indexing owners by customer: %w", err)
	}
	byOwnerID := func(o client.Object) []string {
		if id := o.(*v1alpha1.BeneficialOwner).Status.OwnerID; id != "" {
			return []string{CustomerIDKey(id)}
		}
		return nil
	}
	if err := indexer.IndexField(ctx, &v1alpha1.BeneficialOwner{}, IndexOwnerID, byOwnerID); err != nil {
		return fmt.Errorf("indexing owners by ID: %w", err)
	}
	return nil
}

// CustomerReconciler takes VerifiedCustomers through verification.
type CustomerReconciler struct{ core }

// NewCustomerReconciler makes one.
func NewCustomerReconciler(d Dependencies) *CustomerReconciler {
	r := &CustomerReconciler{core{Dependencies: d, kind: &v1alpha1.VerifiedCustomer{}, rests: newRests(d.Clock)}}
	r.subject = func(p *pass) subject { return &customer{r: &r.core, pass: p} }
	return r
}

// Reconcile implements reconcile.Reconciler.
func (r *CustomerReconciler) Reconcile(ctx context.Context, req ctrl.Request) (ctrl.Result, error) {
	return r.reconcile(ctx, req)
}

// SetupWithManager registers the reconciler, with so many workers.
func (r *CustomerReconciler) SetupWithManager(mgr ctrl.Manager, workers int) error {
	return ctrl.NewControllerManagedBy(mgr).
		Named("verifiedcustomer").
		For(&v1alpha1.VerifiedCustomer{}).
		Watches(&v1alpha1.VerificationProvider{}, handler.EnqueueRequestsFromMapFunc(r.customersOf), builder.WithPredicates(readinessChanges())).
		Watches(&v1alpha1.BeneficialOwner{}, handler.EnqueueRequestsFromMapFunc(r.customerOfOwner), builder.WithPredicates(predicate.Or(standingChanges(), predicate.GenerationChangedPredicate{}))).
		WithOptions(controller.Options{MaxConcurrentReconciles: workers, RateLimiter: r.rests}).
		Complete(r)
}
