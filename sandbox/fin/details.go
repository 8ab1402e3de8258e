package fin

import (
	"net/http"
	"slices"
)

// rejection says why (reference 9.1).
type rejection struct {
	Applicant *finding          `json:"applicant"`
	Documents []documentFinding `json:"documents"`
	Parties   []partyFinding    `json:"associated_parties,omitempty"`
}

type finding struct {
	Comment string   `json:"moderation_comment"`
	Labels  []string `json:"reject_labels"`
}

type documentFinding struct {
	URI      string   `json:"uri"`
	Category string   `json:"category"`
	Comment  string   `json:"moderation_comment"`
	Labels   []string `json:"reject_labels"`
}

type partyFinding struct {
	ID        string            `json:"id"`
	Applicant *finding          `json:"applicant"`
	Documents []documentFinding `json:"documents"`
}

// profileView is what lists, details and webhooks have in common.
type profileView struct {
	CustomerID   string `json:"customer_id"`
	Type         string `json:"type"`
	FirstName    string `json:"first_name,omitempty"`
	LastName     string `json:"last_name,omitempty"`
	BusinessName string `json:"business_name,omitempty"`
	Email        string `json:"email"`
	Phone        string `json:"phone"`
	Residence    string `json:"country_of_residence,omitempty"`
	Incorporated string `json:"country_of_incorporation,omitempty"`
	Status       string `json:"customer_status"`
	TOSURL       string `json:"tos_policies_url"`
	Created      string `json:"created_at"`
	Updated      string `json:"updated_at"`
}

type detailsView struct {
	profileView
	Verification  string        `json:"verification_type"`
	StatusUpdated string        `json:"last_status_updated_at,omitempty"`
	Parties       []partyView   `json:"associated_parties,omitempty"`
	Capabilities  *oldRamps     `json:"capabilities,omitempty"`
	Rejection     *rejection    `json:"rejection_reason"`
	Requests      []requestView `json:"request_for_information"`
}

type partyView struct {
	ID           string       `json:"id"`
	Type         string       `json:"type"`
	Ownership    float64      `json:"ownership_percent"`
	Email        string       `json:"email"`
	Verification verification `json:"verification"`
}

type verification struct {
	Status  string `json:"status"`
	Reason  reason `json:"reason"`
	Updated string `json:"updated_at"`
}

type reason struct {
	ForCustomer  string `json:"for_customer"`
	ForDeveloper string `json:"for_developer"`
}

func (c *customer) profile(v version) profileView {
	p := profileView{
		CustomerID: c.id, Type: c.kind, FirstName: c.firstName, LastName: c.lastName, BusinessName: c.businessName,
		Email: c.email, Phone: c.phone, Status: v.name(c.status), TOSURL: c.tosURL(),
		Created: timestamp(c.created), Updated: timestamp(c.updated),
	}
	if c.kind == typeBusiness {
		p.Incorporated = c.country
	} else {
		p.Residence = c.country
	}
	return p
}

func (c *customer) partyViews() []partyView {
	var out []partyView
	for _, p := range c.parties {
		out = append(out, partyView{
			ID: p.id, Type: typeIndividual, Ownership: p.ownership, Email: p.email,
			Verification: verification{p.status, reason{p.forCustomer, p.forDeveloper}, timestamp(p.updated)},
		})
	}
	return out
}

// details serves GET /v1 and /v2/customers/{id} (reference 9.1).
func (a *API) details(v version) func(http.ResponseWriter, *customer) *apiError {
	return func(w http.ResponseWriter, c *customer) *apiError {
		d := detailsView{
			profileView: c.profile(v), Verification: c.verification, Parties: c.partyViews(),
			Requests: c.requestViews(true),
		}
		if v == version1 || c.kind == typeIndividual {
			d.StatusUpdated = timestamp(c.statusUpdated)
		}
		if v == version1 {
			d.Capabilities = c.oldRamps()
		}
		if c.status == statusRejected || v == version2 && c.status == statusActionRequired {
			d.Rejection = c.rejection
		}
		return writeData(w, d)
	}
}

// list serves GET /v1 and /v2/customers: newest first (reference 9.2).
func (a *API) list(v version) endpoint {
	return func(w http.ResponseWriter, r *http.Request) *apiError {
		p, err := pageOf(r)
		if err != nil {
			return err
		}
		kind := r.URL.Query().Get("type")
		if kind != typeIndividual && kind != typeBusiness {
			return errOne("type", "must be INDIVIDUAL or BUSINESS")
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		var found []*customer
		for _, c := range slices.Backward(a.customers) {
			if c.kind == kind {
				found = append(found, c)
			}
		}
		views := []profileView{}
		for _, c := range slice(p, found) {
			views = append(views, c.profile(v))
		}
		return writeData(w, map[string]any{"pagination": p.over(len(found)), "customers": views})
	}
}

// oldRamps are the capabilities in V1's details.
type oldRamps struct {
	OnRamp  []oldRamp `json:"on_ramp"`
	OffRamp []oldRamp `json:"off_ramp"`
}

type oldRamp struct {
	Currency string   `json:"currency"`
	Status   bool     `json:"status"`
	Methods  []string `json:"methods"`
	Reason   reason   `json:"reason"`
}

func (c *customer) oldRamps() *oldRamps {
	ramp := oldRamp{Currency: "USD", Status: c.status == statusApproved, Methods: []string{"ACH", "WIRE"}}
	if !ramp.Status {
		ramp.Reason = reason{"Verification is not complete.", "The customer is not APPROVED."}
	}
	return &oldRamps{[]oldRamp{ramp}, []oldRamp{ramp}}
}

// capabilities serves GET /v2/customers/{id}/capabilities.
func (a *API) capabilities(w http.ResponseWriter, c *customer) *apiError {
	type rail struct {
		Currency string `json:"currency,omitempty"`
		Rail     string `json:"rail"`
		Status   bool   `json:"status"`
	}
	type rails struct {
		Currency string `json:"currency"`
		Rails    []rail `json:"rails"`
	}
	type corridor struct {
		Corridor string  `json:"corridor"`
		Rails    []rails `json:"currency_wise_rail"`
	}
	approved := c.status == statusApproved
	return writeData(w, map[string]any{
		"on_ramp":  []rail{{"USD", "ACH", approved}, {"USD", "WIRE", approved}},
		"off_ramp": []corridor{{"USA", []rails{{"USD", []rail{{"", "ACH", approved}, {"", "WIRE", approved}}}}}},
	})
}
