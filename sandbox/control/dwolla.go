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
	s.handle("GET /dwolla/customers/{id}", func(r *http.Request) (any, error) {
		return api.Customer(r.PathValue("id"))
	})
	s.handle("POST /dwolla/customers/{id}/status", func(r *http.Request) (any, error) {
		move, err := read[controlapi.Move](r)
		if err != nil {
			return nil, err
		}
		return api.Move(r.PathValue("id"), move)
	})
	s.handleOwners()
	s.handle("POST /dwolla/documents/{id}/review", func(r *http.Request) (any, error) {
		review, err := read[controlapi.Review](r)
		if err != nil {
			return nil, err
		}
		return api.Review(r.PathValue("id"), review)
	})
	s.handle("POST /dwolla/kba/expire", func(*http.Request) (any, error) {
		return controlapi.Expired{Expired: api.ExpireKBA()}, nil
	})
	s.handle("POST /dwolla/events", func(r *http.Request) (any, error) {
		emit, err := read[controlapi.Emit](r)
		if err != nil {
			return nil, err
		}
		id, err := api.Emit(emit)
		return created{controlapi.Emitted{EventID: id}}, err
	})
}

func (s *Server) handleOwners() {
	api := s.cfg.Dwolla
	owners := func(r *http.Request) (any, error) {
		all, err := api.Owners(r.PathValue("id"))
		return controlapi.Owners{Owners: all, Total: len(all)}, err
	}
	s.handle("GET /dwolla/owners", owners)
	s.handle("GET /dwolla/customers/{id}/owners", owners)
	s.handle("GET /dwolla/owners/{id}", func(r *http.Request) (any, error) {
		return api.Owner(r.PathValue("id"))
	})
	s.handle("POST /dwolla/owners/{id}/status", func(r *http.Request) (any, error) {
		move, err := read[controlapi.OwnerMove](r)
		if err != nil {
			return nil, err
		}
		return api.MoveOwner(r.PathValue("id"), move)
	})
	s.handle("GET /dwolla/customers/{id}/ownership", func(r *http.Request) (any, error) {
		return api.Ownership(r.PathValue("id"))
	})
	s.handle("POST /dwolla/customers/{id}/ownership", func(r *http.Request) (any, error) {
		move, err := read[controlapi.OwnershipMove](r)
		if err != nil {
			return nil, err
		}
		return api.MoveOwnership(r.PathValue("id"), move)
	})
}
