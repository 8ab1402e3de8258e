package fin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

func fields(e *provider.Error) []string {
	var out []string
	for _, f := range e.Fields {
		out = append(out, string(f.Path))
	}
	return out
}

// TestErrorShapes has every error body of the reference pages, and those that no page shows.
func TestErrorShapes(t *testing.T) {
	const attach = "POST /v2/customers/" + customerID + "/individual/attach"
	for name, tc := range map[string]struct {
		status  int
		body    string
		class   provider.Class
		outcome provider.Outcome
		code    string
		fields  []string
		message string
	}{
		"400 map": {400, `{"status":400,"message":"Validation failed","data":{"associated_parties[0].basic_info.dob":"x","addresses.physical_address":"y"}}`,
			provider.ClassInvalid, provider.OutcomeRefused, "", []string{"addresses.physical_address", "associated_parties[0].basic_info.dob"},
			"AttachIndividualDocuments: Fin refuses the data: addresses.physical_address: is refused by Fin; associated_parties[0].basic_info.dob: is refused by Fin: write a date as YYYY-MM-DD of somebody of at least 18 years"},
		"400 malformed": {400, `{"status":400,"message":"invalid character"}`, provider.ClassInvalid, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: Fin refuses the data"},
		"401": {401, `{"message":"Unauthorized"}`, provider.ClassAuth, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: Fin refuses the access token that it issued itself: check that the endpoint belongs to the environment"},
		"403 forbidden": {403, `{"error":{"code":"forbidden","message":"x"}}`, provider.ClassConflict, provider.OutcomeRefused, "forbidden", nil,
			"AttachIndividualDocuments: Fin takes no documents for this customer now, or a file was uploaded for another customer"},
		"403 otherwise": {403, `{"message":"x"}`, provider.ClassAuth, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: Fin does not let this account do this"},
		"404": {404, `{"message":"Customer not found"}`, provider.ClassNotFound, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: Fin has no such customer"},
		"409 conflict": {409, `{"error":{"code":"conflict","message":"x"}}`, provider.ClassConflict, provider.OutcomeRefused, "conflict", nil,
			"AttachIndividualDocuments: Fin is still working on the documents that were attached before"},
		"409 otherwise": {409, `{"message":"x"}`, provider.ClassConflict, provider.OutcomeUnknown, "", nil,
			"AttachIndividualDocuments: the provider answered with HTTP status 409"},
		"422 by field": {422, `{"message":"x","errors":[{"identifying_documents[0].number":"y"},{"tos_policies_value":"z"}]}`,
			provider.ClassInvalid, provider.OutcomeRefused, "", []string{"identifying_documents[0].number", "tos_policies_value"},
			"AttachIndividualDocuments: Fin refuses the data: identifying_documents[0].number: is refused by Fin; tos_policies_value: is refused by Fin: send the value of tos_policies_value in the address that the create returned"},
		"422 by words": {422, `{"message":"x","errors":[{"field":"basic_info.email","message":"must be lower"}]}`,
			provider.ClassInvalid, provider.OutcomeRefused, "", []string{"basic_info.email"},
			"AttachIndividualDocuments: Fin refuses the data: basic_info.email: is refused by Fin: write a plain address, entirely in lower case"},
		"422 alone": {422, `{"message":"x"}`, provider.ClassInvalid, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: Fin refuses the data"},
		"422 odd": {422, `{"message":"x","errors":{"a":1}}`, provider.ClassInvalid, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: Fin refuses the data"},
		"423 V1": {423, `{"message":"RELIANCE is not available for your client"}`, provider.ClassInvalid, provider.OutcomeRefused, "", []string{"verification_type"},
			"AttachIndividualDocuments: Fin has not enabled this for the account: verification_type: RELIANCE is not enabled for this account at Fin: write STANDARD, or have Fin enable it"},
		"423 V2": {423, `{"status":423,"message":"RELIANCE is not available for your client"}`, provider.ClassInvalid, provider.OutcomeRefused, "", []string{"verification_type"},
			"AttachIndividualDocuments: Fin has not enabled this for the account: verification_type: RELIANCE is not enabled for this account at Fin: write STANDARD, or have Fin enable it"},
		"429": {429, `{"message":"x"}`, provider.ClassRateLimited, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: the provider limits the rate of calls"},
		"500": {500, `{"status":500,"message":"x"}`, provider.ClassUnavailable, provider.OutcomeUnknown, "", nil,
			"AttachIndividualDocuments: Fin failed to process the request"},
		"502 of a proxy": {502, `<html>`, provider.ClassUnavailable, provider.OutcomeUnknown, "", nil,
			"AttachIndividualDocuments: the provider answered with HTTP status 502"},
		"404 of a proxy": {404, `<html>`, provider.ClassUnavailable, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: what answers at the endpoint is not Fin's API: check the endpoint"},
		"page": {200, `<html>`, provider.ClassUnavailable, provider.OutcomeUnknown, "", nil,
			"AttachIndividualDocuments: what answers at the endpoint is not Fin's API: check the endpoint"},
		"redirect": {302, ``, provider.ClassInvalid, provider.OutcomeRefused, "", nil,
			"AttachIndividualDocuments: the endpoint answers with a redirect; use its https address"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers(attach, tc.status, tc.body)
			e := mustError(t, f.client(t).AttachIndividualDocuments(t.Context(), customerID, individualDocuments()))
			assert.Equal(t, tc.class, e.Class)
			assert.Equal(t, tc.outcome, e.Outcome)
			assert.Equal(t, tc.code, e.Code)
			assert.Equal(t, tc.fields, fields(e))
			assert.Equal(t, tc.message, e.Error())
			sent := 1
			if tc.status == 401 {
				sent = 2
			}
			assert.Equal(t, sent, f.Count(attach), "nothing that may have had its effect is repeated")
		})
	}
}

// TestPaths: no key of an answer is repeated that is not a field of ours.
func TestPaths(t *testing.T) {
	for path, want := range map[string]bool{
		"basic_info.email": true,
		"associated_parties[12].basic_info.tax_info[0]": true,
		"compliance.aml.customer_risk_split.low_risk":   true,
		"associated_party_attachments[0].files":         true,
		"proof_of_identity.files[0].uri":                true,
		"jane":                                          false,
		"basic_info.jane":                               false,
		"basic_info.email jane@example.com":             false,
		"123":                                           false,
		"basic_info..email":                             false,
		"":                                              false,
		"basic_info.email[99999]":                       false,
		"message":                                       false,
	} {
		assert.Equal(t, want, isPath(path), path)
	}
}

// FuzzDecodeError: no answer, however odd, gets any of its text but a code and a field's name into an error.
func FuzzDecodeError(f *testing.F) {
	f.Add(400, []byte(`{"status":400,"message":"m","data":{"basic_info.dob":"1980-02-29","123-45-6789":"x"}}`))
	f.Add(422, []byte(`{"message":"m","errors":[{"email":"jane@example.com"},{"field":"jane"}]}`))
	f.Add(403, []byte(`{"error":{"code":"forbidden","message":"m"}}`))
	f.Add(409, []byte(`{"error":{"code":"123-45-6789"}}`))
	f.Add(404, []byte(`<html>`))
	f.Add(422, []byte(`{"message":null,"errors":[null,{"a":{}}],"data":[]}`))
	c, err := New(provider.Config{Credentials: credentials("k", "s")})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := &provider.Error{Operation: "Op", Class: provider.ClassInvalid, Outcome: provider.OutcomeRefused, Message: "m"}
		c.refine(&transport.Response{Status: status, Body: body, Header: http.Header{}}, e)
		if e.Class == "" || e.Message == "" || e.Operation != "Op" {
			t.Fatalf("incomplete: %+v", e)
		}
		if e.Code != transport.Word(e.Code).Code() {
			t.Fatalf("%q is no code", e.Code)
		}
		for _, field := range e.Fields {
			if !isPath(string(field.Path)) || field.Message == "" {
				t.Fatalf("%q is no field", field.Path)
			}
		}
		if strings.ContainsFunc(e.Error(), func(r rune) bool { return r > '~' || r < ' ' }) {
			t.Fatalf("%q holds text that is not ours", e.Error())
		}
	})
}
