package transport

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// Where a provider says in a way of its own how long a limit lasts, Refine reads it, and Retry-After goes first.
func TestRefineTellsHowLongA429Lasts(t *testing.T) {
	for name, tc := range map[string]struct {
		header http.Header
		found  time.Duration
		pause  time.Duration
	}{
		"found":              {nil, 42 * time.Second, 42 * time.Second},
		"found nothing":      {nil, 0, DefaultPause},
		"too much":           {nil, 48 * time.Hour, maxPause},
		"Retry-After counts": {http.Header{"Retry-After": {"7"}}, 42 * time.Second, 7 * time.Second},
		"Retry-After zero":   {http.Header{"Retry-After": {"0"}}, 42 * time.Second, minPause},
	} {
		synctest.Test(t, func(t *testing.T) {
			rt := &fakeRT{steps: []step{{status: 429, header: tc.header}}}
			c := New(Config{RoundTripper: rt, Refine: func(_ *Response, e *provider.Error) { e.RetryAfter = tc.found }})
			_, err := c.Do(t.Context(), get())
			assert.Equal(t, tc.pause, failed(t, err).RetryAfter, name)
		})
	}
}

func TestA429ClosesTheGate(t *testing.T) {
	const documented = 5 * time.Minute
	for name, tc := range map[string]struct {
		header func() http.Header
		pause  time.Duration
	}{
		"documented pause": {func() http.Header { return nil }, documented},
		"seconds":          {func() http.Header { return http.Header{"Retry-After": {"42"}} }, 42 * time.Second},
		"zero":             {func() http.Header { return http.Header{"Retry-After": {"0"}} }, minPause},
		"senseless":        {func() http.Header { return http.Header{"Retry-After": {"999999999"}} }, maxPause},
		"not a time":       {func() http.Header { return http.Header{"Retry-After": {"soon"}} }, documented},
		"negative":         {func() http.Header { return http.Header{"Retry-After": {"-5"}} }, documented},
		"date": {func() http.Header {
			return http.Header{"Retry-After": {time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)}}
		}, 90 * time.Second},
		"date on another clock": {func() http.Header {
			there := time.Now().Add(-time.Hour).UTC()
			return http.Header{
				"Date":        {there.Format(http.TimeFormat)},
				"Retry-After": {there.Add(30 * time.Second).Format(http.TimeFormat)},
			}
		}, 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rt := &fakeRT{steps: []step{{status: 429, header: tc.header()}, {status: 200}}}
				c := New(Config{RoundTripper: rt, Pause: documented})

				_, err := c.Do(t.Context(), get())
				e := failed(t, err)
				assert.Equal(t, provider.ClassRateLimited, e.Class)
				assert.Equal(t, provider.OutcomeRefused, e.Outcome)
				assert.Equal(t, tc.pause, e.RetryAfter)

				time.Sleep(tc.pause / 2)
				_, err = c.Do(t.Context(), post())
				e = failed(t, err)
				assert.Equal(t, provider.ClassRateLimited, e.Class)
				assert.Equal(t, provider.OutcomeRefused, e.Outcome)
				assert.Equal(t, tc.pause-tc.pause/2, e.RetryAfter)
				assert.Equal(t, 1, rt.calls(), "a closed gate lets nothing through")

				time.Sleep(tc.pause - tc.pause/2)
				_, err = c.Do(t.Context(), get())
				require.NoError(t, err)
				assert.Equal(t, 2, rt.calls())
			})
		})
	}
}

func TestALongerPauseWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		assert.Equal(t, time.Minute, g.close(time.Minute))
		assert.Equal(t, time.Minute, g.close(time.Second))
		remaining, _ := g.look()
		assert.Equal(t, time.Minute, remaining)
	})
}

func TestTheGateTurnsAwayThoseWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// The first call takes the only place, and its answer of 429 comes while the others queue.
		rt := roundTrip(func(*http.Request) (*http.Response, error) {
			time.Sleep(100 * time.Millisecond)
			return &http.Response{StatusCode: 429, Header: http.Header{}, Body: http.NoBody}, nil
		})
		calls := 0
		c := New(Config{
			RoundTripper: rt, RequestsPerSecond: 1, Pause: time.Minute,
			OnCall: func(provider.Call) { calls++ },
		})
		start := time.Now()
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				_, err := c.Do(t.Context(), get())
				e := provider.As(err)
				if assert.NotNil(t, e) {
					assert.Equal(t, provider.ClassRateLimited, e.Class)
					assert.Equal(t, provider.OutcomeRefused, e.Outcome)
					assert.Equal(t, time.Minute, e.RetryAfter)
				}
			})
		}
		wg.Wait()
		assert.Equal(t, 100*time.Millisecond, time.Since(start))
		assert.Equal(t, 1, calls)
	})
}

func TestTheLimiterSpreadsCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &fakeRT{steps: []step{{status: 200}}}
		c := New(Config{RoundTripper: rt, RequestsPerSecond: 10, Burst: 5})
		start := time.Now()
		for range 25 {
			_, err := c.Do(t.Context(), get())
			require.NoError(t, err)
		}
		assert.Equal(t, 2*time.Second, time.Since(start), "five at once, and twenty at ten a second")
	})
}

// Whoever answers somebody with what a call says goes before those who have time, however many of these wait, and all
// together keep to the limit.
func TestTheUrgentGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &fakeRT{steps: []step{{status: 200}}}
		c := New(Config{RoundTripper: rt, RequestsPerSecond: 0.5, Burst: 4})
		start := time.Now()
		var group sync.WaitGroup
		for range 14 {
			group.Go(func() {
				_, err := c.Do(t.Context(), get())
				assert.NoError(t, err)
			})
		}
		time.Sleep(5 * time.Second)
		for range 3 {
			ctx, cancel := context.WithTimeout(provider.Urgent(t.Context()), 8*time.Second)
			_, err := c.Do(ctx, get())
			cancel()
			require.NoError(t, err)
		}
		assert.LessOrEqual(t, time.Since(start), 20*time.Second)
		group.Wait()
		assert.Equal(t, 26*time.Second, time.Since(start), "four at once, and thirteen at one in two seconds")
	})
}

// Whoever goes first and gives up takes nothing from those who have time: senders who do not wait, and come again, would
// have nothing called at all.
func TestTheUrgentWhoGiveUpLeaveTheirPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &fakeRT{steps: []step{{status: 200}}}
		c := New(Config{RoundTripper: rt, RequestsPerSecond: 0.25})
		start := time.Now()
		_, err := c.Do(t.Context(), get())
		require.NoError(t, err)
		for range 30 {
			ctx, cancel := context.WithCancel(provider.Urgent(t.Context()))
			time.AfterFunc(100*time.Millisecond, cancel)
			_, err := c.Do(ctx, get())
			require.Error(t, err)
		}
		_, err = c.Do(t.Context(), get())
		require.NoError(t, err)
		assert.Equal(t, 4*time.Second, time.Since(start).Round(time.Millisecond))
	})
}

func TestWaitingInTheLimiterRespectsTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &fakeRT{steps: []step{{status: 200}}}
		c := New(Config{RoundTripper: rt, RequestsPerSecond: 0.1})
		_, err := c.Do(t.Context(), get())
		require.NoError(t, err)

		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err = c.Do(ctx, get())
		e := failed(t, err)
		assert.Equal(t, provider.ClassRateLimited, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.Equal(t, 10*time.Second, e.RetryAfter)
		assert.Zero(t, time.Since(start), "a wait that cannot succeed is not begun")

		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err = c.Do(ctx, get())
		e = failed(t, err)
		assert.Equal(t, provider.ClassUnavailable, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
		assert.Equal(t, time.Second, time.Since(start))
		assert.Equal(t, 1, rt.calls())

		_, err = c.Do(t.Context(), get())
		require.NoError(t, err, "places that were given up are free again")
		assert.Equal(t, 10*time.Second, time.Since(start))
	})
}

func TestThrough(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	date := http.Header{"Date": {at.Format(http.TimeFormat)}}
	assert.Equal(t, at.Add(-300*time.Millisecond), through(date, 300*time.Millisecond))
	assert.True(t, through(http.Header{}, time.Second).IsZero())
	assert.True(t, through(http.Header{"Date": {"yesterday"}}, time.Second).IsZero())
	cached := date.Clone()
	cached.Set("Age", "12")
	assert.True(t, through(cached, time.Second).IsZero(), "an answer out of a cache")
}

func TestMediaType(t *testing.T) {
	for header, want := range map[string]string{
		"application/vnd.dwolla.v1.hal+json; charset=UTF-8": "application/vnd.dwolla.v1.hal+json",
		"Application/JSON":  "application/json",
		"text/html; =":      "text/html",
		"":                  "",
		"/":                 "",
		"application/json;": "application/json",
	} {
		r := &Response{Header: http.Header{"Content-Type": {header}}}
		assert.Equal(t, want, r.MediaType(), header)
	}
}
