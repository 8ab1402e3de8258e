package fin

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// The rules of reference 6.
var (
	lowercase = func(v string) string {
		if v != strings.ToLower(v) {
			return "must be lowercase"
		}
		return input.Email(v)
	}
	e164        = input.Pattern(`^\+[1-9]\d{6,14}$`, "must be in E.164 format")
	ssn         = input.Pattern(`^\d{3}-\d{2}-\d{4}$`, "must be in the format xxx-xx-xxxx")
	anySSN      = input.Pattern(`^\d{3}-?\d{2}-?\d{4}$`, "must be a valid SSN")
	ein         = input.Pattern(`^\d{2}-?\d{7}$`, "must be a valid EIN")
	taxType     = input.Pattern(`^[A-Z][A-Z0-9_]*$`, "must be a document type")
	naics       = input.Pattern(`^\d{6}$`, "must be a six-digit NAICS code")
	howVerified = input.OneOf("STANDARD", "RELIANCE")
)

var poBox = regexp.MustCompile(`(?i)\bp(ost)?\.?\s*o(ffice)?\.?\s*box\b`)

func noPOBox(v string) string {
	if poBox.MatchString(v) {
		return "must not be a P.O. box"
	}
	return ""
}

// latin is the rule of all texts in V1.
func latin(v string) string {
	for _, r := range v {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return "must contain Latin characters only"
		}
	}
	return ""
}

func ascii(v string) string {
	for _, r := range v {
		if r > unicode.MaxASCII {
			return "must contain ASCII characters only"
		}
	}
	return ""
}

func knownCountry(v string) string {
	if _, ok := countryBy(v); !ok {
		return "must be an ISO 3166-1 alpha-3 country code"
	}
	return ""
}

// transliterated reads a text and its sibling in Latin letters, which is required for any other letters, or
// always (reference 6).
func transliterated(in *input.Object, name string, required, always bool, rules ...input.Rule) string {
	v := in.Optional(name, rules...)
	if required && v == "" && !in.Has(name) {
		in.Require(name)
	}
	if (ascii(v) != "" || always && v != "") && !in.Has(name+"_en") {
		in.Fail(name+"_en", "is required when %s has non-ASCII characters", name)
	}
	in.Optional(name+"_en", append([]input.Rule{ascii}, rules...)...)
	return v
}

// dials checks a phone number against the country that it should be of.
func dials(in *input.Object, phone, code string) {
	if c, ok := countryBy(code); ok && e164(phone) == "" && !c.dials(phone) {
		in.Fail("phone", "dialling code must match the country (%s)", c.phone)
	}
}

// taxInfo reads the tax documents of a person or a business: national is the type that has a format of its
// own, in USA.
func taxInfo(in *input.Object, national string, format input.Rule) {
	seen := make(map[string]bool)
	for _, doc := range in.Objects("tax_info", 1) {
		code := doc.Required("country_code", knownCountry)
		kind := doc.Required("document_type", taxType)
		if kind != national && (kind == "SSN" || kind == "EIN") {
			doc.Fail("document_type", "is not accepted here")
		}
		rules := []input.Rule{}
		if kind == national {
			if code != "USA" {
				doc.Fail("document_type", "is not a document of the country")
			}
			rules = append(rules, format)
		}
		id := doc.Required("document_id", rules...)
		if id != "" && seen[id] {
			doc.Fail("document_id", "must be unique")
		}
		seen[id] = true
	}
}

// place checks a subdivision and a postal code against their country.
func place(in *input.Object, code, subdivisionField, subdivision, postal string) {
	c, ok := countryBy(code)
	if !ok {
		return
	}
	if subdivision != "" && !c.has(subdivision) {
		in.Fail(subdivisionField, "must be an ISO 3166-2 code of the country")
	}
	if postal != "" && !c.takesPostalCode(postal) {
		in.Fail("postal_code", "does not match the format of the country")
	}
}

// v2Address reads an address of a business or a party (reference 8).
func v2Address(in *input.Object, strict bool) {
	if in == nil {
		return
	}
	transliterated(in, "street_line_1", true, strict, noPOBox)
	transliterated(in, "street_line_2", false, false, noPOBox)
	in.Required("city", input.AtMost(100))
	state, subdivision := in.Required("state"), in.Required("subdivision_code")
	if state != "" && subdivision != "" && state != subdivision {
		in.Fail("state", "must equal subdivision_code")
	}
	postal := in.Required("postal_code")
	place(in, in.Required("country", knownCountry), "subdivision_code", subdivision, postal)
}

// reference reads meta_data and returns its reference, if it is a text.
func reference(in *input.Object) string {
	meta := in.Object("meta_data", false)
	if meta == nil {
		return ""
	}
	return meta.Text("reference")
}
