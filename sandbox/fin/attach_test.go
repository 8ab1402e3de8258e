package fin_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// upload sends one file and returns its URI.
func upload(e *testenv.Caller, customer, name string) string {
	e.T.Helper()
	res := e.Multipart("/v1/customers/upload",
		testenv.File{Field: "customer_id", Content: customer}, testenv.File{Field: "file", Name: name, Content: name})
	require.Equal(e.T, http.StatusOK, res.Status, "%s", res.Body)
	return res.JSON(e.T)["data"].(fields)["files"].([]any)[0].(fields)["file"].(string)
}

func file(uri string, side ...string) fields {
	f := fields{"uri": uri}
	if len(side) > 0 {
		f["side"] = side[0]
	}
	return f
}

// attachV2 is a complete attach of a V2 individual.
func attachV2(e *testenv.Caller, id, tos string) fields {
	return fields{
		"identifying_documents": []any{fields{
			"type": "PASSPORT", "number": "P1", "country": "USA", "expiry_date": "2999-01-01",
			"files": []any{file(upload(e, id, "passport.png"))},
		}},
		"address_documents": []any{fields{
			"type": "UTILITY_BILL", "country": "USA", "files": []any{file(upload(e, id, "bill.pdf"))},
		}},
		"tos_policies_value": tos,
	}
}

func attachV1(e *testenv.Caller, id, tos string) fields {
	return fields{
		"customer_id": id,
		"proof_of_identity": fields{
			"type": "NATIONAL_ID", "number": "N1", "country": "USA", "issue_date": "2020-01-01",
			"expiry_date": "2999-01-01",
			"files":       []any{file(upload(e, id, "front.png"), "FRONT"), file(upload(e, id, "back.png"), "BACK")},
		},
		"proof_of_address": fields{
			"type": "BANK_STATEMENT", "country": "USA", "files": []any{file(upload(e, id, "statement.pdf"))},
		},
		"tos_policies_value": tos,
	}
}

func attachBusiness(e *testenv.Caller, id, tos string) fields {
	return fields{
		"formation_documents": []any{fields{
			"type": "REGISTRATION_DOCUMENT", "files": []any{file(upload(e, id, "registration.pdf"))},
		}},
		"tos_policies_value": tos,
	}
}

func attachParty(e *testenv.Caller, business, party string) fields {
	return fields{"associated_party_attachments": []any{fields{
		"associated_party_id": party,
		"identifying_documents": []any{fields{
			"type": "PASSPORT", "number": "P1", "country": "USA", "issue_date": "2020-01-01",
			"expiry_date": "2999-01-01", "files": []any{file(upload(e, business, "passport.png"))},
		}},
		"supporting_documents": []any{},
	}}}
}

// person creates a V2 individual and returns its id and the path and value that attach needs.
func person(e *testenv.Caller, firstName string) (id, path, tos string) {
	id, tos = create(e, "/v2/customers/individual", testenv.FinPerson(firstName, "jane@example.com"))
	return id, "/v2/customers/" + id + "/individual/attach", tos
}

// eventually waits until a customer has a status, by its V2 name.
func eventually(e *testenv.Caller, id, want string) {
	e.T.Helper()
	require.Eventually(e.T, func() bool { return status(e, id) == want }, testenv.Patience, time.Millisecond, want)
}

func TestUpload(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	id, _, _ := person(e, "Jane")
	post := func(parts ...testenv.File) testenv.Response { return e.Multipart("/v1/customers/upload", parts...) }
	customer := testenv.File{Field: "customer_id", Content: id}
	a, b := testenv.File{Field: "a", Name: "a.png", Content: "x"}, testenv.File{Field: "b", Name: "b c.PDF", Content: "y"}

	files := post(customer, a, b).JSON(t)["data"].(fields)["files"].([]any)
	require.Len(t, files, 2)
	assert.Regexp(t, `^/[0-9a-f]{8}_a\.png$`, files[0].(fields)["a"])
	assert.Regexp(t, `^/[0-9a-f]{8}_b c\.PDF$`, files[1].(fields)["b"])
	older := "older"
	e.SetFin(controlapi.FinSettings{Dialect: &older})
	files = post(customer, a, b).JSON(t)["data"].(fields)["files"].([]any)
	require.Len(t, files, 1)
	assert.Len(t, files[0], 2)

	for want, parts := range map[string][]testenv.File{
		"customer_id: is required":                   {a},
		"customer_id: must be a valid UUID":          {{Field: "customer_id", Content: "x"}, a},
		"customer_id: is unknown":                    {{Field: "customer_id", Content: "5c4b3a29-1807-4f6e-8d5c-4b3a29180700"}, a},
		"file: at least one file is required":        {customer},
		"a: file type must be PDF, JPG, JPEG or PNG": {customer, {Field: "a", Name: "a.gif", Content: "x"}},
		"a: file is empty":                           {customer, {Field: "a", Name: "a.jpeg"}},
	} {
		assert.Equal(t, []string{want}, problems(t, post(parts...)))
	}
	assert.Equal(t, []string{"body: must be multipart/form-data"},
		problems(t, e.Call(http.MethodPost, "/v1/customers/upload", fields{})))
	c, err := e.Control.Counters(t.Context(), "fin")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"2d711642b726": 2, "a1fce4363854": 2}, c.Documents)
}

func TestAttachOfAnIndividualV2(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	id, path, tos := person(e, "Jane")
	whole := attachV2(e, id, tos)
	passport := whole["identifying_documents"].([]any)[0]
	selfie := fields{"type": "SELFIE", "files": []any{file(upload(e, id, "selfie.png"))}}
	licence := fields{
		"type": "DRIVERS_LICENSE", "number": "L1", "country": "USA", "state": "NY", "expiry_date": "2999-01-01",
		"files": []any{file(upload(e, id, "front.png"), "FRONT"), file(upload(e, id, "back.png"), "BACK")},
	}
	tests := map[string]struct {
		path  string
		value any
		want  string
	}{
		"no documents":    {"identifying_documents", []any{}, "identifying_documents: must have at least 1 item(s)"},
		"two IDs":         {"identifying_documents", []any{passport, licence}, "identifying_documents: must have one identity document and at most one SELFIE"},
		"selfie alone":    {"identifying_documents", []any{selfie}, "identifying_documents: must have one identity document and at most one SELFIE"},
		"type":            {"identifying_documents.0.type", "VISA", "identifying_documents[0].type: must be one of PASSPORT, NATIONAL_ID, DRIVERS_LICENSE, RESIDENCE_PERMIT, SELFIE"},
		"no number":       {"identifying_documents.0.number", nil, "identifying_documents[0].number: is required"},
		"expired":         {"identifying_documents.0.expiry_date", "2020-01-01", "identifying_documents[0].expiry_date: must be in the future"},
		"issued later":    {"identifying_documents.0.issue_date", "2999-01-01", "identifying_documents[0].expiry_date: must be after issue_date"},
		"state":           {"identifying_documents.0.state", "NY", "identifying_documents[0].state: is not allowed for this document"},
		"licence, state":  {"identifying_documents", []any{testenv.Put(licence, "state", nil)}, "identifying_documents[0].state: is required"},
		"one side":        {"identifying_documents", []any{testenv.Put(licence, "files.1.side", "FRONT")}, "identifying_documents[0].files: must have one FRONT and one BACK"},
		"two pages":       {"identifying_documents.0.files", licence["files"], "identifying_documents[0].files: must have exactly one file"},
		"same file twice": {"address_documents.0.files", passport.(fields)["files"], "address_documents[0].files[0].uri: must be unique within the request"},
		"no address":      {"address_documents", nil, "address_documents: is required"},
		"address abroad":  {"address_documents.0.country", "DEU", "address_documents[0].country: must equal country_of_residence"},
		"no terms":        {"tos_policies_value", nil, "tos_policies_value: is required"},
		"the whole URL":   {"tos_policies_value", "https://orchestration.fin.com/?tos_policies_value=" + tos, "tos_policies_value: is not the customer's"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, problems(t, e.Call(http.MethodPost, path, testenv.Put(whole, tt.path, tt.value))))
		})
	}
	other, _, _ := person(e, "Joe")
	foreign := testenv.Put(whole, "address_documents.0.files.0.uri", upload(e, other, "bill.pdf"))
	res := e.Call(http.MethodPost, path, foreign)
	assert.Equal(t, http.StatusForbidden, res.Status)
	assert.Equal(t, "forbidden", res.JSON(t)["error"].(fields)["code"])
	assert.Equal(t, http.StatusBadRequest, e.Call(http.MethodPost, path, "text").Status)
	assert.Equal(t, "INCOMPLETE", status(e, id), "nothing was accepted")

	e.Quick("manual")
	withLicence := testenv.Put(whole, "identifying_documents", []any{testenv.Put(selfie, "files.0.uri", licence["files"].([]any)[0].(fields)["uri"]), licence})
	res = e.Call(http.MethodPost, path, withLicence)
	assert.Equal(t, http.StatusOK, res.Status)
	assert.JSONEq(t, `{"data":{"customer_id":"`+id+`"},"meta":null}`, string(res.Body))
	eventually(e, id, "REVIEWING")
	res = e.Call(http.MethodPost, path, whole)
	assert.Equal(t, http.StatusForbidden, res.Status, "out of season")
}

func TestOneAttachAtATime(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	hour := controlapi.Duration(time.Hour)
	e.SetFin(controlapi.FinSettings{Step: &hour})
	id, path, tos := person(e, "Jane")
	body := attachV2(e, id, tos)
	assert.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, body).Status)
	assert.Equal(t, "INCOMPLETE", status(e, id), "200 is not processed yet")
	res := e.Call(http.MethodPost, path, body)
	assert.Equal(t, http.StatusConflict, res.Status)
	assert.Equal(t, "conflict", res.JSON(t)["error"].(fields)["code"])
	truth, err := e.Control.FinCustomer(t.Context(), id)
	require.NoError(t, err)
	assert.True(t, truth.Attaching)
	assert.Equal(t, 1, truth.Submissions)
}

func TestAttachOfAnIndividualV1(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("manual")
	id, tos := create(e, "/v1/customers/individual", testenv.FinPersonV1("Jane", "jane@example.com"))
	const path = "/v1/customers/individual/attach"
	whole := attachV1(e, id, tos)
	for want, change := range map[string]struct {
		path  string
		value any
	}{
		"customer_id: is required":                                       {"customer_id", nil},
		"proof_of_identity.issue_date: is required":                      {"proof_of_identity.issue_date", nil},
		"proof_of_identity.files: must have one FRONT and one BACK":      {"proof_of_identity.files.0.side", nil},
		"proof_of_address.issue_date: must not be more than 92 days ago": {"proof_of_address.issue_date", "2020-01-01"},
		"proof_of_address.files[0].uri: does not belong to the customer": {"proof_of_address.files.0.uri", "/x_y.png"},
	} {
		assert.Equal(t, []string{want}, problems(t, e.Call(http.MethodPost, path, testenv.Put(whole, change.path, change.value))))
	}
	byV2, _, _ := person(e, "Jane")
	assert.Equal(t, []string{"customer_id: the customer is not an individual"},
		problems(t, e.Call(http.MethodPost, path, testenv.Put(whole, "customer_id", byV2))))
	res := e.Call(http.MethodPost, "/v2/customers/"+id+"/individual/attach", whole)
	assert.Equal(t, http.StatusForbidden, res.Status, "a V1 customer at V2")

	assert.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, whole).Status)
	eventually(e, id, "REVIEWING")
	_, err := e.Control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: "REINITIATE"})
	require.NoError(t, err)
	assert.Equal(t, "REINITIATE", details(e, "v1", id)["customer_status"])
	assert.Equal(t, "ACTION_REQUIRED", details(e, "v2", id)["customer_status"])
	assert.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, whole).Status)
	eventually(e, id, "REVIEWING")
}

func TestAttachOfABusinessAndItsParties(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, tos := create(e, "/v2/customers/business", testenv.FinBusiness("Acme", "acme@example.com"))
	business, parties := "/v2/customers/"+id+"/business/attach", "/v2/customers/"+id+"/associated-parties/individual/attach"
	truth, err := e.Control.FinCustomer(t.Context(), id)
	require.NoError(t, err)
	ada, bob := truth.Parties[0].ID, truth.Parties[1].ID
	whole, party := attachBusiness(e, id, tos), attachParty(e, id, ada)
	for want, change := range map[string]struct {
		path  string
		value any
	}{
		"tos_policies_value: is required":                                      {"tos_policies_value", nil},
		"formation_documents: at least one document is required":               {"formation_documents", nil},
		"formation_documents[0].files: must have at least 1 item(s)":           {"formation_documents.0.files", []any{}},
		"formation_documents[0].files[0].uri: does not belong to the customer": {"formation_documents.0.files.0.uri", "/x"},
		"ownership_documents[0].type: must be one of OWNERSHIP_INFORMATION, OWNERSHIP_CHART, PROOF_OF_SIGNATORY_AUTHORITY": {
			"ownership_documents", []any{fields{"type": "SHAREHOLDER_REGISTER", "files": []any{file(upload(e, id, "a.pdf"))}}},
		},
	} {
		assert.Equal(t, []string{want}, problems(t, e.Call(http.MethodPost, business, testenv.Put(whole, change.path, change.value))))
	}
	const at = "associated_party_attachments[0]."
	for want, change := range map[string]struct {
		path  string
		value any
	}{
		at + "associated_party_id: is not a party of the customer":         {"associated_party_id", id},
		at + "identifying_documents: is required":                          {"identifying_documents", nil},
		at + "identifying_documents[0].expiry_date: must be in the future": {"identifying_documents.0.expiry_date", "2021-01-01"},
		at + "identifying_documents[0].type: must be one of PASSPORT, NATIONAL_ID, DRIVERS_LICENSE, PERMANENT_RESIDENCY_ID": {
			"identifying_documents.0.type", "RESIDENCE_PERMIT",
		},
		at + "identifying_documents[0].files: must have one FRONT and one BACK": {"identifying_documents.0.type", "NATIONAL_ID"},
		at + "address_documents[0].issue_date: must not be more than 90 days ago": {"address_documents", []any{
			fields{"type": "COURT_DOCUMENT", "issue_date": "2020-01-01", "files": []any{file(upload(e, id, "a.pdf"))}},
		}},
	} {
		bad := testenv.Put(party, "associated_party_attachments.0."+change.path, change.value)
		assert.Equal(t, []string{want}, problems(t, e.Call(http.MethodPost, parties, bad)))
	}

	assert.JSONEq(t, `{"data":{}}`, string(e.Call(http.MethodPost, parties, party).Body))
	assert.JSONEq(t, `{"data":{}}`, string(e.Call(http.MethodPost, business, whole).Body))
	eventually(e, id, "ASSOCIATED_PARTIES_REMAINING")
	assert.Equal(t, http.StatusOK, e.Call(http.MethodPost, parties, attachParty(e, id, bob)).Status)
	eventually(e, id, "APPROVED")
	for _, p := range details(e, "v2", id)["associated_parties"].([]any) {
		assert.Equal(t, "APPROVED", p.(fields)["verification"].(fields)["status"])
	}
	assert.Equal(t, []string{"customer_id: documents cannot be attached in the customer's current status"},
		problems(t, e.Call(http.MethodPost, business, whole)))
	assert.Equal(t, []string{
		"customer.created INCOMPLETE", "customer.status PROCESSING", "customer.status ASSOCIATED_PARTIES_REMAINING",
		"customer.status REVIEWING", "customer.status APPROVED",
	}, history(e, id))
	assert.Equal(t, []string{"customer_id: the customer is not an individual"}, notIndividual(t, e, id))
}

// notIndividual tries to answer for a business as if it were an individual, at V1.
func notIndividual(t *testing.T, e *testenv.Caller, id string) []string {
	return problems(t, e.Call(http.MethodPost, "/v1/customers/individual/attach", fields{"customer_id": id}))
}

// history are the events about a customer, with the status that each tells of.
func history(e *testenv.Caller, id string) []string {
	e.T.Helper()
	all, err := e.Control.FinEvents(e.T.Context())
	require.NoError(e.T, err)
	var out []string
	for _, one := range all {
		if one.CustomerID == id {
			out = append(out, one.Type+" "+one.Status)
		}
	}
	return out
}
