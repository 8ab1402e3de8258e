package blaaiz

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Change is what an update does with one field. Its zero value leaves the field as it is.
type Change[T any] struct {
	set   bool
	value *T
}

// To changes a field to v.
func To[T any](v T) Change[T] { return Change[T]{set: true, value: &v} }

// Clear empties a field that may be empty: it is sent as null (API reference, Update a customer).
func Clear[T any]() Change[T] { return Change[T]{set: true} }

// IsZero tells whether the field stays as it is.
func (c Change[T]) IsZero() bool { return !c.set }

// Percent is a share in hundredths of a percent: 3333 is 33.33 %. Blaaiz shows two decimals, and wants
// shares to sum to exactly 100, so they are whole numbers here.
type Percent int

// Hundred is all of it.
const Hundred Percent = 100_00

// String is the share as Blaaiz shows it: "33.33".
func (p Percent) String() string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	return fmt.Sprintf("%s%d.%02d", sign, p/100, p%100)
}

// MarshalJSON implements json.Marshaler: a number without needless decimals.
func (p Percent) MarshalJSON() ([]byte, error) {
	return []byte(strings.TrimSuffix(strings.TrimRight(p.String(), "0"), ".")), nil
}

// UnmarshalJSON implements json.Unmarshaler: Blaaiz shows a string, and takes a number. More than two decimals
// are rounded.
func (p *Percent) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "null" || text == "" {
		*p = 0
		return nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 1e6 {
		return errors.New("a share is not a number")
	}
	*p = Percent(math.Round(n * 100))
	return nil
}

// Private is a piece of personal data in an answer. It prints as pii.String does.
type Private struct{ pii.String }

// UnmarshalJSON implements json.Unmarshaler. What is neither a string nor a number reads as empty.
func (p *Private) UnmarshalJSON(b []byte) error {
	var s string
	var n json.Number
	switch {
	case json.Unmarshal(b, &s) == nil:
		p.String = pii.New(s)
	case json.Unmarshal(b, &n) == nil:
		p.String = pii.New(n.String())
	default:
		p.String = pii.String{}
	}
	return nil
}

// Presence is whether something is there, where an answer tells. Where it is, is not kept.
type Presence string

// What an answer may tell. Empty is nothing.
const (
	PresenceUnknown Presence = ""
	PresenceThere   Presence = "There"
	PresenceMissing Presence = "Missing"
)

// UnmarshalJSON implements json.Unmarshaler: null, or an empty text, is what is not there.
func (p *Presence) UnmarshalJSON(b []byte) error {
	*p = PresenceThere
	if text := string(b); text == "null" || text == `""` || text == "false" {
		*p = PresenceMissing
	}
	return nil
}

// Timestamp is a moment as Blaaiz writes it: ISO 8601, with any number of decimals.
type Timestamp struct{ time.Time }

// UnmarshalJSON implements json.Unmarshaler. What cannot be read is zero, rather than an error that hides
// all else.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	var s string
	_ = json.Unmarshal(b, &s)
	t.Time, _ = time.Parse(time.RFC3339Nano, s)
	return nil
}
