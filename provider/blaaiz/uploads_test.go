package blaaiz

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

const presignIndividual = "POST /api/external/file/get-presigned-url"

func pngFile() File { return File{MediaType: MediaPNG, Content: []byte("\x89PNG\r\n\x1a\nx")} }

// store gives out addresses of a store elsewhere, a new one each time.
func (f *fake) store(route, form string) {
	f.On(route, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, fmt.Sprintf(form, fmt.Sprintf("https://store.example.com/put/%d?X-Amz-Signature=s", f.Count(route))))
	})
}

// The two forms of the answer that names the address, on either kind of call.
func TestPresignedForms(t *testing.T) {
	for name, form := range map[string]string{
		"flat":   `{"message":"m","file_id":"` + fileID + `","url":"%s","headers":{"Content-Type":"image/jpeg","x-amz-acl":"private"}}`,
		"nested": `{"message":"m","data":{"file_id":"` + fileID + `","url":"%s","headers":{"x-amz-acl":"private"}}}`,
	} {
		f := newFake()
		f.store(presignIndividual, form)
		f.Answers("PUT /put/1", 200, "")
		id, err := f.client(t).UploadCustomerFile(t.Context(), customerID, CategoryIdentityBack, pngFile())
		require.NoError(t, err, name)
		assert.Equal(t, fileID, id)
		assert.JSONEq(t, `{"customer_id":"`+customerID+`","file_category":"identity_back"}`, f.Calls(presignIndividual)[0].Body)
		put := f.Calls("PUT /put/1")[0]
		assert.Equal(t, "store.example.com", put.Host)
		assert.Equal(t, "X-Amz-Signature=s", put.Query)
		assert.Equal(t, "image/png", put.Header.Get("Content-Type"), "what the file is")
		assert.Equal(t, "private", put.Header.Get("X-Amz-Acl"))
		assert.Empty(t, put.Header.Get("Authorization"), "the token is Blaaiz's alone")
		assert.Equal(t, string(pngFile().Content), put.Body)
	}
}

func TestHeadersThatAreNotTaken(t *testing.T) {
	f := newFake()
	f.store(presignIndividual, `{"file_id":"`+fileID+`","url":"%s","headers":{"authorization":"x","Host":"y","cookie":"z","X-Other":"o"}}`)
	f.Answers("PUT /put/1", 200, "")
	_, err := f.client(t).UploadCustomerFile(t.Context(), customerID, CategoryIdentity, pngFile())
	require.NoError(t, err)
	put := f.Calls("PUT /put/1")[0]
	assert.Empty(t, put.Header.Get("Authorization")+put.Header.Get("Cookie"))
	assert.Equal(t, "store.example.com", put.Host)
	assert.Equal(t, "o", put.Header.Get("X-Other"))
}

func TestAddressesThatAreNotTaken(t *testing.T) {
	for _, address := range []string{"", "http://store.example.com/x", "ftp://x/y", "/put/1", "https://", "https://u:p@store.example.com/x", "::"} {
		f := newFake()
		f.Answers(presignIndividual, 200, `{"file_id":"`+fileID+`","url":"`+address+`"}`)
		_, err := f.client(t).UploadCustomerFile(t.Context(), customerID, CategoryIdentity, pngFile())
		assert.ErrorIs(t, mustError(t, err), transport.ErrForeign, address)
		assert.Len(t, f.Seen(), 2, "nothing is uploaded to %q", address)
	}
	f := newFake()
	f.Answers(presignIndividual, 200, `{"file_id":"../x","url":"https://store.example.com/x"}`)
	_, err := f.client(t).UploadCustomerFile(t.Context(), customerID, CategoryIdentity, pngFile())
	assert.ErrorIs(t, mustError(t, err), transport.ErrForeign)
}

// Whatever the store says, its address was used up: the next attempt begins with a new one.
func TestUploadsBeginAnew(t *testing.T) { synctest.Test(t, testUploadsBeginAnew) }

func testUploadsBeginAnew(t *testing.T) {
	for status, want := range map[int]struct {
		class provider.Class
		puts  int
	}{
		403: {provider.ClassUnavailable, 3}, 400: {provider.ClassUnavailable, 3}, 500: {provider.ClassUnavailable, 3},
		503: {provider.ClassUnavailable, 3}, 301: {provider.ClassUnavailable, 3}, 413: {provider.ClassInvalid, 1}, 429: {provider.ClassRateLimited, 1},
	} {
		f := newFake()
		f.store(presignIndividual, `{"file_id":"`+fileID+`","url":"%s"}`)
		for i := 1; i <= 3; i++ {
			f.Answers(fmt.Sprintf("PUT /put/%d", i), status, `<Error><Code>AccessDenied</Code><Message>jane@example.com</Message></Error>`)
		}
		c := f.client(t)
		_, err := c.UploadCustomerFile(t.Context(), customerID, CategoryIdentity, pngFile())
		e := mustError(t, err)
		assert.Equal(t, want.class, e.Class, "%d", status)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome, "%d: an upload alone has no effect", status)
		assert.NotContains(t, e.Error(), "jane")
		assert.Equal(t, want.puts, f.Count(presignIndividual), "%d", status)
		for i := 1; i <= want.puts; i++ {
			assert.Equal(t, 1, f.Count(fmt.Sprintf("PUT /put/%d", i)), "%d: an address is used once", status)
		}
		f.Answers("GET "+one, 404, `{"message":"Customer not found"}`)
		_, err = c.GetCustomer(t.Context(), customerID)
		assert.Equal(t, provider.ClassNotFound, provider.ClassOf(err), "%d: the store holds up no call of the API", status)
	}
}

// Registering is sent once, whatever comes of it.
func TestRegisteringIsNotRepeated(t *testing.T) {
	f := newFake()
	f.Answers("POST "+one+"/files", 503, `{"message":"Server Error"}`)
	err := f.client(t).RegisterCustomerFiles(t.Context(), customerID,
		map[string]string{CategoryIdentity: "f1", CategoryIdentityBack: "f2", CategoryProofOfAddress: "f3", CategoryLiveness: "f4"})
	assert.Equal(t, provider.OutcomeUnknown, mustError(t, err).Outcome)
	calls := f.Calls("POST " + one + "/files")
	require.Len(t, calls, 1)
	assert.JSONEq(t, `{"id_file":"f1","id_file_back":"f2","proof_of_address_file":"f3","liveness_check_file":"f4"}`, calls[0].Body)
}

// What adds is sent once; what sets what has a name is repeated.
func TestWhatIsRepeated(t *testing.T) { synctest.Test(t, testWhatIsRepeated) }

func testWhatIsRepeated(t *testing.T) {
	for route, tc := range map[string]struct {
		do    func(*Client) error
		times int
	}{
		"POST " + customers:                  {func(c *Client) error { _, err := c.CreateIndividual(t.Context(), Individual{}); return err }, 1},
		"POST " + one + "/submit":            {func(c *Client) error { _, err := c.Submit(t.Context(), customerID); return err }, 1},
		"POST " + one + "/upgrade-kyb-scope": {func(c *Client) error { _, err := c.UpgradeScope(t.Context(), customerID, ScopeUpgrade{}); return err }, 1},
		"PUT " + one: {func(c *Client) error {
			_, err := c.UpdateIndividual(t.Context(), customerID, IndividualUpdate{})
			return err
		}, 3},
		"GET " + one:                                {func(c *Client) error { _, err := c.GetCustomer(t.Context(), customerID); return err }, 3},
		"DELETE " + one + "/owner/" + ownerID:       {func(c *Client) error { return c.DeleteOwner(t.Context(), customerID, ownerID) }, 3},
		"DELETE " + one + "/document/" + documentID: {func(c *Client) error { return c.DeleteDocument(t.Context(), customerID, documentID) }, 3},
		presignIndividual: {func(c *Client) error {
			_, err := c.UploadCustomerFile(t.Context(), customerID, CategoryIdentity, pngFile())
			return err
		}, 3},
	} {
		f := newFake()
		f.Answers(route, 503, `{"message":"Server Error"}`)
		require.Error(t, tc.do(f.client(t)), route)
		assert.Equal(t, tc.times, f.Count(route), route)
	}
	f := newFake()
	f.Answers("PUT "+one, 503, `{"message":"Server Error"}`)
	_, err := f.client(t).UpdateBusiness(t.Context(), customerID, BusinessUpdate{AddOwners: []Owner{{FirstName: "A"}}})
	assert.Equal(t, provider.OutcomeUnknown, mustError(t, err).Outcome)
	assert.Equal(t, 1, f.Count("PUT "+one), "it adds an owner")
}

func TestNothingToUpload(t *testing.T) {
	f := newFake()
	c := f.client(t)
	assert.Equal(t, provider.ClassInvalid, provider.ClassOf(c.GiveOwnerFiles(t.Context(), customerID, ownerID, OwnerFiles{})))
	assert.Equal(t, provider.ClassInvalid, provider.ClassOf(c.RegisterCustomerFiles(t.Context(), customerID, nil)))
	assert.Equal(t, provider.ClassInvalid, provider.ClassOf(c.RegisterCustomerFiles(t.Context(), customerID, map[string]string{"selfie": fileID})))
	_, err := c.UploadCustomerFile(t.Context(), customerID, "selfie", pngFile())
	assert.Equal(t, provider.ClassInvalid, provider.ClassOf(err))
	assert.Empty(t, f.Seen())
}

// No call, however it fails, lets personal data into an error or, but for what lists are filtered by, a URL.
func TestNoPersonalDataInErrors(t *testing.T) { synctest.Test(t, testNoPersonalDataInErrors) }

func testNoPersonalDataInErrors(t *testing.T) {
	planted := []string{"078-05-1120", "1980-02-29", "A1234567", "Jane", "jane@example.com", "\x89PNG"}
	secret, born, number := pii.New(planted[0]), pii.New(planted[1]), pii.New(planted[2])
	file := File{MediaType: MediaPNG, Content: []byte(planted[5])}
	w := Owner{FirstName: "Jane", Email: "jane@example.com", TIN: secret, DateOfBirth: born, IDNumber: number}
	calls := map[string]func(*Client) error{
		"create individual": func(c *Client) error {
			_, err := c.CreateIndividual(t.Context(), Individual{FirstName: "Jane", Email: "jane@example.com", TIN: secret, DateOfBirth: born, IDNumber: number})
			return err
		},
		"create business": func(c *Client) error {
			_, err := c.CreateBusiness(t.Context(), Business{Name: "Jane", TIN: secret, Owners: []Owner{w}})
			return err
		},
		"update": func(c *Client) error {
			_, err := c.UpdateBusiness(t.Context(), customerID, BusinessUpdate{TIN: To(secret), AddOwners: []Owner{w}, Owners: []OwnerUpdate{{ID: ownerID, DateOfBirth: To(born)}}})
			return err
		},
		"upgrade": func(c *Client) error {
			_, err := c.UpgradeScope(t.Context(), customerID, ScopeUpgrade{Owners: []Owner{w}})
			return err
		},
		"submit": func(c *Client) error { _, err := c.Submit(t.Context(), customerID); return err },
		"owner file": func(c *Client) error {
			return c.GiveOwnerFiles(t.Context(), customerID, ownerID, OwnerFiles{Front: &file})
		},
		"document": func(c *Client) error {
			_, err := c.AddDocument(t.Context(), customerID, NewDocument{Name: "Jane", File: file})
			return err
		},
		"file": func(c *Client) error {
			_, err := c.UploadCustomerFile(t.Context(), customerID, CategoryIdentity, file)
			return err
		},
	}
	quoting := `{"message":"Cannot verify business customer: owner Jane 078-05-1120 1980-02-29 A1234567 jane@example.com is missing id_document_front.","code":"Jane A1234567"}`
	for name, call := range calls {
		for _, status := range []int{400, 401, 403, 404, 409, 422, 429, 500} {
			f := newFake()
			c := f.authorized(t)
			answering := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "1")
				answer(w, status, quoting)
			})
			for _, route := range []string{
				"POST " + customers, "PUT " + one, "POST " + one + "/upgrade-kyb-scope", "POST " + one + "/submit", presignIndividual,
				"POST " + one + "/owner/" + ownerID + "/file/presigned-url", "POST " + one + "/document/presigned-url",
			} {
				f.On(route, answering)
			}
			assertSilent(t, call(c), planted, fmt.Sprintf("%s %d", name, status))
			for _, s := range f.Seen() {
				for _, p := range planted {
					assert.NotContains(t, s.Route()+s.Query, p, name)
				}
			}
		}
		f := newFake()
		c := f.authorized(t)
		f.Broken = true
		assertSilent(t, call(c), planted, name+" broken")
	}
	printed := fmt.Sprintf("%v %+v %#v %+v %#v", file, file, file, OwnerFiles{Front: &file}, NewDocument{File: file})
	assert.NotContains(t, printed, "PNG\r")
	printed = fmt.Sprintf("%+v %#v", w, Individual{DateOfBirth: born, IDNumber: number, TIN: secret})
	for _, p := range planted[:3] {
		assert.NotContains(t, printed, p)
	}
}

// assertSilent looks at every way in which an error and its causes print.
func assertSilent(t *testing.T, err error, planted []string, name string) {
	t.Helper()
	e := mustError(t, err)
	texts := fmt.Sprintf("%v %+v %s %s %v", e, e, e.Code, provider.JoinFields(e.Fields), e.Err)
	if g := GapOf(err); g != nil {
		texts += fmt.Sprintf("%v %+v %#v", g, *g, *g)
	}
	for _, p := range planted {
		assert.NotContains(t, texts, p, name)
	}
}
