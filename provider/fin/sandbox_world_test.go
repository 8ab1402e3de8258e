package fin_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// These tests run against the simulator, which was written from the same pages by other hands and shares no
// code with this package.

const (
	secret = "a secret of the dashboard"
	png    = "\x89PNG\r\n\x1a\n and the rest"
)

// What the tests of all drivers share, under the names that it has here.
var (
	credentials = wiretest.Credentials
	failure     = wiretest.Failure
)

// world is a simulator with a client of it, and what its webhooks brought.
type world struct {
	*testing.T
	sandbox *sandbox.Sandbox
	control *controlclient.Client
	client  *fin.Client
	events  chan provider.Event
}

func newWorld(t *testing.T, s controlapi.FinSettings) *world {
	t.Helper()
	box, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = box.Close() })
	w := &world{T: t, sandbox: box, control: box.Control(), events: make(chan provider.Event, 100)}
	step := controlapi.Duration(time.Millisecond)
	s.Step = &step
	require.NoError(t, w.control.Set(t.Context(), controlapi.Settings{Fin: &s}))
	w.client = w.login(sandbox.Secret)
	receiver := httptest.NewServer(http.HandlerFunc(w.receive))
	t.Cleanup(receiver.Close)
	_, err = w.control.AddFinEndpoint(t.Context(), controlapi.FinEndpoint{URL: receiver.URL, Secret: secret})
	require.NoError(t, err)
	return w
}

func (w *world) login(clientSecret string) *fin.Client {
	w.Helper()
	c, err := fin.New(provider.Config{
		Endpoint: w.sandbox.FinURL(), Credentials: credentials(sandbox.Key, clientSecret),
		RequestsPerSecond: 1e6, Burst: 1000,
	})
	require.NoError(w, err)
	return c
}

// receive takes a delivery as the webhook server would.
func (w *world) receive(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	assert.NoError(w, err)
	matched, err := fin.Webhooks{}.Verify(r.Header, body, []pii.String{pii.New("new"), pii.New(secret)})
	assert.NoError(w, err)
	assert.Equal(w, 1, matched)
	_, err = fin.Webhooks{}.Verify(r.Header, append(body, ' '), []pii.String{pii.New(secret)})
	assert.Error(w, err)
	e, err := fin.Webhooks{}.Decode(body)
	assert.NoError(w, err)
	w.events <- e
	rw.WriteHeader(http.StatusOK)
}

// until waits for an event that passes.
func (w *world) until(what string, pass func(provider.Event) bool) provider.Event {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 30*time.Second)
	defer cancel()
	for {
		select {
		case e := <-w.events:
			if pass(e) {
				return e
			}
		case <-ctx.Done():
			require.FailNow(w, "no event came", what)
		}
	}
}

// reaches waits for the event that a customer reached a status, and reads the customer.
func (w *world) reaches(id, status string, read func(context.Context, string) (*fin.Customer, error)) *fin.Customer {
	w.Helper()
	e := w.until(status, func(e provider.Event) bool { return e.CustomerID == id && e.Implies == status })
	assert.Equal(w, provider.EnvironmentSandbox, e.Environment)
	assert.Equal(w, provider.ConcernVerification, e.Concern)
	c, err := read(w.Context(), id)
	require.NoError(w, err)
	return c
}

// person is an individual whose verification at the simulator depends on the first name. IDs are looked up
// in the catalogue, as everybody has to.
func (w *world) person(firstName, email string) fin.Individual {
	w.Helper()
	occupations, err := w.client.Occupations(w.Context())
	require.NoError(w, err)
	purposes, err := w.client.Purposes(w.Context(), fin.TypeIndividual)
	require.NoError(w, err)
	funds, err := w.client.SourcesOfFunds(w.Context(), fin.TypeIndividual)
	require.NoError(w, err)
	p := fin.Individual{
		BasicInfo: fin.IndividualInfo{
			FirstName: firstName, LastName: "Doe", DateOfBirth: pii.New("1980-02-29"), Email: email, Phone: "+15554321234",
			CountryOfResidence: fin.Alpha3("US"), PrimaryNationality: "USA",
			TaxInfo: []fin.TaxID{{Country: "USA", Type: "SSN", Number: pii.New("123-45-6789")}},
		},
		Address: fin.IndividualAddress{
			Line1: "99-99 33rd St", City: "Brooklyn", PostalCode: "11101", Subdivision: "US-NY", Country: "USA",
		},
		FinancialProfile: fin.IndividualFinances{
			EmploymentStatus: fin.EmploymentEmployed, OccupationID: occupations[0].ID, PurposeID: purposes[0].ID,
			SourceOfFundIDs: []int{funds[0].ID}, MonthlyVolumeUSD: 1000,
		},
		MetaData: map[string]string{"reference": email},
	}
	require.Empty(w, p.Validate(time.Now()))
	return p
}

func (w *world) business(legalName, email string) fin.Business {
	w.Helper()
	purposes, err := w.client.Purposes(w.Context(), fin.TypeBusiness)
	require.NoError(w, err)
	funds, err := w.client.SourcesOfFunds(w.Context(), fin.TypeBusiness)
	require.NoError(w, err)
	wealth, err := w.client.SourcesOfWealth(w.Context(), fin.TypeBusiness)
	require.NoError(w, err)
	address := fin.Address{Line1: "1 Main St", City: "Des Moines", Subdivision: "US-IA", PostalCode: "50309", Country: "USA"}
	owner := func(name string, percent float64, roles ...string) fin.AssociatedParty {
		return fin.AssociatedParty{
			Address: address, Roles: roles,
			BasicInfo: fin.PartyInfo{
				FirstName: name, LastName: "Owner", DateOfBirth: pii.New("1975-06-07"), Email: name + "@example.com",
				Phone: "+15554321234", CountryOfResidence: "USA", PrimaryNationality: "USA",
				TaxInfo: []fin.TaxID{{Country: "USA", Type: "SSN", Number: pii.New("123-45-6789")}},
			},
			Ownership: &fin.OwnershipInfo{Designation: "Director", Percent: percent, Since: "2015-06-01", Control: true},
		}
	}
	b := fin.Business{
		IndustryCodes: []string{"541511"},
		BasicInfo: fin.BusinessInfo{
			LegalName: legalName, TradeName: "Acme", Description: "Software", EntityType: fin.EntityCorporation, Email: email,
			Phone: "+15554321234", IncorporationDate: "2015-06-01", CountryOfIncorp: "USA", RegistrationNumber: "C1234567",
			Websites: []string{"https://acme.example"}, TaxInfo: []fin.TaxID{{Country: "USA", Type: "EIN", Number: pii.New("12-3456789")}},
		},
		FinancialProfile: fin.BusinessFinances{
			PurposeID: purposes[0].ID, SourceOfFundIDs: []int{funds[0].ID}, SourceOfWealthIDs: []int{wealth[0].ID},
			EstimatedAnnualRevenueUSD: 1000000,
		},
		Addresses: fin.BusinessAddresses{SameAsIncorporated: true, Incorporated: address},
		AssociatedParties: []fin.AssociatedParty{
			owner("ada", 60, fin.RoleShareholder, fin.RoleUBO), owner("bob", 30, fin.RoleUBO),
		},
	}
	require.Empty(w, b.Validate(time.Now()))
	return b
}

func (w *world) upload(id string, n int) []string {
	w.Helper()
	var files []fin.File
	for range n {
		files = append(files, fin.File{Content: []byte(png)})
	}
	uris, err := w.client.Upload(w.Context(), id, files...)
	require.NoError(w, err)
	return uris
}

func (w *world) documents(created *fin.Created) fin.IndividualDocuments {
	w.Helper()
	uris := w.upload(created.CustomerID, 3)
	d := fin.IndividualDocuments{
		Identifying: []fin.IdentifyingDocument{{
			Type: fin.DocumentNationalID, Number: pii.New("X98765432"), Country: "USA", ExpiryDate: pii.New("2099-01-01"),
			Files: []fin.DocumentFile{{URI: uris[0], Side: fin.SideFront}, {URI: uris[1], Side: fin.SideBack}},
		}},
		Address:  []fin.AddressDocument{{Type: fin.DocumentUtilityBill, Country: "USA", Files: []fin.DocumentFile{{URI: uris[2]}}}},
		TOSValue: fin.TOSValue(created.TOSPoliciesURL),
	}
	require.Empty(w, d.Validate(time.Now(), "USA"))
	return d
}

func (w *world) createPerson(firstName, email string) *fin.Created {
	w.Helper()
	created, err := w.client.CreateIndividual(w.Context(), w.person(firstName, email))
	require.NoError(w, err)
	return created
}
