package dwolla

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

const (
	customerID = "22222222-2222-4222-8222-222222222222"
	otherID    = "33333333-3333-4333-8333-333333333333"
	plantedSSN = "123-45-6789"
	plantedDOB = "1990-01-31"
)

// What the tests of all drivers share, under the names that it has here.
var (
	credentials = wiretest.Credentials
	secrets     = wiretest.Secrets
	mustError   = wiretest.Failure
	hal         = wiretest.As("application/vnd.dwolla.v1.hal+json; charset=UTF-8")
)

// fake is Dwolla. It issues tokens by itself unless a route says otherwise.
type fake struct{ *wiretest.Fake }

func newFake() *fake {
	f := &fake{wiretest.NewFake(hal, `{"code":"NotFound","message":"The requested resource was not found."}`)}
	f.On("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		wiretest.As("application/json; charset=UTF-8")(w, 200, fmt.Sprintf(
			`{"access_token":"token-%d","token_type":"bearer","expires_in":3600}`, f.Count("POST /token")))
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
	f.Answers("GET /", 200, `{"_links":{"account":{"href":"x"}}}`)
	c := f.client(t)
	require.NoError(t, c.Check(t.Context()))
	return c
}

func (f *fake) provider(t testing.TB) *Provider { return NewProvider(f.client(t)) }

// jane is a person that Dwolla takes.
func jane() provider.Customer {
	return provider.Customer{
		Type: provider.CustomerPersonal,
		Person: provider.Person{
			FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", Phone: "5554321234",
			Address: provider.Address{
				Line1: "99-99 33rd St", Line2: "Apt 8", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US",
			},
			DateOfBirth: pii.New(plantedDOB),
			SSN:         pii.New(plantedSSN),
		},
	}
}

// customerJSON is jane as Dwolla shows her, with further members in front.
func customerJSON(id, status, more string) string {
	return `{` + more + `"id":"` + id + `","firstName":"Jane","lastName":"Doe","email":"jane@example.com",
	"type":"personal","status":"` + status + `","created":"2026-01-02T03:04:05.678Z","phone":"5554321234",
	"address1":"99-99 33rd St","address2":"Apt 8","city":"Brooklyn","state":"NY","postalCode":"11101",
	"correlationId":"Key-1"}`
}

func links(relations ...string) string {
	var parts []string
	for _, r := range relations {
		parts = append(parts, `"`+r+`":{"href":"https://api-sandbox.dwolla.com/customers/`+customerID+`"}`)
	}
	return `"_links":{` + strings.Join(parts, ",") + `},`
}
