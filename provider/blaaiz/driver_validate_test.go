package blaaiz_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/blaaiz"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// offline is a driver that makes no call.
func offline(t *testing.T) *blaaiz.Provider {
	t.Helper()
	client, err := blaaiz.New(provider.Config{Credentials: credentials("a", "b")})
	require.NoError(t, err)
	return blaaiz.NewProvider(client)
}

func TestValidatePackageOfPerson(t *testing.T) {
	p := offline(t)
	require.Empty(t, p.ValidatePackage(janetsPackage("x")))
	for name, tc := range map[string]struct {
		change func(*provider.Package)
		want   []string
		says   string
	}{
		"no last name": {func(p *provider.Package) { p.Customer.Person.LastName = "" }, []string{"personal.lastName"}, "missing"},
		"no document number": {func(p *provider.Package) {
			p.Customer.Person.Papers.Document.Number = pii.String{}
		}, []string{"personal.identitySecretRef[documentNumber]"}, "missing"},
		"no document type": {func(p *provider.Package) {
			p.Customer.Person.Papers.Document.Type = ""
		}, []string{"personal.identitySecretRef[documentType]"}, "write Passport, License or ResidencePermit"},
		"identity card": {func(p *provider.Package) {
			p.Customer.Person.Papers.Document.Type = provider.DocumentIDCard
			p.Documents[0].Type, p.Documents[1].Type = provider.DocumentIDCard, provider.DocumentIDCard
		}, []string{"personal.identitySecretRef[documentType]"}, "write Passport, License or ResidencePermit"},
		"foreign document": {func(p *provider.Package) {
			p.Customer.Person.Papers.Document.Country = "GH"
		}, []string{"personal.identitySecretRef[documentCountry]"}, "country of the address"},
		"born tomorrow": {func(p *provider.Package) {
			p.Customer.Person.DateOfBirth = pii.New("2990-01-01")
		}, []string{"personal.identitySecretRef[dateOfBirth]"}, "YYYY-MM-DD"},
		"no identity document": {func(p *provider.Package) { p.Documents = p.Documents[1:] }, []string{"documents"}, "subject Person"},
		"another document": {func(p *provider.Package) {
			p.Documents[0].Type = provider.DocumentPassport
		}, []string{"documents[front].type"}, "documentType"},
		"two fronts": {func(p *provider.Package) { p.Documents[1].Side = "" }, []string{"documents[back].side"}, "document front"},
		"no kind of a person's": {func(p *provider.Package) {
			p.Documents[3].Type = provider.DocumentIncorporation
		}, []string{"documents[bill].type"}, "ProofOfAddress"},
		"category": {func(p *provider.Package) {
			p.Documents[3].Type, p.Documents[3].Category = provider.DocumentOther, "PROOF_OF_ADDRESS"
		}, nil, ""},
		"unknown category": {func(p *provider.Package) { p.Documents[3].Category = "BILL" }, []string{"documents[bill].category"}, "PROOF_OF_ADDRESS"},
		"of a business":    {func(p *provider.Package) { p.Documents[3].Subject = provider.SubjectBusiness }, []string{"documents[bill].subject"}, "Person"},
		"empty file":       {func(p *provider.Package) { p.Documents[0].Content = nil }, []string{"documents[front].source"}, "empty"},
		"text": {func(p *provider.Package) {
			p.Documents[0].FileName, p.Documents[0].Content = "front.txt", []byte("text")
		}, []string{"documents[front].source"}, "a PDF, a JPEG or a PNG"},
		"wrong ending":    {func(p *provider.Package) { p.Documents[0].FileName = "front.pdf" }, []string{"documents[front].source"}, "begin"},
		"no ending":       {func(p *provider.Package) { p.Documents[0].FileName = "front" }, nil, ""},
		"wrong type":      {func(p *provider.Package) { p.Customer.Type = "Other" }, []string{"type"}, "Personal or Business"},
		"no country":      {func(p *provider.Package) { p.Customer.Person.Address.Country = "" }, []string{"personal.address.country"}, "missing"},
		"no e-mail":       {func(p *provider.Package) { p.Customer.Person.Email = "janet" }, []string{"personal.email"}, "e-mail"},
		"social security": {func(p *provider.Package) { p.Customer.Person.Papers.Tax.Number = pii.String{} }, nil, ""},
		"passport, no back": {func(p *provider.Package) {
			p.Customer.Person.Papers.Document.Type, p.Documents[0].Type = provider.DocumentPassport, provider.DocumentPassport
			p.Documents = append(p.Documents[:1], p.Documents[2:]...)
		}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			pkg := janetsPackage("x")
			tc.change(&pkg)
			problems := p.ValidatePackage(pkg)
			assert.Equal(t, append([]string{}, tc.want...), pathsOf(problems), provider.JoinFields(problems))
			assert.Contains(t, provider.JoinFields(problems), tc.says)
		})
	}
}

func TestValidatePackageOfBusiness(t *testing.T) {
	p := offline(t)
	require.Empty(t, p.ValidatePackage(globexPackage("x")))
	const owners = "business.beneficialOwnership.owners"
	for name, tc := range map[string]struct {
		change func(*provider.Package)
		want   []string
		says   string
	}{
		"no number": {func(p *provider.Package) {
			p.Customer.Business.Background.RegistrationNumber = ""
		}, []string{"business.registrationNumber"}, "missing"},
		"unknown purpose": {func(p *provider.Package) {
			p.Customer.Business.Background.Finances.Purpose = "fun"
		}, []string{"business.finances.purpose"}, "send_receive_funds_related_parties"},
		"unknown source": {func(p *provider.Package) {
			p.Customer.Business.Background.Finances.SourcesOfFunds = []string{"gold", "other"}
		}, []string{"business.finances.sourcesOfFunds"}, "investment_income"},
		"too many payments": {func(p *provider.Package) {
			p.Customer.Business.Background.Finances.MonthlyPayments = ptr(int64(1 << 62))
		}, []string{"business.finances.monthlyPayments"}, "1000000000"},
		"incorporated tomorrow": {func(p *provider.Package) {
			p.Customer.Business.Background.IncorporationDate = "2990-01-01"
		}, []string{"business.incorporationDate"}, "past"},
		"operating nowhere": {func(p *provider.Package) {
			p.Customer.Business.Background.Operating = &provider.Address{Line1: "2 Marina Road"}
		}, []string{"business.operatingAddress.country"}, "missing"},
		"no owners": {func(p *provider.Package) { p.Customer.Owners = nil }, []string{owners}, "verificationScope: Minimal"},
		"no owners, no scope": {func(p *provider.Package) {
			p.Customer.Owners, p.Customer.Business.Background.Scope = nil, ""
		}, []string{owners}, "verificationScope: Minimal"},
		"no owners, minimal": {func(p *provider.Package) {
			p.Customer.Owners, p.Customer.Business.Background.Scope = nil, provider.ScopeMinimal
		}, nil, ""},
		"owners without files, minimal": {func(p *provider.Package) {
			p.Customer.Owners[0].Documents, p.Customer.Business.Background.Scope = nil, provider.ScopeMinimal
		}, nil, ""},
		"not all of it": {func(p *provider.Package) { p.Customer.Owners = p.Customer.Owners[:1] }, []string{owners}, "66.67"},
		"six owners": {func(p *provider.Package) {
			p.Customer.Owners[1].Owner.Background.Share = ptr(provider.Share(33_33))
			for _, name := range []string{"cleo", "dora", "eve", "finn"} {
				m := member(name, 0, provider.DocumentPassport)
				m.Documents = []provider.Document{document("passport", provider.DocumentPassport, provider.SubjectOwner, "")}
				p.Customer.Owners = append(p.Customer.Owners, m)
			}
		}, []string{owners}, "at most five"},
		"no e-mail":   {func(p *provider.Package) { p.Customer.Owners[1].Owner.Email = "" }, []string{"BeneficialOwner/bob.email"}, "missing"},
		"same e-mail": {func(p *provider.Package) { p.Customer.Owners[1].Owner.Email = "ADA@example.com" }, []string{"BeneficialOwner/bob.email"}, "another owner's"},
		"short street": {func(p *provider.Package) {
			p.Customer.Owners[0].Owner.Address.Line1 = "1 Road"
		}, []string{"BeneficialOwner/ada.address.line1"}, "9 to 255"},
		"two lines of a street": {func(p *provider.Package) {
			p.Customer.Owners[0].Owner.Address.Line1, p.Customer.Owners[0].Owner.Address.Line2 = "1 Road", "Flat 2"
		}, nil, ""},
		"expired": {func(p *provider.Package) {
			p.Customer.Owners[0].Owner.Identity.Papers.Document.ExpiryDate = pii.New("2020-01-01")
		}, []string{"BeneficialOwner/ada.identitySecretRef[documentExpiryDate]"}, "after today"},
		"a child": {func(p *provider.Package) {
			p.Customer.Owners[0].Owner.Identity.DateOfBirth = pii.New("2025-01-01")
		}, []string{"BeneficialOwner/ada.identitySecretRef[dateOfBirth]"}, "18"},
		"no document of an owner": {func(p *provider.Package) { p.Customer.Owners[0].Documents = nil }, []string{"BeneficialOwner/ada.documents"}, "front"},
		"no back":                 {func(p *provider.Package) { p.Customer.Owners[1].Documents = p.Customer.Owners[1].Documents[:1] }, []string{"BeneficialOwner/bob.documents"}, "back"},
		"back of a passport": {func(p *provider.Package) {
			back := document("passport-back", provider.DocumentPassport, provider.SubjectOwner, provider.SideBack)
			p.Customer.Owners[0].Documents = append(p.Customer.Owners[0].Documents, back)
		}, []string{"BeneficialOwner/ada.documents[passport-back].side"}, "front of a passport only"},
		"no type of document": {func(p *provider.Package) {
			p.Customer.Owners[0].Owner.Identity.Papers.Document.Type = ""
		}, []string{"BeneficialOwner/ada.identitySecretRef[documentType]"}, "IDCard"},
		"another document": {func(p *provider.Package) {
			p.Customer.Owners[0].Documents[0].Type = provider.DocumentIDCard
		}, []string{"BeneficialOwner/ada.documents[passport].type"}, "documentType"},
		"an owner's bill": {func(p *provider.Package) {
			p.Customer.Owners[0].Documents = append(p.Customer.Owners[0].Documents, document("bill", provider.DocumentProofOfAddress, provider.SubjectOwner, ""))
		}, []string{"BeneficialOwner/ada.documents[bill].type"}, "identity document only"},
		"an owner's category": {func(p *provider.Package) {
			p.Customer.Owners[0].Documents[0].Type, p.Customer.Owners[0].Documents[0].Category = provider.DocumentOther, "ID_DOCUMENT_FRONT"
		}, nil, ""},
		"an owner's empty file": {func(p *provider.Package) {
			p.Customer.Owners[0].Documents[0].Content = nil
		}, []string{"BeneficialOwner/ada.documents[passport].source"}, "empty"},
		"no formation document": {func(p *provider.Package) { p.Documents = p.Documents[1:] }, []string{"documents"}, "CERTIFICATE_OF_INCORPORATION"},
		"for a person":          {func(p *provider.Package) { p.Documents[1].Subject = provider.SubjectPerson }, []string{"documents[statement].subject"}, "BeneficialOwner"},
		"unknown category": {func(p *provider.Package) {
			p.Documents[1].Category = "SHAREHOLDER_REGISTER"
		}, []string{"documents[statement].category"}, "SHARE_REGISTRATION"},
		"a licence, which may be anything": {func(p *provider.Package) {
			p.Documents[1].Category, p.Documents[1].Type = "", provider.DocumentLicense
		}, []string{"documents[statement].type"}, "category"},
	} {
		t.Run(name, func(t *testing.T) {
			pkg := globexPackage("x")
			tc.change(&pkg)
			problems := p.ValidatePackage(pkg)
			assert.Equal(t, append([]string{}, tc.want...), pathsOf(problems), provider.JoinFields(problems))
			assert.Contains(t, provider.JoinFields(problems), tc.says)
		})
	}
}

// What Blaaiz is not told is no reason to hand in again, and what it is told is one.
func TestNarrow(t *testing.T) {
	p := offline(t)
	key := []byte("key")
	same := map[string]func(*provider.Customer){
		"terms":      func(c *provider.Customer) { c.Terms = &provider.Terms{AcceptedBy: "x"} },
		"admin":      func(c *provider.Customer) { c.Business.AdminFirstName = "Other" },
		"controller": func(c *provider.Customer) { c.Business.Controller = &provider.Controller{} },
		"volume":     func(c *provider.Customer) { c.Business.Background.Finances.MonthlyDepositsUSD = ptr(int64(1)) },
		"second source": func(c *provider.Customer) {
			c.Business.Background.Finances.SourcesOfFunds = c.Business.Background.Finances.SourcesOfFunds[:1]
		},
		"since": func(c *provider.Customer) { c.Owners[0].Owner.Background.Since = "2020-01-01" },
		"issued": func(c *provider.Customer) {
			c.Owners[0].Owner.Identity.Papers.Document.IssueDate = pii.New("2020-01-01")
		},
		"employment": func(c *provider.Customer) { c.Person.Background.Employment = provider.EmploymentStudent },
	}
	told := map[string]func(*provider.Customer){
		"website":      func(c *provider.Customer) { c.Business.Website = "" },
		"payments":     func(c *provider.Customer) { c.Business.Background.Finances.MonthlyPayments = nil },
		"declarations": func(c *provider.Customer) { c.Owners[0].Owner.Background.Declarations = nil },
		"title":        func(c *provider.Customer) { c.Owners[0].Owner.Background.Title = "Chief" },
		"expiry": func(c *provider.Customer) {
			c.Owners[0].Owner.Identity.Papers.Document.ExpiryDate = pii.New("2998-01-01")
		},
	}
	before := p.NarrowCustomer(globex()).Fingerprint(key)
	whole := globex()
	p.NarrowCustomer(whole)
	assert.Equal(t, globex().Fingerprint(key), whole.Fingerprint(key), "the caller's stays as it is")
	for name, change := range same {
		c := globex()
		change(&c)
		assert.Equal(t, before, p.NarrowCustomer(c).Fingerprint(key), name)
	}
	for name, change := range told {
		c := globex()
		change(&c)
		assert.NotEqual(t, before, p.NarrowCustomer(c).Fingerprint(key), name)
	}
	assert.Empty(t, p.ValidateCustomer(p.NarrowCustomer(globex())))
	assert.Empty(t, p.ValidateCustomer(p.NarrowCustomer(janet())))
}
