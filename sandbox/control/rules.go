package control

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func (s *Server) handleFaults() {
	s.handle("POST /faults", func(r *http.Request) (any, error) {
		f, err := read[controlapi.Fault](r)
		if err != nil {
			return nil, err
		}
		f, err = s.cfg.Faults.Add(f)
		return created{f}, err
	})
	s.handle("GET /faults", func(*http.Request) (any, error) { return s.cfg.Faults.List(), nil })
	s.handle("DELETE /faults", func(*http.Request) (any, error) { s.cfg.Faults.Clear(); return nil, nil })
	s.handle("DELETE /faults/{id}", func(r *http.Request) (any, error) {
		return remove(s.cfg.Faults.Remove(r.PathValue("id")))
	})
}

func (s *Server) handleWebhooks() {
	s.handle("POST /webhook-faults", func(r *http.Request) (any, error) {
		f, err := read[controlapi.WebhookFault](r)
		if err != nil {
			return nil, err
		}
		f, err = s.cfg.Webhooks.AddRule(f)
		return created{f}, err
	})
	s.handle("GET /webhook-faults", func(*http.Request) (any, error) { return s.cfg.Webhooks.Rules(), nil })
	s.handle("DELETE /webhook-faults", func(*http.Request) (any, error) {
		s.cfg.Webhooks.ClearRules()
		return nil, nil
	})
	s.handle("DELETE /webhook-faults/{id}", func(r *http.Request) (any, error) {
		return remove(s.cfg.Webhooks.RemoveRule(r.PathValue("id")))
	})
	s.handle("POST /webhook-faults/release", func(r *http.Request) (any, error) {
		how, err := read[controlapi.Release](r)
		if err != nil {
			return nil, err
		}
		n, err := s.cfg.Webhooks.Release(how)
		return controlapi.Released{Deliveries: n}, err
	})
	s.handle("GET /webhooks/pending", func(*http.Request) (any, error) { return s.cfg.Webhooks.Pending(), nil })
}
