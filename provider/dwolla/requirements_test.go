package dwolla

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// TestBusinessRequirements: the links tell what is wanted of whom, and documents under review want
// nothing of anybody.
func TestBusinessRequirements(t *testing.T) {
	const (
		other, license           = `{"id":"d","type":"other","status":"pending"}`, `{"id":"d","type":"license","status":"pending"}`
		rejected                 = `{"id":"d","type":"other","status":"reviewed","failureReason":"BusinessDocNotSupported"}`
		review                   = `{"code":"AdditionalReviewRequired","_links":{}}`
		ein                      = `{"code":"EINDocumentRequired"}`
		both                     = "verify-controller-and-business-with-document"
		sole                     = BusinessSoleProprietorship
		retry, document, waiting = "RetryRequired", "DocumentRequired", "DocumentUnderReview"
	)
	for name, tc := range map[string]struct {
		kind, status, more, docs string
		reason                   string
		want                     string
	}{
		"business":                  {"", "retry", links("retry-verification"), "", retry, "RetryVerification/Business"},
		"controller":                {"", "retry", links("retry-with-full-ssn"), "", retry, "RetryWithFullSSN/Controller"},
		"both":                      {"", "retry", links("retry-verification", "retry-with-full-ssn"), "", retry, "RetryWithFullSSN/Controller RetryVerification/Business"},
		"by a directive":            {"", "retry", links("retry-verification") + embeddedErrors(`{"code":"Required","_links":{"retry-with-full-ssn":{"href":"x"}}}`), "", retry, "RetryWithFullSSN/Controller RetryVerification/Business"},
		"its address":               {"", "retry", links("retry-verification") + embeddedErrors(`{"code":"POBoxNotAllowed"}`), "", retry, "RetryVerification/Business POBoxNotAllowed/Business"},
		"controller's home":         {"", "retry", links("retry-verification") + embeddedErrors(`{"code":"ControllerNonResidential"}`), "", retry, "RetryVerification/Business ResidentialAddressRequired/Controller"},
		"controller's ID, in retry": {"", "retry", links("retry-verification") + embeddedErrors(`{"code":"PersonalIDRequired"}`), "", retry, "RetryVerification/Business PersonalIDRequired/Controller"},
		"no attempt":                {"", "retry", links("self"), "", retry, "ContactProvider/Business"},
		"owner":                     {sole, "retry", links("retry-verification"), "", retry, "RetryWithFullSSN/Person"},
		"owner's ID":                {sole, "document", links("verify-with-document"), "", document, "UploadDocument/Person"},
		"owner's ID by name":        {sole, "document", links("self") + embeddedErrors(`{"code":"PersonalIDRequired"}`), "", document, "PersonalIDRequired/Person"},
		"controller's ID":           {"", "document", links("verify-with-document"), "", document, "UploadDocument/Controller"},
		"business document":         {"", "document", links("verify-business-with-document"), "", document, "UploadDocument/Business"},
		"both documents":            {"", "document", links(both), "", document, "UploadDocument/Controller UploadDocument/Business"},
		"DBA":                       {"", "document", links("upload-dba-document"), "", document, "UploadDocument/DBA"},
		"no link says":              {"", "document", links("self"), "", document, "UploadDocument/Business"},
		"a directive says":          {"", "document", links("verify-business-with-document") + embeddedErrors(ein), "", document, "EINDocumentRequired/Business"},
		"an address alone":          {"", "document", links("self") + embeddedErrors(`{"code":"CoWorkingAddress"}`), "", document, "CoWorkingAddress/Business"},

		"one of both waits":         {"", "document", links(both), license, document, "UploadDocument/Business"},
		"the other waits":           {"", "document", links(both), other, document, "UploadDocument/Controller"},
		"both wait":                 {"", "document", links(both), license + "," + other, waiting, ""},
		"one of two waits":          {"", "document", links("verify-business-with-document", "upload-dba-document"), other, document, "UploadDocument/Business UploadDocument/DBA"},
		"two of two wait":           {"", "document", links("verify-business-with-document", "upload-dba-document"), other + "," + other, waiting, ""},
		"rejected":                  {"", "document", links("verify-business-with-document"), rejected, document, "UploadDocument/Business"},
		"an address and a document": {"", "document", links("self") + embeddedErrors(ein+`,{"code":"CoWorkingAddress"}`), other, document, "CoWorkingAddress/Business"},
		"Dwolla's review":           {"", "document", links("self") + embeddedErrors(review), "", waiting, "AdditionalReviewRequired/Business"},

		"suspended":             {"", "suspended", links("self"), "", "Suspended", "ContactProvider/Business"},
		"suspended in a review": {"", "suspended", links("self") + embeddedErrors(review), "", "Suspended", "AdditionalReviewRequired/Business"},
		"verified":              {"", "verified", links("send"), "", "Verified", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.kind == "" {
				tc.kind = BusinessCorporation
			}
			f := newFake()
			f.Answers("GET /customers/"+customerID, 200, businessJSON(tc.status, tc.kind, tc.more))
			f.Answers("GET /customers/"+customerID+"/documents", 200, documents(tc.docs))
			f.Answers("GET /customers/"+customerID+"/beneficial-ownership", 200, `{"status":"uncertified"}`)
			o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
			require.NoError(t, err)
			var got []string
			for _, r := range o.Requirements {
				got = append(got, r.Code+"/"+string(r.Subject))
				assert.NotContains(t, r.Message+r.Action, "{", "a text that was not filled in")
				assert.NotContains(t, r.Action, "spec.personal")
			}
			assert.Equal(t, tc.want, strings.Join(got, " "))
			assert.Equal(t, tc.reason, o.Reason)
			assert.Equal(t, tc.reason == waiting, !o.ReviewDue.IsZero())
			assert.Equal(t, tc.status == "retry" && name != "no attempt", o.Correction == provider.CorrectionAllowed)
			alone := map[string]bool{"business": true, "its address": true, "controller's home": true, "controller's ID, in retry": true}
			assert.Equal(t, alone[name], o.CorrectionScope == provider.CorrectsBusiness)
			if tc.docs == rejected {
				assert.Contains(t, o.Requirements[0].Message, "It rejected the last one: it is not a business document that Dwolla takes.")
			}
		})
	}
}

// TestWordsOfRequirements quotes what people read.
func TestWordsOfRequirements(t *testing.T) {
	get := func(body string) provider.Requirement {
		f := newFake()
		f.Answers("GET /customers/"+customerID, 200, body)
		f.Answers("GET /customers/"+customerID+"/documents", 200, documents(""))
		f.Answers("GET /customers/"+customerID+"/beneficial-ownership", 200, `{"status":"uncertified"}`)
		o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
		require.NoError(t, err)
		return o.Requirements[0]
	}
	const href = "https://api-sandbox.dwolla.com/customers/" + customerID
	assert.Equal(t, provider.Requirement{
		Code: "UploadDocument", Subject: provider.SubjectPerson, Link: href, Document: provider.DocumentOfIdentity,
		Message: "Dwolla needs a document to verify the person.",
		Action: "Add to spec.documents a colour image (.jpg or .png, up to 10 MB) of the front of the person's valid passport, license " +
			"or state ID card: type Passport, License or IDCard, subject Person, and source.secretKeyRef, the Secret and the key that hold the file.",
	}, get(customerJSON(customerID, "document", links("verify-with-document"))))
	assert.Equal(t, "Have the person answer Dwolla's questions with: kubectl bonafide kba NAME (NAME is this VerifiedCustomer's). "+
		"There is one attempt of two minutes, and three of the four answers must be right.",
		get(customerJSON(customerID, "kba", links("self"))).Action)
	assert.Equal(t, "Correct spec.personal wherever it differs from the identity document, and set the key ssn of the Secret "+
		"named by spec.personal.identitySecretRef to the full nine digits; the operator submits once.",
		get(customerJSON(customerID, "retry", links("retry-verification"))).Action)
	assert.Equal(t, provider.Requirement{
		Code: "RetryWithFullSSN", Subject: provider.SubjectController, Link: href,
		Message: "Dwolla could not verify the controller with what was submitted. It takes one corrected submission of the " +
			"business and its controller, with all nine digits of the controller's SSN.",
		Action: "Correct spec.business.controller wherever it differs from the identity document, and set the key ssn of the " +
			"Secret named by spec.business.controller.identitySecretRef to the full nine digits, or passportNumber and " +
			"passportCountry of a person without an SSN; the operator submits once.",
	}, get(businessJSON("retry", BusinessLLC, links("retry-verification", "retry-with-full-ssn"))))
	assert.Equal(t, "Correct spec.business wherever it differs from public records, and set the key ssn of the Secret named by "+
		"spec.business.identitySecretRef to the full nine digits; the operator submits once.",
		get(businessJSON("retry", BusinessSoleProprietorship, links("retry-verification"))).Action)
	assert.Equal(t, "Add it to spec.documents: type Other, subject DBA, and source.secretKeyRef, the Secret and the key that hold "+
		"the file (.pdf, .jpg or .png, up to 10 MB).", get(businessJSON("document", BusinessLLC, links("upload-dba-document"))).Action)
	r, retry := Directive{Code: "ResidentialAddressRequired"}, &Customer{Status: StatusRetry, Links: Links{RelRetryWithFullSSN: {}}}
	assert.Equal(t, "Set spec.business.controller.address to where the controller lives.", r.need(retry, partiesOfCompany).Action)
	assert.Equal(t, "Set spec.business.address to where the owner lives.", r.need(retry, partiesOfSole).Action)
	assert.Equal(t, "Set spec.personal.address to where the person lives.", r.need(retry, partiesOfPerson).Action)
}

// TestDirectivesCanBeFollowed: what a directive asks for is asked for in the way that Dwolla takes it now.
func TestDirectivesCanBeFollowed(t *testing.T) {
	const later = "Dwolla takes no such change in this status: have the customer put back into status retry, in Dwolla's dashboard or by " +
		"its support, and "
	for name, tc := range map[string]struct {
		status, code, relation string
		customerLinks          []string
		action                 string
		document               provider.DocumentKind
		updates                []provider.FieldPath
	}{
		"an EIN in retry": {"retry", "EINMismatch", "", []string{"retry-verification"},
			"Set the key ein of the Secret named by spec.business.identitySecretRef to the EIN on the document.", "", nil},
		"an EIN in document": {"document", "EINMismatch", "update-customer", nil,
			later + "set the key ein of the Secret named by spec.business.identitySecretRef to the EIN on the document; or " + proofOther, "Business", nil},
		"a name in document": {"document", "BusinessNameMismatch", "update-customer", nil,
			later + "set spec.business.name to what the document says; or " + proofOther, "Business", nil},
		"a DBA in document": {"document", "BusinessDBAMismatch", "", nil,
			later + "set spec.business.doingBusinessAs to what the document says; or " + proofDBA, "Business", nil},
		"a DBA in document, with the link": {"document", "BusinessDBAMismatch", "update-customer", nil,
			"Set spec.business.doingBusinessAs to what the document says; or " + proofDBA, "Business", []provider.FieldPath{businessDBA}},
		"an address in retry": {"retry", "CoWorkingAddress", "update-customer", []string{"retry-verification"},
			"Set spec.business.address to the address of the business in public records.", "", nil},
		"an address in document": {"document", "POBoxNotAllowed", "", nil,
			later + "replace the PO box in spec.business.address by a street address.", "", nil},
		"an address in document, with the link": {"document", "POBoxNotAllowed", "update-customer", nil,
			"Replace the PO box in spec.business.address by a street address.", "", businessAddress},
		"a controller's home": {"retry", "ResidentialAddressRequired", "update-customer", []string{"retry-verification", "retry-with-full-ssn"},
			"Set spec.business.controller.address to where the controller lives.", "", nil},
		"a controller's home, where the business alone is taken": {"retry", "ResidentialAddressRequired", "update-customer", []string{"retry-verification"},
			actionWithoutController, "", nil},
		"a controller's home in document": {"document", "ResidentialAddressRequired", "update-customer", nil,
			later + "set spec.business.controller.address to where the controller lives.", "", nil},
		"a document in retry": {"retry", "EINDocumentRequired", "", []string{"retry-verification"}, actionBusinessDocument, "Business", nil},
		"suspended":           {"suspended", "EINMismatch", "", nil, actionSupport, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			entry := `{"code":"` + tc.code + `","_links":{}}`
			if tc.relation != "" {
				entry = `{"code":"` + tc.code + `","_links":{"` + tc.relation + `":{"href":"x"}}}`
			}
			f.Answers("GET /customers/"+customerID, 200,
				businessJSON(tc.status, BusinessLLC, links(append(tc.customerLinks, "self")...)+embeddedErrors(entry)))
			f.Answers("GET /customers/"+customerID+"/documents", 200, documents(""))
			f.Answers("GET /customers/"+customerID+"/beneficial-ownership", 200, `{"status":"uncertified"}`)
			o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
			require.NoError(t, err)
			r := o.Requirements[len(o.Requirements)-1]
			assert.Equal(t, tc.action, r.Action)
			assert.Equal(t, tc.document, r.Document)
			assert.Equal(t, tc.updates, o.Updatable)
		})
	}
}

// TestDocumentsInRetry: a document that a directive asks for in status retry is asked for until one waits
// for review.
func TestDocumentsInRetry(t *testing.T) {
	f := newFake()
	get := func() (codes []string) {
		o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
		require.NoError(t, err)
		assert.Equal(t, "RetryRequired", o.Reason)
		assert.True(t, o.ReviewDue.IsZero(), "the customer is not under review")
		for _, r := range o.Requirements {
			codes = append(codes, r.Code+"/"+string(r.Document))
		}
		return codes
	}
	f.Answers("GET /customers/"+customerID+"/beneficial-ownership", 200, `{"status":"uncertified"}`)
	f.Answers("GET /customers/"+customerID, 200, businessJSON("retry", BusinessLLC, links("retry-verification")))
	assert.Equal(t, []string{"RetryVerification/"}, get())
	assert.Zero(t, f.Count("GET /customers/"+customerID+"/documents"), "no document is asked for")
	f.Answers("GET /customers/"+customerID, 200, businessJSON("retry", BusinessLLC, links("retry-with-full-ssn")+
		embeddedErrors(`{"code":"Required","_links":{"upload-dba-document":{"href":"x"}}}`)))
	f.Answers("GET /customers/"+customerID+"/documents", 200, documents(""))
	assert.Equal(t, []string{"RetryWithFullSSN/", "UploadDocument/Business"}, get())
	f.Answers("GET /customers/"+customerID+"/documents", 200, documents(`{"id":"d","type":"other","status":"pending"}`))
	assert.Equal(t, []string{"RetryWithFullSSN/"}, get())
	f.Answers("GET /customers/"+customerID+"/documents", 200,
		documents(`{"id":"d","type":"other","status":"reviewed","failureReason":"BusinessDocNotSupported"}`))
	assert.Equal(t, []string{"RetryWithFullSSN/", "UploadDocument/Business"}, get())
}

// TestProofUnderReview: what a directive takes a document for instead of other data is not asked for while such a
// document waits for review, and is again once it is rejected. Other data are taken in the meantime all the same.
func TestProofUnderReview(t *testing.T) {
	f := newFake()
	get := func(docs string) provider.Observation {
		f.Answers("GET /customers/"+customerID+"/documents", 200, documents(docs))
		o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
		require.NoError(t, err)
		return o
	}
	const pending, rejected = `{"id":"d","type":"other","status":"pending"}`,
		`{"id":"d","type":"other","status":"reviewed","failureReason":"BusinessDocNotSupported"}`
	f.Answers("GET /customers/"+customerID+"/beneficial-ownership", 200, `{"status":"uncertified"}`)
	f.Answers("GET /customers/"+customerID, 200, businessJSON("document", BusinessLLC,
		links("self")+embeddedErrors(`{"code":"BusinessDBAMismatch","_links":{"update-customer":{"href":"x"}}}`)))
	for _, asked := range []string{"", rejected} {
		o := get(asked)
		assert.Equal(t, "DocumentRequired", o.Reason)
		require.Len(t, o.Requirements, 1)
		assert.Equal(t, "BusinessDBAMismatch", o.Requirements[0].Code)
	}
	o := get(pending)
	assert.Equal(t, "DocumentUnderReview", o.Reason)
	assert.Equal(t, provider.PhaseInReview, o.Phase)
	assert.False(t, o.ReviewDue.IsZero())
	assert.Empty(t, o.Requirements)
	assert.Equal(t, []provider.FieldPath{businessDBA}, o.Updatable)

	// One document is not taken for the one that is asked for and for the one that would do as well.
	f.Answers("GET /customers/"+customerID, 200, businessJSON("document", BusinessLLC, links("verify-business-with-document")+
		embeddedErrors(`{"code":"EINMismatch","_links":{}}`)))
	o = get(pending)
	require.Len(t, o.Requirements, 1)
	assert.Equal(t, "EINMismatch", o.Requirements[0].Code)
}
