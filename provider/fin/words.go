package fin

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// This file puts single words and texts of package provider into Fin's.

var employments = map[provider.Employment]string{
	provider.EmploymentEmployed:     EmploymentEmployed,
	provider.EmploymentSelfEmployed: EmploymentSelfEmployed,
	provider.EmploymentRetired:      EmploymentRetired,
	provider.EmploymentStudent:      EmploymentStudent,
	provider.EmploymentUnemployed:   EmploymentUnemployed,
}

// entities are Fin's types of legal entities. It has none for an unincorporated association, and none for a
// foundation, a charity or an agency has a structure here.
var entities = map[provider.Structure]string{
	provider.StructureSoleProprietorship:   EntitySoleProprietor,
	provider.StructureTrust:                EntityTrust,
	provider.StructureCorporation:          EntityCorporation,
	provider.StructurePubliclyTraded:       EntityPubliclyListed,
	provider.StructureNonProfitCorporation: EntityNonProfit,
	provider.StructureNonProfitLLC:         EntityNonProfit,
	provider.StructureLLC:                  EntityLLC,
	provider.StructurePartnership:          EntityPartnership,
}

// subdivisionOf is the ISO 3166-2 code of a state, which is written with its country before it or without. What
// is no code stays as it is, for validation to find.
func subdivisionOf(a provider.Address) string {
	state, country := strings.ToUpper(strings.TrimSpace(a.State)), strings.ToUpper(strings.TrimSpace(a.Country))
	if state == "" || strings.Contains(state, "-") {
		return state
	}
	return country + "-" + state
}

// subdivisionCode is the form of an ISO 3166-2 code, with its country before it or without.
var subdivisionCode = regexp.MustCompile(`^([A-Z]{2}-)?[A-Z0-9]{1,3}$`)

// stateOfLicence is the state that issued a licence as the page of the attach shows it, US-CA beside country USA:
// the code of an address, also where the manifest leaves the country out. Fin's only rule for it is its length, so
// a name stays as it is.
func stateOfLicence(state, country string) string {
	if code := subdivisionOf(provider.Address{State: state, Country: country}); subdivisionCode.MatchString(code) {
		return code
	}
	return strings.TrimSpace(state)
}

// secondLine is what Fin has one line for.
func secondLine(a provider.Address) string {
	second, third := strings.TrimSpace(a.Line2), strings.TrimSpace(a.Line3)
	if second == "" || third == "" {
		return second + third
	}
	return second + ", " + third
}

func lower(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// taxOf is the tax number of somebody who lives or is registered in a country: the one that is given as such, or
// else the number of the United States, which Fin's V1 pages write with hyphens (123-45-6789, 12-3456789). The
// list has no entry if there is neither.
func taxOf(tax provider.TaxID, national pii.String, nationalType string, at provider.Address) []TaxID {
	if tax.Number.IsEmpty() {
		if national.IsEmpty() {
			return nil
		}
		return []TaxID{{Country: "USA", Type: nationalType, Number: hyphenated(national, nationalType)}}
	}
	country := Alpha3(cmp.Or(tax.Country, at.Country))
	kind := strings.ToUpper(strings.TrimSpace(tax.Type))
	number := tax.Number
	if country == "USA" {
		number = hyphenated(number, kind)
	}
	return []TaxID{{Country: country, Type: kind, Number: number}}
}

// The types of tax numbers in the United States.
const (
	taxSSN = "SSN"
	taxEIN = "EIN"
)

// hyphenated is a number of nine digits as the United States write it; any other stays as it is.
func hyphenated(number pii.String, kind string) pii.String {
	digits := number.Digits().Reveal()
	switch {
	case len(digits) != 9:
	case kind == taxSSN:
		return pii.New(digits[:3] + "-" + digits[3:5] + "-" + digits[5:])
	case kind == taxEIN:
		return pii.New(digits[:2] + "-" + digits[2:])
	}
	return number
}

// letters are those of the Latin alphabet that are no letter with a mark.
var letters = strings.NewReplacer("ß", "ss", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE", "ø", "o", "Ø", "O", "ł", "l",
	"Ł", "L", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "þ", "th", "Þ", "TH", "ı", "i", "’", "'", "–", "-")

// transliteration is a text without its accents, for the sibling that Fin wants of every field with other
// letters than those of ASCII. It is empty where none is needed, and where the text is not in Latin letters:
// there is no one way to write those.
func transliteration(s string) string {
	if isASCII(s) {
		return ""
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(letters.Replace(s)))
	if !isASCII(plain) {
		return ""
	}
	return plain
}

// provisional is the ID of an entry of one of Fin's lists as far as it is known without the list: a name has
// some ID, and what is empty has none.
func provisional(entry string) int {
	entry = strings.TrimSpace(entry)
	if entry == "" {
		return 0
	}
	if id, err := strconv.Atoi(entry); err == nil {
		return id
	}
	return 1
}

func provisionals(entries []string) []int {
	ids := make([]int, len(entries))
	for i, entry := range entries {
		ids[i] = provisional(entry)
	}
	return ids
}

// amount is a number of whole dollars; nil, which validation finds where it matters, is none.
func amount(n *int64) int {
	if n == nil {
		return 0
	}
	return int(*n)
}
