package controlclient

import (
	"context"
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Customers returns the whole truth about all of Dwolla's customers, oldest first.
func (c *Client) Customers(ctx context.Context) ([]controlapi.Customer, error) {
	var all controlapi.Customers
	err := c.call(ctx, http.MethodGet, "/dwolla/customers", nil, &all)
	return all.Customers, err
}

// Customer returns the whole truth about one.
func (c *Client) Customer(ctx context.Context, id string) (one controlapi.Customer, err error) {
	err = c.call(ctx, http.MethodGet, "/dwolla/customers"+segment(id), nil, &one)
	return one, err
}

// MoveCustomer puts a customer into a status as the provider would and returns it.
func (c *Client) MoveCustomer(
	ctx context.Context, id string, m controlapi.Move,
) (moved controlapi.Customer, err error) {
	err = c.call(ctx, http.MethodPost, "/dwolla/customers"+segment(id)+"/status", m, &moved)
	return moved, err
}

// ReviewDocument decides on a document, a customer's or an owner's, and returns the customer.
func (c *Client) ReviewDocument(
	ctx context.Context, id string, v controlapi.Review,
) (owner controlapi.Customer, err error) {
	err = c.call(ctx, http.MethodPost, "/dwolla/documents"+segment(id)+"/review", v, &owner)
	return owner, err
}

// Owners returns the whole truth about a customer's beneficial owners, oldest first, the removed ones too.
func (c *Client) Owners(ctx context.Context, customerID string) ([]controlapi.Owner, error) {
	var all controlapi.Owners
	err := c.call(ctx, http.MethodGet, "/dwolla/customers"+segment(customerID)+"/owners", nil, &all)
	return all.Owners, err
}

// AllOwners is Owners for all customers.
func (c *Client) AllOwners(ctx context.Context) ([]controlapi.Owner, error) {
	var all controlapi.Owners
	err := c.call(ctx, http.MethodGet, "/dwolla/owners", nil, &all)
	return all.Owners, err
}

// Owner returns the whole truth about one, even if it was removed.
func (c *Client) Owner(ctx context.Context, id string) (one controlapi.Owner, err error) {
	err = c.call(ctx, http.MethodGet, "/dwolla/owners"+segment(id), nil, &one)
	return one, err
}

// MoveOwner puts an owner into a status as the provider would and returns it.
func (c *Client) MoveOwner(
	ctx context.Context, id string, m controlapi.OwnerMove,
) (moved controlapi.Owner, err error) {
	err = c.call(ctx, http.MethodPost, "/dwolla/owners"+segment(id)+"/status", m, &moved)
	return moved, err
}

// Ownership returns where the certification of a customer's owners stands.
func (c *Client) Ownership(ctx context.Context, customerID string) (o controlapi.Ownership, err error) {
	err = c.call(ctx, http.MethodGet, "/dwolla/customers"+segment(customerID)+"/ownership", nil, &o)
	return o, err
}

// MoveOwnership puts the certification of a customer's owners into a status and returns it.
func (c *Client) MoveOwnership(
	ctx context.Context, customerID string, m controlapi.OwnershipMove,
) (moved controlapi.Ownership, err error) {
	err = c.call(ctx, http.MethodPost, "/dwolla/customers"+segment(customerID)+"/ownership", m, &moved)
	return moved, err
}

// ExpireKBA ends the life of every KBA session that was not answered and returns how many there were.
func (c *Client) ExpireKBA(ctx context.Context) (int, error) {
	var e controlapi.Expired
	err := c.call(ctx, http.MethodPost, "/dwolla/kba/expire", nil, &e)
	return e.Expired, err
}

// Emit fires an event that nothing caused and returns its id.
func (c *Client) Emit(ctx context.Context, e controlapi.Emit) (eventID string, err error) {
	var out controlapi.Emitted
	err = c.call(ctx, http.MethodPost, "/dwolla/events", e, &out)
	return out.EventID, err
}

// ExpireEvents ends the life of all events so far, as 30 days would, and returns how many there were.
func (c *Client) ExpireEvents(ctx context.Context) (int, error) {
	var e controlapi.Expired
	err := c.call(ctx, http.MethodPost, "/dwolla/events/expire", nil, &e)
	return e.Expired, err
}
