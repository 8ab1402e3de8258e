package blaaiz

import (
	"encoding/json"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// object is a request body. It is the one place where personal data is bare.
type object map[string]any

func (o object) encode() []byte {
	// Nothing in it can fail to be encoded.
	body, _ := json.Marshal(map[string]any(o))
	return body
}

// text adds a string that is not empty.
func (o object) text(name, s string) {
	if s != "" {
		o[name] = s
	}
}

// secret adds personal data that is not empty.
func (o object) secret(name string, s pii.String) { o.text(name, s.Reveal()) }

// optional adds what is there.
func optional[T any](o object, name string, v *T) {
	if v != nil {
		o[name] = *v
	}
}

// change adds a field that is to change, as null if it is to be cleared.
func change[T any](o object, name string, c Change[T]) {
	switch {
	case !c.set:
	case c.value == nil:
		o[name] = nil
	default:
		o[name] = bare(*c.value)
	}
}

// bare is v without what keeps personal data from being written.
func bare[T any](v T) any {
	if s, ok := any(v).(pii.String); ok {
		return s.Reveal()
	}
	return v
}

func (a Address) write(o object, prefix string) {
	o.text(prefix+"street", a.Street)
	o.text(prefix+"city", a.City)
	o.text(prefix+"state", a.State)
	o.text(prefix+"zip_code", a.ZipCode)
	o.text(prefix+"country", a.Country)
}

func (i Individual) object() object {
	o := object{"type": TypeIndividual}
	o.text("first_name", i.FirstName)
	o.text("last_name", i.LastName)
	o.text("email", i.Email)
	o.text("phone", i.Phone)
	i.Address.write(o, "")
	o.secret("dob", i.DateOfBirth)
	o.secret("tin", i.TIN)
	o.text("id_type", i.IDType)
	o.secret("id_number", i.IDNumber)
	o.secret("id_issue_date", i.IDIssueDate)
	o.secret("id_expiry_date", i.IDExpiryDate)
	return o
}

func (b Business) object() object {
	o := object{"type": TypeBusiness}
	o.text("business_name", b.Name)
	o.text("email", b.Email)
	o.text("phone", b.Phone)
	b.Address.write(o, "")
	o.text("incorporation_country", b.Address.Country)
	o.text("registration_number", b.RegistrationNumber)
	o.secret("tin", b.TIN)
	o.text("kyb_scope", string(b.Scope))
	b.Operating.write(o, "operating_")
	b.BusinessDetails.write(o)
	if len(b.Owners) > 0 {
		o["owners"] = ownerObjects(b.Owners)
	}
	return o
}

func (d BusinessDetails) write(o object) {
	o.text("trading_name", d.TradingName)
	o.text("industry_type", d.IndustryType)
	o.text("business_type", d.Type)
	o.text("incorporation_date", d.IncorporationDate)
	o.text("business_description", d.Description)
	o.text("website", d.Website)
	o.text("source_of_funds", d.SourceOfFunds)
	o.text("estimated_annual_revenue", d.AnnualRevenue)
	o.text("account_purpose", d.AccountPurpose)
	optional(o, "expected_monthly_payments", d.MonthlyPayments)
}

func ownerObjects(owners []Owner) []object {
	out := make([]object, len(owners))
	for i, w := range owners {
		out[i] = w.object()
	}
	return out
}

func (w Owner) object() object {
	o := object{}
	o.text("first_name", w.FirstName)
	o.text("last_name", w.LastName)
	o.text("email", w.Email)
	o.text("phone", w.Phone)
	o.text("title", w.Title)
	w.Address.write(o, "")
	o.text("nationality", w.Nationality)
	optional(o, "ownership_percentage", w.Share)
	optional(o, "has_control", w.HasControl)
	optional(o, "is_signer", w.IsSigner)
	optional(o, "is_beneficial_owner", w.IsBeneficialOwner)
	optional(o, "is_pep", w.IsPEP)
	optional(o, "usa_tax_residency", w.USATaxResidency)
	o.secret("date_of_birth", w.DateOfBirth)
	o.secret("tin", w.TIN)
	o.text("id_document_type", w.IDType)
	o.secret("id_document_number", w.IDNumber)
	o.text("id_document_country", w.IDCountry)
	o.secret("id_expiry_date", w.IDExpiryDate)
	return o
}

func (a AddressUpdate) write(o object, prefix string) {
	change(o, prefix+"street", a.Street)
	change(o, prefix+"city", a.City)
	change(o, prefix+"state", a.State)
	change(o, prefix+"zip_code", a.ZipCode)
	change(o, prefix+"country", a.Country)
}

func (u IndividualUpdate) object() object {
	o := object{}
	change(o, "first_name", u.FirstName)
	change(o, "last_name", u.LastName)
	change(o, "email", u.Email)
	change(o, "phone", u.Phone)
	u.Address.write(o, "")
	change(o, "dob", u.DateOfBirth)
	change(o, "tin", u.TIN)
	change(o, "id_type", u.IDType)
	change(o, "id_number", u.IDNumber)
	change(o, "id_issue_date", u.IDIssueDate)
	change(o, "id_expiry_date", u.IDExpiryDate)
	return o
}

func (u BusinessUpdate) object() object {
	o := object{}
	change(o, "business_name", u.Name)
	change(o, "email", u.Email)
	change(o, "phone", u.Phone)
	u.Address.write(o, "")
	change(o, "incorporation_country", u.Address.Country)
	change(o, "registration_number", u.RegistrationNumber)
	change(o, "tin", u.TIN)
	u.Operating.write(o, "operating_")
	change(o, "trading_name", u.TradingName)
	change(o, "industry_type", u.IndustryType)
	change(o, "business_type", u.Type)
	change(o, "incorporation_date", u.IncorporationDate)
	change(o, "business_description", u.Description)
	change(o, "website", u.Website)
	change(o, "source_of_funds", u.SourceOfFunds)
	change(o, "estimated_annual_revenue", u.AnnualRevenue)
	change(o, "account_purpose", u.AccountPurpose)
	change(o, "expected_monthly_payments", u.MonthlyPayments)
	owners := ownerObjects(u.AddOwners)
	for _, w := range u.Owners {
		owners = append(owners, w.object())
	}
	if len(owners) > 0 {
		o["owners"] = owners
	}
	return o
}

func (u OwnerUpdate) object() object {
	o := object{"id": u.ID}
	change(o, "first_name", u.FirstName)
	change(o, "last_name", u.LastName)
	change(o, "email", u.Email)
	change(o, "phone", u.Phone)
	change(o, "title", u.Title)
	u.Address.write(o, "")
	change(o, "nationality", u.Nationality)
	change(o, "ownership_percentage", u.Share)
	change(o, "has_control", u.HasControl)
	change(o, "is_signer", u.IsSigner)
	change(o, "is_beneficial_owner", u.IsBeneficialOwner)
	change(o, "is_pep", u.IsPEP)
	change(o, "usa_tax_residency", u.USATaxResidency)
	change(o, "date_of_birth", u.DateOfBirth)
	change(o, "tin", u.TIN)
	change(o, "id_document_type", u.IDType)
	change(o, "id_document_number", u.IDNumber)
	change(o, "id_document_country", u.IDCountry)
	change(o, "id_expiry_date", u.IDExpiryDate)
	return o
}
