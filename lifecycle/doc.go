// Package lifecycle holds the rules by which a customer moves: the one place where what a provider
// said becomes conditions.
//
// Status has two parts. Facts are what happened: what was submitted, what the provider said, which
// event made the operator look, what kept a step from being done. Conclusions are what follows from
// them: conditions, phase, requirements, the next look. Facts are added by two writers, the
// reconciler and the webhook server; conclusions have one author, Conclude. Equal facts give equal
// conclusions, byte for byte, whoever draws them and however often.
//
// The package is pure. It knows the API types and the normalised types of package provider; it does
// no I/O, reads no clock, and must not know HTTP, Kubernetes clients, or any one provider.
package lifecycle
