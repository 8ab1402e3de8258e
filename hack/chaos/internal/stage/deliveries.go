package stage

import (
	"context"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
)

// Delivery is an event of a provider, and what became of its webhook.
type Delivery struct {
	platform.Event
	// Codes are the answers to all attempts, oldest first; 0 is no answer.
	Codes []int
}

// Acknowledged tells whether an attempt was answered with success.
func (d Delivery) Acknowledged() bool {
	for _, code := range d.Codes {
		if code/100 == 2 {
			return true
		}
	}
	return false
}

// Deliveries lists all events of a provider with what became of their webhooks, as the balancer saw it.
// Nothing may happen there meanwhile: pages would shift.
func (s *Stage) Deliveries(ctx context.Context, p platform.Platform) ([]Delivery, error) {
	events, err := p.Events(ctx)
	out := make([]Delivery, 0, len(events))
	for _, e := range events {
		out = append(out, Delivery{Event: e, Codes: s.Balancer.codes(p.Traits().Name, e.ID)})
	}
	return out, err
}
