package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

func TestWhatIsRepeated(t *testing.T) {
	idempotent := post()
	idempotent.Idempotent = true
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	broken := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}

	for name, tc := range map[string]struct {
		request Request
		step    step
		calls   int
		class   provider.Class
		outcome provider.Outcome
	}{
		"GET after 500":                        {get(), step{status: 500}, 3, provider.ClassUnavailable, provider.OutcomeUnknown},
		"GET after 502":                        {get(), step{status: 502}, 3, provider.ClassUnavailable, provider.OutcomeUnknown},
		"GET after 503":                        {get(), step{status: 503}, 3, provider.ClassUnavailable, provider.OutcomeUnknown},
		"GET after 504":                        {get(), step{status: 504}, 3, provider.ClassUnavailable, provider.OutcomeUnknown},
		"GET after 501":                        {get(), step{status: 501}, 1, provider.ClassUnavailable, provider.OutcomeUnknown},
		"GET after a reset":                    {get(), step{err: broken}, 3, provider.ClassUnavailable, provider.OutcomeUnknown},
		"GET after 429":                        {get(), step{status: 429}, 1, provider.ClassRateLimited, provider.OutcomeRefused},
		"GET after 404":                        {get(), step{status: 404}, 1, provider.ClassNotFound, provider.OutcomeRefused},
		"POST after 500":                       {post(), step{status: 500}, 1, provider.ClassUnavailable, provider.OutcomeUnknown},
		"POST after a reset":                   {post(), step{err: broken}, 1, provider.ClassUnavailable, provider.OutcomeUnknown},
		"POST after a failed dial":             {post(), step{err: dial}, 3, provider.ClassUnavailable, provider.OutcomeRefused},
		"POST after 400":                       {post(), step{status: 400}, 1, provider.ClassInvalid, provider.OutcomeRefused},
		"POST after 401":                       {post(), step{status: 401}, 1, provider.ClassAuth, provider.OutcomeRefused},
		"POST after 403":                       {post(), step{status: 403}, 1, provider.ClassAuth, provider.OutcomeRefused},
		"POST after 408":                       {post(), step{status: 408}, 1, provider.ClassUnavailable, provider.OutcomeUnknown},
		"POST after 409":                       {post(), step{status: 409}, 1, provider.ClassConflict, provider.OutcomeUnknown},
		"POST after 302":                       {post(), step{status: 302}, 1, provider.ClassInvalid, provider.OutcomeRefused},
		"harmless POST after 500":              {idempotent, step{status: 500}, 3, provider.ClassUnavailable, provider.OutcomeUnknown},
		"harmless POST after a reset":          {idempotent, step{err: broken}, 3, provider.ClassUnavailable, provider.OutcomeUnknown},
		"GET after 503 that asks for patience": {get(), step{status: 503, header: http.Header{"Retry-After": {"7"}}}, 1, provider.ClassUnavailable, provider.OutcomeUnknown},
		"GET after an answer that is too long": {get(), step{status: 200, body: big(maxBody + 1)}, 1, provider.ClassUnavailable, provider.OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rt := &fakeRT{steps: []step{tc.step}}
				var told []provider.Call
				c := New(Config{RoundTripper: rt, OnCall: func(call provider.Call) { told = append(told, call) }})
				_, err := c.Do(t.Context(), tc.request)
				e := failed(t, err)
				assert.Equal(t, tc.calls, rt.calls())
				assert.Equal(t, tc.class, e.Class)
				assert.Equal(t, tc.outcome, e.Outcome)
				assert.Equal(t, tc.request.Operation, e.Operation)
				require.Len(t, told, tc.calls)
				assert.Equal(t, tc.request.Operation, told[0].Operation)
				assert.Equal(t, tc.step.status, told[0].Code)
			})
		})
	}
}

func TestARepeatedRequestIsTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &fakeRT{steps: []step{{status: 500}, {status: 200, body: "ok"}}}
		r := post()
		r.Idempotent = true
		resp, err := New(Config{RoundTripper: rt}).Do(t.Context(), r)
		require.NoError(t, err)
		assert.Equal(t, "ok", string(resp.Body))
		assert.Equal(t, []string{"POST {}", "POST {}"}, rt.seen)
	})
}

func TestAnOutcomeOnceUnknownStaysUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &fakeRT{steps: []step{{status: 500}, {status: 400}}}
		r := post()
		r.Idempotent = true
		_, err := New(Config{RoundTripper: rt}).Do(t.Context(), r)
		e := failed(t, err)
		assert.Equal(t, provider.ClassInvalid, e.Class)
		assert.Equal(t, provider.OutcomeUnknown, e.Outcome, "the first attempt may have had its effect")
	})
}

func TestRetryAfterOfA503IsPassedOn(t *testing.T) {
	rt := &fakeRT{steps: []step{{status: 503, header: http.Header{"Retry-After": {"7"}}}}}
	_, err := New(Config{RoundTripper: rt}).Do(t.Context(), get())
	assert.Equal(t, 7*time.Second, provider.RetryAfter(err))

	rt = &fakeRT{steps: []step{{status: 503, header: http.Header{"Retry-After": {"999999999"}}}}}
	_, err = New(Config{RoundTripper: rt}).Do(t.Context(), get())
	assert.Equal(t, maxPause, provider.RetryAfter(err), "nobody waits for decades")
}

func TestTimeIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		hang := roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		c := New(Config{RoundTripper: hang, Attempts: 100, AttemptTimeout: 4 * time.Second, Timeout: 10 * time.Second})
		_, err := c.Do(t.Context(), get())
		e := failed(t, err)
		assert.LessOrEqual(t, time.Since(start), 10*time.Second)
		assert.Equal(t, "the provider did not answer in time", e.Message)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

// A long body has more time to leave, so that a document gets through a slow line.
func TestALongBodyHasMoreTime(t *testing.T) {
	for megabytes, seconds := range map[int]int{0: 4, 1: 4 + 2, 10: 4 + 20} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			hang := roundTrip(func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
			c := New(Config{RoundTripper: hang, Attempts: 1, AttemptTimeout: 4 * time.Second, Timeout: 10 * time.Second})
			upload := post()
			upload.Body = make([]byte, megabytes<<20)
			_, err := c.Do(t.Context(), upload)
			failed(t, err)
			assert.Equal(t, time.Duration(seconds)*time.Second, time.Since(start), "%d MB", megabytes)
		})
	}
}

func TestACancelledCallIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		rt := roundTrip(func(r *http.Request) (*http.Response, error) {
			calls++
			cancel()
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		_, err := New(Config{RoundTripper: rt}).Do(ctx, get())
		e := failed(t, err)
		assert.Equal(t, 1, calls)
		assert.Equal(t, provider.OutcomeUnknown, e.Outcome)
		assert.ErrorIs(t, err, context.Canceled)

		_, err = New(Config{RoundTripper: rt}).Do(ctx, get())
		e = failed(t, err)
		assert.Equal(t, 1, calls, "a call whose context has ended is not made")
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	})
}

func TestBackoffStaysInItsRange(t *testing.T) {
	for attempt := 1; attempt < 200; attempt++ {
		d := backoff(attempt)
		assert.GreaterOrEqual(t, d, time.Duration(0))
		assert.Less(t, d, backoffCap)
		if attempt == 1 {
			assert.Less(t, d, backoffBase)
		}
	}
}

func TestRefineSeesEveryAnswerAbove299(t *testing.T) {
	cfg := Config{Refine: func(r *Response, e *provider.Error) {
		e.Code, e.Class = string(r.Body), provider.ClassDuplicate
	}}
	cfg.RoundTripper = &fakeRT{steps: []step{{status: 400, body: "Code", header: http.Header{"X-Request-Id": {"r1"}}}}}
	_, err := New(cfg).Do(t.Context(), post())
	e := failed(t, err)
	assert.Equal(t, "Code", e.Code)
	assert.Equal(t, provider.ClassDuplicate, e.Class)
	assert.Equal(t, "r1", e.RequestID)
}

func TestAMalformedAddress(t *testing.T) {
	r := get()
	r.URL = "https://api.example/\x7fjane@example.com"
	_, err := New(Config{RoundTripper: &fakeRT{}}).Do(t.Context(), r)
	e := failed(t, err)
	assert.Equal(t, provider.ClassInvalid, e.Class)
	assert.NotContains(t, err.Error(), "jane")
}

func TestHeaders(t *testing.T) {
	var got []http.Header
	rt := roundTrip(func(r *http.Request) (*http.Response, error) {
		got = append(got, r.Header)
		return nil, errors.New("enough")
	})
	r := post()
	r.Header = http.Header{"Accept": {"a/b"}}
	_, _ = New(Config{RoundTripper: rt}).Do(t.Context(), r)
	_, _ = New(Config{RoundTripper: rt, UserAgent: "mine"}).Do(t.Context(), r)
	require.Len(t, got, 2)
	assert.Equal(t, DefaultUserAgent, got[0].Get("User-Agent"))
	assert.Equal(t, "a/b", got[0].Get("Accept"))
	assert.Equal(t, "mine", got[1].Get("User-Agent"))
	assert.Empty(t, r.Header.Get("User-Agent"), "the caller's header is left alone")
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
