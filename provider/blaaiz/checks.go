package blaaiz

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/check"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Validation finds what Blaaiz certainly refuses, before a call is made; paths are the names of the fields on
// the wire ("owners[0].street"). Where its pages leave a limit open it is Blaaiz that decides: a refusal costs
// nothing, an unfounded one of ours would leave no way out.

const (
	maxText        = 255
	maxDescription = 2000
	minOwnerStreet = 9
	minOwnerTIN    = 5
	maxOwnerTIN    = 50
	maxPayments    = 1_000_000_000
	adult          = 18
)

// checks gathers field errors on the day of submission. prefix stands before each field.
type checks struct {
	prefix string
	today  time.Time
	errors []provider.FieldError
}

func newChecks(today time.Time) *checks {
	y, m, d := today.UTC().Date()
	return &checks{today: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

func (c *checks) add(field, problem string) {
	c.errors = append(c.errors, provider.FieldError{Path: provider.FieldPath(c.prefix + field), Message: problem})
}

// breaks adds "is problem: what to write instead".
func (c *checks) breaks(field, problem string) {
	c.add(field, problem+hint(provider.FieldPath(field)))
}

// present checks that a field is not blank.
func (c *checks) present(field, s string) bool {
	if strings.TrimSpace(s) == "" {
		c.breaks(field, "is missing")
		return false
	}
	return true
}

// length checks a field that is not empty.
func (c *checks) length(field, s string, from, to int, rule string) {
	if n := utf8.RuneCountInString(s); s != "" && (n < from || n > to) {
		c.add(field, "is too long or too short: "+rule)
	}
}

func (c *checks) email(field, s string) {
	if s != "" && !check.Email(s) {
		c.add(field, "is not an e-mail address: "+ruleEmail)
	}
}

// country checks a code that is not empty.
func (c *checks) country(field, s string) {
	if s != "" && !isCountry(s) {
		c.add(field, "is not a country: "+ruleCountry)
	}
}

// isCountry tells whether s is an ISO 3166-1 alpha-2 code, in capitals.
func isCountry(s string) bool {
	r, err := language.ParseRegion(s)
	return err == nil && len(s) == 2 && r.IsCountry() && r.String() == s && r.Canonicalize() == r
}

// choice checks a word that is not empty.
func (c *checks) choice(field, s string, of ...string) {
	if s != "" && !slices.Contains(of, s) {
		c.breaks(field, "is not one that Blaaiz takes")
	}
}

// date checks and reads a date that is not empty.
func (c *checks) date(field, s, rule string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		c.add(field, "is not a date: "+rule)
	}
	return at, err == nil
}

func (c *checks) past(field, s string) {
	if at, ok := c.date(field, s, ruleDate); ok && !at.Before(c.today) {
		c.breaks(field, "is not in the past")
	}
}

func (c *checks) future(field, s string) {
	if at, ok := c.date(field, s, ruleExpiry); ok && !at.After(c.today) {
		c.add(field, "is not in the future: "+ruleExpiry)
	}
}

// ofAge checks the date of birth of somebody who has to be an adult today.
func (c *checks) ofAge(field string, born pii.String) {
	if at, ok := c.date(field, strings.TrimSpace(born.Reveal()), ruleBirth); ok && check.Age(at, c.today) < adult {
		c.add(field, "is of a person who is too young: "+ruleBirth)
	}
}

func (c *checks) website(s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		c.breaks("website", "is not an address")
	}
}

// operating checks an address of which the country may not be left out.
func (c *checks) operating(a Address) {
	if a.Country == "" && a != (Address{}) {
		c.breaks("operating_country", "is missing, and the operating address needs it")
	}
	c.country("operating_country", a.Country)
}

// ownerPrefix is the prefix of one owner's fields.
func ownerPrefix(i int) string { return fmt.Sprintf("owners[%d].", i) }
