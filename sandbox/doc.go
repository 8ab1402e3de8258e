// Package sandbox assembles the simulator of the payment providers: each simulated API on an address of
// its own, webhooks, faults on demand, and the control API that steers them.
//
// It is used by bin/sandbox and, in process, by tests. It must not import anything of the operator: the
// two share no types, so that each tests the other.
//
// The rooms of the house:
//
//	sandbox/dwolla         one simulated API: what the provider would answer and announce
//	sandbox/fin, blaaiz    and two more
//	sandbox/fault          calls that go wrong, as middleware in front of an API
//	sandbox/idempotency    idempotency keys, as middleware
//	sandbox/counters       what was called how often, as middleware
//	sandbox/webhook        deliveries, their retries and what can happen to them
//	sandbox/control        the control API
//	sandbox/controlapi     its types, shared with
//	sandbox/controlclient  its Go client
//	sandbox/visitor        calls at the simulated APIs that no operator makes
//	sandbox/clock, ident   time that can be shortened, identifiers that can be repeated
//	sandbox/later          what an API does by itself after a while
//	sandbox/internal       plumbing that the APIs share: bodies, tokens, records, rules
//
// A further provider is a further package beside sandbox/dwolla, one listener in [Start] and its calls in
// sandbox/control.
package sandbox
