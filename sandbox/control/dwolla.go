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
