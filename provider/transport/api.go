package transport

import (
	"cmp"
	"context"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// APIConfig is what the API of one provider has of its own.
type APIConfig struct {
	// Name is the provider's, as people write it: messages speak of it.
	Name string
	// Sandbox and Production are the addresses of the provider's two worlds, without a slash at their ends.
	Sandbox    string
	Production string
	// RequestsPerSecond and Burst bound the calls unless provider.Config does.
	RequestsPerSecond float64
	Burst             int
	// Pause and Refine are Config's.
	Pause  time.Duration
	Refine func(*Response, *provider.Error)
	// TokenOperation and Renew are NewTokenSource's. Renew asks for tokens with SendBare.
	TokenOperation string
	Renew          func(ctx context.Context, held Tokens) (Tokens, error)
	// TokenRefused tells whether an error, which may be nil, says that the call had no effect because its access
	// token is no longer taken.
	TokenRefused func(error) bool
}

// API calls one provider's API under one credential. It knows the address, and gets and renews the access tokens.
// It is safe for concurrent use.
type API struct {
	environment  provider.Environment
	endpoint     string
	client       *Client
	tokens       *TokenSource
	tokenRefused func(error) bool
}

// NewAPI makes one. It does no I/O. An error is of class Invalid: the environment, or the address that overrides
// it, is none.
func NewAPI(cfg provider.Config, own APIConfig) (*API, error) {
	environment := cmp.Or(cfg.Environment, provider.EnvironmentSandbox)
	endpoint, err := own.endpoint(environment, cfg.Endpoint)
	if err != nil {
		return nil, err
	}
	client := New(Config{
		RoundTripper:      cfg.Transport,
		UserAgent:         cfg.UserAgent,
		RequestsPerSecond: cmp.Or(cfg.RequestsPerSecond, own.RequestsPerSecond),
		Burst:             cmp.Or(cfg.Burst, own.Burst),
		Pause:             own.Pause,
		OnCall:            cfg.OnCall,
		OnHold:            cfg.OnHold,
		Refine:            own.Refine,
	})
	return &API{
		environment:  environment,
		endpoint:     endpoint,
		client:       client,
		tokens:       NewTokenSource(own.TokenOperation, own.Renew),
		tokenRefused: own.TokenRefused,
	}, nil
}

// Environment is the one that was chosen, whatever address is called.
func (a *API) Environment() provider.Environment { return a.environment }

// Endpoint is the address that is called, without a slash at its end.
func (a *API) Endpoint() string { return a.endpoint }

// Send sends r, whose URL is a path of the API, with a valid access token. A token that is no longer taken is
// replaced once: the call had no effect, so that even a POST may go out again. For want of a token the call is not
// made, and the error is that of the request for one. An attempt before the one that was refused may have had its
// effect all the same: then no error says that there was none.
func (a *API) Send(ctx context.Context, r Request) (*Response, error) {
	r.URL = a.endpoint + r.URL
	open := false
	for again := false; ; again = true {
		token, err := a.tokens.Get(ctx)
		if err != nil {
			return nil, leaving(open, provider.Unsent(err))
		}
		r.bearer = token
		resp, err := a.client.Do(ctx, r)
		if again || !a.tokenRefused(err) {
			return resp, leaving(open, err)
		}
		a.tokens.Drop(token)
		open = provider.OutcomeOf(err) == provider.OutcomeUnknown
	}
}

// leaving is err, which may be nil, as that of a call of which an earlier attempt left open whether it had its effect.
func leaving(open bool, err error) error {
	e := provider.As(err)
	if e == nil || !open {
		return err
	}
	left := *e
	left.Outcome = provider.OutcomeUnknown
	return &left
}

// Reconsider has the credentials tried by the next call that wants a token, even if they were refused a moment ago: for
// whoever wants to know what they are worth now, and seldom asks.
func (a *API) Reconsider() { a.tokens.reconsider() }

// SendBare sends r, whose URL is a path of the API, without a token.
func (a *API) SendBare(ctx context.Context, r Request) (*Response, error) {
	r.URL = a.endpoint + r.URL
	return a.client.Do(ctx, r)
}
