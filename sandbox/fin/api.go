package fin

import (
	"net/http"
	"sync"

	"github.com/bonafide-dev/bonafide/sandbox/internal/bearer"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
	"github.com/bonafide-dev/bonafide/sandbox/internal/kit"
	"github.com/bonafide-dev/bonafide/sandbox/later"
)

// Name of this API in rules and counters.
const Name = "fin"

// API is the simulated API. It is safe for concurrent use.
type API struct {
	cfg     kit.Config
	mux     *http.ServeMux
	access  *bearer.Store
	refresh *bearer.Store
	timers  later.Timers

	mu       sync.Mutex
	settings settings
	state
}

// New returns an API without customers.
func New(cfg kit.Config) *API {
	if cfg.TokenTTL == 0 {
		cfg.TokenTTL = DefaultTokenTTL
	}
	a := &API{cfg: cfg, mux: http.NewServeMux(), state: newState(), settings: defaultSettings()}
	a.access = bearer.New(cfg.TokenTTL, func() string { return cfg.IDs.Token("fin-access-token") })
	a.refresh = bearer.New(refreshTTL, func() string { return cfg.IDs.Token("fin-refresh-token") })
	a.routes()
	return a
}

// Reset forgets everything but the settings.
func (a *API) Reset() {
	a.access.Reset()
	a.refresh.Reset()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.timers.Clear()
	a.state = newState()
}

// Close ends what goes on by itself.
func (a *API) Close() { a.timers.Clear() }

// Error is the body that goes with a bare status, for faults.
func (a *API) Error(status int) (mediaType string, body []byte) {
	return "application/json", httpx.Marshal(errorOf(status).body)
}

// Route names the template of a request's path, as in "GET /v2/customers/{id}".
func (a *API) Route(r *http.Request) string { return kit.Route(a.mux, r) }

// ServeHTTP implements [http.Handler].
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// endpoint serves one route: it returns a refusal or has written the answer itself.
type endpoint func(w http.ResponseWriter, r *http.Request) *apiError

func (a *API) routes() {
	a.mux.HandleFunc("POST /v1/oauth/token", a.open(a.grantToken))
	a.mux.HandleFunc("POST /v1/oauth/refresh-token", a.open(a.refreshToken))
	for pattern, e := range map[string]endpoint{
		"POST /v1/customers/individual":                                a.createIndividual(version1),
		"POST /v2/customers/individual":                                a.createIndividual(version2),
		"POST /v2/customers/business":                                  a.createBusiness,
		"POST /v1/customers/upload":                                    a.upload,
		"POST /v1/customers/individual/attach":                         a.attachIndividualV1,
		"POST /v2/customers/{id}/individual/attach":                    a.change(errMalformed400, a.attachIndividual),
		"POST /v2/customers/{id}/business/attach":                      a.change(errMalformed, a.attachBusiness),
		"POST /v2/customers/{id}/associated-parties/individual/attach": a.change(errMalformed, a.attachParties),
		"GET /v1/customers":                                            a.list(version1),
		"GET /v2/customers":                                            a.list(version2),
		"GET /v1/customers/{id}":                                       a.about(a.details(version1)),
		"GET /v2/customers/{id}":                                       a.about(a.details(version2)),
		"PATCH /v1/customers/{id}":                                     a.change(errMalformed, a.answer),
		"GET /v2/customers/{id}/capabilities":                          a.about(a.capabilities),
		"GET /v1/occupations":                                          a.catalogue("occupations", occupations, false),
		"GET /v1/purposes":                                             a.catalogue("purposes", purposes, true),
		"GET /v1/source-of-funds":                                      a.catalogue("source_of_funds", sourcesOfFunds, true),
		"GET /v1/source-of-wealth":                                     a.catalogue("source_of_wealth", sourcesOfWealth, true),
		"GET /v1/industries":                                           a.catalogue("industries", industries, false),
		"GET /v1/countries":                                            a.listCountries,
		"GET /v1/countries/{code}/subdivisions":                        a.listSubdivisions,
	} {
		a.mux.Handle(pattern, a.guard(e))
	}
	a.mux.Handle("/", a.guard(func(http.ResponseWriter, *http.Request) *apiError {
		return refuse(http.StatusNotFound, "Not found")
	}))
}

// open serves a route that needs no token.
func (a *API) open(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := e(w, r); err != nil {
			a.cfg.Logger.Debug("refused", "api", Name, "route", r.Pattern, "status", err.status)
			err.write(w)
		}
	}
}

// guard lets only authorised calls through to e.
func (a *API) guard(e endpoint) http.Handler {
	return a.open(func(w http.ResponseWriter, r *http.Request) *apiError {
		if _, err := a.access.Authorize(r.Header.Get("Authorization")); err != nil {
			return refuse(http.StatusUnauthorized, "Unauthorized")
		}
		return e(w, r)
	})
}

// about serves a route about the customer that its path names. e is called with the state locked.
func (a *API) about(e func(http.ResponseWriter, *customer) *apiError) endpoint {
	return func(w http.ResponseWriter, r *http.Request) *apiError {
		a.mu.Lock()
		defer a.mu.Unlock()
		c, err := a.customerIn(r)
		if err != nil {
			return err
		}
		return e(w, c)
	}
}

// change is about for a route with a JSON object in its body; errBody refuses what is none.
func (a *API) change(errBody *apiError, e func(http.ResponseWriter, *customer, *input.Object) *apiError) endpoint {
	return func(w http.ResponseWriter, r *http.Request) *apiError {
		in, err := body(r, errBody)
		if err != nil {
			return err
		}
		return a.about(func(w http.ResponseWriter, c *customer) *apiError { return e(w, c, in) })(w, r)
	}
}

// body reads a JSON object, or refuses with errBody what is none.
func body(r *http.Request, errBody *apiError) (*input.Object, *apiError) {
	in, ok := input.Read(r)
	if !ok {
		return nil, errBody
	}
	return in, nil
}

// Bodies that are no JSON object.
var (
	errMalformed     = errOne("body", "must be a JSON object")
	errMalformed400  = errStatus(http.StatusBadRequest, "Invalid request body")
	errNotUUID       = errOne("customer_id", "must be a valid UUID")
	errOutOfSeason   = refuseState("documents cannot be attached in the customer's current status")
	errNotIndividual = refuseState("the customer is not an individual")
	errNotBusiness   = refuseState("the customer is not a business")
)

func refuseState(text string) *apiError { return errOne("customer_id", text) }

// data is the envelope of most answers.
type data struct {
	Data any `json:"data"`
}

func writeData(w http.ResponseWriter, v any) *apiError {
	httpx.WriteJSON(w, http.StatusOK, data{v})
	return nil
}
