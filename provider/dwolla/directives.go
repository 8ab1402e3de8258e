package dwolla

import "github.com/bonafide-dev/bonafide/provider"

// advice is what a directive's code means and how it is met.
type advice struct {
	code    string
	subject provider.Subject
	message string
	action  string
}

const (
	actionBusinessAddress = "Set spec.business.address to the address of the business in public records, or upload a " +
		"proof of the address in Dwolla's dashboard."
	actionBusinessDocument = "Upload it in Dwolla's dashboard, or with POST /customers/{id}/documents of its API."
	actionBusinessData     = "Set spec.business to what the document says."
)

// directives by code (guide Business Verified Customer › Handle verification statuses, and Dwolla's
// changelog of 2021-10-07 and 2025-05-15; ControllerNonResidential is the Sandbox's name for
// ResidentialAddressRequired). Their texts are ours, since Dwolla's are not stable.
var directives = map[string]advice{
	"poboxnotallowed": {"POBoxNotAllowed", "", "Dwolla does not verify an address that is a PO box.",
		"Replace the PO box in the address of spec by a street address."},
	"addressnotassociatedwithbusiness": {"AddressNotAssociatedWithBusiness", provider.SubjectBusiness,
		"The address is not one of the business in public records.", actionBusinessAddress},
	"residentialaddressrequired": {"ResidentialAddressRequired", provider.SubjectController,
		"The controller's address is not residential.",
		"Set spec.business.controller.address to where the controller lives."},
	"controllernonresidential": {"ResidentialAddressRequired", provider.SubjectController,
		"The controller's address is not residential.",
		"Set spec.business.controller.address to where the controller lives."},
	"additionalreviewrequired": {"AdditionalReviewRequired", "", "Dwolla reviews the customer by hand.",
		"Wait: the review takes two to three business days."},
	"einmismatch": {"EINMismatch", provider.SubjectBusiness, "The EIN differs from the one on the document.",
		"Set the key ein of the Secret named by spec.business.identitySecretRef to the EIN on the document."},
	"legaldbamismatch": {"LegalDBAMismatch", provider.SubjectBusiness,
		"The name of the business and its DBA both differ from the document.", actionBusinessData},
	"businessdbamismatch": {"BusinessDBAMismatch", provider.SubjectDBA,
		"The DBA of the business differs from the document.", actionBusinessData},
	"businessnamemismatch": {"BusinessNameMismatch", provider.SubjectBusiness,
		"The legal name of the business differs from the document.", actionBusinessData},
	"businessaddressdocrequired": {"BusinessAddressDocRequired", provider.SubjectBusiness,
		"Dwolla needs a proof of the address of the business.", actionBusinessDocument},
	"eindocumentrequired": {"EINDocumentRequired", provider.SubjectBusiness,
		"Dwolla needs the letter of the IRS that confirms the EIN.", actionBusinessDocument},
	"businessformationdocrequired": {"BusinessFormationDocRequired", provider.SubjectBusiness,
		"Dwolla needs the formation documents of the business.", actionBusinessDocument},
	"personalidrequired": {"PersonalIDRequired", "", "Dwolla needs an identity document of the person.", actionUpload},
	"coworkingaddress": {"CoWorkingAddress", provider.SubjectBusiness,
		"The address of the business is a co-working space.", actionBusinessAddress},
	"registeredagentaddressnotallowed": {"RegisteredAgentAddressNotAllowed", provider.SubjectBusiness,
		"The address of the business belongs to a registered agent.",
		"Set spec.business.address to where the business itself is."},
	"sosnotingoodstanding": {"SOSNotInGoodStanding", provider.SubjectBusiness,
		"The Secretary of State does not list the business in good standing.",
		"Restore the good standing of the business, or correct spec.business."},
	"sosstatemismatch": {"SOSStateMismatch", provider.SubjectBusiness,
		"The business is not registered in the state of its address.",
		"Set spec.business.address to the state of registration."},
	"foreignpassportnumberrequired": {"ForeignPassportNumberRequired", provider.SubjectController,
		"Dwolla needs the passport number of the controller.",
		"Set passportNumber and passportCountry in the Secret named by spec.business.controller.identitySecretRef."},
}

// requirement reads a directive. The code Required stands for several things, and only the relation
// of its link tells which.
func (d Directive) requirement(subject provider.Subject) provider.Requirement {
	key := word(d.Code).key()
	a, known := directives[key]
	switch {
	case known:
	case key == "required" && d.Links.Has(RelRetryWithFullSSN):
		a = advice{codeRetry, "", "Dwolla needs all nine digits of the SSN.", actionRetry}
		if subject == provider.SubjectBusiness {
			a.subject = provider.SubjectController
			a.action = "Set the key ssn of the Secret named by spec.business.controller.identitySecretRef to the full " +
				"nine digits; the operator submits once."
		}
	case key == "required" && d.Links.Has("upload-dba-document"):
		a = advice{codeUpload, provider.SubjectDBA, "Dwolla needs a proof of the DBA (doing business as) name.",
			actionBusinessDocument}
	case key == "required" && d.Links.Has("upload-ein-document"):
		a = directives["eindocumentrequired"]
	default:
		a = advice{codeUnknown, "", "Dwolla wants something more of this customer.", actionUnknown}
	}
	if a.subject == "" {
		a.subject = subject
	}
	return provider.Requirement{
		Code: a.code, Message: a.message, Action: a.action, Subject: a.subject, Link: d.link(),
	}
}

// link is the address of what resolves the directive, whichever relation names it.
func (d Directive) link() string {
	for _, relation := range []string{
		RelRetryWithFullSSN, RelRetryVerification, "upload-dba-document", "upload-ein-document", "update-customer",
	} {
		if href := linkOf(d.Links, relation); href != "" {
			return href
		}
	}
	return ""
}
