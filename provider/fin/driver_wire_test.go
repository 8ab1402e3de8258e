package fin_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

const (
	someID  = "f9e1b162-8a05-4611-9e13-f38e0eb24a29"
	someTOS = "67bd224e-9a71-4dc0-8782-f40ac07eb94e"
	adaID   = "0a54ae0e-7c7c-49c3-b7f0-5c8c4f5f4c01"
)

// script is Fin as a transport that gives one answer for each path, the longest that is a part of the address.
type script struct {
	mu      sync.Mutex
	answers map[string]scripted
	bodies  map[string]string
}

type scripted struct {
	status int
	body   string
}

func scriptOf(answers map[string]scripted) *script {
	s := &script{answers: map[string]scripted{
		"/oauth/token":                  {200, `{"access_token":"a","access_token_ttl":"2099-01-01 00:00:00+00","refresh_token":"r","refresh_token_ttl":"2099-01-01 00:00:00+00"}`},
		"/occupations":                  {200, `{"data":{"occupations":[{"id":7,"title":"Engineer"}]}}`},
		"/purposes":                     {200, `{"data":{"purposes":[{"id":8,"title":"Savings"},{"id":9,"title":"Treasury"}]}}`},
		"/source-of-funds":              {200, `{"data":{"source_of_funds":[{"id":11,"title":"Salary"},{"id":12,"title":"Business revenue"}]}}`},
		"/source-of-wealth":             {200, `{"data":{"source_of_wealth":[{"id":13,"title":"Investment income"}]}}`},
		"POST /v2/customers/individual": {200, `{"data":{"customer_id":"` + someID + `"}}`},
		"POST /v2/customers/business":   {201, `{"customer_id":"` + someID + `"}`},
		"/upload":                       {200, `{"data":{"files":[{"file0":"/abcdefgh_document.png"}]}}`},
		"/attach":                       {200, `{"data":{}}`},
	}, bodies: map[string]string{}}
	for path, a := range answers {
		s.answers[path] = a
	}
	return s
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	address := r.Method + " " + r.URL.Path
	if r.Body != nil {
		body, _ := io.ReadAll(r.Body)
		s.bodies[address] = string(body)
	}
	longest, found := "", scripted{404, `{"message":"Not found"}`}
	for path, a := range s.answers {
		if strings.Contains(address, path) && len(path) > len(longest) {
			longest, found = path, a
		}
	}
	return &http.Response{
		StatusCode: found.status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(found.body)), Request: r,
	}, nil
}

func (s *script) provider(t *testing.T) *fin.Provider {
	t.Helper()
	c, err := fin.Driver().Open(provider.Config{
		Transport: s, RequestsPerSecond: 1e6, Burst: 1000,
		Credentials: credentials("key", "secret"),
	})
	require.NoError(t, err)
	return c.(*fin.Provider)
}

func incomplete(kind, more string) scripted {
	return scripted{200, `{"data":{"customer_id":"` + someID + `","type":"` + kind + `","customer_status":"INCOMPLETE","tos_policies_url":"` +
		someTOS + `","country_of_residence":"USA"` + more + `}}`}
}

var bothParties = `,"associated_parties":[{"id":"` + adaID + `","email":"ada@example.com","verification":{"status":"INITIATED"}},` +
	`{"id":"` + someID + `","email":"bob@example.com","verification":{"status":"INITIATED"}}]`

// TestDriverBodies: what is sent, to the byte.
func TestDriverBodies(t *testing.T) {
	s := scriptOf(map[string]scripted{"GET /v1/customers/" + someID: incomplete("INDIVIDUAL", "")})
	p := s.provider(t)
	c := jane("José", "Jane@Example.com")
	c.Person.Address.Line2, c.Person.Address.Line3 = "Apt 1", "c/o Roe"
	c.Person.Background.Finances.SourcesOfFunds = []string{" salary ", "42"}
	id, err := p.CreateCustomer(t.Context(), provider.CreateRequest{Key: "key-1", Customer: c})
	require.NoError(t, err)
	assert.Equal(t, someID, id)
	assert.JSONEq(t, `{"verification_type":"STANDARD","basic_info":{"first_name":"José","first_name_en":"Jose","last_name":"Dœ Müller",
		"last_name_en":"Doe Muller","dob":"1980-02-29","email":"jane@example.com","phone":"+15554321234","country_of_residence":"USA",
		"primary_nationality":"USA","tax_info":[{"country_code":"USA","document_type":"SSN","document_id":"123-45-6789"}]},
		"address":{"street_line_1":"99-99 33rd St","street_line_2":"Apt 1, c/o Roe","city":"Brooklyn","postal_code":"11101",
		"subdivision_code":"US-NY","country":"USA"},"financial_profile":{"employment_status":"EMPLOYED","occupation_id":7,"purpose_id":8,
		"source_of_fund_ids":[11,42],"monthly_volume_usd":1000},"meta_data":{"reference":"key-1"}}`, s.bodies["POST /v2/customers/individual"])

	pkg := packageOf(id, c)
	asLicence(&pkg, provider.SideBack, "")
	require.NoError(t, p.HandIn(t.Context(), pkg))
	assert.JSONEq(t, `{"identifying_documents":[{"type":"DRIVERS_LICENSE","number":"X98765432","country":"USA","state":"US-NY",
		"issue_date":"2020-01-01","expiry_date":"2099-01-01","files":[{"uri":"/abcdefgh_document.png","side":"BACK"},
		{"uri":"/abcdefgh_document.png","side":"FRONT"}]}],"address_documents":[{"type":"UTILITY_BILL","country":"USA",
		"files":[{"uri":"/abcdefgh_document.png"}]}],"tos_policies_value":"`+someTOS+`"}`, s.bodies["POST /v2/customers/"+someID+"/individual/attach"])
}

// TestDriverStateOfLicence: page Attach documents to an individual customer (V2) shows the state that issued a
// licence as ISO 3166-2, "US-CA" beside country USA, as addresses have theirs, and limits it to 64 characters.
func TestDriverStateOfLicence(t *testing.T) {
	for name, c := range map[string]struct{ state, country, sent string }{
		"bare":                    {"NY", "US", "US-NY"},
		"with its country":        {"US-NY", "US", "US-NY"},
		"in small letters":        {" us-ny ", "US", "US-NY"},
		"of another country":      {"on", "CA", "CA-ON"},
		"of the person's country": {"NY", "", "US-NY"},
		"name":                    {"New York", "US", "New York"},
		"name with a hyphen":      {"Baden-Württemberg", "DE", "Baden-Württemberg"},
	} {
		t.Run(name, func(t *testing.T) {
			s := scriptOf(map[string]scripted{"GET /v1/customers/" + someID: incomplete("INDIVIDUAL", "")})
			pkg := packageOf(someID, jane("Jane", "jane@example.com"))
			asLicence(&pkg, provider.SideBack, "")
			pkg.Customer.Person.Papers.Document.State, pkg.Customer.Person.Papers.Document.Country = c.state, c.country
			require.NoError(t, s.provider(t).HandIn(t.Context(), pkg))
			assert.Contains(t, s.bodies["POST /v2/customers/"+someID+"/individual/attach"], `"state":"`+c.sent+`"`)
		})
	}
}

func TestDriverBusinessBodies(t *testing.T) {
	s := scriptOf(map[string]scripted{"GET /v2/customers/" + someID: incomplete("BUSINESS", bothParties)})
	p := s.provider(t)
	c := acme("Äcme", "Acme@Example.com", "ada", "bob")
	c.Owners[0].Owner.Background.Share = share(33_33)
	c.Owners[1].Owner.Background.Share, c.Owners[1].Owner.Background.Roles = share(0), []provider.OwnerRole{provider.RoleControl, provider.RoleSigner}
	c.Business.Background.Operating = &provider.Address{Line1: "2 High St", City: "Toronto", State: "on", PostalCode: "M5V 1A1", Country: "CA"}
	payments := int64(12)
	c.Business.Background.Finances.MonthlyPayments = &payments
	_, err := p.CreateCustomer(t.Context(), provider.CreateRequest{Key: "key-1", Customer: c})
	require.NoError(t, err)
	home := `{"street_line_1":"1 Main St","street_line_1_en":"1 Main St","city":"Des Moines","state":"US-IA","subdivision_code":"US-IA","postal_code":"50309","country":"USA"}`
	owner := func(name, roles, percent, rest string) string {
		return `{"ref":"owner-` + name + `","basic_info":{"first_name":"` + name + `","first_name_en":"` + name + `","last_name":"Owner","last_name_en":"Owner",
			"dob":"1975-06-07","email":"` + name + `@example.com","phone":"+15554321234","country_of_residence":"USA","primary_nationality":"USA",
			"tax_info":[{"country_code":"USA","document_type":"SSN","document_id":"123-45-6789"}]},"address":` + home + `,"roles":[` + roles + `],
			"ownership_info":{"designation":"Director","percentage_of_ownership":` + percent + `,"relationship_establishment_date":"2015-06-01",` + rest + `}}`
	}
	assert.JSONEq(t, `{"verification_type":"STANDARD","industry_codes":["541511"],"basic_info":{"legal_name":"Äcme","legal_name_en":"Acme",
		"trade_name":"Äcme","trade_name_en":"Acme","description":"Software","entity_type":"CORPORATION","email":"acme@example.com",
		"phone":"+15554321234","incorporation_date":"2015-06-01","country_of_incorporation":"USA","registration_number":"C1234567",
		"tax_info":[{"country_code":"USA","document_type":"EIN","document_id":"12-3456789"}],"websites":["https://acme.example"]},
		"financial_profile":{"purpose_id":9,"source_of_fund_ids":[12],"source_of_wealth_ids":[13],"estimated_annual_revenue_usd":1000000,
		"expected_monthly_deposits_usd":1000,"expected_monthly_withdrawals_usd":0,"expected_monthly_transaction_count":12,"third_party_fund_usage":false},
		"addresses":{"is_incorporated_address_same":false,"incorporated_address":`+home+`,"physical_address":{"street_line_1":"2 High St",
		"street_line_1_en":"2 High St","city":"Toronto","state":"CA-ON","subdivision_code":"CA-ON","postal_code":"M5V 1A1","country":"CAN"}},
		"associated_parties":[`+owner("ada", `"shareholder","ubo"`, "33.33", `"has_control":true,"is_signer":false,"is_director":true`)+`,
		`+owner("bob", `"ubo"`, "0", `"has_control":true,"is_signer":true,"is_director":false`)+`],"meta_data":{"reference":"key-1"}}`,
		s.bodies["POST /v2/customers/business"])

	require.NoError(t, p.HandIn(t.Context(), packageOf(someID, c)))
	file := `"files":[{"uri":"/abcdefgh_document.png"}]`
	assert.JSONEq(t, `{"formation_documents":[{"type":"REGISTRATION_DOCUMENT",`+file+`}],"ownership_documents":[{"type":"PROOF_OF_SIGNATORY_AUTHORITY",`+file+`}],
		"supporting_documents":[{"type":"SHAREHOLDER_REGISTER",`+file+`},{"type":"PROOF_OF_ADDRESS",`+file+`}],"tos_policies_value":"`+someTOS+`"}`,
		s.bodies["POST /v2/customers/"+someID+"/business/attach"])
	of := func(id string) string {
		return `{"associated_party_id":"` + id + `","identifying_documents":[{"type":"PASSPORT","number":"X98765432","country":"USA",
			"issue_date":"2020-01-01","expiry_date":"2099-01-01",` + file + `}],"address_documents":[{"type":"UTILITY_BILL",` + file + `}]}`
	}
	assert.JSONEq(t, `{"associated_party_attachments":[`+of(adaID)+`,`+of(someID)+`]}`,
		s.bodies["POST /v2/customers/"+someID+"/associated-parties/individual/attach"])
}

// TestDriverLists: an unknown name is explained with what the list has, and nothing is created.
func TestDriverLists(t *testing.T) {
	s := scriptOf(nil)
	c := jane("Jane", "jane@example.com")
	c.Person.Background.Occupation, c.Person.Background.Finances.SourcesOfFunds = "Rocket scientist", []string{"Gold"}
	_, err := s.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Customer: c})
	assert.Equal(t, []string{
		`personal.occupation: is not in Fin's list of occupations: it has "Engineer"`,
		`personal.finances.sourcesOfFunds: is not in Fin's list of sources of funds: it has "Salary", "Business revenue"`,
	}, fields(t, err))
	b := acme("Acme", "acme@example.com", "ada")
	b.Business.Background.Finances.SourcesOfWealth = []string{"Gold"}
	_, err = s.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Customer: b})
	assert.Equal(t, []string{`business.finances.sourcesOfWealth: is not in Fin's list of sources of wealth: it has "Investment income"`}, fields(t, err))

	for name, broken := range map[string]scripted{"failing": {502, ""}, "empty": {200, `{"data":{"occupations":[]}}`}} {
		s.answers["/occupations"] = broken
		_, err = s.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Customer: c})
		assert.Equal(t, provider.OutcomeRefused, failure(t, err).Outcome, name)
	}
	assert.Empty(t, s.bodies["POST /v2/customers/individual"])
	assert.Empty(t, s.bodies["POST /v2/customers/business"])
}

// TestDriverRefusals: what Fin refuses is said in terms of our API.
func TestDriverRefusals(t *testing.T) {
	create := func(c provider.Customer) func(*fin.Provider) error {
		return func(p *fin.Provider) error {
			_, err := p.CreateCustomer(context.Background(), provider.CreateRequest{Customer: c})
			return err
		}
	}
	handIn := func(c provider.Customer) func(*fin.Provider) error {
		return func(p *fin.Provider) error { return p.HandIn(context.Background(), packageOf(someID, c)) }
	}
	person, business := jane("Jane", "jane@example.com"), acme("Acme", "acme@example.com", "ada", "bob")
	for name, tc := range map[string]struct {
		path, field string
		call        func(*fin.Provider) error
		want        string
	}{
		"phone":       {"POST /v2/customers/individual", "basic_info.phone", create(person), "personal.phone: is refused by Fin: write it with + and the code of the country: +15554321234"},
		"tax":         {"POST /v2/customers/individual", "basic_info.tax_info[0].document_id", create(person), "personal.identitySecretRef[ssn]: is refused by Fin: write the number as the tax authority of the country does"},
		"employment":  {"POST /v2/customers/individual", "financial_profile.employment_status", create(person), "personal.employment: is refused by Fin: write Employed, SelfEmployed, Retired, Student or Unemployed"},
		"unheard-of":  {"POST /v2/customers/individual", "basic_info.gender", create(person), "personal: has something that Fin refuses as basic_info.gender"},
		"EIN":         {"POST /v2/customers/business", "basic_info.tax_info[0].document_id", create(business), "business.identitySecretRef[ein]: is refused by Fin: write the number as the tax authority of the country does"},
		"owner's DOB": {"POST /v2/customers/business", "associated_parties[1].basic_info.dob", create(business), "BeneficialOwner/owner-bob.identitySecretRef[dateOfBirth]: is refused by Fin: write a date as YYYY-MM-DD of somebody who is at least 18 years old"},
		"owner's SSN": {"POST /v2/customers/business", "associated_parties[0].basic_info.tax_info[0].document_id", create(business), "BeneficialOwner/owner-ada.identitySecretRef[ssn]: is refused by Fin: write the number as the tax authority of the country does"},
		"remark":      {"POST /v2/customers/business", "financial_profile.purpose_remarks", create(business), "business.finances.purpose: is refused by Fin: choose another, Fin wants a remark on this one and there is no field for it"},

		"upload":          {"/upload", "files[0]", handIn(person), "documents[bill].source: is refused by Fin: give a PDF, a JPEG or a PNG"},
		"number":          {"/individual/attach", "identifying_documents[0].number", handIn(person), "personal.identitySecretRef[documentNumber]: is refused by Fin: write the number of the identity document"},
		"proof":           {"/individual/attach", "address_documents[0].type", handIn(person), "documents[bill].category: is refused by Fin: list another kind of document"},
		"terms":           {"/individual/attach", "tos_policies_value", handIn(person), "termsAcceptance: is refused by Fin: have the customer read and accept Fin's terms anew"},
		"register":        {"/business/attach", "supporting_documents[0].files[0].uri", handIn(business), "documents[register].source: is refused by Fin: list one file for this document"},
		"owner's expiry":  {"/associated-parties/individual/attach", "associated_party_attachments[1].identifying_documents[0].expiry_date", handIn(business), "BeneficialOwner/owner-bob.identitySecretRef[documentExpiryDate]: is refused by Fin: write a date as YYYY-MM-DD that is still to come, and after the date of issue"},
		"somebody unsaid": {"/associated-parties/individual/attach", "associated_party_attachments[7].identifying_documents", handIn(business), "business.beneficialOwnership.owners: has somebody whose documents Fin refuses"},
	} {
		t.Run(name, func(t *testing.T) {
			s := scriptOf(map[string]scripted{
				"GET /v1/customers/" + someID: incomplete("INDIVIDUAL", ""), "GET /v2/customers/" + someID: incomplete("BUSINESS", bothParties),
				tc.path: {400, fmt.Sprintf(`{"status":400,"message":"Validation failed","data":{%q:"no"}}`, tc.field)},
			})
			assert.Equal(t, []string{tc.want}, fields(t, tc.call(s.provider(t))))
		})
	}
}

// TestDriverSilence: whatever Fin answers, quoting what it was sent, no error says anything of it.
func TestDriverSilence(t *testing.T) {
	planted := []string{"123-45-6789", "123456789", "12-3456789", "1980-02-29", "1975-06-07", "X98765432", "2020-01-01", "2099-01-01",
		"jane@example.com", "ada@example.com", "renewed", "99-99 33rd St"}
	quoted := strings.Join(planted, " ")
	person, business := jane("Jane", "jane@example.com"), acme("Acme", "acme@example.com", "ada", "bob")
	calls := map[string]func(*fin.Provider) error{
		"create": func(p *fin.Provider) error {
			_, err := p.CreateCustomer(t.Context(), provider.CreateRequest{Customer: person})
			return err
		},
		"create business": func(p *fin.Provider) error {
			_, err := p.CreateCustomer(t.Context(), provider.CreateRequest{Customer: business})
			return err
		},
		"hand in":          func(p *fin.Provider) error { return p.HandIn(t.Context(), packageOf(someID, person)) },
		"hand in business": func(p *fin.Provider) error { return p.HandIn(t.Context(), packageOf(someID, business)) },
		"get": func(p *fin.Provider) error {
			_, err := p.GetCustomer(t.Context(), provider.CustomerRef{ID: someID})
			return err
		},
		"find": func(p *fin.Provider) error {
			_, err := p.FindLookalikes(t.Context(), provider.FindRequest{Email: "jane@example.com"})
			return err
		},
	}
	bodies := []string{
		fmt.Sprintf(`{"message":%q}`, quoted), fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, quoted, quoted), quoted,
		fmt.Sprintf(`{"message":%q,"data":{"basic_info.dob":%q,%q:"x"},"errors":[{"field":%q,%q:"y"}]}`, quoted, quoted, quoted, quoted, quoted),
	}
	for name, call := range calls {
		for _, path := range []string{"/customers", "/upload", "/attach", "/occupations"} {
			for _, status := range []int{200, 302, 400, 401, 403, 404, 409, 422, 423, 429, 500} {
				for _, body := range bodies {
					s := scriptOf(map[string]scripted{
						"GET /v1/customers/" + someID: incomplete("INDIVIDUAL", ""), "GET /v2/customers/" + someID: incomplete("BUSINESS", bothParties),
					})
					for known := range s.answers {
						if strings.Contains(known, path) {
							s.answers[known] = scripted{status, body}
						}
					}
					printed := wiretest.Printed(call(s.provider(t)))
					for _, secret := range planted {
						require.NotContains(t, printed, secret, "%s, %s %d %s", name, path, status, body)
					}
				}
			}
		}
	}
	for _, change := range []func(*provider.Package){
		func(p *provider.Package) { p.Documents[0].Content = []byte("renewed") },
		func(p *provider.Package) { p.Customer.Person.Papers.Document.IssueDate = pii.New("2099-01-01") },
	} {
		pkg := packageOf(someID, person)
		change(&pkg)
		err := scriptOf(nil).provider(t).HandIn(t.Context(), pkg)
		for _, secret := range planted {
			require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), secret)
		}
	}
}

// TestDriverLocalities: what is not as its country has it is said by its field, before Fin refuses it without.
func TestDriverLocalities(t *testing.T) {
	const (
		badPhone  = ": does not begin with the code of the country of the address: write it with + and the code of the country: +15554321234"
		badPostal = ": does not have the form of the country's postal codes: write it in the form of the country"
		badState  = ": is not in Fin's list of the country's states and provinces: write the code of the state or province (ISO 3166-2), as NY or US-NY"
	)
	lists := map[string]scripted{
		"/countries": {200, `{"data":{"countries":[{"code":"USA","phone_code":"+1","postal_code":{"required":true,"regex":"\\A\\d{5}(-\\d{4})?\\Z"}},` +
			`{"code":"CAN","phone_code":"+1","postal_code":{"required":false,"regex":null}}]}}`},
		"/countries/USA/subdivisions": {200, `{"data":{"subdivisions":[{"code":"US-NY"},{"code":"US-IA"}]}}`},
		"/countries/DEU/subdivisions": {404, `{"message":"Country not found"}`},
		"/countries/CAN/subdivisions": {200, `{"data":{"subdivisions":[]}}`},
	}
	for name, tc := range map[string]struct {
		customer provider.Customer
		change   func(*provider.Customer)
		want     []string
	}{
		"person": {jane("Jane", "jane@example.com"), func(*provider.Customer) {}, nil},
		"of a country that Fin does not list": {jane("Jane", "jane@example.com"), func(c *provider.Customer) {
			c.Person.Address.Country, c.Person.Address.State, c.Person.Address.PostalCode, c.Person.Phone = "DE", "BE", "x", "+15554321234"
		}, nil},
		"of a country without states": {jane("Jane", "jane@example.com"), func(c *provider.Customer) {
			c.Person.Address.Country, c.Person.Address.State, c.Person.Address.PostalCode = "CA", "ON", "x"
		}, nil},
		"person's": {jane("Jane", "jane@example.com"), func(c *provider.Customer) {
			c.Person.Phone, c.Person.Address.PostalCode, c.Person.Address.State = "+4930123456", "1110", "ZZ"
		}, []string{"personal.phone" + badPhone, "personal.address.postalCode" + badPostal, "personal.address.state" + badState}},
		"business": {acme("Acme", "acme@example.com", "ada", "bob"), func(*provider.Customer) {}, nil},
		"business's": {acme("Acme", "acme@example.com", "ada", "bob"), func(c *provider.Customer) {
			elsewhere := c.Business.Address
			elsewhere.State, c.Business.Background.Operating = "ZZ", &elsewhere
			c.Business.Phone, c.Business.Address.PostalCode = "+4930123456", "X"
			c.Owners[1].Owner.Background.Phone, c.Owners[1].Owner.Address.State = "+4930123456", "ZZ"
		}, []string{"business.phone" + badPhone, "BeneficialOwner/owner-bob.phone" + badPhone, "business.address.postalCode" + badPostal,
			"business.operatingAddress.state" + badState, "BeneficialOwner/owner-bob.address.state" + badState}},
	} {
		t.Run(name, func(t *testing.T) {
			s := scriptOf(lists)
			tc.change(&tc.customer)
			_, err := s.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Key: "key-1", Customer: tc.customer})
			if tc.want == nil {
				require.NoError(t, err)
				return
			}
			e := failure(t, err)
			assert.Equal(t, []any{provider.ClassInvalid, provider.OutcomeRefused}, []any{e.Class, e.Outcome})
			assert.ElementsMatch(t, tc.want, findings(e.Fields))
			for path := range s.bodies {
				assert.NotContains(t, path, "POST /v2/customers", "nothing was created")
			}
		})
	}

	s := scriptOf(lists)
	s.answers["/countries"] = scripted{503, `{"message":"Busy"}`}
	_, err := s.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Customer: jane("Jane", "jane@example.com")})
	assert.Equal(t, []any{provider.ClassUnavailable, provider.OutcomeRefused}, []any{failure(t, err).Class, failure(t, err).Outcome})
}
