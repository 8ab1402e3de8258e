package blaaiz_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

func TestCreateAnswers(t *testing.T) {
	e := start(t, "manual")
	res := e.OK(http.StatusCreated, http.MethodPost, customers, testenv.BlaaizPerson("Jane", "jane@example.com"))
	assert.Equal(t, "Customer created successfully.", res["message"])
	got := res["data"].(fields)
	assert.Equal(t, fields{
		"id": got["id"], "business_id": got["business_id"], "type": "individual", "first_name": "Jane", "last_name": "Doe",
		"business_name": nil, "email": "jane@example.com", "country": "NG", "id_type": "passport", "id_number": "A1234567",
		"verification_status": "PENDING", "kyb_scope": nil,
	}, got)

	got = e.OK(http.StatusCreated, http.MethodPost, customers, testenv.BlaaizBusiness("Acme", "RC1"))["data"].(fields)
	assert.Equal(t, []any{"Acme", nil, "FULL"}, []any{got["business_name"], got["first_name"], got["kyb_scope"]})
	assert.NotContains(t, got, "owners")
	whole := get(e, got["id"].(string))
	assert.Equal(t, "100001", whole["kyc_data"].(fields)["zip_code"])
	ada := whole["owners"].([]any)[0].(fields)
	assert.Equal(t, []any{"60.00", "PENDING", nil, true, false},
		[]any{ada["ownership_percentage"], ada["status"], ada["admin_comments"], ada["has_control"], ada["is_pep"]})
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`, whole["created_at"])
	assert.JSONEq(t, `{"status":false,"message":"Customer not found"}`,
		string(e.Call(http.MethodGet, customers+"/5c4b3a29-1807-4f6e-8d5c-4b3a29180700", nil).Body))
}

func TestRulesOfACreate(t *testing.T) {
	e := start(t, "manual")
	person, business := testenv.BlaaizPerson("Jane", "jane@example.com"), testenv.BlaaizBusiness("Acme", "RC1")
	owner := func(path string, value any) fields { return testenv.Put(business, "owners.0."+path, value) }
	six := []any{}
	for i := range 6 {
		six = append(six, testenv.BlaaizOwner("Ada", fmt.Sprint(i, "@example.com"), 10))
	}
	tests := map[string]fields{
		"The type field is required.":                                                       testenv.Put(person, "type", nil),
		"The type field must be one of individual, business.":                               testenv.Put(person, "type", "person"),
		"The email field must be a valid email address.":                                    testenv.Put(person, "email", "jane"),
		"The country field is required.":                                                    testenv.Put(person, "country", nil),
		"The first_name field is required.":                                                 testenv.Put(person, "first_name", ""),
		"The id_type field must be one of drivers_license, passport, resident_permit.":      testenv.Put(person, "id_type", "id_card"),
		"The id_number field is required.":                                                  testenv.Put(person, "id_number", nil),
		"The zip_code field is not a valid postcode of the country.":                        testenv.Put(person, "zip_code", "1"),
		"The dob field must be a date such as 2006-01-02.":                                  testenv.Put(person, "dob", "1.1.1980"),
		"The kyb_scope field is prohibited for individual customers.":                       testenv.Put(person, "kyb_scope", "FULL"),
		"The owners field is prohibited for individual customers.":                          testenv.Put(person, "owners", []any{}),
		"The trading_name field is prohibited for individual customers.":                    testenv.Put(person, "trading_name", "x"),
		"The operating_city field is prohibited for individual customers.":                  testenv.Put(person, "operating_city", "x"),
		"The business_name field is required.":                                              testenv.Put(business, "business_name", nil),
		"The id_type field is prohibited for business customers.":                           testenv.Put(business, "id_type", "passport"),
		"The registration_number field is required.":                                        testenv.Put(business, "registration_number", nil),
		"The incorporation_country field is required.":                                      testenv.Put(business, "incorporation_country", nil),
		"The country field must equal incorporation_country.":                               testenv.Put(business, "incorporation_country", "GB"),
		"The operating_country field is required when any other operating_* field is sent.": testenv.Put(business, "operating_city", "x"),
		"The business_type field must be one of corporation, government_entity, llc, non_profit, other, partnership, sole_proprietorship.": testenv.Put(business, "business_type", "LLC"),
		"The incorporation_date field must not be in the future.":                                                                          testenv.Put(business, "incorporation_date", "2999-01-01"),
		"The business_description field must not be longer than 2000 characters.":                                                          testenv.Put(business, "business_description", strings.Repeat("x", 2001)),
		"The website field must be a valid URI.":                                                                                           testenv.Put(business, "website", "acme"),
		"The expected_monthly_payments field must be an integer.":                                                                          testenv.Put(business, "expected_monthly_payments", "1"),
		"The expected_monthly_payments field must not be greater than 1000000000.":                                                         testenv.Put(business, "expected_monthly_payments", 1000000001),
		"The owners field must not have more than 5 items.":                                                                                testenv.Put(business, "owners", six),
		"The owners.0.last_name field is required.":                                                                                        owner("last_name", nil),
		"The owners.0.email field must be a valid email address.":                                                                          owner("email", "ada"),
		"The owners.0.ownership_percentage field must be between 0 and 100.":                                                               owner("ownership_percentage", 101),
		"The owners.0.street field must have 9 to 255 characters.":                                                                         owner("street", "short"),
		"The owners.0.id_document_type field must be one of passport, drivers_license, id_card, resident_permit.":                          owner("id_document_type", "visa"),
		"The owners.0.date_of_birth field must be at least 18 years ago.":                                                                  owner("date_of_birth", "2020-01-01"),
		"The owners.0.id_expiry_date field must be in the future.":                                                                         owner("id_expiry_date", "2020-01-01"),
		"The owners.0.tin field must have 5 to 50 characters.":                                                                             owner("tin", "1"),
		"The owners.0.is_pep field must be a boolean.":                                                                                     owner("is_pep", "no"),
		"The email field is required. (and 1 more)":                                                                                        testenv.Put(testenv.Put(person, "email", nil), "country", nil),
	}
	for want, body := range tests {
		assert.Equal(t, want, refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, customers, body)))
	}
	refused(t, http.StatusBadRequest, e.Call(http.MethodPost, customers, "text"))
	all, err := e.Control.BlaaizCustomers(t.Context())
	require.NoError(t, err)
	assert.Empty(t, all)
	create(e, testenv.Put(business, "owners.0.id_document_type", "id_card"))
}

func TestScopeOfKYB(t *testing.T) {
	e := start(t, "manual")
	scope := func(number string, sent any) any {
		body := testenv.Put(testenv.BlaaizBusiness("Acme", number), "kyb_scope", sent)
		return e.OK(http.StatusCreated, http.MethodPost, customers, body)["data"].(fields)["kyb_scope"]
	}
	assert.Equal(t, "FULL", scope("1", nil))
	minimal := testenv.Put(testenv.BlaaizBusiness("Acme", "2"), "kyb_scope", "MINIMAL")
	assert.Contains(t, refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodPost, customers, minimal)),
		"not configured for minimal KYB")
	allowed := true
	e.SetBlaaiz(controlapi.BlaaizSettings{MinimalAllowed: &allowed})
	assert.Equal(t, "MINIMAL", scope("3", nil))
	assert.Equal(t, "MINIMAL", scope("4", "MINIMAL"))
	assert.Equal(t, "FULL", scope("5", "FULL"))
}

// TestOnlyBusinessesAreUnique: an individual can be created twice, which a test has to see.
func TestOnlyBusinessesAreUnique(t *testing.T) {
	e := start(t, "manual")
	first := create(e, testenv.BlaaizPerson("Jane", "jane@example.com"))
	assert.NotEqual(t, first, create(e, testenv.BlaaizPerson("Jane", "jane@example.com")))
	business := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	assert.Contains(t, refused(t, http.StatusUnprocessableEntity,
		e.Call(http.MethodPost, customers, testenv.BlaaizBusiness("Other", "RC1"))), "already been taken")
	abroad := testenv.Put(testenv.Put(testenv.BlaaizBusiness("Acme", "RC1"), "country", "GH"), "incorporation_country", "GH")
	create(e, abroad)
	c, err := e.Control.Counters(t.Context(), "blaaiz")
	require.NoError(t, err)
	assert.Equal(t, 4, c.Creates.Total)
	assert.Equal(t, map[string]int{"jane@example.com": 2, "acme@example.com": 2}, c.Creates.ByEmail)
	assert.Equal(t, 2, c.OwnerCreates[business])
}

func TestList(t *testing.T) {
	e := start(t, "manual")
	for i := range 16 {
		create(e, testenv.BlaaizPerson("Jane", fmt.Sprintf("jane%02d@example.com", i)))
	}
	acme := create(e, testenv.BlaaizBusiness("Acme", "RC1"))
	move(e, acme, controlapi.BlaaizMove{Status: "VERIFIED"})
	for query, want := range map[string]int{
		"": 17, "type=INDIVIDUAL": 16, "type=business": 1, "verification_status=verified": 1, "email=jane03@example.com": 1,
		"email=jane": 0, "registration_number=RC1": 1, "id_number=A1234567": 16, "type=individual&verification_status=VERIFIED": 0,
		"verification_status=GONE": 0, "paginate=yes": 17, "page=2": 17,
	} {
		got := e.OK(http.StatusOK, http.MethodGet, customers+"?"+query, nil)
		assert.Len(t, got["data"], want, query)
		assert.NotContains(t, got, "meta", query)
	}
	first := e.OK(http.StatusOK, http.MethodGet, customers+"?paginate=true", nil)
	assert.Len(t, first["data"], 15)
	row := first["data"].([]any)[0].(fields)
	assert.Equal(t, acme, row["id"], "newest first")
	assert.NotContains(t, row, "owners")
	assert.Equal(t, fields{
		"current_page": 1.0, "from": 1.0, "to": 15.0, "last_page": 2.0, "per_page": 15.0, "total": 17.0,
		"path": e.Base + customers,
	}, first["meta"])
	assert.Equal(t, fields{
		"first": e.Base + customers + "?page=1&paginate=true", "last": e.Base + customers + "?page=2&paginate=true",
		"next": e.Base + customers + "?page=2&paginate=true", "prev": nil,
	}, first["links"])
	assert.Len(t, e.OK(http.StatusOK, http.MethodGet, customers+"?paginate=1&page=2", nil)["data"], 2)
	assert.Empty(t, e.OK(http.StatusOK, http.MethodGet, customers+"?paginate=1&page=3", nil)["data"])
	refused(t, http.StatusUnprocessableEntity, e.Call(http.MethodGet, customers+"?paginate=1&page=0", nil))
}
