package control

import (
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/blaaiz"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/counters"
	"github.com/bonafide-dev/bonafide/sandbox/dwolla"
	"github.com/bonafide-dev/bonafide/sandbox/fin"
)

func (s *Server) handleCounters() {
	s.handle("GET /counters", func(*http.Request) (any, error) { return s.counters(), nil })
	s.handle("POST /counters/reset", func(*http.Request) (any, error) {
		s.cfg.Counters.Reset()
		return nil, nil
	})
}

// counted is a simulated API, for the counters: its name, the routes that grant tokens, and what it counts
// itself.
type counted struct {
	name   string
	tokens []string
	totals func() controlapi.Totals
}

func (s *Server) counted() []counted {
	return []counted{
		{dwolla.Name, []string{"POST /token"}, s.cfg.Dwolla.Totals},
		{fin.Name, []string{"POST /v1/oauth/token", "POST /v1/oauth/refresh-token"}, s.cfg.Fin.Totals},
		{blaaiz.Name, []string{"POST /oauth/token"}, s.cfg.Blaaiz.Totals},
	}
}

func (s *Server) counters() controlapi.Counters {
	all := make(controlapi.Counters)
	for _, api := range s.counted() {
		c := controlapi.APICounters{
			Calls:       s.cfg.Counters.Snapshot(api.name, counters.Calls),
			Webhooks:    s.cfg.Counters.Snapshot(api.name, counters.Webhooks),
			Idempotency: s.cfg.Counters.Snapshot(api.name, counters.Idempotency)["keys"],
			Totals:      api.totals(),
		}
		for _, route := range api.tokens {
			c.TokenRequests += c.Calls[route][counters.Total]
		}
		for _, m := range []*map[string]int{
			&c.Idempotency, &c.Creates.ByEmail, &c.Creates.ByCorrelationID, &c.Attempts, &c.OwnerCreates,
			&c.OwnerAttempts, &c.Certifications, &c.Documents, &c.Submissions,
		} {
			if *m == nil {
				*m = map[string]int{}
			}
		}
		all[api.name] = c
	}
	return all
}

func (s *Server) handleSettings() {
	s.handle("GET /settings", func(*http.Request) (any, error) { return s.settings(), nil })
	s.handle("POST /settings", reading(func(_ *http.Request, v controlapi.Settings) (any, error) {
		if err := s.apply(v); err != nil {
			return nil, err
		}
		return s.settings(), nil
	}))
	s.handle("POST /tokens/expire", func(*http.Request) (any, error) {
		return controlapi.Expired{
			Expired: s.cfg.Dwolla.ExpireTokens() + s.cfg.Fin.ExpireTokens() + s.cfg.Blaaiz.ExpireTokens(),
		}, nil
	})
}

func (s *Server) settings() controlapi.Settings {
	scale, ttl := s.cfg.Clock.Scale(), controlapi.Duration(s.cfg.Dwolla.TokenTTL())
	rps, mismatch := s.cfg.Faults.Rate(), s.cfg.Dwolla.Keys().Mismatch()
	certify := s.cfg.Dwolla.CertifyUnverified()
	ofFin, ofBlaaiz := s.cfg.Fin.Settings(), s.cfg.Blaaiz.Settings()
	return controlapi.Settings{
		TimeScale: &scale, TokenTTL: &ttl, RPS: &rps, IdempotencyMismatch: &mismatch, CertifyUnverified: &certify,
		Fin: &ofFin, Blaaiz: &ofBlaaiz,
	}
}

// apply changes the settings that are given, up to the first that is refused.
func (s *Server) apply(v controlapi.Settings) error {
	for _, change := range []func() error{
		given(v.TimeScale, s.cfg.Clock.SetScale),
		given(v.TokenTTL, s.setTokenTTL),
		given(v.RPS, s.cfg.Faults.SetRate),
		given(v.IdempotencyMismatch, s.cfg.Dwolla.Keys().SetMismatch),
		given(v.CertifyUnverified, s.cfg.Dwolla.SetCertifyUnverified),
		given(v.Fin, s.cfg.Fin.Set),
		given(v.Blaaiz, s.cfg.Blaaiz.Set),
	} {
		if err := change(); err != nil {
			return err
		}
	}
	return nil
}

// given changes what is there.
func given[T any](v *T, set func(T) error) func() error {
	return func() error {
		if v == nil {
			return nil
		}
		return set(*v)
	}
}

func (s *Server) setTokenTTL(d controlapi.Duration) error {
	for _, set := range []func(time.Duration) error{
		s.cfg.Dwolla.SetTokenTTL, s.cfg.Fin.SetTokenTTL, s.cfg.Blaaiz.SetTokenTTL,
	} {
		if err := set(time.Duration(d)); err != nil {
			return err
		}
	}
	return nil
}
