package transport

import (
	"encoding/json"
	"regexp"
)

// Word is a string of an answer that is empty, rather than an error, if the JSON holds something else.
type Word string

// UnmarshalJSON implements json.Unmarshaler.
func (w *Word) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s = ""
	}
	*w = Word(s)
	return nil
}

// Like is w if it is of the form, and empty otherwise.
func (w Word) Like(form *regexp.Regexp) string {
	if form.MatchString(string(w)) {
		return string(w)
	}
	return ""
}

var plainCode = regexp.MustCompile(`^[A-Za-z][A-Za-z_]{0,63}$`)

// Code is w if it is what a code may look like: up to 64 letters and underscores. Anything else could be somebody's
// data, and is not repeated anywhere.
func (w Word) Code() string { return w.Like(plainCode) }
