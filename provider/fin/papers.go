package fin

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// paper is one document as Fin counts them: an identity document with two sides is one, of two files.
type paper struct {
	// kind is Fin's type of document.
	kind  string
	files []provider.Document
	// uris are the addresses of the files once they are uploaded.
	uris []string
	// own is that of the shelf.
	own func(provider.FieldPath) provider.FieldPath
}

// path is that of a field of one of its files.
func (p *paper) path(file int, field string) provider.FieldPath {
	return p.own(provider.DocumentPath(p.files[file].Name, field))
}

// sent are the files as an attach names them. Fin takes a file without a side for none of the two: of a document
// that has two, it is the front.
func (p *paper) sent() []DocumentFile {
	out := make([]DocumentFile, len(p.files))
	for i, f := range p.files {
		out[i].URI = p.uris[i]
		switch {
		case f.Side == provider.SideBack:
			out[i].Side = SideBack
		case f.Side == provider.SideFront, individualSides(p.kind):
			out[i].Side = SideFront
		}
	}
	return out
}

// known tells whether Fin has all files of the side, or of any if side is empty.
func (p *paper) known(side string) bool {
	return !slices.ContainsFunc(p.files, func(d provider.Document) bool {
		of := SideFront
		if d.Side == provider.SideBack {
			of = SideBack
		}
		return !d.Known && (side == "" || side == of)
	})
}

// shelf is what is handed in of one subject: a person, a business or one of its owners. Papers are kept by the
// names that Fin's attaches have for the sections.
type shelf struct {
	// own turns a path of the subject's object into one of the customer's.
	own func(provider.FieldPath) provider.FieldPath
	// identity is what stands in the identity document, and home the address to which it falls back for the country.
	identity provider.IdentityDocument
	home     provider.Address
	// secret is the path of the Secret with the identity.
	secret   provider.FieldPath
	sections map[string][]*paper
}

func (s *shelf) papers() []*paper {
	var all []*paper
	for _, section := range sortedKeys(s.sections) {
		all = append(all, s.sections[section]...)
	}
	return all
}

// filing is which documents Fin takes of a kind of subject, and where they go.
type filing struct {
	// kinds are the types that our types tell by themselves.
	kinds map[provider.DocumentType]string
	// sections and the types that each takes, in the order in which they are tried.
	sections []section
	// addresses are what a proof of address may be.
	addresses []string
}

type section struct {
	name  string
	types []string
}

var identityKinds = map[provider.DocumentType]string{
	provider.DocumentPassport: DocumentPassport,
	provider.DocumentLicense:  DocumentDriversLicense,
	provider.DocumentIDCard:   DocumentNationalID,
}

var (
	filingOfPerson = filing{
		kinds: map[provider.DocumentType]string{
			provider.DocumentPassport: DocumentPassport, provider.DocumentLicense: DocumentDriversLicense,
			provider.DocumentIDCard: DocumentNationalID, provider.DocumentResidencePermit: DocumentResidencePermit,
			provider.DocumentSelfie: DocumentSelfie,
		},
		sections:  []section{{SectionIdentifying, individualIdentity}, {SectionAddress, individualAddress}},
		addresses: individualAddress,
	}
	filingOfBusiness = filing{
		kinds: map[provider.DocumentType]string{
			provider.DocumentIncorporation: "REGISTRATION_DOCUMENT", provider.DocumentProofOfAddress: "PROOF_OF_ADDRESS",
		},
		sections: []section{
			{SectionFormation, businessFormation}, {SectionOwnership, businessOwnership}, {SectionSupporting, businessSupporting},
		},
	}
)

// filingOfParty is that of an owner who lives in a country, in alpha-3.
func filingOfParty(residence string) filing {
	return filing{
		kinds: identityKinds,
		sections: []section{
			{SectionIdentifying, partyIdentity(residence)}, {SectionAddress, partyAddress}, {SectionSupporting, partySupporting},
		},
		addresses: partyAddress,
	}
}

// words are all types that the filing knows.
func (f filing) words() []string {
	var all []string
	for _, s := range f.sections {
		all = append(all, s.types...)
	}
	return all
}

// file sorts documents into the sections of s, and says which have no place there.
func (f filing) file(s *shelf, documents []provider.Document) []provider.FieldError {
	var found []provider.FieldError
	s.sections = map[string][]*paper{}
	for _, d := range documents {
		fail := func(field, problem string) {
			found = append(found, provider.FieldError{Path: s.own(provider.DocumentPath(d.Name, field)), Message: problem})
		}
		kind := cmp.Or(strings.ToUpper(strings.TrimSpace(d.Category)), f.kinds[d.Type])
		at := slices.IndexFunc(f.sections, func(s section) bool { return slices.Contains(s.types, kind) })
		words := f.words()
		if d.Type == provider.DocumentProofOfAddress {
			words = f.addresses
		}
		switch {
		case kind == "":
			fail("category", "is missing: write "+oneOf(words))
			continue
		case at < 0:
			fail("category", "is no kind of document that Fin takes here: write "+oneOf(words))
			continue
		}
		if _, ok := (File{Content: d.Content}).format(); !ok {
			fail("source", "is neither a PDF, a JPEG nor a PNG: give a file of one of these formats")
		}
		s.add(f.sections[at].name, kind, d)
	}
	return found
}

// add puts a file on the shelf. Files of one kind of identity document are one paper: its sides.
func (s *shelf) add(section, kind string, d provider.Document) {
	if section == SectionIdentifying {
		for _, p := range s.sections[section] {
			if p.kind == kind {
				p.files, p.uris = append(p.files, d), append(p.uris, d.Name)
				return
			}
		}
	}
	// Until it is uploaded, a file goes by its name: validation wants it to have an address.
	s.sections[section] = append(s.sections[section], &paper{
		kind: kind, files: []provider.Document{d}, uris: []string{d.Name}, own: s.own,
	})
}

func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// sameKind finds pictures of another identity document than the one that the Secret tells of: the number of one
// must not go with the picture of the other.
func (s *shelf) sameKind() []provider.FieldError {
	said := s.identity.Type
	var found []provider.FieldError
	for _, p := range s.sections[SectionIdentifying] {
		if said == "" || p.kind == DocumentSelfie || filingOfPerson.kinds[said] == p.kind ||
			said == provider.DocumentResidencePermit && p.kind == DocumentPermanentResidency {
			continue
		}
		found = append(found, provider.FieldError{
			Path:    p.path(0, "type"),
			Message: "is of another kind than documentType in the identity Secret says: give the picture of that document, or its own data",
		})
	}
	return found
}

// identifying are the identifying documents in Fin's words. The state is that of a licence, and of an
// individual: parties have none.
func (s *shelf) identifying(state bool) []IdentifyingDocument {
	var out []IdentifyingDocument
	for _, p := range s.sections[SectionIdentifying] {
		d := IdentifyingDocument{Type: p.kind, Files: p.sent()}
		if p.kind != DocumentSelfie {
			d.Number, d.Country = s.identity.Number, Alpha3(cmp.Or(s.identity.Country, s.home.Country))
			d.IssueDate, d.ExpiryDate = s.identity.IssueDate, s.identity.ExpiryDate
		}
		if state && p.kind == DocumentDriversLicense {
			d.State = stateOfLicence(s.identity.State, cmp.Or(s.identity.Country, s.home.Country))
		}
		out = append(out, d)
	}
	return out
}

// individual is the shelf as an individual's attach. residence is the customer's country.
func (s *shelf) individual(residence, tosValue string) IndividualDocuments {
	d := IndividualDocuments{Identifying: s.identifying(true), TOSValue: tosValue}
	for _, p := range s.sections[SectionAddress] {
		d.Address = append(d.Address, AddressDocument{Type: p.kind, Country: residence, Files: p.sent()})
	}
	return d
}

// party is the shelf as a party's part of an attach.
func (s *shelf) party(id string) PartyDocuments {
	d := PartyDocuments{PartyID: id, Identifying: s.identifying(false), Supporting: itemised(s.sections[SectionSupporting])}
	for _, p := range s.sections[SectionAddress] {
		d.Address = append(d.Address, AddressDocument{Type: p.kind, Files: p.sent()})
	}
	return d
}

// itemised are papers as the lists of a business and the supporting documents of a party have them.
func itemised(papers []*paper) []BusinessDocument {
	var out []BusinessDocument
	for _, p := range papers {
		out = append(out, BusinessDocument{Type: p.kind, Files: p.sent()})
	}
	return out
}

// business is the shelf as a business's attach.
func (s *shelf) business(tosValue string) BusinessDocuments {
	return BusinessDocuments{
		Formation: itemised(s.sections[SectionFormation]), Ownership: itemised(s.sections[SectionOwnership]),
		Supporting: itemised(s.sections[SectionSupporting]), TOSValue: tosValue,
	}
}
