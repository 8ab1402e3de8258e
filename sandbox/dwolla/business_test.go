package dwolla_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// controlled changes a business's controller.
func controlled(changes ...fields) fields {
	return fields{"controller": testenv.Controller(changes...)}
}

// named is a controller of a first name.
func named(firstName string) fields { return controlled(fields{"firstName": firstName}) }

// testEmail is an address that no other case of a test has.
func testEmail(name string) string {
	return strings.NewReplacer(" ", ".", ",", "").Replace(name) + "@example.com"
}

// with is all but one of some changes, and that one as given.
func with(changes fields, name string, value any) fields {
	out := maps.Clone(changes)
	out[name] = value
	return out
}

var passport = fields{"ssn": nil, "passport": fields{"number": "X1234567", "country": "GB"}}

func TestLegalStructures(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	london := fields{"address": fields{
		"address1": "1 High St", "city": "London", "stateProvinceRegion": "GB", "country": "GB",
	}}
	tests := map[string]struct {
		change fields
		truth  controlapi.Customer
	}{
		"llc":         {fields{"businessType": "llc"}, controlapi.Customer{SSNDigits: 4, HasEIN: true}},
		"partnership": {fields{"businessType": "partnership"}, controlapi.Customer{SSNDigits: 4, HasEIN: true}},
		"corporation": {fields{"businessType": "corporation"}, controlapi.Customer{SSNDigits: 4, HasEIN: true}},
		"nine digits": {controlled(fields{"ssn": "123456789"}), controlapi.Customer{SSNDigits: 9, HasEIN: true}},
		"controller from abroad": {
			controlled(passport, london), controlapi.Customer{HasPassport: true, HasEIN: true},
		},
		"sole proprietorship": {testenv.SoleProprietorship(), controlapi.Customer{SSNDigits: 4}},
		"ein without hyphen":  {fields{"ein": "123456789"}, controlapi.Customer{SSNDigits: 4, HasEIN: true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			id := e.Create(testenv.Business("Acme", testEmail(name), tt.change))
			truth, err := e.Control.Customer(t.Context(), id)
			require.NoError(t, err)
			assert.Equal(t, tt.truth.SSNDigits, truth.SSNDigits)
			assert.Equal(t, tt.truth.HasPassport, truth.HasPassport)
			assert.Equal(t, tt.truth.HasEIN, truth.HasEIN)
			assert.True(t, truth.HasDateOfBirth)
			got := e.Get("/customers/" + id)
			for _, secret := range []string{"ein", "ssn", "dateOfBirth", "passport"} {
				assert.NotContains(t, got, secret)
			}
			if c, ok := got["controller"]; ok {
				assert.ElementsMatch(t, []string{"firstName", "lastName", "title", "address"}, keys(c.(map[string]any)))
			}
			assert.Equal(t, name != "sole proprietorship", got["controller"] != nil)
		})
	}
}

func TestBusinessValidation(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	sole := func(changes fields) fields {
		all := testenv.SoleProprietorship()
		maps.Copy(all, changes)
		return all
	}
	tests := map[string]struct {
		change fields
		want   []string
	}{
		"no controller":    {fields{"controller": nil}, []string{"Required /controller Controller required."}},
		"no object":        {fields{"controller": "Cora"}, []string{"InvalidFormat /controller Controller invalid."}},
		"no ein":           {fields{"ein": nil}, []string{"Required /ein Ein required."}},
		"ein":              {fields{"ein": "123-456789"}, []string{"InvalidFormat /ein Ein invalid."}},
		"no business type": {fields{"businessType": nil}, []string{"Required /businessType BusinessType required."}},
		"business type":    {fields{"businessType": "club"}, []string{"Invalid /businessType BusinessType invalid."}},
		"website":          {fields{"website": "example.com"}, []string{"InvalidFormat /website Website invalid."}},
		"state":            {fields{"state": "XX"}, []string{"InvalidFormat /state State invalid."}},
		"sole proprietor with controller": {
			sole(controlled()), []string{"NotAllowed /controller Controller value not allowed."},
		},
		"sole proprietor without person": {
			sole(fields{"ssn": nil, "dateOfBirth": nil}),
			[]string{"Required /dateOfBirth DateOfBirth required.", "Required /ssn Ssn required."},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := e.Call(http.MethodPost, "/customers", testenv.Business("Acme", "acme@example.com", tt.change))
			assert.Equal(t, tt.want, embedded(t, res))
		})
	}
	e.Create(testenv.Business("Acme", "acme@example.com", fields{"address2": "PO Box 1", "state": "PR"}))
}

func TestControllerValidation(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	in := func(changes fields) fields {
		address := testenv.Controller()["address"].(fields)
		maps.Copy(address, changes)
		return controlled(fields{"address": address})
	}
	tests := map[string]struct {
		change fields
		want   []string
	}{
		"neither ssn nor passport": {
			controlled(fields{"ssn": nil}), []string{"Required /controller/ssn Ssn required."},
		},
		"five digits": {
			controlled(fields{"ssn": "12345"}), []string{"InvalidFormat /controller/ssn Ssn invalid."},
		},
		"both, one wrong": {
			controlled(passport, fields{"ssn": "12"}), []string{"InvalidFormat /controller/ssn Ssn invalid."},
		},
		"passport": {
			controlled(fields{"ssn": nil, "passport": fields{"number": "X1"}}),
			[]string{"Required /controller/passport/country Country required."},
		},
		"passport's country": {
			controlled(fields{"ssn": nil, "passport": fields{"number": "X1", "country": "XX"}}),
			[]string{"InvalidFormat /controller/passport/country Country invalid."},
		},
		"child": {
			controlled(fields{"dateOfBirth": "2024-01-01"}),
			[]string{"NotAllowed /controller/dateOfBirth DateOfBirth value not allowed."},
		},
		"no title":          {controlled(fields{"title": nil}), []string{"Required /controller/title Title required."}},
		"no address":        {controlled(fields{"address": nil}), []string{"Required /controller/address Address required."}},
		"city":              {in(fields{"city": nil}), []string{"Required /controller/address/city City required."}},
		"no US postal code": {in(fields{"postalCode": nil}), []string{"Required /controller/address/postalCode PostalCode required."}},
		"no US state": {
			in(fields{"stateProvinceRegion": "XX"}), []string{"InvalidFormat /controller/address/stateProvinceRegion StateProvinceRegion invalid."},
		},
		"three letters": {in(fields{"country": "USA"}), []string{"InvalidFormat /controller/address/country Country invalid."}},
		"controller's PO box": {
			in(fields{"address3": "PO Box 1"}), []string{"NotAllowed /controller/address/address3 Address3 value not allowed."},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := e.Call(http.MethodPost, "/customers", testenv.Business("Acme", "acme@example.com", tt.change))
			assert.Equal(t, tt.want, embedded(t, res))
		})
	}
}

func TestBusinessTriggers(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	const retryLinks = "retry-verification"
	tests := map[string]struct {
		business string
		change   fields
		status   string
		event    string
		links    []string
	}{
		"none":           {"Acme", nil, "verified", "customer_verified", nil},
		"business retry": {"retry", nil, "retry", "customer_reverification_needed", []string{retryLinks}},
		"controller retry": {
			"Acme", named("retry"), "retry", "customer_reverification_needed", []string{retryLinks, "retry-with-full-ssn"},
		},
		"controller document": {
			"Acme", named("document"), "document", "customer_verification_document_needed", []string{"document-form", "verify-with-document"},
		},
		"business document": {
			"document", nil, "document", "customer_verification_document_needed", []string{"document-form", "verify-business-with-document"},
		},
		"both document": {
			"document", named("document"), "document", "customer_verification_document_needed", []string{"document-form", "verify-controller-and-business-with-document"},
		},
		"controller suspended":   {"Acme", named("suspended"), "suspended", "customer_suspended", nil},
		"retry before document":  {"retry", named("document"), "retry", "customer_reverification_needed", []string{retryLinks}},
		"suspended before retry": {"retry", named("suspended"), "suspended", "customer_suspended", nil},
		"sole proprietor retry": {
			"Acme", with(testenv.SoleProprietorship(), "firstName", "retry"),
			"retry", "customer_reverification_needed", []string{retryLinks},
		},
	}
	actions := []string{
		retryLinks, "retry-with-full-ssn", "document-form", "verify-with-document", "verify-business-with-document",
		"verify-controller-and-business-with-document",
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before := len(e.Topics())
			id := e.Create(testenv.Business(tt.business, testEmail(name), tt.change))
			got := e.Get("/customers/" + id)
			assert.Equal(t, tt.status, got["status"])
			assert.Equal(t, []string{"customer_created", tt.event}, e.Topics()[before:])
			var shown []string
			for _, rel := range actions {
				if _, ok := got["_links"].(map[string]any)[rel]; ok {
					shown = append(shown, rel)
				}
			}
			assert.ElementsMatch(t, tt.links, shown)
		})
	}
}

type retryCase struct {
	first   fields // changes to a business of that name
	name    string
	again   fields
	refused []string // embedded errors, if the retry is refused
	status  string
}

// retryCases are the bodies of reference 2.8.
func retryCases() map[string]retryCase {
	full := fields{"ssn": "123-45-6789"}
	sole := testenv.SoleProprietorship()
	notAllowed := []string{"NotAllowed /controller Controller value not allowed."}
	return map[string]retryCase{
		"business alone":                 {nil, "retry", fields{"controller": nil}, nil, "verified"},
		"business alone, controller too": {nil, "retry", controlled(full), notAllowed, "retry"},
		"controller missing": {
			named("retry"), "Acme", fields{"controller": nil}, []string{"Required /controller Controller required."}, "retry",
		},
		"controller's four digits": {
			named("retry"), "Acme", controlled(), []string{"InvalidFormat /controller/ssn Ssn invalid."}, "retry",
		},
		"controller":           {named("retry"), "Acme", controlled(full), nil, "verified"},
		"controller once more": {named("retry"), "Acme", controlled(full, fields{"firstName": "retry"}), nil, "document"},
		"controller suspended": {named("retry"), "Acme", controlled(full, fields{"firstName": "suspended"}), nil, "suspended"},
		"both once more": {
			named("document"), "retry", fields{"controller": nil, "businessName": "retry"}, nil, "document",
		},
		"business once more":    {nil, "retry", fields{"controller": nil, "businessName": "retry"}, nil, "document"},
		"from abroad":           {controlled(passport, fields{"firstName": "retry"}), "Acme", controlled(passport), nil, "verified"},
		"from abroad, unasked":  {controlled(passport), "retry", controlled(passport), nil, "verified"},
		"from abroad, left out": {controlled(passport), "retry", fields{"controller": nil}, nil, "verified"},
		"kept controller is looked at again": {
			named("document"), "retry", fields{"controller": nil}, nil, "document",
		},
		"sole proprietor": {
			with(sole, "firstName", "retry"), "Acme", with(sole, "ssn", "123456789"), nil, "verified",
		},
		"sole proprietor's four digits": {
			with(sole, "firstName", "retry"), "Acme", sole, []string{"InvalidFormat /ssn Ssn invalid."}, "retry",
		},
	}
}

func TestBusinessRetryBodies(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for name, tt := range retryCases() {
		t.Run(name, func(t *testing.T) {
			email := testEmail(name)
			id := e.Create(testenv.Business(tt.name, email, tt.first))
			require.Equal(t, "retry", e.Status(id))
			body := testenv.Business("Acme", email, tt.again)
			res := e.Call(http.MethodPost, "/customers/"+id, body)
			spent := 1
			if tt.refused != nil {
				assert.Equal(t, tt.refused, embedded(t, res))
				spent = 0
			} else {
				require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
				assert.Equal(t, tt.status, res.JSON(t)["status"])
				refused(t, e.Call(http.MethodPost, "/customers/"+id, body), http.StatusForbidden, "InvalidResourceState")
			}
			assert.Equal(t, tt.status, e.Status(id))
			truth, err := e.Control.Customer(t.Context(), id)
			require.NoError(t, err)
			assert.Equal(t, []int{1, spent, 1}, []int{truth.AttemptsAllowed, truth.AttemptsUsed, truth.AttemptsRefused})
		})
	}
}

func TestUpdateOfAVerifiedBusiness(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Business("Acme", "acme@example.com"))
	post := func(body fields) testenv.Response { return e.Call(http.MethodPost, "/customers/"+id, body) }
	changed := post(fields{
		"email": "new@example.com", "phone": "5554321234", "address2": "Suite 1", "doingBusinessAs": "Acme Sweets",
		"website": "https://www.example.com", "ipAddress": "203.0.113.7",
	})
	require.Equal(t, http.StatusOK, changed.Status, "%s", changed.Body)
	assert.Equal(t, "Acme Sweets", changed.JSON(t)["doingBusinessAs"])
	assert.NotContains(t, changed.JSON(t), "ipAddress")
	assert.Equal(t, []string{
		"ReadOnly /firstName FirstName is read only.", "ReadOnly /businessName BusinessName is read only.",
		"ReadOnly /ein Ein is read only.", "ReadOnly /controller Controller is read only.",
	}, embedded(t, post(fields{
		"firstName": "Eve", "businessName": "Beta", "ein": "98-7654321", "controller": testenv.Controller(),
	})))
	assert.Equal(t, []string{"customer_created", "customer_verified"}, e.Topics())
}

func TestUpgradeToABusiness(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(fields{"type": "unverified", "firstName": "Ada", "lastName": "Admin", "email": "acme@example.com"})
	refused(t, certify(e, id), http.StatusForbidden, "forbidden")
	res := e.Call(http.MethodPost, "/customers/"+id, testenv.Business("Acme", "acme@example.com"))
	require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
	assert.Equal(t, "verified", res.JSON(t)["status"])
	assert.NotContains(t, res.JSON(t)["_links"], "send")
	assert.Equal(t, "uncertified", e.Ownership(id))
	assert.Equal(t, []string{"customer_created", "customer_verified"}, e.Topics())
}
