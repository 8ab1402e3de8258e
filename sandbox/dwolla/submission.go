package dwolla

import "strings"

// submission is what a create, retry or upgrade body says about a customer. Of what identifies a person
// it keeps only how much was given.
type submission struct {
	profile
	identity
}

// demand is how much a submission has to say, besides what its type asks for.
type demand struct {
	// fullSSN refuses the last four digits alone.
	fullSSN bool
	// controller is whether a business has to name its controller, if its structure has one.
	controller presence
}

// ssn is the rule of social security numbers.
func (d demand) ssn() rule {
	if d.fullSSN {
		return fullSSN
	}
	return anySSN
}

// readSubmission reads the body that a customer type asks for (reference 2.3).
func readSubmission(in *input, customerType string, d demand) submission {
	s := submission{profile: profile{
		Type:      customerType,
		FirstName: in.required("firstName", atMost(50), plain),
		LastName:  in.required("lastName", atMost(50), plain),
		Email:     in.required("email", email),
		Phone:     in.optional("phone", phone),
	}}
	in.optional("ipAddress")
	switch customerType {
	case typePersonal:
		s.readAddress(in, usState)
		s.identity = readUSPerson(in, d.ssn())
	case typeBusiness:
		s.readAddress(in, usTerritory)
		s.readBusiness(in, d)
	default:
		s.BusinessName = in.optional("businessName", atMost(255), plain)
	}
	return s
}

func (s *submission) readAddress(in *input, state rule) {
	s.Address1 = in.required("address1", atMost(50), plain, noPOBox)
	s.Address2 = in.optional("address2", address2Rules(s.Type)...)
	s.City = in.required("city", atMost(50), plain, noDigits)
	s.State = in.required("state", twoLetters, state)
	s.PostalCode = in.required("postalCode", usPostalCode)
}

// address2Rules leave out what is not stated for a business.
func address2Rules(customerType string) []rule {
	if customerType == typeBusiness {
		return []rule{atMost(50), plain}
	}
	return []rule{atMost(50), plain, noPOBox}
}

// digits counts the digits of a social security number.
func digits(ssn string) int { return len(strings.ReplaceAll(ssn, "-", "")) }
