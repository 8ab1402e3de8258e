// Package provider is the line between Bonafide and the payment providers that verify customers.
//
// It knows the small interface that the controllers and the webhook server need, and the normalised
// types that cross it: what to submit (Customer), what a provider says of one (Observation), what
// it announces (Event), what it asks for (Requirement), and errors by class (Error). It must not
// know Kubernetes, nor any one provider's wire format: those live in the packages below it, one a
// provider, each usable as a plain Go client.
//
// What every provider can do is in Client and Webhooks. What only some can do is a small interface
// of its own (Finder, Corrector, Updater, Deactivator, EventLister) that a client implements or
// not; callers ask by type assertion, and nothing ever answers "not implemented".
package provider
