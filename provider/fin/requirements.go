package fin

import (
	"regexp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// The codes of requirements.
const (
	codeAttach  = "AttachDocuments"
	codeParties = "AttachPartyDocuments"
	codeUpload  = "UploadDocument"
	codeCorrect = "CorrectDocument"
	codeTax     = "CorrectTaxID"
	codeAnswer  = "AnswerQuestion"
	codeTerms   = "AcceptTerms"
	codeContact = "ContactProvider"
	codeUnknown = "ProviderDirective"
)

// How each is met.
const (
	actionAttach = "List an identity document and one of type ProofOfAddress (with the category UTILITY_BILL, GOVERNMENT_LETTER or " +
		"BANK_STATEMENT) under spec.documents, and say in spec.termsAcceptance who accepted Fin's terms and when."
	actionAttachBiz = "List the documents of the business under spec.documents (of type Incorporation, or with Fin's word for the kind as " +
		"category, like SHAREHOLDER_REGISTER) and an identity document under spec.documents of every BeneficialOwner, and say in " +
		"spec.termsAcceptance who accepted Fin's terms and when."
	actionParties = "List an identity document under spec.documents of every BeneficialOwner."
	actionParty   = "List an identity document under spec.documents of this BeneficialOwner. It is handed in with the business, " +
		"whose condition Synced says what is still missing."
	actionUpload = "List the document under spec.documents with another file, of the BeneficialOwner if it is an owner's: " +
		"category is Fin's word for its kind."
	actionCorrect = "Correct what the Secret of identitySecretRef says of the document (documentIssueDate, documentExpiryDate and the " +
		"like), or list another document under spec.documents."
	actionTerms   = "Have the customer read and accept Fin's terms, and say in spec.termsAcceptance who accepted them and when."
	actionAsk     = "Fin documents no way to answer this through its API: answer in its dashboard, or ask its support."
	actionContact = "Ask Fin's support about this customer."
	actionUnknown = "Look at the customer in Fin's dashboard."
)

// requirements are what Fin waits for of a customer: what the status itself asks for, the requests that are
// open, and what it says is wrong. Requests stay open after APPROVED too.
func requirements(c *Customer, status string) []provider.Requirement {
	var out []provider.Requirement
	subject := provider.SubjectPerson
	if c.Type == TypeBusiness {
		subject = provider.SubjectBusiness
	}
	switch status {
	case StatusIncomplete:
		out = append(out, incomplete(subject, c.TOSPoliciesURL))
	case StatusPartiesRemaining:
		out = append(out, provider.Requirement{
			Code: codeParties, Subject: provider.SubjectOwner, Action: actionParties,
			Message: "Fin has the documents of the business, and waits for those of its associated parties.",
		})
	}
	for _, r := range c.Requests {
		out = append(out, r.requirements(subject, c.TOSPoliciesURL)...)
	}
	if status == StatusRejected || status == StatusActionRequired {
		out = append(out, c.Rejection.requirements(subject, status)...)
	}
	if status == StatusActionRequired && len(out) == 0 {
		out = append(out, provider.Requirement{
			Code: codeUnknown, Subject: subject, Action: actionUnknown, Message: "Fin wants something, and does not say what.",
		})
	}
	return distinct(out)
}

func incomplete(subject provider.Subject, tosURL string) provider.Requirement {
	r := provider.Requirement{
		Code: codeAttach, Subject: subject, Action: actionAttach, Link: termsLink(tosURL),
		Message: "Fin verifies nobody before the documents are attached and the terms are accepted.",
	}
	switch subject {
	case provider.SubjectBusiness:
		r.Action = actionAttachBiz
	case provider.SubjectOwner:
		r.Action = actionParty
		r.Message = "Fin verifies no associated party before its documents are attached."
	}
	return r
}

// partyRequirements are what Fin waits for of one party.
func partyRequirements(c *Customer, p Party) []provider.Requirement {
	var out []provider.Requirement
	for _, r := range c.Requests {
		if r.about(p.ID) {
			out = append(out, r.requirements(provider.SubjectOwner, "")...)
		}
	}
	reading := partyReading(p.Verification.Status, c.Status, len(out) > 0)
	if reading == readings[StatusIncomplete] {
		out = append(out, incomplete(provider.SubjectOwner, ""))
	}
	if c.Rejection != nil {
		for _, remark := range c.Rejection.Parties {
			if strings.EqualFold(remark.ID, p.ID) {
				out = append(out, remarks(remark.Applicant, remark.Documents, provider.SubjectOwner)...)
			}
		}
	}
	if reading == readings[StatusRejected] && len(out) == 0 {
		out = append(out, provider.Requirement{
			Code: codeContact, Subject: provider.SubjectOwner, Action: actionContact,
			Message: "Fin rejected the associated party." + saying(p.Verification.Reason.ForCustomer),
		})
	}
	return distinct(out)
}

// isAboutParty tells whether an associated party is asked, be it one that is not named.
func (r Request) isAboutParty() bool {
	return r.PartyID != "" || strings.HasPrefix(strings.ToUpper(r.Scope), "ASSOCIATED")
}

// requirements are one for every field of every document that the request lists.
func (r Request) requirements(subject provider.Subject, tosURL string) []provider.Requirement {
	whose := ""
	if r.isAboutParty() {
		subject = provider.SubjectOwner
		if uuid.MatchString(r.PartyID) {
			whose = " of the associated party " + strings.ToLower(r.PartyID)
		}
	}
	var out []provider.Requirement
	for _, category := range r.Categories {
		for _, field := range category.filesFirst() {
			out = append(out, field.requirement(r.Section, category.DocumentType, whose, subject, tosURL))
		}
		if len(category.Fields) == 0 {
			out = append(out, RequestField{Name: "files", Status: FieldMissing}.
				requirement(r.Section, category.DocumentType, whose, subject, tosURL))
		}
	}
	if len(r.Categories) == 0 {
		message := "Fin requests something in the section " + wordOf(r.Section) + whose + "."
		if r.isUnread() {
			message = "Fin requests something, in a form that is on none of its pages."
		}
		out = append(out, provider.Requirement{Code: codeUnknown, Subject: subject, Action: actionUnknown, Message: message})
	}
	return out
}

// filesFirst are the fields with those of files before all others: whoever has to bring another file brings with it
// what is wrong of the rest. Fin's examples list them last.
func (c RequestCategory) filesFirst() []RequestField {
	fields := slices.Clone(c.Fields)
	slices.SortStableFunc(fields, func(a, b RequestField) int {
		switch {
		case a.isFile() == b.isFile():
			return 0
		case a.isFile():
			return -1
		}
		return 1
	})
	return fields
}

func (f RequestField) isFile() bool { return f.Name == "files" || f.DataType == "URI" }

func (f RequestField) requirement(
	section, document, whose string, subject provider.Subject, tosURL string,
) provider.Requirement {
	what := wordOf(document) + whose + " (" + wordOf(section) + ")"
	out := provider.Requirement{Subject: subject}
	switch {
	case section == SectionTOS || f.Name == SectionTOS:
		out.Code, out.Action, out.Link = codeTerms, actionTerms, termsLink(tosURL)
		out.Message = "Fin needs the acceptance of its terms."
		return out
	case section == SectionTaxInfo:
		out.Code, out.Action = codeTax, actionAsk
		out.Message = "Fin needs the field " + wordOf(f.Name) + " of the tax number " + what
	case f.isFile():
		out.Code, out.Action = codeUpload, actionUpload
		out.Message = "Fin needs " + f.side() + "the document " + what
	case f.isText():
		out.Code, out.Action = codeAnswer, actionAsk
		out.Message = "Fin needs an answer about " + what
	default:
		out.Code, out.Action = codeCorrect, actionCorrect
		out.Message = "Fin needs the field " + wordOf(f.Name) + " of " + f.side() + "the document " + what
	}
	out.Message += ": " + f.problem() + "." + saying(f.Reason)
	return out
}

func (f RequestField) side() string {
	switch f.Side {
	case SideFront:
		return "the front of "
	case SideBack:
		return "the back of "
	}
	return ""
}

func (f RequestField) problem() string {
	switch strings.ToUpper(f.Status) {
	case FieldMissing:
		return "it is missing"
	case FieldExpired:
		return "what it has is expired"
	case FieldInvalid:
		return "what it has is not valid"
	}
	return "what it has does not do"
}

// termsLink is the address of the terms as it may stand in a status: what Fin gives, if it is over https and has
// the value for their acceptance in its query.
func termsLink(tosURL string) string {
	if strings.HasPrefix(tosURL, "https://") && len(tosURL) <= maxURI && TOSValue(tosURL) != "" &&
		!strings.ContainsAny(tosURL, " <>\"\\@#") {
		return tosURL
	}
	return ""
}

// requirements are what a rejection says.
func (r *Rejection) requirements(subject provider.Subject, status string) []provider.Requirement {
	var out []provider.Requirement
	if r != nil {
		out = remarks(r.Applicant, r.Documents, subject)
		for _, p := range r.Parties {
			out = append(out, remarks(p.Applicant, p.Documents, provider.SubjectOwner)...)
		}
	}
	if status == StatusRejected {
		for i := range out {
			out[i].Code, out[i].Action = codeContact, actionContact
		}
		if len(out) == 0 {
			out = []provider.Requirement{{Code: codeContact, Subject: subject, Action: actionContact,
				Message: "Fin rejected the customer, and does not say why."}}
		}
	}
	return out
}

// remarks are the verdicts on somebody and on their documents.
func remarks(applicant *Remark, documents []DocumentRemark, subject provider.Subject) []provider.Requirement {
	var out []provider.Requirement
	for _, d := range documents {
		out = append(out, provider.Requirement{
			Code: codeUpload, Subject: subject, Action: actionUpload,
			Message: "Fin refuses a document (" + wordOf(d.Category) + "): " + labelled(d.Labels) + "." + saying(d.Comment),
		})
	}
	if applicant != nil {
		out = append(out, provider.Requirement{
			Code: codeUnknown, Subject: subject, Action: actionUnknown,
			Message: "Fin refuses what it was told: " + labelled(applicant.Labels) + "." + saying(applicant.Comment),
		})
	}
	return out
}

// labels in words of ours. Fin's own list is not documented; these are in its examples.
var labels = map[string]string{
	"LOW_QUALITY":                "the image is of low quality",
	"UNFILLED_ID":                "the document is not filled in",
	"DOCUMENT_TEMPLATE":          "it is a template and not a document",
	"NOT_DOCUMENT":               "it is not a document",
	"EXPIRATION_DATE":            "the document is expired, or its expiry date does not match",
	"PROBLEMATIC_APPLICANT_DATA": "the data does not match the documents",
	"DOCUMENT_MISSING":           "a document is missing",
}

func labelled(given []string) string {
	var words []string
	for _, l := range given {
		if text, ok := labels[l]; ok {
			words = append(words, text)
		} else if transport.Word(l).Code() != "" {
			words = append(words, l)
		}
	}
	if len(words) == 0 {
		return "no reason is given"
	}
	return strings.Join(words, "; ")
}

var plainWord = regexp.MustCompile(`^[A-Za-z][A-Za-z_]{0,63}$`)

// wordOf is one of Fin's open words (a section, a type of document, a field), if it is one.
func wordOf(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "of another kind"
}

const maxComment = 200

// saying quotes a comment of Fin's staff as far as it may be shown: such texts are written by hand and may quote
// what was submitted. The Client shows all of them.
func saying(comment string) string {
	comment = strings.ReplaceAll(pii.Scrub(comment, maxComment), `"`, "'")
	if comment == "" {
		return ""
	}
	return " Fin says: \"" + comment + "\""
}

// distinct leaves out what is there twice.
func distinct(all []provider.Requirement) []provider.Requirement {
	var out []provider.Requirement
	for _, r := range all {
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}
