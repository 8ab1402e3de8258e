package platform

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/visitor"
)

var _ Keeper = dwolla{}

// dwollaAttempts is how often Dwolla delivers an event at most.
const dwollaAttempts = 9

func (d dwolla) visit(ctx context.Context, method, path string, in, out any) error {
	return visitor.Dwolla(d.Sandbox.DwollaURL()).Call(ctx, method, path, in, out)
}

func (d dwolla) Subscriptions(ctx context.Context) (all []verdict.Subscription, err error) {
	var list struct {
		Embedded struct {
			All []struct {
				ID, URL string
				Paused  bool
			} `json:"webhook-subscriptions"`
		} `json:"_embedded"`
	}
	err = d.visit(ctx, http.MethodGet, "/webhook-subscriptions", nil, &list)
	for _, one := range list.Embedded.All {
		all = append(all, verdict.Subscription{ID: one.ID, URL: one.URL, Paused: one.Paused})
	}
	return all, err
}

func (d dwolla) AddSubscription(ctx context.Context, url, secret string) error {
	return d.visit(ctx, http.MethodPost, "/webhook-subscriptions", map[string]string{"url": url, "secret": secret}, nil)
}

func (d dwolla) PauseSubscription(ctx context.Context, id string) error {
	return d.visit(ctx, http.MethodPost, "/webhook-subscriptions/"+id, map[string]bool{"paused": true}, nil)
}

func (d dwolla) DeleteSubscription(ctx context.Context, id string) error {
	return d.visit(ctx, http.MethodDelete, "/webhook-subscriptions/"+id, nil, nil)
}

// dwollaWebhook is an event on its way to a subscription.
type dwollaWebhook struct {
	ID       string
	Attempts []struct {
		Request struct {
			Body    string
			Headers []struct{ Name, Value string }
		}
		Response *struct{ StatusCode int }
	}
}

func (w dwollaWebhook) taken() bool {
	for _, a := range w.Attempts {
		if a.Response != nil && a.Response.StatusCode/100 == 2 {
			return true
		}
	}
	return false
}

// webhooks calls see with each of a subscription's, newest first, until that returns false.
func (d dwolla) webhooks(ctx context.Context, id string, see func(dwollaWebhook) bool) error {
	for offset := 0; ; offset += pageSize {
		var page struct {
			Total    int
			Embedded struct{ Webhooks []dwollaWebhook } `json:"_embedded"`
		}
		path := fmt.Sprintf("/webhook-subscriptions/%s/webhooks?limit=%d&offset=%d", id, pageSize, offset)
		if err := d.visit(ctx, http.MethodGet, path, nil, &page); err != nil {
			return err
		}
		for _, w := range page.Embedded.Webhooks {
			if !see(w) {
				return nil
			}
		}
		if len(page.Embedded.Webhooks) == 0 || offset+len(page.Embedded.Webhooks) >= page.Total {
			return nil
		}
	}
}

func (d dwolla) Untaken(ctx context.Context, id string) (all []string, err error) {
	err = d.webhooks(ctx, id, func(w dwollaWebhook) bool {
		if !w.taken() && len(w.Attempts) < dwollaAttempts {
			all = append(all, w.ID)
		}
		return true
	})
	return all, err
}

func (d dwolla) Redeliver(ctx context.Context, webhookID string) error {
	return d.visit(ctx, http.MethodPost, "/webhooks/"+webhookID+"/retries", nil, nil)
}

func (d dwolla) SignsWith(ctx context.Context, id, key string) (told, is bool, err error) {
	err = d.webhooks(ctx, id, func(w dwollaWebhook) bool {
		if told = len(w.Attempts) > 0; told {
			header := http.Header{}
			for _, h := range w.Attempts[0].Request.Headers {
				header.Add(h.Name, h.Value)
			}
			is = d.Signed(header, []byte(w.Attempts[0].Request.Body), key)
		}
		return !told
	})
	return told, is, err
}

func (d dwolla) Signed(header http.Header, body []byte, key string) bool {
	values := header.Values(d.SignatureHeader())
	return len(values) == 1 && strings.EqualFold(values[0], hmacOf(key, body))
}

// Chatter is about the newest customer: there may be none yet.
func (d dwolla) Chatter(ctx context.Context) error {
	customers, err := d.Control.Customers(ctx)
	if err != nil || len(customers) == 0 {
		return errors.Join(err, ErrOutOfPlace)
	}
	_, err = d.Control.Emit(ctx, controlapi.Emit{Topic: "customer_label_created", CustomerID: customers[len(customers)-1].ID})
	return allowed(err)
}
