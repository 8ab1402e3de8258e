package dwolla

import (
	"net/url"
	"slices"

	"github.com/bonafide-dev/bonafide/provider"
)

// The codes of what a status itself asks for.
const (
	codeRetry   = "RetryWithFullSSN"
	codeUpload  = "UploadDocument"
	codeKBA     = "AnswerKBA"
	codeContact = "ContactProvider"
	codeOwner   = "CorrectOwner"
	codeReview  = "AdditionalReviewRequired"
	// A business has no SSN; where that of its controller or owner is wanted, the code is codeRetry.
	codeRetryBusiness = "RetryVerification"
	codeUnknown       = "ProviderDirective"
	codeUpgrade       = "UpgradeCustomer"
)

// Relations of customers and owners, beside RelRetryVerification and RelRetryWithFullSSN.
const (
	relVerify         = "verify-with-document"
	relVerifyBusiness = "verify-business-with-document"
	relVerifyBoth     = "verify-controller-and-business-with-document"
	relUploadDBA      = "upload-dba-document"
	relUploadEIN      = "upload-ein-document"
	relUpdate         = "update-customer"
	relSend           = "send"
	relCertify        = "certify-beneficial-ownership"
)

// documentRelations are those by which Dwolla says that it takes a document.
var documentRelations = []string{relVerify, relVerifyBusiness, relVerifyBoth, relUploadDBA, relUploadEIN}

// maxLink bounds the links that are shown.
const maxLink = 512

// How each of these is met, in terms of the API.
const (
	actionKBA = "Have the person answer Dwolla's questions with: kubectl bonafide kba NAME (NAME is this " +
		"VerifiedCustomer's). There is one attempt of two minutes, and three of the four answers must be right."
	actionContact = "Ask Dwolla's support about this customer: only Dwolla can lift the suspension."
	actionUpgrade = "Upgrade the customer with your own software: POST /customers/{id} at Dwolla, with type personal or business and all " +
		"that it asks for of such a customer (one of type receive-only with type unverified before). Status follows by itself."
	actionSupport = "Ask Dwolla's support about this customer."
	actionUnknown = "Look at the customer in Dwolla's dashboard."
	// actionLater begins what can only be done in another status, and actionWithoutController is what is
	// left where a correction is of the business alone.
	actionLater             = "Dwolla takes no such change in this status: "
	actionWithoutController = "Ask Dwolla's support about this customer: the correction that Dwolla now takes is of the business " +
		"alone, without the controller's data."

	actionWholeSSN  = "set the key ssn of the Secret named by {secret} to the full nine digits; the operator submits once."
	actionRecords   = "Correct spec.business wherever it differs from public records"
	actionPerson    = "Correct {individual} wherever it differs from the identity document, and "
	actionCompanyID = actionPerson + "set the key ssn of the Secret named by {secret} to the full nine digits, or " +
		"passportNumber and passportCountry of a person without an SSN; the operator submits once."
)

// needs are what Dwolla waits for: what the status itself asks for first, then the directives that
// say more. Where a directive says which document of somebody is wanted, the status's own word for
// it is left out. docs are the documents that were uploaded.
func needs(c *Customer, status string, docs []Document) []need {
	p := partiesOf(c)
	var said []need
	for _, d := range c.Embedded.Directives {
		said = append(said, d.need(c, p).again(docs, p))
	}
	var out []need
	switch status {
	case StatusRetry:
		out = retryNeeds(c, p)
	case StatusKBA:
		out = append(out, advice{code: codeKBA, action: actionKBA,
			message: "Dwolla has questions that only the person can answer (knowledge-based authentication)."}.need(p, ""))
	case StatusDocument:
		out = slices.DeleteFunc(uploadNeeds(c, p, docs, len(said) > 0), func(n need) bool {
			return slices.ContainsFunc(said, func(s need) bool { return s.document == n.document && s.Subject == n.Subject })
		})
	case StatusUnverified:
		// Whether it is a person or a business shows only once it is upgraded.
		out = append(out, need{Requirement: provider.Requirement{Code: codeUpgrade, Action: actionUpgrade,
			Message: "Dwolla verifies nobody that it holds as unverified."}})
	case StatusSuspended:
		if !slices.ContainsFunc(said, func(s need) bool { return s.waits }) {
			out = append(out, advice{code: codeContact, message: "Dwolla suspended the customer.", action: actionContact}.need(p, ""))
		}
	}
	for _, s := range said {
		same := func(o need) bool {
			return o.Code == s.Code && o.Subject == s.Subject && (o.Code != codeUnknown || o.Message == s.Message)
		}
		if !slices.ContainsFunc(out, same) {
			out = append(out, s)
		}
	}
	return out
}

// fullSSN asks for the individual's data again, with the whole SSN.
func fullSSN(p parties) advice {
	a := advice{code: codeRetry, subject: theIndividual, message: "Dwolla needs all nine digits of the {noun}'s SSN.",
		action: actionPerson + actionWholeSSN}
	if p == partiesOfCompany {
		a.action = actionCompanyID
	}
	return a
}

// retryNeeds say what the one resubmission has to have, by the links of the customer.
func retryNeeds(c *Customer, p parties) []need {
	if !mayRetry(c) {
		return []need{advice{code: codeContact, message: "Dwolla could not verify the customer, and offers no resubmission.",
			action: actionSupport}.need(p, "")}
	}
	link := linkOf(c.Links, RelRetryWithFullSSN, RelRetryVerification)
	switch p {
	case partiesOfPerson:
		return []need{advice{code: codeRetry, action: actionPerson + actionWholeSSN,
			message: "Dwolla could not verify the customer with what was submitted. It takes one corrected submission, " +
				"with all nine digits of the SSN."}.need(p, link)}
	case partiesOfSole:
		return []need{advice{code: codeRetry, subject: theIndividual, action: actionRecords + ", and " + actionWholeSSN,
			message: "Dwolla could not verify the business or its owner with what was submitted. It takes one corrected " +
				"submission, with all nine digits of the owner's SSN."}.need(p, link)}
	}
	var out []need
	if wantsController(c) {
		out = append(out, advice{code: codeRetry, subject: theIndividual, action: actionCompanyID,
			message: "Dwolla could not verify the controller with what was submitted. It takes one corrected submission of " +
				"the business and its controller, with all nine digits of the controller's SSN."}.need(p, link))
	}
	if len(out) == 0 || c.Links.Has(RelRetryVerification) {
		out = append(out, advice{code: codeRetryBusiness, action: actionRecords + "; the operator submits once.",
			message: "Dwolla could not verify the business with what was submitted. It takes one corrected submission.",
		}.need(p, linkOf(c.Links, RelRetryVerification, RelRetryWithFullSSN)))
	}
	return out
}

// uploadNeeds say whose documents are wanted, by the links of the customer. Where no link says, the
// directives do if there are any, and otherwise the customer itself is meant.
func uploadNeeds(c *Customer, p parties, docs []Document, directed bool) []need {
	individual := c.Links.Has(relVerify, relVerifyBoth)
	business := c.Links.Has(relVerifyBusiness, relVerifyBoth)
	dba := c.Links.Has(relUploadDBA)
	switch {
	case p == partiesOfPerson:
		individual, business, dba = true, false, false
	case !individual && !business && !dba && !directed:
		business = true
	}
	var out []need
	add := func(wanted bool, a advice, relations ...string) {
		if wanted {
			out = append(out, a.need(p, linkOf(c.Links, relations...)).again(docs, p))
		}
	}
	add(individual, advice{code: codeUpload, subject: theIndividual, action: actionIdentityDocument, document: identityDocument,
		message: "Dwolla needs a document to verify the {noun}."}, relVerify, relVerifyBoth)
	add(business, advice{code: codeUpload, action: "Add a document that shows the name and the address of the business, or the " +
		"letter of the IRS that confirms the EIN, to spec.documents: type Other, subject Business," + actionSource,
		message: "Dwolla needs a document to verify the business.", document: businessDocument}, relVerifyBusiness, relVerifyBoth)
	add(dba, dbaDocument, relUploadDBA)
	return out
}

// again tells what became of the last document of the same kind.
func (n need) again(docs []Document, p parties) need {
	if n.document == noDocument {
		return n
	}
	switch last := newestOf(docs, p, n.document); {
	case last == nil || last.UnderReview():
	case last.Rejected():
		n.Message += " It rejected the last one: " + last.failure() + "."
	default:
		n.Message += " The last one did not suffice."
	}
	return n
}

// linkOf is the address of the first of the relations that the links have, if it is one that may
// stand in a status: http or https, and nothing but a host and a path.
func linkOf(links Links, relations ...string) string {
	for _, relation := range relations {
		l, ok := links[relation]
		if !ok || len(l.Href) > maxLink {
			continue
		}
		u, err := url.Parse(l.Href)
		if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" &&
			u.User == nil && u.RawQuery == "" && u.Fragment == "" {
			return l.Href
		}
	}
	return ""
}
