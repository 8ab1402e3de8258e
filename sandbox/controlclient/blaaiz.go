package controlclient

import (
	"context"
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// BlaaizCustomers returns the whole truth about all of Blaaiz's customers, oldest first.
func (c *Client) BlaaizCustomers(ctx context.Context) ([]controlapi.BlaaizCustomer, error) {
	var all controlapi.BlaaizCustomers
	err := c.call(ctx, http.MethodGet, "/blaaiz/customers", nil, &all)
	return all.Customers, err
}

// BlaaizCustomer returns the whole truth about one.
func (c *Client) BlaaizCustomer(ctx context.Context, id string) (one controlapi.BlaaizCustomer, err error) {
	err = c.call(ctx, http.MethodGet, "/blaaiz/customers"+segment(id), nil, &one)
	return one, err
}

// MoveBlaaizCustomer puts a customer into a status as the provider would and returns it.
func (c *Client) MoveBlaaizCustomer(
	ctx context.Context, id string, m controlapi.BlaaizMove,
) (moved controlapi.BlaaizCustomer, err error) {
	err = c.call(ctx, http.MethodPost, "/blaaiz/customers"+segment(id)+"/status", m, &moved)
	return moved, err
}

// ReviewBlaaiz decides on an owner or a document of a customer, which nothing announces, and returns the
// customer.
func (c *Client) ReviewBlaaiz(
	ctx context.Context, id string, v controlapi.BlaaizReview,
) (reviewed controlapi.BlaaizCustomer, err error) {
	err = c.call(ctx, http.MethodPost, "/blaaiz/customers"+segment(id)+"/review", v, &reviewed)
	return reviewed, err
}

// BlaaizEvents returns what Blaaiz announced, oldest first.
func (c *Client) BlaaizEvents(ctx context.Context) (all []controlapi.BlaaizEvent, err error) {
	err = c.call(ctx, http.MethodGet, "/blaaiz/events", nil, &all)
	return all, err
}

// EmitBlaaiz fires an event of Blaaiz's that nothing caused and returns its id.
func (c *Client) EmitBlaaiz(ctx context.Context, e controlapi.BlaaizEmit) (eventID string, err error) {
	var out controlapi.Emitted
	err = c.call(ctx, http.MethodPost, "/blaaiz/events", e, &out)
	return out.EventID, err
}

// BlaaizWebhook returns where Blaaiz's webhooks go, and the secret that signs them.
func (c *Client) BlaaizWebhook(ctx context.Context) (h controlapi.BlaaizWebhook, err error) {
	err = c.call(ctx, http.MethodGet, "/blaaiz/webhook", nil, &h)
	return h, err
}

// RotateBlaaizSecret replaces the secret that signs Blaaiz's webhooks and returns the new one.
func (c *Client) RotateBlaaizSecret(ctx context.Context) (h controlapi.BlaaizWebhook, err error) {
	err = c.call(ctx, http.MethodPost, "/blaaiz/webhook/rotate", nil, &h)
	return h, err
}
