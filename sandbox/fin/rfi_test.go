package fin_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// ask requests sections, each with one document and one missing file.
func ask(e *testenv.Caller, id string, sections ...[3]string) {
	e.T.Helper()
	var m controlapi.FinRFI
	for _, s := range sections {
		m.Requests = append(m.Requests, controlapi.FinRequest{PartyID: s[0], Section: s[1], Categories: []controlapi.FinCategory{{
			DocumentType: s[2], Fields: []controlapi.FinField{{Name: "files", DataType: "URI", Status: "MISSING"}},
		}}})
	}
	_, err := e.Control.AskFinCustomer(e.T.Context(), id, m)
	require.NoError(e.T, err)
}

func TestRequestInTheDetails(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, path, tos := person(e, "rfi")
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, attachV2(e, id, tos)).Status)
	eventually(e, id, "ACTION_REQUIRED")
	expired := "The document has expired."
	assert.Equal(t, []any{fields{
		"scope": "CUSTOMER", "section": "proof_of_identity", "categories": []any{fields{
			"document_type": "PASSPORT", "fields": []any{
				fields{"field_name": "files", "data_type": "URI", "status": "EXPIRED", "reason": expired, "options": []any{}},
				fields{"field_name": "expiry_date", "data_type": "DATE", "status": "EXPIRED", "reason": expired, "options": []any{}},
			},
		}},
	}}, details(e, "v2", id)["request_for_information"])
}

func TestAnswerOfAnIndividual(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, attach, tos := person(e, "rfi")
	path := "/v1/customers/" + id
	assert.Equal(t, []string{"customer_id: nothing is requested from the customer"},
		problems(t, e.Call(http.MethodPatch, path, fields{"tos_policies_value": tos})))
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, attach, attachV2(e, id, tos)).Status)
	eventually(e, id, "ACTION_REQUIRED")
	ask(e, id, [3]string{"", "tos_policies_value", "TOS"})

	whole := attachV1(e, id, tos)
	identity := fields{"proof_of_identity": whole["proof_of_identity"]}
	tests := map[string]fields{
		"proof_of_address: is not requested":             {"proof_of_address": whole["proof_of_address"]},
		"first_name: is not requested":                   {"first_name": "Joe"},
		"formation_documents: is not requested":          {"formation_documents": []any{}},
		"body: is empty":                                 {},
		"tos_policies_value: is not the customer's":      {"tos_policies_value": id},
		"proof_of_identity.number: is required":          testenv.Put(identity, "proof_of_identity.number", nil),
		"associated_party_attachments: is not requested": {"associated_party_attachments": []any{}},
	}
	for want, body := range tests {
		assert.Equal(t, []string{want}, problems(t, e.Call(http.MethodPatch, path, body)))
	}
	got := e.OK(http.StatusOK, http.MethodPatch, path, identity)
	assert.Equal(t, fields{"data": fields{"customer_id": id}}, got)
	assert.Equal(t, "ACTION_REQUIRED", status(e, id), "the terms are still to come")
	assert.Len(t, details(e, "v2", id)["request_for_information"], 1)
	e.OK(http.StatusOK, http.MethodPatch, path, fields{"tos_policies_value": tos})
	eventually(e, id, "APPROVED")
	assert.Empty(t, details(e, "v2", id)["request_for_information"])
	assert.Equal(t, []string{
		"customer.created INCOMPLETE", "customer.status PROCESSING", "customer.status REVIEWING",
		"customer.rfi ACTION_REQUIRED", "customer.rfi ACTION_REQUIRED",
		"customer.status PROCESSING", "customer.status REVIEWING", "customer.status APPROVED",
	}, history(e, id))
}

func TestAttachingAgainAnswersAnIndividualsRequest(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, path, tos := person(e, "rfi")
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, attachV2(e, id, tos)).Status)
	eventually(e, id, "ACTION_REQUIRED")
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, attachV2(e, id, tos)).Status)
	eventually(e, id, "APPROVED")
	c, err := e.Control.Counters(t.Context(), "fin")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{id: 2}, c.Submissions)
}

// TestAttachingAgainAcceptsTheTermsThatWereRequested: they are a part of every attach (reference 7.3, 13).
func TestAttachingAgainAcceptsTheTermsThatWereRequested(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, path, tos := person(e, "Jane")
	ask(e, id, [3]string{"", "tos_policies_value", "TOS"})
	require.Equal(t, "ACTION_REQUIRED", status(e, id))
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, attachV2(e, id, tos)).Status)
	eventually(e, id, "APPROVED")

	byV1, tos := create(e, "/v1/customers/individual", testenv.FinPersonV1("Joe", "joe@example.com"))
	ask(e, byV1, [3]string{"", "tos_policies_value", "TOS"})
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, "/v1/customers/individual/attach", attachV1(e, byV1, tos)).Status)
	eventually(e, byV1, "APPROVED")
}

// TestAnswerInTheFieldsOfTheAttach: PATCH takes those of the attach that the customer has, as far as they were
// asked for (reference 13).
func TestAnswerInTheFieldsOfTheAttach(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, _, tos := person(e, "Jane")
	ask(e, id, [3]string{"", "proof_of_identity", "PASSPORT"})
	path, whole := "/v1/customers/"+id, attachV2(e, id, tos)
	identity := fields{"identifying_documents": whole["identifying_documents"]}
	for want, body := range map[string]fields{
		"address_documents: is not requested":                              {"address_documents": whole["address_documents"]},
		"identifying_documents[0].number: is required":                     testenv.Put(identity, "identifying_documents.0.number", nil),
		"identifying_documents[0].files: must have exactly one file":       testenv.Put(identity, "identifying_documents.0.files", []any{file(upload(e, id, "a.png")), file(upload(e, id, "b.png"))}),
		"identifying_documents[0].files: must have one FRONT and one BACK": testenv.Put(identity, "identifying_documents.0.type", "NATIONAL_ID"),
	} {
		assert.Equal(t, []string{want}, problems(t, e.Call(http.MethodPatch, path, body)))
	}
	e.OK(http.StatusOK, http.MethodPatch, path, identity)
	assert.Empty(t, details(e, "v2", id)["request_for_information"])

	byV1, _ := create(e, "/v1/customers/individual", testenv.FinPersonV1("Joe", "joe@example.com"))
	ask(e, byV1, [3]string{"", "proof_of_identity", "PASSPORT"})
	assert.Equal(t, []string{"identifying_documents: is not requested"},
		problems(t, e.Call(http.MethodPatch, "/v1/customers/"+byV1, identity)), "V1 has no such field")
}

// TestAResidencePermitIsAnsweredWithBothOfItsSides, which the attach of a V2 individual wanted (reference 12.1,
// 12.2).
func TestAResidencePermitIsAnsweredWithBothOfItsSides(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	id, _, tos := person(e, "Jane")
	for _, sides := range [][]string{{"FRONT", "BACK"}, {"FRONT"}} {
		ask(e, id, [3]string{"", "proof_of_identity", "RESIDENCE_PERMIT"})
		permit := fields{"proof_of_identity": testenv.Put(attachV1(e, id, tos)["proof_of_identity"].(fields), "type", "RESIDENCE_PERMIT")}
		files := []any{}
		for _, one := range sides {
			files = append(files, file(upload(e, id, one+".png"), one))
		}
		e.OK(http.StatusOK, http.MethodPatch, "/v1/customers/"+id, testenv.Put(permit, "proof_of_identity.files", files))
	}
}

func TestRequestOfAnApprovedCustomerLeavesItApproved(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	id, _, tos := person(e, "Jane")
	_, err := e.Control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: "APPROVED"})
	require.NoError(t, err)
	ask(e, id, [3]string{"", "proof_of_address", "PROOF_OF_ADDRESS"})
	assert.Equal(t, "APPROVED", status(e, id))
	body := fields{"proof_of_address": attachV1(e, id, tos)["proof_of_address"]}
	e.OK(http.StatusOK, http.MethodPatch, "/v1/customers/"+id, body)
	assert.Empty(t, details(e, "v2", id)["request_for_information"])
	assert.Equal(t, []string{"customer.created INCOMPLETE", "customer.status APPROVED", "customer.rfi APPROVED"}, history(e, id))
}

func TestAnswerOfABusinessAndItsParties(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, parties := approvable(e, "Acme", "associated_parties.0.basic_info.first_name", "rfi")
	eventually(e, id, "ACTION_REQUIRED")
	got := details(e, "v2", id)["request_for_information"].([]any)[0].(fields)
	assert.Equal(t, []any{"ASSOCIATED_PARTY", parties[0].ID, "identifying_documents"},
		[]any{got["scope"], got["associated_party_id"], got["section"]})
	ask(e, id, [3]string{"", "ownership_documents", "SHAREHOLDER_REGISTRY"}, [3]string{"", "formation_documents", "FORMATION_DOCUMENT"})

	path := "/v1/customers/" + id
	doc := func(kind string) []any {
		return []any{fields{"type": kind, "files": []any{file(upload(e, id, "a.pdf"))}}}
	}
	for want, body := range map[string]fields{
		"supporting_documents: is not requested":                                  {"supporting_documents": doc("OTHER")},
		"formation_documents: REGISTRATION_DOCUMENT is not requested":             {"formation_documents": doc("REGISTRATION_DOCUMENT")},
		"associated_party_attachments[0].identifying_documents: is not requested": attachPartyOnly(e, id, parties[1].ID),
	} {
		assert.Equal(t, []string{want}, problems(t, e.Call(http.MethodPatch, path, body)))
	}
	ask(e, id, [3]string{parties[1].ID, "tax_info", "TAX_ID"})
	const at = "associated_party_attachments[0]."
	for want, item := range map[string]fields{
		at + "tax_info: cannot be answered":                             {"associated_party_id": parties[1].ID, "tax_info": []any{fields{"document_id": "413-58-2970"}}},
		at + "identifying_documents: at least one document is required": {"associated_party_id": parties[0].ID},
	} {
		assert.Equal(t, []string{want}, problems(t, e.Call(http.MethodPatch, path, fields{"associated_party_attachments": []any{item}})))
	}
	_, err := e.Control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: "REVIEWING", Silent: true})
	require.NoError(t, err)
	ask(e, id, [3]string{parties[0].ID, "identifying_documents", "PASSPORT"}, [3]string{"", "ownership_documents", "SHAREHOLDER_REGISTRY"},
		[3]string{"", "formation_documents", "FORMATION_DOCUMENT"})
	e.OK(http.StatusOK, http.MethodPatch, path, attachPartyOnly(e, id, parties[0].ID))
	e.OK(http.StatusOK, http.MethodPatch, path, fields{"ownership_documents": doc("OWNERSHIP_CHART")})
	assert.Equal(t, "ACTION_REQUIRED", status(e, id))
	e.OK(http.StatusOK, http.MethodPatch, path, fields{"formation_documents": doc("FORMATION_DOCUMENT")})
	eventually(e, id, "APPROVED")
}

// attachPartyOnly is attachParty without the empty list, which an answer must not have.
func attachPartyOnly(e *testenv.Caller, business, party string) fields {
	return testenv.Put(attachParty(e, business, party), "associated_party_attachments.0.supporting_documents", nil)
}

func TestRefusedRequests(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	id, _, _ := person(e, "Jane")
	files := []controlapi.FinCategory{{DocumentType: "X", Fields: []controlapi.FinField{{Name: "files", DataType: "URI", Status: "MISSING"}}}}
	wrong := []controlapi.FinCategory{{DocumentType: "X", Fields: []controlapi.FinField{{Name: "files", DataType: "FILE", Status: "MISSING"}}}}
	for want, m := range map[string]controlapi.FinRFI{
		"at least one is required":    {},
		"not a party of the customer": {Requests: []controlapi.FinRequest{{PartyID: id, Section: "address_documents", Categories: files}}},
		"section \"tax_info\"":        {Requests: []controlapi.FinRequest{{Section: "tax_info", Categories: files}}},
		"at least one category":       {Requests: []controlapi.FinRequest{{Section: "proof_of_identity"}}},
		"dataType must be one of":     {Requests: []controlapi.FinRequest{{Section: "proof_of_identity", Categories: wrong}}},
	} {
		_, err := e.Control.AskFinCustomer(t.Context(), id, m)
		assert.ErrorContains(t, err, want)
	}
}
