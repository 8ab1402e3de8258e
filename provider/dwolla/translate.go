package dwolla

import (
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// This file puts what is submitted into Dwolla's words.

func toDwolla(p provider.Person) PersonalCustomer {
	return PersonalCustomer{
		FirstName:   p.FirstName,
		LastName:    p.LastName,
		Email:       p.Email,
		Phone:       p.Phone,
		Address1:    p.Address.Line1,
		Address2:    p.Address.Line2,
		City:        p.Address.City,
		State:       p.Address.State,
		PostalCode:  p.Address.PostalCode,
		DateOfBirth: p.DateOfBirth,
		SSN:         p.SSN,
	}
}

// businessTypes are Dwolla's words for legal structures (guide Business Verified Customer). It has
// none for publicly traded and non-profit businesses.
var businessTypes = map[provider.Structure]string{
	provider.StructureSoleProprietorship:        BusinessSoleProprietorship,
	provider.StructureUnincorporatedAssociation: BusinessSoleProprietorship,
	provider.StructureTrust:                     BusinessSoleProprietorship,
	provider.StructureCorporation:               BusinessCorporation,
	provider.StructurePubliclyTraded:            BusinessCorporation,
	provider.StructureNonProfitCorporation:      BusinessCorporation,
	provider.StructureNonProfitLLC:              BusinessLLC,
	provider.StructureLLC:                       BusinessLLC,
	provider.StructurePartnership:               BusinessPartnership,
}

// toBusiness is a business in Dwolla's words. Its classification stays as it was written.
func toBusiness(b provider.Business) BusinessCustomer {
	out := BusinessCustomer{
		FirstName:              b.AdminFirstName,
		LastName:               b.AdminLastName,
		Email:                  b.Email,
		Phone:                  b.Phone,
		BusinessName:           b.Name,
		DoingBusinessAs:        b.DoingBusinessAs,
		BusinessType:           businessTypes[b.Structure],
		BusinessClassification: b.Classification,
		Website:                b.Website,
		EIN:                    b.EIN,
		Address1:               b.Address.Line1,
		Address2:               b.Address.Line2,
		City:                   b.Address.City,
		State:                  b.Address.State,
		PostalCode:             b.Address.PostalCode,
	}
	if out.BusinessType == BusinessSoleProprietorship {
		out.DateOfBirth, out.SSN = b.Owner.DateOfBirth, b.Owner.SSN
		return out
	}
	if c := b.Controller; c != nil {
		out.Controller = &Controller{
			FirstName:   c.FirstName,
			LastName:    c.LastName,
			Title:       c.Title,
			DateOfBirth: c.Identity.DateOfBirth,
			SSN:         c.Identity.SSN,
			Passport:    passportOf(c.Identity),
			Address:     international(c.Address),
		}
	}
	return out
}

// passportOf is the passport that is sent: none beside an SSN, for either identifies a person.
func passportOf(i provider.Identity) Passport {
	if !blank(i.SSN) {
		return Passport{}
	}
	return Passport{Number: i.PassportNumber, Country: i.PassportCountry}
}

// international is an address in Dwolla's words. A country without regions repeats its code as the
// region (API reference, Customers › Create a business verified customer).
func international(a provider.Address) InternationalAddress {
	out := InternationalAddress{
		Address1: a.Line1, Address2: a.Line2, Address3: a.Line3, City: a.City,
		StateProvinceRegion: a.State, Country: a.Country, PostalCode: a.PostalCode,
	}.trimmed()
	if out.StateProvinceRegion == "" && out.Country != usCountry {
		out.StateProvinceRegion = out.Country
	}
	return out
}

func toOwner(o provider.Owner) BeneficialOwner {
	return BeneficialOwner{
		FirstName:   o.FirstName,
		LastName:    o.LastName,
		DateOfBirth: o.Identity.DateOfBirth,
		SSN:         o.Identity.SSN,
		Passport:    passportOf(o.Identity),
		Address:     international(o.Address),
	}
}

// digits are the decimal digits of s.
func digits(s string) string { return pii.New(s).Digits().Reveal() }

// fiveDigits is a ZIP code without its four further digits. Creation takes both forms, the page
// Update a customer only five digits: so updates send five, and profiles compare five.
func fiveDigits(code string) string {
	code, _, _ = strings.Cut(strings.TrimSpace(code), "-")
	return code
}
