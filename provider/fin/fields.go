package fin

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// place is where a field of Fin's stands in the VerifiedCustomer API, and what to write there.
type place struct {
	path provider.FieldPath
	rule string
	// problem, if there is one, is said instead of what is wrong in Fin's words; with a rule beside it, unless Fin
	// refused what we would have taken.
	problem string
}

// The rules that several fields have.
const (
	ruleName       = "write it in Latin letters, as the machine-readable part of the identity document does"
	ruleBirth      = "write a date as YYYY-MM-DD of somebody who is at least 18 years old"
	ruleEmail      = "write a plain address"
	rulePhone      = "write it with + and the code of the country: +15554321234"
	ruleAlpha2     = "write the two letters of the country (ISO 3166-1), as US"
	ruleState      = "write the code of the state or province (ISO 3166-2), as NY or US-NY"
	ruleStreet     = "write a street address in Latin letters; a PO box will not do"
	rulePostal     = "write it in the form of the country"
	rulePast       = "write a date as YYYY-MM-DD that is not in the future"
	ruleTax        = "give the number in the Secret, as ssn of the United States (of a business ein) or as taxID with taxIDType"
	ruleTaxType    = "write the kind of number by Fin's word for it in that country, as SSN or EIN in the United States"
	ruleListed     = "write a name in Fin's list, or its ID there"
	problemScript  = "is not in Latin letters"
	problemMissing = "is missing"
	problemCountry = "is missing, or no country that ISO knows"
)

// placesOfAddress are those below an address.
var placesOfAddress = map[string]place{
	"street_line_1":    {"line1", ruleStreet, ""},
	"street_line_1_en": {"line1", ruleStreet, problemScript},
	"street_line_2":    {"line2", ruleStreet, ""},
	"street_line_2_en": {"line2", ruleStreet, problemScript},
	"city":             {"city", "write the name of the city", ""},
	"postal_code":      {"postalCode", rulePostal, ""},
	"subdivision_code": {"state", ruleState, ""},
	"state":            {"state", ruleState, ""},
	"country":          {"country", ruleAlpha2, problemCountry},
}

// placesOfTax are the keys of an identity Secret for a tax number.
var placesOfTax = map[string]place{
	"":              {"identitySecretRef[taxID]", ruleTax, ""},
	"country_code":  {"identitySecretRef[taxIDCountry]", ruleAlpha2, problemCountry},
	"document_type": {"identitySecretRef[taxIDType]", ruleTaxType, ""},
	"document_id":   {"identitySecretRef[taxID]", "write the number as the tax authority of the country does", ""},
}

// placesOfHuman are what Fin's basic_info has of individuals and parties alike.
var placesOfHuman = map[string]place{
	"first_name":           {"firstName", ruleName, ""},
	"first_name_en":        {"firstName", ruleName, problemScript},
	"last_name":            {"lastName", ruleName, ""},
	"last_name_en":         {"lastName", ruleName, problemScript},
	"dob":                  {"identitySecretRef[dateOfBirth]", ruleBirth, ""},
	"email":                {"email", ruleEmail, ""},
	"phone":                {"phone", rulePhone, ""},
	"country_of_residence": {"address.country", ruleAlpha2, problemCountry},
	"primary_nationality":  {"nationality", ruleAlpha2, problemCountry},
}

var placesOfPerson = below("personal.", map[string]place{
	"financial_profile.employment_status":  {"employment", "write Employed, SelfEmployed, Retired, Student or Unemployed", problemMissing},
	"financial_profile.occupation_id":      {"occupation", ruleListed, ""},
	"financial_profile.purpose_id":         {"finances.purpose", ruleListed, ""},
	"financial_profile.purpose_remarks":    {"finances.purpose", "choose another, Fin wants a remark on this one and there is no field for it", ""},
	"financial_profile.source_of_fund_ids": {"finances.sourcesOfFunds", ruleListed, ""},
	"financial_profile.monthly_volume_usd": {"finances.monthlyVolumeUSD", ruleAmount, ""},
}, under("basic_info.", placesOfHuman), under("basic_info.tax_info.", placesOfTax), under("address.", within("address.", placesOfAddress)))

var placesOfBusiness = below("business.", map[string]place{
	"industry_codes":                      {"classification", "write the NAICS 2022 code of six digits", ""},
	"basic_info.legal_name":               {"name", "write the registered name, of at most 255 characters", ""},
	"basic_info.legal_name_en":            {"name", "write the registered name in Latin letters", problemScript},
	"basic_info.trade_name":               {"doingBusinessAs", "write the name under which the business trades", ""},
	"basic_info.trade_name_en":            {"doingBusinessAs", "write the name in Latin letters", problemScript},
	"basic_info.description":              {"description", "say in at most 500 characters what the business does", ""},
	"basic_info.entity_type":              {"structure", "write another one if that is right, or use another provider", "has no counterpart at Fin"},
	"public_listings":                     {"structure", "use another provider", "is one of which Fin wants the listings at stock exchanges, for which there is no field"},
	"basic_info.email":                    {"admin.email", ruleEmail, ""},
	"basic_info.phone":                    {"phone", rulePhone, ""},
	"basic_info.incorporation_date":       {"incorporationDate", rulePast, ""},
	"basic_info.country_of_incorporation": {"address.country", ruleAlpha2, problemCountry},
	"basic_info.registration_number":      {"registrationNumber", "write the number in the public register", ""},
	"basic_info.websites":                 {"website", "write a full address: https://example.com", ""},

	"financial_profile.purpose_id":                         {"finances.purpose", ruleListed, ""},
	"financial_profile.purpose_remarks":                    {"finances.purpose", "choose another, Fin wants a remark on this one and there is no field for it", ""},
	"financial_profile.source_of_fund_ids":                 {"finances.sourcesOfFunds", ruleListed, ""},
	"financial_profile.source_of_wealth_ids":               {"finances.sourcesOfWealth", ruleListed, ""},
	"financial_profile.estimated_annual_revenue_usd":       {"finances.annualRevenueUSD", ruleAmount, ""},
	"financial_profile.expected_monthly_deposits_usd":      {"finances.monthlyDepositsUSD", ruleAmount, ""},
	"financial_profile.expected_monthly_withdrawals_usd":   {"finances.monthlyWithdrawalsUSD", ruleAmount, ""},
	"financial_profile.expected_monthly_transaction_count": {"finances.monthlyPayments", "write a whole number", ""},

	"associated_parties": {"beneficialOwnership.owners", "name everybody who owns or controls the business, " +
		"with shares that add up to more than 0 and at most 100 percent", ""},
}, under("basic_info.tax_info.", placesOfTax),
	under("addresses.incorporated_address.", within("address.", placesOfAddress)),
	under("addresses.physical_address.", within("operatingAddress.", placesOfAddress)))

// placesOfParty are relative to a BeneficialOwner.
var placesOfParty = below("", map[string]place{
	"roles":                                          {"roles", "give a share, or write Shareholder or Control: Fin takes nobody who is neither", ""},
	"ownership_info.designation":                     {"title", "write the position at the business, in at most 100 characters", ""},
	"ownership_info.percentage_of_ownership":         {"ownershipPercent", ruleShare, ""},
	"ownership_info.relationship_establishment_date": {"since", rulePast, ""},
}, under("basic_info.", placesOfHuman), under("basic_info.tax_info.", placesOfTax), under("address.", within("address.", placesOfAddress)))

// below joins tables, with all their places below a path.
func below(prefix provider.FieldPath, tables ...map[string]place) map[string]place {
	all := map[string]place{}
	for _, table := range tables {
		for name, p := range table {
			p.path = prefix + p.path
			all[name] = p
		}
	}
	return all
}

// under is a table for fields below one of Fin's names, and within one for places below one of ours.
func under(name string, table map[string]place) map[string]place {
	out := map[string]place{}
	for field, p := range table {
		out[strings.TrimSuffix(name+field, ".")] = p
	}
	return out
}

func within(prefix provider.FieldPath, table map[string]place) map[string]place {
	return below(prefix, table)
}

// wording says what is wrong with a customer in terms of the VerifiedCustomer API.
type wording struct{ customer provider.Customer }

func inWordsOf(c provider.Customer) wording { return wording{c} }

var partyPath = regexp.MustCompile(`^associated_parties\[([0-9]{1,4})\]\.?(.*)$`)

// place is where a path of Fin's leads to.
func (w wording) place(path string) place {
	table, base := placesOfPerson, provider.FieldPath("personal")
	tax := w.customer.Person.Papers.Tax.Number.IsEmpty() && !w.customer.Person.SSN.IsEmpty()
	key := provider.FieldPath("ssn")
	own := func(p provider.FieldPath) provider.FieldPath { return p }
	if w.customer.Type == provider.CustomerBusiness {
		table, base, key = placesOfBusiness, "business", "ein"
		tax = w.customer.Business.Background.Tax.Number.IsEmpty() && !w.customer.Business.EIN.IsEmpty()
	}
	if m := partyPath.FindStringSubmatch(path); m != nil {
		if i, err := strconv.Atoi(m[1]); err == nil && i < len(w.customer.Owners) {
			member := w.customer.Owners[i]
			table, base, key, path = placesOfParty, "", "ssn", m[2]
			tax = member.Owner.Identity.Papers.Tax.Number.IsEmpty() && !member.Owner.Identity.SSN.IsEmpty()
			own = func(p provider.FieldPath) provider.FieldPath { return provider.MemberPath(member.Name, p) }
		}
	}
	found, ok := table[index.ReplaceAllString(path, "")]
	if !ok {
		// Fin's own word is better than none: it is one of the names that requests have.
		found = place{path: base, problem: "has something that Fin refuses as " + path}
	}
	if tax {
		found.path = provider.FieldPath(strings.Replace(string(found.path), "[taxID]", "["+string(key)+"]", 1))
	}
	found.path = own(found.path)
	return found
}

// all puts findings into the words of our API. What comes out the same is said once.
func (w wording) all(found []provider.FieldError) []provider.FieldError {
	return translate(found, w.place)
}

// error puts the fields of an error into the words of our API.
func (w wording) error(err error) error { return translateError(err, w.place) }

func translate(found []provider.FieldError, where func(string) place) []provider.FieldError {
	var out []provider.FieldError
	for _, f := range found {
		p := where(string(f.Path))
		problem, _, _ := strings.Cut(f.Message, ": ")
		if p.problem != "" && (problem != refusedByFin || p.rule == "") {
			problem = p.problem
		}
		if p.rule != "" {
			problem += ": " + p.rule
		}
		if one := (provider.FieldError{Path: p.path, Message: problem}); !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out
}

// translateError leaves an error alone whose fields are in the words of our API already: those have none of
// Fin's paths.
func translateError(err error, where func(string) place) error {
	e := provider.As(err)
	if e == nil || len(e.Fields) == 0 || !isPath(string(e.Fields[0].Path)) {
		return err
	}
	out := *e
	out.Fields = translate(e.Fields, where)
	return &out
}
