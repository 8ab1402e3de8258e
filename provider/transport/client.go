package transport

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"github.com/bonafide-dev/bonafide/provider"
)

// DefaultUserAgent is sent when Config.UserAgent is empty.
const DefaultUserAgent = "bonafide (+https://github.com/bonafide-dev/bonafide)"

// The defaults of Config.
const (
	DefaultAttempts       = 3
	DefaultAttemptTimeout = 10 * time.Second
	DefaultTimeout        = 30 * time.Second
	DefaultPause          = time.Minute
)

// The bounds of the wait between two attempts: full jitter over a doubling range.
const (
	backoffBase = 200 * time.Millisecond
	backoffCap  = 2 * time.Second
)

// Config says how a Client behaves. The zero value is usable.
type Config struct {
	// RoundTripper does the exchanges. Nil means one of the client's own, which can tell best
	// whether a failed request had left.
	RoundTripper http.RoundTripper
	// UserAgent is sent with every request.
	UserAgent string
	// RequestsPerSecond and Burst bound the attempts of this client. A rate of zero does not bound.
	RequestsPerSecond float64
	Burst             int
	// Pause is how long the gate stays closed after a 429 without a Retry-After header.
	Pause time.Duration
	// Attempts bounds how often one request is sent, AttemptTimeout how long each may take, and
	// Timeout how long all of it may take, waiting included.
	Attempts       int
	AttemptTimeout time.Duration
	Timeout        time.Duration
	// OnCall is told of every exchange.
	OnCall func(provider.Call)
	// Refine adds what the provider's answer says to the error that its HTTP status alone gives. It
	// is called for every answer above 299.
	Refine func(*Response, *provider.Error)
}

// Client sends requests to one provider under one credential. It is safe for concurrent use.
type Client struct {
	cfg     Config
	limiter *rate.Limiter
	gate    gate
}

// New makes a Client.
func New(cfg Config) *Client {
	cfg.UserAgent = cmp.Or(cfg.UserAgent, DefaultUserAgent)
	cfg.Pause = cmp.Or(cfg.Pause, DefaultPause)
	cfg.Attempts = cmp.Or(cfg.Attempts, DefaultAttempts)
	cfg.AttemptTimeout = cmp.Or(cfg.AttemptTimeout, DefaultAttemptTimeout)
	cfg.Timeout = cmp.Or(cfg.Timeout, DefaultTimeout)
	if cfg.RoundTripper == nil {
		cfg.RoundTripper = newRoundTripper()
	}
	if cfg.OnCall == nil {
		cfg.OnCall = func(provider.Call) {}
	}
	if cfg.Refine == nil {
		cfg.Refine = func(*Response, *provider.Error) {}
	}
	limit := rate.Inf
	if cfg.RequestsPerSecond > 0 {
		limit = rate.Limit(cfg.RequestsPerSecond)
	}
	return &Client{cfg: cfg, limiter: rate.NewLimiter(limit, max(cfg.Burst, 1))}
}

// Request is one call of a provider.
type Request struct {
	// Operation is the driver's name of the call, from a closed set: it labels metrics and errors.
	Operation string
	Method    string
	URL       string
	Header    http.Header
	Body      []byte
	// Idempotent allows the request to be repeated after it may have had its effect. GET and HEAD
	// need not say so.
	Idempotent bool
}

func (r Request) repeatable() bool {
	return r.Idempotent || r.Method == http.MethodGet || r.Method == http.MethodHead
}

// Response is an answer with a status in 200 to 299 (or, in Config.Refine, any other).
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// Through is a moment on the provider's clock, no later than the one at which it began to work
	// on the request; zero if the answer does not tell.
	Through time.Time
}

// Do sends r and returns the answer. Errors are *provider.Error.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	var last *failure
	for attempt := 1; ; attempt++ {
		if refused := c.admit(ctx, r.Operation); refused != nil {
			return nil, last.or(refused)
		}
		resp, failed := c.exchange(ctx, r)
		if failed == nil {
			return resp, nil
		}
		last = failed.after(last)
		if attempt >= c.cfg.Attempts || !last.mayRepeat(r) || !sleep(ctx, backoff(attempt)) {
			return nil, last.err
		}
	}
}

// admit lets a request through the gate and the limiter, or says why it was not sent.
func (c *Client) admit(ctx context.Context, operation string) *provider.Error {
	remaining, shut := c.gate.look()
	if remaining > 0 {
		return gateClosed(operation, remaining)
	}
	if err := ctx.Err(); err != nil {
		return givenUp(operation, err)
	}
	place := c.limiter.Reserve()
	wait := place.Delay()
	if wait == 0 {
		return nil
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		place.Cancel()
		return queueFull(operation, wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-shut:
		place.Cancel()
		remaining, _ = c.gate.look()
		return gateClosed(operation, remaining)
	case <-ctx.Done():
		place.Cancel()
		return givenUp(operation, ctx.Err())
	}
}

// backoff is how long to wait after the given attempt: anything from nothing to a range that
// doubles, so that clients which failed together do not come back together.
func backoff(attempt int) time.Duration {
	limit := min(backoffBase<<min(attempt-1, 10), backoffCap)
	return rand.N(limit)
}

// sleep waits for d, and reports false, at once if it can tell, if ctx ends before.
func sleep(ctx context.Context, d time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
