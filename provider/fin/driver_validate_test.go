package fin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// offline is a provider that must not be called.
func offline(t *testing.T) *fin.Provider {
	c, err := fin.Driver().Open(provider.Config{
		Endpoint:    "http://127.0.0.1:1",
		Credentials: credentials("key", "secret"),
	})
	require.NoError(t, err)
	return c.(*fin.Provider)
}

func findings(found []provider.FieldError) []string {
	var out []string
	for _, f := range found {
		out = append(out, f.String())
	}
	return out
}

func TestDriverEntry(t *testing.T) {
	d := fin.Driver()
	assert.Equal(t, "fin", d.Name)
	assert.Equal(t, []string{"key", "secret"}, d.CredentialKeys)
	assert.Equal(t, fin.Webhooks{}, d.Webhooks)
	_, err := d.Open(provider.Config{})
	assert.Equal(t, provider.ClassInvalid, failure(t, err).Class)
	assert.Nil(t, offline(t).ProfileOf(provider.Customer{}))
}

func TestDriverValidatePerson(t *testing.T) {
	p := offline(t)
	for name, tc := range map[string]struct {
		change func(*provider.Person)
		want   []string
	}{
		"sound":          {func(*provider.Person) {}, nil},
		"whole number":   {func(c *provider.Person) { c.SSN = pii.New("123456789") }, nil},
		"state code":     {func(c *provider.Person) { c.Address.State = "us-ny" }, nil},
		"email capitals": {func(c *provider.Person) { c.Email = "JANE@EXAMPLE.COM" }, nil},
		"accents":        {func(c *provider.Person) { c.FirstName, c.Address.Line1 = "José Łukasz", "Straße 1" }, nil},
		"foreign tax": {func(c *provider.Person) {
			c.Papers.Tax = provider.TaxID{Number: pii.New("12345"), Type: "nin", Country: "NG"}
		}, nil},
		"third line":      {func(c *provider.Person) { c.Address.Line3 = "c/o Doe" }, nil},
		"local phone":     {func(c *provider.Person) { c.Phone = "5554321234" }, []string{"personal.phone: is not a phone number with the code of a country: write it with + and the code of the country: +15554321234"}},
		"no phone":        {func(c *provider.Person) { c.Phone = "" }, []string{"personal.phone: is missing: write it with + and the code of the country: +15554321234"}},
		"other script":    {func(c *provider.Person) { c.LastName = "Иванова" }, []string{"personal.lastName: is not in Latin letters: write it in Latin letters, as the machine-readable part of the identity document does"}},
		"PO box":          {func(c *provider.Person) { c.Address.Line2 = "P.O. Box 1" }, []string{"personal.address.line2: is a PO box: write a street address in Latin letters; a PO box will not do"}},
		"no state":        {func(c *provider.Person) { c.Address.State = "" }, []string{"personal.address.state: is missing: write the code of the state or province (ISO 3166-2), as NY or US-NY"}},
		"name of a state": {func(c *provider.Person) { c.Address.State = "New York" }, []string{"personal.address.state: is not the code of a subdivision: write the code of the state or province (ISO 3166-2), as NY or US-NY"}},
		"no country":      {func(c *provider.Person) { c.Address.Country = "XX" }, []string{"personal.address.country: is missing, or no country that ISO knows: write the two letters of the country (ISO 3166-1), as US"}},
		"child":           {func(c *provider.Person) { c.DateOfBirth = pii.New("2020-01-01") }, []string{"personal.identitySecretRef[dateOfBirth]: is of somebody younger than 18 years: write a date as YYYY-MM-DD of somebody who is at least 18 years old"}},
		"no nationality":  {func(c *provider.Person) { c.Background.Nationality = "" }, []string{"personal.nationality: is missing, or no country that ISO knows: write the two letters of the country (ISO 3166-1), as US"}},
		"no numbers": {func(c *provider.Person) { c.SSN = pii.String{} },
			[]string{"personal.identitySecretRef[taxID]: is missing: give the number in the Secret, as ssn of the United States (of a business ein) or as taxID with taxIDType"}},
		"four digits": {func(c *provider.Person) { c.SSN = pii.New("6789") }, []string{"personal.identitySecretRef[ssn]: has not nine digits: Fin wants the whole social security number"}},
		"tax of no type": {func(c *provider.Person) { c.Papers.Tax.Number = pii.New("12345") },
			[]string{"personal.identitySecretRef[taxIDType]: is missing: write the kind of number by Fin's word for it in that country, as SSN or EIN in the United States"}},
		"no background": {func(c *provider.Person) { c.Background = provider.PersonBackground{Nationality: "US"} }, []string{
			"personal.finances.monthlyVolumeUSD: is missing: write whole US dollars, 0 for none",
			"personal.employment: is missing: write Employed, SelfEmployed, Retired, Student or Unemployed",
			"personal.occupation: is missing: write a name in Fin's list, or its ID there",
			"personal.finances.purpose: is missing: write a name in Fin's list, or its ID there",
			"personal.finances.sourcesOfFunds: has no ID, or one that is none: write a name in Fin's list, or its ID there",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c := jane("Jane", "jane@example.com")
			tc.change(&c.Person)
			assert.Equal(t, tc.want, findings(p.ValidateCustomer(c)))
			if tc.want != nil {
				_, err := p.CreateCustomer(t.Context(), provider.CreateRequest{Customer: c})
				assert.Equal(t, tc.want, fields(t, err))
			}
		})
	}
	assert.Equal(t, []string{"type: must be Personal or Business"}, findings(p.ValidateCustomer(provider.Customer{})))
}

func TestDriverValidateBusiness(t *testing.T) {
	p := offline(t)
	for name, tc := range map[string]struct {
		change func(*provider.Customer)
		want   []string
	}{
		"sound":           {func(*provider.Customer) {}, nil},
		"elsewhere":       {func(c *provider.Customer) { c.Business.Background.Operating = &c.Owners[0].Owner.Address }, nil},
		"sole proprietor": {func(c *provider.Customer) { c.Business.Structure = provider.StructureSoleProprietorship }, nil},
		"operating address": {func(c *provider.Customer) { c.Business.Background.Operating = &provider.Address{Country: "US"} }, []string{
			"business.operatingAddress.line1: is missing: write a street address in Latin letters; a PO box will not do",
			"business.operatingAddress.city: is missing: write the name of the city",
			"business.operatingAddress.postalCode: is missing: write it in the form of the country",
			"business.operatingAddress.state: is missing: write the code of the state or province (ISO 3166-2), as NY or US-NY",
		}},
		"industry by name": {func(c *provider.Customer) { c.Business.Classification = "Software" },
			[]string{"business.classification: is not an industry's code: write the NAICS 2022 code of six digits"}},
		"no industry": {func(c *provider.Customer) { c.Business.Classification = "" },
			[]string{"business.classification: is missing: write the NAICS 2022 code of six digits"}},
		"association": {func(c *provider.Customer) { c.Business.Structure = provider.StructureUnincorporatedAssociation },
			[]string{"business.structure: has no counterpart at Fin: write another one if that is right, or use another provider"}},
		"listed": {func(c *provider.Customer) { c.Business.Structure = provider.StructurePubliclyTraded },
			[]string{"business.structure: is one of which Fin wants the listings at stock exchanges, for which there is no field: use another provider"}},
		"no website": {func(c *provider.Customer) { c.Business.Website = "" },
			[]string{"business.website: is missing: write a full address: https://example.com"}},
		"no EIN": {func(c *provider.Customer) { c.Business.EIN = pii.String{} },
			[]string{"business.identitySecretRef[taxID]: is missing: give the number in the Secret, as ssn of the United States (of a business ein) or as taxID with taxIDType"}},
		"no finances": {func(c *provider.Customer) { c.Business.Background.Finances = provider.Finances{} }, []string{
			"business.finances.annualRevenueUSD: is missing: write whole US dollars, 0 for none",
			"business.finances.monthlyDepositsUSD: is missing: write whole US dollars, 0 for none",
			"business.finances.monthlyWithdrawalsUSD: is missing: write whole US dollars, 0 for none",
			"business.finances.purpose: is missing: write a name in Fin's list, or its ID there",
			"business.finances.sourcesOfFunds: has no ID, or one that is none: write a name in Fin's list, or its ID there",
			"business.finances.sourcesOfWealth: has no ID, or one that is none: write a name in Fin's list, or its ID there",
		}},
		"no owners": {func(c *provider.Customer) { c.Owners = nil },
			[]string{"business.beneficialOwnership.owners: is missing: name everybody who owns or controls the business, with shares that add up to more than 0 and at most 100 percent"}},
		"too much": {func(c *provider.Customer) { c.Owners[0].Owner.Background.Share = share(60_00) },
			[]string{"business.beneficialOwnership.owners: own nothing, or more than 100 percent, together: name everybody who owns or controls the business, with shares that add up to more than 0 and at most 100 percent"}},
		"no share": {func(c *provider.Customer) { c.Owners[0].Owner.Background.Share = nil },
			[]string{"BeneficialOwner/owner-ada.ownershipPercent: is missing: write what the person owns of the business, 0 for nothing"}},
		"in control without a share": {func(c *provider.Customer) { c.Owners[0].Owner.Background.Share = share(0) }, nil},
		"neither owner nor in control": {func(c *provider.Customer) {
			c.Owners[0].Owner.Background.Share = share(0)
			c.Owners[0].Owner.Background.Roles = []provider.OwnerRole{provider.RoleDirector}
		}, []string{"BeneficialOwner/owner-ada.roles: is missing: give a share, or write Shareholder or Control: Fin takes nobody who is neither"}},
		"no email": {func(c *provider.Customer) { c.Owners[1].Owner.Email = "" }, []string{"BeneficialOwner/owner-bob.email: is missing: write a plain address"}},
		"one email": {func(c *provider.Customer) { c.Owners[1].Owner.Email = "ADA@example.com" },
			[]string{"BeneficialOwner/owner-bob.email: is that of another party too, and each needs one of their own: write a plain address"}},
		"owner without anything": {func(c *provider.Customer) {
			c.Owners[1].Owner.Identity = provider.Identity{SSN: pii.New("6789"), DateOfBirth: pii.New("1975-06-07")}
			c.Owners[1].Owner.Background.Title, c.Owners[1].Owner.Background.Since = "", "2999-01-01"
		}, []string{
			"BeneficialOwner/owner-bob.identitySecretRef[ssn]: has not nine digits: Fin wants the whole social security number",
			"BeneficialOwner/owner-bob.title: is missing: write the position at the business, in at most 100 characters",
			"BeneficialOwner/owner-bob.since: is in the future: write a date as YYYY-MM-DD that is not in the future",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c := acme("Acme", "acme@example.com", "ada", "bob")
			tc.change(&c)
			assert.Equal(t, tc.want, findings(p.ValidateCustomer(c)))
		})
	}
}

func share(s provider.Share) *provider.Share { return &s }

func TestDriverValidatePackage(t *testing.T) {
	p := offline(t)
	person, business := jane("Jane", "jane@example.com"), acme("Acme", "acme@example.com", "ada", "bob")
	for name, tc := range map[string]struct {
		customer provider.Customer
		change   func(*provider.Package)
		want     []string
	}{
		"person":   {person, func(*provider.Package) {}, nil},
		"business": {business, func(*provider.Package) {}, nil},
		"selfie": {person, func(p *provider.Package) {
			p.Documents = append(p.Documents, document("me", provider.DocumentSelfie, ""))
		}, nil},
		"two sides":       {person, func(p *provider.Package) { asLicence(p, provider.SideFront, provider.SideBack) }, nil},
		"an unsaid front": {person, func(p *provider.Package) { asLicence(p, "", provider.SideBack) }, nil},
		"two fronts":      {person, func(p *provider.Package) { asLicence(p, "", provider.SideFront) }, []string{"documents[one].side: has not its two sides: list two documents of this type, one with side Front and one with side Back"}},
		"licence, no state": {person, func(p *provider.Package) {
			asLicence(p, "", provider.SideBack)
			p.Customer.Person.Papers.Document.State = ""
		}, []string{"personal.identitySecretRef[documentState]: is missing: write the code of the state that issued the licence (ISO 3166-2), as NY or US-NY"}},
		"no terms": {person, func(p *provider.Package) { p.Customer.Terms = nil }, []string{"termsAcceptance: is missing: have the customer read and accept Fin's terms, and write who accepted them and when"}},
		"no documents": {person, func(p *provider.Package) { p.Documents = nil }, []string{
			"documents: has not exactly one document beside a selfie: list one identity document (Passport, License or IDCard, or what else Fin takes), of two sides as two documents",
			"documents: has not exactly one document: list one document of type ProofOfAddress, with the category UTILITY_BILL, GOVERNMENT_LETTER or BANK_STATEMENT",
		}},
		"two identity documents": {person, func(p *provider.Package) {
			p.Documents = append(p.Documents, document("permit", provider.DocumentResidencePermit, ""))
		}, []string{
			"documents[permit].side: has not its two sides: list two documents of this type, one with side Front and one with side Back",
			"documents: has not exactly one document beside a selfie: list one identity document (Passport, License or IDCard, or what else Fin takes), of two sides as two documents",
			"documents[permit].type: is of another kind than documentType in the identity Secret says: give the picture of that document, or its own data",
		}},
		"what kind of proof": {person, func(p *provider.Package) { p.Documents[1].Category = "" },
			[]string{"documents[bill].category: is missing: write UTILITY_BILL, GOVERNMENT_LETTER or BANK_STATEMENT"}},
		"a business's": {person, func(p *provider.Package) { p.Documents[1].Category = "SHAREHOLDER_REGISTER" },
			[]string{"documents[bill].category: is no kind of document that Fin takes here: write UTILITY_BILL, GOVERNMENT_LETTER or BANK_STATEMENT"}},
		"format": {person, func(p *provider.Package) { p.Documents[0].Content = []byte("GIF89a") },
			[]string{"documents[passport].source: is neither a PDF, a JPEG nor a PNG: give a file of one of these formats"}},
		"no data": {person, func(p *provider.Package) { p.Customer.Person.Papers = provider.Papers{} }, []string{
			"personal.identitySecretRef[documentNumber]: is missing: write the number of the identity document",
			"personal.identitySecretRef[documentExpiryDate]: is missing: write a date as YYYY-MM-DD that is still to come, and after the date of issue",
		}},
		"expired": {person, func(p *provider.Package) { p.Customer.Person.Papers.Document.ExpiryDate = pii.New("2021-01-01") },
			[]string{"personal.identitySecretRef[documentExpiryDate]: is past: write a date as YYYY-MM-DD that is still to come, and after the date of issue"}},

		"nothing of the business": {business, func(p *provider.Package) { p.Documents = p.Documents[1:] }, []string{
			"documents: lacks what the business was founded by: list one of type Incorporation, or with the category REGISTRATION_DOCUMENT, " +
				"CONSTITUTIONAL_DOCUMENT, FORMATION_DOCUMENT, PROOF_OF_TAX_IDENTIFICATION or EVIDENCE_OF_DIRECTORS_AND_CONTROLLERS"}},
		"controller's": {business, func(p *provider.Package) { p.Documents[0].Subject = provider.SubjectController },
			[]string{"documents[registration].subject: is nobody whom Fin knows: list it under spec.documents of the BeneficialOwner who that person is"}},
		"owner without documents": {business, func(p *provider.Package) { p.Customer.Owners[0].Documents = nil }, []string{
			"BeneficialOwner/owner-ada.documents: is missing: list one identity document (Passport, License or IDCard, or what else Fin takes), of two sides as two documents"}},
		"owner's permit": {business, func(p *provider.Package) {
			p.Customer.Owners[0].Documents[0].Type = provider.DocumentResidencePermit
		}, []string{"BeneficialOwner/owner-ada.documents[passport].category: is missing: write " + partyWords}},
		"owner's permit by Fin's word": {business, func(p *provider.Package) {
			m := &p.Customer.Owners[0]
			m.Documents[0].Type, m.Documents[0].Category = provider.DocumentResidencePermit, "PERMANENT_RESIDENCY_ID"
			m.Owner.Identity.Papers.Document.Type = provider.DocumentResidencePermit
		}, nil},
		"owner without date of issue": {business, func(p *provider.Package) {
			p.Customer.Owners[1].Owner.Identity.Papers.Document.IssueDate = pii.String{}
		}, []string{"BeneficialOwner/owner-bob.identitySecretRef[documentIssueDate]: is missing: write a date as YYYY-MM-DD that is not in the future"}},
		"owner without email": {business, func(p *provider.Package) { p.Customer.Owners[1].Owner.Email = "" },
			[]string{"BeneficialOwner/owner-bob.email: is missing: Fin's associated parties are told by their e-mail address"}},
		"no owners": {business, func(p *provider.Package) { p.Customer.Owners = nil },
			[]string{"business.beneficialOwnership.owners: is missing: name the owners whom the business was created with"}},
	} {
		t.Run(name, func(t *testing.T) {
			pkg := packageOf("11111111-1111-4111-8111-111111111111", tc.customer)
			tc.change(&pkg)
			assert.Equal(t, tc.want, findings(p.ValidatePackage(pkg)))
			if tc.want != nil {
				assert.Equal(t, tc.want, fields(t, p.HandIn(t.Context(), pkg)))
			}
		})
	}
	assert.Equal(t, []string{"type: must be Personal or Business"}, findings(p.ValidatePackage(provider.Package{Customer: provider.Customer{Terms: person.Terms}})))
}

const partyWords = "PASSPORT, NATIONAL_ID, DRIVERS_LICENSE, PERMANENT_RESIDENCY_ID, UTILITY_BILL, GOVERNMENT_LETTER, BANK_STATEMENT, " +
	"PROOF_OF_TAX_IDENTIFICATION, COURT_DOCUMENT, INSURANCE_STATEMENT, MILITARY_ID, MATRICULATE_ID, STATE_OR_PROVINCIAL_ID, VISA or OTHER"

// asLicence identifies a person by a licence with pictures of the given sides.
func asLicence(p *provider.Package, one, other provider.DocumentSide) {
	p.Customer.Person.Papers.Document.Type = provider.DocumentLicense
	p.Customer.Person.Papers.Document.State = "NY"
	first, second := document("one", provider.DocumentLicense, ""), document("other", provider.DocumentLicense, "")
	first.Side, second.Side = one, other
	p.Documents = []provider.Document{first, second, p.Documents[1]}
}
