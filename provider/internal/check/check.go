// Package check tells what a value that people wrote is, where every provider means the same by it.
//
// It knows how the world writes e-mail addresses and post office boxes, and how it counts ages. It must not know who
// wants what: limits, alphabets and messages are each driver's own.
package check

import (
	"net/mail"
	"regexp"
	"time"
)

// Email tells whether s is an e-mail address and nothing else: no name beside it, no brackets around it.
func Email(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

var poBox = regexp.MustCompile(`(?i)(^|[^a-z])(p\.?\s*o\.?\s*box|post\s+office\s+box)([^a-z]|$)`)

// POBox tells whether a line of an address names a post office box.
func POBox(line string) bool { return poBox.MatchString(line) }

// Age is how many birthdays somebody born on a day has had at a moment, by the day that it is in UTC. Who was born on
// a 29 February has it on 1 March in other years.
func Age(born, at time.Time) int {
	at = at.UTC()
	age := at.Year() - born.Year()
	if at.Month() < born.Month() || at.Month() == born.Month() && at.Day() < born.Day() {
		age--
	}
	return age
}
