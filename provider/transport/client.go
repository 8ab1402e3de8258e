package transport

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
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

// slowest is the rate, in bytes a second, at which a request's body is at least expected to leave: a long
// one, as that of an upload, has that much more time.
const slowest = 512 << 10

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
	// Pause is how long the gate stays closed after a 429 without a Retry-After header, unless Refine
	// found in the answer for how long and put it into RetryAfter.
	Pause time.Duration
	// Attempts bounds how often one request is sent, AttemptTimeout how long each may take, and
	// Timeout how long all of it may take, waiting included. A body has a second more for every 512 KiB.
	Attempts       int
	AttemptTimeout time.Duration
	Timeout        time.Duration
	// OnCall is told of every exchange.
	OnCall func(provider.Call)
	// OnHold is told of what holds requests back.
	OnHold func(provider.Hold)
	// Refine adds what the provider's answer says to the error that its HTTP status alone gives. It
	// is called for every answer above 299.
	Refine func(*Response, *provider.Error)
}

// Client sends requests to one provider under one credential. It is safe for concurrent use.
type Client struct {
	cfg Config
	// limiter bounds all requests, and queue those that are not urgent before that.
	limiter, queue *rate.Limiter
	gate           gate
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
	if cfg.OnHold == nil {
		cfg.OnHold = func(provider.Hold) {}
	}
	if cfg.Refine == nil {
		cfg.Refine = func(*Response, *provider.Error) {}
	}
	limit := rate.Inf
	if cfg.RequestsPerSecond > 0 {
		limit = rate.Limit(cfg.RequestsPerSecond)
	}
	burst := max(cfg.Burst, 1)
	return &Client{cfg: cfg, limiter: rate.NewLimiter(limit, burst), queue: rate.NewLimiter(limit, burst)}
}

// Request is one call of a provider.
type Request struct {
	// Operation is the driver's name of the call, from a closed set: it labels metrics and errors.
	Operation string
	Method    string
	URL       string
	// Query is added to the URL.
	Query  url.Values
	Header http.Header
	Body   []byte
	// Idempotent allows the request to be repeated after it may have had its effect. GET and HEAD
	// need not say so.
	Idempotent bool
	// bearer is the access token to send along; empty for none.
	bearer pii.String
}

// patience is how much more time than others the request has to leave, for the length of its body.
func (r Request) patience() time.Duration {
	return time.Duration(len(r.Body)) * time.Second / slowest
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
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout+r.patience())
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

// admit lets a request through the gate and the limiter, or says why it was not sent. Only the urgent wait in the
// limiter alone. All others wait in a queue first, which has the same rate and burst, so that at most one or two of
// them are ahead of an urgent one; for each urgent one that goes, the queue waits for one more.
func (c *Client) admit(ctx context.Context, operation string) *provider.Error {
	if provider.IsUrgent(ctx) {
		var ahead *rate.Reservation
		refused := c.wait(ctx, operation, c.limiter, func() { ahead = c.queue.Reserve() })
		if refused != nil && ahead != nil {
			ahead.Cancel() // It does not go after all.
		}
		return refused
	}
	if refused := c.wait(ctx, operation, c.queue, func() {}); refused != nil {
		return refused
	}
	return c.wait(ctx, operation, c.limiter, func() {})
}

// wait waits for a place in a line. joined is called once there will be one in time.
func (c *Client) wait(ctx context.Context, operation string, line *rate.Limiter, joined func()) *provider.Error {
	remaining, shut := c.gate.look()
	if remaining > 0 {
		c.hold(operation, provider.HoldPaused, 0)
		return gateClosed(operation, remaining)
	}
	if err := ctx.Err(); err != nil {
		return givenUp(operation, err)
	}
	place := line.Reserve()
	wait := place.Delay()
	if wait == 0 {
		joined()
		return nil
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		place.Cancel()
		c.hold(operation, provider.HoldQueueFull, 0)
		return queueFull(operation, wait)
	}
	joined()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		c.hold(operation, provider.HoldRateLimit, wait)
		return nil
	case <-shut:
		place.Cancel()
		c.hold(operation, provider.HoldPaused, 0)
		remaining, _ = c.gate.look()
		return gateClosed(operation, remaining)
	case <-ctx.Done():
		place.Cancel()
		return givenUp(operation, ctx.Err())
	}
}

func (c *Client) hold(operation string, reason provider.HoldReason, d time.Duration) {
	c.cfg.OnHold(provider.Hold{Operation: operation, Reason: reason, Duration: d})
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
