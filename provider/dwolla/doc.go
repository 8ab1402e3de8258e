// Package dwolla is a client of Dwolla's customer API, and the driver that makes Dwolla one of
// Bonafide's providers.
//
// It knows Dwolla's endpoints, wire types, error bodies, webhook signatures and event topics, and
// how Dwolla's statuses read in the vocabulary of package provider. It must not know Kubernetes, nor
// any other provider.
//
// # Two faces
//
// Client speaks Dwolla's own vocabulary (customers, statuses, links, beneficial owners, documents,
// quizzes, events) and is of use to any Go program. Provider wraps a Client in the interfaces that
// Bonafide's controllers call; Driver is its entry in the registry. Topics lists what each event
// means to Bonafide. Webhooks authenticates and decodes what Dwolla delivers, and
// needs no credentials.
//
// # Personal data
//
// Social security numbers, dates of birth, passport numbers and EINs are pii.String until the request
// body is written, in wire.go and wire_business.go and nowhere else. No error of this package holds a value that was submitted, nor text of
// Dwolla's that could echo one: messages are written here, from Dwolla's codes and field names.
//
// # Sources
//
// Facts about Dwolla come from its API reference and guides (developers.dwolla.com) and its
// published OpenAPI description; comments name the page. Where those contradict each other or say
// nothing, the comment says so and what was chosen.
package dwolla
