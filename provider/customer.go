package provider

import (
	"encoding/binary"
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
	// Owners of a business, for a PackageTaker: those that spec names, in its order.
	Owners []Member
	// Terms that the customer accepted; nil if nobody says so.
	Terms *Terms
}

// CustomerRef names a customer that a provider has, with what the caller knows of it.
type CustomerRef struct {
	ID string
	// Type that the customer is taken for. Some providers keep persons and businesses apart.
	Type CustomerType
	// HandedIn tells that a package was handed in: see PackageTaker. Some providers' status does not tell.
	HandedIn bool
	// Remark is what was last said of the customer, for providers whose answers leave it out.
	Remark Remark
}

// Remark is what a provider said of a customer in a status, by an Event or in an Observation.
type Remark struct {
	// Status that it was said of, in the provider's own word.
	Status string
	// Text, as far as it may be shown.
	Text string
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
	Papers          Papers
	Background      PersonBackground
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
	return keyed(key, func(h hash.Hash) {
		if c.Type == CustomerBusiness {
			c.Business.write(h)
		} else {
			c.Person.write(h, c.Type)
		}
		for _, m := range sorted(c.Owners) {
			writeFields(h, m.Name, m.Owner.Fingerprint(key))
		}
		if c.Terms != nil {
			writeIfAny(h, "Terms", c.Terms.AcceptedBy, c.Terms.AcceptedAt)
		}
	})
}

func (p Person) write(h hash.Hash, t CustomerType) {
	writeFields(h, string(t), p.FirstName, p.LastName, p.Email, p.Phone)
	p.Address.write(h)
	writeFields(h, p.DateOfBirth.Reveal(), p.SSN.Digits().Reveal(), p.PassportNumber.Reveal(), p.PassportCountry)
	p.Papers.write(h)
	p.Background.write(h)
}

// PartFingerprints are Fingerprint for a business without its controller, and for the controller alone:
// a provider may ask for one of them only. Both are empty if there is no controller.
func (c Customer) PartFingerprints(key []byte) (business, controller string) {
	if c.Type != CustomerBusiness || c.Business.Controller == nil {
		return "", ""
	}
	person := *c.Business.Controller
	c.Business.Controller = nil
	return c.Fingerprint(key), keyed(key, person.write)
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
