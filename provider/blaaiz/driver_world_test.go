package blaaiz_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// driven is a world that is spoken to through the driver.
type driven struct {
	*world
	p *blaaiz.Provider
}

func drive(t *testing.T) *driven {
	t.Helper()
	w := newWorld(t, "manual")
	client, err := blaaiz.Driver().Open(provider.Config{
		Environment: provider.EnvironmentSandbox, Endpoint: w.sandbox.BlaaizURL(), RequestsPerSecond: 1e6, Burst: 1000,
		Credentials: credentials(sandbox.Key, sandbox.Secret),
	})
	require.NoError(t, err)
	return &driven{world: w, p: client.(*blaaiz.Provider)}
}

func (d *driven) create(c provider.Customer) string {
	d.Helper()
	require.Empty(d, d.p.ValidateCustomer(c))
	id, err := d.p.CreateCustomer(d.Context(), provider.CreateRequest{Key: "k", IdempotencyKey: "i", Customer: c})
	require.NoError(d, err)
	return id
}

func (d *driven) look(id string, handedIn bool) provider.Observation {
	d.Helper()
	o, err := d.p.GetCustomer(d.Context(), provider.CustomerRef{ID: id, HandedIn: handedIn})
	require.NoError(d, err)
	return o
}

// truth is what the simulator knows of a customer.
func (d *driven) truth(id string) controlapi.BlaaizCustomer {
	d.Helper()
	c, err := d.control.BlaaizCustomer(d.Context(), id)
	require.NoError(d, err)
	return c
}

func (d *driven) handIn(pkg provider.Package) {
	d.Helper()
	require.Empty(d, d.p.ValidatePackage(pkg))
	require.NoError(d, d.p.HandIn(d.Context(), pkg))
}

// image is a file that is told from others by its text.
func image(text string) []byte { return []byte("\x89PNG\r\n\x1a\n" + text) }

func document(name string, kind provider.DocumentType, subject provider.Subject, side provider.DocumentSide) provider.Document {
	return provider.Document{Name: name, Type: kind, Subject: subject, Side: side, FileName: name + ".png", Content: image(name)}
}

func lagos() provider.Address {
	return provider.Address{Line1: "1 Marina Road", City: "Lagos", State: "Lagos", PostalCode: "100001", Country: "NG"}
}

// janet is a person with all that Blaaiz asks of one.
func janet() provider.Customer {
	return provider.Customer{Type: provider.CustomerPersonal, Person: provider.Person{
		FirstName: "Janet", LastName: "Doe", Email: "janet@example.com", Phone: "+2348012345678", Address: lagos(),
		DateOfBirth: pii.New("1980-02-29"),
		Papers: provider.Papers{
			Tax: provider.TaxID{Number: pii.New("55512345")},
			Document: provider.IdentityDocument{
				Type: provider.DocumentLicense, Number: pii.New("A1234567"), IssueDate: pii.New("2020-01-02"), ExpiryDate: pii.New("2999-01-01"),
			},
		},
	}}
}

func janetsPackage(id string) provider.Package {
	return provider.Package{CustomerID: id, Customer: janet(), Documents: []provider.Document{
		document("front", provider.DocumentLicense, provider.SubjectPerson, provider.SideFront),
		document("back", provider.DocumentLicense, provider.SubjectPerson, provider.SideBack),
		document("selfie", provider.DocumentSelfie, provider.SubjectPerson, ""),
		document("bill", provider.DocumentProofOfAddress, provider.SubjectPerson, ""),
	}}
}

func member(name string, share provider.Share, paper provider.DocumentType) provider.Member {
	return provider.Member{Name: name, Owner: provider.Owner{
		FirstName: name, LastName: "Owner", Email: name + "@example.com", Address: lagos(),
		Identity: provider.Identity{
			DateOfBirth: pii.New("1975-06-07"),
			Papers: provider.Papers{Document: provider.IdentityDocument{
				Type: paper, Number: pii.New("B7654321"), ExpiryDate: pii.New("2999-01-01"),
			}},
		},
		Background: provider.OwnerBackground{
			Share: &share, Roles: []provider.OwnerRole{provider.RoleControl}, Title: "Director", Nationality: "NG",
			Declarations: []provider.Declaration{provider.DeclaredPoliticallyExposed},
		},
	}}
}

// globex is a business with two owners and all that Blaaiz asks of one.
func globex() provider.Customer {
	return provider.Customer{
		Type: provider.CustomerBusiness,
		Business: provider.Business{
			Name: "Globex", DoingBusinessAs: "Globe", Structure: provider.StructureLLC, Classification: "Trade",
			Website: "https://globex.example.com", Phone: "+2348011111111", Address: lagos(), Email: "globex@example.com",
			Background: provider.BusinessBackground{
				RegistrationNumber: "RC 77", IncorporationDate: "2015-03-04", Description: "Trades globes.",
				Scope: provider.ScopeFull, Tax: provider.TaxID{Number: pii.New("998877665")},
				Finances: provider.Finances{
					Purpose: "Receive payments for goods and services", SourcesOfFunds: []string{"Business-Revenue", "other"},
					AnnualRevenueUSD: ptr(int64(750_000)), MonthlyPayments: ptr(int64(40)),
				},
			},
		},
		Owners: []provider.Member{
			member("ada", 66_67, provider.DocumentPassport), member("bob", 33_33, provider.DocumentLicense),
		},
	}
}

func globexPackage(id string) provider.Package {
	pkg := provider.Package{CustomerID: id, Customer: globex(), Documents: []provider.Document{
		document("certificate", provider.DocumentIncorporation, provider.SubjectBusiness, ""),
		document("statement", provider.DocumentOther, provider.SubjectBusiness, ""),
	}}
	pkg.Documents[1].Category = "BANK_STATEMENT"
	pkg.Customer.Owners[0].Documents = []provider.Document{
		document("passport", provider.DocumentPassport, provider.SubjectOwner, ""),
	}
	pkg.Customer.Owners[1].Documents = []provider.Document{
		document("licence", provider.DocumentLicense, provider.SubjectOwner, provider.SideFront),
		document("licence-back", provider.DocumentLicense, provider.SubjectOwner, provider.SideBack),
	}
	return pkg
}

// known marks all documents as handed in, and fills the owners' IDs, as the operator does afterwards.
func (d *driven) known(pkg provider.Package) provider.Package {
	d.Helper()
	for i := range pkg.Documents {
		pkg.Documents[i].Known = true
	}
	for _, w := range d.look(pkg.CustomerID, true).Owners {
		for i := range pkg.Customer.Owners {
			m := &pkg.Customer.Owners[i]
			if m.Owner.Email != w.Email {
				continue
			}
			m.ID = w.OwnerID
			for k := range m.Documents {
				m.Documents[k].Known = true
			}
		}
	}
	return pkg
}

func pathsOf(fields []provider.FieldError) []string {
	out := []string{}
	for _, f := range fields {
		out = append(out, string(f.Path))
	}
	return out
}

// assertOneOfEach checks that nothing of globex's is there twice, and nothing is missing.
func (d *driven) assertOneOfEach(id string, submissions int) {
	d.Helper()
	c := d.truth(id)
	assert.Equal(d, submissions, c.Submissions)
	require.Len(d, c.Owners, 2)
	for _, o := range c.Owners {
		assert.True(d, o.HasFront, o.Email)
		assert.Equal(d, o.Email == "bob@example.com", o.HasBack, o.Email)
	}
	names := []string{}
	for _, one := range c.Documents {
		names = append(names, one.Name)
	}
	assert.ElementsMatch(d, []string{"certificate", "statement"}, names)
}
