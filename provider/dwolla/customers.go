package dwolla

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// The types of customers (API reference, Customers).
const (
	TypeUnverified  = "unverified"
	TypeReceiveOnly = "receive-only"
	TypePersonal    = "personal"
	TypeBusiness    = "business"
)

// The statuses of customers (API reference, Customers).
const (
	StatusUnverified  = "unverified"
	StatusRetry       = "retry"
	StatusKBA         = "kba"
	StatusDocument    = "document"
	StatusVerified    = "verified"
	StatusSuspended   = "suspended"
	StatusDeactivated = "deactivated"
)

// The relations by which a customer in status retry says that it takes a resubmission.
const (
	RelRetryVerification = "retry-verification"
	RelRetryWithFullSSN  = "retry-with-full-ssn"
)

// maxPage is the longest page of customers (API reference, Customers › List and search).
const maxPage = 200

// Customer is a customer as Dwolla shows it (API reference, Customers › Retrieve). SSN, date of birth,
// passport and EIN are never shown.
type Customer struct {
	ID            string    `json:"id"`
	FirstName     string    `json:"firstName"`
	LastName      string    `json:"lastName"`
	Email         string    `json:"email"`
	Phone         string    `json:"phone"`
	Address1      string    `json:"address1"`
	Address2      string    `json:"address2"`
	City          string    `json:"city"`
	State         string    `json:"state"`
	PostalCode    string    `json:"postalCode"`
	Type          string    `json:"type"`
	Status        string    `json:"status"`
	CorrelationID string    `json:"correlationId"`
	Created       Timestamp `json:"created"`
	Links         Links     `json:"_links"`

	BusinessName           string `json:"businessName"`
	DoingBusinessAs        string `json:"doingBusinessAs"`
	BusinessType           string `json:"businessType"`
	BusinessClassification string `json:"businessClassification"`
	Website                string `json:"website"`
	// Controller is nil for a sole proprietorship.
	Controller *ShownController `json:"controller"`

	Embedded struct {
		Directives []Directive `json:"errors"`
	} `json:"_embedded"`

	// Through is a moment on Dwolla's clock: every event created up to then is reflected here. Zero
	// when it cannot be told.
	Through time.Time `json:"-"`
}

// Directive is one thing that Dwolla wants before it verifies a customer in status retry or document
// (guide Business Verified Customer › Handle verification statuses).
type Directive struct {
	Code string `json:"code"`
	// Message is Dwolla's text, for display to the account's owner only: it is not stable.
	Message string `json:"message"`
	Path    string `json:"path"`
	// Links name, by their relation, what resolves the directive.
	Links Links `json:"_links"`
}

// PersonalCustomer is what Dwolla takes to verify a person (API reference, Customers › Create a
// personal verified customer).
type PersonalCustomer struct {
	FirstName  string
	LastName   string
	Email      string
	IPAddress  string
	Phone      string
	Address1   string
	Address2   string
	City       string
	State      string
	PostalCode string
	// DateOfBirth as YYYY-MM-DD.
	DateOfBirth pii.String
	// SSN: the last four digits or all nine on creation, all nine on a retry. Hyphens are dropped.
	SSN pii.String
	// CorrelationID is the caller's own name of the customer: unique across customers, of a-z, 0-9,
	// hyphen, dot and underscore. Only sent on creation.
	CorrelationID string
}

// CreatePersonalCustomer creates a person's customer and returns its ID. Its status is set by the
// time this returns. Calls with one idempotencyKey and equal customers create one customer.
func (c *Client) CreatePersonalCustomer(
	ctx context.Context, p PersonalCustomer, idempotencyKey string,
) (id string, err error) {
	return c.createCustomer(ctx, encodePerson(p, encodeCreate), personForm, idempotencyKey)
}

func (c *Client) createCustomer(ctx context.Context, body []byte, f form, idempotencyKey string) (string, error) {
	return c.create(ctx, call{
		operation:      OpCreateCustomer,
		path:           "/customers",
		body:           body,
		contentType:    mediaHAL,
		idempotencyKey: idempotencyKey,
		form:           f,
	}, "customer")
}

// create makes a call that is answered with the address of something new, and returns its ID.
func (c *Client) create(ctx context.Context, r call, kind string) (id string, err error) {
	r.method = http.MethodPost
	resp, err := c.send(ctx, r)
	if err != nil {
		return "", err
	}
	if resp.Status != http.StatusCreated {
		return "", foreign(r.operation, provider.OutcomeUnknown)
	}
	got, id := Link{Href: resp.Header.Get("Location")}.Resource()
	if got != kind || !uuid.MatchString(id) {
		unnamed := transport.Unnamed("Dwolla", r.operation, strings.ReplaceAll(kind, "-", " "), "it")
		unnamed.RequestID = resp.Header.Get("X-Request-Id")
		return "", unnamed
	}
	return id, nil
}

// GetCustomer reads a customer.
func (c *Client) GetCustomer(ctx context.Context, id string) (*Customer, error) {
	return c.customer(ctx, id, call{operation: OpGetCustomer, method: http.MethodGet})
}

// CustomerUpdate are the fields to change; nil ones stay as they are. Of a verified person Dwolla
// takes the e-mail address, the phone and the address, of a verified business also DoingBusinessAs
// and Website; of an unverified customer only the names and the e-mail address (API reference,
// Customers › Update).
type CustomerUpdate struct {
	FirstName  *string `json:"firstName,omitempty"`
	LastName   *string `json:"lastName,omitempty"`
	Email      *string `json:"email,omitempty"`
	Phone      *string `json:"phone,omitempty"`
	Address1   *string `json:"address1,omitempty"`
	Address2   *string `json:"address2,omitempty"`
	City       *string `json:"city,omitempty"`
	State      *string `json:"state,omitempty"`
	PostalCode *string `json:"postalCode,omitempty"`

	BusinessName    *string `json:"businessName,omitempty"`
	DoingBusinessAs *string `json:"doingBusinessAs,omitempty"`
	Website         *string `json:"website,omitempty"`
}

// UpdateCustomer changes fields of a customer that is no business.
func (c *Client) UpdateCustomer(
	ctx context.Context, id string, u CustomerUpdate, idempotencyKey string,
) (*Customer, error) {
	r := post(OpUpdateCustomer, encode(u), idempotencyKey)
	r.form = personForm
	return c.customer(ctx, id, r)
}

// RetryPersonalCustomer resubmits a person in status retry, with all nine digits of the SSN. Dwolla
// takes one such attempt; outside of status retry it is of class Conflict (API reference, Customers
// › Update › Retry verification).
func (c *Client) RetryPersonalCustomer(
	ctx context.Context, id string, p PersonalCustomer, idempotencyKey string,
) (*Customer, error) {
	r := post(OpRetryCustomer, encodePerson(p, encodeRetry), idempotencyKey)
	r.form = personForm
	return c.customer(ctx, id, r)
}

// DeactivateCustomer closes a customer's account until it is reactivated. A suspended customer
// cannot be deactivated: class Conflict (API reference, Customers › Update › Deactivate).
func (c *Client) DeactivateCustomer(ctx context.Context, id string) (*Customer, error) {
	return c.customer(ctx, id, post(OpDeactivateCustomer, encode(statusChange{StatusDeactivated}), ""))
}

// ReactivateCustomer gives a deactivated customer the status back that it had before.
func (c *Client) ReactivateCustomer(ctx context.Context, id string) (*Customer, error) {
	return c.customer(ctx, id, post(OpReactivateCustomer, encode(statusChange{"reactivated"}), ""))
}

func post(operation string, body []byte, idempotencyKey string) call {
	return call{
		operation:      operation,
		method:         http.MethodPost,
		body:           body,
		contentType:    mediaJSON,
		idempotencyKey: idempotencyKey,
	}
}

// customer makes a call on one customer that is answered with the customer.
func (c *Client) customer(ctx context.Context, id string, r call) (*Customer, error) {
	path, err := customerPath(r.operation, id)
	if err != nil {
		return nil, err
	}
	r.path = path
	var out Customer
	resp, err := c.fetchOf(ctx, id, r, &out, &out.ID)
	if err != nil {
		return nil, err
	}
	out.Through = resp.Through
	return &out, nil
}

func customerPath(operation, id string) (string, error) {
	return resourcePath(operation, "customers", id, "a customer")
}

// CustomerFilter chooses customers of a list (API reference, Customers › List and search).
type CustomerFilter struct {
	// Limit is at most 200; zero means Dwolla's 25.
	Limit  int
	Offset int
	// Search is fuzzy over names and e-mail addresses.
	Search string
	// Email is an exact match.
	Email    string
	Statuses []string
}

func (f CustomerFilter) query() url.Values {
	q := paging(f.Limit, f.Offset)
	if f.Search != "" {
		q.Set("search", f.Search)
	}
	if f.Email != "" {
		q.Set("email", f.Email)
	}
	for _, s := range f.Statuses {
		q.Add("status", s)
	}
	return q
}

func paging(limit, offset int) url.Values {
	q := url.Values{}
	if limit > 0 {
		q.Set("limit", strconv.Itoa(limit))
	}
	if offset > 0 {
		q.Set("offset", strconv.Itoa(offset))
	}
	return q
}

// CustomerPage is one page of a list.
type CustomerPage struct {
	Customers []Customer
	Total     int
	// More tells whether another page follows.
	More bool
}

// ListCustomers reads one page of the customers that the filter chooses.
func (c *Client) ListCustomers(ctx context.Context, f CustomerFilter) (*CustomerPage, error) {
	var out struct {
		Links    Links `json:"_links"`
		Total    int   `json:"total"`
		Embedded struct {
			Customers []Customer `json:"customers"`
		} `json:"_embedded"`
	}
	r := call{operation: OpListCustomers, method: http.MethodGet, path: "/customers", query: f.query()}
	resp, err := c.fetch(ctx, r, &out)
	if err != nil {
		return nil, err
	}
	if out.Links == nil {
		return nil, foreign(OpListCustomers, provider.OutcomeUnknown)
	}
	page := &CustomerPage{Customers: out.Embedded.Customers, Total: out.Total}
	for i := range page.Customers {
		page.Customers[i].Through = resp.Through
	}
	read := len(page.Customers)
	page.More = read > 0 && (out.Links.Has("next") || f.Offset+read < out.Total)
	return page, nil
}
