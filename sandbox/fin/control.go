package fin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// Customers returns the whole truth about all customers, oldest first.
func (a *API) Customers() []controlapi.FinCustomer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return records.Show(a.customers, (*customer).truth)
}

// Customer returns the whole truth about a customer.
func (a *API) Customer(id string) (controlapi.FinCustomer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.FinCustomer{}, err
	}
	return c.truth(), nil
}

func (a *API) known(id string) (*customer, error) { return records.Known(a.byID, "customer", id) }

func (c *customer) truth() controlapi.FinCustomer {
	return controlapi.FinCustomer{
		ID: c.id, APIVersion: int(c.version), Type: c.kind, Verification: c.verification, Status: c.status,
		Email: c.email, FirstName: c.firstName, LastName: c.lastName, BusinessName: c.businessName,
		Reference: c.reference, TOSValue: c.tos, Created: c.created,
		Submissions: c.submissions, Attaching: c.attaching,
		Documents: records.Show(c.documents, document.truth), Requests: records.Show(c.rfi, (*request).truth),
		Parties: records.Show(c.parties, (*party).truth),
	}
}

func (d document) truth() controlapi.FinDocument {
	return controlapi.FinDocument{Section: d.section, Type: d.documentType, PartyID: d.party, URIs: d.uris}
}

func (p *party) truth() controlapi.FinParty {
	return controlapi.FinParty{
		ID: p.id, Email: p.email, FirstName: p.firstName, Ownership: p.ownership, Status: p.status,
		Identified: p.identified,
	}
}

// Move puts a customer into a status as the provider or its staff would, and ends what went on by itself.
func (a *API) Move(id string, m controlapi.FinMove) (controlapi.FinCustomer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.FinCustomer{}, err
	}
	status := canonical(m.Status)
	allowed := slices.DeleteFunc(slices.Clone(statuses), func(s string) bool {
		return s == statusPartiesRemaining && c.kind == typeIndividual
	})
	if !slices.Contains(allowed, status) {
		return controlapi.FinCustomer{}, fmt.Errorf("status %q: an %s may be moved to %s",
			m.Status, c.kind, strings.Join(allowed, ", "))
	}
	c.turn.End()
	c.attaching, c.decided = false, true
	c.rejection = reasonOf(m.Reason)
	if status != statusActionRequired && status != statusApproved {
		c.rfi = nil
	}
	if status == statusApproved {
		for _, p := range c.parties {
			a.setParty(p, partyApproved, "", "")
		}
	}
	a.set(c, status, m.Silent)
	return c.truth(), nil
}

func reasonOf(r *controlapi.FinReason) *rejection {
	if r == nil {
		return nil
	}
	out := &rejection{Documents: documentFindings(r.Documents)}
	if r.Comment != "" || len(r.Labels) > 0 {
		out.Applicant = &finding{r.Comment, append([]string{}, r.Labels...)}
	}
	for _, p := range r.Parties {
		one := partyFinding{ID: p.PartyID, Documents: documentFindings(p.Documents)}
		if p.Comment != "" || len(p.Labels) > 0 {
			one.Applicant = &finding{p.Comment, append([]string{}, p.Labels...)}
		}
		out.Parties = append(out.Parties, one)
	}
	return out
}

func documentFindings(all []controlapi.FinDocumentReason) []documentFinding {
	out := []documentFinding{}
	for _, d := range all {
		out = append(out, documentFinding{d.URI, d.Category, d.Comment, append([]string{}, d.Labels...)})
	}
	return out
}

// MoveParty puts a party into a status as the provider would. No event announces it.
func (a *API) MoveParty(id string, m controlapi.FinPartyMove) (controlapi.FinParty, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, err := records.Known(a.parties, "party", id)
	if err != nil {
		return controlapi.FinParty{}, err
	}
	if !slices.Contains(partyStatuses, m.Status) {
		return controlapi.FinParty{}, fmt.Errorf("status %q: a party may be moved to %s",
			m.Status, strings.Join(partyStatuses, ", "))
	}
	a.setParty(p, m.Status, m.ForCustomer, m.ForDeveloper)
	return p.truth(), nil
}

// Ask requests information of a customer as a reviewer would.
func (a *API) Ask(id string, m controlapi.FinRFI) (controlapi.FinCustomer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.FinCustomer{}, err
	}
	if len(m.Requests) == 0 {
		return controlapi.FinCustomer{}, fmt.Errorf("requests: at least one is required")
	}
	var requests []*request
	for _, q := range m.Requests {
		one, err := c.requestFrom(q)
		if err != nil {
			return controlapi.FinCustomer{}, err
		}
		requests = append(requests, one)
	}
	a.ask(c, requests, m.Silent, m.WithStatus)
	return c.truth(), nil
}

// Emit fires an event that nothing caused and returns its id.
func (a *API) Emit(m controlapi.FinEmit) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(m.CustomerID)
	if err != nil {
		return "", err
	}
	at := a.now()
	if m.Created != nil {
		at = m.Created.UTC()
	}
	told := *c
	if m.Status != "" {
		told.status = canonical(m.Status)
		if !slices.Contains(statuses, told.status) {
			return "", fmt.Errorf("status %q: must be one of %s", m.Status, strings.Join(statuses, ", "))
		}
	}
	switch m.Type {
	case eventCreated:
		return a.fireAt(m.Type, &told, told.webhookView(true), at), nil
	case eventStatus:
		return a.fireAt(m.Type, &told, told.webhookView(false), at), nil
	case eventRFI:
		return a.fireAt(m.Type, &told, rfiView{c.id, c.requestViews(false)}, at), nil
	}
	return "", fmt.Errorf("type %q: must be %s, %s or %s", m.Type, eventCreated, eventStatus, eventRFI)
}

// Events returns what was fired, oldest first.
func (a *API) Events() []controlapi.FinEvent {
	a.mu.Lock()
	defer a.mu.Unlock()
	return records.Show(a.events, eventRecord.truth)
}

func (e eventRecord) truth() controlapi.FinEvent {
	return controlapi.FinEvent{ID: e.ID, Type: e.Type, CustomerID: e.ReferenceID, Status: e.status, Created: e.at}
}
