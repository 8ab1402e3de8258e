package dwolla

import (
	"fmt"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// Customers returns the whole truth about all customers, oldest first.
func (a *API) Customers() []controlapi.Customer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return records.Show(a.customers, (*customer).truth)
}

// Customer returns the whole truth about a customer.
func (a *API) Customer(id string) (controlapi.Customer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.Customer{}, err
	}
	return c.truth(), nil
}

func (a *API) known(id string) (*customer, error) { return records.Known(a.byID, "customer", id) }

func (c *customer) truth() controlapi.Customer {
	t := controlapi.Customer{
		ID: c.id, Type: c.Type, Status: c.Status, Created: c.created,
		Email: c.Email, FirstName: c.FirstName, LastName: c.LastName,
		BusinessName: c.BusinessName, CorrelationID: c.CorrelationID,
		HasDateOfBirth: c.hasDateOfBirth, SSNDigits: c.ssnDigits, HasPassport: c.hasPassport, HasEIN: c.hasEIN,
		AttemptsAllowed: c.allowed, AttemptsUsed: c.used, AttemptsRefused: c.refused,
		Documents: c.documents.truth(), Ownership: c.ownershipTruth(),
	}
	for _, o := range c.owners {
		t.Owners = append(t.Owners, o.id)
	}
	return t
}

// Emit fires an event that nothing caused and returns its id.
func (a *API) Emit(m controlapi.Emit) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(m.CustomerID)
	if err != nil {
		return "", err
	}
	kind, ok := resourceKind(m.Topic)
	if !ok {
		return "", fmt.Errorf("topic %q: not one of the customer topics", m.Topic)
	}
	resource, at := m.ResourceID, a.now()
	if resource == "" {
		resource = c.newest(kind, m.Topic)
	}
	if resource == "" {
		resource = a.cfg.IDs.UUID(kind)
	}
	if m.Created != nil {
		at = m.Created.UTC()
	}
	return a.fireAbout(m.Topic, c, kind, resource, at).id, nil
}

// newest is the id of what an event of a topic is most likely about, or empty if there is none.
func (c *customer) newest(kind, topic string) string {
	documents := c.documents
	if kind == kindDocument && strings.HasPrefix(topic, "customer_beneficial_owner_") {
		documents = nil
		for _, o := range c.owners {
			documents = append(documents, o.documents...)
		}
	}
	switch {
	case kind == kindCustomer:
		return c.id
	case kind == kindDocument && len(documents) > 0:
		return documents[len(documents)-1].id
	case kind == kindOwner && len(c.owners) > 0:
		return c.owners[len(c.owners)-1].id
	}
	return ""
}
