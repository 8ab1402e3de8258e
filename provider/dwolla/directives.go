package dwolla

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// The kinds of documents that meet requirements.
const (
	noDocument       = provider.DocumentKind("")
	identityDocument = provider.DocumentOfIdentity
	businessDocument = provider.DocumentOfBusiness
)

// need is a requirement with what this package knows of it besides.
type need struct {
	provider.Requirement
	// document is the kind of document without which it is not met; Requirement.Document may also be one
	// that does as well.
	document provider.DocumentKind
	// waits: nobody at the customer's end can do anything about it.
	waits bool
	// updates are the fields that Dwolla lets change for it in status document.
	updates []provider.FieldPath
}

// The subjects of advice that depend on the customer.
const (
	theCustomer   provider.Subject = ""
	theIndividual provider.Subject = "the individual"
)

// data are what advice asks to change, as far as an update has it (API reference, Customers › Update).
type data int

const (
	otherData data = iota
	anAddress
	theDBA
)

// advice is what a directive's code means and how it is met. Its texts are filled in by
// parties.says.
type advice struct {
	code    string
	subject provider.Subject
	message string
	// action says what to do where no data are to change: see change.
	action   string
	document provider.DocumentKind
	waits    bool

	// change says which data to change, and data what these are; proof, if there is one, which document
	// does as well.
	change, proof string
	data          data
}

const (
	actionSource           = " and source.secretKeyRef, the Secret and the key that hold the file (.pdf, .jpg or .png, up to 10 MB)."
	actionBusinessDocument = "Add it to spec.documents: type Other, subject Business," + actionSource
	actionDBADocument      = "Add it to spec.documents: type Other, subject DBA," + actionSource
	actionIdentityDocument = "Add to spec.documents a colour image (.jpg or .png, up to 10 MB) of the front of the {noun}'s valid passport, " +
		"license or state ID card: type Passport, License or IDCard, subject {subject}, and source.secretKeyRef, the " +
		"Secret and the key that hold the file."

	changeAddress = "set spec.business.address to the address of the business in public records"
	changeHome    = "set {home} to where the {noun} lives"
	proofAddress  = "add a proof of the address to spec.documents: type Other, subject Business," + actionSource
	proofOther    = "add another document to spec.documents: type Other, subject Business," + actionSource
	proofDBA      = "add another document to spec.documents: type Other, subject DBA," + actionSource
)

// directives by code (guide Business Verified Customer › Handle verification statuses, and Dwolla's
// changelog of 2021-10-07 and 2025-05-15; ControllerNonResidential is the Sandbox's name for
// ResidentialAddressRequired). Their texts are ours, since Dwolla's are not stable.
var directives = map[string]advice{
	"poboxnotallowed": {code: "POBoxNotAllowed", message: "Dwolla does not verify an address that is a PO box.",
		change: "replace the PO box in {data}.address by a street address", data: anAddress},
	"addressnotassociatedwithbusiness": {code: "AddressNotAssociatedWithBusiness", subject: provider.SubjectBusiness,
		message: "The address is not one of the business in public records.",
		change:  changeAddress, proof: proofAddress, data: anAddress},
	"residentialaddressrequired": {code: "ResidentialAddressRequired", subject: theIndividual,
		message: "The {noun}'s address is not residential.", change: changeHome, data: anAddress},
	"controllernonresidential": {code: "ResidentialAddressRequired", subject: theIndividual,
		message: "The {noun}'s address is not residential.", change: changeHome, data: anAddress},
	"additionalreviewrequired": {code: codeReview, message: "Dwolla reviews the customer by hand.",
		action: "Wait: the review takes two to three business days.", waits: true},
	"einmismatch": {code: "EINMismatch", subject: provider.SubjectBusiness,
		message: "The EIN differs from the one on the document.",
		change:  "set the key ein of the Secret named by spec.business.identitySecretRef to the EIN on the document", proof: proofOther},
	"legaldbamismatch": {code: "LegalDBAMismatch", subject: provider.SubjectBusiness,
		message: "The name of the business and its DBA both differ from the document.",
		change:  "set spec.business.name and spec.business.doingBusinessAs to what the document says", proof: proofOther},
	"businessdbamismatch": {code: "BusinessDBAMismatch", subject: provider.SubjectDBA,
		message: "The DBA of the business differs from the document.",
		change:  "set spec.business.doingBusinessAs to what the document says", proof: proofDBA, data: theDBA},
	"businessnamemismatch": {code: "BusinessNameMismatch", subject: provider.SubjectBusiness,
		message: "The legal name of the business differs from the document.",
		change:  "set spec.business.name to what the document says", proof: proofOther},
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
		message: "The address of the business is a co-working space.", change: changeAddress, proof: proofAddress, data: anAddress},
	"registeredagentaddressnotallowed": {code: "RegisteredAgentAddressNotAllowed", subject: provider.SubjectBusiness,
		message: "The address of the business belongs to a registered agent.",
		change:  "set spec.business.address to where the business itself is", data: anAddress},
	"sosnotingoodstanding": {code: "SOSNotInGoodStanding", subject: provider.SubjectBusiness,
		message: "The Secretary of State does not list the business in good standing.",
		change:  "restore the good standing of the business, or correct spec.business"},
	"sosstatemismatch": {code: "SOSStateMismatch", subject: provider.SubjectBusiness,
		message: "The business is not registered in the state of its address.",
		change:  "set spec.business.address to the state of registration", data: anAddress},
	"foreignpassportnumberrequired": {code: "ForeignPassportNumberRequired", subject: theIndividual,
		message: "Dwolla needs the passport number of the {noun}.",
		change:  "set passportNumber and passportCountry in the Secret named by {secret}"},
}

// need reads a directive. The code Required stands for several things, and only the relation of its
// link tells which.
func (d Directive) need(c *Customer, p parties) need {
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
		a = d.unknown()
	}
	n := a.need(p, linkOf(d.Links, RelRetryWithFullSSN, RelRetryVerification, relUploadDBA, relUploadEIN, relUpdate))
	if a.change != "" {
		d.offer(&n, a, c, p)
	}
	return n
}

// relationForm is what a relation may look like that is shown.
var relationForm = regexp.MustCompile(`^[a-z][a-z-]{0,63}$`)

// unknown is the advice of a directive that this package does not know: it has Dwolla's own words for it, as far
// as they are mere words.
func (d Directive) unknown() advice {
	a := advice{code: codeUnknown, message: "Dwolla wants something more of this customer", action: actionUnknown}
	if code := transport.Word(d.Code).Code(); code != "" {
		a.message += ", which it calls " + code
	}
	for _, relation := range slices.Sorted(maps.Keys(d.Links)) {
		if relationForm.MatchString(relation) {
			a.message += " (link " + relation + ")"
			break
		}
	}
	a.message += "."
	return a
}

// offer says how a need is met that is about data: by changing them where Dwolla takes them, and in any case
// by the document that does as well.
func (d Directive) offer(n *need, a advice, c *Customer, p parties) {
	open := strings.EqualFold(c.Status, StatusDocument)
	if open && d.Links.Has(relUpdate) {
		n.updates = updatesOf(a, p)
	}
	if a.proof != "" && (open || d.Links.Has(documentRelations...)) {
		n.Requirement.Document = businessDocument
	}
	change, proof := p.says(a.change), ""
	if n.Requirement.Document != noDocument {
		proof = a.proof
	}
	switch {
	case takes(c, a, p) || len(n.updates) > 0:
		n.Action = capital(alternatives(change, proof))
	case open:
		n.Action = actionLater + alternatives("have the customer put back into status retry, in Dwolla's dashboard or by its support, and "+change, proof)
	case strings.EqualFold(c.Status, StatusRetry):
		n.Action = actionWithoutController
	default:
		n.Action = actionSupport
	}
}

// alternatives are a thing to do, and the document that does as well if there is one, as a part of a sentence.
func alternatives(change, proof string) string {
	if proof == "" {
		return change + "."
	}
	return change + "; or " + proof
}

// takes tells whether the resubmission of a customer in status retry has the data that advice is about. In
// status document Dwolla takes no data, but for what a directive has the link update-customer for.
func takes(c *Customer, a advice, p parties) bool {
	if !strings.EqualFold(c.Status, StatusRetry) {
		return false
	}
	return a.subject != theIndividual || p != partiesOfCompany || wantsController(c)
}

// updatesOf are the fields of advice that an update has. None has the controller's.
func updatesOf(a advice, p parties) []provider.FieldPath {
	switch {
	case a.data == theDBA:
		return []provider.FieldPath{businessDBA}
	case a.data != anAddress || a.subject == theIndividual && p == partiesOfCompany:
		return nil
	case p == partiesOfPerson:
		return addressFields
	}
	return businessAddress
}

var dbaDocument = advice{code: codeUpload, subject: provider.SubjectDBA,
	message: "Dwolla needs a proof of the DBA (doing business as) name.",
	action:  actionDBADocument, document: businessDocument}

// need fills the advice in for a customer.
func (a advice) need(p parties, link string) need {
	n := need{document: a.document, waits: a.waits, Requirement: provider.Requirement{
		Code: a.code, Message: p.says(a.message), Action: p.says(a.action), Subject: a.subject, Link: link, Document: a.document,
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
