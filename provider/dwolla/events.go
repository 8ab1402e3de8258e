package dwolla

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

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
	CorrelationID string     `json:"correlationId"`
	Created       Timestamp  `json:"created"`
	Links         EventLinks `json:"_links"`
}

// EventLinks are those of an event's relations that say whom it is about. Its own link and the account's
// are left out: thousands of events a second are not worth the memory of what nobody reads.
type EventLinks struct {
	Customer Link `json:"customer"`
	Resource Link `json:"resource"`
}

// wireEvent is an event with what only its reading needs.
type wireEvent struct {
	Event
	// Deliveries carry timestamp next to created.
	Timestamp Timestamp `json:"timestamp"`
}

// DecodeEvent reads an event. Its error quotes nothing of the body.
func DecodeEvent(body []byte) (*Event, error) {
	var wire wireEvent
	if !scanEvent(body, &wire) {
		wire = wireEvent{}
		if json.Unmarshal(body, &wire) != nil {
			return nil, provider.Invalid("", "the event is not a JSON object of Dwolla's form")
		}
	}
	e := wire.Event
	if e.Created.IsZero() {
		e.Created = wire.Timestamp
	}
	switch {
	case !isIdentifier(e.ID):
		return nil, provider.Invalid("", "the event has no ID")
	case !isPlainTopic(e.Topic):
		return nil, provider.Invalid("", "the event has no topic")
	case e.Created.IsZero():
		return nil, provider.Invalid("", "the event has no time")
	}
	return &e, nil
}

// isPlainTopic tells what a topic may look like: it ends up in statuses and metrics.
func isPlainTopic(s string) bool {
	return s != "" && len(s) <= 100 && isPlain(s) && !strings.Contains(s, "/")
}

// Customer is the ID of the customer that the event is about, empty for the account's own events.
func (e *Event) Customer() string {
	for _, link := range []Link{e.Links.Customer, e.Links.Resource} {
		if kind, id := link.Resource(); kind == "customer" {
			return id
		}
	}
	return ""
}

// Normalise is the event in the vocabulary of package provider.
func (e *Event) Normalise() provider.Event {
	t := topicOf(e.Topic)
	kind, id := e.Links.Resource.Resource()
	if id == "" && isIdentifier(e.ResourceID) {
		id = e.ResourceID
	}
	return provider.Event{
		ID:           e.ID,
		Topic:        t.name,
		UnknownTopic: t.unknown,
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
	// Read is how many entries the page had, those included that could not be read.
	Read  int
	Total int
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
	page := &EventPage{Read: read, Total: out.Total, More: read > 0 && (out.Links.Has("next") || offset+read < out.Total)}
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
		return nil, provider.Invalid(OpGetEvent, "an event's ID at Dwolla is a UUID")
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
