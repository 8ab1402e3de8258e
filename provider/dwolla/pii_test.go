package dwolla

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// planted are the values of jane that must not be printed, and quoted is how the answers below quote
// them back.
var planted = []string{
	plantedSSN, "123456789", plantedDOB, plantedEIN, "123456780", plantedPassport, "jane@example.com", "jane%40example.com",
}

const quoted = `123-45-6789 123456789 1990-01-31 12-3456780 123456780 X98765432 jane@example.com`

// hostileAnswers are all the ways in which a call fails, each quoting the request back.
func hostileAnswers() map[string]http.HandlerFunc {
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://api-sandbox.dwolla.com/customers/123-45-6789")
			hal(w, status, body)
		}
	}
	top := func(code string) string { return fmt.Sprintf(`{"code":%q,"message":%q}`, code, quoted) }
	embedded := func(code, path string) string {
		return fmt.Sprintf(`{"code":"ValidationError","message":%q,"_embedded":{"errors":[{"code":%q,"message":%q,"path":%q,`+
			`"_links":{"about":{"href":"https://x/customers/123-45-6789"}}}]}}`, quoted, code, quoted, path)
	}
	return map[string]http.HandlerFunc{
		"bad request":     answer(400, top("BadRequest")),
		"code of values":  answer(400, top(quoted)),
		"invalid SSN":     answer(400, embedded("InvalidFormat", "/ssn")),
		"invalid date":    answer(400, embedded("NotAllowed", "/dateOfBirth")),
		"controller":      answer(400, embedded("InvalidFormat", "/controller/ssn")),
		"passport":        answer(400, embedded("InvalidFormat", "/controller/passport/number")),
		"industry":        answer(400, embedded("InvalidFormat", "/businessClassification")),
		"duplicate":       answer(400, embedded("Duplicate", "/email")),
		"values as path":  answer(400, embedded("Invalid", "/"+quoted)),
		"values as code":  answer(400, embedded(quoted, "/ssn")),
		"auth":            answer(401, fmt.Sprintf(`{"error":%q}`, quoted)),
		"state":           answer(403, top("InvalidResourceState")),
		"not found":       answer(404, top("NotFound")),
		"conflict":        answer(409, top("Conflict")),
		"rate":            answer(429, top("TooManyRequests")),
		"server error":    answer(500, top("ServerError")),
		"half a customer": answer(200, `{"id":"`+quoted),
		"no customer":     answer(201, quoted),
		"page":            func(w http.ResponseWriter, _ *http.Request) { http.Error(w, quoted, 400) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://x/?ssn=123-45-6789", http.StatusFound)
		},
	}
}

// callsWithData are the calls that send personal data.
func callsWithData() map[string]func(context.Context, *Provider) error {
	submit := provider.SubmitRequest{CustomerID: customerID, Customer: jane(), Fields: []provider.FieldPath{fieldEmail}}
	business := provider.SubmitRequest{CustomerID: customerID, Customer: abroad(), Fields: []provider.FieldPath{adminEmail}}
	document := provider.Document{Type: provider.DocumentLicense, FileName: plantedSSN + ".png", Content: []byte(png + quoted)}
	return map[string]func(context.Context, *Provider) error{
		"subscribe": func(ctx context.Context, p *Provider) error {
			_, err := p.CreateSubscription(ctx, provider.SubscriptionRequest{URL: "https://x.test", Secret: pii.New(plantedSSN)})
			return err
		},
		"create": func(ctx context.Context, p *Provider) error {
			_, err := p.CreateCustomer(ctx, provider.CreateRequest{Key: "k", Customer: jane()})
			return err
		},
		"create business": func(ctx context.Context, p *Provider) error {
			_, err := p.CreateCustomer(ctx, provider.CreateRequest{Key: "k", Customer: abroad()})
			return err
		},
		"correct business": func(ctx context.Context, p *Provider) error {
			_, err := p.CorrectCustomer(ctx, business)
			return err
		},
		"update business": func(ctx context.Context, p *Provider) error {
			_, err := p.UpdateCustomer(ctx, business)
			return err
		},
		"create owner": func(ctx context.Context, p *Provider) error {
			_, err := p.CreateOwner(ctx, provider.OwnerRequest{CustomerID: customerID, Owner: ada()})
			return err
		},
		"correct owner": func(ctx context.Context, p *Provider) error {
			_, err := p.CorrectOwner(ctx, provider.OwnerRequest{OwnerID: ownerID, Owner: ada()})
			return err
		},
		"upload": func(ctx context.Context, p *Provider) error {
			_, err := p.UploadDocument(ctx, provider.DocumentRequest{CustomerID: customerID, Document: document})
			return err
		},
		"correct": func(ctx context.Context, p *Provider) error {
			_, err := p.CorrectCustomer(ctx, submit)
			return err
		},
		"update": func(ctx context.Context, p *Provider) error {
			_, err := p.UpdateCustomer(ctx, submit)
			return err
		},
		"find": func(ctx context.Context, p *Provider) error {
			_, err := p.FindCustomer(ctx, provider.FindRequest{Key: "k", Email: "jane@example.com"})
			return err
		},
	}
}

// assertSilent looks for what was planted in all that can be printed of err.
func assertSilent(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	assertNothingPlanted(t, wiretest.Printed(err))
}

func assertNothingPlanted(t *testing.T, printed string) {
	t.Helper()
	// The advice on how to write an address quotes this very one.
	printed = strings.ReplaceAll(printed, "like jane@example.com", "")
	for _, p := range planted {
		assert.NotContains(t, printed, p)
	}
}

func TestNoPersonalDataInErrors(t *testing.T) {
	for name, call := range callsWithData() {
		for what, h := range hostileAnswers() {
			t.Run(name+"/"+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := newFake()
					f.On("POST /customers", h)
					f.On("POST /webhook-subscriptions", h)
					f.On("GET /customers", h)
					f.On("POST /customers/"+customerID, h)
					f.Answers("GET /customers/"+customerID, 200, businessJSON("retry", BusinessLLC, links("retry-with-full-ssn")))
					f.Answers("GET /business-classifications", 200, classificationsJSON)
					f.On("POST /customers/"+customerID+"/beneficial-owners", h)
					f.On("POST /beneficial-owners/"+ownerID, h)
					f.On("POST /customers/"+customerID+"/documents", h)
					assertSilent(t, call(t.Context(), f.provider(t)))
					for _, s := range f.Seen() {
						for _, p := range planted[:6] {
							assert.NotContains(t, s.Path+"?"+s.Query, p, "in a URL")
						}
					}
				})
			})
		}
		t.Run(name+"/network error", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				c := f.authorized(t)
				f.Broken = true
				assertSilent(t, call(t.Context(), NewProvider(c)))
			})
		})
	}
}

func TestNoPersonalDataInFieldErrors(t *testing.T) {
	c := jane()
	c.Person.Email, c.Person.Phone = "jane@example.com@", plantedSSN
	c.Person.FirstName, c.Person.LastName = plantedDOB+"$", "123456789{}"
	p := newFake().provider(t)
	for _, fields := range [][]provider.FieldError{p.ValidateCustomer(c), p.ValidateCorrection(c)} {
		require.Len(t, fields, 4)
		assertNothingPlanted(t, fmt.Sprintf("%+v", fields))
	}
}

func TestNoPersonalDataInFieldErrorsOfBusinesses(t *testing.T) {
	c, o := abroad(), ada()
	for _, text := range []*string{
		&c.Business.Name, &c.Business.Phone, &c.Business.Website, &c.Business.Classification, &c.Business.Controller.Title,
		&c.Business.Address.PostalCode, &c.Business.Controller.Address.Country, &c.Business.Controller.Identity.PassportCountry,
		&o.FirstName, &o.Address.State,
	} {
		*text = plantedSSN + "$"
	}
	c.Business.EIN, c.Business.Controller.Identity.SSN = pii.New(plantedEIN+"0"), pii.New(plantedSSN+"0")
	o.Identity = provider.Identity{SSN: pii.New(plantedSSN + "0"), DateOfBirth: pii.New("0" + plantedDOB)}
	p := newFake().provider(t)
	for _, fields := range [][]provider.FieldError{
		p.ValidateCustomer(c), p.ValidateCorrection(c), p.ValidateOwner(o),
		p.ValidateDocument(provider.Document{FileName: quoted, Content: []byte(quoted)}),
	} {
		require.NotEmpty(t, fields)
		assertNothingPlanted(t, fmt.Sprintf("%+v", fields))
	}
}

func TestNoPersonalDataInRequests(t *testing.T) {
	printed := fmt.Sprintf("%+v %#v", provider.CreateRequest{Customer: jane()}, toDwolla(jane().Person))
	for _, c := range []provider.Customer{abroad(), sole()} {
		b := toBusiness(c.Business)
		printed += fmt.Sprintf("%+v %#v %+v", c.Business, b, b.Controller)
	}
	printed += fmt.Sprintf("%+v %#v", provider.OwnerRequest{Owner: ada()}, toOwner(ada()))
	printed += fmt.Sprintf("%+v %#v", provider.SubscriptionRequest{Secret: pii.New(plantedSSN)}, provider.SubscriptionRequest{Secret: pii.New(plantedSSN)})
	for _, p := range []string{plantedSSN, plantedDOB, plantedEIN, plantedPassport} {
		assert.NotContains(t, printed, p)
	}
}
