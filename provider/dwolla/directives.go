package dwolla

import (
	"slices"

	"github.com/bonafide-dev/bonafide/provider"
)

// kind is the kind of document that meets a requirement.
type kind string

const (
	noDocument       kind = ""
	identityDocument kind = "identity"
	businessDocument kind = "business"
)

// need is a requirement with what this package knows of it besides.
type need struct {
	provider.Requirement
	document kind
	// waits: nobody at the customer's end can do anything about it.
	waits bool
}

// The subjects of advice that depend on the customer.
const (
	theCustomer   provider.Subject = ""
	theIndividual provider.Subject = "the individual"
)

// advice is what a directive's code means and how it is met. Its texts are filled in by
// parties.says.
type advice struct {
	code     string
	subject  provider.Subject
	message  string
	action   string
	document kind
	waits    bool
}

const (
	actionSource           = " and source.secretKeyRef, the Secret and the key that hold the file (.pdf, .jpg or .png, up to 10 MB)."
	actionBusinessDocument = "Add it to spec.documents: type Other, subject Business," + actionSource
	actionDBADocument      = "Add it to spec.documents: type Other, subject DBA," + actionSource
	actionIdentityDocument = "Add to spec.documents a colour image (.jpg or .png, up to 10 MB) of the front of the {noun}'s valid passport, " +
		"license or state ID card: type Passport, License or IDCard, subject {subject}, and source.secretKeyRef, the " +
		"Secret and the key that hold the file."
	actionBusinessAddress = "Set spec.business.address to the address of the business in public records, or add a proof " +
		"of the address to spec.documents: type Other, subject Business," + actionSource
	actionBusinessName = "Set spec.business.name to what the document says, or add another document to spec.documents: type " +
		"Other, subject Business," + actionSource
	actionHome = "Set {home} to where the {noun} lives."
)

// directives by code (guide Business Verified Customer › Handle verification statuses, and Dwolla's
// changelog of 2021-10-07 and 2025-05-15; ControllerNonResidential is the Sandbox's name for
// ResidentialAddressRequired). Their texts are ours, since Dwolla's are not stable.
var directives = map[string]advice{
	"poboxnotallowed": {code: "POBoxNotAllowed", message: "Dwolla does not verify an address that is a PO box.",
		action: "Replace the PO box in {data}.address by a street address."},
	"addressnotassociatedwithbusiness": {code: "AddressNotAssociatedWithBusiness", subject: provider.SubjectBusiness,
		message: "The address is not one of the business in public records.", action: actionBusinessAddress},
	"residentialaddressrequired": {code: "ResidentialAddressRequired", subject: theIndividual,
		message: "The {noun}'s address is not residential.", action: actionHome},
	"controllernonresidential": {code: "ResidentialAddressRequired", subject: theIndividual,
		message: "The {noun}'s address is not residential.", action: actionHome},
	"additionalreviewrequired": {code: codeReview, message: "Dwolla reviews the customer by hand.",
		action: "Wait: the review takes two to three business days.", waits: true},
	"einmismatch": {code: "EINMismatch", subject: provider.SubjectBusiness,
		message: "The EIN differs from the one on the document.",
		action:  "Set the key ein of the Secret named by spec.business.identitySecretRef to the EIN on the document."},
	"legaldbamismatch": {code: "LegalDBAMismatch", subject: provider.SubjectBusiness,
		message: "The name of the business and its DBA both differ from the document.",
		action:  "Set spec.business.name and spec.business.doingBusinessAs to what the document says."},
	"businessdbamismatch": {code: "BusinessDBAMismatch", subject: provider.SubjectDBA,
		message: "The DBA of the business differs from the document.",
		action:  "Set spec.business.doingBusinessAs to what the document says."},
	"businessnamemismatch": {code: "BusinessNameMismatch", subject: provider.SubjectBusiness,
		message: "The legal name of the business differs from the document.", action: actionBusinessName},
	"businessaddressdocrequired": {code: "BusinessAddressDocRequired", subject: provider.SubjectBusiness,
		message: "Dwolla needs a proof of the address of the business.",
		action:  actionBusinessDocument, document: businessDocument},
	"eindocumentrequired": {code: "EINDocumentRequired", subject: provider.SubjectBusiness,
		message: "Dwolla needs the letter of the IRS that confirms the EIN.",
		action:  actionBusinessDocument, document: businessDocument},
	"businessformationdocrequired": {code: "BusinessFormationDocRequired", subject: provider.SubjectBusiness,
		message: "Dwolla needs the formation documents of the business.",
		action:  actionBusinessDocument, document: businessDocument},
	"personalidrequired": {code: "PersonalIDRequired", subject: theIndividual,
		message: "Dwolla needs an identity document of the {noun}.",
		action:  actionIdentityDocument, document: identityDocument},
	"coworkingaddress": {code: "CoWorkingAddress", subject: provider.SubjectBusiness,
		message: "The address of the business is a co-working space.", action: actionBusinessAddress},
	"registeredagentaddressnotallowed": {code: "RegisteredAgentAddressNotAllowed", subject: provider.SubjectBusiness,
		message: "The address of the business belongs to a registered agent.",
		action:  "Set spec.business.address to where the business itself is."},
	"sosnotingoodstanding": {code: "SOSNotInGoodStanding", subject: provider.SubjectBusiness,
		message: "The Secretary of State does not list the business in good standing.",
		action:  "Restore the good standing of the business, or correct spec.business."},
	"sosstatemismatch": {code: "SOSStateMismatch", subject: provider.SubjectBusiness,
		message: "The business is not registered in the state of its address.",
		action:  "Set spec.business.address to the state of registration."},
	"foreignpassportnumberrequired": {code: "ForeignPassportNumberRequired", subject: theIndividual,
		message: "Dwolla needs the passport number of the {noun}.",
		action:  "Set passportNumber and passportCountry in the Secret named by {secret}."},
}

// need reads a directive. The code Required stands for several things, and only the relation of its
// link tells which.
func (d Directive) need(p parties) need {
	key := codeKey(d.Code)
	a, known := directives[key]
	switch {
	case known:
	case key == "required" && d.Links.Has(RelRetryWithFullSSN):
		a = fullSSN(p)
	case key == "required" && d.Links.Has(relUploadDBA):
		a = dbaDocument
	case key == "required" && d.Links.Has(relUploadEIN):
		a = directives["eindocumentrequired"]
	default:
		a = advice{code: codeUnknown, message: "Dwolla wants something more of this customer.", action: actionUnknown}
	}
	return a.need(p, linkOf(d.Links, RelRetryWithFullSSN, RelRetryVerification, relUploadDBA, relUploadEIN, "update-customer"))
}

var dbaDocument = advice{code: codeUpload, subject: provider.SubjectDBA,
	message: "Dwolla needs a proof of the DBA (doing business as) name.",
	action:  actionDBADocument, document: businessDocument}

// need fills the advice in for a customer.
func (a advice) need(p parties, link string) need {
	n := need{document: a.document, waits: a.waits, Requirement: provider.Requirement{
		Code: a.code, Message: p.says(a.message), Action: p.says(a.action), Subject: a.subject, Link: link,
	}}
	switch a.subject {
	case theCustomer:
		n.Subject = p.main
	case theIndividual:
		n.Subject = p.individual
	}
	return n
}

// scope is what the resubmission of a customer in status retry is of.
func scope(c *Customer) provider.CorrectionScope {
	if partiesOf(c) == partiesOfCompany && !wantsController(c) {
		return provider.CorrectsBusiness
	}
	return provider.CorrectsAll
}

// wantsController tells whether a business in status retry takes its controller again, which its links
// say (guide Business Verified Customer › Determining information needed to retry verification). No
// directive does but the one that asks for a passport: a controller who has one in the place of an SSN is
// resubmitted without that link.
func wantsController(c *Customer) bool {
	return c.Links.Has(RelRetryWithFullSSN) || wantsPassport(c) ||
		slices.ContainsFunc(c.Embedded.Directives, func(d Directive) bool { return d.Links.Has(RelRetryWithFullSSN) })
}

// wantsPassport tells whether a business in status retry wants the controller's passport.
func wantsPassport(c *Customer) bool {
	for _, d := range c.Embedded.Directives {
		if codeKey(d.Code) == "foreignpassportnumberrequired" {
			return true
		}
	}
	return false
}
