package fin

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// businessOf is a business with its owners in Fin's words. Entries of lists have provisional IDs. That the
// business uses nobody else's money is a default: there is no field for it, and Fin wants true of money services
// and payment processors only.
func businessOf(c provider.Customer) Business {
	b := c.Business
	out := Business{
		BasicInfo: BusinessInfo{
			LegalName:          b.Name,
			LegalNameEn:        transliteration(b.Name),
			TradeName:          cmp.Or(strings.TrimSpace(b.DoingBusinessAs), b.Name),
			Description:        b.Background.Description,
			EntityType:         entities[b.Structure],
			Email:              lower(b.Email),
			Phone:              b.Phone,
			IncorporationDate:  b.Background.IncorporationDate,
			CountryOfIncorp:    Alpha3(b.Address.Country),
			RegistrationNumber: b.Background.RegistrationNumber,
			TaxInfo:            taxOf(b.Background.Tax, b.EIN, taxEIN, b.Address),
		},
		FinancialProfile: financesOf(b.Background.Finances),
		Addresses:        BusinessAddresses{SameAsIncorporated: b.Background.Operating == nil, Incorporated: address(b.Address)},
	}
	out.BasicInfo.TradeNameEn = transliteration(out.BasicInfo.TradeName)
	if code := strings.TrimSpace(b.Classification); code != "" {
		out.IndustryCodes = []string{code}
	}
	if site := strings.TrimSpace(b.Website); site != "" {
		out.BasicInfo.Websites = []string{site}
	}
	if b.Background.Operating != nil {
		physical := address(*b.Background.Operating)
		out.Addresses.Physical = &physical
	}
	for _, m := range c.Owners {
		out.AssociatedParties = append(out.AssociatedParties, partyOf(m))
	}
	return out
}

func financesOf(f provider.Finances) BusinessFinances {
	return BusinessFinances{
		PurposeID:                       provisional(f.Purpose),
		SourceOfFundIDs:                 provisionals(f.SourcesOfFunds),
		SourceOfWealthIDs:               provisionals(f.SourcesOfWealth),
		EstimatedAnnualRevenueUSD:       amount(f.AnnualRevenueUSD),
		ExpectedMonthlyDepositsUSD:      amount(f.MonthlyDepositsUSD),
		ExpectedMonthlyWithdrawalsUSD:   amount(f.MonthlyWithdrawalsUSD),
		ExpectedMonthlyTransactionCount: amount(f.MonthlyPayments),
	}
}

// partyOf is an owner in Fin's words, under the name of the BeneficialOwner.
func partyOf(m provider.Member) AssociatedParty {
	o := m.Owner
	out := AssociatedParty{
		Ref: m.Name,
		BasicInfo: PartyInfo{
			FirstName:          o.FirstName,
			FirstNameEn:        transliteration(o.FirstName),
			LastName:           o.LastName,
			LastNameEn:         transliteration(o.LastName),
			DateOfBirth:        o.Identity.DateOfBirth,
			Email:              lower(o.Email),
			Phone:              o.Background.Phone,
			CountryOfResidence: Alpha3(o.Address.Country),
			PrimaryNationality: Alpha3(o.Background.Nationality),
			TaxInfo:            taxOf(o.Identity.Papers.Tax, o.Identity.SSN, taxSSN, o.Address),
		},
		Address: address(o.Address),
		Roles:   rolesOf(o.Background),
		Ownership: &OwnershipInfo{
			Designation: o.Background.Title,
			Since:       o.Background.Since,
			Control:     slices.Contains(o.Background.Roles, provider.RoleControl),
			Signatory:   slices.Contains(o.Background.Roles, provider.RoleSigner),
			Director:    slices.Contains(o.Background.Roles, provider.RoleDirector),
		},
	}
	if share := o.Background.Share; share != nil {
		// Hundredths of a percent: the quotient is the closest number there is to what was written.
		out.Ownership.Percent = float64(*share) / 100
	}
	return out
}

// rolesOf are Fin's two roles: whoever owns a share is both, and whoever controls the business without one is
// its ubo, for that word is about ownership or control.
func rolesOf(o provider.OwnerBackground) []string {
	owns := o.Share != nil && *o.Share > 0
	var roles []string
	if owns || slices.Contains(o.Roles, provider.RoleShareholder) {
		roles = append(roles, RoleShareholder)
	}
	if owns || slices.Contains(o.Roles, provider.RoleControl) {
		roles = append(roles, RoleUBO)
	}
	return roles
}

// unsaidOfBusiness finds what Fin's words have no room to miss.
func unsaidOfBusiness(c provider.Customer) []provider.FieldError {
	var found []provider.FieldError
	f := c.Business.Background.Finances
	for _, one := range []struct {
		path provider.FieldPath
		said *int64
	}{
		{"business.finances.annualRevenueUSD", f.AnnualRevenueUSD},
		{"business.finances.monthlyDepositsUSD", f.MonthlyDepositsUSD},
		{"business.finances.monthlyWithdrawalsUSD", f.MonthlyWithdrawalsUSD},
	} {
		if one.said == nil {
			found = append(found, provider.FieldError{Path: one.path, Message: "is missing: " + ruleAmount})
		}
	}
	for _, m := range c.Owners {
		if m.Owner.Background.Share == nil {
			found = append(found, provider.FieldError{
				Path: provider.MemberPath(m.Name, "ownershipPercent"), Message: "is missing: " + ruleShare,
			})
		}
		ssn := m.Owner.Identity.SSN
		if m.Owner.Identity.Papers.Tax.Number.IsEmpty() && !ssn.IsEmpty() && len(ssn.Digits().Reveal()) != 9 {
			found = append(found, provider.FieldError{
				Path: provider.MemberPath(m.Name, "identitySecretRef[ssn]"), Message: "has not nine digits: " + ruleSSN,
			})
		}
	}
	return found
}

const ruleShare = "write what the person owns of the business, 0 for nothing"
