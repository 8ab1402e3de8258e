package blaaiz

import (
	"regexp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// GapCode names what a customer lacks to be submitted. The codes are this package's; Blaaiz has sentences.
type GapCode string

// The gaps (API reference, Submit a customer; guide KYB onboarding).
const (
	GapField           GapCode = "FieldMissing"
	GapCountryInvalid  GapCode = "CountryInvalid"
	GapJurisdiction    GapCode = "CountryDiffersFromIncorporation"
	GapFormation       GapCode = "FormationDocumentMissing"
	GapNoOwner         GapCode = "OwnerMissing"
	GapOwnershipSum    GapCode = "OwnershipSum"
	GapOwnerEmails     GapCode = "OwnerEmailsNotUnique"
	GapOwnerFront      GapCode = "OwnerFrontMissing"
	GapOwnerBack       GapCode = "OwnerBackMissing"
	GapOwnerBackExtra  GapCode = "OwnerBackNotAllowed"
	GapOwnerTooYoung   GapCode = "OwnerTooYoung"
	GapOwnerExpired    GapCode = "OwnerDocumentExpired"
	GapOwnerOther      GapCode = "OwnerIncomplete"
	GapIdentityFile    GapCode = "IdentityFileMissing"
	GapBusinessUnknown GapCode = "Incomplete"
)

// Gap is the one thing that Blaaiz names when it refuses a submission. It is in the chain of the error of
// Submit and UpgradeScope; the customer stays editable.
type Gap struct {
	Code GapCode
	// Field of the customer or the owner, as the wire names it; empty if the gap is not about one.
	Field string
	// Owner is the full name of the owner that it is about, empty if none: Blaaiz tells no ID. Two owners
	// may share it.
	Owner pii.String
}

var gapTexts = map[GapCode]string{
	GapField:           "a field is missing",
	GapCountryInvalid:  "a country is not an ISO 3166-1 alpha-2 code",
	GapJurisdiction:    "the country of the registered address is not the country of incorporation",
	GapFormation:       "a formation document is missing: add one of type CERTIFICATE_OF_INCORPORATION, ARTICLES_OF_INCORPORATION, BENEFICIAL_OWNERSHIP_CERTIFICATE, INCORPORATION_DOCUMENTS or CAC_STATUS_REPORT",
	GapNoOwner:         "there is no owner",
	GapOwnershipSum:    "the shares of all owners do not sum to exactly 100 percent",
	GapOwnerEmails:     "two owners share an e-mail address",
	GapOwnerFront:      "the front of an owner's identity document is missing",
	GapOwnerBack:       "the back of an owner's identity document is missing, which all but passports have",
	GapOwnerBackExtra:  "an owner's passport has a back, which Blaaiz does not take",
	GapOwnerTooYoung:   "an owner is younger than 18 years",
	GapOwnerExpired:    "an owner's identity document is expired",
	GapOwnerOther:      "an owner's data is not complete",
	GapIdentityFile:    "the identity document is missing",
	GapBusinessUnknown: "something is missing that Blaaiz's answer does not name in known words",
}

// Error says what is missing, without a name or a value.
func (g *Gap) Error() string {
	text := "the customer cannot be submitted: " + gapTexts[g.Code]
	if g.Field != "" {
		text += " (" + g.Field + ")"
	}
	return text
}

// GapOf is the gap in err's chain, or nil.
func GapOf(err error) *Gap {
	if e := provider.As(err); e != nil {
		if g, ok := e.Err.(*Gap); ok {
			return g
		}
	}
	return nil
}

var (
	gapPrefix    = regexp.MustCompile(`^\s*Cannot verify (?:business|individual) customer:\s*`)
	missingField = regexp.MustCompile(`^([a-z][a-z_]{0,40}) is required\.?$`)
	badCountry   = regexp.MustCompile(`^([a-z_]{0,20}country) must be a valid ISO`)
)

// customerGaps by how their sentences begin.
var customerGaps = []struct {
	start string
	code  GapCode
}{
	{"country must equal incorporation_country", GapJurisdiction},
	{"at least one formation document", GapFormation},
	{"at least one owner", GapNoOwner},
	{"ownership_percentage of all owners must sum", GapOwnershipSum},
	{"owner emails must be unique", GapOwnerEmails},
	{"id_file is required", GapIdentityFile},
}

// ownerGaps by how what follows the owner's name begins.
var ownerGaps = []struct {
	start, field string
	code         GapCode
}{
	{"is missing id_document_front", "id_document_front", GapOwnerFront},
	{"id_document_type=passport must not have", "id_document_back", GapOwnerBackExtra},
	{"id_document_type=", "id_document_back", GapOwnerBack},
	{"date_of_birth must be at least 18", "date_of_birth", GapOwnerTooYoung},
	{"id_expiry_date must be a future", "id_expiry_date", GapOwnerExpired},
}

// readGap reads the sentence of a 422, nil if it does not speak of a gap.
func readGap(message string) *Gap {
	prefix := gapPrefix.FindString(message)
	text := strings.TrimSpace(message[len(prefix):])
	for _, g := range customerGaps {
		if strings.HasPrefix(text, g.start) {
			return &Gap{Code: g.code}
		}
	}
	if prefix == "" {
		return nil
	}
	if owner, ok := strings.CutPrefix(text, "owner "); ok {
		return ownerGap(owner)
	}
	for _, of := range []struct {
		code GapCode
		form *regexp.Regexp
	}{{GapField, missingField}, {GapCountryInvalid, badCountry}} {
		if m := of.form.FindStringSubmatch(text); m != nil && slices.Contains(fieldNames, m[1]) {
			return &Gap{Code: of.code, Field: m[1]}
		}
	}
	return &Gap{Code: GapBusinessUnknown}
}

// ownerGap reads "Jane Doe is missing id_document_front." A name may hold anything, so the end counts.
func ownerGap(text string) *Gap {
	for _, g := range ownerGaps {
		if at := strings.LastIndex(text, " "+g.start); at >= 0 {
			return &Gap{Code: g.code, Field: g.field, Owner: pii.New(text[:at])}
		}
	}
	// The undocumented ones (a country of an owner, say) may name a field in the same place.
	words := strings.Fields(text)
	for i, word := range words {
		field, _, _ := strings.Cut(word, "=")
		if i > 0 && strings.Contains(field, "_") && slices.Contains(fieldNames, field) {
			return &Gap{Code: GapOwnerOther, Field: field, Owner: pii.New(strings.Join(words[:i], " "))}
		}
	}
	return &Gap{Code: GapOwnerOther}
}
