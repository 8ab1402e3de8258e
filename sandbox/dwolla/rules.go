package dwolla

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// rule looks at a value that is there. It returns the embedded error's code, empty when all is well, and
// its message without the field's name. The rules are those of reference 2.2.
type rule func(value string) (code, message string)

func pattern(expr string) rule {
	re := regexp.MustCompile(expr)
	return func(v string) (string, string) {
		if re.MatchString(v) {
			return "", ""
		}
		return codeFormat, "invalid."
	}
}

func atMost(n int) rule {
	return func(v string) (string, string) {
		if utf8.RuneCountInString(v) <= n {
			return "", ""
		}
		return codeFormat, fmt.Sprintf("must be %d or fewer characters.", n)
	}
}

func oneOf(values ...string) rule {
	return func(v string) (string, string) {
		for _, one := range values {
			if v == one {
				return "", ""
			}
		}
		return codeInvalid, "invalid."
	}
}

var (
	plain         = pattern("^[^\\[\\]<>=\"`!?%~${}\\\\]*$")
	noDigits      = pattern(`^\D*$`)
	phone         = pattern(`^\d{10}$`)
	correlationID = pattern(`^[A-Za-z0-9._-]+$`)
	usPostalCode  = pattern(`^\d{5}(-\d{4})?$`)
	postalCode    = pattern(`^[A-Za-z0-9 -]+$`)
	twoLetters    = pattern(`^[A-Z]{2}$`)
	fullSSN       = pattern(`^(\d{9}|\d{3}-\d{2}-\d{4})$`)
	anySSN        = pattern(`^(\d{4}|\d{9}|\d{3}-\d{2}-\d{4})$`)
	ein           = pattern(`^(\d{9}|\d{2}-\d{7})$`)
)

var poBox = regexp.MustCompile(`(?i)\bp(ost)?\.?\s*o(ffice)?\.?\s*box\b`)

func noPOBox(v string) (code, message string) {
	if poBox.MatchString(v) {
		return codeNotAllowed, "value not allowed."
	}
	return "", ""
}

func email(v string) (code, message string) {
	a, err := mail.ParseAddress(v)
	if err != nil || a.Address != v || !strings.Contains(v[strings.LastIndex(v, "@"):], ".") {
		return codeFormat, "invalid."
	}
	return "", ""
}

func website(v string) (code, message string) {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || strings.Count(u.Hostname(), ".") < 2 {
		return codeFormat, "invalid."
	}
	return "", ""
}

// Ages that a person may have when submitted.
const (
	minAge = 18
	maxAge = 125
)

// adult is the rule of dates of birth.
func adult(v string) (code, message string) {
	born, err := time.Parse(time.DateOnly, v)
	if err != nil {
		return codeFormat, "invalid."
	}
	today := time.Now().UTC()
	if born.AddDate(minAge, 0, 0).After(today) || born.AddDate(maxAge+1, 0, 0).Before(today) {
		return codeNotAllowed, "value not allowed."
	}
	return "", ""
}
