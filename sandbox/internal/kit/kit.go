// Package kit has what every simulated API is given, and how each tells the route that a request takes.
//
// It knows nothing of any provider: what a route does, and how a refusal looks, is the API's business.
package kit

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/clock"
	"github.com/bonafide-dev/bonafide/sandbox/ident"
	"github.com/bonafide-dev/bonafide/sandbox/webhook"
)

// Deliverer takes webhooks to their endpoints. It is called with the API's state locked and must not
// call a job's functions before it returns.
type Deliverer interface {
	Enqueue(webhook.Job)
	EnqueueOnce(webhook.Job)
}

// Config of a simulated API.
type Config struct {
	// Key and Secret are the only credentials that are accepted.
	Key, Secret string
	// TokenTTL is the lifetime of access tokens; 0 means the provider's own.
	TokenTTL time.Duration
	Clock    *clock.Clock
	IDs      *ident.Source
	Webhooks Deliverer
	Logger   *slog.Logger
}

// Route names the template of a request's path, as in "GET /customers/{id}". The mux serves with "/" what no
// other pattern does.
func Route(mux *http.ServeMux, r *http.Request) string {
	if _, pattern := mux.Handler(r); pattern != "/" {
		return pattern
	}
	return r.Method + " (unknown)"
}
