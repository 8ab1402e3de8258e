package webhookserver

import (
	"context"
	"fmt"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/provider"
)

// kindOwner is the resource kind of events that name an owner; others (documents) do not.
const kindOwner = "beneficial-owner"

// ownersOf lists the owners that an event may be about: the one that it names, or, if it names none,
// those of the customer who are not verified yet. An owner who is being added may be named before
// the object knows the ID: then it waits, as find does.
func (s *Server) ownersOf(ctx context.Context, vp *v1alpha1.VerificationProvider, vc *v1alpha1.VerifiedCustomer, e provider.Event, admit admission) ([]v1alpha1.Verifiable, error) {
	if e.Concern != provider.ConcernOwner {
		return nil, nil
	}
	if owners, err := s.cachedOwners(ctx, vc, e); err != nil || len(owners) > 0 || e.ResourceKind != kindOwner {
		return owners, err
	}
	leave, err := admit(&s.lookups, ofProviderIn(&s.lookups, vp))
	if err != nil {
		return nil, err
	}
	defer leave()
	return s.lookUpOwner(ctx, vc, e)
}

// cachedOwners looks in this replica's cache.
func (s *Server) cachedOwners(ctx context.Context, vc *v1alpha1.VerifiedCustomer, e provider.Event) ([]v1alpha1.Verifiable, error) {
	var list v1alpha1.BeneficialOwnerList
	if err := s.Client.List(ctx, &list, client.MatchingFields{controllers.IndexOwnersCustomer: client.ObjectKeyFromObject(vc).String()}); err != nil {
		return nil, fmt.Errorf("listing the owners of the customer: %w", err)
	}
	return concerned(list.Items, e), nil
}

// lookUpOwner asks the API server for a named owner, as often as it takes.
func (s *Server) lookUpOwner(ctx context.Context, vc *v1alpha1.VerifiedCustomer, e provider.Event) ([]v1alpha1.Verifiable, error) {
	for pause := askAgainMin; ; pause = min(2*pause, askAgainMax) {
		arrival := s.lobby.next()
		if owners, err := s.cachedOwners(ctx, vc, e); err != nil || len(owners) > 0 {
			return owners, err
		}
		var list v1alpha1.BeneficialOwnerList
		if err := s.Live.List(ctx, &list, client.InNamespace(vc.Namespace), client.MatchingFields{"spec.customerRef.name": vc.Name}); err != nil {
			return nil, fmt.Errorf("looking for the owner in the API server: %w", err)
		}
		if owners := concerned(list.Items, e); len(owners) > 0 || !s.anyBeingAdded(list.Items) {
			return owners, nil
		}
		if owners, err := s.awaitOwner(ctx, vc, e, arrival, pause); err != nil || len(owners) > 0 {
			return owners, err
		}
	}
}

// concerned picks the owners that an event may be about.
func concerned(owners []v1alpha1.BeneficialOwner, e provider.Event) []v1alpha1.Verifiable {
	var out []v1alpha1.Verifiable
	for i := range owners {
		o := &owners[i]
		named := controllers.CustomerIDKey(o.Status.OwnerID) == controllers.CustomerIDKey(e.ResourceID)
		unnamed := e.ResourceKind != kindOwner && o.Status.Phase != v1alpha1.PhaseVerified
		if o.Status.OwnerID != "" && (named || unnamed) {
			out = append(out, o.DeepCopy())
		}
	}
	return out
}

func (s *Server) anyBeingAdded(owners []v1alpha1.BeneficialOwner) bool {
	for i := range owners {
		if controllers.CreateBegunWithin(&owners[i], s.Clock.Now(), createWindow) {
			return true
		}
	}
	return false
}

// awaitOwner waits for an owner to become known to the cache, for so long. Like await, it leaves the API server alone.
func (s *Server) awaitOwner(ctx context.Context, vc *v1alpha1.VerifiedCustomer, e provider.Event, arrival <-chan struct{}, pause time.Duration) ([]v1alpha1.Verifiable, error) {
	over := time.NewTimer(pause)
	defer over.Stop()
	for {
		select {
		case <-arrival:
			arrival = s.lobby.next()
			if owners, err := s.cachedOwners(ctx, vc, e); err != nil || len(owners) > 0 {
				return owners, err
			}
		case <-over.C:
			return nil, nil
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for the owner to become known: %w", ctx.Err())
		}
	}
}
