package dwolla

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

func TestCreateBody(t *testing.T) {
	const whole = `{"firstName":"Jane","lastName":"Doe","email":"jane@example.com","type":"personal",` +
		`"address1":"99-99 33rd St","address2":"Apt 8","city":"Brooklyn","state":"NY","postalCode":"11101",` +
		`"dateOfBirth":"1990-01-31","ssn":"123456789","phone":"5554321234","correlationId":"uid-1"}`
	spaced := jane()
	spaced.Person.FirstName, spaced.Person.Email = " Jane\n", " jane@example.com "
	spaced.Person.SSN, spaced.Person.DateOfBirth = pii.New("123 45 6789"), pii.New("1990-01-31\n")
	bare := jane()
	bare.Person.Phone, bare.Person.Address.Line2, bare.Person.SSN = "", "", pii.New("6789")
	bare.Person.FirstName = "Zoë & O'Hara"
	for name, tc := range map[string]struct {
		customer provider.Customer
		want     string
	}{
		"whole":                {jane(), whole},
		"other spelling of it": {spaced, whole},
		"without what is optional": {bare, `{"firstName":"Zoë & O'Hara","lastName":"Doe","email":"jane@example.com","type":"personal",` +
			`"address1":"99-99 33rd St","city":"Brooklyn","state":"NY","postalCode":"11101",` +
			`"dateOfBirth":"1990-01-31","ssn":"6789","correlationId":"uid-1"}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			_, _ = f.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Key: "UID-1", Customer: tc.customer})
			require.Equal(t, 1, f.Count("POST /customers"))
			assert.Equal(t, tc.want, f.Calls("POST /customers")[0].Body)
		})
	}
}

func TestCreateReadsTheLocation(t *testing.T) {
	const mixed = "FC451A7A-AE30-4404-AB95-E3553FCD733F"
	for name, tc := range map[string]struct {
		status   int
		location string
		want     string
	}{
		"as documented":    {201, "https://api-sandbox.dwolla.com/customers/" + customerID, customerID},
		"case is kept":     {201, "https://api-sandbox.dwolla.com/customers/" + mixed, mixed},
		"another host":     {201, "http://127.0.0.1:8085/customers/" + customerID, customerID},
		"path only":        {201, "/customers/" + customerID, customerID},
		"none":             {201, "", ""},
		"no UUID":          {201, "https://api-sandbox.dwolla.com/customers/new", ""},
		"something else":   {201, "https://api-sandbox.dwolla.com/accounts/" + customerID, ""},
		"not a URL":        {201, "http://[::1", ""},
		"200 and no 201":   {200, "https://api-sandbox.dwolla.com/customers/" + customerID, ""},
		"header injection": {201, "https://x/customers/" + customerID + "/../../token", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.On("POST /customers", func(w http.ResponseWriter, _ *http.Request) {
				if tc.location != "" {
					w.Header().Set("Location", tc.location)
				}
				w.WriteHeader(tc.status)
			})
			id, err := f.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", Customer: jane()})
			if tc.want != "" {
				require.NoError(t, err)
				assert.Equal(t, tc.want, id)
				return
			}
			e := mustError(t, err)
			assert.Equal(t, provider.OutcomeUnknown, e.Outcome)
			assert.Equal(t, provider.ClassUnavailable, e.Class)
		})
	}
}

func TestCreateChecksTheKey(t *testing.T) {
	f := newFake()
	for _, key := range []string{"", "with space", "ü", "a/b", string(make([]byte, 256))} {
		_, err := f.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Key: key, Customer: jane()})
		e := mustError(t, err)
		assert.Equal(t, provider.ClassInvalid, e.Class)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	}
	assert.Zero(t, f.Count("POST /customers"))
}

func TestOnlyPersonsAndBusinessesAreSubmitted(t *testing.T) {
	f := newFake()
	p := f.provider(t)
	neither := provider.Customer{Type: "Robot"}
	_, err := p.CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", Customer: neither})
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	_, err = p.CorrectCustomer(t.Context(), provider.SubmitRequest{CustomerID: customerID, Customer: neither})
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	_, err = p.UpdateCustomer(t.Context(), provider.SubmitRequest{CustomerID: customerID, Customer: neither})
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	assert.Empty(t, f.Seen())
}

func TestCorrect(t *testing.T) {
	f := newFake()
	f.Answers("POST /customers/"+customerID, 200, customerJSON(customerID, "document", links("document-form", "self")))
	o, err := f.provider(t).CorrectCustomer(t.Context(), provider.SubmitRequest{CustomerID: customerID, Customer: jane()})
	require.NoError(t, err)
	assert.Equal(t, provider.PhaseActionRequired, o.Phase)
	assert.Equal(t, "DocumentRequired", o.Reason)
	assert.Equal(t, `{"firstName":"Jane","lastName":"Doe","email":"jane@example.com","type":"personal",`+
		`"address1":"99-99 33rd St","address2":"Apt 8","city":"Brooklyn","state":"NY","postalCode":"11101",`+
		`"dateOfBirth":"1990-01-31","ssn":"123456789","phone":"5554321234"}`,
		f.Calls("POST /customers/" + customerID)[0].Body)
	assert.Zero(t, f.Count("GET /customers/"+customerID+"/documents"), "nothing can have been uploaded yet")

	f.Answers("POST /customers/"+customerID, 403, `{"code":"InvalidResourceState","message":"Resource cannot be modified."}`)
	_, err = f.provider(t).CorrectCustomer(t.Context(), provider.SubmitRequest{CustomerID: customerID, Customer: jane()})
	e := mustError(t, err)
	assert.Equal(t, provider.ClassConflict, e.Class)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
}

func TestUpdateSendsOnlyItsFields(t *testing.T) {
	const address = `"address1":"99-99 33rd St","address2":"Apt 8","city":"Brooklyn","state":"NY","postalCode":"11101"`
	withoutLine2 := jane()
	withoutLine2.Person.Address.Line2 = ""
	longZIP := jane()
	longZIP.Person.Address.PostalCode = "11101-1234"
	for name, tc := range map[string]struct {
		customer provider.Customer
		fields   []provider.FieldPath
		want     string
	}{
		"one field":             {jane(), []provider.FieldPath{fieldEmail}, `{"email":"jane@example.com"}`},
		"two":                   {jane(), []provider.FieldPath{fieldPhone, fieldEmail}, `{"email":"jane@example.com","phone":"5554321234"}`},
		"an address as a whole": {jane(), []provider.FieldPath{fieldCity}, `{` + address + `}`},
		"and something else":    {jane(), []provider.FieldPath{fieldCity, fieldLine1, fieldPhone}, `{"phone":"5554321234",` + address + `}`},
		"no line 2 any more": {withoutLine2, []provider.FieldPath{fieldLine1},
			`{"address1":"99-99 33rd St","address2":"","city":"Brooklyn","state":"NY","postalCode":"11101"}`},
		"five digits": {longZIP, []provider.FieldPath{fieldPostalCode}, `{` + address + `}`},
		"the name":    {jane(), []provider.FieldPath{fieldFirstName, fieldLastName}, `{"firstName":"Jane","lastName":"Doe"}`},
		"no fields":   {jane(), nil, ""},
		"no such":     {jane(), []provider.FieldPath{fieldEmail, fieldCountry}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("POST /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
			fields := append([]provider.FieldPath(nil), tc.fields...)
			_, err := f.provider(t).UpdateCustomer(t.Context(), provider.SubmitRequest{
				CustomerID: customerID, IdempotencyKey: "u", Customer: tc.customer, Fields: fields,
			})
			if tc.want == "" {
				assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
				assert.Empty(t, f.Seen())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.want, f.Calls("POST /customers/" + customerID)[0].Body)
			assert.Equal(t, tc.fields, fields, "the caller's slice is left alone")
		})
	}
}

// TestNoUpdateWithoutEnd applies each update to what Dwolla shows, as Dwolla would, and demands that
// no difference is left that another update would try to mend.
func TestNoUpdateWithoutEnd(t *testing.T) {
	bare := jane()
	bare.Person.Phone, bare.Person.Address.Line2 = "", ""
	longZIP := jane()
	longZIP.Person.Address.PostalCode = "11101-1234"
	moved := jane()
	moved.Person.Address = provider.Address{Line1: "1 Main St", City: "Des Moines", State: "IA", PostalCode: "50309"}
	moved.Person.Email = "Jane@Example.com"
	for name, desired := range map[string]provider.Customer{"same": jane(), "bare": bare, "ZIP+4": longZIP, "moved": moved} {
		t.Run(name, func(t *testing.T) {
			var held Customer
			require.NoError(t, json.Unmarshal([]byte(customerJSON(customerID, "verified", "")), &held))
			p := newFake().provider(t)
			if diff := p.ProfileOf(desired).Diff(shown(&held)); len(diff) > 0 {
				assert.Equal(t, "moved", name)
				u, ok := updateOf(toDwolla(desired.Person), diff)
				require.True(t, ok)
				require.NoError(t, json.Unmarshal(encode(u), &held))
			}
			assert.Empty(t, p.ProfileOf(desired).Diff(shown(&held)))
			if name == "moved" {
				assert.Empty(t, held.Address2, "the new address does not keep the old one's apartment")
			}
		})
	}
}

func TestDeactivateAndReactivate(t *testing.T) {
	const refused = `{"code":"InvalidResourceState","message":"Resource cannot be modified."}`
	path := "/customers/" + customerID
	for name, tc := range map[string]struct {
		reactivate bool
		status     int
		answer     string
		then       string
		phase      provider.Phase
		class      provider.Class
	}{
		"deactivate":               {false, 200, customerJSON(customerID, "deactivated", ""), "", provider.PhaseDeactivated, ""},
		"reactivate":               {true, 200, customerJSON(customerID, "verified", ""), "", provider.PhaseVerified, ""},
		"deactivated already":      {false, 403, refused, "deactivated", provider.PhaseDeactivated, ""},
		"active already":           {true, 403, refused, "retry", provider.PhaseActionRequired, ""},
		"suspended":                {false, 403, refused, "suspended", "", provider.ClassConflict},
		"suspended is not lifted":  {true, 403, refused, "suspended", "", provider.ClassConflict},
		"vanished in the meantime": {false, 403, refused, "", "", provider.ClassConflict},
		"under way":                {false, 409, `{"code":"Conflict"}`, "deactivated", "", provider.ClassConflict},
		"not found":                {false, 404, `{"code":"NotFound"}`, "", "", provider.ClassNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("POST "+path, tc.status, tc.answer)
			if tc.then != "" {
				f.Answers("GET "+path, 200, customerJSON(customerID, tc.then, ""))
			}
			act, body := f.provider(t).DeactivateCustomer, `{"status":"deactivated"}`
			if tc.reactivate {
				act, body = f.provider(t).ReactivateCustomer, `{"status":"reactivated"}`
			}
			o, err := act(t.Context(), customerID)
			assert.Equal(t, body, f.Calls("POST " + path)[0].Body)
			if tc.class != "" {
				assert.Equal(t, tc.class, mustError(t, err).Class)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.phase, o.Phase)
		})
	}
}

// list serves GET /customers from all, page by page as Dwolla does.
func (f *fake) list(all []string) {
	f.On("GET /customers", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		limit, offset := 25, 0
		if n, err := strconv.Atoi(q.Get("limit")); err == nil {
			limit = n
		}
		if n, err := strconv.Atoi(q.Get("offset")); err == nil {
			offset = n
		}
		more := `"self":{"href":"x"}`
		end := min(offset+limit, len(all))
		if end < len(all) {
			more += `,"next":{"href":"x"}`
		}
		page := ""
		for i := offset; i < end; i++ {
			if page != "" {
				page += ","
			}
			page += all[i]
		}
		hal(w, 200, fmt.Sprintf(`{"_links":{%s},"_embedded":{"customers":[%s]},"total":%d}`, more, page, len(all)))
	})
}

func listed(n int, key string) string {
	return fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","email":"jane@example.com","type":"personal",`+
		`"status":"verified","correlationId":%q}`, n, key)
}

func TestFind(t *testing.T) {
	many := make([]string, 450)
	for i := range many {
		many[i] = listed(i, fmt.Sprintf("other-%d", i))
	}
	with := append(append([]string(nil), many...), listed(999, "UID-1"))
	for name, tc := range map[string]struct {
		all   []string
		pages int
		found bool
	}{
		"there":                         {[]string{listed(999, "uid-1")}, 1, true},
		"in another case":               {[]string{listed(999, "UID-1")}, 1, true},
		"none":                          {nil, 1, false},
		"another key":                   {[]string{listed(1, "uid-2")}, 1, false},
		"no key":                        {[]string{listed(1, "")}, 1, false},
		"filter ignored, on a far page": {with, 3, true},
		"filter ignored, none":          {many, 3, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.list(tc.all)
			id, err := f.provider(t).FindCustomer(t.Context(), provider.FindRequest{Key: "uid-1", Email: "Jane+x@example.com "})
			assert.Equal(t, tc.pages, f.Count("GET /customers"))
			q, _ := url.ParseQuery(f.Calls("GET /customers")[0].Query)
			assert.Equal(t, "Jane+x@example.com", q.Get("email"))
			assert.Equal(t, "200", q.Get("limit"))
			if !tc.found {
				assert.Equal(t, provider.ClassNotFound, mustError(t, err).Class)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "00000000-0000-4000-8000-000000000999", id)
		})
	}
	t.Run("no key to look for", func(t *testing.T) {
		_, err := newFake().provider(t).FindCustomer(t.Context(), provider.FindRequest{Email: "a@b.c"})
		assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	})
	t.Run("too many to be certain", func(t *testing.T) {
		f := newFake()
		f.Answers("GET /customers", 200, `{"_links":{"next":{"href":"x"}},"total":9,"_embedded":{"customers":[`+listed(1, "x")+`]}}`)
		_, err := f.provider(t).FindCustomer(t.Context(), provider.FindRequest{Key: "k"})
		assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class)
		assert.Equal(t, maxFindPages, f.Count("GET /customers"))
	})
	t.Run("not a list", func(t *testing.T) {
		f := newFake()
		f.Answers("GET /customers", 200, `{}`)
		_, err := f.provider(t).FindCustomer(t.Context(), provider.FindRequest{Key: "k"})
		assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class, "an empty object is not an empty list")
	})
}

func TestListCustomers(t *testing.T) {
	f := newFake()
	f.list([]string{listed(1, "a"), listed(2, "b"), listed(3, "c")})
	page, err := f.client(t).ListCustomers(t.Context(), CustomerFilter{
		Limit: 2, Search: "Jane Doe", Statuses: []string{StatusRetry, StatusDocument},
	})
	require.NoError(t, err)
	assert.Len(t, page.Customers, 2)
	assert.Equal(t, 3, page.Total)
	assert.True(t, page.More)
	assert.Equal(t, "limit=2&search=Jane+Doe&status=retry&status=document", f.Calls("GET /customers")[0].Query)

	page, err = f.client(t).ListCustomers(t.Context(), CustomerFilter{Limit: 2, Offset: 2})
	require.NoError(t, err)
	assert.Len(t, page.Customers, 1)
	assert.False(t, page.More)
}

func TestThroughIsDwollasDate(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	f := newFake()
	f.On("GET /customers/"+customerID, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", at.Format(http.TimeFormat))
		hal(w, 200, customerJSON(customerID, "verified", ""))
	})
	o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
	require.NoError(t, err)
	assert.False(t, o.Through.After(at))
	assert.WithinDuration(t, at, o.Through, time.Second)

	f.Answers("GET /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
	o, err = f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
	require.NoError(t, err)
	assert.True(t, o.Through.IsZero())
}
