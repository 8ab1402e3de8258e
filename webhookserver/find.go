package webhookserver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/provider"
)

// errForeign tells that nobody here manages the customer.
var errForeign = errors.New("no VerifiedCustomer stands for this customer")

// createWindow is how long after the start of a create its customer may still become known. Events
// of unknown customers wait for creates that are younger; later, whoever finishes the create looks
// at the customer by itself.
const createWindow = 5 * time.Minute

// How long to wait before the API server is asked again about a customer that is not known: first,
// and at most.
const (
	askAgainMin = 250 * time.Millisecond
	askAgainMax = 30 * time.Second
)

// find gets the object that stands for the customer of an event. An event may be earlier than the
// customer's ID: while a create at this provider is under way, find waits for it. It returns
// errForeign when nobody manages the customer, and ctx's error when it could not be told in time. Only
// who is not in the cache takes a place among those who are looked for.
func (s *Server) find(ctx context.Context, vp *v1alpha1.VerificationProvider, e provider.Event, admit admission) (*v1alpha1.VerifiedCustomer, error) {
	if vc, err := s.cached(ctx, vp, e.CustomerID); vc != nil || err != nil {
		return vc, err
	}
	leave, err := admit(&s.lookups, ofProviderIn(&s.lookups, vp))
	if err != nil {
		return nil, err
	}
	defer leave()
	return s.lookUp(ctx, vp, e)
}

// lookUp asks the API server, as often as it takes. An event that is older than any create that is waited for is of
// somebody who was there before, and is not kept waiting by those who are being created. Nor is a customer who was
// nobody's lately one of them, and may only have been taken over since: who does that looks once more when status has
// the ID.
func (s *Server) lookUp(ctx context.Context, vp *v1alpha1.VerificationProvider, e provider.Event) (*v1alpha1.VerifiedCustomer, error) {
	customerID := e.CustomerID
	stranger := strangerKey(vp, customerID)
	for pause := askAgainMin; ; pause = min(2*pause, askAgainMax) {
		arrival := s.lobby.next()
		vc, err := s.cached(ctx, vp, customerID)
		if vc != nil || err != nil {
			return vc, err
		}
		// The order counts: who was being created before, and is not known after, is another one.
		pending := false
		if !s.strangers.has(stranger) && s.mayBeNew(e) {
			if pending, err = s.creates(ctx, vp); err != nil {
				return nil, err
			}
		}
		if vc, err = s.stored(ctx, vp, customerID); vc != nil || err != nil {
			return vc, err
		}
		if !pending {
			s.strangers.add(stranger)
			return nil, errForeign
		}
		if vc, err = s.await(ctx, vp, customerID, arrival, pause); vc != nil || err != nil {
			return vc, err
		}
	}
}

// createSlack is how far the provider's clock may be ahead or behind, where it is told from the time of
// an event that its customer cannot be one who is being created now.
const createSlack = 5 * time.Minute

// mayBeNew tells whether an event may be of a customer who is being created now.
func (s *Server) mayBeNew(e provider.Event) bool {
	return e.Time.IsZero() || s.Clock.Since(e.Time) < createWindow+createSlack
}

// await waits for a customer to become known to the cache, for so long. It leaves the API server
// alone: in a flood of new customers every arrival wakes everybody who waits.
func (s *Server) await(ctx context.Context, vp *v1alpha1.VerificationProvider, customerID string, arrival <-chan struct{}, pause time.Duration) (*v1alpha1.VerifiedCustomer, error) {
	over := time.NewTimer(pause)
	defer over.Stop()
	for {
		select {
		case <-arrival:
			arrival = s.lobby.next()
			if vc, err := s.cached(ctx, vp, customerID); vc != nil || err != nil {
				return vc, err
			}
		case <-over.C:
			return nil, nil
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for the customer to become known: %w", ctx.Err())
		}
	}
}

// cached looks in this replica's cache.
func (s *Server) cached(ctx context.Context, vp *v1alpha1.VerificationProvider, customerID string) (*v1alpha1.VerifiedCustomer, error) {
	var list v1alpha1.VerifiedCustomerList
	if err := s.Client.List(ctx, &list, client.MatchingFields{controllers.IndexCustomerID: controllers.CustomerIDKey(customerID)}, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("looking for the customer in the cache: %w", err)
	}
	return ofProvider(list.Items, vp), nil
}

// stored looks in the API server, for a replica whose cache is behind.
func (s *Server) stored(ctx context.Context, vp *v1alpha1.VerificationProvider, customerID string) (*v1alpha1.VerifiedCustomer, error) {
	// The API server compares letter by letter, and providers write IDs in either case.
	spellings := []string{customerID, strings.ToLower(customerID), strings.ToUpper(customerID)}
	for i, spelling := range spellings {
		if slices.Contains(spellings[:i], spelling) {
			continue
		}
		var list v1alpha1.VerifiedCustomerList
		if err := s.Live.List(ctx, &list, client.MatchingFields{"status.customerID": spelling}); err != nil {
			return nil, fmt.Errorf("looking for the customer in the API server: %w", err)
		}
		if vc := ofProvider(list.Items, vp); vc != nil {
			return vc, nil
		}
	}
	return nil, nil
}

// strangerKey names a customer among those whom nobody manages.
func strangerKey(vp *v1alpha1.VerificationProvider, customerID string) string {
	return client.ObjectKeyFromObject(vp).String() + "/" + controllers.CustomerIDKey(customerID)
}

func ofProvider(customers []v1alpha1.VerifiedCustomer, vp *v1alpha1.VerificationProvider) *v1alpha1.VerifiedCustomer {
	for i := range customers {
		if controllers.ProviderOf(&customers[i]) == client.ObjectKeyFromObject(vp) {
			return customers[i].DeepCopy()
		}
	}
	return nil
}
