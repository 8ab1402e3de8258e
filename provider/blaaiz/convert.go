package blaaiz

import (
	"strings"
	"unicode"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// idTypes are Blaaiz's words for the types of identity documents.
var idTypes = map[provider.DocumentType]string{
	provider.DocumentPassport:        IDPassport,
	provider.DocumentLicense:         IDDriversLicense,
	provider.DocumentIDCard:          IDCard,
	provider.DocumentResidencePermit: IDResidentPermit,
}

// businessTypes are Blaaiz's words for legal structures. It has none for associations and trusts.
var businessTypes = map[provider.Structure]string{
	provider.StructureSoleProprietorship:        "sole_proprietorship",
	provider.StructureUnincorporatedAssociation: "other",
	provider.StructureTrust:                     "other",
	provider.StructureCorporation:               "corporation",
	provider.StructurePubliclyTraded:            "corporation",
	provider.StructureNonProfitCorporation:      "non_profit",
	provider.StructureNonProfitLLC:              "non_profit",
	provider.StructureLLC:                       "llc",
	provider.StructurePartnership:               "partnership",
}

var scopes = map[provider.Scope]Scope{provider.ScopeFull: ScopeFull, provider.ScopeMinimal: ScopeMinimal}

// toIndividual is a person as Blaaiz takes one.
func toIndividual(p provider.Person) Individual {
	d := p.Papers.Document
	return Individual{
		FirstName:    trimmed(p.FirstName),
		LastName:     trimmed(p.LastName),
		Email:        trimmed(p.Email),
		Phone:        trimmed(p.Phone),
		Address:      toAddress(p.Address),
		DateOfBirth:  p.DateOfBirth,
		TIN:          taxNumber(p.Papers.Tax, p.SSN),
		IDType:       idTypes[d.Type],
		IDNumber:     d.Number,
		IDIssueDate:  d.IssueDate,
		IDExpiryDate: d.ExpiryDate,
	}
}

// toAddress is an address as Blaaiz takes one: it has one line for the street.
func toAddress(a provider.Address) Address {
	var lines []string
	for _, line := range []string{a.Line1, a.Line2, a.Line3} {
		if line = trimmed(line); line != "" {
			lines = append(lines, line)
		}
	}
	return Address{
		Street:  strings.Join(lines, ", "),
		City:    trimmed(a.City),
		State:   trimmed(a.State),
		ZipCode: trimmed(a.PostalCode),
		Country: trimmed(a.Country),
	}
}

// wholeNumber is how many digits a social security number and an employer's number have.
const wholeNumber = 9

// taxNumber is the tax number or, if there is none, the American one, if it is whole: a part of one is no tax
// number.
func taxNumber(tax provider.TaxID, american pii.String) pii.String {
	if !tax.Number.IsEmpty() {
		return tax.Number
	}
	if digits := american.Digits(); len(digits.Reveal()) == wholeNumber {
		return digits
	}
	return pii.String{}
}

// toBusiness is a business with its owners as Blaaiz takes it, and what has no word at Blaaiz.
func toBusiness(c provider.Customer) (Business, []provider.FieldError) {
	in, about := c.Business, c.Business.Background
	b := Business{
		Name:               trimmed(in.Name),
		Email:              trimmed(in.Email),
		Phone:              trimmed(in.Phone),
		Address:            toAddress(in.Address),
		RegistrationNumber: trimmed(about.RegistrationNumber),
		TIN:                taxNumber(about.Tax, in.EIN),
		Scope:              scopes[about.Scope],
	}
	if about.Operating != nil {
		b.Operating = toAddress(*about.Operating)
	}
	var problems []provider.FieldError
	b.BusinessDetails, problems = toDetails(in)
	for _, m := range c.Owners {
		b.Owners = append(b.Owners, toOwner(m.Owner))
	}
	return b, problems
}

func toDetails(in provider.Business) (BusinessDetails, []provider.FieldError) {
	about := in.Background
	var problems []provider.FieldError
	// choose is the word of a list that a free word means.
	choose := func(path provider.FieldPath, word string, list []string) string {
		if plainWord(word) == "" {
			return ""
		}
		for _, one := range list {
			if plainWord(one) == plainWord(word) {
				return one
			}
		}
		problems = append(problems, provider.FieldError{
			Path: path, Message: "is not in Blaaiz's list: write " + strings.Join(list, ", "),
		})
		return ""
	}
	d := BusinessDetails{
		TradingName:       trimmed(in.DoingBusinessAs),
		IndustryType:      trimmed(in.Classification),
		Type:              businessTypes[in.Structure],
		IncorporationDate: trimmed(about.IncorporationDate),
		Description:       trimmed(about.Description),
		Website:           trimmed(in.Website),
		AnnualRevenue:     band(about.Finances.AnnualRevenueUSD),
		AccountPurpose:    choose("business.finances.purpose", about.Finances.Purpose, AccountPurposes),
	}
	if sources := about.Finances.SourcesOfFunds; len(sources) > 0 {
		d.SourceOfFunds = choose("business.finances.sourcesOfFunds", sources[0], SourcesOfFunds)
	}
	if n := about.Finances.MonthlyPayments; n != nil {
		// More than an int holds is more than Blaaiz takes, either way.
		payments := int(min(*n, maxPayments+1))
		d.MonthlyPayments = &payments
	}
	return d, problems
}

// plainWord is a word without what does not tell it from others.
func plainWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// bands are the revenues with which each of AnnualRevenues but the first begins.
var bands = []int64{100_000, 500_000, 1_000_000, 5_000_000, 25_000_000, 100_000_000, 250_000_000}

// band is the one of AnnualRevenues that a revenue in US dollars is in; empty if none is given.
func band(revenue *int64) string {
	if revenue == nil {
		return ""
	}
	at := 0
	for at < len(bands) && *revenue >= bands[at] {
		at++
	}
	return AnnualRevenues[at]
}

func trimmed(s string) string { return strings.TrimSpace(s) }
