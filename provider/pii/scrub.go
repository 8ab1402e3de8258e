package pii

import (
	"regexp"
	"strings"
	"unicode"
)

const (
	// token is a word with a digit in it, and month one that stands in dates.
	token = `[\pL\pM\pN_]*\pN[\pL\pM\pN_]*`
	month = `\b(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b`
)

var (
	// numbers are tokens with the months around them: dates, telephone numbers, numbers of documents.
	numbers = regexp.MustCompile(`(?:` + month + `[-./,' ]{1,3})?` + token + `(?:[-./,:' ]{1,3}(?:of )?(?:` + token + `|` + month + `))*`)
	emails  = regexp.MustCompile(`[^\s<>"(),;]+@[^\s<>"(),;]+`)
	// small is a number that is harmless before one of the units, which may be of the same word.
	small = regexp.MustCompile(`^[0-9]{1,3}(?i:KB|MB|DPI)?$`)
	units = regexp.MustCompile(`^[ -](?i:KB|MB|DPI|days?|weeks?|months?|pages?)\b`)
	whole = regexp.MustCompile(`(?i:KB|MB|DPI)$`)
)

// minPrivate is how long, in bytes, a value must be to be taken out of a text: shorter ones are in every word.
const minPrivate = 3

// Scrub is a text that somebody wrote freely, as it may be shown: on one line, of at most limit characters, without
// e-mail addresses, without the values that are given, and without any digit but those of a size or a time ("25 MB",
// "90 days"). Whoever writes about a person may quote a date of birth in any of its forms, or the last digits of a
// number: no form can be told from a harmless number. It is empty if there is nothing to show.
func Scrub(text string, limit int, private ...String) string {
	s := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, " "), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	for _, p := range private {
		// The text has single blanks, and a regular expression is valid UTF-8.
		if v := strings.Join(strings.Fields(strings.ToValidUTF8(p.Reveal(), " ")), " "); len(v) >= minPrivate {
			s = regexp.MustCompile(`(?i)`+regexp.QuoteMeta(v)).ReplaceAllLiteralString(s, Redacted)
		}
	}
	s = withoutNumbers(emails.ReplaceAllLiteralString(s, Redacted))
	if runes := []rune(s); len(runes) > limit {
		s = string(runes[:limit]) + "…"
	}
	return s
}

func withoutNumbers(s string) string {
	var out strings.Builder
	at := 0
	for _, found := range numbers.FindAllStringIndex(s, -1) {
		number, rest := s[found[0]:found[1]], s[found[1]:]
		out.WriteString(s[at:found[0]])
		if small.MatchString(number) && (whole.MatchString(number) || units.MatchString(rest)) {
			out.WriteString(number)
		} else {
			out.WriteString(Redacted)
		}
		at = found[1]
	}
	return out.String() + s[at:]
}
