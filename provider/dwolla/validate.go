package dwolla

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Validation finds what Dwolla certainly refuses, before a call is made. Where Dwolla's pages leave
// a limit open (whether square brackets are banned in names, say) it is Dwolla that decides: a
// refusal costs nothing, an unfounded one of ours would leave no way out.

const (
	maxName   = 50
	maxLine   = 50
	maxEmail  = 254
	minAge    = 18
	maxAge    = 125
	dateForm  = "2006-01-02"
	lastFour  = 4
	wholeSSN  = 9
	banned    = "<>=\"`!?%~${}\\"
	usCountry = "US"
)

var (
	tenDigits  = regexp.MustCompile(`^[0-9]{10}$`)
	postalCode = regexp.MustCompile(`^[0-9]{5}(-[0-9]{4})?$`)
	digit      = regexp.MustCompile(`[0-9]`)
	poBox      = regexp.MustCompile(`(?i)(^|[^a-z])(p\.?\s*o\.?\s*box|post\s+office\s+box)([^a-z]|$)`)
	ssnForm    = regexp.MustCompile(`^[0-9 -]+$`)
	hostForm   = regexp.MustCompile(`^[^.@\s]+(\.[^.@\s]+)+$`)
)

// checks gathers field errors.
type checks struct{ errors []provider.FieldError }

func (c *checks) add(path provider.FieldPath, message string) {
	c.errors = append(c.errors, provider.FieldError{Path: path, Message: message})
}

// breaks adds "is problem: what to write instead".
func (c *checks) breaks(path provider.FieldPath, problem string) {
	for _, f := range fields {
		if f.path == path {
			c.add(path, problem+": "+f.rule)
			return
		}
	}
	c.add(path, problem)
}

// validatePerson checks a submission against the limits of the pages Create a personal verified
// customer and Update a customer, on the day of submission. allSSN demands all nine digits.
func validatePerson(p provider.Person, today time.Time, allSSN bool) []provider.FieldError {
	var c checks
	c.text(fieldFirstName, p.FirstName, maxName, true)
	c.text(fieldLastName, p.LastName, maxName, true)
	c.email(p.Email)
	if phone := strings.TrimSpace(p.Phone); phone != "" && !tenDigits.MatchString(phone) {
		c.breaks(fieldPhone, "is not a number that Dwolla takes")
	}
	c.address(p.Address)
	c.dateOfBirth(p.DateOfBirth, today)
	c.ssn(p, allSSN)
	return c.errors
}

// text checks what all texts have in common, and tells whether there is one that is worth further
// checks.
func (c *checks) text(path provider.FieldPath, s string, limit int, required bool) bool {
	s = strings.TrimSpace(s)
	switch {
	case s == "" && required:
		c.breaks(path, "is missing")
		return false
	case s == "":
		return false
	case utf8.RuneCountInString(s) > limit:
		c.breaks(path, "is too long")
		return false
	case strings.ContainsAny(s, banned):
		c.breaks(path, "has a character that Dwolla refuses")
		return false
	}
	return true
}

func (c *checks) email(s string) {
	s = strings.TrimSpace(s)
	if s == "" {
		c.breaks(fieldEmail, "is missing")
		return
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > maxEmail || !hostForm.MatchString(s[strings.LastIndex(s, "@")+1:]) {
		c.breaks(fieldEmail, "is not an e-mail address")
	}
}

func (c *checks) address(a provider.Address) {
	if c.text(fieldLine1, a.Line1, maxLine, true) && poBox.MatchString(a.Line1) {
		c.breaks(fieldLine1, "is a PO box")
	}
	if c.text(fieldLine2, a.Line2, maxLine, false) && poBox.MatchString(a.Line2) {
		c.breaks(fieldLine2, "is a PO box")
	}
	if c.text(fieldCity, a.City, maxLine, true) && digit.MatchString(a.City) {
		c.breaks(fieldCity, "has a digit")
	}
	switch state := strings.TrimSpace(a.State); {
	case state == "":
		c.breaks(fieldState, "is missing")
	case !states[state]:
		c.breaks(fieldState, "is not a US state")
	}
	switch code := strings.TrimSpace(a.PostalCode); {
	case code == "":
		c.breaks(fieldPostalCode, "is missing")
	case !postalCode.MatchString(code):
		c.breaks(fieldPostalCode, "is not a US postal code")
	}
	if country := strings.TrimSpace(a.Country); country != "" && country != usCountry {
		c.breaks(fieldCountry, "is not the United States")
	}
}

func (c *checks) dateOfBirth(date pii.String, today time.Time) {
	if date.IsEmpty() {
		c.breaks(fieldDateOfBirth, "is missing")
		return
	}
	born, err := time.Parse(dateForm, strings.TrimSpace(date.Reveal()))
	if err != nil {
		c.breaks(fieldDateOfBirth, "is not a date")
		return
	}
	switch age := ageOn(born, today.UTC()); {
	case age < minAge:
		c.breaks(fieldDateOfBirth, "is of a person who is too young")
	case age > maxAge:
		c.breaks(fieldDateOfBirth, "is of a person who is too old")
	}
}

// ageOn is how many birthdays somebody born on a day has had, up to and including today.
func ageOn(born, today time.Time) int {
	age := today.Year() - born.Year()
	if today.Month() < born.Month() || today.Month() == born.Month() && today.Day() < born.Day() {
		age--
	}
	return age
}

func (c *checks) ssn(p provider.Person, all bool) {
	if p.SSN.IsEmpty() {
		problem := "is missing"
		if !p.PassportNumber.IsEmpty() {
			problem = "is missing, and a passport does not replace it: Dwolla verifies US persons by SSN"
		}
		c.breaks(fieldSSN, problem)
		return
	}
	digits := len(p.SSN.Digits().Reveal())
	switch {
	case !ssnForm.MatchString(p.SSN.Reveal()):
		c.breaks(fieldSSN, "has something else than digits and hyphens")
	case all && digits != wholeSSN:
		c.add(fieldSSN, "does not have nine digits: the correction needs the whole SSN")
	case digits != wholeSSN && digits != lastFour:
		c.breaks(fieldSSN, "has neither four nor nine digits")
	}
}
