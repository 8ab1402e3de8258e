package dwolla_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/internal/testenv"
)

type fields = testenv.Fields

// embedded returns the embedded errors of a refusal as "code path message".
func embedded(t *testing.T, res testenv.Response) []string {
	t.Helper()
	require.Equal(t, http.StatusBadRequest, res.Status, "%s", res.Body)
	body := res.JSON(t)
	require.Equal(t, "ValidationError", body["code"])
	require.Equal(t, "Validation error(s) present. See embedded errors list for more details.", body["message"])
	var out []string
	for _, v := range body["_embedded"].(map[string]any)["errors"].([]any) {
		e := v.(map[string]any)
		require.Contains(t, e, "_links")
		out = append(out, fmt.Sprint(e["code"], " ", e["path"], " ", e["message"]))
	}
	return out
}

func TestCreateAnswersWithTheAddressAlone(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	req := e.Request(http.MethodPost, "/customers", testenv.Person("Jane", "jane@example.com"))
	req.Host = "dwolla.example:8085"
	res := e.Send(req)
	assert.Equal(t, http.StatusCreated, res.Status)
	assert.Empty(t, res.Body)
	assert.Regexp(t, `^http://dwolla\.example:8085/customers/[0-9a-f-]{36}$`, res.Header.Get("Location"))
}

func TestTriggersOfACreate(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	controller := func(firstName string) fields {
		c := testenv.Business("", "")["controller"].(fields)
		c["firstName"] = firstName
		return fields{"controller": c}
	}
	soleProp := fields{
		"businessType": "soleProprietorship", "controller": nil, "ein": nil,
		"dateOfBirth": "1980-01-01", "ssn": "123456789",
	}
	tests := map[string]struct {
		body   fields
		status string
		event  string
	}{
		"personal":           {testenv.Person("Jane", "1@example.com"), "verified", "customer_verified"},
		"personal verified":  {testenv.Person("verified", "2@example.com"), "verified", "customer_verified"},
		"personal retry":     {testenv.Person("retry", "3@example.com"), "retry", "customer_reverification_needed"},
		"personal kba":       {testenv.Person("kba", "4@example.com"), "kba", "customer_kba_verification_needed"},
		"personal document":  {testenv.Person("document", "5@example.com"), "document", "customer_verification_document_needed"},
		"personal suspended": {testenv.Person("suspended", "6@example.com"), "suspended", "customer_suspended"},
		"in capitals":        {testenv.Person("Retry", "7@example.com"), "verified", "customer_verified"},
		"business":           {testenv.Business("Acme", "8@example.com"), "verified", "customer_verified"},
		"business retry":     {testenv.Business("retry", "9@example.com"), "retry", "customer_reverification_needed"},
		"controller document": {
			testenv.Business("Acme", "10@example.com", controller("document")),
			"document", "customer_verification_document_needed",
		},
		"controller suspended": {
			testenv.Business("Acme", "11@example.com", controller("suspended")), "suspended", "customer_suspended",
		},
		"sole proprietor": {testenv.Business("Acme", "12@example.com", soleProp), "verified", "customer_verified"},
		"unverified": {
			fields{"firstName": "retry", "lastName": "Doe", "email": "13@example.com"}, "unverified", "customer_created",
		},
		"receive-only": {
			fields{"type": "receive-only", "firstName": "Jo", "lastName": "Doe", "email": "14@example.com"},
			"unverified", "customer_created",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			id := e.Create(tt.body)
			assert.Equal(t, tt.status, e.Status(id))
			topics := e.Topics()
			assert.Equal(t, tt.event, topics[len(topics)-1])
		})
	}
}

func TestValidation(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	long := strings.Repeat("x", 51)
	tests := map[string]struct {
		change fields
		want   []string
	}{
		"all that is required": {
			fields{
				"firstName": nil, "lastName": "", "email": nil, "address1": nil, "city": nil, "state": nil,
				"postalCode": nil, "dateOfBirth": nil, "ssn": nil,
			},
			[]string{
				"Required /firstName FirstName required.", "Required /lastName LastName required.",
				"Required /email Email required.", "Required /address1 Address1 required.",
				"Required /city City required.", "Required /state State required.",
				"Required /postalCode PostalCode required.", "Required /dateOfBirth DateOfBirth required.",
				"Required /ssn Ssn required.",
			},
		},
		"type":            {fields{"type": "person"}, []string{"Invalid /type Type invalid."}},
		"long name":       {fields{"firstName": long}, []string{"InvalidFormat /firstName FirstName must be 50 or fewer characters."}},
		"banned letter":   {fields{"lastName": "Doe?"}, []string{"InvalidFormat /lastName LastName invalid."}},
		"backslash":       {fields{"lastName": `Doe\`}, []string{"InvalidFormat /lastName LastName invalid."}},
		"email":           {fields{"email": "jane"}, []string{"InvalidFormat /email Email invalid."}},
		"email with name": {fields{"email": "Jane <j@example.com>"}, []string{"InvalidFormat /email Email invalid."}},
		"phone":           {fields{"phone": "555-432-1234"}, []string{"InvalidFormat /phone Phone invalid."}},
		"a number":        {fields{"phone": 5554321234}, []string{"InvalidFormat /phone Phone invalid."}},
		"PO box":          {fields{"address1": "P.O. Box 12"}, []string{"NotAllowed /address1 Address1 value not allowed."}},
		"PO box below":    {fields{"address2": "PO Box 12"}, []string{"NotAllowed /address2 Address2 value not allowed."}},
		"digit in city":   {fields{"city": "Br00klyn"}, []string{"InvalidFormat /city City invalid."}},
		"state":           {fields{"state": "ny"}, []string{"InvalidFormat /state State invalid."}},
		"territory":       {fields{"state": "PR"}, []string{"InvalidFormat /state State invalid."}},
		"postal code":     {fields{"postalCode": "1110"}, []string{"InvalidFormat /postalCode PostalCode invalid."}},
		"date":            {fields{"dateOfBirth": "29.02.1980"}, []string{"InvalidFormat /dateOfBirth DateOfBirth invalid."}},
		"too young":       {fields{"dateOfBirth": "2024-01-01"}, []string{"NotAllowed /dateOfBirth DateOfBirth value not allowed."}},
		"too old":         {fields{"dateOfBirth": "1890-01-01"}, []string{"NotAllowed /dateOfBirth DateOfBirth value not allowed."}},
		"ssn":             {fields{"ssn": "12345"}, []string{"InvalidFormat /ssn Ssn invalid."}},
		"correlationId":   {fields{"correlationId": "a b"}, []string{"InvalidFormat /correlationId CorrelationId invalid."}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := e.Call(http.MethodPost, "/customers", testenv.Person("Jane", "jane@example.com", tt.change))
			assert.Equal(t, tt.want, embedded(t, res))
		})
	}
	assert.Empty(t, e.Topics(), "a refused customer leaves no event")
	for _, fine := range []fields{
		{"ssn": "123-45-6789"}, {"postalCode": "50314-1234"}, {"correlationId": "CID-bc3b6cd8.x_1"},
		{"phone": "5554321234"}, {"firstName": "Zoë", "lastName": "O'Neil-Smith"}, {"unknown": 1},
	} {
		fine["email"] = fmt.Sprintf("%p@example.com", fine)
		e.Create(testenv.Person("Jane", "", fine))
	}
}

func TestBadBodies(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for _, body := range []any{nil, []string{"a"}, "text"} {
		res := e.Call(http.MethodPost, "/customers", body)
		assert.Equal(t, http.StatusBadRequest, res.Status)
		assert.Equal(t, "BadRequest", res.JSON(t)["code"])
	}
}

func TestDuplicates(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Person("Jane", "jane@example.com", fields{"correlationId": "c1"}))
	about := fields{
		"href": e.Sandbox.DwollaURL() + "/customers/" + id, "type": testenv.MediaType, "resource-type": "customer",
	}
	res := e.Call(http.MethodPost, "/customers", testenv.Person("Joe", "JANE@example.com", fields{"correlationId": "c1"}))
	assert.Equal(t, []string{
		"Duplicate /email A customer with the specified email already exists.",
		"Duplicate /correlationId A customer with the specified correlationId already exists.",
	}, embedded(t, res))
	for _, v := range res.JSON(t)["_embedded"].(map[string]any)["errors"].([]any) {
		assert.Equal(t, about, v.(map[string]any)["_links"].(map[string]any)["about"])
	}
}

func TestConcurrentCreatesOfOneCustomer(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	var group sync.WaitGroup
	statuses := make(chan int, 20)
	for range cap(statuses) {
		req := e.Request(http.MethodPost, "/customers", testenv.Person("Jane", "jane@example.com"))
		group.Go(func() {
			if res, err := e.Try(req); err == nil {
				statuses <- res.Status
			}
		})
	}
	group.Wait()
	close(statuses)
	created := 0
	for status := range statuses {
		if status == http.StatusCreated {
			created++
		}
	}
	assert.Equal(t, 1, created)
	c, err := e.Control.Counters(t.Context(), "dwolla")
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"jane@example.com": 1}, c.Creates.ByEmail)
}

func TestRetrieveShowsNoIdentity(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	id := e.Create(testenv.Person("Jane", "jane@example.com", fields{
		"ipAddress": "203.0.113.7", "correlationId": "c1", "phone": "5554321234", "address2": "Apt 2",
	}))
	got := e.Get("/customers/" + strings.ToUpper(id))
	assert.ElementsMatch(t, []string{
		"_links", "id", "firstName", "lastName", "email", "type", "status", "created", "address1", "address2",
		"city", "state", "postalCode", "phone", "correlationId",
	}, keys(got))
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`, got["created"])

	truth, err := e.Control.Customer(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, 4, truth.SSNDigits)
	assert.True(t, truth.HasDateOfBirth)

	business := e.Get("/customers/" + e.Create(testenv.Business("Acme", "acme@example.com")))
	assert.ElementsMatch(t, []string{"firstName", "lastName", "title", "address"},
		keys(business["controller"].(map[string]any)))
	assert.NotContains(t, business, "ein")
}

func TestListSearchAndFilter(t *testing.T) {
	e := testenv.Start(t, sandbox.Options{})
	for i := range 30 {
		e.Create(testenv.Person("Jane", fmt.Sprintf("jane%02d@example.com", i)))
	}
	e.Create(testenv.Person("retry", "rita@example.com"))
	e.Create(testenv.Person("document", "dora@example.com"))
	emails := func(list map[string]any) []string {
		var out []string
		for _, v := range list["_embedded"].(map[string]any)["customers"].([]any) {
			out = append(out, v.(map[string]any)["email"].(string))
		}
		return out
	}
	tests := map[string]struct {
		total, shown int
		first        string
		links        []string
	}{
		"":                             {32, 25, "dora@example.com", []string{"self", "first", "last", "next"}},
		"limit=25&offset=25":           {32, 7, "jane06@example.com", []string{"self", "first", "last", "prev"}},
		"limit=10&offset=10":           {32, 10, "jane21@example.com", []string{"self", "first", "last", "next", "prev"}},
		"limit=500":                    {32, 32, "dora@example.com", []string{"self", "first", "last"}},
		"offset=100":                   {32, 0, "", []string{"self", "first", "last", "prev"}},
		"email=RITA@example.com":       {1, 1, "rita@example.com", []string{"self", "first", "last"}},
		"email=none@example.com":       {0, 0, "", []string{"self", "first", "last"}},
		"status=retry&status=document": {2, 2, "dora@example.com", []string{"self", "first", "last"}},
		"status=verified&search=jAnE1": {10, 10, "jane19@example.com", []string{"self", "first", "last"}},
		"search=doe&limit=1":           {32, 1, "dora@example.com", []string{"self", "first", "last", "next"}},
	}
	for query, tt := range tests {
		t.Run(query, func(t *testing.T) {
			list := e.Get("/customers?" + query)
			assert.Equal(t, float64(tt.total), list["total"])
			got := emails(list)
			assert.Len(t, got, tt.shown)
			if tt.first != "" {
				assert.Equal(t, tt.first, got[0])
			}
			assert.ElementsMatch(t, tt.links, keys(list["_links"].(map[string]any)))
		})
	}
	next := e.Get("/customers?search=jane&limit=10")["_links"].(map[string]any)["next"].(map[string]any)["href"].(string)
	u, err := url.Parse(next)
	require.NoError(t, err)
	assert.Equal(t, url.Values{"search": {"jane"}, "limit": {"10"}, "offset": {"10"}}, u.Query())
	assert.Equal(t, []string{"InvalidFormat /limit Limit invalid."},
		embedded(t, e.Call(http.MethodGet, "/customers?limit=x", nil)))
}
