package dwolla

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

const validation = `{"code":"ValidationError","message":"Validation error(s) present. See embedded errors list for more details.",` +
	`"_embedded":{"errors":[`

func TestErrorShapes(t *testing.T) {
	about := `"_links":{"about":{"href":"https://api-sandbox.dwolla.com/customers/` + otherID +
		`","type":"application/vnd.dwolla.v1.hal+json","resource-type":"customer"}}`
	for name, tc := range map[string]struct {
		status   int
		body     string
		class    provider.Class
		outcome  provider.Outcome
		code     string
		existing string
		text     string
	}{
		"bad request": {400, `{"code":"BadRequest","message":"x"}`, provider.ClassInvalid, provider.OutcomeRefused,
			"BadRequest", "", "CreateCustomer: Dwolla could not read the request"},
		"validation": {400, validation + `{"code":"Required","message":"FirstName required.","path":"/firstName","_links":{}},` +
			`{"code":"InvalidFormat","message":"Ssn invalid.","path":"/ssn","_links":{}}]}}`,
			provider.ClassInvalid, provider.OutcomeRefused, "ValidationError", "",
			"CreateCustomer: Dwolla refuses the data: " +
				"personal.firstName: is missing: write it as on the identity document, in at most 50 characters, " +
				"without any of < > = \" ` ! ? % ~ $ { } \\ (Dwolla: Required); " +
				"personal.identitySecretRef[ssn]: is refused: write all nine digits of the SSN; the last four do only for " +
				"the first submission (Dwolla: InvalidFormat)"},
		"validation as the OpenAPI description has it": {400, `{"code":"ValidationError","message":"x","_embedded":{"code":"Required","message":"x"}}`,
			provider.ClassInvalid, provider.OutcomeRefused, "ValidationError", "", "CreateCustomer: Dwolla refuses the data"},
		"duplicate e-mail": {400, validation + `{"code":"Duplicate","message":"A customer with the specified email already exists.","path":"/email",` + about + `}]}}`,
			provider.ClassDuplicate, provider.OutcomeRefused, "ValidationError", otherID,
			"CreateCustomer: Dwolla has a customer with this e-mail address already: personal.email: is another customer's already: " +
				"write an e-mail address like jane@example.com that no other customer has (Dwolla: Duplicate)"},
		"duplicate key": {400, validation + `{"code":"Duplicate","message":"x","path":"/correlationId",` + about + `}]}}`,
			provider.ClassDuplicate, provider.OutcomeRefused, "ValidationError", otherID,
			"CreateCustomer: Dwolla has a customer that was created under this key already"},
		"duplicate without a link": {400, validation + `{"code":"duplicate","message":"x","path":"/other"}]}}`,
			provider.ClassDuplicate, provider.OutcomeRefused, "ValidationError", "", "CreateCustomer: Dwolla has such a customer already"},
		"duplicate at the top": {400, `{"code":"DuplicateResource","message":"Document already exists.",` + about + `}`,
			provider.ClassDuplicate, provider.OutcomeRefused, "DuplicateResource", otherID, "CreateCustomer: Dwolla has this already"},
		"forbidden": {403, `{"code":"Forbidden","message":"x"}`, provider.ClassAuth, provider.OutcomeRefused, "Forbidden", "",
			"CreateCustomer: Dwolla does not let this application do this: check that the key belongs to the account that owns the customer"},
		"state": {403, `{"code":"invalid_resource_state","message":"x"}`, provider.ClassConflict, provider.OutcomeRefused,
			"invalid_resource_state", "", "CreateCustomer: the customer's status at Dwolla does not allow this"},
		"not found": {404, `{"code":"not_found","message":"x"}`, provider.ClassNotFound, provider.OutcomeRefused,
			"not_found", "", "CreateCustomer: Dwolla has no such resource"},
		"version": {406, `{"code":"InvalidVersion","message":"x"}`, provider.ClassInvalid, provider.OutcomeRefused,
			"InvalidVersion", "", "CreateCustomer: Dwolla does not know this version of its API"},
		"in progress": {409, `{"code":"Conflict","message":"x"}`, provider.ClassConflict, provider.OutcomeUnknown,
			"Conflict", "", "CreateCustomer: Dwolla is still working on a request with the same idempotency key"},
		"in progress, no body": {409, ``, provider.ClassConflict, provider.OutcomeUnknown,
			"", "", "CreateCustomer: Dwolla is still working on a request with the same idempotency key"},
		"rate": {429, `{"code":"Too Many Requests","message":"x"}`, provider.ClassRateLimited, provider.OutcomeRefused,
			"Too Many Requests", "", "CreateCustomer: Dwolla limits the rate of calls"},
		"rate, no body": {429, ``, provider.ClassRateLimited, provider.OutcomeRefused, "", "",
			"CreateCustomer: the provider limits the rate of calls"},
		"server error": {500, `{"code":"ServerError","message":"A server error occurred. Error ID: 1"}`,
			provider.ClassUnavailable, provider.OutcomeUnknown, "ServerError", "", "CreateCustomer: Dwolla failed to process the request"},
		"server error that calls itself invalid": {500, `{"code":"ValidationError","message":"x"}`,
			provider.ClassUnavailable, provider.OutcomeUnknown, "ValidationError", "", "CreateCustomer: Dwolla refuses the data"},
		"bad gateway": {502, `<html>`, provider.ClassUnavailable, provider.OutcomeUnknown, "", "",
			"CreateCustomer: the provider answered with HTTP status 502"},
		"a firewall's page": {403, `<html>`, provider.ClassUnavailable, provider.OutcomeRefused, "", "", notDwollaText},
		"unknown code": {400, `{"code":"Whatever","message":"x"}`, provider.ClassInvalid, provider.OutcomeRefused, "Whatever", "",
			"CreateCustomer: the provider answered with HTTP status 400"},
		"a code of another type": {400, `{"code":7}`, provider.ClassUnavailable, provider.OutcomeRefused, "", "", notDwollaText},
		"a code that is none":    {400, `{"code":"123-45-6789"}`, provider.ClassUnavailable, provider.OutcomeRefused, "", "", notDwollaText},
		"odd members": {400, `{"code":"ValidationError","_embedded":[],"_links":7,"error":{}}`, provider.ClassInvalid,
			provider.OutcomeRefused, "ValidationError", "", "CreateCustomer: Dwolla refuses the data"},
		"unknown field": {400, validation + `{"code":"Invalid","path":"/controller/title"},{"code":"Invalid","path":7}]}}`,
			provider.ClassInvalid, provider.OutcomeRefused, "ValidationError", "",
			"CreateCustomer: Dwolla refuses the data: personal: is refused: Dwolla names a field that Bonafide does not send; " +
				"see the provider's dashboard (Dwolla: Invalid)"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.On("POST /customers", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Request-Id", "request-1")
				hal(w, tc.status, tc.body)
			})
			_, err := f.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", Customer: jane()})
			e := mustError(t, err)
			assert.Equal(t, tc.class, e.Class)
			assert.Equal(t, tc.outcome, e.Outcome)
			assert.Equal(t, tc.code, e.Code)
			assert.Equal(t, tc.existing, e.ExistingID)
			assert.Equal(t, tc.text, e.Error())
			assert.Equal(t, 1, f.Count("POST /customers"))
		})
	}
}

const notDwollaText = "CreateCustomer: what answers at the endpoint is not Dwolla's API: check the endpoint"

// TestFieldErrors covers every field and every code of Dwolla's pages.
func TestFieldErrors(t *testing.T) {
	paths := map[string]provider.FieldPath{
		"/firstName": "personal.firstName", "/lastName": "personal.lastName", "/email": "personal.email",
		"/phone": "personal.phone", "/address1": "personal.address.line1", "/address2": "personal.address.line2",
		"/city": "personal.address.city", "/state": "personal.address.state", "/postalCode": "personal.address.postalCode",
		"/country": "personal.address.country", "/dateOfBirth": "personal.identitySecretRef[dateOfBirth]",
		"/ssn": "personal.identitySecretRef[ssn]", "ssn": "personal.identitySecretRef[ssn]", "/SSN": "personal.identitySecretRef[ssn]",
	}
	begins := map[string]string{
		"Required": "is missing: ", "Invalid": "is refused: ", "InvalidFormat": "is refused: ", "Duplicate": "is another customer's",
		"ReadOnly": "cannot be changed", "NotAllowed": "is not allowed: ", "Restricted": "is not allowed: ", "Odd": "is refused: ",
	}
	for path, want := range paths {
		for code, begin := range begins {
			got := personForm.errors([]embeddedError{{Code: transport.Word(code), Path: transport.Word(path)}})
			if assert.Len(t, got, 1, "%s %s", path, code) {
				assert.Equal(t, want, got[0].Path)
				assert.Contains(t, got[0].Message, begin)
				assert.Contains(t, got[0].Message, "(Dwolla: "+code+")")
			}
		}
	}
}

func TestFieldErrorsAreStable(t *testing.T) {
	a := embeddedError{Code: "Required", Path: "/ssn"}
	b := embeddedError{Code: "Required", Path: "/city"}
	assert.Equal(t, personForm.errors([]embeddedError{a, b}), personForm.errors([]embeddedError{b, a, b}))
}
