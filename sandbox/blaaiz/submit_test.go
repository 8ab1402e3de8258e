package blaaiz_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// TestGaps closes one gap of a business after another.
func TestGaps(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.Put(testenv.BlaaizBusiness("Acme", "RC1"), "owners", nil))
	gap := func(want string) {
		t.Helper()
		assert.Equal(t, "Cannot verify business customer: "+want, refused(t, http.StatusUnprocessableEntity, submit(e, id)))
		assert.Equal(t, "PENDING", status(e, id))
	}
	change := func(owner fields) {
		t.Helper()
		e.OK(http.StatusOK, http.MethodPut, customers+"/"+id, fields{"owners": []any{owner}})
	}
	gap("at least one formation document is required.")
	addDocument(e, id, "BANK_STATEMENT", "statement")
	gap("at least one formation document is required.")
	addDocument(e, id, "CAC_STATUS_REPORT", "report")
	gap("at least one owner is required.")
	change(testenv.BlaaizOwner("Jane", "jane@example.com", 50))
	gap("ownership_percentage of all owners must sum to 100%, but currently sums to 50%.")
	change(testenv.BlaaizOwner("Joe", "JANE@example.com", 49.99))
	gap("ownership_percentage of all owners must sum to 100%, but currently sums to 99.99%.")
	both := owners(e, id)
	jane, joe := both[0], both[1]
	change(fields{"id": joe, "ownership_percentage": 50})
	gap("owner emails must be unique within the customer.")
	change(fields{"id": joe, "email": "joe@example.com"})
	gap("owner Jane Owner is missing id_document_front.")
	giveOwnerFile(e, id, jane, "id_document_front")
	giveOwnerFile(e, id, joe, "id_document_front")
	for _, kind := range []string{"drivers_license", "id_card", "resident_permit"} {
		change(fields{"id": jane, "id_document_type": kind})
		gap("owner Jane Owner id_document_type=" + kind + " requires id_document_back.")
	}
	giveOwnerFile(e, id, jane, "id_document_back")
	change(fields{"id": jane, "id_document_type": "passport"})
	gap("owner Jane Owner id_document_type=passport must not have id_document_back.")
	change(fields{"id": jane, "id_document_type": "id_card"})

	got := e.OK(http.StatusOK, http.MethodPost, customers+"/"+id+"/submit", nil)
	assert.Equal(t, "Customer submitted for verification successfully", got["message"])
	data := got["data"].(fields)
	assert.Equal(t, "PROCESSING", data["verification_status"])
	for _, list := range []string{"owners", "documents"} {
		require.Len(t, data[list], 2)
		for _, child := range data[list].([]any) {
			assert.Equal(t, "PROCESSING", child.(fields)["status"])
		}
	}
	assert.JSONEq(t, `{"message":"Customer is already verified or under review."}`, string(submit(e, id).Body))
	assert.Equal(t, []string{"PENDING PROCESSING"}, history(e, id))
	assert.Equal(t, "Customer not found", refused(t, http.StatusNotFound, submit(e, "x")))
}

func TestSharesAddUpExactly(t *testing.T) {
	e := start(t, "manual")
	id := ready(e, testenv.Put(testenv.BlaaizBusiness("Acme", "RC1"), "owners", []any{
		testenv.BlaaizOwner("A", "a@example.com", 33.33), testenv.BlaaizOwner("B", "b@example.com", 33.33),
		testenv.BlaaizOwner("C", "c@example.com", 33.34),
	}))
	assert.Equal(t, http.StatusOK, submit(e, id).Status)
}

func TestMinimalNeedsNoOwnersAndCanBeUpgraded(t *testing.T) {
	e := start(t, "auto")
	yes := true
	e.SetBlaaiz(controlapi.BlaaizSettings{MinimalAllowed: &yes})
	id := create(e, testenv.Put(testenv.BlaaizBusiness("Acme", "RC1"), "owners", nil))
	addDocument(e, id, "ARTICLES_OF_INCORPORATION", "articles")
	require.Equal(t, http.StatusOK, submit(e, id).Status)
	eventually(e, id, "VERIFIED")

	path := customers + "/" + id + "/upgrade-kyb-scope"
	for want, body := range map[string]fields{
		"The owners field is required.":                        {},
		"The owners.0.ownership_percentage field is required.": {"owners": []any{fields{"first_name": "A", "last_name": "B"}}},
		"ownership_percentage of all owners must sum to 100%.": {"owners": []any{testenv.BlaaizOwner("A", "a@example.com", 99.99)}},
		"owner emails must be unique within the customer.": {
			"owners": []any{testenv.BlaaizOwner("A", "a@example.com", 50), testenv.BlaaizOwner("B", "A@example.com", 50)},
		},
	} {
		assert.Equal(t, want, refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, path, body)))
	}
	whole := fields{"owners": []any{testenv.BlaaizOwner("Ada", "ada@example.com", 100)}, "trading_name": "Acme"}
	got := e.OK(http.StatusOK, http.MethodPost, path, whole)["data"].(fields)
	assert.Equal(t, []any{"FULL", "PENDING", "Acme"}, []any{got["kyb_scope"], got["verification_status"], got["trading_name"]})
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, path, whole))
	person := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, customers+"/"+person+"/upgrade-kyb-scope", whole))
	giveOwnerFile(e, id, owners(e, id)[0], "id_document_front")
	require.Equal(t, http.StatusOK, submit(e, id).Status)
	eventually(e, id, "VERIFIED")
	assert.Equal(t, []string{
		"PENDING PROCESSING", "PROCESSING VERIFIED", "VERIFIED PENDING", "PENDING PROCESSING", "PROCESSING VERIFIED",
	}, history(e, id))
}

// TestAnUpgradeLooksAtTheOwnersThatAreThere: addresses are unique within the customer (reference 6.2).
func TestAnUpgradeLooksAtTheOwnersThatAreThere(t *testing.T) {
	e := start(t, "manual")
	yes := true
	e.SetBlaaiz(controlapi.BlaaizSettings{MinimalAllowed: &yes})
	id := create(e, testenv.Put(testenv.BlaaizBusiness("Acme", "RC1"), "owners", []any{testenv.BlaaizOwner("Ada", "ada@example.com", 10)}))
	upgrade := func(owners ...any) testenv.Response {
		return e.Call(http.MethodPost, customers+"/"+id+"/upgrade-kyb-scope", fields{"owners": owners})
	}
	assert.Equal(t, "owner emails must be unique within the customer.",
		refused(t, http.StatusUnprocessableEntity, upgrade(testenv.BlaaizOwner("Bob", "ADA@example.com", 100))))
	ada := fields{"id": owners(e, id)[0], "email": "lovelace@example.com", "ownership_percentage": 40}
	assert.Equal(t, http.StatusOK, upgrade(ada, testenv.BlaaizOwner("Bob", "ada@example.com", 60)).Status)
}

func TestNamesDecideOnAnIndividual(t *testing.T) {
	e := start(t, "auto")
	giveID := func(id string) {
		e.OK(http.StatusOK, http.MethodPost, customers+"/"+id+"/files", fields{"id_file": individualFile(e, id, "identity")})
	}
	jane := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	giveID(jane)
	eventually(e, jane, "VERIFIED")
	assert.Equal(t, []string{"PENDING VERIFIED"}, history(e, jane))

	rejected := create(e, testenv.BlaaizPerson("rejected", "r@example.com"))
	giveID(rejected)
	eventually(e, rejected, "REJECTED")
	comments := get(e, rejected)["recent_comments"].([]any)
	require.Len(t, comments, 1)
	assert.Equal(t, "The information could not be verified.", comments[0].(fields)["comment"])
	omit := true
	e.SetBlaaiz(controlapi.BlaaizSettings{OmitComments: &omit})
	assert.NotContains(t, get(e, rejected), "recent_comments")
	giveID(rejected)
	eventually(e, rejected, "VERIFIED")
	assert.Equal(t, []string{"PENDING REJECTED", "PENDING VERIFIED"}, history(e, rejected))

	pending := create(e, testenv.BlaaizPerson("pending", "p@example.com"))
	giveID(pending)
	next := create(e, testenv.BlaaizPerson("Joe", "joe@example.com"))
	giveID(next)
	eventually(e, next, "VERIFIED")
	assert.Equal(t, "PENDING", status(e, pending))

	off := false
	e.SetBlaaiz(controlapi.BlaaizSettings{ExternalKYC: &off})
	atOnce := create(e, testenv.BlaaizPerson("Jill", "jill@example.com"))
	giveID(atOnce)
	assert.Equal(t, "VERIFIED", status(e, atOnce))
}

func TestRejectionAndResubmission(t *testing.T) {
	e := start(t, "auto")
	body := testenv.Put(testenv.BlaaizBusiness("Acme", "RC1"), "owners.1.first_name", "rejected")
	id := ready(e, body)
	license := addDocument(e, id, "LICENSE", "rejected")
	require.Equal(t, http.StatusOK, submit(e, id).Status)
	eventually(e, id, "REJECTED")
	got := get(e, id)
	var states []any
	for _, list := range []string{"owners", "documents"} {
		for _, child := range got[list].([]any) {
			states = append(states, child.(fields)["status"], child.(fields)["admin_comments"])
		}
	}
	assert.Equal(t, []any{
		"APPROVED", nil, "REJECTED", []any{"The identity document is not legible."},
		"APPROVED", nil, "REJECTED", []any{"The document is expired."},
	}, states)

	// One is mended, the other is not: rejected again.
	bob := owners(e, id)[1]
	giveOwnerFile(e, id, bob, "id_document_front")
	require.Equal(t, http.StatusOK, submit(e, id).Status)
	require.Eventually(t, func() bool { return len(history(e, id)) == 4 }, testenv.Patience, 1e6)
	assert.Equal(t, "REJECTED", status(e, id))
	e.OK(http.StatusOK, http.MethodPut, customers+"/"+id+"/document/"+license, fields{"name": "rejected"})
	require.Equal(t, http.StatusOK, submit(e, id).Status)
	eventually(e, id, "VERIFIED")
	assert.Equal(t, []string{
		"PENDING PROCESSING", "PROCESSING REJECTED", "REJECTED PROCESSING", "PROCESSING REJECTED",
		"REJECTED PROCESSING", "PROCESSING VERIFIED",
	}, history(e, id))
	c, err := e.Control.Counters(t.Context(), "blaaiz")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{id: 3}, c.Submissions)
}

func TestAutoVerify(t *testing.T) {
	e := start(t, "manual")
	yes := true
	e.SetBlaaiz(controlapi.BlaaizSettings{AutoVerify: &yes})
	id := ready(e, testenv.BlaaizBusiness("Acme", "RC1"))
	_, err := e.Control.ReviewBlaaiz(t.Context(), id, controlapi.BlaaizReview{ID: owners(e, id)[0], Status: "REJECTED", Comments: []string{"x"}})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, submit(e, id).Status)
	assert.Equal(t, "VERIFIED", status(e, id))
	truth, err := e.Control.BlaaizCustomer(t.Context(), id)
	require.NoError(t, err)
	for _, o := range truth.Owners {
		assert.Equal(t, "APPROVED", o.Status)
		assert.Empty(t, o.Comments)
	}
}

func TestMoves(t *testing.T) {
	e := start(t, "manual")
	id := ready(e, testenv.BlaaizBusiness("Acme", "RC1"))
	require.Equal(t, http.StatusOK, submit(e, id).Status)
	ada := owners(e, id)[0]
	move(e, id, controlapi.BlaaizMove{Status: "REJECTED", Comment: "See Ada.", Reviews: []controlapi.BlaaizReview{
		{ID: ada, Status: "REJECTED", Comments: []string{"Blurred."}},
	}})
	got := get(e, id)
	assert.Equal(t, []any{"REJECTED", "APPROVED"}, []any{
		got["owners"].([]any)[0].(fields)["status"], got["owners"].([]any)[1].(fields)["status"],
	})
	move(e, id, controlapi.BlaaizMove{Status: "PENDING", Silent: true})
	assert.Equal(t, []string{"PENDING PROCESSING", "PROCESSING REJECTED"}, history(e, id))
	person := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	for want, m := range map[string]controlapi.BlaaizMove{
		"may be moved to": {Status: "PROCESSING"}, "not found": {Status: "VERIFIED", Reviews: []controlapi.BlaaizReview{{ID: ada, Status: "APPROVED"}}},
		"must be one of": {Status: "VERIFIED", Reviews: []controlapi.BlaaizReview{{ID: ada, Status: "VERIFIED"}}},
	} {
		_, err := e.Control.MoveBlaaizCustomer(t.Context(), person, m)
		assert.ErrorContains(t, err, want)
	}
}
