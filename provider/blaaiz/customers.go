package blaaiz

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// Customer is a customer as Blaaiz shows it (API reference, Get a customer). What a type of customer does not
// have is empty.
type Customer struct {
	ID         string `json:"id"`
	BusinessID string `json:"business_id"`
	Type       string `json:"type"`
	// Status is one of the Status constants.
	Status    string `json:"verification_status"`
	Scope     Scope  `json:"kyb_scope"`
	Email     string `json:"email"`
	Phone     string `json:"phone"`
	Country   string `json:"country"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`

	IDType   string  `json:"id_type"`
	IDNumber Private `json:"id_number"`
	TIN      Private `json:"tin"`

	Name                 string `json:"business_name"`
	TradingName          string `json:"trading_name"`
	BusinessType         string `json:"business_type"`
	RegistrationNumber   string `json:"registration_number"`
	IncorporationCountry string `json:"incorporation_country"`
	IncorporationDate    string `json:"incorporation_date"`
	IndustryType         string `json:"industry_type"`
	Description          string `json:"business_description"`
	Website              string `json:"website"`
	SourceOfFunds        string `json:"source_of_funds"`
	AnnualRevenue        string `json:"estimated_annual_revenue"`
	MonthlyPayments      *int   `json:"expected_monthly_payments"`
	AccountPurpose       string `json:"account_purpose"`

	EnhancedDueDiligence bool    `json:"enhanced_due_diligence"`
	KYC                  KYCData `json:"kyc_data"`

	Owners    []ShownOwner `json:"owners"`
	Documents []Document   `json:"documents"`
	// Comments are the latest about the customer; Blaaiz leaves them out of some answers.
	Comments []Comment `json:"recent_comments"`

	Created Timestamp `json:"created_at"`
	Updated Timestamp `json:"updated_at"`

	// Through is a moment on Blaaiz's clock: all that happened up to then is reflected here. Zero when it
	// cannot be told.
	Through time.Time `json:"-"`
}

// KYCData are the address, dates and operating address of a customer.
type KYCData struct {
	DateOfBirth      Private `json:"dob"`
	Street           string  `json:"street"`
	City             string  `json:"city"`
	State            string  `json:"state"`
	ZipCode          string  `json:"zip_code"`
	OperatingStreet  string  `json:"operating_street"`
	OperatingCity    string  `json:"operating_city"`
	OperatingState   string  `json:"operating_state"`
	OperatingZipCode string  `json:"operating_zip_code"`
	OperatingCountry string  `json:"operating_country"`
	IDIssueDate      Private `json:"id_issue_date"`
	IDExpiryDate     Private `json:"id_expiry_date"`
}

// ShownOwner is an owner as Blaaiz shows them.
type ShownOwner struct {
	ID        string `json:"id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
	Phone     string `json:"phone"`
	Title     string `json:"title"`
	Country   string `json:"country"`
	// Status is one of the Review constants.
	Status string `json:"status"`
	// Comments are the reviewers', for the customer's eyes; see Comment.
	Comments []Text  `json:"admin_comments"`
	Share    Percent `json:"ownership_percentage"`

	DateOfBirth  Private `json:"date_of_birth"`
	TIN          Private `json:"tin"`
	Nationality  string  `json:"nationality"`
	IDType       string  `json:"id_document_type"`
	IDNumber     Private `json:"id_document_number"`
	IDCountry    string  `json:"id_document_country"`
	IDExpiryDate Private `json:"id_expiry_date"`

	HasControl        bool `json:"has_control"`
	IsSigner          bool `json:"is_signer"`
	IsBeneficialOwner bool `json:"is_beneficial_owner"`
	IsPEP             bool `json:"is_pep"`
	USATaxResidency   bool `json:"usa_tax_residency"`

	// FrontFile and BackFile tell whether the sides of the identity document are there. Answers about an
	// owner's files show that; whether others do is on no page.
	FrontFile Presence `json:"id_document_path"`
	BackFile  Presence `json:"id_document_back_path"`
}

// envelope is how all answers but an individual's upload address wrap what they carry.
type envelope[T any] struct {
	Data T `json:"data"`
}

// CreateIndividual creates an individual and returns the ID. Nothing is verified before files are registered.
// After OutcomeUnknown the customer may exist: Provider.FindLookalikes tells who is like it.
func (c *Client) CreateIndividual(ctx context.Context, i Individual) (id string, err error) {
	return c.create(ctx, i.object())
}

// CreateBusiness creates a business with its owners and returns its ID; the owners' are read with
// GetCustomer. Nothing is verified before Submit. Class Duplicate if the platform has a business with this
// registration number and country. After OutcomeUnknown it may exist, as after CreateIndividual.
func (c *Client) CreateBusiness(ctx context.Context, b Business) (id string, err error) {
	return c.create(ctx, b.object())
}

func (c *Client) create(ctx context.Context, body object) (string, error) {
	var out envelope[struct {
		ID string `json:"id"`
	}]
	_, err := c.fetch(ctx, call{
		operation: OpCreateCustomer, method: http.MethodPost, path: "/customer", body: body.encode(),
	}, &out)
	if err != nil {
		return "", err
	}
	if !identifier.MatchString(out.Data.ID) {
		return "", unnamed(OpCreateCustomer)
	}
	return out.Data.ID, nil
}

// unnamed is the error for an answer that does not tell the ID of what was made.
func unnamed(operation string) error {
	return transport.Unnamed("Blaaiz", operation, "request", "what it made")
}

// GetCustomer reads a customer with owners, documents and what reviewers say.
func (c *Client) GetCustomer(ctx context.Context, id string) (*Customer, error) {
	return c.customer(ctx, id, call{operation: OpGetCustomer, method: http.MethodGet})
}

// customer makes a call on one customer that is answered with the customer.
func (c *Client) customer(ctx context.Context, id string, r call) (*Customer, error) {
	path, err := pathOf(r.operation, id)
	if err != nil {
		return nil, err
	}
	r.path = path
	var out envelope[Customer]
	resp, err := c.fetch(ctx, r, &out)
	if err != nil {
		return nil, err
	}
	if out.Data.ID != id {
		return nil, foreign(r.operation, provider.OutcomeUnknown)
	}
	out.Data.Through = resp.Through
	return &out.Data, nil
}

// Filter chooses customers of a list: exact matches, all of which have to hold (API reference, List all
// customers). Blaaiz also filters by number of identity document; that is left out, for it would stand in a
// URL.
type Filter struct {
	Email              string
	RegistrationNumber string
	Status             string
	Type               string
	// Page from 1; zero means 1.
	Page int
}

func (f Filter) query() url.Values {
	q := url.Values{"paginate": {"true"}, "page": {strconv.Itoa(max(f.Page, 1))}}
	for name, value := range map[string]string{
		"email": f.Email, "registration_number": f.RegistrationNumber, "verification_status": f.Status, "type": f.Type,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// CustomerPage is a page of a list, newest first: 15 customers on Blaaiz's pages. Rows have neither owners
// nor documents, and may lack the country.
type CustomerPage struct {
	Customers []Customer
	// Total over all pages.
	Total int
	// More tells whether another page follows.
	More bool
}

// ListCustomers reads one page of the customers that the filter chooses.
func (c *Client) ListCustomers(ctx context.Context, f Filter) (*CustomerPage, error) {
	var out struct {
		Data *[]Customer `json:"data"`
		Meta struct {
			CurrentPage int `json:"current_page"`
			LastPage    int `json:"last_page"`
			Total       int `json:"total"`
		} `json:"meta"`
		Links struct {
			Next string `json:"next"`
		} `json:"links"`
	}
	r := call{operation: OpListCustomers, method: http.MethodGet, path: "/customer", query: f.query()}
	resp, err := c.fetch(ctx, r, &out)
	if err != nil {
		return nil, err
	}
	if out.Data == nil {
		return nil, foreign(OpListCustomers, provider.OutcomeUnknown)
	}
	page := &CustomerPage{Customers: *out.Data, Total: out.Meta.Total}
	for i := range page.Customers {
		page.Customers[i].Through = resp.Through
	}
	page.More = len(page.Customers) > 0 && (out.Links.Next != "" || out.Meta.CurrentPage < out.Meta.LastPage)
	return page, nil
}
