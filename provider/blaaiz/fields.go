package blaaiz

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// What to write into a field, for messages.
const (
	ruleCountry   = "write an ISO 3166-1 alpha-2 code like NG"
	ruleDate      = "write YYYY-MM-DD"
	ruleBirth     = "write YYYY-MM-DD, for a person of at least 18 years"
	ruleExpiry    = "write YYYY-MM-DD, a day after today"
	ruleEmail     = "write an e-mail address"
	ruleStreet    = "write 9 to 255 characters"
	ruleOwnerTIN  = "write 5 to 50 characters"
	ruleName      = "write at most 255 characters"
	rulePercent   = "write 0 to 100, with at most two decimals"
	rulePayments  = "write how many, 0 to 1000000000"
	ruleText      = "write at most 2000 characters"
	ruleWebsite   = "write an address like https://example.com"
	ruleIDType    = "write drivers_license, passport or resident_permit"
	ruleOwnerID   = "write passport, drivers_license, id_card or resident_permit"
	ruleZip       = "write a postal code of the country"
	ruleBusiness  = "write corporation, government_entity, llc, non_profit, other, partnership or sole_proprietorship"
	ruleFunds     = "write business_revenue, business_loans, investment_income, third_party_funds or other"
	ruleRevenue   = "write a band of US dollars like 100000_499999 or 250000000_plus"
	rulePurpose   = "write receive_payments_for_goods_and_services, send_payments_for_goods_and_services, send_receive_funds_related_parties or other"
	ruleScope     = "write FULL or MINIMAL"
	ruleJuristics = "it must equal the country of incorporation, and the country on an individual's identity document"
)

// rules by the name of the field on the wire. A name that customers and owners share has the rule that
// holds for both.
var rules = map[string]string{
	"email": ruleEmail, "country": ruleJuristics, "first_name": "", "last_name": "", "business_name": "",
	"id_type": ruleIDType, "id_number": "", "kyb_scope": ruleScope, "registration_number": "",
	"incorporation_country": ruleCountry, "phone": "", "tin": "", "street": "", "city": "", "state": "",
	"zip_code": ruleZip, "dob": ruleDate, "id_expiry_date": ruleExpiry, "id_issue_date": ruleDate,
	"operating_street": "", "operating_city": "", "operating_state": "", "operating_zip_code": ruleZip,
	"operating_country": ruleCountry, "trading_name": "", "industry_type": "", "business_type": ruleBusiness,
	"incorporation_date": "write YYYY-MM-DD, a day in the past", "business_description": ruleText, "website": ruleWebsite,
	"source_of_funds": ruleFunds, "estimated_annual_revenue": ruleRevenue, "expected_monthly_payments": rulePayments,
	"account_purpose": rulePurpose, "owners": "at most five", "title": "", "nationality": ruleCountry,
	"ownership_percentage": rulePercent, "has_control": "", "is_signer": "", "is_beneficial_owner": "", "is_pep": "",
	"usa_tax_residency": "", "id_document_type": ruleOwnerID, "id_document_number": "", "id_document_country": ruleCountry,
	"date_of_birth": ruleBirth, "id_document_front": "", "id_document_back": "", "id_file": "", "id_file_back": "",
	"proof_of_address_file": "", "liveness_check_file": "", "file_id": "", "file_category": "", "type": "", "name": ruleName,
	"description": ruleText,
}

// fieldNames are all fields, longest first, so that operating_country is found before country.
var fieldNames = func() []string {
	names := make([]string, 0, len(rules))
	for name := range rules {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return names
}()

// mentions matches any field in a sentence ("zip code", "zip_code", "owners.0.street").
var mentions = func() *regexp.Regexp {
	var alternatives []string
	for _, name := range fieldNames {
		// Words that every sentence may hold name a field only where they are called one.
		switch name {
		case "type", "name", "title", "state", "description", "street", "city", "country", "owners":
			alternatives = append(alternatives, name+` field`)
		}
		if strings.Contains(name, "_") || name == "email" || name == "phone" || name == "website" || name == "country" {
			alternatives = append(alternatives, strings.ReplaceAll(name, "_", "[_ ]"))
		}
	}
	return regexp.MustCompile(`(?i)\b(?:owners\.([0-9])\.([a-z_]+)|` + strings.Join(alternatives, "|") + `)\b`)
}()

// fieldsIn are the fields that a sentence of Blaaiz's names, as paths: each once, at most three. Blaaiz
// documents no map of fields, so a sentence is all there is to go by. Nothing of it but a known name is used.
func fieldsIn(message string) []provider.FieldPath {
	var out []provider.FieldPath
	for _, m := range mentions.FindAllStringSubmatch(message, 10) {
		name := strings.ReplaceAll(strings.ToLower(strings.TrimSuffix(strings.ToLower(m[0]), " field")), " ", "_")
		path := provider.FieldPath(name)
		if m[2] != "" {
			if name = strings.ToLower(m[2]); !slices.Contains(fieldNames, name) {
				continue
			}
			path = provider.FieldPath("owners[" + m[1] + "]." + name)
		}
		if !slices.Contains(out, path) && len(out) < 3 {
			out = append(out, path)
		}
	}
	return out
}

// hint is ": what to write", empty if there is nothing to say.
func hint(path provider.FieldPath) string {
	name := string(path)
	if at := strings.LastIndexByte(name, '.'); at >= 0 {
		name = name[at+1:]
	}
	if rule := rules[name]; rule != "" {
		return ": " + rule
	}
	return ""
}
