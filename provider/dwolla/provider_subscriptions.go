package dwolla

import (
	"context"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
)

var _ provider.Subscriber = (*Provider)(nil)

// ListSubscriptions implements provider.Subscriber.
func (p *Provider) ListSubscriptions(ctx context.Context) ([]provider.Subscription, error) {
	all, err := p.client.ListWebhookSubscriptions(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]provider.Subscription, len(all))
	for i, s := range all {
		out[i] = provider.Subscription{ID: s.ID, URL: s.URL, Paused: s.Paused, Created: s.Created.Time}
	}
	return out, nil
}

// CreateSubscription implements provider.Subscriber.
func (p *Provider) CreateSubscription(ctx context.Context, r provider.SubscriptionRequest) (string, error) {
	return p.client.CreateWebhookSubscription(ctx, r.URL, r.Secret, r.IdempotencyKey)
}

// ResumeSubscription implements provider.Subscriber.
func (p *Provider) ResumeSubscription(ctx context.Context, id string) error {
	return p.client.ResumeWebhookSubscription(ctx, id)
}

// DeleteSubscription implements provider.Subscriber.
func (p *Provider) DeleteSubscription(ctx context.Context, id string) error {
	err := p.client.DeleteWebhookSubscription(ctx, id)
	if provider.ClassOf(err) == provider.ClassNotFound {
		return nil
	}
	return err
}

// Deliveries implements provider.Subscriber. In a backlog the newest webhooks are those that no attempt
// was made at yet, so it reads on until it comes to one that was taken, within bounds.
func (p *Provider) Deliveries(ctx context.Context, id string) (provider.Deliveries, error) {
	var d provider.Deliveries
	offset := 0
	for range deliveriesPages {
		page, err := p.client.ListWebhooks(ctx, id, deliveriesPage, offset)
		if err != nil {
			return provider.Deliveries{}, err
		}
		for _, w := range page.Webhooks {
			w.count(&d)
		}
		if d.Succeeded > 0 || !page.More {
			break
		}
		offset += len(page.Webhooks)
	}
	return d, nil
}

// Remainder implements provider.Subscriber. It reads on until it comes to events that are too old to be
// delivered again, within bounds.
func (p *Provider) Remainder(ctx context.Context, id string, before time.Time) (provider.Remainder, error) {
	r := remainder{before: before}
	offset := 0
	for range remainderPages {
		page, err := p.client.ListWebhooks(ctx, id, deliveriesPage, offset)
		if err != nil {
			return provider.RemainderUnknown, err
		}
		for _, w := range page.Webhooks {
			if r.add(w); r.some {
				return provider.RemainderSome, nil
			}
		}
		if r.ended || !page.More {
			return r.end(), nil
		}
		offset += len(page.Webhooks)
	}
	return provider.RemainderUnknown, nil
}

// remainder is what is left to deliver among webhooks, newest first.
type remainder struct {
	before time.Time
	// unsent tells of one without an attempt, and so without a time, since the last one that has a time.
	unsent, some, ended bool
}

func (r *remainder) add(w Webhook) {
	created := w.Created()
	switch old := !created.IsZero() && created.Before(r.before); {
	case old && r.unsent:
		r.some = true
	case !created.IsZero():
		r.unsent = false // What is listed above it is no older.
	}
	switch {
	case len(w.Attempts) == 0:
		r.unsent = true
	case !w.Taken() && len(w.Attempts) < maxAttempts:
		r.some = r.some || created.IsZero() || created.Before(r.before)
	}
	r.ended = !created.IsZero() && created.Before(r.before.Add(-retryWindow))
}

func (r *remainder) end() provider.Remainder {
	if r.unsent {
		return provider.RemainderSome
	}
	return provider.RemainderNone
}

// count adds the webhook to what it counts as.
func (w Webhook) count(d *provider.Deliveries) {
	switch {
	case w.Taken():
		d.Succeeded++
	case len(w.Attempts) == 0:
		d.Unsent++
	case len(w.Attempts) < maxAttempts:
		d.Outstanding++
	default:
		d.Failed++
	}
}
