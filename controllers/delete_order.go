package controllers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// ownersGrace is how long a business that is deleted stays for owners who are removed at the provider with
// their objects: whoever deletes all of them deletes one after the other, in any order.
const ownersGrace = 10 * time.Second

// awaitOwners halts while owners of a business that is deleted still need it: it is by the business that the
// account is found at which they are kept. Those who are being deleted give up by themselves, as everybody.
func (c *customer) awaitOwners(ctx context.Context) error {
	leaving, staying, err := c.ownersToRemove(ctx)
	if err != nil {
		return err
	}
	grace := ownersGrace - c.r.Clock.Since(c.vc.DeletionTimestamp.Time)
	var h *halt
	switch {
	case len(leaving) > 0:
		h = await(v1alpha1.ReasonDependencyNotReady,
			"these owners are being deleted, and are removed at the provider before this object goes: %s", strings.Join(leaving, ", "))
		h.after = ownersGrace
	case len(staying) > 0 && grace > 0:
		h = await(v1alpha1.ReasonDependencyNotReady,
			"these owners, who are removed at the provider when their objects are deleted, may be about to be deleted, too: %s; this object goes in a moment",
			strings.Join(staying, ", "))
		h.after = grace
	}
	return h.orNil()
}

// ownersToRemove names the owners whom the provider is to remove with their objects: those that are being deleted, and
// those that are not.
func (c *customer) ownersToRemove(ctx context.Context) (leaving, staying []string, err error) {
	if c.vc.Spec.Business == nil || c.vc.Status.CustomerID == "" {
		return nil, nil, nil
	}
	var list v1alpha1.BeneficialOwnerList
	err = c.r.Client.List(ctx, &list, client.MatchingFields{IndexOwnersCustomer: client.ObjectKeyFromObject(c.vc).String()}, client.UnsafeDisableDeepCopy)
	if err != nil {
		return nil, nil, fmt.Errorf("listing the owners of the customer: %w", err)
	}
	for i := range list.Items {
		bo := &list.Items[i]
		switch {
		case bo.Spec.DeletionPolicy != v1alpha1.OwnerDeletionDelete, !controllerutil.ContainsFinalizer(bo, v1alpha1.Finalizer):
		case bo.DeletionTimestamp.IsZero():
			staying = append(staying, bo.Name)
		default:
			leaving = append(leaving, bo.Name)
		}
	}
	return leaving, staying, nil
}
