package control

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func (s *Server) handleDwolla() {
	api := s.cfg.Dwolla
	s.handle("GET /dwolla/customers", func(*http.Request) (any, error) {
		all := api.Customers()
		return controlapi.Customers{Customers: all, Total: len(all)}, nil
	})
	s.handle("GET /dwolla/customers/{id}", one(api.Customer))
	s.handle("POST /dwolla/customers/{id}/status", about(api.Move))
	owners := func(id string) (controlapi.Owners, error) {
		all, err := api.Owners(id)
		return controlapi.Owners{Owners: all, Total: len(all)}, err
	}
	s.handle("GET /dwolla/owners", one(owners))
	s.handle("GET /dwolla/customers/{id}/owners", one(owners))
	s.handle("GET /dwolla/owners/{id}", one(api.Owner))
	s.handle("POST /dwolla/owners/{id}/status", about(api.MoveOwner))
	s.handle("GET /dwolla/customers/{id}/ownership", one(api.Ownership))
	s.handle("POST /dwolla/customers/{id}/ownership", about(api.MoveOwnership))
	s.handle("POST /dwolla/documents/{id}/review", about(api.Review))
	s.handle("POST /dwolla/kba/expire", expiring(api.ExpireKBA))
	s.handle("POST /dwolla/events/expire", expiring(api.ExpireEvents))
	s.handle("POST /dwolla/events", emitting(api.Emit))
}
