package dwolla

import (
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// profileOf is what the customer holds of p, in the form in which profiles are compared.
//
// An optional field that p leaves empty is not in it: Dwolla documents no way to clear a phone
// number or a second address line, so counting it as a difference would ask for an update that
// changes nothing, for ever. Nor is the country, which Dwolla does not return.
func profileOf(p PersonalCustomer) provider.Profile {
	profile := provider.Profile{}
	for path, value := range map[provider.FieldPath]string{
		fieldFirstName:  strings.TrimSpace(p.FirstName),
		fieldLastName:   strings.TrimSpace(p.LastName),
		fieldEmail:      strings.TrimSpace(p.Email),
		fieldPhone:      pii.New(p.Phone).Digits().Reveal(),
		fieldLine1:      strings.TrimSpace(p.Address1),
		fieldLine2:      strings.TrimSpace(p.Address2),
		fieldCity:       strings.TrimSpace(p.City),
		fieldState:      strings.TrimSpace(p.State),
		fieldPostalCode: fiveDigits(p.PostalCode),
	} {
		if value != "" {
			profile[path] = value
		}
	}
	return profile
}

// shown is the profile of a customer as Dwolla returned it.
func shown(c *Customer) provider.Profile {
	return profileOf(PersonalCustomer{
		FirstName: c.FirstName, LastName: c.LastName, Email: c.Email, Phone: c.Phone,
		Address1: c.Address1, Address2: c.Address2, City: c.City, State: c.State, PostalCode: c.PostalCode,
	})
}

// fiveDigits is a ZIP code without its four further digits. Creation takes both forms, the page
// Update a customer only five digits: so updates send five, and profiles compare five.
func fiveDigits(code string) string {
	code, _, _ = strings.Cut(strings.TrimSpace(code), "-")
	return code
}

// updateOf picks the fields to send. An address goes as a whole, its second line even when empty:
// the new address must not keep the old one's apartment. (Dwolla takes an empty string for an
// absent one.) It reports false if there is a field that no update has.
func updateOf(p PersonalCustomer, paths []provider.FieldPath) (u CustomerUpdate, ok bool) {
	if slices.ContainsFunc(paths, func(f provider.FieldPath) bool { return slices.Contains(addressFields, f) }) {
		paths = append(slices.Clone(paths), addressFields...)
	}
	targets := map[provider.FieldPath]struct {
		to    **string
		value string
	}{
		fieldFirstName:  {&u.FirstName, p.FirstName},
		fieldLastName:   {&u.LastName, p.LastName},
		fieldEmail:      {&u.Email, p.Email},
		fieldPhone:      {&u.Phone, p.Phone},
		fieldLine1:      {&u.Address1, p.Address1},
		fieldLine2:      {&u.Address2, p.Address2},
		fieldCity:       {&u.City, p.City},
		fieldState:      {&u.State, p.State},
		fieldPostalCode: {&u.PostalCode, fiveDigits(p.PostalCode)},
	}
	for _, path := range paths {
		t, known := targets[path]
		if !known {
			return CustomerUpdate{}, false
		}
		value := strings.TrimSpace(t.value)
		*t.to = &value
	}
	return u, len(paths) > 0
}
