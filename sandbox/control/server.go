// Package control serves the sandbox's own API, with which a test or a person makes the simulated
// providers act: inject faults, move customers, review documents, read counters.
//
// It translates HTTP into calls of the other packages and holds no state of its own. Every call and its
// types are listed in sandbox/README.md; the types live in package controlapi.
//
//	GET    /                                   this list
//	GET    /healthz                            200 when the sandbox serves
//	POST   /faults                             add a rule for API calls (controlapi.Fault)
//	GET    /faults                             all rules, with hits and remaining
//	DELETE /faults                             remove all rules
//	DELETE /faults/{id}                        remove one
//	POST   /webhook-faults                     add a rule for deliveries (controlapi.WebhookFault)
//	GET    /webhook-faults                     all rules
//	DELETE /webhook-faults                     remove all rules; what is held stays held
//	DELETE /webhook-faults/{id}                remove one
//	POST   /webhook-faults/release             send what is held (controlapi.Release)
//	GET    /webhooks/pending                   what is held, queued, in flight, scheduled
//	GET    /counters                           calls, deliveries, creates, attempts (controlapi.Counters)
//	POST   /counters/reset                     set calls, deliveries and key uses to zero
//	GET    /settings                           the settings in force (controlapi.Settings)
//	POST   /settings                           change those given
//	POST   /tokens/expire                      end the life of every access token
//	POST   /reset                              forget everything and start the seed anew
//	GET    /dwolla/customers                   the whole truth about every customer
//	GET    /dwolla/customers/{id}              and about one
//	POST   /dwolla/customers/{id}/status       move one to a status (controlapi.Move)
//	GET    /dwolla/customers/{id}/owners       the whole truth about its owners
//	GET    /dwolla/customers/{id}/ownership    and about their certification
//	POST   /dwolla/customers/{id}/ownership    move it to a status (controlapi.OwnershipMove)
//	GET    /dwolla/owners                      the whole truth about every owner
//	GET    /dwolla/owners/{id}                 and about one
//	POST   /dwolla/owners/{id}/status          move one to a status (controlapi.OwnerMove)
//	POST   /dwolla/documents/{id}/review       decide on a document (controlapi.Review)
//	POST   /dwolla/kba/expire                  end the life of every KBA session
//	POST   /dwolla/events                      fire an event that nothing caused (controlapi.Emit)
//	POST   /dwolla/events/expire               end the life of every event so far, as 30 days would
//	GET    /fin/customers                      the whole truth about every customer
//	GET    /fin/customers/{id}                 and about one
//	POST   /fin/customers/{id}/status          move one to a status (controlapi.FinMove)
//	POST   /fin/customers/{id}/rfi             request information of one (controlapi.FinRFI)
//	POST   /fin/parties/{id}/status            move an associated party to a status (controlapi.FinPartyMove)
//	POST   /fin/webhooks                       tell where webhooks go (controlapi.FinEndpoint)
//	GET    /fin/webhooks                       where they go
//	DELETE /fin/webhooks/{id}                  end the deliveries to one
//	GET    /fin/events                         what was announced
//	POST   /fin/events                         announce what nothing caused (controlapi.FinEmit)
//	POST   /fin/refresh-tokens/expire          end the life of every refresh token
//	GET    /blaaiz/customers                   the whole truth about every customer
//	GET    /blaaiz/customers/{id}              and about one
//	POST   /blaaiz/customers/{id}/status       move one to a status (controlapi.BlaaizMove)
//	POST   /blaaiz/customers/{id}/review       decide on an owner or document (controlapi.BlaaizReview)
//	GET    /blaaiz/events                      what was announced
//	POST   /blaaiz/events                      announce what nothing caused (controlapi.BlaaizEmit)
//	GET    /blaaiz/webhook                     where webhooks go, and their secret
//	POST   /blaaiz/webhook/rotate              replace the secret
package control

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/blaaiz"
	"github.com/bonafide-dev/bonafide/sandbox/clock"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/counters"
	"github.com/bonafide-dev/bonafide/sandbox/dwolla"
	"github.com/bonafide-dev/bonafide/sandbox/fault"
	"github.com/bonafide-dev/bonafide/sandbox/fin"
	"github.com/bonafide-dev/bonafide/sandbox/webhook"
)

// maxBody is the longest request that is read.
const maxBody = 1 << 20

// Config names what the control API controls.
type Config struct {
	Clock    *clock.Clock
	Counters *counters.Set
	Faults   *fault.Engine
	Webhooks *webhook.Engine
	Dwolla   *dwolla.API
	Fin      *fin.API
	Blaaiz   *blaaiz.API
	// Reset forgets everything.
	Reset func()
}

// Server is the control API.
type Server struct {
	cfg    Config
	mux    *http.ServeMux
	routes []string
}

// New returns the control API over cfg.
func New(cfg Config) *Server {
	s := &Server{cfg: cfg, mux: http.NewServeMux()}
	s.handle("GET /{$}", func(*http.Request) (any, error) { return map[string][]string{"calls": s.routes}, nil })
	s.handle("GET /healthz", func(*http.Request) (any, error) { return map[string]string{"status": "ok"}, nil })
	s.handleFaults()
	s.handleWebhooks()
	s.handleCounters()
	s.handleSettings()
	s.handleDwolla()
	s.handleFin()
	s.handleBlaaiz()
	s.handle("POST /reset", func(*http.Request) (any, error) { s.cfg.Reset(); return nil, nil })
	return s
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// handle serves a route with what f returns: 200 with JSON, 204 when there is nothing to say, 201 for a
// created value, 404 for what does not exist, and 400 for any other error.
func (s *Server) handle(pattern string, f call) {
	s.routes = append(s.routes, strings.TrimSuffix(pattern, "{$}"))
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		v, err := f(r)
		var made created
		switch {
		case errors.Is(err, controlapi.ErrUnknown), errors.Is(err, errUnknown):
			write(w, http.StatusNotFound, controlapi.Problem{Error: err.Error()})
		case err != nil:
			write(w, http.StatusBadRequest, controlapi.Problem{Error: err.Error()})
		case v == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			status := http.StatusOK
			if m, ok := v.(created); ok {
				made, status = m, http.StatusCreated
				v = made.value
			}
			write(w, status, v)
		}
	})
}

// errUnknown says that a rule does not exist.
var errUnknown = errors.New("no such rule")

// created marks a value as new.
type created struct{ value any }

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	_ = enc.Encode(v)
}

// remove turns the answer of a removal into that of a call.
func remove(found bool) (any, error) {
	if !found {
		return nil, errUnknown
	}
	return nil, nil
}
