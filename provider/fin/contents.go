package fin

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// contents are the documents of a package, sorted: those of the customer, and those of its owners in their order.
type contents struct {
	own    *shelf
	owners []*shelf
}

// unassigned stands for an ID of Fin's that is known at the hand-in only.
const unassigned = "00000000-0000-4000-8000-000000000000"

// shelve sorts the documents of a package, and finds what Fin would refuse of them and what is missing.
func (p *Provider) shelve(pkg provider.Package) (contents, []provider.FieldError) {
	var found []provider.FieldError
	if pkg.Customer.Terms == nil {
		found = append(found, missingTerms)
	}
	var out contents
	var problems []provider.FieldError
	switch pkg.Customer.Type {
	case provider.CustomerPersonal:
		out.own, problems = p.shelfOfPerson(pkg)
		return out, append(found, problems...)
	case provider.CustomerBusiness:
		out.own, problems = shelfOfBusiness(pkg)
		found = append(found, problems...)
	default:
		return out, []provider.FieldError{{Path: "type", Message: "must be Personal or Business"}}
	}
	if len(pkg.Customer.Owners) == 0 {
		found = append(found, provider.FieldError{
			Path: "business.beneficialOwnership.owners", Message: "is missing: name the owners whom the business was created with",
		})
	}
	for _, m := range pkg.Customer.Owners {
		s, problems := p.shelfOfOwner(m)
		out.owners, found = append(out.owners, s), append(found, problems...)
	}
	return out, found
}

var missingTerms = provider.FieldError{
	Path: "termsAcceptance", Message: "is missing: have the customer read and accept Fin's terms, and write who accepted them and when",
}

func (p *Provider) shelfOfPerson(pkg provider.Package) (*shelf, []provider.FieldError) {
	person := pkg.Customer.Person
	s := &shelf{
		own:      func(path provider.FieldPath) provider.FieldPath { return path },
		identity: person.Papers.Document, home: person.Address, secret: "personal.identitySecretRef",
	}
	if found := filingOfPerson.file(s, pkg.Documents); len(found) > 0 {
		return s, found
	}
	residence := Alpha3(person.Address.Country)
	found := translate(s.individual(residence, unassigned).Validate(p.now(), residence), s.place)
	return s, append(found, s.sameKind()...)
}

// shelfOfBusiness wants one document at least: which ones Fin asks of a kind of business is known of two kinds only
// (guide Entity-wise document requirement), and names some that not every business of that kind can have. What is
// missing Fin requests.
func shelfOfBusiness(pkg provider.Package) (*shelf, []provider.FieldError) {
	s := &shelf{own: func(path provider.FieldPath) provider.FieldPath { return path }}
	var found []provider.FieldError
	for _, d := range pkg.Documents {
		if d.Subject == provider.SubjectController {
			found = append(found, provider.FieldError{
				Path: provider.DocumentPath(d.Name, "subject"), Message: "is nobody whom Fin knows: list it under spec.documents of the " +
					"BeneficialOwner who that person is",
			})
		}
	}
	if found = append(found, filingOfBusiness.file(s, pkg.Documents)...); len(found) > 0 {
		return s, found
	}
	if len(s.sections[SectionFormation]) == 0 {
		found = append(found, provider.FieldError{
			Path: "documents", Message: "lacks what the business was founded by: list one of type Incorporation, or with the category " +
				oneOf(businessFormation),
		})
	}
	return s, found
}

func (p *Provider) shelfOfOwner(m provider.Member) (*shelf, []provider.FieldError) {
	s := &shelf{
		own:      func(path provider.FieldPath) provider.FieldPath { return provider.MemberPath(m.Name, path) },
		identity: m.Owner.Identity.Papers.Document, home: m.Owner.Address,
		secret: provider.MemberPath(m.Name, "identitySecretRef"),
	}
	var found []provider.FieldError
	if lower(m.Owner.Email) == "" && m.ID == "" {
		found = append(found, provider.FieldError{
			Path: s.own("email"), Message: "is missing: Fin's associated parties are told by their e-mail address",
		})
	}
	residence := Alpha3(m.Owner.Address.Country)
	problems := filingOfParty(residence).file(s, m.Documents)
	if len(problems) == 0 {
		problems = append(translate(s.party(unassigned).Validate(p.now(), residence), s.place), s.sameKind()...)
	}
	return s, append(found, problems...)
}

// of is the shelf with only some of its papers.
func (s *shelf) of(keep func(section string, p *paper) bool) *shelf {
	out := *s
	out.sections = map[string][]*paper{}
	for name, papers := range s.sections {
		for _, p := range papers {
			if keep(name, p) {
				out.sections[name] = append(out.sections[name], p)
			}
		}
	}
	return &out
}

// unknown is the shelf with the papers of which Fin does not have every file.
func (s *shelf) unknown() *shelf {
	return s.of(func(_ string, p *paper) bool { return !p.known("") })
}

// news is what is sent of a party of whom Fin has something: the papers that it does not have. Fin takes none of a
// party without an identifying document (page Attach documents to an associated party, V2).
func (s *shelf) news() *shelf {
	out := s.unknown()
	if len(out.sections) > 0 && len(out.sections[SectionIdentifying]) == 0 {
		out.sections[SectionIdentifying] = s.sections[SectionIdentifying]
	}
	return out
}

const ruleFormat = "give a PDF, a JPEG or a PNG"

var documentField = regexp.MustCompile(`^([a-z_]+)(?:\[([0-9]{1,4})\])?(?:\.([a-z_]+))?`)

// place is where a path of Fin's attaches and answers leads to.
func (s *shelf) place(path string) place {
	m := documentField.FindStringSubmatch(path)
	if m == nil {
		return place{path: s.own("documents"), problem: "has something that Fin refuses"}
	}
	name, field := m[1], m[3]
	if name == SectionTOS {
		return place{missingTerms.Path, "have the customer read and accept Fin's terms anew", ""}
	}
	papers := s.sections[attachName(name)]
	at, err := strconv.Atoi(m[2])
	if err != nil && attachName(name) == name || at >= len(papers) {
		return s.placeOfSection(name)
	}
	return s.placeOfField(papers[at], field)
}

// attachName is the name that attaches have for a section which answers of individuals call otherwise.
func attachName(section string) string {
	switch section {
	case SectionProofOfIdentity:
		return SectionIdentifying
	case SectionProofOfAddress:
		return SectionAddress
	}
	return section
}

func (s *shelf) placeOfSection(name string) place {
	switch attachName(name) {
	case SectionIdentifying:
		return place{s.own("documents"), "list one identity document (Passport, License or IDCard, or what else Fin takes), " +
			"of two sides as two documents", ""}
	case SectionAddress:
		return place{s.own("documents"), "list one document of type ProofOfAddress, with the category " + oneOf(individualAddress), ""}
	}
	return place{s.own("documents"), "list what Fin asks for", ""}
}

func (s *shelf) placeOfField(p *paper, field string) place {
	switch field {
	case "number":
		return place{s.secret + "[documentNumber]", "write the number of the identity document", ""}
	case "country":
		return place{s.secret + "[documentCountry]", ruleAlpha2, problemCountry}
	case "state":
		return place{s.secret + "[documentState]", "write the code of the state that issued the licence (ISO 3166-2), as NY or US-NY", ""}
	case "issue_date":
		return place{s.secret + "[documentIssueDate]", rulePast, ""}
	case "expiry_date":
		return place{s.secret + "[documentExpiryDate]", "write a date as YYYY-MM-DD that is still to come, and after the date of issue", ""}
	case "files":
		if individualSides(p.kind) {
			return place{p.path(0, "side"), "list two documents of this type, one with side Front and one with side Back",
				"has not its two sides"}
		}
		return place{p.path(len(p.files)-1, "source"), "list one file for this document", ""}
	}
	return place{p.path(0, "category"), "list another kind of document", ""}
}

var attachmentPath = regexp.MustCompile(`^associated_party_attachments\[([0-9]{1,4})\]\.?(.*)$`)

// placesOf leads into the shelf of the customer, and into those of owners in the order in which they are sent.
func placesOf(own *shelf, owners []*shelf) func(string) place {
	return func(path string) place {
		if m := attachmentPath.FindStringSubmatch(path); m != nil {
			if i, err := strconv.Atoi(m[1]); err == nil && i < len(owners) {
				return owners[i].place(m[2])
			}
		}
		if own == nil || strings.HasPrefix(path, "associated_party") {
			return place{path: "business.beneficialOwnership.owners", problem: "has somebody whose documents Fin refuses"}
		}
		return own.place(path)
	}
}

// pick are the papers of a section that a test passes.
func (s *shelf) pick(section string, test func(*paper) bool) []*paper {
	return slices.DeleteFunc(slices.Clone(s.sections[section]), func(p *paper) bool { return !test(p) })
}
