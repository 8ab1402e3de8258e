package dwolla

import (
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// parties are those whom the verification of one customer is about, and where their data stand in
// the VerifiedCustomer API.
type parties struct {
	// main is the customer itself, and individual the natural person whom Dwolla verifies with it:
	// the same for a person, the owner of a sole proprietorship, the controller of another business.
	main, individual provider.Subject
	// data, individualData and secret are where their data stand.
	data, individualData, secret string
	// noun names the individual in a message.
	noun string
}

var (
	partiesOfPerson = parties{
		main: provider.SubjectPerson, individual: provider.SubjectPerson,
		data: "spec.personal", individualData: "spec.personal",
		secret: "spec.personal.identitySecretRef", noun: "person",
	}
	partiesOfSole = parties{
		main: provider.SubjectBusiness, individual: provider.SubjectPerson,
		data: "spec.business", individualData: "spec.business.admin",
		secret: "spec.business.identitySecretRef", noun: "owner",
	}
	partiesOfCompany = parties{
		main: provider.SubjectBusiness, individual: provider.SubjectController,
		data: "spec.business", individualData: "spec.business.controller",
		secret: "spec.business.controller.identitySecretRef", noun: "controller",
	}
)

func partiesOf(c *Customer) parties {
	switch {
	case c.Type != TypeBusiness:
		return partiesOfPerson
	case c.soleProprietorship():
		return partiesOfSole
	}
	return partiesOfCompany
}

// soleProprietorship tells whether the business has an owner and no controller.
func (c *Customer) soleProprietorship() bool {
	return c.Type == TypeBusiness && strings.EqualFold(c.BusinessType, BusinessSoleProprietorship)
}

// home is where the address of the individual stands: a sole proprietor gives none of their own.
func (p parties) home() string {
	if p == partiesOfSole {
		return p.data + ".address"
	}
	return p.individualData + ".address"
}

// says fills a text of this package in: {data}, {individual}, {home}, {secret}, {noun}, {subject}.
func (p parties) says(text string) string {
	return strings.NewReplacer("{data}", p.data, "{individual}", p.individualData, "{home}", p.home(),
		"{secret}", p.secret, "{noun}", p.noun, "{subject}", string(p.individual)).Replace(text)
}
