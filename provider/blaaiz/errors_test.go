package blaaiz

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// Every documented shape and text of an error, by the call that it answers.
func TestErrors(t *testing.T) {
	const (
		inv, auth, none = provider.ClassInvalid, provider.ClassAuth, provider.ClassNotFound
		conf, dup, away = provider.ClassConflict, provider.ClassDuplicate, provider.ClassUnavailable
	)
	for name, tc := range map[string]struct {
		call    string
		status  int
		body    string
		class   provider.Class
		unknown bool
		locked  bool
		message string
		fields  []provider.FieldPath
	}{
		"bad token request":         {"token", 400, `{"error":"invalid_request","error_description":"The client_id is missing."}`, auth, false, false, "client ID and secret", nil},
		"bad client":                {"token", 401, `{"error":"invalid_client","error_description":"Client authentication failed"}`, auth, false, false, "client ID and secret", nil},
		"bad scope":                 {"token", 400, `{"error":"invalid_scope","message":"Invalid scope(s) provided"}`, auth, false, false, "lacks a scope", nil},
		"no token endpoint":         {"token", 404, `{"message":"Not Found"}`, away, false, false, "not Blaaiz's API", nil},
		"token failure":             {"token", 500, `{"message":"Server Error"}`, away, false, false, "failed", nil},
		"token expired for good":    {"get", 401, `{"status":false,"message":"Invalid or missing access token"}`, auth, false, false, "issued itself", nil},
		"scope":                     {"create", 403, `{"status":false,"message":"Invalid scope(s) provided."}`, auth, false, false, "lacks a scope", nil},
		"API services":              {"create", 403, `{"message":"API Services not enabled"}`, auth, false, false, "allow-list", nil},
		"IP block, by a wall":       {"create", 403, `<html>Forbidden</html>`, auth, false, false, "allow-list", nil},
		"no customer":               {"get", 404, `{"status":false,"message":"Customer not found"}`, none, false, false, "no such customer", nil},
		"another server":            {"get", 404, `<html>`, away, false, false, "not Blaaiz's API", nil},
		"no such call":              {"get", 405, `{"message":"Method not allowed"}`, inv, false, false, "does not know this call", nil},
		"bad request":               {"create", 400, `{"message":"Bad request"}`, inv, false, false, "could not read", nil},
		"submit locked":             {"submit", 400, `{"message":"Customer is already verified or under review."}`, conf, false, true, "under review already", nil},
		"owner files locked":        {"owner file", 400, `{"message":"Cannot upload files for an owner that has been approved or is currently under review."}`, conf, false, true, "locked", nil},
		"owner deletion locked":     {"delete owner", 400, `{"message":"Cannot remove an owner that has been approved or is currently under review."}`, conf, false, true, "locked", nil},
		"documents locked":          {"document", 400, `{"message":"Cannot modify documents while customer verification is in progress."}`, conf, false, true, "locked", nil},
		"document locked":           {"update document", 400, `{"message":"Cannot modify a document that has been approved or is currently under review."}`, conf, false, true, "locked", nil},
		"update locked, any text":   {"update", 400, `{"message":"Whatever"}`, conf, false, true, "locked", nil},
		"files of a business":       {"file", 400, `{"message":"Business customers do not use this endpoint."}`, conf, false, true, "a business", nil},
		"documents of a person":     {"document", 400, `{"message":"Not for individual customers."}`, inv, false, false, "businesses only", nil},
		"upgrade while processing":  {"upgrade", 400, `{"message":"Customer is under review."}`, conf, false, true, "once there is a verdict", nil},
		"duplicate business":        {"create", 422, `{"status":false,"message":"The registration number has already been taken."}`, dup, false, false, "unique", nil},
		"duplicate, other words":    {"create", 422, `{"message":"Customer already exists: jane@example.com"}`, dup, false, false, "already", nil},
		"duplicate as 409":          {"create", 409, `{"message":"duplicate"}`, dup, false, false, "already", nil},
		"409 without a word":        {"create", 409, `{"message":"Conflict"}`, conf, true, false, "already", nil},
		"one field":                 {"create", 422, `{"message":"The zip_code field is invalid for NG."}`, inv, false, false, "refuses the data", []provider.FieldPath{"zip_code"}},
		"in words":                  {"create", 422, `{"message":"The operating zip code does not match (and 2 more)"}`, inv, false, false, "", []provider.FieldPath{"operating_zip_code"}},
		"prohibited":                {"create", 422, `{"message":"The id_type field is prohibited."}`, inv, false, false, "", []provider.FieldPath{"id_type"}},
		"jurisdiction":              {"update", 422, `{"message":"country must equal incorporation_country."}`, inv, false, false, "", []provider.FieldPath{"country", "incorporation_country"}},
		"an owner's field":          {"update", 422, `{"message":"The owners.1.street field must be at least 9 characters."}`, inv, false, false, "", []provider.FieldPath{"owners[1].street"}},
		"no known field":            {"create", 422, `{"message":"Jane Doe, 078-05-1120, is on a list"}`, inv, false, false, "refuses the data", nil},
		"minimal not enabled":       {"create", 422, `{"message":"This platform is not configured for minimal KYB."}`, inv, false, false, "minimal KYB", nil},
		"scope on update":           {"update", 422, `{"message":"The kyb_scope field is prohibited."}`, inv, false, false, "", []provider.FieldPath{"kyb_scope"}},
		"oversize":                  {"document", 422, `{"message":"Document file exceeds the 25 MB maximum."}`, inv, false, false, "25 MB", nil},
		"upgrade of FULL":           {"upgrade", 422, `{"message":"Customer is already on the FULL scope."}`, inv, false, false, "refuses the data", nil},
		"upgrade sum":               {"upgrade", 422, `{"message":"ownership_percentage of all owners must sum to 100%, but currently sums to 90%."}`, inv, false, false, "exactly 100", nil},
		"failure":                   {"create", 500, `{"message":"Server Error"}`, away, true, false, "failed", nil},
		"failure before the API":    {"create", 502, `<html>`, away, true, false, "502", nil},
		"failure of a submit":       {"submit", 503, `{}`, away, true, false, "503", nil},
		"time-out":                  {"create", 408, `{"message":"timeout"}`, away, true, false, "", nil},
		"redirect":                  {"get", 301, ``, inv, false, false, "redirect", nil},
		"no JSON object":            {"create", 422, `"x"`, away, false, false, "not Blaaiz's API", nil},
		"message of another type":   {"create", 422, `{"message":{"email":["bad"]}}`, away, false, false, "not Blaaiz's API", nil},
		"code beside the message":   {"create", 422, `{"message":"no","code":"SOME_CODE"}`, inv, false, false, "refuses", nil},
		"code that is not a code":   {"create", 422, `{"message":"no","code":"jane@example.com"}`, inv, false, false, "refuses", nil},
		"a gap elsewhere is a 422":  {"create", 422, `{"message":"at least one owner is required."}`, inv, false, false, "refuses", nil},
		"teapot":                    {"get", 418, `{"message":"x"}`, inv, false, false, "418", nil},
		"bad request with a person": {"submit", 400, `{"message":"individual customer is under review"}`, conf, false, true, "already", nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			c := f.client(t)
			presigned := `{"data":{"file_id":"` + fileID + `","url":"https://store.example.com/x","headers":{}}}`
			f.Answers("POST "+one+"/owner/"+ownerID+"/file/presigned-url", 200, presigned)
			f.Answers("POST "+one+"/document/presigned-url", 200, presigned)
			f.Answers("PUT /x", 200, "")
			call := map[string]struct {
				route string
				do    func() error
			}{
				"token":        {"POST /oauth/token", func() error { return c.Check(t.Context()) }},
				"get":          {"GET " + one, func() error { _, err := c.GetCustomer(t.Context(), customerID); return err }},
				"create":       {"POST " + customers, func() error { _, err := c.CreateBusiness(t.Context(), Business{}); return err }},
				"update":       {"PUT " + one, func() error { _, err := c.UpdateBusiness(t.Context(), customerID, BusinessUpdate{}); return err }},
				"submit":       {"POST " + one + "/submit", func() error { _, err := c.Submit(t.Context(), customerID); return err }},
				"upgrade":      {"POST " + one + "/upgrade-kyb-scope", func() error { _, err := c.UpgradeScope(t.Context(), customerID, ScopeUpgrade{}); return err }},
				"owner file":   {"POST " + one + "/owner/" + ownerID + "/files", func() error { return c.GiveOwnerFiles(t.Context(), customerID, ownerID, OwnerFiles{Front: &File{}}) }},
				"delete owner": {"DELETE " + one + "/owner/" + ownerID, func() error { return c.DeleteOwner(t.Context(), customerID, ownerID) }},
				"document":     {"POST " + one + "/document", func() error { _, err := c.AddDocument(t.Context(), customerID, NewDocument{}); return err }},
				"update document": {"PUT " + one + "/document/" + documentID, func() error {
					return c.UpdateDocument(t.Context(), customerID, documentID, DocumentUpdate{})
				}},
				"file": {"POST " + one + "/files", func() error {
					return c.RegisterCustomerFiles(t.Context(), customerID, map[string]string{CategoryIdentity: fileID})
				}},
			}[tc.call]
			f.Answers(call.route, tc.status, tc.body)
			err := call.do()
			e := mustError(t, err)
			want := tc.class
			if tc.call == "token" && tc.status == 404 {
				want = inv // as Check has it
			}
			assert.Equal(t, want, e.Class)
			assert.Equal(t, tc.unknown, e.Outcome == provider.OutcomeUnknown)
			assert.Contains(t, e.Error(), tc.message)
			if tc.locked {
				assert.ErrorIs(t, e, ErrLocked)
			} else {
				assert.NotErrorIs(t, e, ErrLocked)
			}
			var paths []provider.FieldPath
			for _, field := range e.Fields {
				paths = append(paths, field.Path)
				assert.NotEmpty(t, field.Message)
			}
			assert.Equal(t, tc.fields, paths)
			for _, private := range []string{"Jane", "078", "@example"} {
				assert.NotContains(t, e.Error()+e.Code, private)
			}
		})
	}
}

// Every message of the page about submitting.
func TestGaps(t *testing.T) {
	const prefix = "Cannot verify business customer: "
	for message, want := range map[string]struct {
		code         GapCode
		field, owner string
	}{
		prefix + "business_name is required.":                                                          {GapField, "business_name", ""},
		prefix + "registration_number is required.":                                                    {GapField, "registration_number", ""},
		prefix + "incorporation_country is required.":                                                  {GapField, "incorporation_country", ""},
		prefix + "country is required.":                                                                {GapField, "country", ""},
		prefix + "operating_country is required.":                                                      {GapField, "operating_country", ""},
		prefix + "jane_doe is required.":                                                               {GapBusinessUnknown, "", ""},
		prefix + "incorporation_country must be a valid ISO 3166-1 alpha-2 country code.":              {GapCountryInvalid, "incorporation_country", ""},
		prefix + "country must be a valid ISO 3166-1 alpha-2 country code.":                            {GapCountryInvalid, "country", ""},
		prefix + "country must equal incorporation_country.":                                           {GapJurisdiction, "", ""},
		prefix + "at least one formation document is required.":                                        {GapFormation, "", ""},
		prefix + "at least one owner is required.":                                                     {GapNoOwner, "", ""},
		prefix + "ownership_percentage of all owners must sum to 100%, but currently sums to 90%.":     {GapOwnershipSum, "", ""},
		prefix + "owner emails must be unique within the customer.":                                    {GapOwnerEmails, "", ""},
		prefix + "owner Jane Doe is missing id_document_front.":                                        {GapOwnerFront, "id_document_front", "Jane Doe"},
		prefix + "owner Jane Doe id_document_type=drivers_license requires id_document_back.":          {GapOwnerBack, "id_document_back", "Jane Doe"},
		prefix + "owner Jane Doe id_document_type=id_card requires id_document_back.":                  {GapOwnerBack, "id_document_back", "Jane Doe"},
		prefix + "owner Jane Doe id_document_type=resident_permit requires id_document_back.":          {GapOwnerBack, "id_document_back", "Jane Doe"},
		prefix + "owner Jane Doe id_document_type=passport must not have id_document_back.":            {GapOwnerBackExtra, "id_document_back", "Jane Doe"},
		prefix + "owner Jane Doe date_of_birth must be at least 18 years ago.":                         {GapOwnerTooYoung, "date_of_birth", "Jane Doe"},
		prefix + "owner Jane Doe id_expiry_date must be a future date.":                                {GapOwnerExpired, "id_expiry_date", "Jane Doe"},
		prefix + "owner Jane Doe id_document_country must be a valid ISO 3166-1 alpha-2 country code.": {GapOwnerOther, "id_document_country", "Jane Doe"},
		prefix + "owner Jane is missing id_document_front. Doe is missing id_document_front.":          {GapOwnerFront, "id_document_front", "Jane is missing id_document_front. Doe"},
		prefix + "owner something new":                                                                 {GapOwnerOther, "", ""},
		prefix + "a rule of next year.":                                                                {GapBusinessUnknown, "", ""},
		"Cannot verify individual customer: id_file is required.":                                      {GapIdentityFile, "", ""},
	} {
		f := newFake()
		body := `{"message":"` + message + `"}`
		f.Answers("POST "+one+"/submit", http.StatusUnprocessableEntity, body)
		_, err := f.client(t).Submit(t.Context(), customerID)
		e := mustError(t, err)
		g := GapOf(err)
		require.NotNil(t, g, message)
		assert.Equal(t, want.code, g.Code, message)
		assert.Equal(t, want.field, g.Field, message)
		assert.Equal(t, want.owner, g.Owner.Reveal(), message)
		assert.Equal(t, provider.ClassConflict, e.Class, message)
		assert.Equal(t, provider.OutcomeRefused, e.Outcome, message)
		assert.NotContains(t, e.Error(), "Jane", message)
		assert.NotEmpty(t, gapTexts[g.Code], message)
	}
	assert.Nil(t, GapOf(nil))
	assert.Nil(t, readGap("The email field is required."), "a refused field is no gap")
}
