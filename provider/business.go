package provider

import (
	"hash"
	"strings"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Structure is the legal structure of a business.
type Structure string

// The legal structures, as the VerifiedCustomer API names them.
const (
	StructureSoleProprietorship        Structure = "SoleProprietorship"
	StructureUnincorporatedAssociation Structure = "UnincorporatedAssociation"
	StructureTrust                     Structure = "Trust"
	StructureCorporation               Structure = "Corporation"
	StructurePubliclyTraded            Structure = "PubliclyTradedCorporation"
	StructureNonProfitCorporation      Structure = "NonProfitCorporation"
	StructureNonProfitLLC              Structure = "NonProfitLLC"
	StructureLLC                       Structure = "LLC"
	StructurePartnership               Structure = "Partnership"
)

// Business is a company with those who answer for it.
type Business struct {
	Name            string
	DoingBusinessAs string
	Structure       Structure
	// Classification is the industry: the provider's ID of it, or its name in the provider's list.
	Classification string
	Website        string
	Phone          string
	Address        Address
	EIN            pii.String
	Background     BusinessBackground

	// AdminFirstName, AdminLastName and Email are of the person who opens the account. For
	// structures without a controller that is the owner, whose Identity is given.
	AdminFirstName string
	AdminLastName  string
	Email          string
	Owner          Identity

	// Controller is nil for structures that have none.
	Controller *Controller
}

// Controller is a person with significant responsibility to manage a business.
type Controller struct {
	FirstName string
	LastName  string
	Title     string
	Address   Address
	Identity  Identity
}

// Identity is what identifies a natural person.
type Identity struct {
	// DateOfBirth as YYYY-MM-DD.
	DateOfBirth     pii.String
	SSN             pii.String
	PassportNumber  pii.String
	PassportCountry string
	Papers          Papers
}

// Owner is a natural person who owns a part of a business.
type Owner struct {
	FirstName  string
	LastName   string
	Email      string
	Address    Address
	Identity   Identity
	Background OwnerBackground
}

// Fingerprint is Customer.Fingerprint for an owner.
func (o Owner) Fingerprint(key []byte) string {
	return keyed(key, func(h hash.Hash) {
		writeFields(h, "Owner", o.FirstName, o.LastName, strings.ToLower(o.Email))
		o.Address.write(h)
		o.Identity.write(h)
		o.Background.write(h)
	})
}

func (b Business) write(h hash.Hash) {
	writeFields(h, string(CustomerBusiness), b.Name, b.DoingBusinessAs, string(b.Structure), b.Classification,
		b.Website, b.Phone, b.EIN.Digits().Reveal(), b.AdminFirstName, b.AdminLastName, strings.ToLower(b.Email))
	b.Address.write(h)
	b.Owner.write(h)
	if c := b.Controller; c != nil {
		c.write(h)
	}
	b.Background.write(h)
}

func (c Controller) write(h hash.Hash) {
	writeFields(h, "Controller", c.FirstName, c.LastName, c.Title)
	c.Address.write(h)
	c.Identity.write(h)
}

func (a Address) write(h hash.Hash) { writeFields(h, a.fields()...) }

func (a Address) fields() []string {
	return []string{a.Line1, a.Line2, a.Line3, a.City, a.State, a.PostalCode, a.Country}
}

func (i Identity) write(h hash.Hash) {
	writeFields(h, i.DateOfBirth.Reveal(), i.SSN.Digits().Reveal(), i.PassportNumber.Reveal(), i.PassportCountry)
	i.Papers.write(h)
}
