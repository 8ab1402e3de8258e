package dwolla

import (
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Customer types.
const (
	typeUnverified  = "unverified"
	typeReceiveOnly = "receive-only"
	typePersonal    = "personal"
	typeBusiness    = "business"
)

// Customer statuses.
const (
	statusUnverified  = "unverified"
	statusVerified    = "verified"
	statusRetry       = "retry"
	statusKBA         = "kba"
	statusDocument    = "document"
	statusSuspended   = "suspended"
	statusDeactivated = "deactivated"
)

// profile is what the API shows of a customer's data (reference 2.4). The fields' names and order are the
// wire's; what is empty is absent, as the official SDK demands.
type profile struct {
	FirstName              string      `json:"firstName"`
	LastName               string      `json:"lastName"`
	Email                  string      `json:"email"`
	Type                   string      `json:"type"`
	Status                 string      `json:"status"`
	Created                string      `json:"created"`
	Address1               string      `json:"address1,omitempty"`
	Address2               string      `json:"address2,omitempty"`
	City                   string      `json:"city,omitempty"`
	State                  string      `json:"state,omitempty"`
	PostalCode             string      `json:"postalCode,omitempty"`
	Phone                  string      `json:"phone,omitempty"`
	BusinessName           string      `json:"businessName,omitempty"`
	DoingBusinessAs        string      `json:"doingBusinessAs,omitempty"`
	Website                string      `json:"website,omitempty"`
	BusinessType           string      `json:"businessType,omitempty"`
	BusinessClassification string      `json:"businessClassification,omitempty"`
	CorrelationID          string      `json:"correlationId,omitempty"`
	Controller             *controller `json:"controller,omitempty"`
}

// customer is a record and where its verification stands.
type customer struct {
	id      string
	created time.Time
	profile

	identity

	// before is the status that a reactivation returns to.
	before string
	// Attempts to retry: granted by every entry into retry, spent, and refused.
	allowed, used, refused int
	// Which part of a business is wanting, in retry or document.
	wantsBusiness, wantsController bool
	directives                     []controlapi.Directive
	documents                      uploads
	owners                         []*owner // in order of creation
	ownership                      ownership
	kba                            *kbaSession // since the last entry into kba
}

// customerView is the resource.
type customerView struct {
	Links    links          `json:"_links"`
	ID       string         `json:"id"`
	Embedded *embeddedError `json:"_embedded,omitempty"`
	profile
}

func (c *customer) view(b base) customerView {
	v := customerView{Links: c.links(b), ID: c.id, profile: c.profile}
	v.Created = timestamp(c.created)
	if len(c.directives) == 0 {
		return v
	}
	v.Embedded = new(embeddedError)
	for _, d := range c.directives {
		e := fieldError{Code: d.Code, Message: d.Message, Links: links{}}
		if d.Link != "" {
			e.Links[d.Link] = c.relation(b, d.Link)
		}
		v.Embedded.Errors = append(v.Embedded.Errors, e)
	}
	return v
}

func (c *customer) path() string { return "/customers/" + c.id }

func (c *customer) verifiedType() bool { return c.Type == typePersonal || c.Type == typeBusiness }
