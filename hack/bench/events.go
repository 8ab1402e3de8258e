package main

import (
	"context"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// share is what one connection of several has of the customers: none of them is another's.
func share(all []*v1alpha1.VerifiedCustomer, worker, workers int) []*v1alpha1.VerifiedCustomer {
	var out []*v1alpha1.VerifiedCustomer
	for i := worker; i < len(all); i += workers {
		out = append(out, all[i])
	}
	return out
}

// abilityEvent is the n-th event about a bank account: each changes a condition.
func abilityEvent(vc *v1alpha1.VerifiedCustomer, n int) event {
	topics := []string{topicFunded, topicUnfunded}
	return newEvent(topics[n%2], vc.Status.CustomerID)
}

// thinEvent is an event that is a reason to look.
func thinEvent(vc *v1alpha1.VerifiedCustomer, _ int) event {
	return newEvent(topicThin, vc.Status.CustomerID)
}

// throughServer delivers events about distinct customers, by so many connections.
func (s *stage) throughServer(connections int, make func(*v1alpha1.VerifiedCustomer, int) event) side {
	return func(ctx context.Context) (float64, error) {
		p, shares := s.people, [][]*v1alpha1.VerifiedCustomer{}
		for worker := range connections {
			shares = append(shares, share(p.subjects, worker, connections))
		}
		return deliveries(ctx, p.operator.webhooks, connections, s.slice, func(worker, n int) []byte {
			mine := shares[worker]
			return make(mine[n%len(mine)], n/len(mine)).request(hookPath)
		})
	}
}

// throughRaw writes distinct customers with raw patches, by so many writers.
func (s *stage) throughRaw(writers int) side {
	return func(ctx context.Context) (float64, error) {
		prepared := make([]*rawPatches, len(s.people.twins))
		for i, twin := range s.people.twins {
			var err error
			if prepared[i], err = rawPatchesFor(twin); err != nil {
				return 0, err
			}
		}
		return load(ctx, writers, s.slice, func(ctx context.Context, worker, n int) error {
			count := (len(prepared) - worker + writers - 1) / writers
			return s.patchRaw(ctx, prepared[worker+(n%count)*writers], n/count, newID())
		})
	}
}

// warm runs a side once before it counts.
func warm(ctx context.Context, sides ...side) error {
	for _, one := range sides {
		if _, err := one(ctx); err != nil {
			return err
		}
	}
	return nil
}
