package controllers

import (
	"context"
	"sync"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// claims lets one object at a time claim a customer that exists. Reconcilers run in one process at
// a time, the leader, so a mutex there and a look past the cache make a claim exclusive.
type claims struct{ mu sync.Mutex }

// nothingElse is to be noted of a record that is claimed.
func nothingElse() {}

// claim notes that this object stands for a customer that exists at the provider, and writes it at
// once with what else noteRest notes of it, unless another object does already.
func (p *pass) claim(ctx context.Context, id string, noteRest func()) error {
	p.r.claims.mu.Lock()
	defer p.r.claims.mu.Unlock()
	if err := p.patchMetadata(ctx, p.r.hold); err != nil {
		return err
	}
	others, err := p.s.claimants(ctx, id)
	if err != nil {
		return err
	}
	if len(others) > 0 {
		return stall(v1alpha1.ReasonCustomerIDTaken,
			"%s belongs to the object %q in namespace %q already: two objects cannot stand for one; delete one of them",
			id, others[0].GetName(), others[0].GetNamespace())
	}
	p.note(func(o v1alpha1.Verifiable) { o.SetRemoteID(id) })
	noteRest()
	return p.write(ctx)
}
