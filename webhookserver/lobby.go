package webhookserver

import (
	"context"
	"fmt"
	"sync"

	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// lobby is where events wait for their customer to become known. Whenever a customer with an ID
// appears in the cache, everybody who waits looks again.
type lobby struct {
	mu      sync.Mutex
	arrived chan struct{}
}

// watch wakes the lobby on every customer and owner that has an ID.
func (l *lobby) watch(ctx context.Context, c cache.Cache) error {
	for _, kind := range []client.Object{&v1alpha1.VerifiedCustomer{}, &v1alpha1.BeneficialOwner{}} {
		informer, err := c.GetInformer(ctx, kind)
		if err != nil {
			return fmt.Errorf("watching %T: %w", kind, err)
		}
		if _, err = informer.AddEventHandler(toolscache.ResourceEventHandlerFuncs{
			AddFunc:    func(o any) { l.wakeFor(nil, o) },
			UpdateFunc: func(old, o any) { l.wakeFor(old, o) },
			DeleteFunc: func(any) { l.wake() },
		}); err != nil {
			return fmt.Errorf("watching %T: %w", kind, err)
		}
	}
	return nil
}

func (l *lobby) wakeFor(old, o any) {
	is, ok := o.(v1alpha1.Verifiable)
	if !ok || is.RemoteID() == "" {
		return
	}
	if was, ok := old.(v1alpha1.Verifiable); ok && was.RemoteID() == is.RemoteID() {
		return
	}
	l.wake()
}

func (l *lobby) wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.arrived != nil {
		close(l.arrived)
		l.arrived = nil
	}
}

// next is closed when the next customer becomes known. Take it before looking, so that nobody who
// arrives in between is missed.
func (l *lobby) next() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.arrived == nil {
		l.arrived = make(chan struct{})
	}
	return l.arrived
}
