package dwolla

// identity is what is kept of the data that identify somebody: how much was given, and never what.
type identity struct {
	hasDateOfBirth bool
	ssnDigits      int
	hasPassport    bool
	hasEIN         bool
}

// take adds what a later submission gave.
func (i *identity) take(more identity) {
	i.hasDateOfBirth = i.hasDateOfBirth || more.hasDateOfBirth
	i.ssnDigits = max(i.ssnDigits, more.ssnDigits)
	i.hasPassport = i.hasPassport || more.hasPassport
	i.hasEIN = i.hasEIN || more.hasEIN
}

// foreign tells whether somebody is known by a passport alone.
func (i *identity) foreign() bool { return i.hasPassport && i.ssnDigits == 0 }

// readUSPerson reads what identifies somebody who must have a social security number.
func readUSPerson(in *input, ssn rule) identity {
	return identity{
		hasDateOfBirth: in.required("dateOfBirth", adult) != "",
		ssnDigits:      digits(in.required("ssn", ssn)),
	}
}

// readAnyPerson reads what identifies a controller or an owner, who may be known by a passport instead of a
// social security number (reference 2.3 and 4.2). Neither is a missing number.
func readAnyPerson(in *input, ssn rule, passportNumber ...rule) identity {
	passport := in.object("passport", false)
	if passport == nil {
		return readUSPerson(in, ssn)
	}
	passport.required("number", passportNumber...)
	passport.required("country", twoLetters, country)
	return identity{
		hasDateOfBirth: in.required("dateOfBirth", adult) != "",
		ssnDigits:      digits(in.optional("ssn", ssn)),
		hasPassport:    true,
	}
}

// internationalAddress is that of a controller or an owner.
type internationalAddress struct {
	Address1            string `json:"address1"`
	Address2            string `json:"address2,omitempty"`
	Address3            string `json:"address3,omitempty"`
	City                string `json:"city"`
	StateProvinceRegion string `json:"stateProvinceRegion"`
	Country             string `json:"country"`
	PostalCode          string `json:"postalCode,omitempty"`
}

// readInternationalAddress reads the required object "address"; its errors stand at its fields, as in
// /controller/address/city.
func readInternationalAddress(person *input) internationalAddress {
	in := person.object("address", true)
	if in == nil {
		return internationalAddress{}
	}
	region, postal := twoLetters, postalCode
	inUS := in.fields["country"] == "US"
	if inUS {
		region, postal = usTerritory, usPostalCode
	}
	a := internationalAddress{
		Address1:            in.required("address1", atMost(50), plain, noPOBox),
		Address2:            in.optional("address2", atMost(50), plain, noPOBox),
		Address3:            in.optional("address3", atMost(50), plain, noPOBox),
		City:                in.required("city", atMost(50), plain, noDigits),
		StateProvinceRegion: in.required("stateProvinceRegion", twoLetters, region),
		Country:             in.required("country", twoLetters, country),
	}
	if inUS {
		a.PostalCode = in.required("postalCode", postal)
	} else {
		a.PostalCode = in.optional("postalCode", atMost(50), postal)
	}
	return a
}
