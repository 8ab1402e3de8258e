package fin

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// uuid is the form of Fin's IDs.
var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Timestamp is a time that Fin wrote: RFC 3339, or seconds since 1970 in older answers. One that cannot
// be read is zero, and so is the 0001-01-01T00:00:00Z that Fin sends for "none": no answer is worth
// losing over it.
type Timestamp struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	t.Time = time.Time{}
	if seconds, err := strconv.ParseInt(string(b), 10, 64); err == nil && seconds > 0 && seconds < 1<<34 {
		t.Time = time.Unix(seconds, 0).UTC()
		return nil
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return nil
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		t.Time = at
	}
	return nil
}

// expiryTime is a moment in the form that only token answers have (page Issue a token), which is not
// RFC 3339 although the OpenAPI description calls it so; that one is understood as well.
type expiryTime struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler.
func (t *expiryTime) UnmarshalJSON(b []byte) error {
	t.Time = time.Time{}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05-07", "2006-01-02 15:04:05Z07:00", time.RFC3339} {
		if at, err := time.Parse(layout, s); err == nil {
			t.Time = at
			return nil
		}
	}
	return nil
}

// Alpha3 is the ISO 3166-1 alpha-3 code, which Fin writes countries in, of an alpha-2 code; empty if
// there is no such country. Codes that ISO has withdrawn have one too: Fin's catalogue tells whether it knows
// them.
func Alpha3(alpha2 string) string {
	code := strings.ToUpper(strings.TrimSpace(alpha2))
	if len(code) != 2 {
		return ""
	}
	r, err := language.ParseRegion(code)
	if err != nil || r.String() != code || !isCountry(r) {
		return ""
	}
	return r.ISO3()
}

// isAlpha3 tells whether s is the alpha-3 code of a country.
func isAlpha3(s string) bool {
	r, err := language.ParseRegion(s)
	return err == nil && len(s) == 3 && r.ISO3() == s && isCountry(r)
}

// isCountry leaves out groups of countries and the codes that ISO leaves to users (XK, which Kosovo
// goes by, among them: it has no alpha-3 code that Fin could know).
func isCountry(r language.Region) bool {
	return r.IsCountry() && !r.IsPrivateUse() && r.Canonicalize() == r && r.String() != "XK"
}

// TOSValue reads the value that an attach wants out of what Fin gives: an address with the value in its
// query, or, in webhooks, the bare value (page Attach documents to an individual customer). It is empty
// if there is none. Sending the value declares that the customer was shown the terms and accepted them.
func TOSValue(tosPoliciesURL string) string {
	value := strings.TrimSpace(tosPoliciesURL)
	if u, err := url.Parse(value); err == nil && u.Query().Has("tos_policies_value") {
		value = u.Query().Get("tos_policies_value")
	}
	if !uuid.MatchString(value) {
		return ""
	}
	return value
}
