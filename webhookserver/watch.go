package webhookserver

import (
	"context"
	"fmt"

	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// watch follows the cache: whoever becomes known is waited for, perhaps, and of what is gone nothing is
// kept. Only the leader reconciles, so that on the others nobody else sees to that.
func (s *Server) watch(ctx context.Context) error {
	someone := toolscache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { s.lobby.wakeFor(nil, o) },
		UpdateFunc: func(old, o any) { s.lobby.wakeFor(old, o) },
		DeleteFunc: func(o any) { s.forget(o); s.lobby.wake() },
	}
	// Requests look their VerificationProvider up in the cache: have it filled before they come.
	for _, w := range []struct {
		kind    client.Object
		handler toolscache.ResourceEventHandler
	}{
		{&v1alpha1.VerificationProvider{}, toolscache.ResourceEventHandlerFuncs{DeleteFunc: s.forget}},
		{&v1alpha1.VerifiedCustomer{}, someone},
		{&v1alpha1.BeneficialOwner{}, someone},
	} {
		informer, err := s.Cache.GetInformer(ctx, w.kind)
		if err != nil {
			return fmt.Errorf("watching %T: %w", w.kind, err)
		}
		if _, err = informer.AddEventHandler(w.handler); err != nil {
			return fmt.Errorf("watching %T: %w", w.kind, err)
		}
	}
	return nil
}

// forget drops what is in memory of an object that is gone from the cache, a VerificationProvider's
// secrets above all.
func (s *Server) forget(o any) {
	if tombstone, ok := o.(toolscache.DeletedFinalStateUnknown); ok {
		o = tombstone.Obj
	}
	switch o := o.(type) {
	case v1alpha1.Verifiable:
		s.Ledger.Forget(o)
	case *v1alpha1.VerificationProvider:
		s.keys.forget(client.ObjectKeyFromObject(o))
		s.Accounts.Forget(client.ObjectKeyFromObject(o))
	}
}
