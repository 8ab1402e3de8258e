package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// failure is an error with what Do needs to know to repeat the request.
type failure struct {
	err *provider.Error
	// unsent: none of the request left, so anything may be repeated.
	unsent bool
	// transient: another attempt may do, if the request is harmless to repeat.
	transient bool
}

// mayRepeat tells whether another attempt is safe and of use.
func (f *failure) mayRepeat(r Request) bool {
	return f.unsent || f.transient && r.repeatable()
}

// after makes f the failure of all attempts: once one of them may have had its effect, that stays so
// whatever became of the later ones.
func (f *failure) after(earlier *failure) *failure {
	if earlier != nil && earlier.err.Outcome == provider.OutcomeUnknown {
		f.err.Outcome = provider.OutcomeUnknown
	}
	return f
}

// or is the error of the attempts so far, and the refusal of the next one if there were none.
func (f *failure) or(refusal *provider.Error) *provider.Error {
	if f == nil {
		return refusal
	}
	return f.err
}

// broken is the failure of an exchange that no answer ended.
func broken(ctx context.Context, operation string, err error, left bool) *failure {
	e := &provider.Error{
		Class:     provider.ClassUnavailable,
		Outcome:   provider.OutcomeUnknown,
		Operation: operation,
		Message:   "the connection broke before the provider's answer was complete",
		Err:       cause(ctx, err),
	}
	switch {
	case !left:
		e.Outcome = provider.OutcomeRefused
		e.Message = dialMessage(err)
	case errors.Is(e.Err, context.Canceled):
		e.Message = "the call was given up before the provider answered"
	case errors.Is(e.Err, context.DeadlineExceeded):
		e.Message = "the provider did not answer in time"
	}
	over := errors.Is(e.Err, context.Canceled)
	return &failure{err: e, unsent: !left && !over, transient: !over}
}

func dialMessage(err error) string {
	var untrusted *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &untrusted):
		return "no connection to the provider: the certificate of the endpoint is not trusted"
	case errors.As(err, &plain):
		return "no connection to the provider: the endpoint does not speak TLS"
	case errors.Is(err, context.Canceled):
		return "the call was given up before it was sent"
	case untaken(err):
		return "the provider ended the connection before it took the call"
	}
	return "no connection to the provider could be made"
}

// cause keeps of err what is known to hold nothing of the request or the answer: net/http quotes
// URLs, and a malformed answer's first line.
func cause(ctx context.Context, err error) error {
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	var (
		dns       *net.DNSError
		op        *net.OpError
		untrusted *tls.CertificateVerificationError
		errno     syscall.Errno
	)
	switch {
	case errors.As(err, &dns):
		return dns
	case errors.As(err, &untrusted):
		return untrusted
	case errors.As(err, &op) && (errors.As(op.Err, &errno) || op.Timeout()):
		return op
	case errors.Is(err, io.ErrUnexpectedEOF):
		return io.ErrUnexpectedEOF
	case errors.Is(err, io.EOF):
		return io.EOF
	}
	return fmt.Errorf("exchange failed with %T", err)
}

// statusError is what the status of an answer alone tells.
func statusError(operation string, resp *Response) *provider.Error {
	e := &provider.Error{
		Operation: operation,
		Outcome:   provider.OutcomeRefused,
		Message:   fmt.Sprintf("the provider answered with HTTP status %d", resp.Status),
		RequestID: resp.Header.Get("X-Request-Id"),
	}
	switch status := resp.Status; {
	case status < 400:
		e.Class = provider.ClassInvalid
		e.Message = "the endpoint answers with a redirect; use its https address"
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		e.Class = provider.ClassAuth
	case status == http.StatusNotFound:
		e.Class = provider.ClassNotFound
	case status == http.StatusRequestTimeout:
		e.Class, e.Outcome = provider.ClassUnavailable, provider.OutcomeUnknown
	case status == http.StatusConflict:
		e.Class, e.Outcome = provider.ClassConflict, provider.OutcomeUnknown
	case status == http.StatusTooManyRequests:
		e.Class = provider.ClassRateLimited
		e.Message = "the provider limits the rate of calls"
	case status >= 500:
		e.Class, e.Outcome = provider.ClassUnavailable, provider.OutcomeUnknown
	default:
		e.Class = provider.ClassInvalid
	}
	return e
}

func gateClosed(operation string, remaining time.Duration) *provider.Error {
	return &provider.Error{
		Class:      provider.ClassRateLimited,
		Outcome:    provider.OutcomeRefused,
		Operation:  operation,
		Message:    "not called: the provider limits the rate of calls and asked for a pause",
		RetryAfter: remaining,
	}
}

func queueFull(operation string, wait time.Duration) *provider.Error {
	return &provider.Error{
		Class:      provider.ClassRateLimited,
		Outcome:    provider.OutcomeRefused,
		Operation:  operation,
		Message:    "not called: too many calls wait for the configured rate",
		RetryAfter: wait,
	}
}

func givenUp(operation string, err error) *provider.Error {
	return &provider.Error{
		Class:     provider.ClassUnavailable,
		Outcome:   provider.OutcomeRefused,
		Operation: operation,
		Message:   "the call was given up before it was sent",
		Err:       err,
	}
}

func tooLong(operation string) *provider.Error {
	return &provider.Error{
		Class:     provider.ClassUnavailable,
		Outcome:   provider.OutcomeUnknown,
		Operation: operation,
		Message:   "the provider's answer is longer than 1 MiB",
	}
}
