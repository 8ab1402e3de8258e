package blaaiz

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"time"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// The types of events about customers (guide Webhooks › Customer). TopicVerified and TopicRejected stand on
// older pages only; TopicCreated has left the newest, and its form was never documented.
const (
	TopicStatusChanged = "customer.status_changed"
	TopicCreated       = "customer.created"
	TopicVerified      = "customer.verified"
	TopicRejected      = "customer.rejected"
)

// Event is one event as Blaaiz delivers it. The customer's e-mail address is not kept.
type Event struct {
	ID    string
	Topic string
	// CustomerID, OldStatus, NewStatus and Comment are of events about customers.
	CustomerID string
	OldStatus  string
	NewStatus  string
	Comment    Text
	// Time is when the status changed; of other events it may be zero.
	Time time.Time
}

// wireEvent is any event: those of customers are flat, others that come to the same address have an envelope.
type wireEvent struct {
	ID         transport.Word `json:"event_id"`
	EventType  transport.Word `json:"event_type"`
	Event      transport.Word `json:"event"`
	Type       transport.Word `json:"type"`
	CustomerID transport.Word `json:"customer_id"`
	OldStatus  transport.Word `json:"old_status"`
	NewStatus  transport.Word `json:"new_status"`
	Comment    Text           `json:"comment"`
	Updated    Timestamp      `json:"updated_at"`
	Timestamp  Timestamp      `json:"timestamp"`
}

// plainTopic is what a topic may look like: it ends up in statuses and metrics.
var plainTopic = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,99}$`)

// isStatusEvent tells whether a topic announces a new status of a customer.
func isStatusEvent(topic string) bool {
	return topic == TopicStatusChanged || topic == TopicVerified || topic == TopicRejected
}

// DecodeEvent reads an event. Of events that are not about a customer's status only what is there is read:
// an ID that is missing is made of the body. Its error quotes nothing of the body.
func DecodeEvent(body []byte) (*Event, error) {
	var wire wireEvent
	if json.Unmarshal(body, &wire) != nil {
		return nil, provider.Invalid("", "the event is not a JSON object of Blaaiz's form")
	}
	e := &Event{
		ID:         wire.ID.Like(identifier),
		Topic:      cmp.Or(wire.EventType, wire.Event, wire.Type).Like(plainTopic),
		CustomerID: wire.CustomerID.Like(identifier),
		OldStatus:  wire.OldStatus.Code(),
		NewStatus:  wire.NewStatus.Code(),
		Comment:    wire.Comment,
		Time:       wire.Updated.Time,
	}
	if e.Time.IsZero() {
		e.Time = wire.Timestamp.Time
	}
	switch {
	case e.Topic == "":
		return nil, provider.Invalid("", "the event has no type")
	case isStatusEvent(e.Topic) && e.ID == "":
		return nil, provider.Invalid("", "the event has no ID")
	case isStatusEvent(e.Topic) && e.CustomerID == "":
		return nil, provider.Invalid("", "the event has no customer")
	case isStatusEvent(e.Topic) && e.Time.IsZero():
		return nil, provider.Invalid("", "the event has no time")
	}
	if e.ID == "" {
		sum := sha256.Sum256(body)
		e.ID = hex.EncodeToString(sum[:16])
	}
	return e, nil
}

// Normalise is the event in the vocabulary of package provider. It says how the customer stands and why, and nothing
// of owners and documents, which it may have moved too: they are read with GetCustomer.
func (e *Event) Normalise() provider.Event {
	out := provider.Event{
		ID: e.ID, Topic: e.Topic, Time: e.Time, CustomerID: e.CustomerID, Concern: provider.ConcernNone,
	}
	if e.CustomerID != "" {
		out.ResourceKind, out.ResourceID = "customer", e.CustomerID
	}
	switch {
	case isStatusEvent(e.Topic):
		out.Concern = provider.ConcernVerification
		if _, known := readingsOfBusiness[e.NewStatus]; known {
			out.Implies, out.Remark = e.NewStatus, e.Comment.Clean()
		}
	case e.Topic == TopicCreated:
		if e.CustomerID != "" && !e.Time.IsZero() {
			out.Concern = provider.ConcernCreated
		}
	default:
		out.UnknownTopic = true
	}
	return out
}
