package dwolla

import (
	"strings"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// This file and wire.go are the only ones that reveal personal data: they write request bodies.

// businessBody is the request body of a business, for creation and retry; see personBody.
type businessBody struct {
	FirstName              string          `json:"firstName"`
	LastName               string          `json:"lastName"`
	Email                  string          `json:"email"`
	IPAddress              string          `json:"ipAddress,omitempty"`
	Type                   string          `json:"type"`
	Address1               string          `json:"address1"`
	Address2               string          `json:"address2,omitempty"`
	City                   string          `json:"city"`
	State                  string          `json:"state"`
	PostalCode             string          `json:"postalCode"`
	DateOfBirth            string          `json:"dateOfBirth,omitempty"`
	SSN                    string          `json:"ssn,omitempty"`
	Phone                  string          `json:"phone,omitempty"`
	Controller             *controllerBody `json:"controller,omitempty"`
	BusinessName           string          `json:"businessName"`
	DoingBusinessAs        string          `json:"doingBusinessAs,omitempty"`
	BusinessType           string          `json:"businessType"`
	BusinessClassification string          `json:"businessClassification"`
	Website                string          `json:"website,omitempty"`
	EIN                    string          `json:"ein,omitempty"`
	CorrelationID          string          `json:"correlationId,omitempty"`
}

type controllerBody struct {
	FirstName   string               `json:"firstName"`
	LastName    string               `json:"lastName"`
	Title       string               `json:"title"`
	DateOfBirth string               `json:"dateOfBirth"`
	SSN         string               `json:"ssn,omitempty"`
	Passport    *passportBody        `json:"passport,omitempty"`
	Address     InternationalAddress `json:"address"`
}

type passportBody struct {
	Number  string `json:"number"`
	Country string `json:"country"`
}

// ownerBody is the request body of a beneficial owner, for creation and update.
type ownerBody struct {
	FirstName   string               `json:"firstName"`
	LastName    string               `json:"lastName"`
	DateOfBirth string               `json:"dateOfBirth"`
	SSN         string               `json:"ssn,omitempty"`
	Passport    *passportBody        `json:"passport,omitempty"`
	Address     InternationalAddress `json:"address"`
}

// encodeBusiness writes the body. Numbers go as digits only, which all calls accept.
func encodeBusiness(b BusinessCustomer, why purpose) []byte {
	body := businessBody{
		FirstName:              strings.TrimSpace(b.FirstName),
		LastName:               strings.TrimSpace(b.LastName),
		Email:                  strings.TrimSpace(b.Email),
		IPAddress:              strings.TrimSpace(b.IPAddress),
		Type:                   TypeBusiness,
		Address1:               strings.TrimSpace(b.Address1),
		Address2:               strings.TrimSpace(b.Address2),
		City:                   strings.TrimSpace(b.City),
		State:                  strings.TrimSpace(b.State),
		PostalCode:             strings.TrimSpace(b.PostalCode),
		DateOfBirth:            strings.TrimSpace(b.DateOfBirth.Reveal()),
		SSN:                    b.SSN.Digits().Reveal(),
		Phone:                  strings.TrimSpace(b.Phone),
		BusinessName:           strings.TrimSpace(b.BusinessName),
		DoingBusinessAs:        strings.TrimSpace(b.DoingBusinessAs),
		BusinessType:           b.BusinessType,
		BusinessClassification: strings.TrimSpace(b.BusinessClassification),
		Website:                strings.TrimSpace(b.Website),
		EIN:                    b.EIN.Digits().Reveal(),
	}
	if why == encodeCreate {
		body.CorrelationID = strings.ToLower(b.CorrelationID)
	}
	if c := b.Controller; c != nil {
		body.Controller = &controllerBody{
			FirstName:   strings.TrimSpace(c.FirstName),
			LastName:    strings.TrimSpace(c.LastName),
			Title:       strings.TrimSpace(c.Title),
			DateOfBirth: strings.TrimSpace(c.DateOfBirth.Reveal()),
			SSN:         c.SSN.Digits().Reveal(),
			Passport:    c.Passport.body(),
			Address:     c.Address.trimmed(),
		}
	}
	return encode(body)
}

func encodeOwner(o BeneficialOwner) []byte {
	return encode(ownerBody{
		FirstName:   strings.TrimSpace(o.FirstName),
		LastName:    strings.TrimSpace(o.LastName),
		DateOfBirth: strings.TrimSpace(o.DateOfBirth.Reveal()),
		SSN:         o.SSN.Digits().Reveal(),
		Passport:    o.Passport.body(),
		Address:     o.Address.trimmed(),
	})
}

// body is nil for a passport without a number: null is not accepted.
func (p Passport) body() *passportBody {
	number := strings.TrimSpace(p.Number.Reveal())
	if number == "" {
		return nil
	}
	return &passportBody{Number: number, Country: strings.TrimSpace(p.Country)}
}

func (a InternationalAddress) trimmed() InternationalAddress {
	return InternationalAddress{
		Address1:            strings.TrimSpace(a.Address1),
		Address2:            strings.TrimSpace(a.Address2),
		Address3:            strings.TrimSpace(a.Address3),
		City:                strings.TrimSpace(a.City),
		StateProvinceRegion: strings.TrimSpace(a.StateProvinceRegion),
		Country:             strings.TrimSpace(a.Country),
		PostalCode:          strings.TrimSpace(a.PostalCode),
	}
}

// blank tells whether there is nothing but white space.
func blank(s pii.String) bool { return strings.TrimSpace(s.Reveal()) == "" }
