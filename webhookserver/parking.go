package webhookserver

import (
	"context"
	"sync"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// Bounds of the parking: each event there has the API server asked again every askAgainMax.
const (
	maxParked     = 256
	maxParkedEach = 16 // of one customer
	parkingLife   = 5 * time.Minute
)

// parking is where events wait in memory that were too early to be answered in time, so that they
// take effect at once when their customer becomes known, and not only when the provider delivers them
// again. None was acknowledged: whoever finds no place, or is here when the server ends, loses nothing.
type parking struct {
	mu     sync.Mutex
	life   context.Context // nil while closed
	end    context.CancelFunc
	events map[string]struct{}
	by     map[string]int
	group  sync.WaitGroup
}

// open lets events in, until close.
func (p *parking) open() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.life, p.end = context.WithCancel(context.Background())
	p.events, p.by = map[string]struct{}{}, map[string]int{}
}

// close sends all away, and waits until they are gone.
func (p *parking) close() {
	p.mu.Lock()
	if p.life != nil {
		p.end()
		p.life = nil
	}
	p.mu.Unlock()
	p.group.Wait()
}

func (p *parking) now() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.events)
}

// enter takes a place for an event that is not here yet, and has wait called in it.
func (p *parking) enter(event, customer string, wait func(life context.Context)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, here := p.events[event]
	if p.life == nil || here || len(p.events) >= maxParked || p.by[customer] >= maxParkedEach {
		return
	}
	p.events[event] = struct{}{}
	p.by[customer]++
	life := p.life
	p.group.Go(func() {
		defer p.leave(event, customer)
		wait(life)
	})
}

func (p *parking) leave(event, customer string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.events, event)
	if p.by[customer]--; p.by[customer] == 0 {
		delete(p.by, customer)
	}
}

// park keeps an event in memory until its customer is known. Its look is as urgent then as that of a delivery: many
// customers are being created when events are parked, and behind all of their calls there may be no place at all.
func (s *Server) park(ctx context.Context, vp *v1alpha1.VerificationProvider, e provider.Event) {
	logger := log.FromContext(ctx)
	s.parking.enter(knownKey(vp, e, ""), knownKey(vp, provider.Event{ID: e.CustomerID}, ""), func(life context.Context) {
		ctx, cancel := context.WithTimeout(provider.Urgent(log.IntoContext(life, logger)), parkingLife)
		defer cancel()
		result, err := s.apply(ctx, vp, e, boundedElsewhere)
		s.count(vp, e, result)
		logger.Info("parked event", "result", result, "taken", err == nil)
	})
}
