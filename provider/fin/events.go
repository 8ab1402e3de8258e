package fin

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/transport"
)

// The types of events about customers (pages Webhooks). Nothing announces a change of an associated party
// or of a document.
const (
	EventCustomerCreated = "customer.created"
	EventCustomerStatus  = "customer.status"
	EventCustomerRFI     = "customer.rfi"
)

// others are the documented types that move no verification.
var others = map[string]bool{
	"transaction.status": true, "virtual_account.created": true, "virtual_account.created.v2": true,
	"virtual_account.status": true, "virtual_account.status.v2": true, "beneficiary.created": true,
	"beneficiary.status": true, "beneficiary.liquidation.deposit": true, "batch.transaction.item.status": true,
	"transit.payment.status": true,
}

// Event is one delivery of Fin's.
type Event struct {
	ID string
	// ReferenceID is the subject; of events about customers, the customer.
	ReferenceID string
	Type        string
	Created     Timestamp
	// SandboxMode tells the world; nil if the event does not say, which it should.
	SandboxMode *bool
	// Customer is what an event about a customer says of it: of customer.rfi only ID and Requests.
	Customer Customer
}

// identifier is what an ID may look like; event types are alike, with dots.
var (
	identifier = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	eventType  = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)
)

const maxEventType = 100

// DecodeEvent reads a delivery. Its error quotes nothing of the body.
func DecodeEvent(body []byte) (*Event, error) {
	var wire struct {
		Event *struct {
			ID          string    `json:"id"`
			ReferenceID string    `json:"event_reference_id"`
			Type        string    `json:"type"`
			Created     Timestamp `json:"created_at"`
			SandboxMode *bool     `json:"sandbox_mode"`
		} `json:"event"`
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(body, &wire) != nil || wire.Event == nil {
		return nil, provider.Invalid("", "the event is not a JSON object of Fin's form")
	}
	e := &Event{
		ID: wire.Event.ID, ReferenceID: wire.Event.ReferenceID, Type: wire.Event.Type,
		Created: wire.Event.Created, SandboxMode: wire.Event.SandboxMode,
	}
	switch {
	case !identifier.MatchString(e.ID):
		return nil, provider.Invalid("", "the event has no ID")
	case len(e.Type) > maxEventType || !eventType.MatchString(e.Type):
		return nil, provider.Invalid("", "the event has no type")
	case e.Created.IsZero():
		return nil, provider.Invalid("", "the event has no time")
	}
	if err := e.read(wire.Data); err != nil {
		return nil, err
	}
	return e, nil
}

// read reads what the event says of its customer. An event about a customer that names none is not Fin's.
func (e *Event) read(data json.RawMessage) error {
	if !e.AboutCustomer() {
		// Payments and the like: of whose data only the customer matters, if there is one.
		var about struct {
			ID transport.Word `json:"customer_id"`
		}
		if json.Unmarshal(data, &about) == nil && uuid.MatchString(string(about.ID)) {
			e.Customer.ID = string(about.ID)
		}
		return nil
	}
	if json.Unmarshal(data, &e.Customer) != nil {
		return provider.Invalid("", "the data of the event is not of Fin's form")
	}
	if e.Customer.ID == "" {
		e.Customer.ID = e.ReferenceID
	}
	if !uuid.MatchString(e.Customer.ID) {
		return provider.Invalid("", "the event does not name its customer")
	}
	return nil
}

// AboutCustomer tells whether the event is about a customer, and so has Customer.
func (e *Event) AboutCustomer() bool {
	return e.Type == EventCustomerCreated || e.Type == EventCustomerStatus || e.Type == EventCustomerRFI
}

// Environment is the world that the event is from; empty if it does not say.
func (e *Event) Environment() provider.Environment {
	switch {
	case e.SandboxMode == nil:
		return ""
	case *e.SandboxMode:
		return provider.EnvironmentSandbox
	}
	return provider.EnvironmentProduction
}

// Normalise is the event in the vocabulary of package provider. An event with a status is not thin, but
// carries no version: it is a reason to look, and what Fin's details say then wins.
func (e *Event) Normalise() provider.Event {
	out := provider.Event{
		ID:           e.ID,
		Topic:        e.Type,
		UnknownTopic: !e.AboutCustomer() && !others[e.Type],
		Time:         e.Created.Time,
		CustomerID:   e.Customer.ID,
		Concern:      provider.ConcernNone,
		Environment:  e.Environment(),
	}
	if out.UnknownTopic {
		out.CustomerID = ""
		return out
	}
	if identifier.MatchString(e.ReferenceID) {
		out.ResourceID = e.ReferenceID
	}
	out.ResourceKind, _, _ = strings.Cut(e.Type, ".")
	switch e.Type {
	case EventCustomerCreated:
		out.Concern = provider.ConcernCreated
	case EventCustomerStatus:
		out.Concern = provider.ConcernVerification
		if status := Canonical(e.Customer.Status); readings[status].phase != "" {
			out.Implies = status
		}
	case EventCustomerRFI:
		out.Concern = provider.ConcernVerification
	default:
		if out.CustomerID != "" {
			out.Concern = provider.ConcernActivity
		}
	}
	return out
}
