package controllers

import (
	"context"
	"fmt"
	"sync"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// claims lets one object at a time claim a customer that exists. Reconcilers run in one process at
// a time, the leader, so a mutex there and a look past the cache make a claim exclusive.
type claims struct{ mu sync.Mutex }

// nothingElse is to be noted of a customer that is claimed.
func nothingElse() {}

// claim notes that this object stands for a customer that exists at the provider, and writes it at
// once with what else noteRest notes of it, unless another object does already.
func (p *pass) claim(ctx context.Context, customerID string, noteRest func()) error {
	p.r.claims.mu.Lock()
	defer p.r.claims.mu.Unlock()
	if err := p.patchMetadata(ctx, p.r.hold); err != nil {
		return err
	}
	var list v1alpha1.VerifiedCustomerList
	if err := p.r.Live.List(ctx, &list, client.MatchingFields{"status.customerID": customerID}); err != nil {
		return fmt.Errorf("looking for other claims of the customer: %w", err)
	}
	for i := range list.Items {
		if other := &list.Items[i]; other.UID != p.vc.UID {
			return stall(v1alpha1.ReasonCustomerIDTaken,
				"customer %s belongs to the VerifiedCustomer %q in namespace %q already: two objects cannot stand for one customer; delete one of them",
				customerID, other.Name, other.Namespace)
		}
	}
	p.note(func(st *v1alpha1.VerifiedCustomerStatus) { st.CustomerID = customerID })
	noteRest()
	return p.write(ctx)
}
