package blaaiz

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// differences notes, by their names on the wire, the fields in which what is wanted is not what Blaaiz shows.
// Spelling alone (capitals, white space, signs between the digits of numbers) is no difference. What is not
// wanted and is shown is cleared: the manifest says all that there is.
type differences struct {
	fields []string
	// contradicted are those of the fields where both sides say something, in full.
	contradicted []string
}

// masks are what would stand for parts of a number, if Blaaiz came to hide them.
const masks = "*•"

// note tells whether a field differs.
func (d *differences) note(field, wanted, shown string, same func(a, b string) bool) bool {
	if same(wanted, shown) {
		return false
	}
	d.fields = append(d.fields, field)
	if wanted != "" && shown != "" && !strings.ContainsAny(shown, masks) {
		d.contradicted = append(d.contradicted, field)
	}
	return true
}

// into makes of a value that differs what has to be sent.
func into[T any](value T, empty bool) Change[T] {
	if empty {
		return Clear[T]()
	}
	return To(value)
}

func (d *differences) text(field, wanted, shown string) (c Change[string]) {
	if d.note(field, wanted, shown, sameText) {
		c = into(wanted, wanted == "")
	}
	return c
}

// number is text for what is told apart by letters and digits alone.
func (d *differences) number(field, wanted, shown string) (c Change[string]) {
	if d.note(field, wanted, shown, sameNumber) {
		c = into(wanted, wanted == "")
	}
	return c
}

func (d *differences) secret(field string, wanted pii.String, shown Private) (c Change[pii.String]) {
	if d.note(field, wanted.Reveal(), shown.Reveal(), sameNumber) {
		c = into(wanted, wanted.IsEmpty())
	}
	return c
}

func (d *differences) secretDay(field string, wanted pii.String, shown Private) (c Change[pii.String]) {
	if d.note(field, wanted.Reveal(), shown.Reveal(), sameDay) {
		c = into(wanted, wanted.IsEmpty())
	}
	return c
}

func (d *differences) day(field, wanted, shown string) (c Change[string]) {
	if d.note(field, wanted, shown, sameDay) {
		c = into(wanted, wanted == "")
	}
	return c
}

// flag is for what is said either way. Nil is not said.
func (d *differences) flag(field string, wanted *bool, shown bool) (c Change[bool]) {
	if wanted != nil && *wanted != shown {
		d.fields, d.contradicted = append(d.fields, field), append(d.contradicted, field)
		c = To(*wanted)
	}
	return c
}

// address compares what is shown of one.
func (d *differences) address(prefix string, wanted, shown Address) AddressUpdate {
	return AddressUpdate{
		Street:  d.text(prefix+"street", wanted.Street, shown.Street),
		City:    d.text(prefix+"city", wanted.City, shown.City),
		State:   d.text(prefix+"state", wanted.State, shown.State),
		ZipCode: d.number(prefix+"zip_code", wanted.ZipCode, shown.ZipCode),
		Country: d.text(prefix+"country", wanted.Country, shown.Country),
	}
}

func (c *Customer) address() Address {
	return Address{Street: c.KYC.Street, City: c.KYC.City, State: c.KYC.State, ZipCode: c.KYC.ZipCode, Country: c.Country}
}

func (c *Customer) operating() Address {
	k := c.KYC
	return Address{
		Street: k.OperatingStreet, City: k.OperatingCity, State: k.OperatingState, ZipCode: k.OperatingZipCode, Country: k.OperatingCountry,
	}
}

// individualUpdate makes of the individual that is shown the one that is wanted.
func individualUpdate(i Individual, c *Customer) (IndividualUpdate, differences) {
	var d differences
	return IndividualUpdate{
		FirstName:    d.text("first_name", i.FirstName, c.FirstName),
		LastName:     d.text("last_name", i.LastName, c.LastName),
		Email:        d.text("email", i.Email, c.Email),
		Phone:        d.number("phone", i.Phone, c.Phone),
		Address:      d.address("", i.Address, c.address()),
		DateOfBirth:  d.secretDay("dob", i.DateOfBirth, c.KYC.DateOfBirth),
		TIN:          d.secret("tin", i.TIN, c.TIN),
		IDType:       d.text("id_type", i.IDType, c.IDType),
		IDNumber:     d.secret("id_number", i.IDNumber, c.IDNumber),
		IDIssueDate:  d.secretDay("id_issue_date", i.IDIssueDate, c.KYC.IDIssueDate),
		IDExpiryDate: d.secretDay("id_expiry_date", i.IDExpiryDate, c.KYC.IDExpiryDate),
	}, d
}

// businessUpdate makes of the business that is shown the one that is wanted, without the owners.
func businessUpdate(b Business, c *Customer) (BusinessUpdate, differences) {
	var d differences
	u := BusinessUpdate{
		Name:               d.text("business_name", b.Name, c.Name),
		Email:              d.text("email", b.Email, c.Email),
		Phone:              d.number("phone", b.Phone, c.Phone),
		Address:            d.address("", b.Address, c.address()),
		RegistrationNumber: d.text("registration_number", b.RegistrationNumber, c.RegistrationNumber),
		TIN:                d.secret("tin", b.TIN, c.TIN),
		Operating:          d.address("operating_", b.Operating, c.operating()),
		TradingName:        d.text("trading_name", b.TradingName, c.TradingName),
		IndustryType:       d.text("industry_type", b.IndustryType, c.IndustryType),
		Type:               d.text("business_type", b.Type, c.BusinessType),
		IncorporationDate:  d.day("incorporation_date", b.IncorporationDate, c.IncorporationDate),
		Description:        d.text("business_description", b.Description, c.Description),
		Website:            d.text("website", b.Website, c.Website),
		SourceOfFunds:      d.text("source_of_funds", b.SourceOfFunds, c.SourceOfFunds),
		AnnualRevenue:      d.text("estimated_annual_revenue", b.AnnualRevenue, c.AnnualRevenue),
		AccountPurpose:     d.text("account_purpose", b.AccountPurpose, c.AccountPurpose),
	}
	if c.IncorporationCountry != "" && !alike(c.IncorporationCountry, b.Address.Country) && u.Address.Country.IsZero() {
		d.fields = append(d.fields, "country")
		u.Address.Country = To(b.Address.Country)
	}
	switch want, have := b.MonthlyPayments, c.MonthlyPayments; {
	case want == nil && have != nil:
		d.fields, u.MonthlyPayments = append(d.fields, "expected_monthly_payments"), Clear[int]()
	case want != nil && (have == nil || *want != *have):
		d.fields, u.MonthlyPayments = append(d.fields, "expected_monthly_payments"), To(*want)
	}
	return u, d
}

// ownerUpdate makes of the owner that is shown the one that is wanted. Blaaiz shows of an owner's address the
// country only: the rest is sent whether it differs or not.
func ownerUpdate(w Owner, s ShownOwner) (OwnerUpdate, differences) {
	var d differences
	unseen := func(value string) Change[string] { return into(value, value == "") }
	u := OwnerUpdate{
		ID:          s.ID,
		FirstName:   d.text("first_name", w.FirstName, s.FirstName),
		LastName:    d.text("last_name", w.LastName, s.LastName),
		Email:       d.text("email", w.Email, s.Email),
		Phone:       d.number("phone", w.Phone, s.Phone),
		Title:       d.text("title", w.Title, s.Title),
		Nationality: d.text("nationality", w.Nationality, s.Nationality),
		Address: AddressUpdate{
			Street: unseen(w.Address.Street), City: unseen(w.Address.City), State: unseen(w.Address.State),
			ZipCode: unseen(w.Address.ZipCode), Country: d.text("country", w.Address.Country, s.Country),
		},
		HasControl:        d.flag("has_control", w.HasControl, s.HasControl),
		IsSigner:          d.flag("is_signer", w.IsSigner, s.IsSigner),
		IsBeneficialOwner: d.flag("is_beneficial_owner", w.IsBeneficialOwner, s.IsBeneficialOwner),
		IsPEP:             d.flag("is_pep", w.IsPEP, s.IsPEP),
		USATaxResidency:   d.flag("usa_tax_residency", w.USATaxResidency, s.USATaxResidency),
		DateOfBirth:       d.secretDay("date_of_birth", w.DateOfBirth, s.DateOfBirth),
		TIN:               d.secret("tin", w.TIN, s.TIN),
		IDType:            d.text("id_document_type", w.IDType, s.IDType),
		IDNumber:          d.secret("id_document_number", w.IDNumber, s.IDNumber),
		IDCountry:         d.text("id_document_country", w.IDCountry, s.IDCountry),
		IDExpiryDate:      d.secretDay("id_expiry_date", w.IDExpiryDate, s.IDExpiryDate),
	}
	share := Percent(0)
	if w.Share != nil {
		share = *w.Share
	}
	if share != s.Share {
		d.fields, d.contradicted = append(d.fields, "ownership_percentage"), append(d.contradicted, "ownership_percentage")
		u.Share = into(share, w.Share == nil)
	}
	return u, d
}

func sameText(a, b string) bool {
	spelled := func(s string) string { return norm.NFC.String(strings.Join(strings.Fields(s), " ")) }
	return strings.EqualFold(spelled(a), spelled(b))
}

func sameNumber(a, b string) bool {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return -1
		}, s)
	}
	return strings.EqualFold(bare(a), bare(b))
}

// sameDay compares dates, of which Blaaiz may show the time of day too.
func sameDay(a, b string) bool {
	day := func(s string) string {
		s = strings.TrimSpace(s)
		return s[:min(len(s), len(time.DateOnly))]
	}
	return day(a) == day(b)
}
