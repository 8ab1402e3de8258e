package dwolla

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// Move puts a customer into a status as the provider or its staff would.
func (a *API) Move(id string, m controlapi.Move) (controlapi.Customer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.Customer{}, err
	}
	to, topics := m.Status, topicsOf(c, m)
	if m.Status == "activated" {
		if to, err = c.activeStatus(); err != nil {
			return controlapi.Customer{}, err
		}
		topics = []string{"customer_activated"}
	} else if !slices.Contains(statusesOf(c.Type), to) {
		return controlapi.Customer{}, fmt.Errorf("status %q: a %s customer may be moved to %s, activated",
			m.Status, c.Type, strings.Join(statusesOf(c.Type), ", "))
	}
	o, err := c.wanting(to, m)
	if err != nil {
		return controlapi.Customer{}, err
	}
	a.set(c, o, m.Directives...)
	for _, topic := range topics {
		if !m.Silent {
			a.fire(topic, c)
		}
	}
	return c.truth(), nil
}

// topicsOf are the events of a move. At a business, a manual review and an address problem have their own
// (reference 3.2).
func topicsOf(c *customer, m controlapi.Move) []string {
	topic, ok := topicOf[m.Status]
	switch {
	case !ok:
		return nil
	case c.Type != typeBusiness:
		return []string{topic}
	case m.Status == statusSuspended && hasDirective(m.Directives, pendingReview):
		return []string{"customer_verification_pending_review"}
	case (m.Status == statusRetry || m.Status == statusDocument) && hasDirective(m.Directives, addressDirectives...):
		return []string{topic, "customer_address_verification_failed"}
	}
	return []string{topic}
}

// wanting is the outcome of a move: which part of a business is found wanting follows from what the move
// says, from the links of its directives, or from where the customer stood. The business is, if nothing
// says anything.
func (c *customer) wanting(status string, m controlapi.Move) (outcome, error) {
	o := outcome{status: status}
	switch m.Wants {
	case controlapi.WantsBusiness:
		o.wantsBusiness = true
	case controlapi.WantsController:
		o.wantsController = true
	case controlapi.WantsBoth:
		o.wantsBusiness, o.wantsController = true, true
	case "":
		o.wantsBusiness, o.wantsController = c.wantsBusiness, c.wantsController
		for _, d := range m.Directives {
			o.wantsBusiness = o.wantsBusiness || slices.Contains(businessLinks, d.Link)
			o.wantsController = o.wantsController || slices.Contains(controllerLinks, d.Link)
		}
	default:
		return o, fmt.Errorf("wants %q: must be %q, %q or %q",
			m.Wants, controlapi.WantsBusiness, controlapi.WantsController, controlapi.WantsBoth)
	}
	open := status == statusRetry || status == statusDocument
	if c.Type == typeBusiness && open && !o.wantsBusiness && !o.wantsController {
		o.wantsBusiness = true
	}
	return o, nil
}

// The relations that ask for something of a business's, and of its controller's.
var (
	businessLinks   = []string{relBusinessDocument, relBothDocument}
	controllerLinks = []string{"retry-with-full-ssn", relDocument, relBothDocument}
)

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

// Owners returns the whole truth about a customer's owners, oldest first, the removed ones too. An empty id
// means all customers.
func (a *API) Owners(customerID string) ([]controlapi.Owner, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var of *customer
	if customerID != "" {
		c, err := a.known(customerID)
		if err != nil {
			return nil, err
		}
		of = c
	}
	out := make([]controlapi.Owner, 0, len(a.owners))
	for _, o := range a.owners {
		if of == nil || o.customer == of {
			out = append(out, o.truth())
		}
	}
	return out, nil
}

// Owner returns the whole truth about an owner, even a removed one.
func (a *API) Owner(id string) (controlapi.Owner, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, o := range a.owners {
		if o.id == strings.ToLower(id) {
			return o.truth(), nil
		}
	}
	return controlapi.Owner{}, records.Unknown("owner", id)
}

// MoveOwner puts an owner into a status as the provider would. It leaves the certification alone.
func (a *API) MoveOwner(id string, m controlapi.OwnerMove) (controlapi.Owner, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	o, err := records.Known(a.ownerByID, "owner", id)
	if err != nil {
		return controlapi.Owner{}, err
	}
	topic, ok := ownerTopics[m.Status]
	if !ok {
		return controlapi.Owner{}, fmt.Errorf("status %q: an owner may be moved to %s, %s, %s",
			m.Status, statusVerified, statusIncomplete, statusDocument)
	}
	a.setOwner(o, m.Status)
	if !m.Silent {
		a.fireOwner(topic, o)
	}
	return o.truth(), nil
}

// Ownership returns where the certification of a customer's owners stands.
func (a *API) Ownership(customerID string) (controlapi.Ownership, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.certifiable(customerID)
	if err != nil {
		return controlapi.Ownership{}, err
	}
	return *c.ownershipTruth(), nil
}

// MoveOwnership puts the certification of a customer's owners into a status, as the provider would when it
// wants to know more. No event announces it.
func (a *API) MoveOwnership(customerID string, m controlapi.OwnershipMove) (controlapi.Ownership, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.certifiable(customerID)
	if err != nil {
		return controlapi.Ownership{}, err
	}
	if !slices.Contains(ownershipStatuses, m.Status) {
		return controlapi.Ownership{}, fmt.Errorf("status %q: ownership may be moved to %s",
			m.Status, strings.Join(ownershipStatuses, ", "))
	}
	a.setOwnership(c, m.Status)
	return *c.ownershipTruth(), nil
}

var ownershipStatuses = []string{ownershipUncertified, ownershipCertified, ownershipRecertify}

// certifiable returns a customer whose ownership is certified.
func (a *API) certifiable(id string) (*customer, error) {
	c, err := a.known(id)
	if err == nil && !c.hasController() {
		return nil, fmt.Errorf("customer %q: has no owners to certify", id)
	}
	return c, err
}
