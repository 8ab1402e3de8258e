package fin

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

// Customer is a customer as Fin shows it (pages Get customer details, V1 and V2). What was submitted of
// addresses, taxes, finances and documents is never shown.
type Customer struct {
	ID               string `json:"customer_id"`
	Type             string `json:"type"`
	Email            string `json:"email"`
	Phone            string `json:"phone"`
	VerificationType string `json:"verification_type"`
	// Status is in the vocabulary of V1 or V2, and not surely in that of the call: see the Status
	// constants.
	Status         string `json:"customer_status"`
	TOSPoliciesURL string `json:"tos_policies_url"`

	FirstName          string `json:"first_name"`
	LastName           string `json:"last_name"`
	CountryOfResidence string `json:"country_of_residence"`

	BusinessName    string  `json:"business_name"`
	CountryOfIncorp string  `json:"country_of_incorporation"`
	Parties         []Party `json:"associated_parties"`

	Created         Timestamp `json:"created_at"`
	Updated         Timestamp `json:"updated_at"`
	StatusUpdatedAt Timestamp `json:"last_status_updated_at"`

	// Rejection is there when the customer is rejected, or has to act.
	Rejection *Rejection `json:"rejection_reason"`
	Requests  Requests   `json:"request_for_information"`

	// Through is a moment on Fin's clock: every event created up to then is reflected here. Zero when
	// it cannot be told.
	Through time.Time `json:"-"`
}

// Party is an associated party as Fin shows it.
type Party struct {
	ID           string       `json:"id"`
	Type         string       `json:"type"`
	Percent      float64      `json:"ownership_percent"`
	Email        string       `json:"email"`
	Verification Verification `json:"verification"`
}

// Verification is where the verification of a party stands.
type Verification struct {
	Status string `json:"status"`
	Reason struct {
		ForCustomer  string `json:"for_customer"`
		ForDeveloper string `json:"for_developer"`
	} `json:"reason"`
	Updated Timestamp `json:"updated_at"`
}

// Rejection says what is wrong with a customer, with the documents and with the parties. Comments are
// Fin's own text, for people. The shape for V1 is not documented: what cannot be read is empty.
type Rejection struct {
	Applicant *Remark          `json:"applicant"`
	Documents []DocumentRemark `json:"documents"`
	Parties   []PartyRemark    `json:"associated_parties"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *Rejection) UnmarshalJSON(b []byte) error {
	type plain Rejection
	var p plain
	if json.Unmarshal(b, &p) != nil {
		p = plain{}
	}
	*r = Rejection(p)
	return nil
}

// Remark is a verdict on somebody.
type Remark struct {
	Comment string   `json:"moderation_comment"`
	Labels  []string `json:"reject_labels"`
}

// DocumentRemark is a verdict on a document.
type DocumentRemark struct {
	URI      string   `json:"uri"`
	Category string   `json:"category"`
	Comment  string   `json:"moderation_comment"`
	Labels   []string `json:"reject_labels"`
}

// PartyRemark is a verdict on an associated party.
type PartyRemark struct {
	ID        string           `json:"id"`
	Applicant *Remark          `json:"applicant"`
	Documents []DocumentRemark `json:"documents"`
}

// GetIndividual reads a person's customer, by V1 as Fin's pages advise.
func (c *Client) GetIndividual(ctx context.Context, id string) (*Customer, error) {
	return c.details(ctx, OpGetIndividual, "v1", id)
}

// GetBusiness reads a business's customer, by V2 as Fin's pages advise.
func (c *Client) GetBusiness(ctx context.Context, id string) (*Customer, error) {
	return c.details(ctx, OpGetBusiness, "v2", id)
}

func (c *Client) details(ctx context.Context, operation, version, id string) (*Customer, error) {
	path, err := customerPath(operation, version, id, "")
	if err != nil {
		return nil, err
	}
	var out Customer
	resp, err := c.fetch(ctx, get(operation, path, nil), &out)
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(out.ID, id) {
		return nil, foreign(operation, provider.OutcomeUnknown)
	}
	out.Through = resp.Through
	return &out, nil
}

// maxPage is the longest page of a list (page List customers, V2).
const maxPage = 512

// pagination is Fin's paging object; the names of its members are Fin's.
type pagination struct {
	Page  int `json:"current_page"`
	Pages int `json:"total_page"`
	Total int `json:"total"`
}

func paging(page, perPage int) url.Values {
	q := url.Values{}
	if page > 0 {
		q.Set("current_page", strconv.Itoa(page))
	}
	if perPage > 0 {
		q.Set("per_page", strconv.Itoa(min(perPage, maxPage)))
	}
	return q
}

// CustomerPage is one page of a list. Items lack parties, rejections and requests.
type CustomerPage struct {
	Customers []Customer
	// Total counts the customers of all pages.
	Total int
	// More tells whether another page follows.
	More bool
}

// ListCustomers reads one page of the customers of a type, counted from 1; perPage is at most 512, and 0
// means Fin's 10. Fin does not say how it sorts, and filters by nothing but the type.
func (c *Client) ListCustomers(ctx context.Context, customerType string, page, perPage int) (*CustomerPage, error) {
	var out struct {
		Pagination *pagination `json:"pagination"`
		Customers  []Customer  `json:"customers"`
	}
	q := paging(page, perPage)
	q.Set("type", customerType)
	resp, err := c.fetch(ctx, get(OpListCustomers, "/v2/customers", q), &out)
	if err != nil {
		return nil, err
	}
	if out.Pagination == nil {
		return nil, foreign(OpListCustomers, provider.OutcomeUnknown)
	}
	for i := range out.Customers {
		out.Customers[i].Through = resp.Through
	}
	return &CustomerPage{
		Customers: out.Customers,
		Total:     out.Pagination.Total,
		More:      len(out.Customers) > 0 && max(page, 1) < out.Pagination.Pages,
	}, nil
}

// FindByEmail returns all customers of a type that have an e-mail address, as the list shows them. It
// reads the whole list, a call for every 512 customers, since Fin has no search. That there is none is
// certain only if everybody was read who was there when the reading began: when the list changed meanwhile
// so that somebody may be missing, the error is of class Unavailable.
func (c *Client) FindByEmail(ctx context.Context, customerType, email string) ([]Customer, error) {
	var found []Customer
	seen := map[string]bool{}
	there := 0
	for n := 1; ; n++ {
		page, err := c.ListCustomers(ctx, customerType, n, maxPage)
		if err != nil {
			return nil, err
		}
		if n == 1 {
			there = page.Total
		}
		for _, one := range page.Customers {
			if !seen[one.ID] && strings.EqualFold(one.Email, strings.TrimSpace(email)) {
				found = append(found, one)
			}
			seen[one.ID] = true
		}
		if page.More {
			continue
		}
		if len(seen) < there {
			return nil, &provider.Error{
				Class:     provider.ClassUnavailable,
				Outcome:   provider.OutcomeRefused,
				Operation: OpListCustomers,
				Message:   "Fin's list of customers changed while it was read",
			}
		}
		return found, nil
	}
}
