package fin_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// driven is a world in which customers come through the driver.
type driven struct {
	*world
	*fin.Provider
}

func drive(t *testing.T, s controlapi.FinSettings) *driven {
	w := newWorld(t, s)
	return &driven{w, w.open(nil)}
}

// open opens a client as the operator does.
func (w *world) open(transport http.RoundTripper) *fin.Provider {
	w.Helper()
	c, err := fin.Driver().Open(provider.Config{
		Environment: provider.EnvironmentSandbox, Endpoint: w.sandbox.FinURL(), Transport: transport,
		Credentials:       credentials(sandbox.Key, sandbox.Secret),
		RequestsPerSecond: 1e6, Burst: 1000,
	})
	require.NoError(w, err)
	return c.(*fin.Provider)
}

func amount(n int64) *int64 { return &n }

func passport() provider.IdentityDocument {
	return provider.IdentityDocument{
		Type: provider.DocumentPassport, Number: pii.New("X98765432"), Country: "US",
		IssueDate: pii.New("2020-01-01"), ExpiryDate: pii.New("2099-01-01"),
	}
}

func jane(firstName, email string) provider.Customer {
	return provider.Customer{
		Type:  provider.CustomerPersonal,
		Terms: &provider.Terms{AcceptedBy: email, AcceptedAt: "2026-05-31T12:00:00Z"},
		Person: provider.Person{
			FirstName: firstName, LastName: "Dœ Müller", Email: email, Phone: "+15554321234",
			Address:     provider.Address{Line1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US"},
			DateOfBirth: pii.New("1980-02-29"), SSN: pii.New("123-45-6789"),
			Papers: provider.Papers{Document: passport()},
			Background: provider.PersonBackground{
				Nationality: "US", Employment: provider.EmploymentEmployed, Occupation: "engineer",
				Finances: provider.Finances{Purpose: "SAVINGS", SourcesOfFunds: []string{"Salary", "2"}, MonthlyVolumeUSD: amount(1000)},
			},
		},
	}
}

func acme(name, email string, owners ...string) provider.Customer {
	c := provider.Customer{
		Type:  provider.CustomerBusiness,
		Terms: &provider.Terms{AcceptedBy: email, AcceptedAt: "2026-05-31T12:00:00Z"},
		Business: provider.Business{
			Name: name, Structure: provider.StructureCorporation, Classification: "541511", Website: "https://acme.example",
			Phone: "+15554321234", Email: email, EIN: pii.New("123456789"),
			Address: provider.Address{Line1: "1 Main St", City: "Des Moines", State: "US-IA", PostalCode: "50309", Country: "US"},
			Background: provider.BusinessBackground{
				RegistrationNumber: "C1234567", IncorporationDate: "2015-06-01", Description: "Software",
				Finances: provider.Finances{
					Purpose: "Treasury", SourcesOfFunds: []string{"Business revenue"}, SourcesOfWealth: []string{"investment income"},
					AnnualRevenueUSD: amount(1000000), MonthlyDepositsUSD: amount(1000), MonthlyWithdrawalsUSD: amount(0),
				},
			},
		},
	}
	for _, name := range owners {
		share := provider.Share(100_00 / len(owners))
		c.Owners = append(c.Owners, provider.Member{Name: "owner-" + name, Owner: provider.Owner{
			FirstName: name, LastName: "Owner", Email: name + "@Example.com",
			Address:  provider.Address{Line1: "1 Main St", City: "Des Moines", State: "IA", PostalCode: "50309", Country: "US"},
			Identity: provider.Identity{DateOfBirth: pii.New("1975-06-07"), SSN: pii.New("123456789"), Papers: provider.Papers{Document: passport()}},
			Background: provider.OwnerBackground{
				Phone: "+15554321234", Title: "Director", Nationality: "US", Share: &share, Since: "2015-06-01",
				Roles: []provider.OwnerRole{provider.RoleControl, provider.RoleDirector},
			},
		}})
	}
	return c
}

func document(name string, t provider.DocumentType, category string) provider.Document {
	return provider.Document{Name: name, Type: t, Category: category, FileName: name + ".png", Content: []byte(png + name)}
}

func packageOf(id string, c provider.Customer) provider.Package {
	p := provider.Package{CustomerID: id, Customer: c}
	if c.Type == provider.CustomerPersonal {
		p.Documents = []provider.Document{
			document("passport", provider.DocumentPassport, ""), document("bill", provider.DocumentProofOfAddress, "UTILITY_BILL"),
		}
		return p
	}
	p.Documents = []provider.Document{
		document("registration", provider.DocumentIncorporation, ""), document("register", provider.DocumentOther, "SHAREHOLDER_REGISTER"),
		document("authority", provider.DocumentOther, "PROOF_OF_SIGNATORY_AUTHORITY"), document("address", provider.DocumentProofOfAddress, ""),
	}
	p.Customer.Owners = slices.Clone(c.Owners)
	for i := range p.Customer.Owners {
		m := &p.Customer.Owners[i]
		m.Documents = []provider.Document{
			document("passport", provider.DocumentPassport, ""), document("bill", provider.DocumentProofOfAddress, "UTILITY_BILL"),
		}
		for j := range m.Documents {
			m.Documents[j].Content = append(m.Documents[j].Content, m.Name...)
		}
	}
	return p
}

func (d *driven) create(c provider.Customer) string {
	d.Helper()
	require.Empty(d, d.ValidateCustomer(c))
	id, err := d.CreateCustomer(d.Context(), provider.CreateRequest{Key: "key-1", Customer: c})
	require.NoError(d, err)
	return id
}

func (d *driven) look(id string, c provider.Customer, handedIn bool) provider.Observation {
	d.Helper()
	o, err := d.GetCustomer(d.Context(), provider.CustomerRef{ID: id, Type: c.Type, HandedIn: handedIn})
	require.NoError(d, err)
	return o
}

// comes waits until a customer has a status.
func (d *driven) comes(id, status string, c provider.Customer) provider.Observation {
	d.Helper()
	var o provider.Observation
	require.Eventually(d, func() bool {
		o = d.look(id, c, true)
		return o.Status == status
	}, 30*time.Second, time.Millisecond, "the customer does not reach %s", status)
	return o
}

// once tells that nothing of what was handed in is there twice, and how many reviews began.
func (d *driven) once(id string, documents, reviews int) {
	d.Helper()
	truth, err := d.control.FinCustomer(d.Context(), id)
	require.NoError(d, err)
	seen := map[[3]string]bool{}
	for _, one := range truth.Documents {
		key := [3]string{one.PartyID, one.Section, one.Type}
		assert.False(d, seen[key], "%v is there twice", key)
		seen[key] = true
	}
	assert.Len(d, truth.Documents, documents)
	events, err := d.control.FinEvents(d.Context())
	require.NoError(d, err)
	began := 0
	for _, e := range events {
		if e.CustomerID == id && e.Type == fin.EventCustomerStatus && e.Status == fin.StatusReviewing {
			began++
		}
	}
	assert.Equal(d, reviews, began, "reviews")
}
