package fault_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// create tries to create a customer; it returns the status answered, or 0 if there was no answer.
func create(e *testenv.Env, headers ...string) int {
	req := e.Request(http.MethodPost, "/customers", testenv.Person("Jane", "jane@example.com"), headers...)
	res, err := e.Try(req)
	if err != nil {
		return 0
	}
	return res.Status
}

func TestFaultsAroundTheEffect(t *testing.T) {
	tests := map[string]struct {
		fault  controlapi.Fault
		status int // 0: no answer
		exists bool
		count  string // status under which the call is counted
	}{
		"status instead of the effect": {controlapi.Fault{Status: 500}, 500, false, "500"},
		"status after the effect":      {controlapi.Fault{StatusAfter: 502}, 502, true, "502"},
		"drop before the effect":       {controlapi.Fault{Drop: "before"}, 0, false, "dropped"},
		"drop after the effect":        {controlapi.Fault{Drop: "after"}, 0, true, "dropped"},
		"delay only":                   {controlapi.Fault{Delay: controlapi.Duration(time.Millisecond)}, 201, true, "201"},
		"delay after only":             {controlapi.Fault{DelayAfter: controlapi.Duration(time.Millisecond)}, 201, true, "201"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			tt.fault.Method, tt.fault.Path = "post", "^/customers$"
			_, err := e.Control.AddFault(t.Context(), tt.fault)
			require.NoError(t, err)

			assert.Equal(t, tt.status, create(e))

			all, err := e.Control.Customers(t.Context())
			require.NoError(t, err)
			assert.Equal(t, tt.exists, len(all) == 1)
			c, err := e.Control.Counters(t.Context(), "dwolla")
			require.NoError(t, err)
			assert.Equal(t, map[string]int{"total": 1, tt.count: 1}, c.Calls["POST /customers"])
		})
	}
}

func TestFaultCountsAndSkips(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	added, err := e.Control.AddFault(t.Context(), controlapi.Fault{
		API: "dwolla", Path: "^/events$", Skip: 1, Count: 2, Status: 503,
	})
	require.NoError(t, err)
	var got []int
	for range 5 {
		got = append(got, e.Call(http.MethodGet, "/events", nil).Status)
	}
	assert.Equal(t, []int{200, 503, 503, 200, 200}, got)

	all, err := e.Control.Faults(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, added.ID, all[0].ID)
	assert.Equal(t, 2, all[0].Hits)
	assert.Zero(t, all[0].Remaining)

	require.NoError(t, e.Control.RemoveFault(t.Context(), added.ID))
	require.Error(t, e.Control.RemoveFault(t.Context(), added.ID))
}

func TestFaultForeverUntilCleared(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	_, err := e.Control.AddFault(t.Context(), controlapi.Fault{Path: "^/events$", Count: -1, Status: 500})
	require.NoError(t, err)
	for range 3 {
		assert.Equal(t, 500, e.Call(http.MethodGet, "/events", nil).Status)
	}
	require.NoError(t, e.Control.ClearFaults(t.Context()))
	assert.Equal(t, 200, e.Call(http.MethodGet, "/events", nil).Status)
}

func TestFaultAnswers(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	tests := map[string]struct {
		fault     controlapi.Fault
		mediaType string
		body      string
	}{
		"the provider's own error": {
			controlapi.Fault{Status: 429, Headers: map[string]string{"Retry-After": "2"}},
			testenv.MediaType + "; charset=UTF-8",
			`{"code":"Too Many Requests","message":"Please wait a short period of time before re-attempting the request."}`,
		},
		"a body of one's own": {
			controlapi.Fault{Status: 500, Body: json.RawMessage(`{"code":"Odd"}`)},
			testenv.MediaType + "; charset=UTF-8", `{"code":"Odd"}`,
		},
		"no JSON at all": {
			controlapi.Fault{Status: 502, Body: json.RawMessage(`"<html>bad gateway</html>"`)},
			"text/plain; charset=utf-8", "<html>bad gateway</html>",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := e.Control.AddFault(t.Context(), tt.fault)
			require.NoError(t, err)
			res := e.Call(http.MethodGet, "/events", nil)
			assert.Equal(t, tt.fault.Status, res.Status)
			assert.Equal(t, tt.mediaType, res.Header.Get("Content-Type"))
			assert.Equal(t, tt.body, string(res.Body))
			assert.Equal(t, tt.fault.Headers["Retry-After"], res.Header.Get("Retry-After"))
			assert.NotEmpty(t, res.Header.Get("X-Request-Id"))
		})
	}
}

func TestDelayedCallTakesEffectAfterItsCallerHungUp(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	_, err := e.Control.AddFault(t.Context(), controlapi.Fault{
		Path: "^/customers$", Delay: controlapi.Duration(100 * time.Millisecond),
	})
	require.NoError(t, err)
	impatient := http.Client{Timeout: 10 * time.Millisecond}
	res, err := impatient.Do(e.Request(http.MethodPost, "/customers", testenv.Person("Jane", "jane@example.com")))
	if err == nil {
		res.Body.Close()
	}
	require.Error(t, err)
	require.Eventually(t, func() bool {
		all, err := e.Control.Customers(t.Context())
		return err == nil && len(all) == 1
	}, testenv.Patience, time.Millisecond)
}

func TestLockKeyLeavesTheKeyLocked(t *testing.T) {
	for name, f := range map[string]controlapi.Fault{
		"before the effect": {Status: 500, LockKey: true},
		"after the effect":  {StatusAfter: 500, LockKey: true},
	} {
		t.Run(name, func(t *testing.T) {
			e := testenv.Start(t, sandbox.Options{})
			_, err := e.Control.AddFault(t.Context(), f)
			require.NoError(t, err)
			assert.Equal(t, 500, create(e, "Idempotency-Key", "k1"))
			assert.Equal(t, 409, create(e, "Idempotency-Key", "k1"))
		})
	}
}

func TestRateLimit(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	one := 1.0
	require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{RPS: &one}))
	assert.Equal(t, 200, e.Call(http.MethodGet, "/events", nil).Status)
	assert.Equal(t, 429, e.Call(http.MethodGet, "/events", nil).Status)
	none := 0.0
	require.NoError(t, e.Control.Set(t.Context(), controlapi.Settings{RPS: &none}))
	assert.Equal(t, 200, e.Call(http.MethodGet, "/events", nil).Status)
}

func TestFaultRefusals(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for name, f := range map[string]controlapi.Fault{
		"nothing to do":  {Path: "^/$"},
		"two ways":       {Status: 500, Drop: "before"},
		"unknown moment": {Drop: "sometimes"},
		"no status":      {Status: 42},
		"no regexp":      {Path: "(", Status: 500},
		"negative skip":  {Status: 500, Skip: -1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := e.Control.AddFault(t.Context(), f)
			assert.ErrorContains(t, err, "400")
		})
	}
}
