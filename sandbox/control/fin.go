package control

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func (s *Server) handleFin() {
	api := s.cfg.Fin
	s.handle("GET /fin/customers", func(*http.Request) (any, error) {
		all := api.Customers()
		return controlapi.FinCustomers{Customers: all, Total: len(all)}, nil
	})
	s.handle("GET /fin/customers/{id}", one(api.Customer))
	s.handle("POST /fin/customers/{id}/status", about(api.Move))
	s.handle("POST /fin/customers/{id}/rfi", about(api.Ask))
	s.handle("POST /fin/parties/{id}/status", about(api.MoveParty))
	s.handle("POST /fin/refresh-tokens/expire", expiring(api.ExpireRefreshTokens))
	s.handle("POST /fin/webhooks", creating(api.AddEndpoint))
	s.handle("GET /fin/webhooks", func(*http.Request) (any, error) { return api.Endpoints(), nil })
	s.handle("DELETE /fin/webhooks/{id}", func(r *http.Request) (any, error) {
		return nil, api.RemoveEndpoint(r.PathValue("id"))
	})
	s.handle("GET /fin/events", func(*http.Request) (any, error) { return api.Events(), nil })
	s.handle("POST /fin/events", emitting(api.Emit))
}
