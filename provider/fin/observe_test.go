package fin

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

func customer(t *testing.T, body string) *Customer {
	t.Helper()
	var c Customer
	require.True(t, decodeData([]byte(body), &c))
	return &c
}

// TestStatuses has both vocabularies.
func TestStatuses(t *testing.T) {
	for status, want := range map[string]struct {
		canonical string
		phase     provider.Phase
		reason    string
		due       provider.ReviewDue
		codes     []string
	}{
		"INCOMPLETE":                   {"INCOMPLETE", provider.PhaseActionRequired, "Incomplete", provider.ReviewDue{}, []string{codeAttach}},
		"QUEUED":                       {"PROCESSING", provider.PhaseInReview, "Queued", dueReview, nil},
		"PROCESSING":                   {"PROCESSING", provider.PhaseInReview, "Queued", dueReview, nil},
		"ASSOCIATED_PARTIES_REMAINING": {"ASSOCIATED_PARTIES_REMAINING", provider.PhaseInReview, "AssociatedPartiesRemaining", provider.ReviewDue{}, []string{codeParties}},
		"REVIEWING":                    {"REVIEWING", provider.PhaseInReview, "UnderReview", dueReview, nil},
		"ON_HOLD":                      {"IN_COMPLIANCE", provider.PhaseInReview, "OnHold", dueCompliance, nil},
		"IN_COMPLIANCE":                {"IN_COMPLIANCE", provider.PhaseInReview, "OnHold", dueCompliance, nil},
		"REINITIATE":                   {"ACTION_REQUIRED", provider.PhaseActionRequired, "DocumentRequired", provider.ReviewDue{}, []string{codeUnknown}},
		"ACTION_REQUIRED":              {"ACTION_REQUIRED", provider.PhaseActionRequired, "DocumentRequired", provider.ReviewDue{}, []string{codeUnknown}},
		"APPROVED":                     {"APPROVED", provider.PhaseVerified, "Verified", provider.ReviewDue{}, nil},
		"approved":                     {"APPROVED", provider.PhaseVerified, "Verified", provider.ReviewDue{}, nil},
		"REJECTED":                     {"REJECTED", provider.PhaseRejected, "Rejected", provider.ReviewDue{}, []string{codeContact}},
		"PONDERING":                    {"PONDERING", provider.PhaseInReview, "UnknownStatus", provider.ReviewDue{}, nil},
		"":                             {"", provider.PhaseInReview, "UnknownStatus", provider.ReviewDue{}, nil},
	} {
		for kind, customerType := range map[string]provider.CustomerType{
			TypeIndividual: provider.CustomerPersonal, TypeBusiness: provider.CustomerBusiness,
		} {
			through := time.Now()
			o := Observe(&Customer{ID: customerID, Type: kind, Status: status, Through: through})
			assert.Equal(t, want.canonical, o.Status, status)
			assert.Equal(t, want.phase, o.Phase, status)
			assert.Equal(t, want.reason, o.Reason, status)
			assert.Equal(t, want.due, o.ReviewDue, status)
			assert.Equal(t, want.codes, codesOf(o.Requirements), status)
			assert.Equal(t, customerType, o.Type)
			assert.Equal(t, customerID, o.CustomerID)
			assert.Equal(t, through, o.Through)
			for _, r := range o.Requirements {
				assert.NotEmpty(t, r.Message)
				assert.NotEmpty(t, r.Action)
				assert.NotEmpty(t, r.Subject)
			}
		}
	}
}

func codesOf(all []provider.Requirement) []string {
	var out []string
	for _, r := range all {
		out = append(out, r.Code)
	}
	return out
}

func TestPartyStatuses(t *testing.T) {
	about := Requests{{Scope: "ASSOCIATED_PARTY", PartyID: partyID, Section: SectionIdentifying, Categories: []RequestCategory{
		{DocumentType: DocumentPassport, Fields: []RequestField{{Name: "expiry_date", DataType: "DATE", Status: FieldExpired}}}}}}
	others := Requests{{Scope: "ASSOCIATED_PARTY", PartyID: customerID, Section: SectionIdentifying}}
	for name, tc := range map[string]struct {
		status, customer string
		requests         Requests
		phase            provider.Phase
		reason           string
		codes            []string
	}{
		"before documents":   {"INITIATED", "INCOMPLETE", nil, provider.PhaseActionRequired, "Incomplete", []string{codeAttach}},
		"remaining":          {"INITIATED", "ASSOCIATED_PARTIES_REMAINING", nil, provider.PhaseActionRequired, "Incomplete", []string{codeAttach}},
		"handed in":          {"INITIATED", "QUEUED", nil, provider.PhaseInReview, "Queued", nil},
		"reviewing":          {"REVIEWING", "REVIEWING", nil, provider.PhaseInReview, "UnderReview", nil},
		"approved":           {"APPROVED", "REVIEWING", nil, provider.PhaseVerified, "Verified", nil},
		"approved, asked":    {"APPROVED", "ACTION_REQUIRED", about, provider.PhaseVerified, "Verified", nil},
		"rejected":           {"REJECTED", "REJECTED", nil, provider.PhaseRejected, "Rejected", []string{codeContact}},
		"rejected and asked": {"REJECTED", "ACTION_REQUIRED", about, provider.PhaseActionRequired, "DocumentRequired", []string{codeCorrect}},
		"another is asked":   {"REVIEWING", "ACTION_REQUIRED", others, provider.PhaseInReview, "UnderReview", nil},
		"unheard of":         {"PONDERING", "REVIEWING", nil, provider.PhaseInReview, "UnknownStatus", nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := Party{ID: partyID, Verification: Verification{Status: tc.status}}
			o := ObserveParty(&Customer{ID: customerID, Type: TypeBusiness, Status: tc.customer, Requests: tc.requests}, p)
			assert.Equal(t, partyID, o.OwnerID)
			assert.Equal(t, tc.status, o.Status)
			assert.Equal(t, tc.phase, o.Phase)
			assert.Equal(t, tc.reason, o.Reason)
			assert.Equal(t, tc.codes, codesOf(o.Requirements))
			for _, r := range o.Requirements {
				assert.Equal(t, provider.SubjectOwner, r.Subject)
			}
		})
	}
}

// TestRequestedInformation: down to the document, the side and the field.
func TestRequestedInformation(t *testing.T) {
	for name, tc := range map[string]struct {
		kind, section, more, category string
		want                          provider.Requirement
	}{
		"front of an ID": {TypeIndividual, "proof_of_identity", "", `{"document_type":"GOVERNMENT_ID","fields":[{"field_name":"files","data_type":"URI","status":"EXPIRED","reason":"The document is expired","side":"FRONT"}]}`,
			provider.Requirement{Code: codeUpload, Subject: provider.SubjectPerson, Action: actionUpload,
				Message: `Fin needs the front of the document GOVERNMENT_ID (proof_of_identity): what it has is expired. Fin says: "The document is expired"`}},
		"back of an ID": {TypeIndividual, "proof_of_identity", "", `{"document_type":"NATIONAL_ID","fields":[{"field_name":"files","data_type":"URI","status":"INVALID","side":"BACK"}]}`,
			provider.Requirement{Code: codeUpload, Subject: provider.SubjectPerson, Action: actionUpload,
				Message: "Fin needs the back of the document NATIONAL_ID (proof_of_identity): what it has is not valid."}},
		"a date": {TypeIndividual, "proof_of_identity", "", `{"document_type":"PASSPORT","fields":[{"field_name":"issue_date","data_type":"DATE","status":"MISSING","reason":null}]}`,
			provider.Requirement{Code: codeCorrect, Subject: provider.SubjectPerson, Action: actionCorrect,
				Message: "Fin needs the field issue_date of the document PASSPORT (proof_of_identity): it is missing."}},
		"the terms": {TypeIndividual, "tos_policies_value", "", `{"document_type":"TOS","fields":[{"field_name":"tos_policies_value","data_type":"TEXT","status":"MISSING"}]}`,
			provider.Requirement{Code: codeTerms, Subject: provider.SubjectPerson, Action: actionTerms, Link: tosURL,
				Message: "Fin needs the acceptance of its terms."}},
		"a business's document": {TypeBusiness, "ownership_documents", `"scope":"CUSTOMER",`, `{"document_type":"PROOF_OF_SIGNATORY_AUTHORITY","fields":[{"field_name":"files","data_type":"URI","status":"MISSING","options":[]}]}`,
			provider.Requirement{Code: codeUpload, Subject: provider.SubjectBusiness, Action: actionUpload,
				Message: "Fin needs the document PROOF_OF_SIGNATORY_AUTHORITY (ownership_documents): it is missing."}},
		"V1 business": {TypeBusiness, "company_details", "", `{"document_type":"CERT_OF_INCORPORATION","fields":[{"field_name":"files","data_type":"URI","status":"INVALID","reason":"Page missing."}]}`,
			provider.Requirement{Code: codeUpload, Subject: provider.SubjectBusiness, Action: actionUpload,
				Message: `Fin needs the document CERT_OF_INCORPORATION (company_details): what it has is not valid. Fin says: "Page missing."`}},
		"a party's": {TypeBusiness, "address_documents", `"scope":"ASSOCIATED_PARTY","associated_party_id":"` + partyID + `",`, `{"document_type":"UTILITY_BILL","fields":[{"field_name":"type","data_type":"ENUM","status":"INVALID"}]}`,
			provider.Requirement{Code: codeCorrect, Subject: provider.SubjectOwner, Action: actionCorrect,
				Message: "Fin needs the field type of the document UTILITY_BILL of the associated party " + partyID + " (address_documents): what it has is not valid."}},
		"a party's that is not named": {TypeBusiness, "address_documents", `"scope":"ASSOCIATED PARTY",`, `{"document_type":"UTILITY_BILL","fields":[{"field_name":"files","data_type":"URI","status":"MISSING"}]}`,
			provider.Requirement{Code: codeUpload, Subject: provider.SubjectOwner, Action: actionUpload,
				Message: "Fin needs the document UTILITY_BILL (address_documents): it is missing."}},
		"tax": {TypeBusiness, "tax_info", `"associated_party_id":"` + partyID + `",`, `{"document_type":"SSN","fields":[{"field_name":"text","data_type":"TEXT","status":"INVALID"}]}`,
			provider.Requirement{Code: codeTax, Subject: provider.SubjectOwner, Action: actionAsk,
				Message: "Fin needs the field text of the tax number SSN of the associated party " + partyID + " (tax_info): what it has is not valid."}},
		"text": {TypeBusiness, "supporting_documents", "", `{"document_type":"OTHER","fields":[{"field_name":"text","data_type":"TEXT","status":"MISSING"}]}`,
			provider.Requirement{Code: codeAnswer, Subject: provider.SubjectBusiness, Action: actionAsk,
				Message: "Fin needs an answer about OTHER (supporting_documents): it is missing."}},
		"a reason with numbers": {TypeIndividual, "proof_of_address", "", `{"document_type":"UTILITY_BILL","fields":[{"field_name":"files","data_type":"URI","status":"INVALID","reason":"says \"29 February 1980\" of jane@example.com"}]}`,
			provider.Requirement{Code: codeUpload, Subject: provider.SubjectPerson, Action: actionUpload,
				Message: "Fin needs the document UTILITY_BILL (proof_of_address): what it has is not valid. Fin says: \"says '[REDACTED]' of [REDACTED]\""}},
		"hostile words": {TypeIndividual, "a 1", "", `{"document_type":"123-45-6789","fields":[{"field_name":"x@y","status":"?"}]}`,
			provider.Requirement{Code: codeCorrect, Subject: provider.SubjectPerson, Action: actionCorrect,
				Message: "Fin needs the field of another kind of the document of another kind (of another kind): what it has does not do."}},
		"no fields": {TypeIndividual, "proof_of_address", "", `{"document_type":"BANK_STATEMENT"}`,
			provider.Requirement{Code: codeUpload, Subject: provider.SubjectPerson, Action: actionUpload,
				Message: "Fin needs the document BANK_STATEMENT (proof_of_address): it is missing."}},
		"no categories": {TypeIndividual, "new_section", "", ``,
			provider.Requirement{Code: codeUnknown, Subject: provider.SubjectPerson, Action: actionUnknown,
				Message: "Fin requests something in the section new_section."}},
	} {
		t.Run(name, func(t *testing.T) {
			c := customer(t, `{"data":{"type":"`+tc.kind+`","customer_status":"ACTION_REQUIRED","tos_policies_url":"`+tosURL+
				`","request_for_information":[{`+tc.more+`"section":"`+tc.section+`","categories":[`+tc.category+`]}]}}`)
			assert.Equal(t, []provider.Requirement{tc.want}, Observe(c).Requirements)
			c.Status = StatusApproved
			o := Observe(c)
			assert.Equal(t, provider.PhaseVerified, o.Phase, "a request after the approval takes nothing back")
			assert.Equal(t, []provider.Requirement{tc.want}, o.Requirements)
		})
	}
}

// What Fin wants of a document it lists field by field, and in the examples of the page Get customer details (V2) the
// file comes last, after type, expiry_date and issue_date. The first requirement is what the column ACTION shows.
func TestRequestedFileIsFirst(t *testing.T) {
	const category = `{"document_type":%q,"fields":[{"field_name":"type","data_type":"ENUM","status":"INVALID","options":[]},
		{"field_name":"expiry_date","data_type":"DATE","status":"INVALID","options":[]},{"field_name":"files","data_type":"URI","status":"INVALID",
		"reason":"Unacceptable document.","options":[]}]}`
	c := customer(t, `{"data":{"type":"BUSINESS","customer_status":"ACTION_REQUIRED","request_for_information":[
		{"scope":"ASSOCIATED_PARTY","associated_party_id":"`+partyID+`","section":"identifying_documents","categories":[`+fmt.Sprintf(category, "PASSPORT")+`]},
		{"scope":"CUSTOMER","section":"supporting_documents","categories":[`+fmt.Sprintf(category, "PROOF_OF_SOURCE_OF_FUNDS")+`]}]}}`)
	assert.Equal(t, []string{codeUpload, codeCorrect, codeCorrect, codeUpload, codeCorrect, codeCorrect}, codesOf(Observe(c).Requirements))
	assert.Equal(t, []string{codeUpload, codeCorrect, codeCorrect}, codesOf(ObserveParty(c, Party{ID: partyID}).Requirements))
	assert.Equal(t, "type", c.Requests[0].Categories[0].Fields[0].Name, "what Fin says stays as it is")
}

func TestRejections(t *testing.T) {
	const documents = `"documents":[{"uri":"/a_b.png","category":"PROOF_OF_IDENTITY","moderation_comment":"Blurred.","reject_labels":["LOW_QUALITY","NEW_LABEL","x 1"]}]`
	for name, tc := range map[string]struct {
		status, reason string
		want           []provider.Requirement
	}{
		"documents": {"ACTION_REQUIRED", `{"applicant":null,` + documents + `}`, []provider.Requirement{{
			Code: codeUpload, Subject: provider.SubjectPerson, Action: actionUpload,
			Message: `Fin refuses a document (PROOF_OF_IDENTITY): the image is of low quality; NEW_LABEL. Fin says: "Blurred."`}}},
		"rejected for good": {"REJECTED", `{"applicant":{"moderation_comment":"born 2/29/80","reject_labels":["PROBLEMATIC_APPLICANT_DATA"]},"documents":[]}`, []provider.Requirement{{
			Code: codeContact, Subject: provider.SubjectPerson, Action: actionContact,
			Message: "Fin refuses what it was told: the data does not match the documents. Fin says: \"born [REDACTED]\""}}},
		"no reason": {"REJECTED", `null`, []provider.Requirement{{
			Code: codeContact, Subject: provider.SubjectPerson, Action: actionContact, Message: "Fin rejected the customer, and does not say why."}}},
		"another shape": {"REJECTED", `["x"]`, []provider.Requirement{{
			Code: codeContact, Subject: provider.SubjectPerson, Action: actionContact, Message: "Fin rejected the customer, and does not say why."}}},
		"parties": {"ACTION_REQUIRED", `{"associated_parties":[{"id":"` + partyID + `","applicant":null,` + documents + `}]}`, []provider.Requirement{{
			Code: codeUpload, Subject: provider.SubjectOwner, Action: actionUpload,
			Message: `Fin refuses a document (PROOF_OF_IDENTITY): the image is of low quality; NEW_LABEL. Fin says: "Blurred."`}}},
		"approved since": {"APPROVED", `{` + documents + `}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := customer(t, `{"data":{"type":"INDIVIDUAL","customer_status":"`+tc.status+`","rejection_reason":`+tc.reason+`}}`)
			assert.Equal(t, tc.want, Observe(c).Requirements)
		})
	}
}

func TestRejectedPartySays(t *testing.T) {
	p := Party{ID: partyID}
	require.NoError(t, json.Unmarshal([]byte(`{"status":"REJECTED","reason":{"for_customer":"Not the same face","for_developer":"x"}}`), &p.Verification))
	o := ObserveParty(&Customer{Type: TypeBusiness, Status: StatusActionRequired}, p)
	assert.Equal(t, `Fin rejected the associated party. Fin says: "Not the same face"`, o.Requirements[0].Message)
	c := customer(t, `{"data":{"type":"BUSINESS","customer_status":"ACTION_REQUIRED","rejection_reason":{"associated_parties":[
		{"id":"`+partyID+`","documents":[{"category":"PROOF_OF_IDENTITY","reject_labels":["UNFILLED_ID"]}]},
		{"id":"`+customerID+`","documents":[{"category":"OTHERS"}]}]}}}`)
	o = ObserveParty(c, p)
	require.Len(t, o.Requirements, 1)
	assert.Equal(t, "Fin refuses a document (PROOF_OF_IDENTITY): the document is not filled in.", o.Requirements[0].Message)
}

func TestTOSValue(t *testing.T) {
	for in, want := range map[string]string{
		tosURL:                                   tosValue,
		tosValue:                                 tosValue,
		" " + tosValue + " ":                     tosValue,
		"":                                       "",
		"https://x.test/?tos_policies_value=abc": "",
		"https://x.test/":                        "",
		"\x7f":                                   "",
	} {
		assert.Equal(t, want, TOSValue(in), in)
	}
	assert.Empty(t, termsLink("http://x.test/?tos_policies_value="+tosValue), "not over https")
	assert.Empty(t, termsLink("https://u@x.test/?tos_policies_value="+tosValue))
	assert.Empty(t, termsLink(tosValue), "no address")
}
