package control

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func (s *Server) handleBlaaiz() {
	api := s.cfg.Blaaiz
	s.handle("GET /blaaiz/customers", func(*http.Request) (any, error) {
		all := api.Customers()
		return controlapi.BlaaizCustomers{Customers: all, Total: len(all)}, nil
	})
	s.handle("GET /blaaiz/customers/{id}", one(api.Customer))
	s.handle("POST /blaaiz/customers/{id}/status", about(api.Move))
	s.handle("POST /blaaiz/customers/{id}/review", about(api.Review))
	s.handle("GET /blaaiz/events", func(*http.Request) (any, error) { return api.Events(), nil })
	s.handle("POST /blaaiz/events", emitting(api.Emit))
	s.handle("GET /blaaiz/webhook", func(*http.Request) (any, error) { return api.Webhook() })
	s.handle("POST /blaaiz/webhook/rotate", func(*http.Request) (any, error) { return api.RotateSecret() })
}
