package dwolla

import (
	"context"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// The types of businesses (API reference, Customers › Create a business verified customer).
const (
	BusinessSoleProprietorship = "soleProprietorship"
	BusinessCorporation        = "corporation"
	BusinessLLC                = "llc"
	BusinessPartnership        = "partnership"
)

// BusinessCustomer is what Dwolla takes to verify a business (API reference, Customers › Create a
// business verified customer).
type BusinessCustomer struct {
	// FirstName, LastName and Email are the account administrator's, whom Dwolla does not verify; of
	// a sole proprietorship the owner's, whom it does.
	FirstName string
	LastName  string
	Email     string
	IPAddress string
	Phone     string

	BusinessName    string
	DoingBusinessAs string
	BusinessType    string
	// BusinessClassification is the ID of an industry; see Client.Industry.
	BusinessClassification string
	Website                string
	// EIN: nine digits; a hyphen is dropped. Optional for a sole proprietorship.
	EIN pii.String

	Address1   string
	Address2   string
	City       string
	State      string
	PostalCode string

	// DateOfBirth (YYYY-MM-DD) and SSN are of the owner of a sole proprietorship, and empty for all
	// others. The SSN is as in PersonalCustomer.
	DateOfBirth pii.String
	SSN         pii.String

	// Controller is who manages the business: nil for a sole proprietorship, and in a retry that is
	// not about the controller.
	Controller *Controller

	// CorrelationID as in PersonalCustomer.
	CorrelationID string
}

// Controller is a person with significant responsibility to manage a business. An SSN identifies
// them (its last four digits or all nine on creation, all nine on a retry), or a passport.
type Controller struct {
	FirstName   string
	LastName    string
	Title       string
	DateOfBirth pii.String
	SSN         pii.String
	Passport    Passport
	Address     InternationalAddress
}

// Passport identifies a person without an SSN.
type Passport struct {
	Number pii.String
	// Country as ISO 3166-1 alpha-2.
	Country string
}

// InternationalAddress is the address of a controller or an owner, as it is sent and as it is shown.
type InternationalAddress struct {
	Address1 string `json:"address1"`
	Address2 string `json:"address2,omitempty"`
	Address3 string `json:"address3,omitempty"`
	City     string `json:"city"`
	// StateProvinceRegion has two letters; where a country has no regions it is the country's code.
	StateProvinceRegion string `json:"stateProvinceRegion"`
	Country             string `json:"country"`
	PostalCode          string `json:"postalCode,omitempty"`
}

// ShownController is a controller as Dwolla shows them.
type ShownController struct {
	FirstName string               `json:"firstName"`
	LastName  string               `json:"lastName"`
	Title     string               `json:"title"`
	Address   InternationalAddress `json:"address"`
}

// CreateBusinessCustomer creates a business's customer and returns its ID; see
// CreatePersonalCustomer.
func (c *Client) CreateBusinessCustomer(
	ctx context.Context, b BusinessCustomer, idempotencyKey string,
) (id string, err error) {
	return c.createCustomer(ctx, encodeBusiness(b, encodeCreate), businessForm, idempotencyKey)
}

// RetryBusinessCustomer resubmits a business in status retry. The links of the customer tell what
// belongs into b: with retry-with-full-ssn the controller and all nine digits of the SSN (or a
// passport), with retry-verification alone no controller (API reference, Customers › Update › Retry
// verification). Dwolla takes one such attempt; outside of status retry it is of class Conflict.
func (c *Client) RetryBusinessCustomer(
	ctx context.Context, id string, b BusinessCustomer, idempotencyKey string,
) (*Customer, error) {
	r := post(OpRetryCustomer, encodeBusiness(b, encodeRetry), idempotencyKey)
	r.form = businessForm
	return c.customer(ctx, id, r)
}

// UpdateBusinessCustomer changes fields of a business.
func (c *Client) UpdateBusinessCustomer(
	ctx context.Context, id string, u CustomerUpdate, idempotencyKey string,
) (*Customer, error) {
	r := post(OpUpdateCustomer, encode(u), idempotencyKey)
	r.form = businessForm
	return c.customer(ctx, id, r)
}
