package fin

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// Types of documents by the list that they go into (pages Attach documents to an individual customer, to a
// business customer and to an associated party, all V2).
var (
	individualIdentity = []string{
		DocumentPassport, DocumentNationalID, DocumentDriversLicense, DocumentResidencePermit, DocumentSelfie,
	}
	individualAddress = []string{DocumentUtilityBill, DocumentGovernmentLetter, DocumentBankStatement}
	partyAddress      = append(slices.Clone(individualAddress),
		"PROOF_OF_TAX_IDENTIFICATION", "COURT_DOCUMENT", "INSURANCE_STATEMENT")
	partySupporting = []string{"MILITARY_ID", "MATRICULATE_ID", "STATE_OR_PROVINCIAL_ID", "VISA", "OTHER"}

	businessFormation = []string{
		"REGISTRATION_DOCUMENT", "CONSTITUTIONAL_DOCUMENT", "FORMATION_DOCUMENT", "PROOF_OF_TAX_IDENTIFICATION",
		"EVIDENCE_OF_DIRECTORS_AND_CONTROLLERS",
	}
	businessOwnership  = []string{"OWNERSHIP_INFORMATION", "OWNERSHIP_CHART", "PROOF_OF_SIGNATORY_AUTHORITY"}
	businessSupporting = []string{
		"SHAREHOLDER_REGISTER", "PROOF_OF_NATURE_OF_BUSINESS", "PROOF_OF_ENTITY_NAME_CHANGE", "CERT_OF_INCUMBENCY",
		"PROOF_OF_SOURCE_OF_FUNDS", "PROOF_OF_SOURCE_OF_WEALTH", "AML_COMFORT_LETTER", "MARKETING_MATERIALS",
		"TAX_EXEMPT_ENTITY_CONFIRMATION", "E_SIGNATURE_CERTIFICATE", "FLOW_OF_FUNDS", "PROOF_OF_NATURE_OF_BUSINESS_LICENSE",
		"PROOF_OF_NATURE_OF_BUSINESS_AML_POLICY", "EVIDENCE_OF_GOOD_STANDING", "PROOF_OF_ACCOUNT_PURPOSE",
		"PROOF_OF_ADDRESS", "OTHER",
	}
)

// sectionOf is the list of a business's attach that a type of document goes into; empty for an unknown
// type. No type is in two.
func sectionOf(documentType string) string {
	for section, types := range map[string][]string{
		SectionFormation: businessFormation, SectionOwnership: businessOwnership, SectionSupporting: businessSupporting,
	} {
		if slices.Contains(types, documentType) {
			return section
		}
	}
	return ""
}

// Add puts a document into the list that its type belongs to, and tells whether there is one. The list of
// PROOF_OF_ADDRESS and OTHER is that of supporting documents.
func (d *BusinessDocuments) Add(doc BusinessDocument) bool {
	switch sectionOf(doc.Type) {
	case SectionFormation:
		d.Formation = append(d.Formation, doc)
	case SectionOwnership:
		d.Ownership = append(d.Ownership, doc)
	case SectionSupporting:
		d.Supporting = append(d.Supporting, doc)
	default:
		return false
	}
	return true
}

// RequiredDocuments are the types that Fin asks of a kind of entity (guide Entity-wise document
// requirement); ok is false for those whose row of that page is not known.
func RequiredDocuments(entityType, countryOfIncorporation string) (types []string, ok bool) {
	if entityType != EntityLLC && entityType != EntityCorporation {
		return nil, false
	}
	types = []string{
		"REGISTRATION_DOCUMENT", "CONSTITUTIONAL_DOCUMENT", "PROOF_OF_SIGNATORY_AUTHORITY", "PROOF_OF_ADDRESS",
		"PROOF_OF_SOURCE_OF_FUNDS", "SHAREHOLDER_REGISTER", "CERT_OF_INCUMBENCY", "E_SIGNATURE_CERTIFICATE",
	}
	if countryOfIncorporation != "USA" {
		types = append(types, "EVIDENCE_OF_DIRECTORS_AND_CONTROLLERS")
	}
	return types, true
}

// Validate finds what Fin would refuse on the given day. residence is the customer's country of residence,
// which the address document has to be from; empty to leave that open.
func (d IndividualDocuments) Validate(today time.Time, residence string) []provider.FieldError {
	c := newChecks(today)
	identity, selfies := 0, 0
	for i, doc := range d.Identifying {
		in := c.each("identifying_documents", i)
		in.oneOf("type", doc.Type, individualIdentity...)
		if doc.Type == DocumentSelfie {
			selfies++
			in.oneFile(doc.Files)
			continue
		}
		identity++
		doc.validate(in, individualSides(doc.Type))
		in.licenceState(doc)
	}
	if identity != 1 {
		c.fail("identifying_documents", "has not exactly one document beside a selfie")
	}
	if selfies > 1 {
		c.fail("identifying_documents", "has more than one selfie")
	}
	if len(d.Address) != 1 {
		c.fail("address_documents", "has not exactly one document")
	}
	for i, doc := range d.Address {
		in := c.each("address_documents", i)
		in.oneOf("type", doc.Type, individualAddress...)
		if in.text("country", doc.Country, 0) && residence != "" && doc.Country != residence {
			in.fail("country", "is another than the customer's country of residence: give a document from there")
		}
		if doc.IssueDate != "" {
			in.past("issue_date", doc.IssueDate)
		}
		in.oneFile(doc.Files)
	}
	d.uniqueFiles(c)
	c.tos(d.TOSValue)
	return *c.found
}

// uniqueFiles checks that every file is used once, but for a selfie's.
func (d IndividualDocuments) uniqueFiles(c checks) {
	seen := map[string]bool{}
	use := func(in checks, files []DocumentFile) {
		for i, f := range files {
			if f.URI != "" && seen[f.URI] {
				in.each("files", i).fail("uri", "is used twice")
			}
			seen[f.URI] = true
		}
	}
	for i, doc := range d.Identifying {
		if doc.Type != DocumentSelfie {
			use(c.each("identifying_documents", i), doc.Files)
		}
	}
	for i, doc := range d.Address {
		use(c.each("address_documents", i), doc.Files)
	}
}

// Validate finds what Fin would refuse.
func (d BusinessDocuments) Validate() []provider.FieldError {
	c := newChecks(time.Time{})
	for section, list := range map[string][]BusinessDocument{
		SectionFormation: d.Formation, SectionOwnership: d.Ownership, SectionSupporting: d.Supporting,
	} {
		for i, doc := range list {
			in := c.each(section, i)
			if sectionOf(doc.Type) != section {
				in.fail("type", "is not a type of document for this list")
			}
			in.files(doc.Files)
		}
	}
	c.tos(d.TOSValue)
	slices.SortFunc(*c.found, func(a, b provider.FieldError) int { return strings.Compare(string(a.Path), string(b.Path)) })
	return *c.found
}

// Validate finds what Fin would refuse on the given day, of a party who lives in residence (alpha-3), by
// which Fin takes one document or another; empty to leave that open.
func (d PartyDocuments) Validate(today time.Time, residence string) []provider.FieldError {
	c := newChecks(today)
	if !uuid.MatchString(d.PartyID) {
		c.fail("associated_party_id", "is not the ID of a party, which is a UUID")
	}
	if len(d.Identifying) == 0 {
		c.fail("identifying_documents", "is missing")
	}
	for i, doc := range d.Identifying {
		in := c.each("identifying_documents", i)
		in.oneOf("type", doc.Type, partyIdentity(residence)...)
		doc.validate(in, partySides(doc.Type))
		in.country("country", doc.Country)
		in.past("issue_date", doc.IssueDate.Reveal())
	}
	for i, doc := range d.Address {
		in := c.each("address_documents", i)
		in.oneOf("type", doc.Type, partyAddress...)
		if doc.Country != "" {
			in.fail("country", "is not taken of a party: leave it out")
		}
		if doc.IssueDate != "" {
			in.fail("issue_date", "is not taken of a party: leave it out")
		}
		in.files(doc.Files)
	}
	for i, doc := range d.Supporting {
		in := c.each("supporting_documents", i)
		in.oneOf("type", doc.Type, partySupporting...)
		in.files(doc.Files)
	}
	return *c.found
}

// partyIdentity are the types that Fin takes of a party who lives in a country.
func partyIdentity(residence string) []string {
	types := []string{DocumentPassport, DocumentNationalID, DocumentDriversLicense}
	if residence == "" || residence == "USA" {
		types = append(types, DocumentPermanentResidency)
	}
	return types
}

// individualSides tells whether a document of an individual has two sides.
func individualSides(documentType string) bool {
	return documentType == DocumentNationalID || documentType == DocumentDriversLicense ||
		documentType == DocumentResidencePermit
}

// partySides is individualSides for a party. Of PERMANENT_RESIDENCY_ID the pages say nothing.
func partySides(documentType string) bool {
	return documentType == DocumentNationalID || documentType == DocumentDriversLicense
}

// validate checks what individuals' and parties' documents have in common.
func (d IdentifyingDocument) validate(c checks, twoSides bool) {
	c.text("number", d.Number.Reveal(), 0)
	c.optionalCountry("country", d.Country)
	var issued time.Time
	if !d.IssueDate.IsEmpty() {
		issued, _ = c.date("issue_date", d.IssueDate.Reveal())
	}
	if c.text("expiry_date", d.ExpiryDate.Reveal(), 0) {
		expires, ok := c.date("expiry_date", d.ExpiryDate.Reveal())
		switch {
		case !ok:
		case !expires.After(c.today):
			c.fail("expiry_date", "is past")
		case !issued.IsZero() && !expires.After(issued):
			c.fail("expiry_date", "is not after issue_date")
		}
	}
	switch {
	case twoSides:
		c.bothSides(d.Files)
	case d.Type == DocumentPermanentResidency:
		c.files(d.Files)
	default:
		c.oneFile(d.Files)
	}
}

// licenceState checks the state, which only a driver's licence has.
func (c checks) licenceState(d IdentifyingDocument) {
	state := strings.TrimSpace(d.State)
	switch {
	case d.Type != DocumentDriversLicense && state != "":
		c.fail("state", "is not taken of this type: leave it out")
	case d.Type == DocumentDriversLicense && d.Country == "USA" && state == "":
		c.fail("state", "is missing: write the state that issued the licence")
	case len(state) > 64:
		c.fail("state", "is longer than 64 characters: shorten it")
	}
}

func (c checks) files(files []DocumentFile) {
	if len(files) == 0 {
		c.fail("files", "has no file")
	}
	for i, f := range files {
		in := c.each("files", i)
		in.text("uri", f.URI, 0)
		if f.Side != "" {
			in.oneOf("side", f.Side, SideFront, SideBack)
		}
	}
}

func (c checks) oneFile(files []DocumentFile) {
	if len(files) > 1 {
		c.fail("files", "has "+strconv.Itoa(len(files))+" files: one is taken")
	}
	c.files(files)
}

func (c checks) bothSides(files []DocumentFile) {
	sides := map[string]int{}
	for _, f := range files {
		sides[f.Side]++
	}
	if len(files) != 2 || sides[SideFront] != 1 || sides[SideBack] != 1 {
		c.fail("files", "has not exactly two files, one of side FRONT and one of side BACK")
	}
	for i, f := range files {
		c.each("files", i).text("uri", f.URI, 0)
	}
}

func (c checks) tos(value string) {
	if !uuid.MatchString(strings.TrimSpace(value)) {
		c.fail("tos_policies_value", "is missing, or is no value of Fin's")
	}
}
