package dwolla

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// documents wraps entries as GET /customers/{id}/documents does.
func documents(entries string) string {
	return `{"_links":{"self":{"href":"x"}},"_embedded":{"documents":[` + entries + `]},"total":1}`
}

func TestStatuses(t *testing.T) {
	verifiedMay := append([]provider.FieldPath{fieldEmail, fieldPhone}, addressFields...)
	codes := func(c ...string) []string { return c }
	for name, tc := range map[string]struct {
		status     string
		more       string
		docs       string
		phase      provider.Phase
		reason     string
		codes      []string
		correction provider.Correction
		due        provider.ReviewDue
		updatable  []provider.FieldPath
	}{
		"verified":        {status: "verified", more: links("self", "edit"), phase: provider.PhaseVerified, reason: "Verified", updatable: verifiedMay},
		"retry":           {status: "retry", more: links("self", "retry-verification"), phase: provider.PhaseActionRequired, reason: "RetryRequired", codes: codes("RetryWithFullSSN"), correction: provider.CorrectionAllowed},
		"retry with SSN":  {status: "retry", more: links("retry-with-full-ssn"), phase: provider.PhaseActionRequired, reason: "RetryRequired", codes: codes("RetryWithFullSSN"), correction: provider.CorrectionAllowed},
		"retry, no links": {status: "retry", phase: provider.PhaseActionRequired, reason: "RetryRequired", codes: codes("RetryWithFullSSN"), correction: provider.CorrectionAllowed},
		"retry refused":   {status: "retry", more: links("self", "edit"), phase: provider.PhaseActionRequired, reason: "RetryRequired", codes: codes("ContactProvider")},
		"kba":             {status: "kba", phase: provider.PhaseActionRequired, reason: "KBARequired", codes: codes("AnswerKBA")},
		"document":        {status: "document", docs: documents(""), phase: provider.PhaseActionRequired, reason: "DocumentRequired", codes: codes("UploadDocument")},
		"document uploaded": {status: "document", docs: documents(`{"id":"d1","status":"pending","type":"license","created":"2026-01-02T03:04:05Z"}`),
			phase: provider.PhaseInReview, reason: "DocumentUnderReview", due: provider.ReviewDue{BusinessDays: 2}},
		"suspended":   {status: "suspended", phase: provider.PhaseSuspended, reason: "Suspended", codes: codes("ContactProvider")},
		"deactivated": {status: "deactivated", phase: provider.PhaseDeactivated, reason: "Deactivated"},
		"unheard of":  {status: "pondering", phase: provider.PhaseInReview, reason: "UnknownStatus"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("GET /customers/"+customerID, 200, customerJSON(customerID, tc.status, tc.more))
			if tc.docs != "" {
				f.Answers("GET /customers/"+customerID+"/documents", 200, tc.docs)
			}
			o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
			require.NoError(t, err)
			assert.Equal(t, customerID, o.CustomerID)
			assert.Equal(t, "key-1", o.Key, "keys read back in lower case")
			assert.Equal(t, provider.CustomerPersonal, o.Type)
			assert.Equal(t, tc.status, o.Status)
			assert.Equal(t, tc.phase, o.Phase)
			assert.Equal(t, tc.reason, o.Reason)
			assert.Equal(t, tc.correction, o.Correction)
			assert.Equal(t, tc.due, o.ReviewDue)
			assert.Equal(t, tc.updatable, o.Updatable)
			var got []string
			for _, r := range o.Requirements {
				got = append(got, r.Code)
				assert.NotEmpty(t, r.Message)
				assert.NotEmpty(t, r.Action)
				assert.Equal(t, provider.SubjectPerson, r.Subject)
			}
			assert.Equal(t, tc.codes, got)
			calls := 0
			if tc.docs != "" {
				calls = 1
			}
			assert.Equal(t, calls, f.Count("GET /customers/"+customerID+"/documents"), "only status document needs the list")
		})
	}
}

func TestDocumentsDecide(t *testing.T) {
	const older, newer = `"created":"2026-01-02T03:04:05Z"`, `"created":"2026-01-03T03:04:05Z"`
	for name, tc := range map[string]struct {
		docs    string
		phase   provider.Phase
		message string
	}{
		"rejected": {`{"id":"d","status":"reviewed","documentVerificationStatus":"rejected","failureReason":"ScanDobMismatch",` + older + `}`,
			provider.PhaseActionRequired,
			"Dwolla needs a document to verify the person. It rejected the last one: the date of birth on it differs from the one submitted."},
		"rejected, without its own status": {`{"id":"d","status":"reviewed","failureReason":"ScanNotReadable"}`,
			provider.PhaseActionRequired,
			"Dwolla needs a document to verify the person. It rejected the last one: it is blurred, too dark, or hidden by glare."},
		"rejected for something new": {`{"id":"d","status":"reviewed","documentVerificationStatus":"rejected","failureReason":"Odd 123-45-6789"}`,
			provider.PhaseActionRequired,
			"Dwolla needs a document to verify the person. It rejected the last one: for a reason that Dwolla's dashboard tells."},
		"accepted, more is wanted": {`{"id":"d","status":"reviewed","documentVerificationStatus":"accepted"}`,
			provider.PhaseActionRequired, "Dwolla needs a document to verify the person. The last one did not suffice."},
		"rejected, then another one": {
			`{"id":"d2","status":"pending",` + newer + `},{"id":"d1","status":"reviewed","failureReason":"ScanNotReadable",` + older + `}`,
			provider.PhaseInReview, ""},
		"in the other order": {
			`{"id":"d1","status":"reviewed","failureReason":"ScanNotReadable",` + older + `},{"id":"d2","status":"pending",` + newer + `}`,
			provider.PhaseInReview, ""},
		"pending by its own status": {`{"id":"d","status":"reviewed","documentVerificationStatus":"pending"}`, provider.PhaseInReview, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("GET /customers/"+customerID, 200, customerJSON(customerID, "document", ""))
			f.Answers("GET /customers/"+customerID+"/documents", 200, documents(tc.docs))
			o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
			require.NoError(t, err)
			assert.Equal(t, tc.phase, o.Phase)
			if tc.message == "" {
				assert.Empty(t, o.Requirements)
				return
			}
			require.Len(t, o.Requirements, 1)
			assert.Equal(t, tc.message, o.Requirements[0].Message)
		})
	}
	t.Run("cannot be listed", func(t *testing.T) {
		f := newFake()
		f.Answers("GET /customers/"+customerID, 200, customerJSON(customerID, "document", ""))
		_, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
		assert.Error(t, err, "without the list nobody can tell whom the customer waits for")
	})
	for reason := range failureTexts {
		assert.NotContains(t, failureText(reason), "dashboard")
	}
	assert.Len(t, failureTexts, 12)
}

func TestDirectives(t *testing.T) {
	href := "https://api-sandbox.dwolla.com/customers/" + customerID
	directive := func(code, relation string) string {
		if relation == "" {
			return `{"code":"` + code + `","message":"Some text","_links":{}}`
		}
		return `{"code":"` + code + `","message":"Some text","path":"","_links":{"` + relation + `":{"href":"` + href + `"}}}`
	}
	get := func(t *testing.T, customerType, status, entries string) provider.Observation {
		f := newFake()
		f.Answers("GET /customers/"+customerID, 200, `{"id":"`+customerID+`","type":"`+customerType+`","status":"`+status+`",`+
			links("self", "retry-verification")+`"_embedded":{"errors":[`+entries+`]}}`)
		f.Answers("GET /customers/"+customerID+"/documents", 200, documents(""))
		o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
		require.NoError(t, err)
		return o
	}
	codes := func(o provider.Observation) []string {
		var out []string
		for _, r := range o.Requirements {
			out = append(out, r.Code+"/"+string(r.Subject))
		}
		return out
	}
	t.Run("person", func(t *testing.T) {
		o := get(t, "personal", "retry", directive("Required", "retry-with-full-ssn")+","+directive("AdditionalReviewRequired", ""))
		assert.Equal(t, []string{"RetryWithFullSSN/Person", "AdditionalReviewRequired/Person"}, codes(o), "what the status says already is said once")
		assert.Equal(t, href, o.Requirements[0].Link)
	})
	t.Run("business", func(t *testing.T) {
		o := get(t, "business", "document", directive("Required", "retry-with-full-ssn")+","+directive("Required", "upload-dba-document")+
			","+directive("Required", "upload-ein-document")+","+directive("ControllerNonResidential", "update-customer")+
			","+directive("Brand_New", "")+","+directive("Required", "upload-dba-document")+
			","+directive("Required", "upload-charter")+","+directive("Brand_New", "")+","+directive("call 555 432-1234", "a?b"))
		assert.Equal(t, []string{
			"RetryWithFullSSN/Controller", "UploadDocument/DBA", "EINDocumentRequired/Business",
			"ResidentialAddressRequired/Controller", "ProviderDirective/Business", "ProviderDirective/Business", "ProviderDirective/Business",
		}, codes(o))
		assert.Equal(t, "Dwolla wants something more of this customer, which it calls Brand_New.", o.Requirements[4].Message)
		assert.Equal(t, "Dwolla wants something more of this customer, which it calls Required (link upload-charter).", o.Requirements[5].Message)
		assert.Equal(t, "Dwolla wants something more of this customer.", o.Requirements[6].Message, "what is no code is not repeated")
		assert.Equal(t, "RetryVerification/Business", codes(get(t, "business", "retry", ""))[0])
		assert.Equal(t, provider.CustomerBusiness, o.Type)
		assert.Empty(t, o.Updatable)
		for _, r := range o.Requirements {
			assert.NotContains(t, r.Message+r.Action, "Some text", "Dwolla's own text is not stable")
		}
	})
	t.Run("every code of the guide", func(t *testing.T) {
		for _, code := range []string{
			"POBoxNotAllowed", "AddressNotAssociatedWithBusiness", "ResidentialAddressRequired", "AdditionalReviewRequired", "EINMismatch",
			"LegalDBAMismatch", "BusinessDBAMismatch", "BusinessNameMismatch", "BusinessAddressDocRequired", "EINDocumentRequired",
			"BusinessFormationDocRequired", "PersonalIDRequired", "CoWorkingAddress", "RegisteredAgentAddressNotAllowed",
			"SOSNotInGoodStanding", "SOSStateMismatch", "ForeignPassportNumberRequired",
		} {
			for _, status := range []string{StatusRetry, StatusDocument, StatusSuspended} {
				r := Directive{Code: code}.need(&Customer{Type: TypeBusiness, Status: status}, partiesOfCompany)
				assert.Equal(t, code, r.Code)
				assert.NotEmpty(t, r.Message)
				assert.NotEmpty(t, r.Action)
				assert.NotEmpty(t, r.Subject)
			}
		}
	})
}

func TestUnverifiedCustomersMayChangeTheirName(t *testing.T) {
	assert.Equal(t, unverifiedFields, updatable(TypeUnverified, StatusUnverified))
	assert.Equal(t, unverifiedFields, updatable(TypeReceiveOnly, StatusUnverified))
	assert.Equal(t, append([]provider.FieldPath{adminEmail, businessPhone, businessDBA, businessWebsite}, businessAddress...),
		updatable(TypeBusiness, StatusVerified))
	assert.Nil(t, updatable(TypeBusiness, StatusRetry))
	for _, status := range []string{StatusRetry, StatusKBA, StatusDocument, StatusSuspended, StatusDeactivated} {
		assert.Nil(t, updatable(TypePersonal, status), status)
	}
}

func TestProfile(t *testing.T) {
	want := provider.Profile{
		"personal.firstName": "Jane", "personal.lastName": "Doe", "personal.email": "jane@example.com", "personal.phone": "5554321234",
		"personal.address.line1": "99-99 33rd St", "personal.address.line2": "Apt 8", "personal.address.city": "Brooklyn",
		"personal.address.state": "NY", "personal.address.postalCode": "11101",
	}
	f := newFake()
	f.Answers("GET /customers/"+customerID, 200, customerJSON(customerID, "verified", ""))
	p := f.provider(t)
	o, err := p.GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
	require.NoError(t, err)
	assert.Equal(t, want, o.Profile)
	assert.Equal(t, want, p.ProfileOf(jane()))
}

func TestLinksInRequirements(t *testing.T) {
	for href, want := range map[string]string{
		"https://api.dwolla.com/customers/1":                  "https://api.dwolla.com/customers/1",
		"http://127.0.0.1:8085/customers/1":                   "http://127.0.0.1:8085/customers/1",
		"javascript:alert(1)":                                 "",
		"https://user:pass@api.dwolla.com/":                   "",
		"https://api.dwolla.com/?email=a@b.c":                 "",
		"https://api.dwolla.com/#x":                           "",
		"/customers/1":                                        "",
		"https://api.dwolla.com/" + string(make([]byte, 600)): "",
	} {
		assert.Equal(t, want, linkOf(Links{"self": {Href: href}}, "other", "self"))
	}
}

// TestUnverified: a customer whom Dwolla does not verify is a person as much as a business, holds a few fields
// only, and waits for somebody to upgrade it.
func TestUnverified(t *testing.T) {
	for _, customerType := range []string{TypeUnverified, TypeReceiveOnly} {
		for _, status := range []string{StatusUnverified, StatusSuspended, StatusDeactivated} {
			f := newFake()
			f.Answers("GET /customers/"+customerID, 200, `{"id":"`+customerID+`","type":"`+customerType+`","status":"`+status+`",`+links("self", "edit")+
				`"firstName":"Jane","lastName":"Doe","email":"jane@example.com","businessName":"Acme Wines Inc."}`)
			p := f.provider(t)
			o, err := p.GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
			require.NoError(t, err)
			assert.Empty(t, o.Type)
			for _, desired := range []provider.Profile{p.ProfileOf(jane()), p.ProfileOf(acme())} {
				assert.NotEmpty(t, desired.Diff(o.Profile), "an address, which Dwolla has not")
				assert.Empty(t, desired.Kept(o.Keeps).Diff(o.Profile))
			}
			if status != StatusUnverified {
				assert.Empty(t, o.Updatable)
				continue
			}
			assert.Equal(t, provider.PhaseInReview, o.Phase)
			assert.Equal(t, "Unverified", o.Reason)
			assert.Equal(t, o.Keeps, o.Updatable)
			require.Len(t, o.Requirements, 1)
			assert.Equal(t, "UpgradeCustomer", o.Requirements[0].Code)
			assert.Contains(t, o.Requirements[0].Action, "POST /customers/{id}")
		}
	}
	u, ok := businessUpdateOf(toBusiness(acme().Business), []provider.FieldPath{adminFirstName, adminLastName, businessName})
	require.True(t, ok)
	assert.JSONEq(t, `{"firstName":"Jane","lastName":"Doe","businessName":"Acme Wines Inc."}`, string(encode(u)))
}
