package dwolla

// Legal structures (reference 2.2).
const (
	soleProprietorship = "soleProprietorship"
	corporation        = "corporation"
	llc                = "llc"
	partnership        = "partnership"
)

type controller struct {
	FirstName string               `json:"firstName"`
	LastName  string               `json:"lastName"`
	Title     string               `json:"title"`
	Address   internationalAddress `json:"address"`
}

// presence is whether a business that has a controller may, must or must not say who it is.
type presence int

const (
	required presence = iota
	allowed
	refused
)

// readBusiness reads what a business says beyond its admin's name and its address: about itself, and about
// the person who is identified with it, its owner or its controller (reference 2.3).
func (s *submission) readBusiness(in *input, d demand) {
	s.BusinessName = in.required("businessName", atMost(255), plain)
	s.DoingBusinessAs = in.optional("doingBusinessAs", atMost(255), plain)
	s.Website = in.optional("website", website)
	s.BusinessType = in.required("businessType", oneOf(soleProprietorship, corporation, llc, partnership))
	s.BusinessClassification = in.required("businessClassification", anIndustry)
	switch {
	case s.BusinessType == "": // which of the two it should have been cannot be told
	case s.BusinessType == soleProprietorship:
		number := in.optional("ein", ein)
		s.identity = readUSPerson(in, d.ssn())
		s.hasEIN = number != ""
		if in.has("controller") {
			in.fail(codeNotAllowed, "controller", "value not allowed.")
		}
	default:
		number := in.required("ein", ein)
		s.readController(in, d)
		s.hasEIN = number != ""
	}
}

func (s *submission) readController(business *input, d demand) {
	if d.controller == refused && business.has("controller") {
		business.fail(codeNotAllowed, "controller", "value not allowed.")
		return
	}
	in := business.object("controller", d.controller == required)
	if in == nil {
		return
	}
	c := &controller{
		FirstName: in.required("firstName", atMost(50), plain),
		LastName:  in.required("lastName", atMost(50), plain),
		Title:     in.required("title", atMost(100), plain),
	}
	s.identity = readAnyPerson(in, d.ssn(), atMost(255))
	c.Address = readInternationalAddress(in)
	s.Controller = c
}

// retryDemand is what a retry has to say (reference 2.8): all nine digits, and of the controller nothing
// when only the business is wanting. A controller from abroad may always be sent again, and so may one whose
// passport is asked for.
func (c *customer) retryDemand() demand {
	d := demand{fullSSN: true, controller: refused}
	switch {
	case c.wantsController:
		d.controller = required
	case c.foreign(), hasDirective(c.directives, "ForeignPassportNumberRequired"):
		d.controller = allowed
	}
	return d
}

// hasController tells whether a business has somebody who is identified with it, and so owners and their
// certification as well (reference 2.3).
func (c *customer) hasController() bool {
	return c.Type == typeBusiness && c.BusinessType != soleProprietorship
}

// retryOf are the fields by which the body of a retry is known from that of an update.
func (c *customer) retryOf() []string {
	if c.hasController() {
		return []string{"ein", "businessType"}
	}
	return []string{"ssn", "dateOfBirth"}
}
