package control

import (
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/counters"
	"github.com/bonafide-dev/bonafide/sandbox/dwolla"
)

func (s *Server) handleCounters() {
	s.handle("GET /counters", func(*http.Request) (any, error) { return s.counters(), nil })
	s.handle("POST /counters/reset", func(*http.Request) (any, error) {
		s.cfg.Counters.Reset()
		return nil, nil
	})
}

func (s *Server) counters() controlapi.Counters {
	c := controlapi.APICounters{
		Calls:       s.cfg.Counters.Snapshot(dwolla.Name, counters.Calls),
		Webhooks:    s.cfg.Counters.Snapshot(dwolla.Name, counters.Webhooks),
		Idempotency: s.cfg.Counters.Snapshot(dwolla.Name, counters.Idempotency)["keys"],
		Creates:     s.cfg.Dwolla.Creates(),
		Attempts:    s.cfg.Dwolla.Attempts(),

		OwnerCreates:   s.cfg.Dwolla.OwnerCreates(),
		OwnerAttempts:  s.cfg.Dwolla.OwnerAttempts(),
		Certifications: s.cfg.Dwolla.Certifications(),
		Documents:      s.cfg.Dwolla.Uploads(),
	}
	if c.Idempotency == nil {
		c.Idempotency = map[string]int{}
	}
	c.TokenRequests = c.Calls["POST /token"][counters.Total]
	return controlapi.Counters{dwolla.Name: c}
}

func (s *Server) handleSettings() {
	s.handle("GET /settings", func(*http.Request) (any, error) { return s.settings(), nil })
	s.handle("POST /settings", func(r *http.Request) (any, error) {
		v, err := read[controlapi.Settings](r)
		if err != nil {
			return nil, err
		}
		if err := s.apply(v); err != nil {
			return nil, err
		}
		return s.settings(), nil
	})
	s.handle("POST /tokens/expire", func(*http.Request) (any, error) {
		return controlapi.Expired{Expired: s.cfg.Dwolla.ExpireTokens()}, nil
	})
}

func (s *Server) settings() controlapi.Settings {
	scale, ttl := s.cfg.Clock.Scale(), controlapi.Duration(s.cfg.Dwolla.TokenTTL())
	rps, mismatch := s.cfg.Faults.Rate(), s.cfg.Dwolla.Keys().Mismatch()
	certify := s.cfg.Dwolla.CertifyUnverified()
	return controlapi.Settings{
		TimeScale: &scale, TokenTTL: &ttl, RPS: &rps, IdempotencyMismatch: &mismatch, CertifyUnverified: &certify,
	}
}

// apply changes the settings that are given, up to the first that is refused.
func (s *Server) apply(v controlapi.Settings) error {
	if v.TimeScale != nil {
		if err := s.cfg.Clock.SetScale(*v.TimeScale); err != nil {
			return err
		}
	}
	if v.TokenTTL != nil {
		if err := s.cfg.Dwolla.SetTokenTTL(time.Duration(*v.TokenTTL)); err != nil {
			return err
		}
	}
	if v.RPS != nil {
		if err := s.cfg.Faults.SetRate(*v.RPS); err != nil {
			return err
		}
	}
	if v.IdempotencyMismatch != nil {
		if err := s.cfg.Dwolla.Keys().SetMismatch(*v.IdempotencyMismatch); err != nil {
			return err
		}
	}
	if v.CertifyUnverified != nil {
		return s.cfg.Dwolla.SetCertifyUnverified(*v.CertifyUnverified)
	}
	return nil
}
