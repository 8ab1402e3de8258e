package blaaiz

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/fileformat"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// planted are values of a person and a business that no error may print, and quoted is how the answers below
// quote them back.
var planted = []string{"1990-01-31", "X98765432", "123456789", "998877665", "2991-02-03", "jane.planted@example.com", "Plantedname"}

const quoted = `1990-01-31 X98765432 123456789 998877665 2991-02-03 jane.planted@example.com Plantedname`

func plantedPapers() provider.Papers {
	return provider.Papers{
		Tax: provider.TaxID{Number: pii.New("998877665")},
		Document: provider.IdentityDocument{
			Type: provider.DocumentPassport, Number: pii.New("X98765432"), ExpiryDate: pii.New("2991-02-03"),
		},
	}
}

func plantedPerson() provider.Customer {
	return provider.Customer{Type: provider.CustomerPersonal, Person: provider.Person{
		FirstName: "Jane", LastName: "Plantedname", Email: "jane.planted@example.com", Address: provider.Address{Line1: "1 Marina Road", Country: "NG"},
		DateOfBirth: pii.New("1990-01-31"), SSN: pii.New("123456789"), Papers: plantedPapers(),
	}}
}

func plantedBusiness() provider.Customer {
	whole := provider.WholeShare
	return provider.Customer{
		Type: provider.CustomerBusiness,
		Business: provider.Business{
			Name: "Acme", Email: "jane.planted@example.com", EIN: pii.New("123456789"), Address: provider.Address{Line1: "1 Marina Road", Country: "NG"},
			Background: provider.BusinessBackground{RegistrationNumber: "RC1"},
		},
		Owners: []provider.Member{{Name: "jane", Owner: provider.Owner{
			FirstName: "Jane", LastName: "Plantedname", Email: "jane.planted@example.com", Address: provider.Address{Line1: "1 Marina Road", Country: "NG"},
			Identity:   provider.Identity{DateOfBirth: pii.New("1990-01-31"), SSN: pii.New("123456789"), Papers: plantedPapers()},
			Background: provider.OwnerBackground{Share: &whole},
		}}},
	}
}

func plantedDocument(name string, kind provider.DocumentType, subject provider.Subject) provider.Document {
	return provider.Document{Name: name, Type: kind, Subject: subject, FileName: name + ".png", Content: []byte(fileformat.PNG.Magic + quoted)}
}

func plantedPackage(c provider.Customer) provider.Package {
	pkg := provider.Package{CustomerID: customerID, Customer: c}
	if c.Type == provider.CustomerPersonal {
		pkg.Documents = []provider.Document{plantedDocument("passport", provider.DocumentPassport, provider.SubjectPerson)}
		return pkg
	}
	pkg.Documents = []provider.Document{plantedDocument("deed", provider.DocumentIncorporation, provider.SubjectBusiness)}
	pkg.Customer.Owners[0].Documents = []provider.Document{plantedDocument("passport", provider.DocumentPassport, provider.SubjectOwner)}
	return pkg
}

// hostile are the ways in which a call fails, each quoting the request back.
func hostile() map[string]http.HandlerFunc {
	says := func(status int, format string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { answer(w, status, fmt.Sprintf(format, quoted)) }
	}
	return map[string]http.HandlerFunc{
		"bad request":  says(400, `{"status":false,"message":%q}`),
		"auth":         says(401, `{"message":%q}`),
		"scope":        says(403, `{"message":"scope %s"}`),
		"not found":    says(404, `{"message":%q}`),
		"conflict":     says(409, `{"message":%q}`),
		"field":        says(422, `{"message":"The owners.0.date_of_birth field %s"}`),
		"duplicate":    says(422, `{"message":"already exists: %s"}`),
		"gap":          says(422, `{"message":"Cannot verify business customer: owner Plantedname %s is missing id_document_front."}`),
		"code":         says(422, `{"message":"x","code":%q}`),
		"rate":         says(429, `{"message":%q}`),
		"server error": says(500, `{"message":%q}`),
		"half":         says(200, `{"data":{"id":"%s`),
		"other":        says(200, `{"data":{"id":%q}}`),
		"page":         func(w http.ResponseWriter, _ *http.Request) { http.Error(w, quoted, 400) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://x/?tin=998877665", http.StatusFound)
		},
		"bad gateway": nil,
	}
}

// routesOf are the calls of a hand-in that may fail, and the states of the customer in which they are reached.
var routesOf = map[provider.CustomerType][]string{
	provider.CustomerPersonal: {"GET " + one, "PUT " + one, "POST /api/external/file/get-presigned-url", "PUT /x", "POST " + one + "/files"},
	provider.CustomerBusiness: {
		"GET " + one, "PUT " + one, "POST " + one + "/owner/" + ownerID + "/file/presigned-url", "PUT /x",
		"POST " + one + "/owner/" + ownerID + "/files", "POST " + one + "/document/presigned-url", "POST " + one + "/document",
		"DELETE " + one + "/document/" + documentID, "POST " + one + "/submit",
	},
}

// willing answers every call of a hand-in as it should be.
func willing(t provider.CustomerType) *fake {
	f := newFake()
	shown := `{"data":{"id":"` + customerID + `","type":"` + typesOfCustomer[t] + `","verification_status":"PENDING","owners":[{"id":"` + ownerID +
		`","email":"jane.planted@example.com","status":"PENDING"}],"documents":[{"id":"` + documentID + `","name":"old","status":"REJECTED"}]}}`
	presigned := `{"data":{"file_id":"` + fileID + `","url":"https://store.example.com/x","headers":{}}}`
	for route, body := range map[string]string{
		"GET " + one: shown, "PUT " + one: shown, "PUT /x": "", "POST /api/external/file/get-presigned-url": presigned,
		"POST " + one + "/files": `{"message":"ok"}`, "POST " + one + "/owner/" + ownerID + "/file/presigned-url": presigned,
		"POST " + one + "/owner/" + ownerID + "/files": `{"data":{"id":"` + ownerID + `"}}`,
		"POST " + one + "/document/presigned-url":      presigned, "POST " + one + "/document": `{"data":{"id":"` + documentID + `"}}`,
		"DELETE " + one + "/document/" + documentID: `{"message":"ok"}`, "POST " + one + "/submit": `{"data":{"id":"` + customerID + `","verification_status":"PROCESSING"}}`,
	} {
		f.Answers(route, 200, body)
	}
	return f
}

// assertUnquoted looks for what was planted in all that can be printed of err.
func assertUnquoted(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	require.NotNil(t, provider.As(err), "not a provider error: %T", err)
	printed := wiretest.Printed(err)
	for _, p := range planted {
		assert.NotContains(t, printed, p)
	}
}

// Whatever fails of a hand-in, its error quotes nothing, and tells whether a review may have begun.
func TestNoPersonalDataInErrorsOfHandIn(t *testing.T) {
	for _, c := range []provider.Customer{plantedPerson(), plantedBusiness()} {
		routes := routesOf[c.Type]
		require.NoError(t, NewProvider(willing(c.Type).client(t)).HandIn(t.Context(), plantedPackage(c)), "the way is free")
		for i, route := range routes {
			for what, h := range hostile() {
				t.Run(string(c.Type)+"/"+route+"/"+what, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						f := willing(c.Type)
						f.On(route, orBroken(h))
						err := NewProvider(f.client(t)).HandIn(t.Context(), plantedPackage(c))
						if err == nil { // a deletion of what is gone, an answer that nobody reads
							return
						}
						assertUnquoted(t, err)
						if i < len(routes)-1 {
							assert.Equal(t, provider.OutcomeRefused, provider.OutcomeOf(err))
						}
					})
				})
			}
		}
	}
}

// orBroken is a handler of a gateway that knows nothing, if there is no other.
func orBroken(h http.HandlerFunc) http.HandlerFunc {
	if h != nil {
		return h
	}
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
}

func TestNoPersonalDataInErrorsOfCalls(t *testing.T) {
	for what, h := range hostile() {
		for name, call := range map[string]func(context.Context, *Provider) error{
			"create person": func(ctx context.Context, p *Provider) error {
				_, err := p.CreateCustomer(ctx, provider.CreateRequest{Key: "k", Customer: plantedPerson()})
				return err
			},
			"create business": func(ctx context.Context, p *Provider) error {
				_, err := p.CreateCustomer(ctx, provider.CreateRequest{Key: "k", Customer: plantedBusiness()})
				return err
			},
			"look": func(ctx context.Context, p *Provider) error {
				_, err := p.FindLookalikes(ctx, provider.FindRequest{Type: provider.CustomerPersonal, Email: "jane.planted@example.com"})
				return err
			},
			"get": func(ctx context.Context, p *Provider) error {
				_, err := p.GetCustomer(ctx, provider.CustomerRef{ID: customerID})
				return err
			},
			"remove owner": func(ctx context.Context, p *Provider) error { return p.RemoveOwner(ctx, customerID, ownerID) },
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := newFake()
					for _, route := range []string{"POST " + customers, "GET " + customers, "GET " + one, "DELETE " + one + "/owner/" + ownerID} {
						f.On(route, orBroken(h))
					}
					err := call(t.Context(), NewProvider(f.client(t)))
					if err == nil && name == "remove owner" {
						return
					}
					assertUnquoted(t, err)
				})
			})
		}
	}
}

// What is found wrong before any call quotes nothing either.
func TestNoPersonalDataInValidation(t *testing.T) {
	p := NewProvider(newFake().client(t))
	person, business := plantedPackage(plantedPerson()), plantedPackage(plantedBusiness())
	for _, field := range []*string{
		&person.Customer.Person.Email, &person.Customer.Person.Address.Country, &business.Customer.Business.Email, &business.Customer.Business.Website,
		&business.Customer.Owners[0].Owner.Email, &business.Customer.Owners[0].Owner.Address.Country, &business.Customer.Owners[0].Owner.Background.Nationality,
		&business.Customer.Business.Background.Finances.Purpose, &business.Customer.Business.Background.IncorporationDate,
		&person.Documents[0].Category,
	} {
		*field = quoted
	}
	bad := pii.New(quoted)
	for _, field := range []*pii.String{
		&person.Customer.Person.DateOfBirth, &person.Customer.Person.Papers.Document.ExpiryDate, &person.Customer.Person.Papers.Document.IssueDate,
		&business.Customer.Owners[0].Owner.Identity.DateOfBirth, &business.Customer.Owners[0].Owner.Identity.Papers.Document.ExpiryDate,
		&business.Customer.Owners[0].Owner.Identity.Papers.Tax.Number,
	} {
		*field = bad
	}
	for _, pkg := range []provider.Package{person, business} {
		problems := p.ValidatePackage(pkg)
		require.Greater(t, len(problems), 4)
		assertUnquoted(t, p.HandIn(t.Context(), pkg))
		for _, word := range planted {
			assert.NotContains(t, provider.JoinFields(problems), word)
		}
	}
}
