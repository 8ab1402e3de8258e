package dwolla

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// field is one field of Dwolla's, with its path in the API and what to write there.
type field struct {
	// wire is the JSON pointer of the field in Dwolla's body, without the slash before it.
	wire string
	path provider.FieldPath
	rule string
}

// form is one of Dwolla's request bodies: what its fields are called on either side.
type form struct {
	fields []field
	// whole is the path for a field that Dwolla names and this package does not know.
	whole provider.FieldPath
}

const (
	noSpecial   = "without any of < > = \" ` ! ? % ~ $ { } \\"
	ruleName    = "write it as on the identity document, in at most 50 characters, " + noSpecial
	ruleStreet  = "write at most 50 characters, " + noSpecial + ", and no PO box"
	ruleCity    = "write the city's name without digits, in at most 50 characters, " + noSpecial
	rulePostal  = "write five digits, or five and four like 50314-1234"
	ruleBorn    = "write YYYY-MM-DD, for a person of 18 to 125 years"
	ruleUnknown = "Dwolla names a field that Bonafide does not send; see the provider's dashboard"
)

// of finds a field by the JSON pointer of a validation error ("/controller/firstName").
func (f form) of(pointer string) (field, bool) {
	name := strings.Trim(strings.ReplaceAll(pointer, ".", "/"), "/")
	for _, known := range f.fields {
		if strings.EqualFold(known.wire, name) {
			return known, true
		}
	}
	return field{path: f.whole, rule: ruleUnknown}, false
}

// rule is what to write into a field, by its path.
func (f form) rule(path provider.FieldPath) string {
	for _, known := range f.fields {
		if known.path == path {
			return known.rule
		}
	}
	return ""
}

// errors maps Dwolla's validation errors to the form's fields, in a stable order and in words of
// ours.
func (f form) errors(embedded []embeddedError) []provider.FieldError {
	var out []provider.FieldError
	for _, e := range embedded {
		known, ok := f.of(string(e.Path))
		if !ok && codeKey(e.Code) == "duplicate" {
			continue
		}
		out = append(out, provider.FieldError{Path: known.path, Message: known.refusal(e.Code)})
	}
	slices.SortFunc(out, func(a, b provider.FieldError) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(out)
}

// refusal says in words of ours what Dwolla's code says of the field (API reference, API
// Fundamentals › Errors: the codes of embedded errors).
func (f field) refusal(code transport.Word) string {
	says := ""
	switch codeKey(code) {
	case "required":
		says = "is missing: " + f.rule
	case "readonly":
		says = "cannot be changed at the customer's present status"
	case "duplicate":
		says = "is another customer's already: " + f.rule
	case "notallowed", "restricted":
		says = "is not allowed: " + f.rule
	default:
		says = "is refused: " + f.rule
	}
	if raw := rawCode(code); raw != "" {
		says += " (Dwolla: " + raw + ")"
	}
	return says
}

// The fields of a person, by their path in the VerifiedCustomer API.
const (
	fieldFirstName   provider.FieldPath = "personal.firstName"
	fieldLastName    provider.FieldPath = "personal.lastName"
	fieldEmail       provider.FieldPath = "personal.email"
	fieldPhone       provider.FieldPath = "personal.phone"
	fieldLine1       provider.FieldPath = "personal.address.line1"
	fieldLine2       provider.FieldPath = "personal.address.line2"
	fieldCity        provider.FieldPath = "personal.address.city"
	fieldState       provider.FieldPath = "personal.address.state"
	fieldPostalCode  provider.FieldPath = "personal.address.postalCode"
	fieldCountry     provider.FieldPath = "personal.address.country"
	fieldDateOfBirth provider.FieldPath = "personal.identitySecretRef[dateOfBirth]"
	fieldSSN         provider.FieldPath = "personal.identitySecretRef[ssn]"
	fieldType        provider.FieldPath = "type"
)

// addressFields are sent together: Dwolla verifies an address as a whole.
var addressFields = []provider.FieldPath{fieldLine1, fieldLine2, fieldCity, fieldState, fieldPostalCode}

// personForm is what Dwolla takes of a person (API reference, Customers › Create and › Update).
var personForm = form{whole: "personal", fields: []field{
	{"firstName", fieldFirstName, ruleName},
	{"lastName", fieldLastName, ruleName},
	{"email", fieldEmail, "write an e-mail address like jane@example.com that no other customer has"},
	{"phone", fieldPhone, "write the ten digits of a US number and nothing else, like 5554321234"},
	{"address1", fieldLine1, "write the street address where the person lives: " + strings.TrimPrefix(ruleStreet, "write ")},
	{"address2", fieldLine2, ruleStreet},
	{"city", fieldCity, ruleCity},
	{"state", fieldState, "write the two capital letters of a US state or DC, like NY"},
	{"postalCode", fieldPostalCode, rulePostal},
	{"country", fieldCountry, "write US: Dwolla verifies persons in the United States only"},
	{"dateOfBirth", fieldDateOfBirth, ruleBorn},
	{"ssn", fieldSSN, "write all nine digits of the SSN; the last four do only for the first submission"},
}}
