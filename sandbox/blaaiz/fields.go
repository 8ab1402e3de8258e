package blaaiz

import (
	"fmt"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// kind of a field's value.
type kind int

const (
	text kind = iota
	integer
	number
	boolean
)

// field is one that a client may send. The rules are those of reference 6.
type field struct {
	name  string
	kind  kind
	rules []input.Rule
	// required on create; null is refused ever after.
	required bool
}

var country = input.OneOf(strings.Fields(alpha2)...)

// sharedFields are those of both types.
var sharedFields = []field{
	{name: "email", rules: []input.Rule{input.Email}, required: true},
	{name: "country", rules: []input.Rule{country}, required: true},
	{name: "phone"}, {name: "tin"},
}

// kycFields are shown in kyc_data.
var kycFields = []field{
	{name: "street"}, {name: "city"}, {name: "state"}, {name: "zip_code"},
	{name: "dob", rules: []input.Rule{input.Date}},
	{name: "id_expiry_date", rules: []input.Rule{input.Date}},
	{name: "id_issue_date", rules: []input.Rule{input.Date}},
}

var operatingFields = []field{
	{name: "operating_street"}, {name: "operating_city"}, {name: "operating_state"},
	{name: "operating_zip_code"}, {name: "operating_country", rules: []input.Rule{country}},
}

var individualFields = []field{
	{name: "first_name", required: true}, {name: "last_name", required: true},
	{name: "id_type", rules: []input.Rule{input.OneOf("drivers_license", "passport", "resident_permit")}, required: true},
	{name: "id_number", required: true},
}

var businessFields = []field{
	{name: "business_name", required: true},
	{name: "registration_number", required: true},
	{name: "incorporation_country", rules: []input.Rule{country}, required: true},
	{name: "trading_name"}, {name: "industry_type"},
	{name: "business_type", rules: []input.Rule{input.OneOf("corporation", "government_entity", "llc", "non_profit",
		"other", "partnership", "sole_proprietorship")}},
	{name: "incorporation_date", rules: []input.Rule{input.Past}},
	{name: "business_description", rules: []input.Rule{input.AtMost(2000)}},
	{name: "website", rules: []input.Rule{input.URI}},
	{name: "source_of_funds", rules: []input.Rule{input.OneOf("business_revenue", "business_loans",
		"investment_income", "third_party_funds", "other")}},
	{name: "estimated_annual_revenue", rules: []input.Rule{input.OneOf("0_99999", "100000_499999", "500000_999999",
		"1000000_4999999", "5000000_24999999", "25000000_99999999", "100000000_249999999", "250000000_plus")}},
	{name: "expected_monthly_payments", kind: integer},
	{name: "account_purpose", rules: []input.Rule{input.OneOf("receive_payments_for_goods_and_services",
		"send_payments_for_goods_and_services", "send_receive_funds_related_parties", "other")}},
}

// ownerFields are those of reference 6.2.
var ownerFields = []field{
	{name: "first_name", rules: []input.Rule{input.AtMost(255)}, required: true},
	{name: "last_name", rules: []input.Rule{input.AtMost(255)}, required: true},
	{name: "email", rules: []input.Rule{input.Email}},
	{name: "phone"}, {name: "title"}, {name: "city"}, {name: "state"}, {name: "zip_code"},
	{name: "id_document_number"},
	{name: "nationality", rules: []input.Rule{country}}, {name: "country", rules: []input.Rule{country}},
	{name: "id_document_country", rules: []input.Rule{country}},
	{name: "ownership_percentage", kind: number},
	{name: "has_control", kind: boolean}, {name: "is_signer", kind: boolean},
	{name: "is_beneficial_owner", kind: boolean}, {name: "is_pep", kind: boolean},
	{name: "usa_tax_residency", kind: boolean},
	{name: "street", rules: []input.Rule{input.Length(9, 255)}},
	{name: "id_document_type", rules: []input.Rule{input.OneOf("passport", "drivers_license", "id_card", "resident_permit")}},
	{name: "date_of_birth", rules: []input.Rule{input.Age(18, 150)}},
	{name: "id_expiry_date", rules: []input.Rule{input.Future}},
	{name: "tin", rules: []input.Rule{input.Length(5, 50)}},
}

// fieldsOf are those that a type of customer has.
func fieldsOf(customerType string) []field {
	own := individualFields
	if customerType == typeBusiness {
		own = append(businessFields[:len(businessFields):len(businessFields)], operatingFields...)
	}
	return append(append(sharedFields[:len(sharedFields):len(sharedFields)], own...), kycFields...)
}

// forbidden are the fields that a type of customer must not have.
func forbidden(customerType string) []string {
	if customerType == typeBusiness {
		return []string{"id_type", "id_number"}
	}
	out := []string{"kyb_scope", "owners"}
	for _, f := range append(businessFields[1:len(businessFields):len(businessFields)], operatingFields...) {
		out = append(out, f.name)
	}
	return out
}

// forbid notes the fields of the other type.
func forbid(in *input.Object, customerType string) {
	for _, name := range forbidden(customerType) {
		if in.Sent(name) {
			in.Fail(name, "is prohibited for %s customers", customerType)
		}
	}
}

// read returns the fields that were sent. On create null is as absent and required ones are missed; later
// null clears.
func read(in *input.Object, fields []field, create bool) values {
	out := make(values)
	for _, f := range fields {
		switch {
		case !in.Has(f.name) && f.required && (create || in.Sent(f.name)):
			in.Require(f.name)
		case !in.Has(f.name) && in.Sent(f.name) && !create:
			out[f.name] = nil
		case in.Has(f.name):
			out[f.name] = f.value(in)
		}
	}
	return out
}

func (f field) value(in *input.Object) any {
	switch f.kind {
	case integer:
		n, ok := in.Int(f.name, false, 0)
		if ok && n > 1_000_000_000 {
			in.Fail(f.name, "must not be greater than 1000000000")
		}
		return n
	case number:
		n, _ := in.Number(f.name, false, 0, 100)
		return n
	case boolean:
		return in.Bool(f.name, false)
	}
	return in.Optional(f.name, f.rules...)
}

// zipCodes are the patterns of some countries; elsewhere any letters and digits do.
var zipCodes = map[string]input.Rule{
	"US": input.Pattern(`^\d{5}(-\d{4})?$`, zipProblem), "DE": input.Pattern(`^\d{5}$`, zipProblem),
	"CA": input.Pattern(`^[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d$`, zipProblem), "FR": input.Pattern(`^\d{5}$`, zipProblem),
	"GB": input.Pattern(`^[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}$`, zipProblem),
	"IN": input.Pattern(`^\d{6}$`, zipProblem), "NG": input.Pattern(`^\d{6}$`, zipProblem),
}

const zipProblem = "is not a valid postcode of the country"

var anyZip = input.Pattern(`^[A-Za-z0-9 -]{2,12}$`, zipProblem)

// checkPlaces looks at what fields say together, once changes are merged (reference 6.1, 9).
func checkPlaces(in *input.Object, merged values, customerType string) {
	at, of := merged.text("country"), merged.text("incorporation_country")
	if customerType == typeBusiness && at != "" && of != "" && at != of {
		in.Fail("country", "must equal incorporation_country")
	}
	for _, prefix := range []string{"", "operating_"} {
		zip, at := merged.text(prefix+"zip_code"), merged.text(prefix+"country")
		if zip == "" || at == "" {
			continue
		}
		rule, ok := zipCodes[at]
		if !ok {
			rule = anyZip
		}
		if problem := rule(zip); problem != "" {
			in.Fail(prefix+"zip_code", "%s", problem)
		}
	}
	for _, f := range operatingFields[:4] {
		if customerType == typeBusiness && merged[f.name] != nil && merged["operating_country"] == nil {
			in.Fail("operating_country", "is required when any other operating_* field is sent")
			return
		}
	}
}

// percent renders an ownership as Blaaiz shows it: a string with two decimals.
func percent(v any) string {
	n, _ := v.(float64)
	return fmt.Sprintf("%.2f", n)
}

const alpha2 = `
	AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
	BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
	FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
	IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
	ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
	PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
	TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`
