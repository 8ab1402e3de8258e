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

// TestBusinessFromCreateToCertified is the whole way of a business, and what each step announces.
func TestBusinessFromCreateToCertified(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	hooks := testenv.NewEndpoint(t, nil)
	e.Subscribe(hooks)

	id := e.Create(testenv.Business("Acme", "acme@example.com"))
	owner := e.AddOwner(id, testenv.Owner("incomplete"))
	certification := "/customers/" + id + "/beneficial-ownership"
	certified := testenv.Fields{"status": "certified"}
	assert.Equal(t, http.StatusForbidden, e.Call(http.MethodPost, certification, certified).Status)
	assert.Equal(t, http.StatusOK, e.Call(http.MethodPost, "/beneficial-owners/"+owner, testenv.Owner("Ada")).Status)
	assert.Equal(t, http.StatusOK, e.Call(http.MethodPost, certification, certified).Status)

	assert.Contains(t, e.Get("/customers/" + id)["_links"], "send")
	assert.Equal(t, []string{
		"customer_created", "customer_verified", "customer_beneficial_owner_created",
		"customer_beneficial_owner_reverification_needed", "customer_beneficial_owner_verified",
	}, e.Topics())
	hooks.Await(t, 5)
	assert.ElementsMatch(t, e.Topics(), hooks.Topics())
}

// TestOwnersGoThroughTheMiddleware: faults, idempotency keys and counters know nothing of owners, and
// apply to them all the same.
func TestOwnersGoThroughTheMiddleware(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Business("Acme", "acme@example.com"))
	path := "/customers/" + id + "/beneficial-owners"
	for _, fault := range []controlapi.Fault{
		{Method: http.MethodPost, Path: "/beneficial-owners$", StatusAfter: 500},
		{Method: http.MethodPost, Path: "/beneficial-ownership$", Drop: controlapi.DropAfter},
	} {
		_, err := e.Control.AddFault(t.Context(), fault)
		require.NoError(t, err)
	}
	key := []string{"Idempotency-Key", "once"}
	assert.Equal(t, http.StatusInternalServerError, e.Call(http.MethodPost, path, testenv.Owner("Ada"), key...).Status)
	replayed := e.Call(http.MethodPost, path, testenv.Owner("Ada"), key...)
	assert.Equal(t, http.StatusCreated, replayed.Status)
	_, err := e.Try(e.Request(http.MethodPost, "/customers/"+id+"/beneficial-ownership",
		testenv.Fields{"status": "certified"}))
	require.Error(t, err)
	assert.Equal(t, "certified", e.Ownership(id), "the answer was lost, not the call")
	assert.Equal(t, http.StatusOK, e.Call(http.MethodDelete, "/beneficial-owners/"+replayed.ID(), nil).Status)

	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{id: 1}, c.OwnerCreates)
	assert.Equal(t, 1, c.Idempotency["replayed"])
	for route, want := range map[string]map[string]int{
		"POST /customers/{id}/beneficial-owners":    {"total": 2, "500": 1, "201": 1},
		"POST /customers/{id}/beneficial-ownership": {"total": 1, "dropped": 1},
		"DELETE /beneficial-owners/{id}":            {"total": 1, "200": 1},
	} {
		assert.Equal(t, want, c.Calls[route], route)
	}
	require.NoError(t, e.Control.Reset(t.Context()))
	owners, err := e.Control.AllOwners(t.Context())
	require.NoError(t, err)
	assert.Empty(t, owners)
}

// TestFaultsAndCountersOfEveryAPI: what is laid around Dwolla is laid around the others as well, each under
// its own name.
func TestFaultsAndCountersOfEveryAPI(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for api, one := range map[string]struct {
		to    *testenv.Caller
		path  string
		body  testenv.Fields
		total int
	}{
		"fin":    {e.Fin(), "/v2/customers/individual", testenv.FinPerson("Jane", "jane@example.com"), 2},
		"blaaiz": {e.Blaaiz(), "/api/external/customer", testenv.BlaaizPerson("Jane", "jane@example.com"), 2},
	} {
		for _, f := range []controlapi.Fault{
			{API: api, Path: one.path, Status: 503}, {API: api, Path: one.path, Drop: controlapi.DropBefore},
			{API: api, Path: one.path, StatusAfter: 500}, {API: api, Path: one.path, Drop: controlapi.DropAfter},
		} {
			_, err := e.Control.AddFault(t.Context(), f)
			require.NoError(t, err)
		}
		res := one.to.Call(http.MethodPost, one.path, one.body)
		assert.Equal(t, 503, res.Status, api)
		assert.NotEmpty(t, res.JSON(t)["message"], api)
		for i := range 3 {
			res, err := e.Try(one.to.Request(http.MethodPost, one.path, one.body))
			if i == 1 {
				require.NoError(t, err)
				assert.Equal(t, 500, res.Status, api)
				continue
			}
			assert.Error(t, err, api)
		}
		c, err := e.Control.Counters(t.Context(), api)
		require.NoError(t, err)
		assert.Equal(t, map[string]int{"total": 4, "503": 1, "500": 1, "dropped": 2}, c.Calls["POST "+one.path], api)
		assert.Equal(t, map[string]int{"jane@example.com": one.total}, c.Creates.ByEmail, api)
	}
}
