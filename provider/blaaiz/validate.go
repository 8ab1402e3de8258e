package blaaiz

import (
	"bytes"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// Validate finds what Blaaiz would refuse of an individual (API reference, Create a customer).
func (i Individual) Validate(today time.Time) []provider.FieldError {
	c := newChecks(today)
	c.present("first_name", i.FirstName)
	c.present("last_name", i.LastName)
	if c.present("email", i.Email) {
		c.email("email", i.Email)
	}
	if c.present("country", i.Address.Country) {
		c.country("country", i.Address.Country)
	}
	if c.present("id_type", i.IDType) {
		c.choice("id_type", i.IDType, IDDriversLicense, IDPassport, IDResidentPermit)
	}
	c.present("id_number", i.IDNumber.Reveal())
	c.past("dob", strings.TrimSpace(i.DateOfBirth.Reveal()))
	c.date("id_issue_date", i.IDIssueDate.Reveal(), ruleDate)
	c.date("id_expiry_date", i.IDExpiryDate.Reveal(), ruleDate)
	return c.errors
}

// Validate finds what Blaaiz would refuse of a business, when it is created or, in what concerns owners, when it
// is submitted. No owner at all is no error: owners can be added later. The shares of a business that is
// verified minimally do not count; a Scope that is empty is checked as ScopeFull.
func (b Business) Validate(today time.Time) []provider.FieldError {
	c := newChecks(today)
	c.present("business_name", b.Name)
	if c.present("email", b.Email) {
		c.email("email", b.Email)
	}
	c.present("registration_number", b.RegistrationNumber)
	if c.present("country", b.Address.Country) {
		c.country("country", b.Address.Country)
	}
	c.choice("kyb_scope", string(b.Scope), string(ScopeFull), string(ScopeMinimal))
	c.operating(b.Operating)
	c.details(b.BusinessDetails)
	c.owners(b.Owners)
	if b.Scope != ScopeMinimal && len(b.Owners) > 0 {
		c.shares(b.Owners, false)
	}
	return c.errors
}

// Validate finds what Blaaiz would refuse of an upgrade.
func (u ScopeUpgrade) Validate(today time.Time) []provider.FieldError {
	c := newChecks(today)
	if len(u.Owners) == 0 {
		c.add("owners", "is empty: name one to five")
	} else {
		c.shares(u.Owners, true)
	}
	c.owners(u.Owners)
	c.details(u.BusinessDetails)
	return c.errors
}

// Validate finds what Blaaiz would refuse of an owner alone. Paths have no prefix.
func (w Owner) Validate(today time.Time) []provider.FieldError {
	c := newChecks(today)
	c.owner(w)
	return c.errors
}

func (c *checks) details(d BusinessDetails) {
	c.choice("business_type", d.Type, BusinessTypes...)
	c.past("incorporation_date", d.IncorporationDate)
	c.length("business_description", d.Description, 0, maxDescription, ruleText)
	c.website(d.Website)
	c.choice("source_of_funds", d.SourceOfFunds, SourcesOfFunds...)
	c.choice("estimated_annual_revenue", d.AnnualRevenue, AnnualRevenues...)
	c.choice("account_purpose", d.AccountPurpose, AccountPurposes...)
	if n := d.MonthlyPayments; n != nil && (*n < 0 || *n > maxPayments) {
		c.breaks("expected_monthly_payments", "is out of bounds")
	}
}

// owners checks each, and what holds of all whatever the scope.
func (c *checks) owners(owners []Owner) {
	if len(owners) > MaxOwners {
		c.breaks("owners", "has too many")
	}
	emails := map[string]bool{}
	for i, w := range owners {
		c.prefix = ownerPrefix(i)
		c.owner(w)
		email := strings.ToLower(strings.TrimSpace(w.Email))
		if email != "" && emails[email] {
			c.add("email", "is another owner's too: each needs one of its own")
		}
		emails[email] = true
	}
	c.prefix = ""
}

func (c *checks) owner(w Owner) {
	for _, name := range []struct{ field, value string }{{"first_name", w.FirstName}, {"last_name", w.LastName}} {
		if c.present(name.field, name.value) {
			c.length(name.field, name.value, 1, maxText, ruleName)
		}
	}
	c.email("email", w.Email)
	c.length("street", w.Address.Street, minOwnerStreet, maxText, ruleStreet)
	c.country("country", w.Address.Country)
	c.country("nationality", w.Nationality)
	c.country("id_document_country", w.IDCountry)
	c.choice("id_document_type", w.IDType, IDPassport, IDDriversLicense, IDCard, IDResidentPermit)
	c.ofAge("date_of_birth", w.DateOfBirth)
	c.future("id_expiry_date", w.IDExpiryDate.Reveal())
	c.length("tin", w.TIN.Reveal(), minOwnerTIN, maxOwnerTIN, ruleOwnerTIN)
	if s := w.Share; s != nil && (*s < 0 || *s > Hundred) {
		c.breaks("ownership_percentage", "is out of bounds")
	}
}

// shares checks that they sum to exactly 100, and with each that it is there if it must be.
func (c *checks) shares(owners []Owner, each bool) {
	sum := Percent(0)
	for i, w := range owners {
		switch {
		case w.Share != nil:
			sum += *w.Share
		case each:
			c.prefix = ownerPrefix(i)
			c.breaks("ownership_percentage", "is missing")
			c.prefix = ""
		}
	}
	if sum != Hundred {
		c.add("owners", "do not own exactly 100 percent together: their shares sum to "+sum.String())
	}
}

// Validate finds what Blaaiz would refuse of a file.
func (f File) Validate() []provider.FieldError {
	c := &checks{}
	c.file("file", f)
	return c.errors
}

func (c *checks) file(field string, f File) {
	format, known := formats.ByMedia(f.MediaType)
	head := f.Content[:min(len(f.Content), 1024)]
	switch {
	case !known:
		c.add(field, "is of a type that Blaaiz does not take: give a PDF, a JPEG or a PNG")
	case len(f.Content) == 0:
		c.add(field, "is empty")
	case len(f.Content) > MaxFile:
		c.add(field, "is longer than 25 MB, the most that Blaaiz takes")
	case f.MediaType == MediaPDF && !bytes.Contains(head, []byte(format.Magic)),
		f.MediaType != MediaPDF && !format.Begins(head):
		c.add(field, "does not begin as a file of its type does")
	}
}

// Validate finds what Blaaiz would refuse if these were all files of an owner with an identity document of a
// type: the sides that it has and no other, which is checked when the business is submitted.
func (f OwnerFiles) Validate(idType string) []provider.FieldError {
	c := &checks{}
	if f.Front == nil {
		c.add(sideFront, "is missing")
	} else {
		c.file(sideFront, *f.Front)
	}
	switch {
	case f.Back != nil && idType == IDPassport:
		c.add(sideBack, "is not for passports: leave it out")
	case f.Back != nil:
		c.file(sideBack, *f.Back)
	case HasBack(idType):
		c.add(sideBack, "is missing: a document of this type has two sides")
	}
	return c.errors
}

// HasBack tells whether an owner's identity document of a type has a back that Blaaiz needs.
func HasBack(idType string) bool {
	return idType == IDDriversLicense || idType == IDCard || idType == IDResidentPermit
}

// Validate finds what Blaaiz would refuse of a document.
func (d NewDocument) Validate() []provider.FieldError {
	c := &checks{}
	if typed(d.Type) == "" {
		c.add("type", "is not one that Blaaiz takes")
	}
	if c.present("name", d.Name) {
		c.length("name", d.Name, 1, maxText, ruleName)
	}
	c.length("description", d.Description, 0, maxDescription, ruleText)
	c.file("file", d.File)
	return c.errors
}
