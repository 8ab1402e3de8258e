package controlclient

import (
	"context"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// AddFault adds a rule for API calls and returns it with its id.
func (c *Client) AddFault(ctx context.Context, f controlapi.Fault) (added controlapi.Fault, err error) {
	err = c.call(ctx, http.MethodPost, "/faults", f, &added)
	return added, err
}

// Faults returns the rules for API calls, with the hits they had.
func (c *Client) Faults(ctx context.Context) (all []controlapi.Fault, err error) {
	err = c.call(ctx, http.MethodGet, "/faults", nil, &all)
	return all, err
}

// RemoveFault removes a rule for API calls.
func (c *Client) RemoveFault(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, "/faults"+segment(id), nil, nil)
}

// ClearFaults removes all rules for API calls.
func (c *Client) ClearFaults(ctx context.Context) error {
	return c.call(ctx, http.MethodDelete, "/faults", nil, nil)
}

// AddWebhookFault adds a rule for deliveries and returns it with its id.
func (c *Client) AddWebhookFault(
	ctx context.Context, f controlapi.WebhookFault,
) (added controlapi.WebhookFault, err error) {
	err = c.call(ctx, http.MethodPost, "/webhook-faults", f, &added)
	return added, err
}

// WebhookFaults returns the rules for deliveries, with the hits they had.
func (c *Client) WebhookFaults(ctx context.Context) (all []controlapi.WebhookFault, err error) {
	err = c.call(ctx, http.MethodGet, "/webhook-faults", nil, &all)
	return all, err
}

// RemoveWebhookFault removes a rule for deliveries; what it holds stays held.
func (c *Client) RemoveWebhookFault(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, "/webhook-faults"+segment(id), nil, nil)
}

// ClearWebhookFaults removes all rules for deliveries; what they hold stays held.
func (c *Client) ClearWebhookFaults(ctx context.Context) error {
	return c.call(ctx, http.MethodDelete, "/webhook-faults", nil, nil)
}

// Release sends the webhooks that are held and returns how many deliveries that makes.
func (c *Client) Release(ctx context.Context, how controlapi.Release) (int, error) {
	var r controlapi.Released
	err := c.call(ctx, http.MethodPost, "/webhook-faults/release", how, &r)
	return r.Deliveries, err
}

// Pending says what is held, queued, in flight and scheduled.
func (c *Client) Pending(ctx context.Context) (p controlapi.Pending, err error) {
	err = c.call(ctx, http.MethodGet, "/webhooks/pending", nil, &p)
	return p, err
}

// WaitIdle returns when no delivery is queued, delayed or in flight, or when ctx ends. Held webhooks and
// retries that are scheduled do not count.
func (c *Client) WaitIdle(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		p, err := c.Pending(ctx)
		if err != nil {
			return err
		}
		if p.Idle() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
