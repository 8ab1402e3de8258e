package dwolla

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"

	"github.com/bonafide-dev/bonafide/provider"
)

// Event is one event as Dwolla sends and lists it (API reference, Events). It is thin: it names what
// changed, and not how.
type Event struct {
	ID    string `json:"id"`
	Topic string `json:"topic"`
	// ResourceID is what changed; its kind is in the path of the link named resource.
	ResourceID string `json:"resourceId"`
	// CorrelationID is a transfer's, never a customer's.
	CorrelationID string    `json:"correlationId"`
	Created       Timestamp `json:"created"`
	Links         Links     `json:"_links"`
}

// DecodeEvent reads an event. Its error quotes nothing of the body.
func DecodeEvent(body []byte) (*Event, error) {
	var wire struct {
		Event
		// Deliveries carry timestamp next to created.
		Timestamp Timestamp `json:"timestamp"`
	}
	if json.Unmarshal(body, &wire) != nil {
		return nil, invalid("", "the event is not a JSON object of Dwolla's form")
	}
	e := wire.Event
	if e.Created.IsZero() {
		e.Created = wire.Timestamp
	}
	switch {
	case !identifier.MatchString(e.ID):
		return nil, invalid("", "the event has no ID")
	case !plainTopic.MatchString(e.Topic):
		return nil, invalid("", "the event has no topic")
	case e.Created.IsZero():
		return nil, invalid("", "the event has no time")
	}
	return &e, nil
}

// plainTopic is what a topic may look like: it ends up in statuses and metrics.
var plainTopic = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,100}$`)

// Customer is the ID of the customer that the event is about, empty for the account's own events.
func (e *Event) Customer() string {
	for _, relation := range []string{"customer", "resource"} {
		if kind, id := e.Links[relation].Resource(); kind == "customer" {
			return id
		}
	}
	return ""
}

// Normalise is the event in the vocabulary of package provider.
func (e *Event) Normalise() provider.Event {
	t := topicOf(e.Topic)
	kind, id := e.Links["resource"].Resource()
	if id == "" && identifier.MatchString(e.ResourceID) {
		id = e.ResourceID
	}
	return provider.Event{
		ID:           e.ID,
		Topic:        t.name,
		Time:         e.Created.Time,
		CustomerID:   e.Customer(),
		ResourceKind: kind,
		ResourceID:   id,
		Concern:      t.concern,
		Effect:       t.effect,
		Implies:      t.implies,
	}
}

// EventPage is one page of a list, newest first.
type EventPage struct {
	Events []Event
	Total  int
	// More tells whether another page follows.
	More bool
}

// ListEvents reads one page of the events of the last 30 days (API reference, Events › List). An
// entry that cannot be read is left out rather than hide the others.
func (c *Client) ListEvents(ctx context.Context, limit, offset int) (*EventPage, error) {
	var out struct {
		Links    Links `json:"_links"`
		Total    int   `json:"total"`
		Embedded struct {
			Events []json.RawMessage `json:"events"`
		} `json:"_embedded"`
	}
	r := call{operation: OpListEvents, method: http.MethodGet, path: "/events", query: paging(limit, offset)}
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, err
	}
	if out.Links == nil {
		return nil, foreign(OpListEvents, provider.OutcomeUnknown)
	}
	read := len(out.Embedded.Events)
	page := &EventPage{Total: out.Total, More: read > 0 && (out.Links.Has("next") || offset+read < out.Total)}
	for _, raw := range out.Embedded.Events {
		if e, err := DecodeEvent(raw); err == nil {
			page.Events = append(page.Events, *e)
		}
	}
	return page, nil
}

// GetEvent reads one event.
func (c *Client) GetEvent(ctx context.Context, id string) (*Event, error) {
	if !identifier.MatchString(id) {
		return nil, invalid(OpGetEvent, "an event's ID at Dwolla is a UUID")
	}
	var raw json.RawMessage
	if _, err := c.fetch(ctx, call{operation: OpGetEvent, method: http.MethodGet, path: "/events/" + id}, &raw); err != nil {
		return nil, err
	}
	e, err := DecodeEvent(raw)
	if err != nil {
		return nil, foreign(OpGetEvent, provider.OutcomeUnknown)
	}
	return e, nil
}
