package fin

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Validate finds what Fin would refuse to create on the given day (page Create an individual customer, V2).
func (p Individual) Validate(today time.Time) []provider.FieldError {
	c := newChecks(today)
	c.verificationType(p.VerificationType)
	p.BasicInfo.validate(c.in("basic_info"))
	p.Address.validate(c.in("address"))
	if country := strings.TrimSpace(p.Address.Country); country != "" &&
		country != strings.TrimSpace(p.BasicInfo.CountryOfResidence) {
		c.in("address").fail("country", "is another than basic_info.country_of_residence: write the same in both")
	}
	p.FinancialProfile.validate(c.in("financial_profile"))
	return *c.found
}

func (p IndividualInfo) validate(c checks) {
	c.name("first_name", p.FirstName, p.FirstNameEn, 0)
	c.latin("middle_name", p.MiddleName, p.MiddleNameEn)
	c.name("last_name", p.LastName, p.LastNameEn, 0)
	c.born(p.DateOfBirth, maxAge)
	c.email("email", p.Email)
	c.phone("phone", p.Phone)
	c.country("country_of_residence", p.CountryOfResidence)
	c.country("primary_nationality", p.PrimaryNationality)
	c.optionalCountry("secondary_nationality", p.SecondaryNationality)
	if p.Gender != "" {
		c.oneOf("gender", p.Gender, "MALE", "FEMALE")
	}
	c.taxes(p.TaxInfo)
}

func (a IndividualAddress) validate(c checks) {
	c.street(a.Line1, a.Line1En, a.Line2, a.Line2En)
	c.text("city", a.City, 0)
	c.text("postal_code", a.PostalCode, 0)
	c.subdivision("subdivision_code", a.Subdivision)
	c.country("country", a.Country)
}

func (f IndividualFinances) validate(c checks) {
	c.oneOf("employment_status", f.EmploymentStatus, EmploymentEmployed, EmploymentSelfEmployed, EmploymentRetired,
		EmploymentStudent, EmploymentUnemployed)
	c.id("occupation_id", f.OccupationID)
	c.id("purpose_id", f.PurposeID)
	c.ids("source_of_fund_ids", f.SourceOfFundIDs)
	c.amounts(map[string]int{"monthly_volume_usd": f.MonthlyVolumeUSD})
}
