package transport

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// maxBody bounds the answers that are read: the longest that any provider sends, a full page of a
// list, stays far below it.
const maxBody = 1 << 20

// exchange sends r once.
func (c *Client) exchange(ctx context.Context, r Request) (*Response, *failure) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.AttemptTimeout+r.patience())
	defer cancel()
	var watch departure
	req, err := c.request(watch.follow(ctx), r)
	if err != nil {
		return nil, &failure{err: provider.Invalid(r.Operation, "the address of the call is malformed")}
	}
	start := time.Now()
	res, err := c.cfg.RoundTripper.RoundTrip(req)
	elapsed := time.Since(start)
	if err != nil {
		c.tell(r.Operation, 0, start)
		return nil, broken(ctx, r.Operation, err, watch.mayHaveLeft(err))
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	c.tell(r.Operation, res.StatusCode, start)
	resp := &Response{
		Status:  res.StatusCode,
		Header:  res.Header,
		Body:    body,
		Through: through(res.Header, elapsed),
	}
	switch {
	case res.StatusCode > 299:
		return nil, c.refused(r.Operation, resp)
	case err != nil:
		return nil, broken(ctx, r.Operation, err, true)
	case len(body) > maxBody:
		return nil, &failure{err: tooLong(r.Operation)}
	}
	return resp, nil
}

// request builds the request. Its body cannot be rewound, not even an empty one, so that net/http
// does not replay it: see the package comment.
func (c *Client) request(ctx context.Context, r Request) (*http.Request, error) {
	target := r.URL
	if len(r.Query) > 0 {
		target += "?" + r.Query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, target, nil)
	if err != nil {
		return nil, errors.New("malformed request")
	}
	if r.Header != nil {
		req.Header = r.Header.Clone()
	}
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	if !r.bearer.IsEmpty() {
		req.Header.Set("Authorization", "Bearer "+r.bearer.Reveal())
	}
	if r.Body != nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
		req.Body = io.NopCloser(bytes.NewReader(r.Body))
		req.ContentLength = int64(len(r.Body))
		req.GetBody = nil
	}
	return req, nil
}

func (c *Client) tell(operation string, code int, start time.Time) {
	c.cfg.OnCall(provider.Call{Operation: operation, Code: code, Duration: time.Since(start)})
}

// refused turns an answer above 299 into a failure, and closes the gate if it is a 429.
func (c *Client) refused(operation string, resp *Response) *failure {
	e := statusError(operation, resp)
	if wait, ok := retryAfter(resp.Header); ok {
		e.RetryAfter = min(wait, maxPause)
	}
	c.cfg.Refine(resp, e)
	if resp.Status == http.StatusTooManyRequests {
		pause, ok := retryAfter(resp.Header)
		if !ok {
			pause = cmp.Or(e.RetryAfter, c.cfg.Pause)
		}
		e.Class, e.Outcome, e.RetryAfter = provider.ClassRateLimited, provider.OutcomeRefused, c.gate.close(pause)
		c.hold(operation, provider.HoldPause, e.RetryAfter)
	}
	transient := false
	switch resp.Status {
	case http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		transient = e.RetryAfter == 0
	}
	return &failure{err: e, transient: transient}
}

// through is the Date of the answer less the time that the whole exchange took: the provider cannot
// have begun before that. HTTP truncates Date to the second, which errs on the same side. An answer
// that stood in a cache tells nothing.
func through(h http.Header, elapsed time.Duration) time.Time {
	date, err := http.ParseTime(h.Get("Date"))
	if age := h.Get("Age"); err != nil || age != "" && age != "0" {
		return time.Time{}
	}
	return date.Add(-elapsed)
}

// MediaType is the answer's media type in lower case and without parameters; empty if it has none.
func (r *Response) MediaType() string {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return ""
	}
	return mediaType
}
