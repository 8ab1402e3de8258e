package blaaiz

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
)

const (
	customerID = "11111111-1111-4111-8111-111111111111"
	ownerID    = "22222222-2222-4222-8222-222222222222"
	documentID = "33333333-3333-4333-8333-333333333333"
	fileID     = "44444444-4444-4444-8444-444444444444"
	customers  = "/api/external/customer"
	one        = customers + "/" + customerID
)

// What the tests of all drivers share, under the names that it has here.
var (
	secrets   = wiretest.Secrets
	mustError = wiretest.Failure
	answer    = wiretest.As("application/json")
)

// fake is Blaaiz, for what the simulator would not say. It issues tokens by itself unless a route says otherwise.
type fake struct{ *wiretest.Fake }

func newFake() *fake {
	f := &fake{wiretest.NewFake(answer, `{"status":false,"message":"Customer not found"}`)}
	f.On("POST /oauth/token", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, fmt.Sprintf(`{"token_type":"Bearer","expires_in":900,"access_token":"token-%d"}`, f.Count("POST /oauth/token")))
	})
	return f
}

func (f *fake) client(t testing.TB) *Client {
	t.Helper()
	c, err := New(f.Config())
	require.NoError(t, err)
	return c
}

// authorized is a client that has a token.
func (f *fake) authorized(t testing.TB) *Client {
	t.Helper()
	f.Answers("GET "+customers, 200, emptyList)
	c := f.client(t)
	require.NoError(t, c.Check(t.Context()))
	return c
}

func ptr[T any](v T) *T { return &v }
