package controllers

import (
	"context"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Which change of one object has others looked at.

// customersOf lists the customers that a VerificationProvider's change concerns.
func (r *CustomerReconciler) customersOf(ctx context.Context, o client.Object) []reconcile.Request {
	return r.wakeAll(ctx, &v1alpha1.VerifiedCustomerList{}, IndexProvider, o)
}

// ownersOf lists the owners that a customer's change concerns.
func (r *OwnerReconciler) ownersOf(ctx context.Context, o client.Object) []reconcile.Request {
	return r.wakeAll(ctx, &v1alpha1.BeneficialOwnerList{}, IndexOwnersCustomer, o)
}

// ownersAt lists the owners of all customers that a VerificationProvider's change concerns: they wait for
// its account, too, and nothing may change about their customers.
func (r *OwnerReconciler) ownersAt(ctx context.Context, o client.Object) []reconcile.Request {
	var customers v1alpha1.VerifiedCustomerList
	err := r.Client.List(ctx, &customers, client.MatchingFields{IndexProvider: client.ObjectKeyFromObject(o).String()}, client.UnsafeDisableDeepCopy)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "listing what an object's change concerns", "index", IndexProvider)
		return nil
	}
	var requests []reconcile.Request
	for i := range customers.Items {
		if customers.Items[i].Spec.Business != nil {
			requests = append(requests, r.ownersOf(ctx, &customers.Items[i])...)
		}
	}
	return requests
}

// customerOfOwner is the customer that an owner's change concerns.
func (r *CustomerReconciler) customerOfOwner(_ context.Context, o client.Object) []reconcile.Request {
	bo := o.(*v1alpha1.BeneficialOwner)
	return []reconcile.Request{r.wake(types.NamespacedName{Namespace: bo.Namespace, Name: bo.Spec.CustomerRef.Name})}
}

// wakeAll has all objects of a list looked at that an index has under another object's name.
func (r *core) wakeAll(ctx context.Context, list client.ObjectList, index string, of client.Object) []reconcile.Request {
	// Only names are read of what may be all objects there are: they need not be copied.
	err := r.Client.List(ctx, list, client.MatchingFields{index: client.ObjectKeyFromObject(of).String()}, client.UnsafeDisableDeepCopy)
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "listing what an object's change concerns", "index", index)
		return nil
	}
	requests := make([]reconcile.Request, 0, meta.LenList(list))
	err = meta.EachListItem(list, func(item runtime.Object) error {
		requests = append(requests, r.wake(client.ObjectKeyFromObject(item.(client.Object))))
		return nil
	})
	if err != nil {
		ctrl.LoggerFrom(ctx).Error(err, "reading what an object's change concerns", "index", index)
	}
	return requests
}

// wake has an object looked at although its last pass failed: something changed that may help.
func (r *core) wake(name types.NamespacedName) reconcile.Request {
	r.rests.wake(name)
	return reconcile.Request{NamespacedName: name}
}

// readinessChanges lets through what can unblock customers: a new provider, a changed spec, and a
// provider that becomes ready.
func readinessChanges() predicate.Predicate {
	ready := func(o client.Object) bool {
		return meta.IsStatusConditionTrue(o.(*v1alpha1.VerificationProvider).Status.Conditions, v1alpha1.ConditionReady)
	}
	return predicate.Funcs{
		UpdateFunc: func(e event.UpdateEvent) bool {
			return e.ObjectOld.GetGeneration() != e.ObjectNew.GetGeneration() || ready(e.ObjectOld) != ready(e.ObjectNew)
		},
	}
}

// standingChanges lets through what others can wait for: an ID that becomes known, a readiness that
// changes, an account that closes or opens, a deletion.
func standingChanges() predicate.Predicate {
	ready := func(o client.Object) bool {
		return meta.IsStatusConditionTrue(o.(v1alpha1.Verifiable).Verification().Conditions, v1alpha1.ConditionReady)
	}
	closed := func(o client.Object) bool { return isClosed(o.(v1alpha1.Verifiable).Verification().Phase) }
	return predicate.Funcs{
		UpdateFunc: func(e event.UpdateEvent) bool {
			return e.ObjectOld.(v1alpha1.Verifiable).RemoteID() != e.ObjectNew.(v1alpha1.Verifiable).RemoteID() ||
				ready(e.ObjectOld) != ready(e.ObjectNew) || closed(e.ObjectOld) != closed(e.ObjectNew)
		},
	}
}

// packageChanges lets through what was seen or handed in of owners along with their business.
func packageChanges() predicate.Predicate {
	owners := func(o client.Object) (*v1alpha1.PackageFact, []v1alpha1.OwnerFact) {
		facts := o.(*v1alpha1.VerifiedCustomer).Status.Facts
		if facts == nil {
			return nil, nil
		}
		if facts.Observation == nil || facts.Observation.Gone {
			return facts.Package, nil
		}
		return facts.Package, facts.Observation.Owners
	}
	return predicate.Funcs{
		CreateFunc: func(event.CreateEvent) bool { return false },
		DeleteFunc: func(event.DeleteEvent) bool { return false },
		UpdateFunc: func(e event.UpdateEvent) bool {
			packBefore, seenBefore := owners(e.ObjectOld)
			pack, seen := owners(e.ObjectNew)
			return !equality.Semantic.DeepEqual(packBefore, pack) || !equality.Semantic.DeepEqual(seenBefore, seen)
		},
	}
}
