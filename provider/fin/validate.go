package fin

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/check"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Validation finds what Fin certainly refuses, before a call is made: the Validate methods here and in the
// other validate files. Paths are those of Fin's request ("basic_info.email"). Where Fin's pages leave a
// limit open or contradict each other, it is Fin that decides: a refusal costs nothing, an unfounded one of
// ours would leave no way out. What only the catalogue tells (IDs, subdivisions, dialling and postal codes)
// is for Country and the lists of the Client to check.

const (
	minAge         = 18
	maxAge         = 120 // of individuals; the pages say nothing of parties
	maxLegalName   = 255
	maxDescription = 500
	maxPartyName   = 50
	maxCity        = 100
	maxTitle       = 100
	leiLength      = 20
	isinLength     = 12
)

var (
	e164        = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	subdivision = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)
	naics       = regexp.MustCompile(`^[0-9]{6}$`)
)

// rules say what to write, by the last name of a path. They stand in our findings and in Fin's.
var rules = map[string]string{
	"email":                           "write a plain address, entirely in lower case",
	"phone":                           "write it as E.164, with the code of the country: +15554321234",
	"dob":                             "write a date as YYYY-MM-DD of somebody of at least 18 years",
	"country_of_residence":            ruleCountry,
	"country_of_incorporation":        ruleCountry,
	"primary_nationality":             ruleCountry,
	"secondary_nationality":           ruleCountry,
	"country":                         ruleCountry,
	"country_code":                    ruleCountry,
	"registration_country_code":       ruleCountry,
	"primary_authority_country_code":  ruleCountry,
	"state":                           ruleSubdivision,
	"subdivision_code":                ruleSubdivision,
	"incorporation_date":              rulePastDate,
	"relationship_establishment_date": rulePastDate,
	"issue_date":                      rulePastDate,
	"expiry_date":                     "write a date as YYYY-MM-DD that is still to come",
	"street_line_1":                   "write a street address; a PO box will not do",
	"street_line_2":                   "write a street address; a PO box will not do",
	"industry_codes":                  "write NAICS 2022 codes of six digits",
	"websites":                        "write at least one full address: https://example.com",
	"tax_info":                        "give at least one tax number, each once",
	"document_id":                     "write the number as the tax authority of the country does",
	"document_type":                   "write a type that Fin takes for the country, as SSN or EIN for USA",
	"percentage_of_ownership":         "write 0 to 100",
	"employment_status":               "write EMPLOYED, SELF_EMPLOYED, RETIRED, STUDENT or UNEMPLOYED",
	"verification_type":               "write STANDARD, or RELIANCE if Fin enabled it for the account",
	"tos_policies_value":              "send the value of tos_policies_value in the address that the create returned",
	"occupation_id":                   ruleCatalogue,
	"purpose_id":                      ruleCatalogue,
	"source_of_fund_ids":              ruleCatalogue,
	"source_of_wealth_ids":            ruleCatalogue,
}

const (
	ruleCountry     = "write the ISO 3166-1 alpha-3 code of a country, as USA"
	ruleSubdivision = "write the ISO 3166-2 code, as US-NY"
	rulePastDate    = "write a date as YYYY-MM-DD that is not in the future"
	ruleCatalogue   = "take the ID from Fin's catalogue"
)

// refusal is what is said of a field that Fin refused.
func refusal(path string) string { return withRule(refusedByFin, path) }

const refusedByFin = "is refused by Fin"

func withRule(problem, path string) string {
	if rule := rules[leaf(path)]; rule != "" && !strings.Contains(problem, ": ") {
		return problem + ": " + rule
	}
	return problem
}

// leaf is the last name of a path, without an index.
func leaf(path string) string {
	path = index.ReplaceAllString(path, "")
	return path[strings.LastIndexByte(path, '.')+1:]
}

// checks gathers field errors below a path.
type checks struct {
	at    string
	today time.Time
	found *[]provider.FieldError
}

func newChecks(today time.Time) checks { return checks{today: today, found: &[]provider.FieldError{}} }

// in is c for the members of name.
func (c checks) in(name string) checks {
	c.at = c.path(name)
	return c
}

// each is c for the i-th entry of a list.
func (c checks) each(name string, i int) checks { return c.in(name + "[" + strconv.Itoa(i) + "]") }

func (c checks) path(name string) string {
	switch {
	case c.at == "":
		return name
	case name == "":
		return c.at
	}
	return c.at + "." + name
}

// fail adds "problem: what to write instead", the latter by the rule of the field unless the problem says so
// itself.
func (c checks) fail(name, problem string) {
	path := c.path(name)
	*c.found = append(*c.found, provider.FieldError{
		Path: provider.FieldPath(path), Message: withRule(problem, path),
	})
}

// text checks a required text, of at most limit characters if that is not 0, and tells whether there is one.
func (c checks) text(name, s string, limit int) bool {
	if strings.TrimSpace(s) == "" {
		c.fail(name, "is missing")
		return false
	}
	if limit > 0 && utf8.RuneCountInString(strings.TrimSpace(s)) > limit {
		c.fail(name, "is longer than "+strconv.Itoa(limit)+" characters")
		return false
	}
	return true
}

// latin checks that a text in another script has its transliteration.
func (c checks) latin(name, s, en string) {
	switch {
	case !isASCII(en):
		c.fail(name+"_en", "is not in Latin letters: write a transliteration")
	case !isASCII(s) && strings.TrimSpace(en) == "":
		c.fail(name+"_en", "is missing, and "+name+" has other letters than those of ASCII: write a transliteration")
	}
}

func (c checks) name(name, s, en string, limit int) {
	if c.text(name, s, limit) {
		c.latin(name, s, en)
	}
}

func (c checks) oneOf(name, s string, allowed ...string) {
	if !slices.Contains(allowed, strings.TrimSpace(s)) {
		c.fail(name, "is not one of "+strings.Join(allowed, ", "))
	}
}

func (c checks) verificationType(s string) {
	if s != "" {
		c.oneOf("verification_type", s, VerificationStandard, VerificationReliance)
	}
}

func (c checks) email(name, s string) {
	s = strings.TrimSpace(s)
	if !c.text(name, s, 0) {
		return
	}
	if !check.Email(s) {
		c.fail(name, "is not an e-mail address")
	} else if strings.ToLower(s) != s {
		c.fail(name, "has capitals")
	}
}

func (c checks) phone(name, s string) {
	if c.text(name, s, 0) && !e164.MatchString(strings.TrimSpace(s)) {
		c.fail(name, "is not a phone number with the code of a country")
	}
}

func (c checks) country(name, s string) {
	if c.text(name, s, 0) && !isAlpha3(strings.TrimSpace(s)) {
		c.fail(name, "is not the code of a country")
	}
}

func (c checks) optionalCountry(name, s string) {
	if strings.TrimSpace(s) != "" {
		c.country(name, s)
	}
}

func (c checks) subdivision(name, s string) {
	if c.text(name, s, 0) && !subdivision.MatchString(strings.TrimSpace(s)) {
		c.fail(name, "is not the code of a subdivision")
	}
}

func (c checks) street(s, en, second, secondEn string) {
	c.name("street_line_1", s, en, 0)
	c.latin("street_line_2", second, secondEn)
	if check.POBox(s) {
		c.fail("street_line_1", "is a PO box")
	}
	if check.POBox(second) {
		c.fail("street_line_2", "is a PO box")
	}
}

// date reads a date, and tells whether it is one.
func (c checks) date(name, s string) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, strings.TrimSpace(s))
	if err != nil {
		c.fail(name, "is not a date")
	}
	return day, err == nil
}

// past checks a required date that is not in the future.
func (c checks) past(name, s string) {
	if !c.text(name, s, 0) {
		return
	}
	if day, ok := c.date(name, s); ok && day.After(c.today) {
		c.fail(name, "is in the future")
	}
}

// born checks a date of birth. oldest is the greatest age in years, 0 for any.
func (c checks) born(s pii.String, oldest int) {
	if !c.text("dob", s.Reveal(), 0) {
		return
	}
	day, ok := c.date("dob", s.Reveal())
	if !ok {
		return
	}
	switch age := check.Age(day, c.today); {
	case age < minAge:
		c.fail("dob", "is of somebody younger than 18 years")
	case oldest > 0 && age > oldest:
		c.fail("dob", "is of somebody older than "+strconv.Itoa(oldest)+" years")
	}
}

// taxes checks tax numbers: one at least, and each once.
func (c checks) taxes(ids []TaxID) {
	if len(ids) == 0 {
		c.fail("tax_info", "is missing")
	}
	for i, id := range ids {
		in := c.each("tax_info", i)
		in.country("country_code", id.Country)
		in.text("document_type", id.Type, 0)
		number := strings.TrimSpace(id.Number.Reveal())
		if !in.text("document_id", number, 0) {
			continue
		}
		if slices.ContainsFunc(ids[:i], func(o TaxID) bool { return strings.TrimSpace(o.Number.Reveal()) == number }) {
			in.fail("document_id", "is there twice")
		}
	}
}

func (c checks) id(name string, id int) {
	if id <= 0 {
		c.fail(name, "is missing")
	}
}

func (c checks) ids(name string, ids []int) {
	if len(ids) == 0 || slices.ContainsFunc(ids, func(id int) bool { return id <= 0 }) {
		c.fail(name, "has no ID, or one that is none")
	}
}

func (c checks) amounts(amounts map[string]int) {
	for _, name := range sortedKeys(amounts) {
		if amounts[name] < 0 {
			c.fail(name, "is negative: write whole dollars")
		}
	}
}

func (c checks) websites(sites []string) {
	if len(sites) == 0 {
		c.fail("websites", "is missing")
	}
	for i, s := range sites {
		u, err := url.Parse(strings.TrimSpace(s))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			c.fail("websites["+strconv.Itoa(i)+"]", "is not an address")
		}
	}
}
