package fin

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

func TestDetails(t *testing.T) {
	f := newFake()
	f.On("GET /v1/customers/"+customerID, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", "Sun, 18 Jan 2026 09:08:18 GMT")
		answer(w, 200, `{"data":{"customer_id":"`+customerID+`","type":"INDIVIDUAL","first_name":"Jane","last_name":"Doe",
			"email":"jane@example.com","phone":"+15554321234","country_of_residence":"USA","verification_type":"STANDARD",
			"customer_status":"REINITIATE","tos_policies_url":"`+tosURL+`","created_at":"2026-01-18T09:08:18Z","updated_at":1768727298,
			"last_status_updated_at":"0001-01-01T00:00:00Z","capabilities":{"on_ramp":[{"currency":"USD","status":true}]},
			"rejection_reason":"text","request_for_information":[{"section":"proof_of_address"}, "odd", {"x":1}]}}`)
	})
	f.Answers("GET /v2/customers/"+customerID, 200, `{"data":{"customer_id":"`+customerID+`","type":"BUSINESS","business_name":"Acme",
		"country_of_incorporation":"USA","customer_status":"ACTION_REQUIRED","associated_parties":[{"id":"`+partyID+`","type":"INDIVIDUAL",
		"ownership_percent":25.5,"email":"ada@example.com","verification":{"status":"REJECTED","reason":{"for_customer":"x","for_developer":"y"},
		"updated_at":"2026-01-18T09:08:18.123456789Z"}}],"request_for_information":[]}}`)
	c := f.client(t)

	person, err := c.GetIndividual(t.Context(), customerID)
	require.NoError(t, err)
	assert.Equal(t, "Jane", person.FirstName)
	assert.Equal(t, "2026-01-18T09:08:18Z", person.Updated.Format(time.RFC3339))
	assert.True(t, person.StatusUpdatedAt.IsZero())
	assert.Equal(t, Requests{{Section: SectionProofOfAddress}, {}, {}}, person.Requests, "what cannot be read is there all the same")
	assert.Equal(t, &Rejection{}, person.Rejection, "a shape that no page shows is no reason to lose the customer")
	assert.WithinDuration(t, time.Date(2026, 1, 18, 9, 8, 18, 0, time.UTC), person.Through, 10*time.Second)

	business, err := c.GetBusiness(t.Context(), customerID)
	require.NoError(t, err)
	assert.Equal(t, "Acme", business.BusinessName)
	assert.InDelta(t, 25.5, business.Parties[0].Percent, 0)
	assert.Equal(t, "y", business.Parties[0].Verification.Reason.ForDeveloper)

	_, err = c.GetBusiness(t.Context(), partyID)
	assert.Equal(t, provider.ClassNotFound, mustError(t, err).Class)
	_, err = c.GetIndividual(t.Context(), "../x")
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	f.Answers("GET /v2/customers/"+partyID, 200, `{"data":{"customer_id":"`+customerID+`"}}`)
	_, err = c.GetBusiness(t.Context(), partyID)
	assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class, "another customer than was asked for")
}

// listing serves a list that may change between two pages.
func listing(f *fake, emails func(call int) []string) {
	calls := 0
	f.On("GET /v2/customers", func(w http.ResponseWriter, r *http.Request) {
		calls++
		all := emails(calls)
		page, _ := strconv.Atoi(r.URL.Query().Get("current_page"))
		per, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
		from, to := min((page-1)*per, len(all)), min(page*per, len(all))
		var items []string
		for _, email := range all[from:to] {
			// The ID comes from the address, so that one customer is the same on every page.
			items = append(items, fmt.Sprintf(`{"customer_id":%q,"type":"INDIVIDUAL","email":%q,"customer_status":"INCOMPLETE"}`, "id-"+email, email))
		}
		answer(w, 200, fmt.Sprintf(`{"data":{"customers":[%s],"pagination":{"current_page":%d,"per_page":%d,"total_page":%d,"total":%d}}}`,
			strings.Join(items, ","), page, per, (len(all)+per-1)/per, len(all)))
	})
}

func people(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("p%d@example.com", i))
	}
	return out
}

func TestFindByEmail(t *testing.T) {
	many := people(1100)
	for name, tc := range map[string]struct {
		emails func(call int) []string
		found  []string
		calls  int
	}{
		"nobody":      {func(int) []string { return nil }, nil, 1},
		"first page":  {func(int) []string { return []string{"Jane@example.com", "x@example.com"} }, []string{"id-Jane@example.com"}, 1},
		"last page":   {func(int) []string { return append(slices.Clone(many), "jane@example.com") }, []string{"id-jane@example.com"}, 3},
		"not there":   {func(int) []string { return many }, nil, 3},
		"two of them": {func(int) []string { return []string{"jane@example.com", "JANE@example.com"} }, []string{"id-jane@example.com", "id-JANE@example.com"}, 1},
		"grows at the front": {func(call int) []string {
			return append([]string{"c@x", "b@x", "a@x"}[3-call:], many[:1050]...)
		}, nil, 3},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			listing(f, tc.emails)
			found, err := f.client(t).FindByEmail(t.Context(), TypeIndividual, " jane@example.com")
			require.NoError(t, err)
			var ids []string
			for _, c := range found {
				ids = append(ids, c.ID)
			}
			assert.Equal(t, tc.found, ids)
			assert.Equal(t, tc.calls, f.Count("GET /v2/customers"))
			assert.Contains(t, f.Calls("GET /v2/customers")[0].Query, "type=INDIVIDUAL")
		})
	}
}

// TestFindByEmailUncertain: when the pages do not add up to the total, somebody may have been missed.
func TestFindByEmailUncertain(t *testing.T) {
	f := newFake()
	listing(f, func(call int) []string {
		all := people(1000)
		if call > 1 { // another order: the second page repeats the first
			slices.Reverse(all)
		}
		return all
	})
	_, err := f.client(t).FindByEmail(t.Context(), TypeIndividual, "jane@example.com")
	e := mustError(t, err)
	assert.Equal(t, provider.ClassUnavailable, e.Class)
	assert.Equal(t, "ListCustomers: Fin's list of customers changed while it was read", e.Error())
}

func TestListForeign(t *testing.T) {
	f := newFake()
	f.Answers("GET /v2/customers", 200, `{"data":{}}`)
	_, err := f.client(t).ListCustomers(t.Context(), TypeIndividual, 1, 10)
	assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class)
}

// TestCatalogueIsCached for an hour, by type, and not when it failed.
func TestCatalogueIsCached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.On("GET /v1/source-of-funds", func(w http.ResponseWriter, r *http.Request) {
			page := r.URL.Query().Get("current_page")
			answer(w, 200, `{"data":{"source_of_funds":[{"id":`+page+`,"title":"`+r.URL.Query().Get("type")+page+`"}],"pagination":{"total_page":2}}}`)
		})
		c := f.client(t)
		list, err := c.SourcesOfFunds(t.Context(), TypeBusiness)
		require.NoError(t, err)
		assert.Equal(t, []CatalogueItem{{1, "BUSINESS1"}, {2, "BUSINESS2"}}, list)
		assert.Equal(t, 2, ItemByTitle(list, " business2 "))
		assert.Zero(t, ItemByTitle(list, "business"))
		list[0].ID = 99
		time.Sleep(59 * time.Minute)
		list, err = c.SourcesOfFunds(t.Context(), TypeBusiness)
		require.NoError(t, err)
		assert.Equal(t, 1, list[0].ID, "the list is the caller's own")
		assert.Equal(t, 2, f.Count("GET /v1/source-of-funds"))
		_, err = c.SourcesOfFunds(t.Context(), TypeIndividual)
		require.NoError(t, err)
		assert.Equal(t, 4, f.Count("GET /v1/source-of-funds"))
		time.Sleep(2 * time.Minute)
		f.Answers("GET /v1/source-of-funds", 404, `{"message":"x"}`)
		for range 2 {
			_, err = c.SourcesOfFunds(t.Context(), TypeBusiness)
			require.Error(t, err)
		}
		assert.Equal(t, 6, f.Count("GET /v1/source-of-funds"))
	})
}

func TestCountry(t *testing.T) {
	f := newFake()
	f.Answers("GET /v1/countries", 200, `{"data":{"countries":[
		{"code":"USA","phone_code":"+1","postal_code":{"required":true,"regex":"\\A\\d{5}(-\\d{4})?\\Z"}},
		{"code":"ASM","phone_code":"+1-684","postal_code":{"required":false,"regex":null}},
		{"code":"XXX","phone_code":"","postal_code":{"required":true,"regex":"(?<x"}}],"pagination":{"total_page":1}}}`)
	f.Answers("GET /v1/countries/USA/subdivisions", 200, `{"data":{"subdivisions":[{"code":"US-NY","name":"New York"}]}}`)
	c := f.client(t)
	list, err := c.Countries(t.Context())
	require.NoError(t, err)
	usa, asm, odd := list[0], list[1], list[2]
	assert.True(t, usa.Dials("+15554321234"))
	assert.False(t, usa.Dials("+495554321234"))
	assert.True(t, asm.Dials("+16841234567"))
	assert.False(t, asm.Dials("+495554321234"))
	assert.True(t, odd.Dials("+49"))
	for _, tc := range []struct{ code, phone, why string }{
		{"+1-809", "+18295551234", "the Dominican Republic has 829 and 849 as well"},
		{"+44-1534", "+447797123456", "a mobile phone of Jersey"},
		{"+1-809 and 1-829", "+18495551234", "a code that cannot be read"},
	} {
		assert.True(t, Country{PhoneCode: tc.code}.Dials(tc.phone), tc.why)
	}
	for code, want := range map[string]bool{"11101": true, "11101-1234": true, "1110": false, "111011": false, "": false} {
		assert.Equal(t, want, usa.TakesPostalCode(code), code)
	}
	assert.True(t, asm.TakesPostalCode("") && asm.TakesPostalCode("x"))
	assert.True(t, odd.TakesPostalCode("x"), "a rule that cannot be read")
	states, err := c.Subdivisions(t.Context(), "USA")
	require.NoError(t, err)
	assert.Equal(t, []Subdivision{{"US-NY", "New York"}}, states)
	_, err = c.Subdivisions(t.Context(), "../x")
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
}

func TestCapabilities(t *testing.T) {
	f := newFake()
	f.Answers("GET /v2/customers/"+customerID+"/capabilities", 200, `{"data":{"on_ramp":[{"currency":"USD","rail":"ACH","status":"ACTIVE"}],
		"off_ramp":[{"corridor":"USA","currency_wise_rail":[{"currency":"USD","rails":[{"rail":"WIRE","status":true}]}]}]}}`)
	got, err := f.client(t).GetCapabilities(t.Context(), customerID)
	require.NoError(t, err)
	assert.Equal(t, RailStatus("ACTIVE"), got.OnRamp[0].Status)
	assert.Equal(t, RailStatus("true"), got.OffRamp[0].Currencies[0].Rails[0].Status)
}
