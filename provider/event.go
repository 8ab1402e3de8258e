package provider

import "time"

// Event is one announcement of a provider.
type Event struct {
	// ID is the same over all deliveries of one event.
	ID    string
	Topic string
	// Time is when the event was created, on the provider's clock.
	Time time.Time
	// CustomerID is the customer that it is about; empty for the account's own events.
	CustomerID string
	// ResourceKind and ResourceID name what changed ("customer", "document", "funding-source").
	ResourceKind string
	ResourceID   string
	// Concern is what the event can change.
	Concern Concern
	// Implies is the provider's status that the customer had when the event was created, when the
	// topic alone tells; empty otherwise.
	Implies string
}

// Concern is what an event can change, and so what is done about it.
type Concern string

// The concerns.
const (
	// ConcernNone asks for nothing: the event is acknowledged and counted.
	ConcernNone Concern = "None"
	// ConcernCreated says that a customer exists: nothing that its creator does not know.
	ConcernCreated Concern = "Created"
	// ConcernVerification may have moved the customer's verification: a reason to look.
	ConcernVerification Concern = "Verification"
)
