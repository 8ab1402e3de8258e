package dwolla

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

const (
	maxBusinessName = 255
	maxTitle        = 100
	maxPassport     = 255
)

var (
	einForm    = regexp.MustCompile(`^[0-9]{2}-?[0-9]{7}$`)
	twoLetters = regexp.MustCompile(`^[A-Z]{2}$`)
)

// demands are what a submission of a business must have beyond what every one must.
type demands struct {
	// ownerSSN and controllerSSN: all nine digits of the SSN of a sole proprietor, and of the
	// controller's if that is what identifies them. They are as in checks.ssn.
	ownerSSN, controllerSSN string
	// controllerPassport: the controller's passport, whatever else identifies them.
	controllerPassport bool
	// withoutController: the controller is not sent.
	withoutController bool
}

// validateBusiness checks a submission against the limits of the page Create a business verified
// customer, on the day of submission.
func validateBusiness(b provider.Business, today time.Time, d demands) []provider.FieldError {
	c := checks{form: businessForm, today: today}
	c.text(businessName, b.Name, maxBusinessName, true)
	c.text(businessDBA, b.DoingBusinessAs, maxBusinessName, false)
	kind, known := businessTypes[b.Structure]
	if !known {
		c.breaks(businessStructure, "is not one that Dwolla knows")
	}
	if strings.TrimSpace(b.Classification) == "" {
		c.breaks(businessClassification, "is missing")
	}
	c.website(b.Website)
	c.phone(businessPhone, b.Phone)
	c.businessAddress(b.Address)
	c.text(adminFirstName, b.AdminFirstName, maxName, true)
	c.text(adminLastName, b.AdminLastName, maxName, true)
	c.email(adminEmail, b.Email)
	switch {
	case !known:
	case kind == BusinessSoleProprietorship:
		c.soleProprietor(b, d)
	default:
		c.company(b, d)
	}
	return c.errors
}

// website checks for protocol and domain. Dwolla's page asks for a subdomain too, as in its example;
// whether it refuses https://example.com is left to Dwolla.
func (c *checks) website(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || !hostForm.MatchString(u.Hostname()) {
		c.breaks(businessWebsite, "is not a web address")
	}
}

// businessAddress: a PO box in the second line is not banned for a business.
func (c *checks) businessAddress(a provider.Address) {
	c.street(businessLine1, a.Line1, true)
	c.text(businessLine2, a.Line2, maxLine, false)
	if strings.TrimSpace(a.Line3) != "" {
		c.add(businessLine3, "is one line more than Dwolla takes: write it into line2")
	}
	c.city(businessCity, a.City)
	c.usState(businessState, a.State, territories)
	c.usPostalCode(businessPostalCode, a.PostalCode)
	c.usOnly(businessCountry, a.Country)
}

// soleProprietor checks the owner, who stands where other businesses have a controller.
func (c *checks) soleProprietor(b provider.Business, d demands) {
	if b.Controller != nil {
		c.add(businessController, "must be left out: a business of this structure has none, and its owner is business.admin")
	}
	if !blank(b.EIN) {
		c.ein(b)
	}
	c.dateOfBirth(businessDateOfBirth, b.Owner.DateOfBirth)
	if blank(b.Owner.SSN) && !blank(b.Owner.PassportNumber) {
		c.breaks(businessSSN, "is missing, and a passport does not replace it: Dwolla verifies US persons by SSN")
		return
	}
	c.ssn(businessSSN, b.Owner.SSN, d.ownerSSN)
}

func (c *checks) company(b provider.Business, d demands) {
	if blank(b.EIN) {
		c.breaks(businessEIN, "is missing")
	} else {
		c.ein(b)
	}
	who := b.Controller
	if d.withoutController {
		return
	}
	if who == nil {
		c.breaks(businessController, "is missing")
		return
	}
	c.text(controllerPaths.title, who.Title, maxTitle, true)
	c.natural(controllerPaths, who.FirstName, who.LastName, who.Address)
	c.identity(controllerPaths, who.Identity, d.controllerSSN, d.controllerPassport)
}

func (c *checks) ein(b provider.Business) {
	if !einForm.MatchString(strings.TrimSpace(b.EIN.Reveal())) {
		c.breaks(businessEIN, "is not an EIN")
	}
}

// natural checks name and address of a person who need not live in the US.
func (c *checks) natural(at natural, firstName, lastName string, a provider.Address) {
	c.text(at.firstName, firstName, maxName, true)
	c.text(at.lastName, lastName, maxName, true)
	c.street(at.line1, a.Line1, true)
	c.street(at.line2, a.Line2, false)
	c.street(at.line3, a.Line3, false)
	c.city(at.city, a.City)
	country, state := strings.TrimSpace(a.Country), strings.TrimSpace(a.State)
	switch {
	case country == "":
		c.breaks(at.country, "is missing")
	case !twoLetters.MatchString(country):
		c.breaks(at.country, "is not a country code")
	case country == usCountry:
		c.usState(at.state, state, territories)
		c.usPostalCode(at.postalCode, a.PostalCode)
	case state != "" && !twoLetters.MatchString(state):
		c.breaks(at.state, "is not a region code of two capital letters")
	}
}

// identity checks what identifies a controller or an owner: an SSN, or a passport. With passport it
// must be there whatever else is; whole as in ssn.
func (c *checks) identity(at natural, i provider.Identity, whole string, passport bool) {
	c.dateOfBirth(at.dateOfBirth, i.DateOfBirth)
	number, country := strings.TrimSpace(i.PassportNumber.Reveal()), strings.TrimSpace(i.PassportCountry)
	switch {
	case !blank(i.SSN):
		c.ssn(at.ssn, i.SSN, whole)
	case number == "" && !passport:
		c.breaks(at.ssn, "is missing")
	}
	switch {
	case number == "" && passport:
		c.breaks(at.passportNumber, "is missing, and Dwolla asks for it")
	case number == "" || !passport && !blank(i.SSN):
		return // Not sent.
	}
	if number != "" {
		c.text(at.passportNumber, number, maxPassport, true)
	}
	switch {
	case country == "":
		c.breaks(at.passportCountry, "is missing")
	case !twoLetters.MatchString(country):
		c.breaks(at.passportCountry, "is not a country code")
	}
}

// validateOwner checks an owner against the limits of the page Create a beneficial owner, on the day
// of submission.
func validateOwner(o provider.Owner, today time.Time) []provider.FieldError {
	c := checks{form: ownerForm, today: today}
	c.natural(ownerPaths, o.FirstName, o.LastName, o.Address)
	c.identity(ownerPaths, o.Identity, wholeForOwner, false)
	return c.errors
}
