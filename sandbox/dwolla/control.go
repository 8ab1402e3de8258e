package dwolla

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// ErrUnknown says that a control call names something that does not exist.
var ErrUnknown = errors.New("not found")

// Customers returns the whole truth about all customers, oldest first.
func (a *API) Customers() []controlapi.Customer {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make([]controlapi.Customer, 0, len(a.customers))
	for _, c := range a.customers {
		out = append(out, c.truth())
	}
	return out
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

func (a *API) known(id string) (*customer, error) {
	c, ok := a.byID[strings.ToLower(id)]
	if !ok {
		return nil, fmt.Errorf("customer %q: %w", id, ErrUnknown)
	}
	return c, nil
}

func (c *customer) truth() controlapi.Customer {
	t := controlapi.Customer{
		ID: c.id, Type: c.Type, Status: c.Status, Created: c.created,
		Email: c.Email, FirstName: c.FirstName, LastName: c.LastName,
		BusinessName: c.BusinessName, CorrelationID: c.CorrelationID,
		HasDateOfBirth: c.hasDateOfBirth, SSNDigits: c.ssnDigits,
		AttemptsAllowed: c.allowed, AttemptsUsed: c.used, AttemptsRefused: c.refused,
		Documents: make([]controlapi.Document, 0, len(c.documents)),
	}
	for _, d := range c.documents {
		t.Documents = append(t.Documents, d.truth())
	}
	return t
}

// Creates counts the customers ever created.
func (a *API) Creates() controlapi.Creates {
	a.mu.Lock()
	defer a.mu.Unlock()
	return controlapi.Creates{
		Total: len(a.customers), ByEmail: maps.Clone(a.createdByEmail), ByCorrelationID: maps.Clone(a.createdByKey),
	}
}

// Attempts counts the retries that were spent, by customer id.
func (a *API) Attempts() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make(map[string]int)
	for _, c := range a.customers {
		if c.used > 0 {
			out[c.id] = c.used
		}
	}
	return out
}

// Move puts a customer into a status as the provider or its staff would.
func (a *API) Move(id string, m controlapi.Move) (controlapi.Customer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.Customer{}, err
	}
	to, topic := m.Status, topicOf[m.Status]
	if m.Status == "activated" {
		if to, err = c.activeStatus(); err != nil {
			return controlapi.Customer{}, err
		}
		topic = "customer_activated"
	} else if !slices.Contains(statusesOf(c.Type), to) {
		return controlapi.Customer{}, fmt.Errorf("status %q: a %s customer may be moved to %s, activated",
			m.Status, c.Type, strings.Join(statusesOf(c.Type), ", "))
	}
	a.set(c, outcome{to, c.wantsBusiness, c.wantsController}, m.Directives...)
	if topic != "" && !m.Silent {
		a.fire(topic, c)
	}
	return c.truth(), nil
}

// activeStatus is what a deactivated or suspended customer is activated to.
func (c *customer) activeStatus() (string, error) {
	switch {
	case c.Status == statusDeactivated:
		return c.before, nil
	case c.Status == statusSuspended && c.verifiedType():
		return statusVerified, nil
	case c.Status == statusSuspended:
		return statusUnverified, nil
	}
	return "", fmt.Errorf("status activated: the customer is %s, neither deactivated nor suspended", c.Status)
}

// statusesOf are the statuses that a customer of a type can have (reference 2.4).
func statusesOf(customerType string) []string {
	switch customerType {
	case typePersonal:
		return []string{statusVerified, statusRetry, statusKBA, statusDocument, statusDeactivated, statusSuspended}
	case typeBusiness:
		return []string{statusVerified, statusRetry, statusDocument, statusDeactivated, statusSuspended}
	default:
		return []string{statusUnverified, statusDeactivated, statusSuspended}
	}
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
	switch {
	case resource != "":
	case kind == kindCustomer:
		resource = c.id
	case kind == kindDocument && len(c.documents) > 0:
		resource = c.documents[len(c.documents)-1].id
	default:
		resource = a.cfg.IDs.UUID(kind)
	}
	if m.Created != nil {
		at = m.Created.UTC()
	}
	return a.fireAbout(m.Topic, c, kind, resource, at).id, nil
}
