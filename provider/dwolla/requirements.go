package dwolla

import (
	"net/url"
	"slices"

	"github.com/bonafide-dev/bonafide/provider"
)

// The codes of what a customer's status itself asks for.
const (
	codeRetry   = "RetryWithFullSSN"
	codeUpload  = "UploadDocument"
	codeKBA     = "AnswerKBA"
	codeContact = "ContactProvider"
	// A business has no SSN; where its controller's is wanted, a directive says so.
	codeRetryBusiness = "RetryVerification"
	codeUnknown       = "ProviderDirective"
)

// How each of these is met, in terms of the VerifiedCustomer API.
const (
	actionRetry = "Correct spec.personal wherever it differs from the identity document, and set the key ssn of the " +
		"Secret named by spec.personal.identitySecretRef to the full nine digits; the operator submits once."
	actionUpload = "Upload a colour image (.jpg or .png, up to 10 MB) of the front of a valid passport, license or state " +
		"ID card of the person: in Dwolla's dashboard, or with POST /customers/{id}/documents of its API."
	actionKBA = "Have the person answer Dwolla's questions in your application (POST /customers/{id}/kba of its API " +
		"begins the quiz): there is one attempt, and three of the four answers must be right."
	actionContact = "Ask Dwolla's support about this customer: only Dwolla can lift the suspension."
	actionUnknown = "Look at the customer in Dwolla's dashboard."
)

// requirements are what Dwolla waits for: what the status itself asks for first, then the directives
// that say more. newest is the document that was uploaded last.
func requirements(c *Customer, status string, newest *Document) []provider.Requirement {
	subject := provider.SubjectPerson
	if c.Type == TypeBusiness {
		subject = provider.SubjectBusiness
	}
	var out []provider.Requirement
	switch status {
	case StatusRetry:
		out = append(out, retryRequirement(c, subject))
	case StatusKBA:
		out = append(out, provider.Requirement{
			Code:    codeKBA,
			Message: "Dwolla has questions that only the person can answer (knowledge-based authentication).",
			Action:  actionKBA, Subject: subject,
		})
	case StatusDocument:
		out = append(out, uploadRequirement(c, subject, newest))
	case StatusSuspended:
		out = append(out, provider.Requirement{
			Code: codeContact, Message: "Dwolla suspended the customer.", Action: actionContact, Subject: subject,
		})
	}
	for _, d := range c.Embedded.Directives {
		r := d.requirement(subject)
		same := func(o provider.Requirement) bool { return o.Code == r.Code && o.Subject == r.Subject }
		if !slices.ContainsFunc(out, same) {
			out = append(out, r)
		}
	}
	return out
}

func retryRequirement(c *Customer, subject provider.Subject) provider.Requirement {
	if !mayRetry(c) {
		return provider.Requirement{
			Code:    codeContact,
			Message: "Dwolla could not verify the customer, and offers no resubmission.",
			Action:  "Ask Dwolla's support about this customer.",
			Subject: subject,
		}
	}
	link := linkOf(c.Links, RelRetryWithFullSSN, RelRetryVerification)
	if subject == provider.SubjectBusiness {
		return provider.Requirement{
			Code:    codeRetryBusiness,
			Message: "Dwolla could not verify the business with what was submitted. It takes one corrected submission.",
			Action:  "Correct spec.business wherever it differs from public records.",
			Subject: subject, Link: link,
		}
	}
	return provider.Requirement{
		Code: codeRetry,
		Message: "Dwolla could not verify the customer with what was submitted. It takes one corrected " +
			"submission, with all nine digits of the SSN.",
		Action:  actionRetry,
		Subject: subject,
		Link:    link,
	}
}

func uploadRequirement(c *Customer, subject provider.Subject, newest *Document) provider.Requirement {
	message, action := "Dwolla needs a document to verify the customer.", actionUpload
	if subject == provider.SubjectBusiness {
		action = actionBusinessDocument
	}
	switch {
	case newest == nil:
	case newest.Rejected():
		message = "Dwolla needs another document, for it rejected the last one: " + failureText(newest.FailureReason) + "."
	default:
		message = "Dwolla needs another document to verify the customer: the last one did not suffice."
	}
	return provider.Requirement{
		Code: codeUpload, Message: message, Action: action, Subject: subject,
		Link: linkOf(c.Links, "verify-with-document", "verify-business-with-document",
			"verify-controller-and-business-with-document", "upload-dba-document"),
	}
}

// failureTexts say why a document was rejected (API reference, Documents › Failure reasons; one of
// them only in the guide Personal Verified Customer).
var failureTexts = map[string]string{
	"businessdocnotsupported":   "it is not a business document that Dwolla takes",
	"businessnamemismatch":      "the name of the business on it differs from the one submitted",
	"businesstypemismatch":      "the type of the business on it differs from the one submitted",
	"foreignpassportnotallowed": "it is a foreign passport, and Dwolla takes US passports only",
	"scandobmismatch":           "the date of birth on it differs from the one submitted",
	"scanfailedother":           "it could not be accepted as genuine",
	"scanidexpired":             "it is expired, or its date of expiry cannot be seen",
	"scanidtypenotsupported":    "it is of a type that Dwolla does not take, such as a military ID",
	"scanidunrecognized":        "it was not recognised as an identity document",
	"scannamemismatch":          "the name on it differs from the one submitted",
	"scannotreadable":           "it is blurred, too dark, or hidden by glare",
	"scannotuploaded":           "the image did not arrive",
}

func failureText(reason string) string {
	if text, ok := failureTexts[word(reason).key()]; ok {
		return text
	}
	return "for a reason that Dwolla's dashboard tells"
}

// linkOf is the address of the first of the relations that the links have, if it is one that may
// stand in a status: http or https, and nothing but a host and a path.
func linkOf(links Links, relations ...string) string {
	for _, relation := range relations {
		l, ok := links[relation]
		if !ok || len(l.Href) > 512 {
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
