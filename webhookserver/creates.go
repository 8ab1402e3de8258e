package webhookserver

import (
	"context"
	"fmt"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
)

const (
	// pageSize is how many customers are read at once.
	pageSize = 500
	// inquiryTimeout bounds an inquiry, and pageTimeout each page of it. Everybody waits for it who needs the
	// answer, as long as they can; events that are parked can wait for one that takes long.
	inquiryTimeout = 30 * time.Second
	pageTimeout    = 5 * time.Second
)

// creates tells whether a customer of this provider is being created, as the API server has it. A team
// may apply thousands of customers in one go, and of each that is created an event may be early: they
// are read page by page, no further than needed, and for all early events together.
func (s *Server) creates(ctx context.Context, vp *v1alpha1.VerificationProvider) (bool, error) {
	name := client.ObjectKeyFromObject(vp)
	return s.creating.ask(ctx, name, func(ctx context.Context) (bool, error) { return s.anyCreate(ctx, name) })
}

// anyCreate looks for a customer who is being created.
func (s *Server) anyCreate(ctx context.Context, vp types.NamespacedName) (bool, error) {
	for token := ""; ; {
		list, err := s.withoutID(ctx, vp, token)
		if err != nil {
			return false, fmt.Errorf("looking for customers that are being created: %w", err)
		}
		for i := range list.Items {
			vc := &list.Items[i]
			if controllers.ProviderOf(vc) == vp && controllers.CreateBegunWithin(vc, s.Clock.Now(), createWindow) {
				return true, nil
			}
		}
		if token = list.Continue; token == "" {
			return false, nil
		}
	}
}

// withoutID reads a page of the customers that have no ID yet.
func (s *Server) withoutID(ctx context.Context, vp types.NamespacedName, token string) (*v1alpha1.VerifiedCustomerList, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTimeout)
	defer cancel()
	list := &v1alpha1.VerifiedCustomerList{}
	return list, s.Live.List(ctx, list, client.MatchingFields{"status.customerID": "", "spec.providerRef.name": vp.Name},
		client.Limit(pageSize), client.Continue(token))
}

// inquiries puts one question about a VerificationProvider for all who have it. Whoever comes while it is
// being asked shares the next one, not this: what it finds may be older than what they come for.
type inquiries struct {
	mu   sync.Mutex
	last map[types.NamespacedName]*inquiry // the last that was planned
}

type inquiry struct {
	begun bool // under the lock of inquiries
	ended chan struct{}
	yes   bool
	err   error
}

// ask has the question put after now, and gives the answer.
func (q *inquiries) ask(ctx context.Context, about types.NamespacedName, question func(context.Context) (bool, error)) (bool, error) {
	i := q.join(context.WithoutCancel(ctx), about, question)
	select {
	case <-i.ended:
		return i.yes, i.err
	case <-ctx.Done():
		return false, fmt.Errorf("waiting for the API server: %w", ctx.Err())
	}
}

// join gives the next inquiry that has not begun, and plans one if there is none.
func (q *inquiries) join(ctx context.Context, about types.NamespacedName, question func(context.Context) (bool, error)) *inquiry {
	q.mu.Lock()
	defer q.mu.Unlock()
	before := q.last[about]
	if before != nil && !before.begun {
		return before
	}
	next := &inquiry{ended: make(chan struct{})}
	if q.last == nil {
		q.last = map[types.NamespacedName]*inquiry{}
	}
	q.last[about] = next
	go func() {
		if before != nil {
			<-before.ended
		}
		q.run(ctx, about, next, question)
	}()
	return next
}

func (q *inquiries) run(ctx context.Context, about types.NamespacedName, i *inquiry, question func(context.Context) (bool, error)) {
	defer close(i.ended)
	q.mu.Lock()
	i.begun = true
	q.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, inquiryTimeout)
	defer cancel()
	i.yes, i.err = question(ctx)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.last[about] == i {
		delete(q.last, about)
	}
}
