package verdict

import (
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Provider is one of the simulated providers: what it is like, what it has, and what it counted.
type Provider struct {
	Traits
	Customers []Customer
	Owners    []Owner
	Counters  controlapi.APICounters
	// Deliveries are all its events, and what became of their webhooks.
	Deliveries []Delivery
	// Webhook is how its webhooks stand, if the operator keeps their subscription.
	Webhook *Webhook
}

// Traits are in what providers differ.
type Traits struct {
	Name string
	// Keyed tells that the simulator knows for which object each customer was created. Otherwise its
	// e-mail address tells.
	Keyed bool
	// Finds tells that the operator finds out by itself what became of a create whose answer was lost.
	// Otherwise a person does, and nothing is adopted without one.
	Finds bool
	// Packed tells that a customer is reviewed together with its owners and all documents.
	Packed bool
	// Creates are the calls that create customers, as they are counted.
	Creates []string
}

// Customer is the truth about a customer, as far as status has to tell it.
type Customer struct {
	ID, Status, Email string
	// Key under which it was created, where the provider is Keyed.
	Key string
	// Readings are how the design has that read; any of them will do.
	Readings []Reading
	Reviews
	Documents []Document
	// Certified is how the certification of the owners stands, nil if there is none.
	Certified *bool
	// TakesOwners tells that an owner who is missing can be added.
	TakesOwners bool
	// Twice are documents that stand there more than once.
	Twice []string
}

// Reading is a status in the words of the operator's API.
type Reading struct {
	Phase v1alpha1.Phase
	// Reason of the condition Verified; empty if it is not looked at.
	Reason string
}

// Reviews are how often something was submitted.
type Reviews struct {
	// Used is how often, and Granted how often the provider asked for it.
	Used, Granted int
	// Free need no change: the first package.
	Free int
}

// Owner is the truth about an owner.
type Owner struct {
	ID, CustomerID, Status string
	Readings               []Reading
	Reviews
	Documents []Document
	// Removed owners are gone.
	Removed bool
}

// Document is the truth about a document, its status in the words of the operator's API.
type Document struct{ ID, Status string }

// Delivery is an event of a provider, and what became of its webhook.
type Delivery struct {
	EventID, Topic         string
	CustomerID, ResourceID string
	// OfOwners tells that it is about the owners of the customer.
	OfOwners bool
	Created  time.Time
	// Attempts were made; Acknowledged if one of them was answered with success.
	Attempts     int
	Acknowledged bool
}

// reads tells whether a phase and a reason are those of one of the readings.
func reads(readings []Reading, phase v1alpha1.Phase, reason string) bool {
	for _, r := range readings {
		if r.Phase == phase && (r.Reason == "" || r.Reason == reason) {
			return true
		}
	}
	return false
}

// is tells whether the only reading is of a phase.
func (c Customer) is(phase v1alpha1.Phase) bool {
	return len(c.Readings) == 1 && c.Readings[0].Phase == phase
}

// customers are all customers, by ID.
func (e Evidence) customers() map[string]Customer {
	all := map[string]Customer{}
	for _, p := range e.Providers {
		for _, c := range p.Customers {
			all[c.ID] = c
		}
	}
	return all
}

// owners are all owners, by ID.
func (e Evidence) owners() map[string]Owner {
	all := map[string]Owner{}
	for _, p := range e.Providers {
		for _, o := range p.Owners {
			all[o.ID] = o
		}
	}
	return all
}

// AllDeliveries are those of all providers.
func (e Evidence) AllDeliveries() (all []Delivery) {
	for _, p := range e.Providers {
		all = append(all, p.Deliveries...)
	}
	return all
}

// marks are the names of a provider's objects by what tells that a customer is theirs: their key, or the
// e-mail address that they were applied with.
func (p Provider) marks(lives map[string]Life) map[string]string {
	names := map[string]string{}
	for name, l := range lives {
		switch {
		case l.Owner || l.Provider != p.Name:
		case p.Keyed:
			names[createKey(l.UID)] = name
		default:
			names[l.Email] = name
		}
	}
	return names
}

// Mark is what tells whose customer it is.
func (p Traits) Mark(c Customer) string {
	if p.Keyed {
		return c.Key
	}
	return c.Email
}

// Mark is what tells that a provider's customer is that of the object.
func (l Life) Mark(p Traits) string {
	if p.Keyed {
		return createKey(l.UID)
	}
	return l.Email
}
