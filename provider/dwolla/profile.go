package dwolla

import (
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// filled leaves out of a profile what is empty.
//
// An optional field that is left empty is not in a profile: Dwolla documents no way to clear a phone
// number, a website or a second address line, so counting it as a difference would ask for an update
// that changes nothing, for ever. Nor is a person's country, which Dwolla does not return.
func filled(values map[provider.FieldPath]string) provider.Profile {
	profile := provider.Profile{}
	for path, value := range values {
		if value = strings.TrimSpace(value); value != "" {
			profile[path] = value
		}
	}
	return profile
}

// profileOf is what the customer holds of p, in the form in which profiles are compared.
func profileOf(p PersonalCustomer) provider.Profile {
	return filled(map[provider.FieldPath]string{
		fieldFirstName:  p.FirstName,
		fieldLastName:   p.LastName,
		fieldEmail:      p.Email,
		fieldPhone:      digits(p.Phone),
		fieldLine1:      p.Address1,
		fieldLine2:      p.Address2,
		fieldCity:       p.City,
		fieldState:      p.State,
		fieldPostalCode: fiveDigits(p.PostalCode),
	})
}

// businessProfile is what the customer holds of b. An industry that is given by its name is not in
// it, since Dwolla shows its ID.
func businessProfile(b BusinessCustomer) provider.Profile {
	values := map[provider.FieldPath]string{
		businessName:       b.BusinessName,
		businessDBA:        b.DoingBusinessAs,
		businessStructure:  b.BusinessType,
		businessWebsite:    b.Website,
		businessPhone:      digits(b.Phone),
		businessLine1:      b.Address1,
		businessLine2:      b.Address2,
		businessCity:       b.City,
		businessState:      b.State,
		businessPostalCode: fiveDigits(b.PostalCode),
		adminFirstName:     b.FirstName,
		adminLastName:      b.LastName,
		adminEmail:         b.Email,
	}
	if id := strings.TrimSpace(b.BusinessClassification); uuid.MatchString(id) {
		values[businessClassification] = id
	}
	if c := b.Controller; c != nil {
		naturalProfile(values, controllerPaths, c.FirstName, c.LastName, c.Address)
		values[controllerPaths.title] = c.Title
	}
	return filled(values)
}

// ownerProfile is what Dwolla holds of an owner.
func ownerProfile(firstName, lastName string, a InternationalAddress) provider.Profile {
	values := map[provider.FieldPath]string{}
	naturalProfile(values, ownerPaths, firstName, lastName, a)
	return filled(values)
}

func naturalProfile(
	values map[provider.FieldPath]string, at natural, firstName, lastName string, a InternationalAddress,
) {
	values[at.firstName], values[at.lastName] = firstName, lastName
	values[at.line1], values[at.line2], values[at.line3] = a.Address1, a.Address2, a.Address3
	values[at.city], values[at.state], values[at.country] = a.City, a.StateProvinceRegion, a.Country
	values[at.postalCode] = a.PostalCode
	if strings.TrimSpace(a.Country) == usCountry {
		values[at.postalCode] = fiveDigits(a.PostalCode)
	}
}

// shown is the profile of a customer as Dwolla returned it.
func shown(c *Customer) provider.Profile {
	if c.Type == TypeBusiness {
		b := BusinessCustomer{
			FirstName: c.FirstName, LastName: c.LastName, Email: c.Email, Phone: c.Phone,
			BusinessName: c.BusinessName, DoingBusinessAs: c.DoingBusinessAs, BusinessType: c.BusinessType,
			BusinessClassification: c.BusinessClassification, Website: c.Website,
			Address1: c.Address1, Address2: c.Address2, City: c.City, State: c.State, PostalCode: c.PostalCode,
		}
		if who := c.Controller; who != nil {
			b.Controller = &Controller{
				FirstName: who.FirstName, LastName: who.LastName, Title: who.Title, Address: who.Address,
			}
		}
		return businessProfile(b)
	}
	if c.isUnverifiable() {
		return filled(map[provider.FieldPath]string{
			fieldFirstName: c.FirstName, fieldLastName: c.LastName, fieldEmail: c.Email,
			adminFirstName: c.FirstName, adminLastName: c.LastName, adminEmail: c.Email, businessName: c.BusinessName,
		})
	}
	return profileOf(PersonalCustomer{
		FirstName: c.FirstName, LastName: c.LastName, Email: c.Email, Phone: c.Phone,
		Address1: c.Address1, Address2: c.Address2, City: c.City, State: c.State, PostalCode: c.PostalCode,
	})
}

// target is where an update puts a field.
type target struct {
	to    **string
	value string
}

// updateOf picks the fields of a person to send; see pick.
func updateOf(p PersonalCustomer, paths []provider.FieldPath) (u CustomerUpdate, ok bool) {
	ok = pick(paths, addressFields, map[provider.FieldPath]target{
		fieldFirstName:  {&u.FirstName, p.FirstName},
		fieldLastName:   {&u.LastName, p.LastName},
		fieldEmail:      {&u.Email, p.Email},
		fieldPhone:      {&u.Phone, p.Phone},
		fieldLine1:      {&u.Address1, p.Address1},
		fieldLine2:      {&u.Address2, p.Address2},
		fieldCity:       {&u.City, p.City},
		fieldState:      {&u.State, p.State},
		fieldPostalCode: {&u.PostalCode, fiveDigits(p.PostalCode)},
	})
	return u, ok
}

// businessUpdateOf picks the fields of a business to send; see pick. None other may change, and the names only
// while Dwolla does not verify the customer (API reference, Customers › Update).
func businessUpdateOf(b BusinessCustomer, paths []provider.FieldPath) (u CustomerUpdate, ok bool) {
	ok = pick(paths, businessAddress, map[provider.FieldPath]target{
		adminFirstName:     {&u.FirstName, b.FirstName},
		adminLastName:      {&u.LastName, b.LastName},
		adminEmail:         {&u.Email, b.Email},
		businessName:       {&u.BusinessName, b.BusinessName},
		businessPhone:      {&u.Phone, b.Phone},
		businessDBA:        {&u.DoingBusinessAs, b.DoingBusinessAs},
		businessWebsite:    {&u.Website, b.Website},
		businessLine1:      {&u.Address1, b.Address1},
		businessLine2:      {&u.Address2, b.Address2},
		businessCity:       {&u.City, b.City},
		businessState:      {&u.State, b.State},
		businessPostalCode: {&u.PostalCode, fiveDigits(b.PostalCode)},
	})
	return u, ok
}

// pick puts the fields into an update. An address goes as a whole, its second line even when empty:
// the new address must not keep the old one's apartment. (Dwolla takes an empty string for an absent
// one.) It reports false if there is a field that no update has.
func pick(paths, address []provider.FieldPath, targets map[provider.FieldPath]target) bool {
	if slices.ContainsFunc(paths, func(f provider.FieldPath) bool { return slices.Contains(address, f) }) {
		paths = append(slices.Clone(paths), address...)
	}
	for _, path := range paths {
		t, known := targets[path]
		if !known {
			return false
		}
		value := strings.TrimSpace(t.value)
		*t.to = &value
	}
	return len(paths) > 0
}
