package blaaiz

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Comment is what Blaaiz's staff wrote about a customer.
type Comment struct {
	ID      string    `json:"id"`
	Text    Text      `json:"comment"`
	Type    string    `json:"type"`
	Created Timestamp `json:"created_at"`
}

// Text is a text that Blaaiz's reviewers wrote. They write freely, and may quote what a person submitted, so
// it prints as personal data does. Clean makes of it what may be shown; Reveal gives it as it is.
type Text struct{ Private }

// maxComment bounds what is shown of a text, in characters.
const maxComment = 300

var (
	// numbers are runs of letters and digits around digits, also with one separator between each two: dates,
	// telephone numbers, numbers of documents.
	numbers = regexp.MustCompile(`[\pL\pN]*\pN[\pL\pN]*(?:[-./ ][\pL\pN]*\pN[\pL\pN]*)*`)
	emails  = regexp.MustCompile(`[^\s<>"(),;]+@[^\s<>"(),;]+`)
)

// minPrivate is how long, in bytes, a value must be to be taken out of a text: shorter ones are in every word.
const minPrivate = 3

// maxDigits is how many digits a number may have to be shown: enough for "25 MB" and "2026", too few for a
// date of birth or the number of a document.
const maxDigits = 4

// Clean is the text on one line and of bounded length, without e-mail addresses, without numbers that could
// identify somebody, and without the values that are given. It is empty if nothing is left.
func (t Text) Clean(private ...pii.String) string {
	s := strings.Join(strings.FieldsFunc(t.Reveal(), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	for _, p := range private {
		// The text has single blanks, and a regular expression is valid UTF-8.
		if v := strings.Join(strings.Fields(strings.ToValidUTF8(p.Reveal(), " ")), " "); len(v) >= minPrivate {
			s = regexp.MustCompile(`(?i)`+regexp.QuoteMeta(v)).ReplaceAllLiteralString(s, pii.Redacted)
		}
	}
	s = emails.ReplaceAllLiteralString(s, pii.Redacted)
	s = numbers.ReplaceAllStringFunc(s, func(number string) string {
		digits := strings.Map(func(r rune) rune {
			if unicode.IsNumber(r) {
				return r
			}
			return -1
		}, number)
		if len([]rune(digits)) > maxDigits {
			return pii.Redacted
		}
		return number
	})
	if runes := []rune(s); len(runes) > maxComment {
		s = string(runes[:maxComment]) + "…"
	}
	return s
}

// private is what identifies somebody in the customer, as Blaaiz shows it.
func (c *Customer) private() []pii.String {
	out := []pii.String{c.IDNumber.String, c.TIN.String, c.KYC.DateOfBirth.String, c.KYC.IDIssueDate.String, c.KYC.IDExpiryDate.String}
	for _, w := range c.Owners {
		out = append(out, w.IDNumber.String, w.TIN.String, w.DateOfBirth.String, w.IDExpiryDate.String)
	}
	return out
}

// clean is what may be shown of texts, without empty ones.
func (c *Customer) clean(texts []Text) []string {
	private := c.private()
	var out []string
	for _, t := range texts {
		if s := t.Clean(private...); s != "" {
			out = append(out, s)
		}
	}
	return out
}
