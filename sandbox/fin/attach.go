package fin

import (
	"net/http"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// Sections of documents, as in attaches and in requests for information (reference 12, 13).
const (
	sectionIdentifying = "identifying_documents"
	sectionAddress     = "address_documents"
	sectionSupporting  = "supporting_documents"
	sectionFormation   = "formation_documents"
	sectionOwnership   = "ownership_documents"
	sectionIdentity    = "proof_of_identity"
	sectionResidence   = "proof_of_address"
	sectionTOS         = "tos_policies_value"
	sectionParties     = "associated_party_attachments"
)

// Types of documents that have rules of their own.
const (
	docPassport   = "PASSPORT"
	docNationalID = "NATIONAL_ID"
	docLicence    = "DRIVERS_LICENSE"
	docResidence  = "RESIDENCE_PERMIT"
	docPermanent  = "PERMANENT_RESIDENCY_ID"
	docSelfie     = "SELFIE"
)

var (
	addressTypes = []string{"UTILITY_BILL", "GOVERNMENT_LETTER", "BANK_STATEMENT"}
	side         = input.OneOf(sideFront, sideBack)
)

// Sides of a document.
const (
	sideFront = "FRONT"
	sideBack  = "BACK"
)

// attachment is what a request attaches, while it is read.
type attachment struct {
	documents []document
	seen      map[string]bool // URIs
	foreign   bool            // a URI is not the customer's
	terms     bool            // they are accepted
	// whose may tell whether a URI is the customer's.
	whose func(uri string) bool
}

// attachmentFor begins to read what is attached to a customer. The state is locked until it is read.
func (a *API) attachmentFor(c *customer) *attachment {
	return &attachment{seen: make(map[string]bool), whose: func(uri string) bool {
		f, ok := a.files[uri]
		return ok && f.customer == c
	}}
}

// files reads the list of files of a document, of which there must be one, or a front and a back. Unless it is
// a selfie's, none may occur in the request twice.
func (t *attachment) files(in *input.Object, twoSided, once bool) []string {
	var uris, sides []string
	for _, f := range in.Objects("files", 1) {
		if uri := t.file(f, once); uri != "" {
			uris, sides = append(uris, uri), append(sides, f.Optional("side", side))
		}
	}
	slices.Sort(sides)
	switch {
	case len(uris) == 0:
	case twoSided && !slices.Equal(sides, []string{sideBack, sideFront}):
		in.Fail("files", "must have one FRONT and one BACK")
	case !twoSided && len(uris) != 1:
		in.Fail("files", "must have exactly one file")
	}
	return uris
}

// anyFiles reads a list of files without sides.
func (t *attachment) anyFiles(in *input.Object) []string {
	var uris []string
	for _, f := range in.Objects("files", 1) {
		if uri := t.file(f, true); uri != "" {
			uris = append(uris, uri)
		}
	}
	return uris
}

// file reads which file of the customer's a document consists of.
func (t *attachment) file(in *input.Object, once bool) string {
	uri := in.Required("uri")
	switch {
	case uri == "":
		return ""
	case !t.whose(uri):
		t.foreign = true
		in.Fail("uri", "does not belong to the customer")
	case once && t.seen[uri]:
		in.Fail("uri", "must be unique within the request")
	}
	t.seen[uri] = t.seen[uri] || once
	return uri
}

func (t *attachment) add(section, documentType, party string, uris []string) {
	t.documents = append(t.documents, document{section, documentType, party, uris})
}

// readTOS reads the value that stands for the accepted terms of a customer.
func (t *attachment) readTOS(in *input.Object, c *customer) {
	if v := in.Required(sectionTOS); v != "" && !strings.EqualFold(v, c.tos) {
		in.Fail(sectionTOS, "is not the customer's")
	}
	t.terms = true
}

// attachBusiness serves POST /v2/customers/{id}/business/attach (reference 12.3).
func (a *API) attachBusiness(w http.ResponseWriter, c *customer, in *input.Object) *apiError {
	switch {
	case c.kind != typeBusiness:
		return errNotBusiness
	case !slices.Contains([]string{statusIncomplete, statusActionRequired, statusPartiesRemaining}, c.status):
		return errOutOfSeason
	}
	t := a.attachmentFor(c)
	t.readTOS(in, c)
	for _, section := range businessSections {
		t.readBusinessDocuments(in, section)
	}
	if len(t.documents) == 0 && len(in.Problems()) == 0 {
		in.Fail(sectionFormation, "at least one document is required")
	}
	if err := errFields(in.Problems()); err != nil {
		return err
	}
	a.accept(c, t)
	return writeData(w, struct{}{})
}

var businessSections = []string{sectionFormation, sectionOwnership, sectionSupporting}

// businessTypes are the types of a business's documents, by section (reference 12.3).
var businessTypes = map[string][]string{
	sectionFormation: {
		"REGISTRATION_DOCUMENT", "CONSTITUTIONAL_DOCUMENT", "FORMATION_DOCUMENT", "PROOF_OF_TAX_IDENTIFICATION",
		docDirectors,
	},
	sectionOwnership: {"OWNERSHIP_INFORMATION", "OWNERSHIP_CHART", "PROOF_OF_SIGNATORY_AUTHORITY"},
	sectionSupporting: {
		"SHAREHOLDER_REGISTER", "PROOF_OF_NATURE_OF_BUSINESS", "PROOF_OF_ENTITY_NAME_CHANGE", "CERT_OF_INCUMBENCY",
		"PROOF_OF_SOURCE_OF_FUNDS", "PROOF_OF_SOURCE_OF_WEALTH", "AML_COMFORT_LETTER", "MARKETING_MATERIALS",
		"TAX_EXEMPT_ENTITY_CONFIRMATION", "E_SIGNATURE_CERTIFICATE", "FLOW_OF_FUNDS",
		"PROOF_OF_NATURE_OF_BUSINESS_LICENSE", "PROOF_OF_NATURE_OF_BUSINESS_AML_POLICY",
		"EVIDENCE_OF_GOOD_STANDING", "PROOF_OF_ACCOUNT_PURPOSE", "PROOF_OF_ADDRESS", "OTHER",
	},
}

const docDirectors = "EVIDENCE_OF_DIRECTORS_AND_CONTROLLERS"

func (t *attachment) readBusinessDocuments(in *input.Object, section string) {
	for _, doc := range in.Objects(section, 0) {
		kind := doc.Required("type", input.OneOf(businessTypes[section]...))
		doc.Optional("description")
		t.add(section, kind, "", t.anyFiles(doc))
	}
}

// missing are the documents of a business that reference 12.3 asks for and that were never attached, as
// section and type.
func (c *customer) missing() [][2]string {
	if c.entityType != entityLLC && c.entityType != entityCorporation {
		return nil
	}
	wanted := [][2]string{
		{sectionFormation, "REGISTRATION_DOCUMENT"}, {sectionFormation, "CONSTITUTIONAL_DOCUMENT"},
		{sectionOwnership, "PROOF_OF_SIGNATORY_AUTHORITY"}, {sectionSupporting, "PROOF_OF_ADDRESS"},
		{sectionSupporting, "PROOF_OF_SOURCE_OF_FUNDS"}, {sectionSupporting, "SHAREHOLDER_REGISTER"},
		{sectionSupporting, "CERT_OF_INCUMBENCY"}, {sectionSupporting, "E_SIGNATURE_CERTIFICATE"},
	}
	if c.country != "USA" {
		wanted = append(wanted, [2]string{sectionFormation, docDirectors})
	}
	return slices.DeleteFunc(wanted, func(one [2]string) bool {
		return slices.ContainsFunc(c.documents, func(d document) bool {
			return d.section == one[0] && d.documentType == one[1]
		})
	})
}
