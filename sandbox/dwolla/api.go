package dwolla

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/idempotency"
	"github.com/bonafide-dev/bonafide/sandbox/internal/bearer"
	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/kit"
)

// Name of this API in rules and counters.
const Name = "dwolla"

// DefaultTokenTTL is the lifetime of an access token (reference 1.2).
const DefaultTokenTTL = time.Hour

// Config of a simulated API.
type Config struct {
	kit.Config
	// BaseURL begins the links in webhooks, which no request leads to.
	BaseURL string
	// CountKey is told what an idempotency key led to.
	CountKey func(outcome string)
}

// API is the simulated API. It is safe for concurrent use.
type API struct {
	cfg    Config
	mux    *http.ServeMux
	keys   *idempotency.Keys
	tokens *bearer.Store

	mu                sync.Mutex
	certifyUnverified string
	state
}

// New returns an API without customers.
func New(cfg Config) *API {
	if cfg.TokenTTL == 0 {
		cfg.TokenTTL = DefaultTokenTTL
	}
	a := &API{cfg: cfg, mux: http.NewServeMux(), certifyUnverified: CertifyUnverifiedRefuse}
	a.tokens = bearer.New(cfg.TokenTTL, func() string { return cfg.IDs.Token("access-token") })
	a.keys = idempotency.New(idempotency.Config{
		Clock:     cfg.Clock,
		BodyLimit: maxUpload,
		Conflict:  func(w http.ResponseWriter, _ *http.Request) { writeError(w, errConflict()) },
		Count:     cfg.CountKey,
	})
	a.state = a.newState()
	a.routes()
	return a
}

// Reset forgets everything.
func (a *API) Reset() {
	a.keys.Reset()
	a.tokens.Reset()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.state = a.newState()
}

// Keys are the API's idempotency keys.
func (a *API) Keys() *idempotency.Keys { return a.keys }

// LockKey makes every later call with r's idempotency key a conflict.
func (a *API) LockKey(r *http.Request) { a.keys.Lock(r) }

// Error is the body that goes with a bare status, for faults.
func (a *API) Error(status int) (mediaType string, body []byte) {
	return MediaType + "; charset=UTF-8", marshal(errStatus(status))
}

// Route names the template of a request's path, as in "POST /customers/{id}".
func (a *API) Route(r *http.Request) string { return kit.Route(a.mux, r) }

// ServeHTTP implements [http.Handler].
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// endpoint serves one route: it returns a refusal or has written the answer itself.
type endpoint func(w http.ResponseWriter, r *http.Request) *apiError

func (a *API) routes() {
	a.mux.HandleFunc("POST /token", a.grantToken)
	for pattern, e := range map[string]endpoint{
		"GET /{$}":                                  a.root,
		"GET /business-classifications":             a.listClassifications,
		"GET /business-classifications/{id}":        a.getClassification,
		"POST /customers":                           a.createCustomer,
		"GET /customers":                            a.listCustomers,
		"GET /customers/{id}":                       a.getCustomer,
		"POST /customers/{id}":                      a.updateCustomer,
		"POST /customers/{id}/documents":            a.createDocument,
		"GET /customers/{id}/documents":             a.listDocuments,
		"POST /customers/{id}/beneficial-owners":    a.createOwner,
		"GET /customers/{id}/beneficial-owners":     a.listOwners,
		"GET /customers/{id}/beneficial-ownership":  a.getOwnership,
		"POST /customers/{id}/beneficial-ownership": a.certify,
		"GET /beneficial-owners/{id}":               a.getOwner,
		"POST /beneficial-owners/{id}":              a.updateOwner,
		"DELETE /beneficial-owners/{id}":            a.removeOwner,
		"POST /beneficial-owners/{id}/documents":    a.createOwnerDocument,
		"GET /beneficial-owners/{id}/documents":     a.listOwnerDocuments,
		"POST /customers/{id}/kba":                  a.createKBA,
		"GET /kba/{id}":                             a.getKBA,
		"POST /kba/{id}":                            a.answerKBA,
		"GET /documents/{id}":                       a.getDocument,
		"GET /events":                               a.listEvents,
		"GET /events/{id}":                          a.getEvent,
		"POST /sandbox-simulations":                 a.simulate,
		"POST /webhook-subscriptions":               a.createSubscription,
		"GET /webhook-subscriptions":                a.listSubscriptions,
		"GET /webhook-subscriptions/{id}":           a.getSubscription,
		"POST /webhook-subscriptions/{id}":          a.updateSubscription,
		"DELETE /webhook-subscriptions/{id}":        a.deleteSubscription,
		"GET /webhook-subscriptions/{id}/webhooks":  a.listWebhooks,
		"GET /webhooks/{id}":                        a.getWebhook,
		"GET /webhooks/{id}/retries":                a.listRetries,
		"POST /webhooks/{id}/retries":               a.retryWebhook,
	} {
		a.mux.Handle(pattern, a.guard(e))
	}
	a.mux.Handle("/", a.guard(a.unknown))
}

// guard lets only authorised calls of the right version through to e, and each idempotency key once.
func (a *API) guard(e endpoint) http.Handler {
	guarded := a.keys.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := httpx.ReadBody(r, maxUpload); errors.Is(err, httpx.ErrTooLarge) {
			writeError(w, errTooLarge())
			return
		}
		if err := e(w, r); err != nil {
			a.cfg.Logger.Debug("refused", "api", Name, "route", r.Pattern, "code", err.Code)
			writeError(w, err)
		}
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.authorize(r); err != nil {
			writeError(w, err)
			return
		}
		if !acceptsVersion(r) {
			writeError(w, errStatus(http.StatusNotAcceptable))
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// unknown answers what no route serves: 405 when another method would, else 404.
func (a *API) unknown(_ http.ResponseWriter, r *http.Request) *apiError {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := a.mux.Handler(other); pattern != "/" {
			return errStatus(http.StatusMethodNotAllowed)
		}
	}
	return errNotFound()
}

// root is the entry point, for an application's token (reference 1.4).
func (a *API) root(w http.ResponseWriter, r *http.Request) *apiError {
	b := baseOf(r)
	writeJSON(w, http.StatusOK, map[string]any{"_links": links{
		"account":               b.link("/accounts/"+a.accountID(), kindAccount),
		"customers":             b.link("/customers", kindCustomer),
		"events":                b.link("/events", kindEvent),
		"webhook-subscriptions": b.link("/webhook-subscriptions", kindSubscription),
	}})
	return nil
}
