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

func TestNamesDecideOnAnIndividual(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	reviewed := []string{"customer.created INCOMPLETE", "customer.status PROCESSING", "customer.status REVIEWING"}
	tests := map[string]struct {
		status string
		events []string
	}{
		"Jane":       {"APPROVED", append(reviewed[:3:3], "customer.status APPROVED")},
		"Rejected":   {"APPROVED", append(reviewed[:3:3], "customer.status APPROVED")},
		"rejected":   {"REJECTED", append(reviewed[:3:3], "customer.status REJECTED")},
		"rfi":        {"ACTION_REQUIRED", append(reviewed[:3:3], "customer.rfi ACTION_REQUIRED")},
		"hold":       {"IN_COMPLIANCE", append(reviewed[:3:3], "customer.status IN_COMPLIANCE")},
		"reviewing":  {"REVIEWING", reviewed},
		"processing": {"PROCESSING", reviewed[:2]},
		"incomplete": {"INCOMPLETE", reviewed[:1]},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			id, path, tos := person(e, name)
			require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, attachV2(e, id, tos)).Status)
			eventually(e, id, tt.status)
			assert.Equal(t, tt.events, history(e, id))
			assert.Equal(t, tt.status == "REJECTED", details(e, "v2", id)["rejection_reason"] != nil)
		})
	}
}

func TestBothVocabularies(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	v1, _ := create(e, "/v1/customers/individual", testenv.FinPersonV1("Jane", "jane@example.com"))
	v2, _, _ := person(e, "Jane")
	for newName, oldName := range map[string]string{
		"INCOMPLETE": "INCOMPLETE", "PROCESSING": "QUEUED", "REVIEWING": "REVIEWING", "IN_COMPLIANCE": "ON_HOLD",
		"ACTION_REQUIRED": "REINITIATE", "APPROVED": "APPROVED", "REJECTED": "REJECTED",
	} {
		for _, id := range []string{v1, v2} {
			for _, name := range []string{newName, oldName} {
				moved, err := e.Control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: name, Silent: true})
				require.NoError(t, err)
				assert.Equal(t, newName, moved.Status)
			}
			assert.Equal(t, newName, details(e, "v2", id)["customer_status"])
			assert.Equal(t, oldName, details(e, "v1", id)["customer_status"])
		}
	}
	_, err := e.Control.MoveFinCustomer(t.Context(), v2, controlapi.FinMove{Status: "ASSOCIATED_PARTIES_REMAINING"})
	assert.ErrorContains(t, err, "may be moved to")
	assert.Equal(t, []string{"customer.created INCOMPLETE"}, history(e, v2), "all moves were silent")
}

func TestCapabilitiesFollowTheApproval(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	id, _, _ := person(e, "Jane")
	for _, status := range []string{"REVIEWING", "APPROVED"} {
		_, err := e.Control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: status})
		require.NoError(t, err)
		v2 := e.OK(http.StatusOK, http.MethodGet, "/v2/customers/"+id+"/capabilities", nil)["data"].(fields)
		assert.Equal(t, status == "APPROVED", v2["on_ramp"].([]any)[0].(fields)["status"])
		v1 := details(e, "v1", id)["capabilities"].(fields)
		assert.Equal(t, status == "APPROVED", v1["off_ramp"].([]any)[0].(fields)["status"])
	}
}

func TestAMoveEndsWhatGoesOnByItself(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, path, tos := person(e, "reviewing")
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, attachV2(e, id, tos)).Status)
	_, err := e.Control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: "REJECTED", Reason: &controlapi.FinReason{
		Comment: "No.", Labels: []string{"DOCUMENT_MISSING"},
		Documents: []controlapi.FinDocumentReason{{Category: "PROOF_OF_IDENTITY", Comment: "Blurred.", Labels: []string{"LOW_QUALITY"}}},
	}})
	require.NoError(t, err)
	assert.Equal(t, fields{
		"applicant": fields{"moderation_comment": "No.", "reject_labels": []any{"DOCUMENT_MISSING"}},
		"documents": []any{fields{
			"uri": "", "category": "PROOF_OF_IDENTITY", "moderation_comment": "Blurred.",
			"reject_labels": []any{"LOW_QUALITY"},
		}},
	}, details(e, "v2", id)["rejection_reason"])

	next, path, tos := person(e, "Jane") // whatever was scheduled for the first would have come before this one's end
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, attachV2(e, next, tos)).Status)
	eventually(e, next, "APPROVED")
	assert.Equal(t, "REJECTED", status(e, id))
}

// approvable is a business with all documents attached.
func approvable(e *testenv.Caller, legalName string, change ...any) (id string, parties []controlapi.FinParty) {
	e.T.Helper()
	body := testenv.FinBusiness(legalName, "acme@example.com")
	for i := 0; i+1 < len(change); i += 2 {
		body = testenv.Put(body, change[i].(string), change[i+1])
	}
	id, tos := create(e, "/v2/customers/business", body)
	truth, err := e.Control.FinCustomer(e.T.Context(), id)
	require.NoError(e.T, err)
	for _, p := range truth.Parties {
		res := e.Call(http.MethodPost, "/v2/customers/"+id+"/associated-parties/individual/attach", attachParty(e, id, p.ID))
		require.Equal(e.T, http.StatusOK, res.Status, "%s", res.Body)
	}
	assert.Equal(e.T, "INCOMPLETE", status(e, id), "parties alone set nothing going")
	res := e.Call(http.MethodPost, "/v2/customers/"+id+"/business/attach", attachBusiness(e, id, tos))
	require.Equal(e.T, http.StatusOK, res.Status, "%s", res.Body)
	return id, truth.Parties
}

func TestNamesDecideOnABusinessAndItsParties(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	for name, want := range map[string]string{
		"Acme": "APPROVED", "rejected": "REJECTED", "rfi": "ACTION_REQUIRED", "hold": "IN_COMPLIANCE",
	} {
		id, _ := approvable(e, name)
		eventually(e, id, want)
	}

	id, parties := approvable(e, "Acme", "associated_parties.1.basic_info.first_name", "rejected")
	eventually(e, id, "ACTION_REQUIRED")
	got := details(e, "v2", id)
	bob := got["associated_parties"].([]any)[1].(fields)["verification"].(fields)
	assert.Equal(t, "REJECTED", bob["status"])
	assert.Equal(t, "The document is not legible.", bob["reason"].(fields)["for_customer"])
	why := got["rejection_reason"].(fields)["associated_parties"].([]any)
	require.Len(t, why, 1)
	assert.Equal(t, parties[1].ID, why[0].(fields)["id"])

	res := e.Call(http.MethodPost, "/v2/customers/"+id+"/associated-parties/individual/attach", attachParty(e, id, parties[1].ID))
	require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
	eventually(e, id, "APPROVED")
}

// TestWhatIsAskedOfOnePartyIsAnnouncedBesideTheRejectionOfAnother: a request has its own event (reference 15.3).
func TestWhatIsAskedOfOnePartyIsAnnouncedBesideTheRejectionOfAnother(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, parties := approvable(e, "Acme", "associated_parties.0.basic_info.first_name", "rfi",
		"associated_parties.1.basic_info.first_name", "rejected")
	eventually(e, id, "ACTION_REQUIRED")
	assert.Equal(t, []string{
		"customer.created INCOMPLETE", "customer.status PROCESSING", "customer.status REVIEWING",
		"customer.status ACTION_REQUIRED", "customer.rfi ACTION_REQUIRED",
	}, history(e, id))
	got := details(e, "v2", id)
	assert.Equal(t, parties[0].ID, got["request_for_information"].([]any)[0].(fields)["associated_party_id"])
	assert.Equal(t, parties[1].ID, got["rejection_reason"].(fields)["associated_parties"].([]any)[0].(fields)["id"])
}

func TestStrictAsksForTheDocumentsOfACompany(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("manual")
	id, _ := approvable(e, "Acme")
	eventually(e, id, "REVIEWING")
	strict, auto := true, "auto"
	e.SetFin(controlapi.FinSettings{Strict: &strict, Review: &auto})
	second, _ := create(e, "/v2/customers/individual", testenv.FinPerson("Jane", "jane@example.com"))
	assert.NotEmpty(t, second, "strict is about companies")
	_, err := e.Control.MoveFinCustomer(t.Context(), id, controlapi.FinMove{Status: "INCOMPLETE"})
	require.NoError(t, err)
	truth, err := e.Control.FinCustomer(t.Context(), id)
	require.NoError(t, err)
	res := e.Call(http.MethodPost, "/v2/customers/"+id+"/business/attach", attachBusiness(e, id, truth.TOSValue))
	require.Equal(t, http.StatusOK, res.Status, "%s", res.Body)
	eventually(e, id, "ACTION_REQUIRED")
	var missing []string
	for _, q := range details(e, "v2", id)["request_for_information"].([]any) {
		for _, c := range q.(fields)["categories"].([]any) {
			missing = append(missing, c.(fields)["document_type"].(string))
		}
	}
	assert.Equal(t, []string{
		"CONSTITUTIONAL_DOCUMENT", "PROOF_OF_SIGNATORY_AUTHORITY", "PROOF_OF_ADDRESS", "PROOF_OF_SOURCE_OF_FUNDS",
		"SHAREHOLDER_REGISTER", "CERT_OF_INCUMBENCY", "E_SIGNATURE_CERTIFICATE",
	}, missing)
}

func TestResetEndsEverything(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	e.Quick("auto")
	id, path, tos := person(e, "Jane")
	require.Equal(t, http.StatusOK, e.Call(http.MethodPost, path, attachV2(e, id, tos)).Status)
	require.NoError(t, e.Control.Reset(t.Context()))
	assert.Equal(t, http.StatusUnauthorized, e.Call(http.MethodGet, "/v2/customers/"+id, nil).Status)
	fresh := e.Env.Fin()
	next, path, tos := person(fresh, "Jane")
	require.Equal(t, http.StatusOK, fresh.Call(http.MethodPost, path, attachV2(fresh, next, tos)).Status)
	eventually(fresh, next, "APPROVED")
	all, err := e.Control.FinCustomers(t.Context())
	require.NoError(t, err)
	assert.Len(t, all, 1)
}
