// Package webhookserver takes the providers' events: it verifies, decodes, finds the customer,
// applies, and only then acknowledges.
//
// An event is acknowledged once its effect is in the API server, or once it is certain to have
// none. Whatever cannot be done in time is answered with 503, so that the provider delivers it again.
// Nothing of a body is parsed, logged or counted before its signature holds, and what is parsed
// only chooses which customer to look at: the provider's own answer to that look is what counts.
//
// It knows HTTP, VerificationProviders and their signing keys, and the ledger. It must not know any
// provider's wire format: signatures and payloads are the driver's.
package webhookserver
