package dwolla

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// MaxSubscriptionSecret is how many characters the secret of a subscription may have (API reference,
// Webhook subscriptions › Create).
const MaxSubscriptionSecret = 128

// maxAttempts is how often Dwolla delivers an event at most: once, and eight times more (guide
// Webhooks › Automatic retries).
const maxAttempts = 9

// deliveriesPage is how many webhooks of a subscription are read at once: each repeats its event's body
// for every attempt, and an answer may not exceed 1 MiB. deliveriesPages is how many such pages are read
// at most, while none of the webhooks was taken.
const (
	deliveriesPage  = 50
	deliveriesPages = 10
)

// remainderPages is how many pages are read at most to tell whether an event is still to be delivered, and
// retryWindow how long after an event came about its last attempt may be made: 72 h after the first (guide
// Webhooks › Automatic retries), and some time for a backlog.
const (
	remainderPages = 40
	retryWindow    = 74 * time.Hour
)

// WebhookSubscription is an address that Dwolla delivers the events of an application to. An
// application has at most five in Production and ten in the Sandbox (guide Webhooks).
type WebhookSubscription struct {
	ID      string    `json:"id"`
	URL     string    `json:"url"`
	Paused  bool      `json:"paused"`
	Created Timestamp `json:"created"`
}

// Webhook is one event on its way to one subscription.
type Webhook struct {
	ID       string           `json:"id"`
	Topic    string           `json:"topic"`
	EventID  string           `json:"eventId"`
	Attempts []WebhookAttempt `json:"attempts"`
}

// WebhookAttempt is one delivery and its answer.
type WebhookAttempt struct {
	ID      string         `json:"id"`
	Request WebhookRequest `json:"request"`
	// Response is nil when none came in time.
	Response *struct {
		StatusCode int `json:"statusCode"`
	} `json:"response"`
}

// WebhookRequest is what was sent.
type WebhookRequest struct {
	// Body is the event.
	Body EventText `json:"body"`
}

// EventText is an event written as a string. Only its time is kept; it is zero if that cannot be read.
type EventText struct{ Created Timestamp }

// UnmarshalJSON implements json.Unmarshaler.
func (t *EventText) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		return nil
	}
	if e, err := DecodeEvent([]byte(text)); err == nil {
		t.Created = e.Created
	}
	return nil
}

// Created is when the event came about; zero when no attempt tells.
func (w Webhook) Created() time.Time {
	if len(w.Attempts) == 0 {
		return time.Time{}
	}
	return w.Attempts[0].Request.Body.Created.Time
}

// Taken tells whether an attempt was answered with a 2xx.
func (w Webhook) Taken() bool {
	for _, a := range w.Attempts {
		if a.Response != nil && a.Response.StatusCode/100 == 2 {
			return true
		}
	}
	return false
}

// subscriptionForm is what Dwolla takes of a subscription.
var subscriptionForm = form{whole: provider.FieldWebhookURL, fields: []field{
	{"url", provider.FieldWebhookURL, ruleWebhookURL},
	{"secret", provider.FieldWebhookSecret, ruleWebhookSecret},
}}

const (
	ruleWebhookURL    = "write an https address that can be reached from the internet, with a certificate that browsers trust; Dwolla takes no localhost"
	ruleWebhookSecret = "write 1 to 128 characters of text"
)

// ListWebhookSubscriptions lists the subscriptions of the application. The list has no pages.
func (c *Client) ListWebhookSubscriptions(ctx context.Context) ([]WebhookSubscription, error) {
	var out struct {
		Links    Links `json:"_links"`
		Embedded struct {
			Subscriptions []WebhookSubscription `json:"webhook-subscriptions"`
		} `json:"_embedded"`
	}
	r := call{operation: OpListSubscriptions, method: http.MethodGet, path: "/webhook-subscriptions"}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, err
	}
	if out.Links == nil {
		return nil, foreign(OpListSubscriptions, provider.OutcomeUnknown)
	}
	return out.Embedded.Subscriptions, nil
}

// CreateWebhookSubscription has Dwolla deliver all events of the application to url from now on,
// signed with secret, and returns the subscription's ID.
func (c *Client) CreateWebhookSubscription(
	ctx context.Context, url string, secret pii.String, idempotencyKey string,
) (id string, err error) {
	if !fitsAsSecret(secret) {
		e := provider.Invalid(OpCreateSubscription, "Dwolla refuses the data")
		e.Fields = []provider.FieldError{{Path: provider.FieldWebhookSecret, Message: ruleWebhookSecret}}
		return "", e
	}
	id, err = c.create(ctx, call{
		operation:      OpCreateSubscription,
		path:           "/webhook-subscriptions",
		body:           encodeSubscription(url, secret),
		contentType:    mediaJSON,
		idempotencyKey: idempotencyKey,
		form:           subscriptionForm,
	}, "webhook-subscription")
	if e := provider.As(err); e != nil && codeKey(e.Code) == "maxnumberofresources" {
		e.Err = provider.ErrSubscriptionLimit
	}
	return id, err
}

// fitsAsSecret tells whether JSON carries the secret as it is: what Dwolla then signs with is what the
// receiver has.
func fitsAsSecret(secret pii.String) bool {
	value := secret.Reveal()
	return utf8.ValidString(value) && value != "" && utf8.RuneCountInString(value) <= MaxSubscriptionSecret
}

// ResumeWebhookSubscription ends the pause of a subscription.
func (c *Client) ResumeWebhookSubscription(ctx context.Context, id string) error {
	path, err := subscriptionPath(OpResumeSubscription, id)
	if err != nil {
		return err
	}
	r := post(OpResumeSubscription, []byte(`{"paused":false}`), "")
	r.path, r.repeatable = path, true
	var out WebhookSubscription
	if _, err := c.fetchOf(ctx, id, r, &out, &out.ID); err != nil {
		return err
	}
	if out.Paused {
		return foreign(OpResumeSubscription, provider.OutcomeUnknown)
	}
	return nil
}

// DeleteWebhookSubscription removes a subscription and the history of its webhooks. The answer's
// body, which Dwolla's pages disagree on, is not read.
func (c *Client) DeleteWebhookSubscription(ctx context.Context, id string) error {
	path, err := subscriptionPath(OpDeleteSubscription, id)
	if err != nil {
		return err
	}
	_, err = c.send(ctx, call{operation: OpDeleteSubscription, method: http.MethodDelete, path: path, repeatable: true})
	return err
}

// WebhookPage is one page of a list, newest first.
type WebhookPage struct {
	Webhooks []Webhook
	Total    int
	// More tells whether another page follows.
	More bool
}

// ListWebhooks lists the webhooks of a subscription: at most limit of them, after skipping offset. A page may be
// shorter than that though another one follows, for up to how many a limit is honoured is on no page of Dwolla's.
func (c *Client) ListWebhooks(ctx context.Context, subscriptionID string, limit, offset int) (*WebhookPage, error) {
	path, err := subscriptionPath(OpListWebhooks, subscriptionID)
	if err != nil {
		return nil, err
	}
	var out struct {
		Links    Links `json:"_links"`
		Total    int   `json:"total"`
		Embedded struct {
			Webhooks []Webhook `json:"webhooks"`
		} `json:"_embedded"`
	}
	r := call{operation: OpListWebhooks, method: http.MethodGet, path: path + "/webhooks", query: paging(limit, offset)}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, err
	}
	if out.Links == nil {
		return nil, foreign(OpListWebhooks, provider.OutcomeUnknown)
	}
	read := len(out.Embedded.Webhooks)
	return &WebhookPage{
		Webhooks: out.Embedded.Webhooks,
		Total:    out.Total,
		More:     read > 0 && (out.Links.Has("next") || offset+read < out.Total),
	}, nil
}

func subscriptionPath(operation, id string) (string, error) {
	return resourcePath(operation, "webhook-subscriptions", id, "a webhook subscription")
}
