package provider

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// CustomerType tells persons from businesses.
type CustomerType string

// The types of customers.
const (
	CustomerPersonal CustomerType = "Personal"
	CustomerBusiness CustomerType = "Business"
)

// Customer is what is submitted for verification: Person for type Personal, Business for type
// Business.
type Customer struct {
	Type     CustomerType
	Person   Person
	Business Business
}

// Person is a natural person with what identifies them.
type Person struct {
	FirstName string
	LastName  string
	Email     string
	Phone     string
	Address   Address

	// DateOfBirth as YYYY-MM-DD.
	DateOfBirth pii.String
	// SSN holds the digits as the Secret gave them: the last four or all nine.
	SSN             pii.String
	PassportNumber  pii.String
	PassportCountry string
}

// Address is a postal address.
type Address struct {
	Line1      string
	Line2      string
	Line3      string
	City       string
	State      string
	PostalCode string
	// Country as ISO 3166-1 alpha-2.
	Country string
}

// Fingerprint is a keyed hash over everything of c that counts for verification. Equal information
// gives equal fingerprints whatever its spelling (capitals, white space around it, hyphens in
// numbers).
//
// The key matters: an SSN has so little entropy that a plain hash of it is as good as the number.
func (c Customer) Fingerprint(key []byte) string {
	h := hmac.New(sha256.New, key)
	if c.Type == CustomerBusiness {
		c.Business.write(h)
		return hex.EncodeToString(h.Sum(nil))
	}
	p := c.Person
	writeFields(h, string(c.Type), p.FirstName, p.LastName, p.Email, p.Phone)
	p.Address.write(h)
	writeFields(h, p.DateOfBirth.Reveal(), p.SSN.Digits().Reveal(), p.PassportNumber.Reveal(), p.PassportCountry)
	return hex.EncodeToString(h.Sum(nil))
}

// keyed is the hexadecimal HMAC over what write writes.
func keyed(key []byte, write func(hash.Hash)) string {
	h := hmac.New(sha256.New, key)
	write(h)
	return hex.EncodeToString(h.Sum(nil))
}

// writeFields hashes each field with its length before it, so that no two lists of fields run
// together into the same bytes. Capitals and the encoding of accents are no information: a
// correction that changes nothing else would be wasted.
func writeFields(h hash.Hash, fields ...string) {
	for _, f := range fields {
		f = strings.ToLower(norm.NFC.String(strings.TrimSpace(f)))
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(f)))
		h.Write(n[:])
		h.Write([]byte(f))
	}
}
