package main

import (
	"context"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// hotConnections is how many connections deliver events about one customer.
const hotConnections = 64

// hot is measurement b: everybody's events are about one customer.
func hot(ctx context.Context, s *stage) ([]row, error) {
	p, err := s.withPeople(ctx)
	if err != nil {
		return nil, err
	}
	one := p.subjects[0]
	deliver := func(make func(*v1alpha1.VerifiedCustomer, int) event) side {
		return func(ctx context.Context) (float64, error) {
			return deliveries(ctx, p.operator.webhooks, hotConnections, s.slice, func(_, n int) []byte {
				return make(one, n).request(hookPath)
			})
		}
	}
	serial, ability, thin := s.serialWriter(), deliver(abilityEvent), deliver(thinEvent)
	if err := warm(ctx, serial, ability, thin); err != nil {
		return nil, err
	}
	rates, err := alternate(ctx, s.pairs, serial, ability, thin)
	if err != nil {
		return nil, err
	}
	return []row{
		compared("(b) one hot customer, 64 connections", rates[0], rates[1], "%.0f", "/s", atLeast(5)),
		compared("(b) the same with thin events", rates[0], rates[2], "%.0f", "/s", atLeast(5)),
	}, nil
}

// serialWriter writes one object with raw patches, one after the other.
func (s *stage) serialWriter() side {
	return func(ctx context.Context) (float64, error) {
		patches, err := rawPatchesFor(s.people.twins[0])
		if err != nil {
			return 0, err
		}
		return load(ctx, 1, s.slice, func(ctx context.Context, _, n int) error {
			return s.patchRaw(ctx, patches, n, newID())
		})
	}
}
