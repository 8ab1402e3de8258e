package input

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Rule looks at a value that is there and returns what is wrong with it, or nothing.
type Rule func(value string) (problem string)

// OneOf is the rule of an enumeration.
func OneOf(values ...string) Rule {
	return func(v string) string {
		if slices.Contains(values, v) {
			return ""
		}
		return "must be one of " + strings.Join(values, ", ")
	}
}

// Length is the rule that a text has from low to high characters.
func Length(low, high int) Rule {
	return func(v string) string {
		if n := utf8.RuneCountInString(v); n < low || n > high {
			return fmt.Sprintf("must have %d to %d characters", low, high)
		}
		return ""
	}
}

// AtMost is the rule that a text has at most n characters.
func AtMost(n int) Rule {
	return func(v string) string {
		if utf8.RuneCountInString(v) > n {
			return fmt.Sprintf("must not be longer than %d characters", n)
		}
		return ""
	}
}

// Pattern is the rule that a text matches an expression; problem says so in words.
func Pattern(expression, problem string) Rule {
	re := regexp.MustCompile(expression)
	return func(v string) string {
		if re.MatchString(v) {
			return ""
		}
		return problem
	}
}

// Email is the rule of an e-mail address.
func Email(v string) string {
	a, err := mail.ParseAddress(v)
	if err != nil || a.Address != v || !strings.Contains(v[strings.LastIndex(v, "@"):], ".") {
		return "must be a valid email address"
	}
	return ""
}

// UUID is the rule of an identifier.
var UUID = Pattern(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`, "must be a valid UUID")

// URI is the rule of a web address.
func URI(v string) string {
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "must be a valid URI"
	}
	return ""
}

const notADate = "must be a date such as 2006-01-02"

// Date is the rule of a day.
func Date(v string) string {
	if _, err := time.Parse(time.DateOnly, v); err != nil {
		return notADate
	}
	return ""
}

// Past is the rule of a day that is not in the future.
func Past(v string) string {
	d, err := time.Parse(time.DateOnly, v)
	if err != nil {
		return notADate
	}
	if d.After(time.Now().UTC()) {
		return "must not be in the future"
	}
	return ""
}

// Future is the rule of a day after today.
func Future(v string) string {
	d, err := time.Parse(time.DateOnly, v)
	if err != nil {
		return notADate
	}
	if !d.After(time.Now().UTC()) {
		return "must be in the future"
	}
	return ""
}

// Age is the rule of the date of birth of someone who is from low to high years old.
func Age(low, high int) Rule {
	return func(v string) string {
		born, err := time.Parse(time.DateOnly, v)
		if err != nil {
			return notADate
		}
		today := time.Now().UTC()
		if born.AddDate(low, 0, 0).After(today) {
			return fmt.Sprintf("must be at least %d years ago", low)
		}
		if born.AddDate(high+1, 0, 0).Before(today) {
			return fmt.Sprintf("must be at most %d years ago", high)
		}
		return ""
	}
}
