package blaaiz

import (
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// ValidatePackage implements provider.PackageTaker. A business that does not say its scope is taken for one that
// is verified in full: that is Blaaiz's default for most platforms, and the one that asks for more.
func (p *Provider) ValidatePackage(pkg provider.Package) []provider.FieldError {
	problems := p.ValidateCustomer(pkg.Customer)
	if pkg.Customer.Type == provider.CustomerBusiness {
		return append(problems, businessPackage(pkg)...)
	}
	return append(problems, personPackage(pkg)...)
}

// gathering gathers problems with documents. at makes the path of a field of one of them.
type gathering struct {
	at       func(provider.FieldPath) provider.FieldPath
	problems []provider.FieldError
}

func (g *gathering) add(path provider.FieldPath, message string) {
	if g.at != nil {
		path = g.at(path)
	}
	g.problems = append(g.problems, provider.FieldError{Path: path, Message: message})
}

// file checks the bytes of a document.
func (g *gathering) file(d provider.Document) {
	for _, e := range fileOf(d).Validate() {
		g.add(provider.DocumentPath(d.Name, "source"), e.Message)
	}
}

// fill puts documents into slots, of which each takes one.
func (g *gathering) fill(documents []provider.Document, slotOf func(provider.Document) string, as string) map[string]provider.Document {
	filled := map[string]provider.Document{}
	for _, d := range documents {
		slot := slotOf(d)
		if slot == "" {
			g.add(provider.DocumentPath(d.Name, fieldOfKind(d)), "is not one that Blaaiz takes here: "+as)
			continue
		}
		if other, taken := filled[slot]; taken {
			g.add(provider.DocumentPath(d.Name, "side"), "makes a second file of what the document "+other.Name+
				" is: give one of each, the Back of an identity document with that side")
			continue
		}
		filled[slot] = d
		g.file(d)
	}
	return filled
}

// fieldOfKind is the field that says what a document is.
func fieldOfKind(d provider.Document) string {
	if d.Category != "" {
		return "category"
	}
	return "type"
}

// matches checks that a picture of an identity document is of the type that the Secret names.
func (g *gathering) matches(d provider.Document, of provider.DocumentType) {
	if _, pictured := idTypes[d.Type]; pictured && d.Category == "" && of != "" && d.Type != of {
		g.add(provider.DocumentPath(d.Name, "type"), "is not the type of the identity document that documentType of identitySecretRef names: "+
			"give a picture of that one, or correct documentType and documentNumber")
	}
}

func personPackage(pkg provider.Package) []provider.FieldError {
	g := &gathering{}
	var of []provider.Document
	for _, d := range pkg.Documents {
		if d.Subject != "" && d.Subject != provider.SubjectPerson {
			g.add(provider.DocumentPath(d.Name, "subject"), "is nobody of whom Blaaiz takes documents here: write Person")
			continue
		}
		of = append(of, d)
	}
	filled := g.fill(of, categoryOf, "write Passport, License, ResidencePermit, Selfie or ProofOfAddress, "+
		"or as category IDENTITY, IDENTITY_BACK, PROOF_OF_ADDRESS or LIVENESS_CHECK")
	for _, slot := range []string{CategoryIdentity, CategoryIdentityBack} {
		if d, there := filled[slot]; there {
			g.matches(d, pkg.Customer.Person.Papers.Document.Type)
		}
	}
	if _, there := filled[CategoryIdentity]; !there {
		g.add("documents", "lack the identity document, by which Blaaiz verifies a person: add one of type Passport, License or "+
			"ResidencePermit, subject Person")
	}
	return g.problems
}

func businessPackage(pkg provider.Package) []provider.FieldError {
	g := &gathering{}
	formation := false
	for _, d := range pkg.Documents {
		kind := kindOf(d)
		switch {
		case d.Subject != "" && d.Subject != provider.SubjectBusiness:
			g.add(provider.DocumentPath(d.Name, "subject"), "is not Business: Blaaiz takes the documents of owners with their "+
				"BeneficialOwner objects, and of nobody else")
			continue
		case kind == "":
			g.add(provider.DocumentPath(d.Name, fieldOfKind(d)), "is not one that Blaaiz takes of a business: write Incorporation, "+
				"ProofOfAddress or Other, or a category of Blaaiz's: "+kindList())
			continue
		}
		g.file(d)
		formation = formation || Document{Type: kind}.IsFormation()
	}
	if !formation {
		g.add("documents", "lack a formation document: add one of type Incorporation, subject Business, or with one of the categories "+
			strings.Join(FormationDocuments, ", "))
	}
	full := pkg.Customer.Business.Background.Scope != provider.ScopeMinimal
	if full && len(pkg.Customer.Owners) == 0 {
		g.add(ownersPath, "is empty: name one to five owners, who own all of the business together; "+
			"or write verificationScope: Minimal, if Blaaiz has enabled that for you")
	}
	for _, m := range pkg.Customer.Owners {
		g.problems = append(g.problems, memberPackage(m, full)...)
	}
	return g.problems
}

func kindList() string {
	return strings.Join(append(append([]string{}, FormationDocuments...), OtherDocuments...), ", ")
}

// memberPackage checks the documents of an owner. A business that is verified minimally may leave them out.
func memberPackage(m provider.Member, full bool) []provider.FieldError {
	g := &gathering{at: func(path provider.FieldPath) provider.FieldPath { return provider.MemberPath(m.Name, path) }}
	paper := m.Owner.Identity.Papers.Document.Type
	filled := g.fill(m.Documents, sideOf, "write Passport, License, IDCard or ResidencePermit: of owners it takes the identity document only")
	_, front := filled[sideFront]
	back, hasBack := filled[sideBack]
	for _, side := range []string{sideFront, sideBack} {
		if d, there := filled[side]; there {
			g.matches(d, paper)
		}
	}
	if !full && !front && !hasBack {
		return g.problems
	}
	if idTypes[paper] == "" {
		g.add("identitySecretRef[documentType]", "is missing, or not one that Blaaiz takes: "+ours["id_document_type"])
	}
	if !front {
		g.add("documents", "lack the front of the identity document: add it with type "+typeOr(paper)+" and side Front")
	}
	switch {
	case hasBack && paper == provider.DocumentPassport:
		g.add(provider.DocumentPath(back.Name, "side"), "is Back, and Blaaiz takes the front of a passport only: take it out")
	case !hasBack && HasBack(idTypes[paper]):
		g.add("documents", "lack the back of the identity document: add it with type "+typeOr(paper)+" and side Back")
	}
	return g.problems
}

// typeOr is a type of identity document for messages.
func typeOr(t provider.DocumentType) string {
	if idTypes[t] == "" {
		return "Passport, License, IDCard or ResidencePermit"
	}
	return string(t)
}
