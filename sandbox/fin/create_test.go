package fin_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

// problems returns what a refusal finds wrong, as "path: reason", sorted.
func problems(t *testing.T, res testenv.Response) []string {
	t.Helper()
	var out []string
	body := res.JSON(t)
	switch res.Status {
	case http.StatusUnprocessableEntity:
		for _, v := range body["errors"].([]any) {
			for path, reason := range v.(fields) {
				out = append(out, fmt.Sprint(path, ": ", reason))
			}
		}
	case http.StatusBadRequest:
		assert.Equal(t, 400.0, body["status"])
		assert.Equal(t, "Validation failed", body["message"])
		for path, reason := range body["data"].(fields) {
			out = append(out, fmt.Sprint(path, ": ", reason))
		}
	default:
		t.Fatalf("%d %s", res.Status, res.Body)
	}
	slices.Sort(out)
	return out
}

// create makes a customer and returns its id and the value of its terms.
func create(e *testenv.Caller, path string, body fields) (id, tos string) {
	e.T.Helper()
	res := e.Call(http.MethodPost, path, body)
	require.Less(e.T, res.Status, 300, "%s", res.Body)
	got := res.JSON(e.T)
	if data, ok := got["data"].(fields); ok {
		got = data
	}
	id, url := got["customer_id"].(string), got["tos_policies_url"].(string)
	prefix := "https://orchestration.fin.com/orchestration-customer-tos?customer_id=" + id + "&tos_policies_value="
	require.True(e.T, strings.HasPrefix(url, prefix), url)
	return id, strings.TrimPrefix(url, prefix)
}

func details(e *testenv.Caller, version, id string) fields {
	e.T.Helper()
	return e.OK(http.StatusOK, http.MethodGet, "/"+version+"/customers/"+id, nil)["data"].(fields)
}

func status(e *testenv.Caller, id string) string {
	e.T.Helper()
	return details(e, "v2", id)["customer_status"].(string)
}

func TestIndividualIsIncompleteAfterItsCreate(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	for path, body := range map[string]fields{
		"/v1/customers/individual": testenv.FinPersonV1("Jane", "jane1@example.com"),
		"/v2/customers/individual": testenv.FinPerson("Jane", "jane2@example.com"),
	} {
		id, tos := create(e, path, body)
		for _, version := range []string{"v1", "v2"} {
			got := details(e, version, id)
			assert.Equal(t, "INCOMPLETE", got["customer_status"])
			assert.Equal(t, "INDIVIDUAL", got["type"])
			assert.Equal(t, []any{}, got["request_for_information"])
			assert.Nil(t, got["rejection_reason"])
			assert.Contains(t, got["tos_policies_url"], tos)
			assert.Equal(t, version == "v1", got["capabilities"] != nil, version)
			for _, secret := range []string{"tin", "dob", "tax_info", "address", "meta_data"} {
				assert.NotContains(t, got, secret)
			}
		}
	}
}

func TestIndividualV2Rules(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	tests := map[string]struct {
		path  string
		value any
		want  string
	}{
		"no type":             {"verification_type", nil, "verification_type: is required"},
		"type":                {"verification_type", "X", "verification_type: must be one of STANDARD, RELIANCE"},
		"no name":             {"basic_info.first_name", "", "basic_info.first_name: is required"},
		"name not in ASCII":   {"basic_info.last_name", "Müller", "basic_info.last_name_en: is required when last_name has non-ASCII characters"},
		"too young":           {"basic_info.dob", "2024-01-01", "basic_info.dob: must be at least 18 years ago"},
		"too old":             {"basic_info.dob", "1880-01-01", "basic_info.dob: must be at most 120 years ago"},
		"dob":                 {"basic_info.dob", "29.02.1980", "basic_info.dob: must be a date such as 2006-01-02"},
		"email in capitals":   {"basic_info.email", "Jane@example.com", "basic_info.email: must be lowercase"},
		"email":               {"basic_info.email", "jane", "basic_info.email: must be a valid email address"},
		"phone":               {"basic_info.phone", "5554321234", "basic_info.phone: must be in E.164 format"},
		"phone from abroad":   {"basic_info.phone", "+4930123456", "basic_info.phone: dialling code must match the country (+1)"},
		"alpha-2 country":     {"basic_info.primary_nationality", "US", "basic_info.primary_nationality: must be an ISO 3166-1 alpha-3 country code"},
		"gender":              {"basic_info.gender", "male", "basic_info.gender: must be one of MALE, FEMALE"},
		"no tax":              {"basic_info.tax_info", []any{}, "basic_info.tax_info: must have at least 1 item(s)"},
		"tax without id":      {"basic_info.tax_info.0.document_id", nil, "basic_info.tax_info[0].document_id: is required"},
		"SSN":                 {"basic_info.tax_info.0.document_id", "12", "basic_info.tax_info[0].document_id: must be a valid SSN"},
		"EIN of a person":     {"basic_info.tax_info.0.document_type", "EIN", "basic_info.tax_info[0].document_type: is not accepted here"},
		"SSN of elsewhere":    {"basic_info.tax_info.0.country_code", "DEU", "basic_info.tax_info[0].document_type: is not a document of the country"},
		"PO box":              {"address.street_line_1", "P.O. Box 12", "address.street_line_1: must not be a P.O. box"},
		"no subdivision":      {"address.subdivision_code", nil, "address.subdivision_code: is required"},
		"foreign subdivision": {"address.subdivision_code", "CA-ON", "address.subdivision_code: must be an ISO 3166-2 code of the country"},
		"postal code":         {"address.postal_code", "1110", "address.postal_code: does not match the format of the country"},
		"other country": {
			"address", fields{"street_line_1": "x", "city": "Berlin", "postal_code": "10115", "subdivision_code": "DE-BE", "country": "DEU"},
			"address.country: must equal country_of_residence",
		},
		"employment":      {"financial_profile.employment_status", "IDLE", "financial_profile.employment_status: must be one of EMPLOYED, SELF_EMPLOYED, RETIRED, STUDENT, UNEMPLOYED"},
		"a business's id": {"financial_profile.purpose_id", 101, "financial_profile.purpose_id: is unknown"},
		"id as text":      {"financial_profile.occupation_id", "3", "financial_profile.occupation_id: must be an integer"},
		"source of funds": {"financial_profile.source_of_fund_ids", []any{1, 99}, "financial_profile.source_of_fund_ids[1]: is unknown"},
		"volume":          {"financial_profile.monthly_volume_usd", -1, "financial_profile.monthly_volume_usd: must be at least 0"},
		"volume in cents": {"financial_profile.monthly_volume_usd", 10.5, "financial_profile.monthly_volume_usd: must be an integer"},
		"meta data":       {"meta_data", "ref", "meta_data: must be an object"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			body := testenv.Put(testenv.FinPerson("Jane", "jane@example.com"), tt.path, tt.value)
			assert.Equal(t, []string{tt.want}, problems(t, e.Call(http.MethodPost, "/v2/customers/individual", body)))
		})
	}
	double := testenv.FinPerson("Jane", "jane@example.com")
	tax := double["basic_info"].(fields)["tax_info"].([]any)
	body := testenv.Put(double, "basic_info.tax_info", append(tax, tax[0]))
	assert.Equal(t, []string{"basic_info.tax_info[1].document_id: must be unique"},
		problems(t, e.Call(http.MethodPost, "/v2/customers/individual", body)))
	events, err := e.Control.FinEvents(t.Context())
	require.NoError(t, err)
	assert.Empty(t, events, "a refused customer leaves no event")

	fine := testenv.FinPerson("Jane", "jane@example.com")
	for path, value := range map[string]any{
		"basic_info.first_name": "Zoë", "basic_info.first_name_en": "Zoe", "basic_info.gender": "FEMALE", "unknown": 1,
	} {
		fine = testenv.Put(fine, path, value)
	}
	create(e, "/v2/customers/individual", fine)
}

func TestIndividualV1Rules(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	tests := map[string]struct {
		path  string
		value any
		want  string
	}{
		"not Latin":       {"basic_info.first_name", "Анна", "basic_info.first_name: must contain Latin characters only"},
		"SSN":             {"basic_info.tin", "123456789", "basic_info.tin: must be in the format xxx-xx-xxxx"},
		"no state":        {"address.state", nil, "address.state: is required"},
		"state":           {"address.state", "NY", "address.state: must be an ISO 3166-2 code of the country"},
		"several sources": {"financial_profile.source_of_fund_id", []any{1}, "financial_profile.source_of_fund_id: must be an integer"},
		"nationality":     {"basic_info.nationality", nil, "basic_info.nationality: is required"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			body := testenv.Put(testenv.FinPersonV1("Jane", "jane@example.com"), tt.path, tt.value)
			assert.Equal(t, []string{tt.want}, problems(t, e.Call(http.MethodPost, "/v1/customers/individual", body)))
		})
	}
	create(e, "/v1/customers/individual", testenv.Put(testenv.FinPersonV1("Zoë", "zoe@example.com"), "basic_info.last_name", "Müller"))
}

func TestBusinessIsCreatedWithoutAnEnvelope(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	res := e.Call(http.MethodPost, "/v2/customers/business", testenv.FinBusiness("Acme", "acme@example.com"))
	require.Equal(t, http.StatusCreated, res.Status, "%s", res.Body)
	id := res.JSON(t)["customer_id"].(string)

	got := details(e, "v2", id)
	assert.Equal(t, []any{"BUSINESS", "Acme", "USA", "INCOMPLETE"},
		[]any{got["type"], got["business_name"], got["country_of_incorporation"], got["customer_status"]})
	parties := got["associated_parties"].([]any)
	require.Len(t, parties, 2)
	ada := parties[0].(fields)
	assert.Equal(t, []any{"INDIVIDUAL", 60.0, "ada@example.com", "INITIATED"},
		[]any{ada["type"], ada["ownership_percent"], ada["email"], ada["verification"].(fields)["status"]})
	assert.Regexp(t, `^[0-9a-f-]{36}$`, ada["id"])

	older := "older"
	e.SetFin(controlapi.FinSettings{Dialect: &older})
	res = e.Call(http.MethodPost, "/v2/customers/business", testenv.FinBusiness("Acme", "acme@example.com"))
	assert.Equal(t, http.StatusOK, res.Status)
	assert.NotEqual(t, id, res.JSON(t)["data"].(fields)["customer_id"])
}

func TestBusinessRules(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	dao := fields{"low_risk": 50, "medium_risk": 20, "high_risk": 20}
	tests := map[string]struct {
		path  string
		value any
		want  string
	}{
		"no industry":        {"industry_codes", []any{}, "industry_codes: must have at least 1 item(s)"},
		"industry":           {"industry_codes", []any{"5415"}, "industry_codes[0]: must be a six-digit NAICS code"},
		"long name":          {"basic_info.legal_name", strings.Repeat("x", 256), "basic_info.legal_name: must not be longer than 255 characters"},
		"no trade name":      {"basic_info.trade_name", nil, "basic_info.trade_name: is required"},
		"long description":   {"basic_info.description", strings.Repeat("x", 501), "basic_info.description: must not be longer than 500 characters"},
		"entity type of V1":  {"basic_info.entity_type", "PRIVATE_LIMITED", "basic_info.entity_type: must be one of"},
		"tomorrow":           {"basic_info.incorporation_date", "2999-01-01", "basic_info.incorporation_date: must not be in the future"},
		"LEI":                {"basic_info.legal_entity_identifier", "X", "basic_info.legal_entity_identifier: must have 20 to 20 characters"},
		"EIN":                {"basic_info.tax_info.0.document_id", "123", "basic_info.tax_info[0].document_id: must be a valid EIN"},
		"website":            {"basic_info.websites", []any{"acme.example"}, "basic_info.websites[0]: must be a valid URI"},
		"other purpose":      {"financial_profile.purpose_id", 105, "financial_profile.purpose_remarks: is required"},
		"an individual's id": {"financial_profile.purpose_id", 1, "financial_profile.purpose_id: is unknown"},
		"no wealth":          {"financial_profile.source_of_wealth_ids", nil, "financial_profile.source_of_wealth_ids: is required"},
		"no usage":           {"financial_profile.third_party_fund_usage", nil, "financial_profile.third_party_fund_usage: is required"},
		"other place":        {"addresses.is_incorporated_address_same", false, "addresses.physical_address: is required"},
		"state and code":     {"addresses.incorporated_address.state", "US-NY", "addresses.incorporated_address.state: must equal subdivision_code"},
		"no parties":         {"associated_parties", []any{}, "associated_parties: must have at least 1 item(s)"},
		"party too young":    {"associated_parties.1.basic_info.dob", "2020-01-01", "associated_parties[1].basic_info.dob: must be at least 18 years ago"},
		"same email":         {"associated_parties.1.basic_info.email", "ada@example.com", "associated_parties[1].basic_info.email: must be unique among associated parties"},
		"long party name":    {"associated_parties.0.basic_info.first_name", strings.Repeat("x", 51), "associated_parties[0].basic_info.first_name: must not be longer than 50 characters"},
		"role":               {"associated_parties.0.roles", []any{"UBO"}, "associated_parties[0].roles[0]: must be one of shareholder, ubo"},
		"no ownership":       {"associated_parties.0.ownership_info", nil, "associated_parties[0].ownership_info: is required"},
		"no control":         {"associated_parties.0.ownership_info.has_control", nil, "associated_parties[0].ownership_info.has_control: is required"},
		"over 100 of one":    {"associated_parties.0.ownership_info.percentage_of_ownership", 101, "associated_parties[0].ownership_info.percentage_of_ownership: must be between 0 and 100"},
		"over 100 together":  {"associated_parties.0.ownership_info.percentage_of_ownership", 70.01, "associated_parties: total percentage_of_ownership must not exceed 100"},
		"no shareholder":     {"associated_parties.0.roles", []any{"ubo"}, "associated_parties: at least one shareholder and one ubo are required"},
		"corporate holder":   {"holding_structure", fields{"corporate_shareholders": []any{fields{"entity_name": "X", "registration_country_code": "USA"}}}, "holding_structure.corporate_shareholders[0].ownership_percentage: is required"},
		"listed":             {"basic_info.entity_type", "PUBLICLY_LISTED_COMPANY", "public_listings: is required"},
		"isin":               {"public_listings", []any{fields{"isin": "US12"}}, "public_listings[0].isin: must have 12 to 12 characters"},
		"risky":              {"compliance", fields{"risk_profile": fields{"high_risk_activities": []any{"gambling"}}}, "compliance.risk_profile.high_risk_activities_explanation: is required"},
		"regulated":          {"compliance", fields{"regulated_activity": fields{"description": "x", "primary_authority_country_code": "USA", "primary_authority_name": "x"}}, "compliance.regulated_activity.license_number: is required"},
		"risk split":         {"compliance", fields{"aml": fields{"customer_risk_split": dao}}, "compliance.aml.customer_risk_split: must sum to 100"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			body := testenv.Put(testenv.FinBusiness("Acme", "acme@example.com"), tt.path, tt.value)
			got := problems(t, e.Call(http.MethodPost, "/v2/customers/business", body))
			require.Len(t, got, 1)
			assert.True(t, strings.HasPrefix(got[0], tt.want), got[0])
		})
	}
	res := e.Call(http.MethodPost, "/v2/customers/business", []string{})
	assert.Equal(t, http.StatusBadRequest, res.Status)
	for _, whole := range []float64{40, 0} {
		create(e, "/v2/customers/business", testenv.Put(testenv.FinBusiness("Acme", "acme@example.com"),
			"associated_parties.1.ownership_info.percentage_of_ownership", whole))
	}
}

func TestStrictRulesOfABusiness(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	strict := true
	e.SetFin(controlapi.FinSettings{Strict: &strict})
	post := func(body fields) testenv.Response { return e.Call(http.MethodPost, "/v2/customers/business", body) }
	english := func(body fields) fields {
		for path, value := range map[string]string{
			"basic_info.legal_name_en": "Acme", "addresses.incorporated_address.street_line_1_en": "1 Main St",
			"associated_parties.0.basic_info.first_name_en": "Ada", "associated_parties.0.basic_info.last_name_en": "Owner",
			"associated_parties.1.basic_info.first_name_en": "Bob", "associated_parties.1.basic_info.last_name_en": "Owner",
			"associated_parties.0.address.street_line_1_en": "3 Main St", "associated_parties.1.address.street_line_1_en": "3 Main St",
		} {
			body = testenv.Put(body, path, value)
		}
		return body
	}
	body := testenv.FinBusiness("Acme", "acme@example.com")
	assert.Len(t, problems(t, post(body)), 8, "all the transliterations")
	assert.Equal(t, http.StatusCreated, post(english(body)).Status)
	assert.Equal(t, []string{"associated_parties: total percentage_of_ownership must be less than 100"},
		problems(t, post(testenv.Put(english(body), "associated_parties.1.ownership_info.percentage_of_ownership", 40))))
	split := testenv.Put(english(body), "associated_parties.0.roles", []string{"shareholder"})
	assert.Equal(t, []string{"associated_parties: at least one associated party must be both shareholder and ubo"},
		problems(t, post(split)))
}

func TestReliance(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	for path, body := range map[string]fields{
		"/v1/customers/individual": testenv.FinPersonV1("Jane", "jane@example.com"),
		"/v2/customers/individual": testenv.FinPerson("Jane", "jane@example.com"),
		"/v2/customers/business":   testenv.FinBusiness("Acme", "acme@example.com"),
	} {
		body = testenv.Put(body, "verification_type", "RELIANCE")
		res := e.Call(http.MethodPost, path, body)
		assert.Equal(t, http.StatusLocked, res.Status, path)
		assert.Equal(t, "RELIANCE is not available for your client", res.JSON(t)["message"])
		assert.Equal(t, path == "/v2/customers/business", res.JSON(t)["status"] != nil, path)
	}
	allow := "allow"
	e.SetFin(controlapi.FinSettings{Reliance: &allow})
	id, _ := create(e, "/v2/customers/individual",
		testenv.Put(testenv.FinPerson("Jane", "jane@example.com"), "verification_type", "RELIANCE"))
	assert.Equal(t, "RELIANCE", details(e, "v2", id)["verification_type"])
}

// TestDuplicatesAreCreatedAndCounted: Fin documents no key and no uniqueness, so that a test has to see every
// customer too many.
func TestDuplicatesAreCreatedAndCounted(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	body := testenv.FinPerson("Jane", "jane@example.com")
	first, _ := create(e, "/v2/customers/individual", body)
	second, _ := create(e, "/v2/customers/individual", body)
	assert.NotEqual(t, first, second)
	business, _ := create(e, "/v2/customers/business", testenv.FinBusiness("Acme", "acme@example.com"))

	require.NoError(t, e.Control.ResetCounters(t.Context()))
	c, err := e.Control.Counters(t.Context(), "fin")
	require.NoError(t, err)
	assert.Equal(t, controlapi.Creates{
		Total:           3,
		ByEmail:         map[string]int{"jane@example.com": 2, "acme@example.com": 1},
		ByCorrelationID: map[string]int{"ref-jane@example.com": 2},
	}, c.Creates)
	assert.Equal(t, map[string]int{business: 2}, c.OwnerCreates)
}

func TestDetailsOfNobody(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	res := e.Call(http.MethodGet, "/v2/customers/5c4b3a29-1807-4f6e-8d5c-4b3a29180700", nil)
	assert.Equal(t, http.StatusNotFound, res.Status)
	assert.JSONEq(t, `{"message":"Customer not found"}`, string(res.Body))
	assert.Equal(t, []string{"customer_id: must be a valid UUID"},
		problems(t, e.Call(http.MethodGet, "/v1/customers/nobody", nil)))
}

func TestList(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	for i := range 12 {
		create(e, "/v2/customers/individual", testenv.FinPerson("Jane", fmt.Sprintf("jane%02d@example.com", i)))
	}
	create(e, "/v2/customers/business", testenv.FinBusiness("Acme", "acme@example.com"))
	tests := map[string]struct {
		pagination fields
		shown      int
		first      string
	}{
		"type=INDIVIDUAL":                       {fields{"current_page": 1.0, "per_page": 10.0, "total_page": 2.0, "total": 12.0}, 10, "jane11@example.com"},
		"type=INDIVIDUAL&current_page=2":        {fields{"current_page": 2.0, "per_page": 10.0, "total_page": 2.0, "total": 12.0}, 2, "jane01@example.com"},
		"type=INDIVIDUAL&current_page=9":        {fields{"current_page": 9.0, "per_page": 10.0, "total_page": 2.0, "total": 12.0}, 0, ""},
		"type=INDIVIDUAL&per_page=512":          {fields{"current_page": 1.0, "per_page": 512.0, "total_page": 1.0, "total": 12.0}, 12, "jane11@example.com"},
		"type=BUSINESS&per_page=1&email=x@y.zz": {fields{"current_page": 1.0, "per_page": 1.0, "total_page": 1.0, "total": 1.0}, 1, "acme@example.com"},
	}
	for query, tt := range tests {
		for _, version := range []string{"v1", "v2"} {
			got := e.OK(http.StatusOK, http.MethodGet, "/"+version+"/customers?"+query, nil)["data"].(fields)
			assert.Equal(t, tt.pagination, got["pagination"], query)
			list := got["customers"].([]any)
			require.Len(t, list, tt.shown, query)
			if tt.first != "" {
				assert.Equal(t, tt.first, list[0].(fields)["email"], query)
				assert.NotContains(t, list[0], "request_for_information")
			}
		}
	}
	for _, query := range []string{"", "type=PERSON", "type=BUSINESS&per_page=513", "type=BUSINESS&current_page=0"} {
		assert.Equal(t, http.StatusUnprocessableEntity, e.Call(http.MethodGet, "/v2/customers?"+query, nil).Status, query)
	}
}

func TestCatalogue(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{}).Fin()
	tests := map[string]struct {
		key   string
		total float64
	}{
		"occupations": {"occupations", 10}, "occupations?type=INDIVIDUAL": {"occupations", 10},
		"purposes?type=INDIVIDUAL": {"purposes", 4}, "purposes?type=BUSINESS": {"purposes", 5},
		"source-of-funds?type=BUSINESS": {"source_of_funds", 4}, "source-of-wealth?type=BUSINESS": {"source_of_wealth", 7},
		"industries": {"industries", 10}, "countries?per_page=5": {"countries", 14},
	}
	for path, tt := range tests {
		got := e.OK(http.StatusOK, http.MethodGet, "/v1/"+path, nil)["data"].(fields)
		assert.Equal(t, tt.total, got["pagination"].(fields)["total"], path)
		assert.NotEmpty(t, got[tt.key], path)
	}
	assert.Equal(t, http.StatusBadRequest, e.Call(http.MethodGet, "/v1/purposes", nil).Status)

	for _, query := range []string{"occupations?per_page=513", "purposes?type=BUSINESS&current_page=0", "countries?per_page=x"} {
		assert.JSONEq(t, `{"message":"Invalid paging"}`, string(e.Call(http.MethodGet, "/v1/"+query, nil).Body), query)
		assert.Equal(t, http.StatusBadRequest, e.Call(http.MethodGet, "/v1/"+query, nil).Status, query)
	}
	usa := e.OK(http.StatusOK, http.MethodGet, "/v1/countries?per_page=1&current_page=14", nil)["data"].(fields)["countries"].([]any)[0]
	assert.Equal(t, fields{
		"code": "USA", "name": "United States", "currency_code": "USD", "phone_code": "+1",
		"flag_url":    "https://assets.fin.com/flags/usa.svg",
		"postal_code": fields{"required": true, "regex": `\A\d{5}(-\d{4})?\Z`},
	}, usa)
	states := e.OK(http.StatusOK, http.MethodGet, "/v1/countries/USA/subdivisions", nil)["data"].(fields)["subdivisions"].([]any)
	assert.Len(t, states, 51)
	assert.Contains(t, states, any(fields{"name": "California", "code": "US-CA"}))
	assert.Equal(t, http.StatusNotFound, e.Call(http.MethodGet, "/v1/countries/US/subdivisions", nil).Status)
}
