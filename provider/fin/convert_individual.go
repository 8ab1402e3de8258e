package fin

import "github.com/bonafide-dev/bonafide/provider"

// individualOf is a person in Fin's words. Entries of lists have provisional IDs.
func individualOf(p provider.Person) Individual {
	country := Alpha3(p.Address.Country)
	second := secondLine(p.Address)
	return Individual{
		BasicInfo: IndividualInfo{
			FirstName:          p.FirstName,
			FirstNameEn:        transliteration(p.FirstName),
			LastName:           p.LastName,
			LastNameEn:         transliteration(p.LastName),
			DateOfBirth:        p.DateOfBirth,
			Email:              lower(p.Email),
			Phone:              p.Phone,
			CountryOfResidence: country,
			PrimaryNationality: Alpha3(p.Background.Nationality),
			TaxInfo:            taxOf(p.Papers.Tax, p.SSN, taxSSN, p.Address),
		},
		Address: IndividualAddress{
			Line1:       p.Address.Line1,
			Line1En:     transliteration(p.Address.Line1),
			Line2:       second,
			Line2En:     transliteration(second),
			City:        p.Address.City,
			PostalCode:  p.Address.PostalCode,
			Subdivision: subdivisionOf(p.Address),
			Country:     country,
		},
		FinancialProfile: IndividualFinances{
			EmploymentStatus: employments[p.Background.Employment],
			OccupationID:     provisional(p.Background.Occupation),
			PurposeID:        provisional(p.Background.Finances.Purpose),
			SourceOfFundIDs:  provisionals(p.Background.Finances.SourcesOfFunds),
			MonthlyVolumeUSD: amount(p.Background.Finances.MonthlyVolumeUSD),
		},
	}
}

// unsaidOfPerson finds what Fin's words have no room to miss.
func unsaidOfPerson(p provider.Person) []provider.FieldError {
	var found []provider.FieldError
	if p.Background.Finances.MonthlyVolumeUSD == nil {
		found = append(found, provider.FieldError{Path: "personal.finances.monthlyVolumeUSD", Message: "is missing: " + ruleAmount})
	}
	if p.Papers.Tax.Number.IsEmpty() && !p.SSN.IsEmpty() && len(p.SSN.Digits().Reveal()) != 9 {
		found = append(found, provider.FieldError{Path: "personal.identitySecretRef[ssn]", Message: "has not nine digits: " + ruleSSN})
	}
	return found
}

const (
	ruleAmount = "write whole US dollars, 0 for none"
	ruleSSN    = "Fin wants the whole social security number"
)

func address(a provider.Address) Address {
	second := secondLine(a)
	return Address{
		Line1:       a.Line1,
		Line1En:     transliteration(a.Line1),
		Line2:       second,
		Line2En:     transliteration(second),
		City:        a.City,
		Subdivision: subdivisionOf(a),
		PostalCode:  a.PostalCode,
		Country:     Alpha3(a.Country),
	}
}
