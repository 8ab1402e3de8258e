package fin

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// problems are findings as people read them.
func problems(found []provider.FieldError) []string {
	out := []string{}
	for _, f := range found {
		out = append(out, f.String())
	}
	return out
}

func TestValidateIndividual(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Individual)
		want   []string
	}{
		"as it is":        {func(*Individual) {}, []string{}},
		"RELIANCE":        {func(p *Individual) { p.VerificationType = VerificationReliance }, []string{}},
		"other type":      {func(p *Individual) { p.VerificationType = "NONE" }, []string{"verification_type: is not one of STANDARD, RELIANCE: write STANDARD, or RELIANCE if Fin enabled it for the account"}},
		"no name":         {func(p *Individual) { p.BasicInfo.FirstName = " " }, []string{"basic_info.first_name: is missing"}},
		"other script":    {func(p *Individual) { p.BasicInfo.LastName = "Дое" }, []string{"basic_info.last_name_en: is missing, and last_name has other letters than those of ASCII: write a transliteration"}},
		"transliterated":  {func(p *Individual) { p.BasicInfo.LastName, p.BasicInfo.LastNameEn = "Дое", "Doe" }, []string{}},
		"not Latin":       {func(p *Individual) { p.BasicInfo.MiddleNameEn = "Дое" }, []string{"basic_info.middle_name_en: is not in Latin letters: write a transliteration"}},
		"street's script": {func(p *Individual) { p.Address.Line2 = "Äußere 1" }, []string{"address.street_line_2_en: is missing, and street_line_2 has other letters than those of ASCII: write a transliteration"}},
		"capitals":        {func(p *Individual) { p.BasicInfo.Email = "Jane@example.com" }, []string{"basic_info.email: has capitals: write a plain address, entirely in lower case"}},
		"no e-mail":       {func(p *Individual) { p.BasicInfo.Email = "jane" }, []string{"basic_info.email: is not an e-mail address: write a plain address, entirely in lower case"}},
		"national phone":  {func(p *Individual) { p.BasicInfo.Phone = "5554321234" }, []string{"basic_info.phone: is not a phone number with the code of a country: write it as E.164, with the code of the country: +15554321234"}},
		"alpha-2":         {func(p *Individual) { p.BasicInfo.PrimaryNationality = "US" }, []string{"basic_info.primary_nationality: is not the code of a country: write the ISO 3166-1 alpha-3 code of a country, as USA"}},
		"no such country": {func(p *Individual) { p.BasicInfo.SecondaryNationality = "XXX" }, []string{"basic_info.secondary_nationality: is not the code of a country: write the ISO 3166-1 alpha-3 code of a country, as USA"}},
		"lives elsewhere": {func(p *Individual) { p.Address.Country = "CAN" }, []string{"address.country: is another than basic_info.country_of_residence: write the same in both"}},
		"state":           {func(p *Individual) { p.Address.Subdivision = "NY" }, []string{"address.subdivision_code: is not the code of a subdivision: write the ISO 3166-2 code, as US-NY"}},
		"PO box":          {func(p *Individual) { p.Address.Line1 = "P.O. Box 12" }, []string{"address.street_line_1: is a PO box: write a street address; a PO box will not do"}},
		"eighteen today":  {func(p *Individual) { p.BasicInfo.DateOfBirth = pii.New("2008-06-30") }, []string{}},
		"too young":       {func(p *Individual) { p.BasicInfo.DateOfBirth = pii.New("2008-07-01") }, []string{"basic_info.dob: is of somebody younger than 18 years: write a date as YYYY-MM-DD of somebody of at least 18 years"}},
		"oldest":          {func(p *Individual) { p.BasicInfo.DateOfBirth = pii.New("1905-07-01") }, []string{}},
		"too old":         {func(p *Individual) { p.BasicInfo.DateOfBirth = pii.New("1905-06-30") }, []string{"basic_info.dob: is of somebody older than 120 years: write a date as YYYY-MM-DD of somebody of at least 18 years"}},
		"no date":         {func(p *Individual) { p.BasicInfo.DateOfBirth = pii.New("01/31/1990") }, []string{"basic_info.dob: is not a date: write a date as YYYY-MM-DD of somebody of at least 18 years"}},
		"gender":          {func(p *Individual) { p.BasicInfo.Gender = "X" }, []string{"basic_info.gender: is not one of MALE, FEMALE"}},
		"no tax":          {func(p *Individual) { p.BasicInfo.TaxInfo = nil }, []string{"basic_info.tax_info: is missing: give at least one tax number, each once"}},
		"tax twice": {func(p *Individual) { p.BasicInfo.TaxInfo = append(p.BasicInfo.TaxInfo, p.BasicInfo.TaxInfo[0]) },
			[]string{"basic_info.tax_info[1].document_id: is there twice: write the number as the tax authority of the country does"}},
		"employment": {func(p *Individual) { p.FinancialProfile.EmploymentStatus = "" }, []string{"financial_profile.employment_status: is not one of EMPLOYED, SELF_EMPLOYED, RETIRED, STUDENT, UNEMPLOYED: write EMPLOYED, SELF_EMPLOYED, RETIRED, STUDENT or UNEMPLOYED"}},
		"catalogue": {func(p *Individual) { p.FinancialProfile.OccupationID, p.FinancialProfile.SourceOfFundIDs = 0, nil }, []string{
			"financial_profile.occupation_id: is missing: take the ID from Fin's catalogue",
			"financial_profile.source_of_fund_ids: has no ID, or one that is none: take the ID from Fin's catalogue"}},
		"volume": {func(p *Individual) { p.FinancialProfile.MonthlyVolumeUSD = -1 }, []string{"financial_profile.monthly_volume_usd: is negative: write whole dollars"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := jane()
			tc.change(&p)
			assert.Equal(t, tc.want, problems(p.Validate(today)))
		})
	}
}

func TestValidateBusiness(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Business)
		want   []string
	}{
		"as it is":        {func(*Business) {}, []string{}},
		"no industry":     {func(b *Business) { b.IndustryCodes = nil }, []string{"industry_codes: is missing: write NAICS 2022 codes of six digits"}},
		"short industry":  {func(b *Business) { b.IndustryCodes = []string{"5415"} }, []string{"industry_codes[0]: is not an industry's code: write NAICS 2022 codes of six digits"}},
		"legal name":      {func(b *Business) { b.BasicInfo.LegalName = "Müller" }, []string{"basic_info.legal_name_en: is missing, and legal_name has other letters than those of ASCII: write a transliteration"}},
		"V1 entity":       {func(b *Business) { b.BasicInfo.EntityType = "PRIVATE_LIMITED" }, []string{"basic_info.entity_type: is not one of LIMITED_LIABILITY_COMPANY, PUBLICLY_LISTED_COMPANY, SOLE_PROPRIETOR, PARTNERSHIP, CORPORATION, TRUST, PRIVATE_FOUNDATION, CHARITY, NONPROFIT_ORGANIZATION, PUBLIC_AGENCY_OR_AUTHORITY"}},
		"future":          {func(b *Business) { b.BasicInfo.IncorporationDate = "2026-07-01" }, []string{"basic_info.incorporation_date: is in the future: write a date as YYYY-MM-DD that is not in the future"}},
		"LEI":             {func(b *Business) { b.BasicInfo.LegalEntityIdentifier = "1234" }, []string{"basic_info.legal_entity_identifier: has not exactly 20 characters"}},
		"no website":      {func(b *Business) { b.BasicInfo.Websites = nil }, []string{"basic_info.websites: is missing: write at least one full address: https://example.com"}},
		"bare website":    {func(b *Business) { b.BasicInfo.Websites = []string{"acme.example"} }, []string{"basic_info.websites[0]: is not an address: write at least one full address: https://example.com"}},
		"wealth":          {func(b *Business) { b.FinancialProfile.SourceOfWealthIDs = nil }, []string{"financial_profile.source_of_wealth_ids: has no ID, or one that is none: take the ID from Fin's catalogue"}},
		"physical":        {func(b *Business) { b.Addresses.SameAsIncorporated = false }, []string{"addresses.physical_address: is missing, and is_incorporated_address_same is false"}},
		"two subdivision": {func(b *Business) { b.Addresses.Incorporated.State = "Iowa" }, []string{"addresses.incorporated_address.state: is another than subdivision_code: write the same in both, or leave it out"}},
		"listed":          {func(b *Business) { b.BasicInfo.EntityType = EntityPubliclyListed }, []string{"public_listings: is missing, and the company is publicly listed"}},
		"ISIN":            {func(b *Business) { b.PublicListings = []PublicListing{{ISIN: "US12"}} }, []string{"public_listings[0].isin: has not exactly 12 characters"}},
		"no parties":      {func(b *Business) { b.AssociatedParties = nil }, []string{"associated_parties: is missing: every business has somebody who owns or controls it"}},
		"100 percent":     {func(b *Business) { b.AssociatedParties[1].Ownership.Percent = 40 }, []string{}},
		"100 percent, and by floating point a little more": {func(b *Business) {
			b.AssociatedParties[0].Ownership.Percent, b.AssociatedParties[1].Ownership.Percent = 13.90, 77.62
			third := b.AssociatedParties[1]
			third.BasicInfo.Email, third.Ownership = "third@example.com", &OwnershipInfo{Designation: "Director", Percent: 8.48, Since: "2020-01-01"}
			b.AssociatedParties = append(b.AssociatedParties, third)
		}, []string{}},
		"100.01 percent": {func(b *Business) { b.AssociatedParties[1].Ownership.Percent += 0.01 }, []string{"associated_parties: own nothing, or more than 100 percent, together"}},
		"101 percent":    {func(b *Business) { b.AssociatedParties[1].Ownership.Percent = 41 }, []string{"associated_parties: own nothing, or more than 100 percent, together"}},
		"one at nothing": {func(b *Business) { b.AssociatedParties[1].Ownership.Percent = 0 }, []string{}},
		"all at nothing": {func(b *Business) {
			b.AssociatedParties[0].Ownership.Percent, b.AssociatedParties[1].Ownership.Percent = 0, 0
		}, []string{"associated_parties: own nothing, or more than 100 percent, together"}},
		"split roles":    {func(b *Business) { b.AssociatedParties[0].Roles = []string{RoleShareholder} }, []string{}},
		"no shareholder": {func(b *Business) { b.AssociatedParties[0].Roles = []string{RoleUBO} }, []string{"associated_parties: has nobody with the role shareholder"}},
		"capital role":   {func(b *Business) { b.AssociatedParties[1].Roles = []string{"UBO"} }, []string{"associated_parties[1].roles[0]: is not one of shareholder, ubo"}},
		"no roles":       {func(b *Business) { b.AssociatedParties[1].Roles = nil }, []string{"associated_parties[1].roles: is missing: write shareholder, ubo or both"}},
		"no ownership": {func(b *Business) { b.AssociatedParties[1].Ownership = nil }, []string{
			"associated_parties[1].ownership_info: is missing, and the party is an ubo"}},
		"same e-mail": {func(b *Business) { b.AssociatedParties[1].BasicInfo.Email = "ada@example.com" }, []string{
			"associated_parties[1].basic_info.email: is that of another party too, and each needs one of their own: write a plain address, entirely in lower case"}},
		"a long name": {func(b *Business) { b.AssociatedParties[0].BasicInfo.FirstName = strings.Repeat("a", 51) }, []string{
			"associated_parties[0].basic_info.first_name: is longer than 50 characters"}},
		"a child": {func(b *Business) { b.AssociatedParties[0].BasicInfo.DateOfBirth = pii.New("2015-01-01") }, []string{
			"associated_parties[0].basic_info.dob: is of somebody younger than 18 years: write a date as YYYY-MM-DD of somebody of at least 18 years"}},
		"since tomorrow": {func(b *Business) { b.AssociatedParties[0].Ownership.Since = "2026-07-01" }, []string{
			"associated_parties[0].ownership_info.relationship_establishment_date: is in the future: write a date as YYYY-MM-DD that is not in the future"}},
		"holding": {func(b *Business) {
			b.HoldingStructure = &HoldingStructure{CorporateShareholders: []CorporateShareholder{{Name: "H", Country: "USA", Percent: 101}},
				ForeignBranches: []ForeignBranch{{}}}
		}, []string{"holding_structure.corporate_shareholders[0].ownership_percentage: is not a percentage: write 0 to 100",
			"holding_structure.foreign_branches[0].registration_country_code: is missing: write the ISO 3166-1 alpha-3 code of a country, as USA"}},
		"compliance": {func(b *Business) {
			b.Compliance = &Compliance{RiskProfile: &RiskProfile{Activities: []string{"gambling"}}, RegulatedActivity: &RegulatedActivity{
				Description: "x", AuthorityCountry: "USA", AuthorityName: "x"}, AML: &AML{RiskSplit: &CustomerRiskSplit{Low: 50, High: 49}}}
		}, []string{"compliance.risk_profile.high_risk_activities_explanation: is missing",
			"compliance.regulated_activity.license_number: is missing", "compliance.aml.customer_risk_split: does not add up to 100"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := acme()
			tc.change(&b)
			assert.Equal(t, tc.want, problems(b.Validate(today)))
		})
	}
}

func TestValidateIndividualDocuments(t *testing.T) {
	both := []DocumentFile{{URI: "/f", Side: SideFront}, {URI: "/b", Side: SideBack}}
	first := func(change func(*IdentifyingDocument)) func(*IndividualDocuments) {
		return func(d *IndividualDocuments) { change(&d.Identifying[0]) }
	}
	const twoFiles = "identifying_documents[0].files: has not exactly two files, one of side FRONT and one of side BACK"
	for name, tc := range map[string]struct {
		change func(*IndividualDocuments)
		want   []string
	}{
		"as it is":    {func(*IndividualDocuments) {}, []string{}},
		"passport, 2": {first(func(d *IdentifyingDocument) { d.Files = both }), []string{"identifying_documents[0].files: has 2 files: one is taken"}},
		"national ID": {first(func(d *IdentifyingDocument) { d.Type, d.Files = DocumentNationalID, both }), []string{}},
		"permit":      {first(func(d *IdentifyingDocument) { d.Type, d.Files = DocumentResidencePermit, both }), []string{}},
		"one side":    {first(func(d *IdentifyingDocument) { d.Type = DocumentNationalID }), []string{twoFiles}},
		"front twice": {first(func(d *IdentifyingDocument) {
			d.Type, d.Files = DocumentResidencePermit, []DocumentFile{{"/a", SideFront}, {"/b", SideFront}}
		}), []string{twoFiles}},
		"US licence":   {first(func(d *IdentifyingDocument) { d.Type, d.Files = DocumentDriversLicense, both }), []string{"identifying_documents[0].state: is missing: write the state that issued the licence"}},
		"with state":   {first(func(d *IdentifyingDocument) { d.Type, d.Files, d.State = DocumentDriversLicense, both, "NY" }), []string{}},
		"other state":  {first(func(d *IdentifyingDocument) { d.State = "NY" }), []string{"identifying_documents[0].state: is not taken of this type: leave it out"}},
		"CA licence":   {first(func(d *IdentifyingDocument) { d.Type, d.Files, d.Country = DocumentDriversLicense, both, "CAN" }), []string{}},
		"party's type": {first(func(d *IdentifyingDocument) { d.Type = DocumentPermanentResidency }), []string{"identifying_documents[0].type: is not one of PASSPORT, NATIONAL_ID, DRIVERS_LICENSE, RESIDENCE_PERMIT, SELFIE"}},
		"no number":    {first(func(d *IdentifyingDocument) { d.Number = pii.String{} }), []string{"identifying_documents[0].number: is missing"}},
		"expired":      {first(func(d *IdentifyingDocument) { d.ExpiryDate = pii.New("2026-06-30") }), []string{"identifying_documents[0].expiry_date: is past: write a date as YYYY-MM-DD that is still to come"}},
		"no expiry":    {first(func(d *IdentifyingDocument) { d.ExpiryDate = pii.New("") }), []string{"identifying_documents[0].expiry_date: is missing: write a date as YYYY-MM-DD that is still to come"}},
		"issued later": {first(func(d *IdentifyingDocument) { d.IssueDate = pii.New("2030-01-01") }), []string{"identifying_documents[0].expiry_date: is not after issue_date: write a date as YYYY-MM-DD that is still to come"}},
		"selfie": {func(d *IndividualDocuments) {
			d.Identifying = append(d.Identifying, IdentifyingDocument{Type: DocumentSelfie, Files: d.Identifying[0].Files})
		}, []string{}},
		"two selfies": {func(d *IndividualDocuments) {
			selfie := IdentifyingDocument{Type: DocumentSelfie, Files: []DocumentFile{{URI: "/s"}}}
			d.Identifying = append(d.Identifying, selfie, selfie)
		}, []string{"identifying_documents: has more than one selfie"}},
		"only a selfie": {first(func(d *IdentifyingDocument) {
			*d = IdentifyingDocument{Type: DocumentSelfie, Files: []DocumentFile{{URI: "/s"}}}
		}),
			[]string{"identifying_documents: has not exactly one document beside a selfie"}},
		"no address":   {func(d *IndividualDocuments) { d.Address = nil }, []string{"address_documents: has not exactly one document"}},
		"from abroad":  {func(d *IndividualDocuments) { d.Address[0].Country = "CAN" }, []string{"address_documents[0].country: is another than the customer's country of residence: give a document from there"}},
		"ID as such":   {func(d *IndividualDocuments) { d.Address[0].Type = DocumentPassport }, []string{"address_documents[0].type: is not one of UTILITY_BILL, GOVERNMENT_LETTER, BANK_STATEMENT"}},
		"a file twice": {func(d *IndividualDocuments) { d.Address[0].Files = d.Identifying[0].Files }, []string{"address_documents[0].files[0].uri: is used twice"}},
		"no file":      {func(d *IndividualDocuments) { d.Address[0].Files = nil }, []string{"address_documents[0].files: has no file"}},
		"no terms":     {func(d *IndividualDocuments) { d.TOSValue = tosURL }, []string{"tos_policies_value: is missing, or is no value of Fin's: send the value of tos_policies_value in the address that the create returned"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := individualDocuments()
			tc.change(&d)
			assert.Equal(t, tc.want, problems(d.Validate(today, "USA")))
		})
	}
}

func TestValidatePartyDocuments(t *testing.T) {
	both := []DocumentFile{{URI: "/f", Side: SideFront}, {URI: "/b", Side: SideBack}}
	for name, tc := range map[string]struct {
		residence string
		change    func(*PartyDocuments)
		want      []string
	}{
		"as it is": {"USA", func(*PartyDocuments) {}, []string{}},
		"green card": {"USA", func(d *PartyDocuments) {
			d.Identifying[0].Type, d.Identifying[0].Files = DocumentPermanentResidency, both
		}, []string{}},
		"abroad":        {"DEU", func(d *PartyDocuments) { d.Identifying[0].Type = DocumentPermanentResidency }, []string{"identifying_documents[0].type: is not one of PASSPORT, NATIONAL_ID, DRIVERS_LICENSE"}},
		"permit":        {"", func(d *PartyDocuments) { d.Identifying[0].Type = DocumentResidencePermit }, []string{"identifying_documents[0].type: is not one of PASSPORT, NATIONAL_ID, DRIVERS_LICENSE, PERMANENT_RESIDENCY_ID"}},
		"licence":       {"DEU", func(d *PartyDocuments) { d.Identifying[0].Type, d.Identifying[0].Files = DocumentDriversLicense, both }, []string{}},
		"no issue date": {"", func(d *PartyDocuments) { d.Identifying[0].IssueDate = pii.New("") }, []string{"identifying_documents[0].issue_date: is missing: write a date as YYYY-MM-DD that is not in the future"}},
		"none":          {"", func(d *PartyDocuments) { d.Identifying = nil }, []string{"identifying_documents: is missing"}},
		"no party":      {"", func(d *PartyDocuments) { d.PartyID = "ada" }, []string{"associated_party_id: is not the ID of a party, which is a UUID"}},
		"address": {"", func(d *PartyDocuments) {
			d.Address = []AddressDocument{{Type: "COURT_DOCUMENT", Country: "USA", Files: both}}
		},
			[]string{"address_documents[0].country: is not taken of a party: leave it out"}},
		"supporting": {"", func(d *PartyDocuments) {
			d.Supporting = []BusinessDocument{{Type: "VISA", Files: both}, {Type: "SELFIE", Files: both}}
		},
			[]string{"supporting_documents[1].type: is not one of MILITARY_ID, MATRICULATE_ID, STATE_OR_PROVINCIAL_ID, VISA, OTHER"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := PartyDocuments{PartyID: partyID, Identifying: []IdentifyingDocument{passport()}}
			tc.change(&d)
			assert.Equal(t, tc.want, problems(d.Validate(today, tc.residence)))
		})
	}
}

func TestValidateBusinessDocuments(t *testing.T) {
	d := BusinessDocuments{TOSValue: tosValue,
		Formation:  []BusinessDocument{{Type: "OWNERSHIP_CHART", Files: []DocumentFile{{URI: "/a"}}}},
		Supporting: []BusinessDocument{{Type: "OTHER", Files: []DocumentFile{{URI: "/b", Side: "LEFT"}}}, {Type: "FLOW_OF_FUNDS"}},
	}
	assert.Equal(t, []string{
		"formation_documents[0].type: is not a type of document for this list",
		"supporting_documents[0].files[0].side: is not one of FRONT, BACK",
		"supporting_documents[1].files: has no file",
	}, problems(d.Validate()))
}

// TestRequiredDocuments: every one of them belongs into a list.
func TestRequiredDocuments(t *testing.T) {
	us, ok := RequiredDocuments(EntityLLC, "USA")
	assert.True(t, ok)
	abroad, _ := RequiredDocuments(EntityCorporation, "DEU")
	assert.Len(t, us, 8)
	assert.Len(t, abroad, 9)
	for _, documentType := range abroad {
		assert.NotEmpty(t, sectionOf(documentType), documentType)
	}
	_, ok = RequiredDocuments(EntityTrust, "USA")
	assert.False(t, ok, "a row of Fin's page that is not known")
}

func TestAlpha3(t *testing.T) {
	for alpha2, want := range map[string]string{
		"US": "USA", "us": "USA", "DE": "DEU", "GB": "GBR", "QA": "QAT", "AS": "ASM", "ZA": "ZAF", "CD": "COD", "RS": "SRB",
		"UK": "", "EU": "", "ZZ": "", "XK": "", "": "", "USA": "", "1": "", "001": "", "üs": "",
	} {
		assert.Equal(t, want, Alpha3(alpha2), alpha2)
		if want != "" {
			assert.True(t, isAlpha3(want), want)
		}
	}
	for _, code := range []string{"US", "usa", "XXX", "ZZZ", "QUU", "", "USAA", "XKK"} {
		assert.False(t, isAlpha3(code), code)
	}
}

// Shares in hundredths that add up to 100 are taken, in however many parts and order, and 0.01 more is not.
func TestSharesAddUp(t *testing.T) {
	refusedShares := func(shares []int) bool {
		b := acme()
		one := b.AssociatedParties[0]
		b.AssociatedParties = nil
		for i, share := range shares {
			p := one
			p.BasicInfo.Email = "owner" + strconv.Itoa(i) + "@example.com"
			p.Ownership = &OwnershipInfo{Designation: "Director", Percent: float64(share) / 100, Since: "2020-01-01"}
			b.AssociatedParties = append(b.AssociatedParties, p)
		}
		return slices.ContainsFunc(b.Validate(today), func(f provider.FieldError) bool { return f.Path == "associated_parties" })
	}
	rapid.Check(t, func(t *rapid.T) {
		left, shares := 100_00, []int{}
		for n := rapid.IntRange(0, 12).Draw(t, "owners"); n > 0; n-- {
			share := rapid.IntRange(0, left).Draw(t, "share")
			left, shares = left-share, append(shares, share)
		}
		if shares = append(shares, left); refusedShares(shares) {
			t.Fatalf("%v are refused", shares)
		}
		if shares[0]++; !refusedShares(shares) {
			t.Fatalf("%v are taken", shares)
		}
	})
}
