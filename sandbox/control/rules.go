package control

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func (s *Server) handleFaults() {
	s.handle("POST /faults", creating(s.cfg.Faults.Add))
	s.handle("GET /faults", func(*http.Request) (any, error) { return s.cfg.Faults.List(), nil })
	s.handle("DELETE /faults", func(*http.Request) (any, error) { s.cfg.Faults.Clear(); return nil, nil })
	s.handle("DELETE /faults/{id}", func(r *http.Request) (any, error) {
		return remove(s.cfg.Faults.Remove(r.PathValue("id")))
	})
}

func (s *Server) handleWebhooks() {
	s.handle("POST /webhook-faults", creating(s.cfg.Webhooks.AddRule))
	s.handle("GET /webhook-faults", func(*http.Request) (any, error) { return s.cfg.Webhooks.Rules(), nil })
	s.handle("DELETE /webhook-faults", func(*http.Request) (any, error) {
		s.cfg.Webhooks.ClearRules()
		return nil, nil
	})
	s.handle("DELETE /webhook-faults/{id}", func(r *http.Request) (any, error) {
		return remove(s.cfg.Webhooks.RemoveRule(r.PathValue("id")))
	})
	s.handle("POST /webhook-faults/release", reading(func(_ *http.Request, how controlapi.Release) (any, error) {
		n, err := s.cfg.Webhooks.Release(how)
		return controlapi.Released{Deliveries: n}, err
	}))
	s.handle("GET /webhooks/pending", func(*http.Request) (any, error) { return s.cfg.Webhooks.Pending(), nil })
}
