package blaaiz

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/internal/bearer"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
	"github.com/bonafide-dev/bonafide/sandbox/internal/kit"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
	"github.com/bonafide-dev/bonafide/sandbox/later"
)

// Name of this API in rules and counters.
const Name = "blaaiz"

// DefaultTokenTTL is the lifetime of an access token (reference 2).
const DefaultTokenTTL = 900 * time.Second

// API is the simulated API. It is safe for concurrent use.
type API struct {
	cfg    kit.Config
	mux    *http.ServeMux
	tokens *bearer.Store
	timers later.Timers
	limits limits

	mu       sync.Mutex
	settings settings
	state
}

// New returns an API without customers.
func New(cfg kit.Config) *API {
	if cfg.TokenTTL == 0 {
		cfg.TokenTTL = DefaultTokenTTL
	}
	a := &API{cfg: cfg, mux: http.NewServeMux(), settings: defaultSettings()}
	a.tokens = bearer.New(cfg.TokenTTL, func() string { return cfg.IDs.Token("blaaiz-access-token") })
	a.state = a.newState()
	a.routes()
	return a
}

// Reset forgets everything but the settings.
func (a *API) Reset() {
	a.tokens.Reset()
	a.limits.reset()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.timers.Clear()
	a.state = a.newState()
}

// Close ends what goes on by itself.
func (a *API) Close() { a.timers.Clear() }

// Error is the body that goes with a bare status, for faults.
func (a *API) Error(status int) (mediaType string, body []byte) {
	return "application/json", httpx.Marshal(refuse(status, "%s", http.StatusText(status)).body(false))
}

// Route names the template of a request's path, as in "GET /api/external/customer/{customer}".
func (a *API) Route(r *http.Request) string { return kit.Route(a.mux, r) }

// ServeHTTP implements [http.Handler].
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// endpoint serves one route: it returns a refusal or has written the answer itself.
type endpoint func(w http.ResponseWriter, r *http.Request) *apiError

// Scopes of tokens (reference 2).
const (
	scopeRead    = "customer:read"
	scopeWrite   = "customer:write"
	scopeUpload  = "file:upload"
	scopeHook    = "webhook:read"
	scopeSetHook = "webhook:write"
)

var scopes = []string{
	scopeRead, scopeWrite, scopeUpload, scopeHook, scopeSetHook, "webhook:replay", "mock:webhook:trigger",
}

// route is an endpoint, the scope that it needs, and whether its errors lack the field status.
type route struct {
	serve endpoint
	scope string
	bare  bool
}

func (a *API) routes() {
	a.mux.HandleFunc("POST /oauth/token", a.grantToken)
	a.mux.HandleFunc("PUT "+uploadPath+"{file}", a.putFile)
	const customer = "/api/external/customer/{customer}"
	for pattern, to := range map[string]route{
		"POST /api/external/customer":                            {a.createCustomer, scopeWrite, false},
		"GET /api/external/customer":                             {a.listCustomers, scopeRead, false},
		"GET " + customer:                                        {a.about(a.getCustomer), scopeRead, false},
		"PUT " + customer:                                        {a.change(a.updateCustomer), scopeWrite, false},
		"POST " + customer + "/kyc-data":                         {a.change(a.addKYCData), scopeWrite, false},
		"POST " + customer + "/files":                            {a.change(a.registerFiles), scopeWrite, false},
		"POST " + customer + "/submit":                           {a.about(a.submit), scopeWrite, true},
		"POST " + customer + "/upgrade-kyb-scope":                {a.change(a.upgrade), scopeWrite, false},
		"DELETE " + customer + "/owner/{owner}":                  {a.about(a.deleteOwner), scopeWrite, true},
		"POST " + customer + "/owner/{owner}/file/presigned-url": {a.change(a.presignOwner), scopeWrite, true},
		"POST " + customer + "/owner/{owner}/files":              {a.change(a.registerOwnerFiles), scopeWrite, true},
		"POST " + customer + "/document/presigned-url":           {a.about(a.presignDocument), scopeWrite, true},
		"POST " + customer + "/document":                         {a.change(a.createDocument), scopeWrite, true},
		"GET " + customer + "/document":                          {a.about(a.listDocuments), scopeRead, true},
		"GET " + customer + "/document/{document}":               {a.about(a.getDocument), scopeRead, true},
		"PUT " + customer + "/document/{document}":               {a.change(a.updateDocument), scopeWrite, true},
		"DELETE " + customer + "/document/{document}":            {a.about(a.deleteDocument), scopeWrite, true},
		"POST /api/external/file/get-presigned-url":              {a.presignIndividual, scopeUpload, true},
		"POST /api/external/webhook":                             {a.registerWebhook, scopeSetHook, false},
		"GET /api/external/webhook":                              {a.getWebhook, scopeHook, false},
		"PUT /api/external/webhook":                              {a.updateWebhook, scopeSetHook, false},
		"GET /api/external/webhook-logs":                         {a.listLogs, scopeHook, false},
	} {
		a.mux.Handle(pattern, a.guard(to))
	}
	a.mux.Handle("/", a.guard(route{serve: func(http.ResponseWriter, *http.Request) *apiError {
		return refuse(http.StatusNotFound, "Not found")
	}}))
}

// guard lets only calls with a token of the right scope through, and only so many of them.
func (a *API) guard(to route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.serve(to, w, r); err != nil {
			a.cfg.Logger.Debug("refused", "api", Name, "route", r.Pattern, "status", err.status)
			err.write(w, to.bare)
		}
	})
}

func (a *API) serve(to route, w http.ResponseWriter, r *http.Request) *apiError {
	if !a.limits.allow(w.Header(), time.Now()) {
		return refuse(http.StatusTooManyRequests, "Too many requests")
	}
	grant, err := a.tokens.Authorize(r.Header.Get("Authorization"))
	switch {
	case err != nil:
		return errToken
	case to.scope != "" && !slices.Contains(grant.Scopes, to.scope):
		return errScope
	}
	return to.serve(w, r)
}

// about serves a route about the customer that its path names. e is called with the state locked.
func (a *API) about(e func(http.ResponseWriter, *http.Request, *customer) *apiError) endpoint {
	return func(w http.ResponseWriter, r *http.Request) *apiError {
		a.mu.Lock()
		defer a.mu.Unlock()
		c, err := a.customerIn(r)
		if err != nil {
			return err
		}
		return e(w, r, c)
	}
}

// change is about for a route with a JSON object in its body.
func (a *API) change(e func(http.ResponseWriter, *http.Request, *customer, *input.Object) *apiError) endpoint {
	return func(w http.ResponseWriter, r *http.Request) *apiError {
		in, err := body(r)
		if err != nil {
			return err
		}
		return a.about(func(w http.ResponseWriter, r *http.Request, c *customer) *apiError { return e(w, r, c, in) })(w, r)
	}
}

// body reads a JSON object.
func body(r *http.Request) (*input.Object, *apiError) {
	in, ok := input.Read(r)
	if !ok {
		return nil, errBody
	}
	return in, nil
}

// customerIn finds the customer that a path names. The state is locked.
func (a *API) customerIn(r *http.Request) (*customer, *apiError) {
	c, ok := records.Find(a.byID, r.PathValue("customer"))
	if !ok {
		return nil, errNoCustomer
	}
	return c, nil
}

// now is the time of a state change, with the six fractional digits that Blaaiz shows.
func (a *API) now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

func timestamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000Z") }
