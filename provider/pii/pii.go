// Package pii holds the type for personal data that must never be printed: social security
// numbers, dates of birth, passport numbers, employer identification numbers, API secrets.
//
// It knows how to keep a value out of every printing path that Go has (fmt, encoding/json,
// encoding/text, log/slog, reflection by fmt over unexported fields), and out of texts that people
// wrote. It must not know what the values mean, nor any provider.
package pii

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Redacted is what every printing path shows instead of the value.
const Redacted = "[REDACTED]"

// String is a piece of personal or secret data. Its zero value is empty.
//
// The value stands behind a pointer on purpose: fmt prints the fields of unexported struct members
// by reflection, without asking for their String method, and below the top level it prints a
// pointer as an address. Only Reveal gives the value back.
type String struct{ value *string }

// New wraps s.
func New(s string) String {
	if s == "" {
		return String{}
	}
	return String{value: &s}
}

// FromBytes wraps a copy of b without the white space around it: values come out of Secrets that
// people fill from files, and a trailing newline is never part of one.
func FromBytes(b []byte) String { return New(strings.TrimSpace(string(b))) }

// Reveal returns the value. Call it only where the value leaves for the provider or goes into a
// keyed hash.
func (s String) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsEmpty tells whether there is no value.
func (s String) IsEmpty() bool { return s.value == nil }

// Equal compares in constant time for equal lengths.
func (s String) Equal(o String) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(o.Reveal())) == 1
}

// Digits returns the value reduced to its decimal digits: "123-45-6789" and "123456789" are one
// number to every provider.
func (s String) Digits() String {
	return New(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s.Reveal()))
}

// String implements fmt.Stringer.
func (s String) String() string {
	if s.IsEmpty() {
		return ""
	}
	return Redacted
}

// Format implements fmt.Formatter for every verb, %#v and %x among them.
func (s String) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText implements encoding.TextMarshaler, which encoding/json uses too: a struct that is
// marshalled by mistake shows the placeholder, never the value.
func (s String) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer.
func (s String) LogValue() slog.Value { return slog.StringValue(s.String()) }
