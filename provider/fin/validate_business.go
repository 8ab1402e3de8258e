package fin

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-dev/bonafide/provider"
)

// Validate finds what Fin would refuse to create on the given day (page Create a business customer, V2).
func (b Business) Validate(today time.Time) []provider.FieldError {
	c := newChecks(today)
	b = b.complete()
	c.verificationType(b.VerificationType)
	if len(b.IndustryCodes) == 0 {
		c.fail("industry_codes", "is missing")
	}
	for i, code := range b.IndustryCodes {
		if !naics.MatchString(strings.TrimSpace(code)) {
			c.fail("industry_codes["+strconv.Itoa(i)+"]", "is not an industry's code")
		}
	}
	b.BasicInfo.validate(c.in("basic_info"))
	b.FinancialProfile.validate(c.in("financial_profile"))
	b.Addresses.validate(c.in("addresses"))
	validateParties(c, b.AssociatedParties)
	b.validateListings(c)
	if b.HoldingStructure != nil {
		b.HoldingStructure.validate(c.in("holding_structure"))
	}
	if b.Compliance != nil {
		b.Compliance.validate(c.in("compliance"))
	}
	return *c.found
}

func (b BusinessInfo) validate(c checks) {
	c.name("legal_name", b.LegalName, b.LegalNameEn, maxLegalName)
	c.name("trade_name", b.TradeName, b.TradeNameEn, 0)
	c.text("description", b.Description, maxDescription)
	c.oneOf("entity_type", b.EntityType, EntityLLC, EntityPubliclyListed, EntitySoleProprietor, EntityPartnership,
		EntityCorporation, EntityTrust, EntityPrivateFoundation, EntityCharity, EntityNonProfit, EntityPublicAgency)
	c.email("email", b.Email)
	c.phone("phone", b.Phone)
	c.past("incorporation_date", b.IncorporationDate)
	c.country("country_of_incorporation", b.CountryOfIncorp)
	c.text("registration_number", b.RegistrationNumber, 0)
	if n := utf8.RuneCountInString(strings.TrimSpace(b.LegalEntityIdentifier)); n != 0 && n != leiLength {
		c.fail("legal_entity_identifier", "has not exactly 20 characters")
	}
	c.taxes(b.TaxInfo)
	c.websites(b.Websites)
}

func (f BusinessFinances) validate(c checks) {
	c.id("purpose_id", f.PurposeID)
	c.ids("source_of_fund_ids", f.SourceOfFundIDs)
	c.ids("source_of_wealth_ids", f.SourceOfWealthIDs)
	c.amounts(map[string]int{
		"estimated_annual_revenue_usd": f.EstimatedAnnualRevenueUSD, "expected_monthly_deposits_usd": f.ExpectedMonthlyDepositsUSD,
		"expected_monthly_withdrawals_usd":   f.ExpectedMonthlyWithdrawalsUSD,
		"expected_transaction_value_usd":     f.ExpectedTransactionValueUSD,
		"expected_monthly_transaction_count": f.ExpectedMonthlyTransactionCount,
	})
}

func (a BusinessAddresses) validate(c checks) {
	a.Incorporated.validate(c.in("incorporated_address"))
	switch {
	case a.Physical != nil:
		a.Physical.validate(c.in("physical_address"))
	case !a.SameAsIncorporated:
		c.fail("physical_address", "is missing, and is_incorporated_address_same is false")
	}
}

func (a Address) validate(c checks) {
	c.street(a.Line1, a.Line1En, a.Line2, a.Line2En)
	c.text("city", a.City, maxCity)
	c.text("postal_code", a.PostalCode, 0)
	c.subdivision("subdivision_code", a.Subdivision)
	if strings.TrimSpace(a.State) != strings.TrimSpace(a.Subdivision) {
		c.fail("state", "is another than subdivision_code: write the same in both, or leave it out")
	}
	c.country("country", a.Country)
}

// validateParties checks the parties one by one and together. Fin's text demands that one party be both
// shareholder and ubo and that the total stay below 100 %, while its own examples split the roles and add up
// to 100: only what both readings refuse is refused here.
func validateParties(c checks, parties []AssociatedParty) {
	if len(parties) == 0 {
		c.fail("associated_parties", "is missing: every business has somebody who owns or controls it")
		return
	}
	emails, roles, total := map[string]bool{}, map[string]bool{}, 0.0
	for i, p := range parties {
		in := c.each("associated_parties", i)
		p.validate(in)
		if email := strings.TrimSpace(p.BasicInfo.Email); email != "" && emails[email] {
			in.in("basic_info").fail("email", "is that of another party too, and each needs one of their own")
		} else {
			emails[email] = true
		}
		for _, role := range p.Roles {
			roles[role] = true
		}
		if p.Ownership != nil {
			total += p.Ownership.Percent
		}
	}
	for _, role := range []string{RoleShareholder, RoleUBO} {
		if !roles[role] {
			c.fail("associated_parties", "has nobody with the role "+role)
		}
	}
	// In hundredths, which is all that anybody means: 13.90, 77.62 and 8.48 add up to a little more than 100.
	if total <= 0 || math.Round(total*100) > 100_00 {
		c.fail("associated_parties", "own nothing, or more than 100 percent, together")
	}
}

func (p AssociatedParty) validate(c checks) {
	p.BasicInfo.validate(c.in("basic_info"))
	p.Address.validate(c.in("address"))
	if len(p.Roles) == 0 {
		c.fail("roles", "is missing: write shareholder, ubo or both")
	}
	for i, role := range p.Roles {
		c.oneOf("roles["+strconv.Itoa(i)+"]", role, RoleShareholder, RoleUBO)
	}
	switch {
	case p.Ownership != nil:
		p.Ownership.validate(c.in("ownership_info"))
	case slices.Contains(p.Roles, RoleUBO):
		c.fail("ownership_info", "is missing, and the party is an ubo")
	}
}

func (p PartyInfo) validate(c checks) {
	c.name("first_name", p.FirstName, p.FirstNameEn, maxPartyName)
	c.latin("middle_name", p.MiddleName, p.MiddleNameEn)
	c.name("last_name", p.LastName, p.LastNameEn, maxPartyName)
	c.born(p.DateOfBirth, 0)
	c.email("email", p.Email)
	c.phone("phone", p.Phone)
	c.country("country_of_residence", p.CountryOfResidence)
	c.country("primary_nationality", p.PrimaryNationality)
	c.optionalCountry("secondary_nationality", p.SecondaryNationality)
	c.taxes(p.TaxInfo)
}

func (o OwnershipInfo) validate(c checks) {
	c.text("designation", o.Designation, maxTitle)
	if !(o.Percent >= 0 && o.Percent <= 100) {
		c.fail("percentage_of_ownership", "is not a percentage")
	}
	c.past("relationship_establishment_date", o.Since)
}

func (b Business) validateListings(c checks) {
	if b.BasicInfo.EntityType == EntityPubliclyListed && len(b.PublicListings) == 0 {
		c.fail("public_listings", "is missing, and the company is publicly listed")
	}
	for i, l := range b.PublicListings {
		if n := len(strings.TrimSpace(l.ISIN)); n != 0 && n != isinLength {
			c.each("public_listings", i).fail("isin", "has not exactly 12 characters")
		}
	}
}

func (h HoldingStructure) validate(c checks) {
	for i, s := range h.CorporateShareholders {
		in := c.each("corporate_shareholders", i)
		in.name("entity_name", s.Name, s.NameEn, 0)
		in.country("registration_country_code", s.Country)
		if !(s.Percent >= 0 && s.Percent <= 100) {
			in.fail("ownership_percentage", "is not a percentage: write 0 to 100")
		}
	}
	for i, b := range h.ForeignBranches {
		c.each("foreign_branches", i).country("registration_country_code", b.Country)
	}
}

func (k Compliance) validate(c checks) {
	if r := k.RiskProfile; r != nil && len(r.Activities) > 0 {
		c.in("risk_profile").text("high_risk_activities_explanation", r.ActivitiesExplanation, 0)
	}
	if a := k.RegulatedActivity; a != nil {
		in := c.in("regulated_activity")
		in.text("description", a.Description, 0)
		in.country("primary_authority_country_code", a.AuthorityCountry)
		in.text("primary_authority_name", a.AuthorityName, 0)
		in.text("license_number", a.LicenseNumber, 0)
	}
	if k.AML != nil && k.AML.RiskSplit != nil {
		if s := k.AML.RiskSplit; s.Low+s.Medium+s.High != 100 || min(s.Low, s.Medium, s.High) < 0 {
			c.in("aml").fail("customer_risk_split", "does not add up to 100")
		}
	}
}
