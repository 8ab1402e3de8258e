package webhookserver

import (
	"context"
	"fmt"
	"sync"

	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// lobby is where events wait for their customer to become known. Whenever a customer with an ID
// appears in the cache, everybody who waits looks again.
type lobby struct {
	mu      sync.Mutex
	arrived chan struct{}
}

// watch wakes the lobby on every customer that has an ID.
func (l *lobby) watch(ctx context.Context, c cache.Cache) error {
	informer, err := c.GetInformer(ctx, &v1alpha1.VerifiedCustomer{})
	if err != nil {
		return fmt.Errorf("watching customers: %w", err)
	}
	_, err = informer.AddEventHandler(toolscache.ResourceEventHandlerFuncs{
		AddFunc: func(o any) { l.wakeFor(nil, o) },
		UpdateFunc: func(old, o any) {
			l.wakeFor(old, o)
		},
		DeleteFunc: func(any) { l.wake() },
	})
	if err != nil {
		return fmt.Errorf("watching customers: %w", err)
	}
	return nil
}

func (l *lobby) wakeFor(old, o any) {
	vc, ok := o.(*v1alpha1.VerifiedCustomer)
	if !ok || vc.Status.CustomerID == "" {
		return
	}
	if was, ok := old.(*v1alpha1.VerifiedCustomer); ok && was.Status.CustomerID == vc.Status.CustomerID {
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
