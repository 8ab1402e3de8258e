package webhookserver

import (
	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/provider"
)

// count records what became of an event that was delivered.
func (s *Server) count(vp *v1alpha1.VerificationProvider, e provider.Event, result string) {
	name, _ := vp.Spec.Connection()
	metrics.Event(name, e, result)
	if result == resultApplied || result == resultShared {
		metrics.EventEffective(name, e, s.Clock.Now())
	}
}

// Depth is what the server has in hand now.
func (s *Server) Depth() metrics.Depth {
	l := s.Load()
	return metrics.Depth{Reading: l.Reading, Lookups: l.Lookups, Working: l.Working, Parked: l.Parked, Connections: l.Connections}
}
