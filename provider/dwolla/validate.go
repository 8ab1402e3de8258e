package dwolla

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/check"
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
	lastFour  = 4
	wholeSSN  = 9
	banned    = "<>=\"`!?%~${}\\"
	usCountry = "US"
)

var (
	tenDigits  = regexp.MustCompile(`^[0-9]{10}$`)
	postalCode = regexp.MustCompile(`^[0-9]{5}(-[0-9]{4})?$`)
	digit      = regexp.MustCompile(`[0-9]`)
	ssnForm    = regexp.MustCompile(`^[0-9 -]+$`)
	hostForm   = regexp.MustCompile(`^[^.@\s]+(\.[^.@\s]+)+$`)
)

// checks gathers field errors of a form.
type checks struct {
	form   form
	today  time.Time
	errors []provider.FieldError
}

func (c *checks) add(path provider.FieldPath, message string) {
	c.errors = append(c.errors, provider.FieldError{Path: path, Message: message})
}

// breaks adds "is problem: what to write instead".
func (c *checks) breaks(path provider.FieldPath, problem string) {
	if rule := c.form.rule(path); rule != "" {
		problem += ": " + rule
	}
	c.add(path, problem)
}

// validatePerson checks a submission against the limits of the pages Create a personal verified
// customer and Update a customer, on the day of submission. whole as in ssn.
func validatePerson(p provider.Person, today time.Time, whole string) []provider.FieldError {
	c := checks{form: personForm, today: today}
	c.text(fieldFirstName, p.FirstName, maxName, true)
	c.text(fieldLastName, p.LastName, maxName, true)
	c.email(fieldEmail, p.Email)
	c.phone(fieldPhone, p.Phone)
	c.street(fieldLine1, p.Address.Line1, true)
	c.street(fieldLine2, p.Address.Line2, false)
	c.city(fieldCity, p.Address.City)
	c.usState(fieldState, p.Address.State, states)
	c.usPostalCode(fieldPostalCode, p.Address.PostalCode)
	c.usOnly(fieldCountry, p.Address.Country)
	c.dateOfBirth(fieldDateOfBirth, p.DateOfBirth)
	if blank(p.SSN) && !blank(p.PassportNumber) {
		c.breaks(fieldSSN, "is missing, and a passport does not replace it: Dwolla verifies US persons by SSN")
		return c.errors
	}
	c.ssn(fieldSSN, p.SSN, whole)
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

func (c *checks) email(path provider.FieldPath, s string) {
	s = strings.TrimSpace(s)
	if s == "" {
		c.breaks(path, "is missing")
		return
	}
	if !check.Email(s) || len(s) > maxEmail || !hostForm.MatchString(s[strings.LastIndex(s, "@")+1:]) {
		c.breaks(path, "is not an e-mail address")
	}
}

func (c *checks) phone(path provider.FieldPath, s string) {
	if s = strings.TrimSpace(s); s != "" && !tenDigits.MatchString(s) {
		c.breaks(path, "is not a number that Dwolla takes")
	}
}

// street checks a line of an address where a PO box will not do.
func (c *checks) street(path provider.FieldPath, s string, required bool) {
	if c.text(path, s, maxLine, required) && check.POBox(s) {
		c.breaks(path, "is a PO box")
	}
}

func (c *checks) city(path provider.FieldPath, s string) {
	if c.text(path, s, maxLine, true) && digit.MatchString(s) {
		c.breaks(path, "has a digit")
	}
}

func (c *checks) usState(path provider.FieldPath, s string, known map[string]bool) {
	switch s = strings.TrimSpace(s); {
	case s == "":
		c.breaks(path, "is missing")
	case !known[s]:
		c.breaks(path, "is not a US state")
	}
}

func (c *checks) usPostalCode(path provider.FieldPath, s string) {
	switch s = strings.TrimSpace(s); {
	case s == "":
		c.breaks(path, "is missing")
	case !postalCode.MatchString(s):
		c.breaks(path, "is not a US postal code")
	}
}

func (c *checks) usOnly(path provider.FieldPath, s string) {
	if s = strings.TrimSpace(s); s != "" && s != usCountry {
		c.breaks(path, "is not the United States")
	}
}

func (c *checks) dateOfBirth(path provider.FieldPath, date pii.String) {
	if blank(date) {
		c.breaks(path, "is missing")
		return
	}
	born, err := time.Parse(time.DateOnly, strings.TrimSpace(date.Reveal()))
	if err != nil {
		c.breaks(path, "is not a date")
		return
	}
	switch age := check.Age(born, c.today); {
	case age < minAge:
		c.breaks(path, "is of a person who is too young")
	case age > maxAge:
		c.breaks(path, "is of a person who is too old")
	}
}

// Why all nine digits of an SSN are needed, as checks.ssn says it; empty when the last four do.
const (
	wholeForCorrection = "does not have nine digits: the correction needs the whole SSN"
	wholeForOwner      = "does not have nine digits: Dwolla needs the whole SSN of an owner"
)

// ssn checks one that must be there. whole is what to say of one that is not.
func (c *checks) ssn(path provider.FieldPath, ssn pii.String, whole string) {
	if blank(ssn) {
		c.breaks(path, "is missing")
		return
	}
	digits := len(ssn.Digits().Reveal())
	switch {
	case !ssnForm.MatchString(strings.TrimSpace(ssn.Reveal())):
		c.breaks(path, "has something else than digits and hyphens")
	case whole != "" && digits != wholeSSN:
		c.add(path, whole)
	case digits != wholeSSN && digits != lastFour:
		c.breaks(path, "has neither four nor nine digits")
	}
}
