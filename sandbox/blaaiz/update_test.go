package blaaiz_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func put(e *testenv.Caller, id string, body fields) testenv.Response {
	return e.Call(http.MethodPut, customers+"/"+id, body)
}

func TestUpdate(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	got := e.OK(http.StatusOK, http.MethodPut, customers+"/"+id, fields{"phone": nil, "tin": "12345", "city": "Abuja"})
	assert.Equal(t, "Customer updated successfully", got["message"])
	data := got["data"].(fields)
	assert.Equal(t, []any{nil, "12345", "Abuja", "1 Marina Road", "Jane"}, []any{
		data["phone"], data["tin"], data["kyc_data"].(fields)["city"], data["kyc_data"].(fields)["street"], data["first_name"],
	})
	for want, body := range map[string]fields{
		"The first_name field is required.":                           {"first_name": nil},
		"The type field cannot be changed.":                           {"type": "business"},
		"The kyb_scope field is prohibited for individual customers.": {"kyb_scope": "FULL"},
		"The zip_code field is not a valid postcode of the country.":  {"zip_code": "1"},
	} {
		assert.Equal(t, want, refused(t, http.StatusUnprocessableEntity, put(e, id, body)))
	}
	business := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	other := create(e, testenv.BlaaizBusiness("Other", "RC2"))
	for want, body := range map[string]fields{
		"The country field must equal incorporation_country.":                               {"country": "GB", "zip_code": nil},
		"The kyb_scope field is prohibited here.":                                           {"kyb_scope": "FULL"},
		"The id_number field is prohibited for business customers.":                         {"id_number": "1"},
		"The operating_country field is required when any other operating_* field is sent.": {"operating_street": "x"},
	} {
		assert.Equal(t, want, refused(t, http.StatusUnprocessableEntity, put(e, business, body)))
	}
	assert.Contains(t, refused(t, http.StatusUnprocessableEntity, put(e, other, fields{"registration_number": "RC1"})), "taken")
	assert.Equal(t, http.StatusOK, put(e, business, fields{"country": "GB", "incorporation_country": "GB", "zip_code": "SW1A 1AA"}).Status)
}

func TestStatusesLockACustomer(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	ada := owners(e, id)[0]
	for status, want := range map[string][3]int{ // a field that is set, one that is null, an owner
		"PENDING": {200, 200, 200}, "REJECTED": {200, 200, 200}, "PROCESSING": {400, 400, 400}, "VERIFIED": {400, 200, 400},
	} {
		require.Equal(t, http.StatusOK, put(e, id, fields{"website": nil}).Status)
		move(e, id, controlapi.BlaaizMove{Status: status, Reviews: []controlapi.BlaaizReview{{ID: ada, Status: "PENDING"}}})
		got := [3]int{
			put(e, id, fields{"city": "Lagos"}).Status, put(e, id, fields{"website": "https://acme.example"}).Status,
			put(e, id, fields{"owners": []any{fields{"id": ada, "title": "CEO"}}}).Status,
		}
		assert.Equal(t, want, got, status)
		move(e, id, controlapi.BlaaizMove{Status: "PENDING"})
	}
}

func TestOwnersOnAnUpdate(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	both := owners(e, id)
	e.OK(http.StatusOK, http.MethodPut, customers+"/"+id, fields{"owners": []any{
		fields{"id": both[0], "ownership_percentage": 33.33, "title": "CEO", "status": "APPROVED", "admin_comments": []any{"x"}},
		testenv.BlaaizOwner("Cleo", "cleo@example.com", 26.67),
	}})
	got := get(e, id)["owners"].([]any)
	require.Len(t, got, 3, "who is left out stays")
	ada := got[0].(fields)
	assert.Equal(t, []any{"Ada", "33.33", "CEO", "PENDING", nil},
		[]any{ada["first_name"], ada["ownership_percentage"], ada["title"], ada["status"], ada["admin_comments"]})
	more := []any{testenv.BlaaizOwner("D", "d@example.com", 0), testenv.BlaaizOwner("E", "e@example.com", 0), testenv.BlaaizOwner("F", "f@example.com", 0)}
	for want, entries := range map[string][]any{
		"The owners field must not have more than 5 items.":      more,
		"The owners.0.id field is not an owner of the customer.": {fields{"id": id}},
		"The owners.0.first_name field is required.":             {fields{"id": both[0], "first_name": nil}},
	} {
		assert.Equal(t, want, refused(t, http.StatusUnprocessableEntity, put(e, id, fields{"owners": entries})))
	}

	_, err := e.Control.ReviewBlaaiz(t.Context(), id, controlapi.BlaaizReview{ID: both[0], Status: "REJECTED", Comments: []string{"Blurred.", "Expired."}})
	require.NoError(t, err)
	ada = get(e, id)["owners"].([]any)[0].(fields)
	assert.Equal(t, []any{"REJECTED", []any{"Blurred.", "Expired."}}, []any{ada["status"], ada["admin_comments"]})
	e.OK(http.StatusOK, http.MethodPut, customers+"/"+id, fields{"owners": []any{fields{"id": both[0], "title": "CFO"}}})
	ada = get(e, id)["owners"].([]any)[0].(fields)
	assert.Equal(t, []any{"PENDING", nil}, []any{ada["status"], ada["admin_comments"]}, "an edit clears the rejection")

	_, err = e.Control.ReviewBlaaiz(t.Context(), id, controlapi.BlaaizReview{ID: both[0], Status: "APPROVED"})
	require.NoError(t, err)
	owner := customers + "/" + id + "/owner/"
	assert.Equal(t, "Cannot modify an owner that has been approved or is currently under review.",
		refused(t, http.StatusBadRequest, put(e, id, fields{"owners": []any{fields{"id": both[0], "title": "CTO"}}})))
	assert.Equal(t, "Cannot remove an owner that has been approved or is currently under review.",
		refused(t, http.StatusBadRequest, e.Call(http.MethodDelete, owner+both[0], nil)))
	assert.Equal(t, "Cannot upload files for an owner that has been approved or is currently under review.",
		refused(t, http.StatusBadRequest, e.Call(http.MethodPost, owner+both[0]+"/file/presigned-url", fields{"file_category": "id_document_front"})))
	assert.Equal(t, fields{"message": "Owner deleted successfully"}, e.OK(http.StatusOK, http.MethodDelete, owner+both[1], nil))
	assert.Equal(t, "Owner not found", refused(t, http.StatusNotFound, e.Call(http.MethodDelete, owner+both[1], nil)))
	assert.Len(t, owners(e, id), 2)
	c, err := e.Control.Counters(t.Context(), "blaaiz")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{id: 3}, c.OwnerCreates)
}

func TestKYCData(t *testing.T) {
	e := start(t, "manual")
	id := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	path := customers + "/" + id + "/kyc-data"
	got := e.OK(http.StatusOK, http.MethodPost, path, fields{"street": "2 Marina Road", "id_expiry_date": "2999-01-01"})
	assert.Equal(t, "2 Marina Road", got["data"].(fields)["kyc_data"].(fields)["street"])
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, path, fields{"country": "GB"}))
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, path, fields{"operating_city": "x"}))
	assert.Empty(t, history(e, id))
}
