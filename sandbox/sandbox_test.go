package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func TestPortInUseNamesTheListener(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	taken := strings.TrimPrefix(e.Sandbox.DwollaURL(), "http://")

	_, err := sandbox.Start(sandbox.Options{DwollaAddress: taken})

	var l *sandbox.ListenError
	require.ErrorAs(t, err, &l)
	assert.Equal(t, "dwolla", l.Listener)
	assert.EqualError(t, err, "cannot listen on "+taken+" for dwolla: the port is already in use")
}

func TestPersonFromCreateToVerified(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	hooks := testenv.NewEndpoint(t, nil)
	e.Subscribe(hooks)

	id := e.Create(testenv.Person("Jane", "jane@example.com"))

	assert.Equal(t, "verified", e.Status(id))
	assert.Equal(t, []string{"customer_created", "customer_verified"}, e.Topics())
	hooks.Await(t, 2)
	assert.ElementsMatch(t, e.Topics(), hooks.Topics())
}

func TestSameSeedSameIdentifiers(t *testing.T) {
	run := func() []string {
		e := testenv.Start(t, sandbox.Options{Seed: 42})
		first := e.Create(testenv.Person("Jane", "jane@example.com"))
		second := e.Create(testenv.Person("Joe", "joe@example.com"))
		require.NoError(t, e.Control.Reset(t.Context()))
		e.Login()
		assert.Equal(t, first, e.Create(testenv.Person("Jill", "jill@example.com")), "after a reset")
		return []string{first, second}
	}
	assert.Equal(t, run(), run())
}

func TestResetForgetsEverything(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Person("Jane", "jane@example.com"))
	_, err := e.Control.AddFault(t.Context(), controlapi.Fault{Status: 500, Count: -1, Path: "^/customers$"})
	require.NoError(t, err)

	require.NoError(t, e.Control.Reset(t.Context()))

	assert.Equal(t, http.StatusUnauthorized, e.Call(http.MethodGet, "/customers/"+id, nil).Status)
	e.Login()
	assert.Equal(t, http.StatusNotFound, e.Call(http.MethodGet, "/customers/"+id, nil).Status)
	e.Create(testenv.Person("Jane", "jane@example.com"))
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Equal(t, 1, c.Creates.Total)
	assert.Equal(t, map[string]int{"total": 1, "201": 1}, c.Calls["POST /customers"])
}

func TestCloseCutsOffDelays(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	_, err := e.Control.AddFault(t.Context(), controlapi.Fault{
		Path: "^/customers$", Delay: controlapi.Duration(time.Hour),
	})
	require.NoError(t, err)
	done := make(chan struct{})
	req := e.Request(http.MethodGet, "/customers", nil)
	go func() {
		defer close(done)
		_, _ = e.Try(req)
	}()
	require.Eventually(t, func() bool {
		all, err := e.Control.Faults(t.Context())
		return err == nil && all[0].Hits == 1
	}, testenv.Patience, time.Millisecond)

	begin := time.Now()
	require.NoError(t, e.Sandbox.Close())
	<-done
	assert.Less(t, time.Since(begin), 5*time.Second)
}
