package dwolla

import "strings"

// submission is what a create, retry or upgrade body says about a customer. Of what identifies a person
// it keeps only how much was given.
type submission struct {
	profile
	hasDateOfBirth bool
	ssnDigits      int
}

// demand is how much a submission has to say, besides what its type asks for.
type demand struct {
	// fullSSN refuses the last four digits alone.
	fullSSN bool
	// controller asks for a business's controller, if its structure has one.
	controller bool
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
		s.readPerson(in, d)
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

func (s *submission) readPerson(in *input, d demand) {
	rule := anySSN
	if d.fullSSN {
		rule = fullSSN
	}
	s.hasDateOfBirth = in.required("dateOfBirth", adult) != ""
	s.ssnDigits = digits(in.required("ssn", rule))
}

func (s *submission) readBusiness(in *input, d demand) {
	s.BusinessName = in.required("businessName", atMost(255), plain)
	s.DoingBusinessAs = in.optional("doingBusinessAs", atMost(255), plain)
	s.Website = in.optional("website", website)
	s.BusinessType = in.required("businessType", businessTypes)
	s.BusinessClassification = in.required("businessClassification", uuidFormat, industry)
	if s.BusinessType == soleProprietorship {
		in.optional("ein", ein)
		s.readPerson(in, d)
		return
	}
	in.required("ein", ein)
	if c := in.object("controller", d.controller); c != nil {
		s.readController(c, d)
	}
}

func (s *submission) readController(in *input, d demand) {
	c := &controller{
		FirstName: in.required("firstName", atMost(50), plain),
		LastName:  in.required("lastName", atMost(50), plain),
		Title:     in.required("title", atMost(100), plain),
	}
	s.hasDateOfBirth = in.required("dateOfBirth", adult) != ""
	if passport := in.object("passport", false); passport != nil {
		passport.required("number", atMost(255))
		passport.required("country", twoLetters)
	} else {
		rule := anySSN
		if d.fullSSN {
			rule = fullSSN
		}
		s.ssnDigits = digits(in.required("ssn", rule))
	}
	if address := in.object("address", true); address != nil {
		c.Address = readControllerAddress(address)
	}
	s.Controller = c
}

func readControllerAddress(in *input) controllerAddress {
	a := controllerAddress{
		Address1:            in.required("address1", atMost(50), plain, noPOBox),
		Address2:            in.optional("address2", atMost(50), plain, noPOBox),
		Address3:            in.optional("address3", atMost(50), plain, noPOBox),
		City:                in.required("city", atMost(50), plain, noDigits),
		StateProvinceRegion: in.required("stateProvinceRegion", twoLetters),
		Country:             in.required("country", twoLetters),
	}
	if a.Country == "US" {
		a.PostalCode = in.required("postalCode", usPostalCode)
	} else {
		a.PostalCode = in.optional("postalCode", atMost(50), postalCode)
	}
	return a
}

// digits counts the digits of a social security number.
func digits(ssn string) int { return len(strings.ReplaceAll(ssn, "-", "")) }

// outcome is the status that the Sandbox's triggers lead to (reference 9.1), and which part of a business
// they find wanting.
type outcome struct {
	status                         string
	wantsBusiness, wantsController bool
}

// triggered returns the outcome of a first submission.
func (s *submission) triggered() outcome {
	if s.Type == typePersonal {
		switch s.FirstName {
		case statusRetry, statusKBA, statusDocument, statusSuspended:
			return outcome{status: s.FirstName}
		}
		return outcome{status: statusVerified}
	}
	if s.Type != typeBusiness {
		return outcome{status: statusUnverified}
	}
	person := "" // who is checked besides the business
	switch {
	case s.Controller != nil:
		person = s.Controller.FirstName
	case s.BusinessType == soleProprietorship:
		person = s.FirstName
	}
	for _, status := range []string{statusSuspended, statusRetry, statusDocument} {
		business, human := s.BusinessName == status, person == status
		if status == statusSuspended && human || status != statusSuspended && (business || human) {
			return outcome{status, business, human}
		}
	}
	return outcome{status: statusVerified}
}

// triggeredAgain returns the outcome of a retry: repeating the name that failed leads to document.
func (s *submission) triggeredAgain() outcome {
	o := s.triggered()
	if o.status == statusRetry {
		o.status = statusDocument
	}
	return o
}
