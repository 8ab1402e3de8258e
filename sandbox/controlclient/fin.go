package controlclient

import (
	"context"
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// FinCustomers returns the whole truth about all of Fin's customers, oldest first.
func (c *Client) FinCustomers(ctx context.Context) ([]controlapi.FinCustomer, error) {
	var all controlapi.FinCustomers
	err := c.call(ctx, http.MethodGet, "/fin/customers", nil, &all)
	return all.Customers, err
}

// FinCustomer returns the whole truth about one.
func (c *Client) FinCustomer(ctx context.Context, id string) (one controlapi.FinCustomer, err error) {
	err = c.call(ctx, http.MethodGet, "/fin/customers"+segment(id), nil, &one)
	return one, err
}

// MoveFinCustomer puts a customer into a status as the provider would and returns it.
func (c *Client) MoveFinCustomer(
	ctx context.Context, id string, m controlapi.FinMove,
) (moved controlapi.FinCustomer, err error) {
	err = c.call(ctx, http.MethodPost, "/fin/customers"+segment(id)+"/status", m, &moved)
	return moved, err
}

// AskFinCustomer requests information of a customer and returns it.
func (c *Client) AskFinCustomer(
	ctx context.Context, id string, m controlapi.FinRFI,
) (asked controlapi.FinCustomer, err error) {
	err = c.call(ctx, http.MethodPost, "/fin/customers"+segment(id)+"/rfi", m, &asked)
	return asked, err
}

// MoveFinParty puts an associated party into a status as the provider would and returns it.
func (c *Client) MoveFinParty(
	ctx context.Context, id string, m controlapi.FinPartyMove,
) (moved controlapi.FinParty, err error) {
	err = c.call(ctx, http.MethodPost, "/fin/parties"+segment(id)+"/status", m, &moved)
	return moved, err
}

// AddFinEndpoint tells where Fin's webhooks go and returns it with its id and secret.
func (c *Client) AddFinEndpoint(
	ctx context.Context, e controlapi.FinEndpoint,
) (added controlapi.FinEndpoint, err error) {
	err = c.call(ctx, http.MethodPost, "/fin/webhooks", e, &added)
	return added, err
}

// FinEndpoints returns where Fin's webhooks go.
func (c *Client) FinEndpoints(ctx context.Context) (all []controlapi.FinEndpoint, err error) {
	err = c.call(ctx, http.MethodGet, "/fin/webhooks", nil, &all)
	return all, err
}

// RemoveFinEndpoint ends the deliveries to an endpoint.
func (c *Client) RemoveFinEndpoint(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, "/fin/webhooks"+segment(id), nil, nil)
}

// FinEvents returns what Fin announced, oldest first.
func (c *Client) FinEvents(ctx context.Context) (all []controlapi.FinEvent, err error) {
	err = c.call(ctx, http.MethodGet, "/fin/events", nil, &all)
	return all, err
}

// EmitFin fires an event of Fin's that nothing caused and returns its id.
func (c *Client) EmitFin(ctx context.Context, e controlapi.FinEmit) (eventID string, err error) {
	var out controlapi.Emitted
	err = c.call(ctx, http.MethodPost, "/fin/events", e, &out)
	return out.EventID, err
}

// ExpireFinRefreshTokens ends the life of every refresh token and returns how many were alive.
func (c *Client) ExpireFinRefreshTokens(ctx context.Context) (int, error) {
	var e controlapi.Expired
	err := c.call(ctx, http.MethodPost, "/fin/refresh-tokens/expire", nil, &e)
	return e.Expired, err
}
