// Package controlapi holds the JSON types of the sandbox's control API, shared by its server
// (sandbox/control) and its Go client (sandbox/controlclient).
//
// They are the sandbox's own vocabulary. No provider's wire type belongs here, and none of these types
// has a field for a social security number, a date of birth or a document's content.
package controlapi

import "encoding/json"

// Moments at which a [Fault] may close the connection without answering.
const (
	DropBefore = "before"
	DropAfter  = "after"
)

// Fault is a rule that makes calls to a simulated API go wrong. Rules are tried in the order in which they
// were added; the first that matches and has hits left applies, and no other.
type Fault struct {
	// ID is chosen by the sandbox.
	ID string `json:"id,omitempty"`
	// API is the simulated API ("dwolla"). Empty matches all.
	API string `json:"api,omitempty"`
	// Method is the HTTP method. Empty matches all.
	Method string `json:"method,omitempty"`
	// Path is a regular expression over the URL's path. Empty matches all.
	Path string `json:"path,omitempty"`
	// Count is how many calls go wrong: 0 means 1, and -1 all of them.
	Count int `json:"count,omitempty"`
	// Skip is how many matching calls pass unharmed first.
	Skip int `json:"skip,omitempty"`
	// Delay passes before the call takes effect. The effect then takes place even if the caller has
	// hung up, as it would at the provider.
	Delay Duration `json:"delay,omitempty"`
	// DelayAfter passes between the effect and the answer.
	DelayAfter Duration `json:"delayAfter,omitempty"`
	// Status is answered instead of the call: it has no effect.
	Status int `json:"status,omitempty"`
	// StatusAfter is answered after the call took effect.
	StatusAfter int `json:"statusAfter,omitempty"`
	// Body goes with Status or StatusAfter: a JSON string is sent as that text, anything else as JSON.
	// Without it the body is the provider's own for that status.
	Body json.RawMessage `json:"body,omitempty"`
	// Headers go with Status or StatusAfter.
	Headers map[string]string `json:"headers,omitempty"`
	// Drop cuts the connection in the middle of the answer's first line, before or after the effect. (Cut
	// earlier, Go's HTTP client would repeat a call with an Idempotency-Key unasked.)
	Drop string `json:"drop,omitempty"`
	// LockKey leaves the call's Idempotency-Key locked: later calls with it are answered 409.
	LockKey bool `json:"lockKey,omitempty"`

	// Hits is how many calls went wrong so far, in answers only.
	Hits int `json:"hits,omitempty"`
	// Remaining is how many more will, or -1, in answers only.
	Remaining int `json:"remaining"`
}

// What a [WebhookFault] does to a delivery.
const (
	// ActionDrop records the webhook but never attempts it: an event that was lost.
	ActionDrop = "drop"
	// ActionDouble delivers it twice.
	ActionDouble = "double"
	// ActionDelay delivers it late.
	ActionDelay = "delay"
	// ActionCorrupt alters one byte of the body of the first attempt after it was signed.
	ActionCorrupt = "corrupt"
	// ActionHold keeps it back until a [Release].
	ActionHold = "hold"
)

// WebhookFault is a rule that makes webhook deliveries go wrong. The first rule that matches and has hits
// left applies.
type WebhookFault struct {
	// ID is chosen by the sandbox.
	ID string `json:"id,omitempty"`
	// API is the simulated API. Empty matches all.
	API string `json:"api,omitempty"`
	// Topic is a regular expression over the event's topic. Empty matches all.
	Topic string `json:"topic,omitempty"`
	// Count is how many deliveries go wrong: 0 means 1, and -1 all of them.
	Count int `json:"count,omitempty"`
	// Skip is how many matching deliveries pass unharmed first.
	Skip int `json:"skip,omitempty"`
	// Action is one of the Action constants.
	Action string `json:"action"`
	// Delay goes with ActionDelay. It is real time.
	Delay Duration `json:"delay,omitempty"`

	// Hits is how many deliveries went wrong so far, in answers only.
	Hits int `json:"hits,omitempty"`
	// Remaining is how many more will, or -1, in answers only.
	Remaining int `json:"remaining"`
}

// Orders in which held webhooks may be released.
const (
	OrderFIFO    = "fifo"
	OrderReverse = "reverse"
	OrderShuffle = "shuffle"
)

// Release sends the webhooks that were held back.
type Release struct {
	// Order is one of the Order constants; empty means fifo.
	Order string `json:"order,omitempty"`
	// Copies is how often each is delivered; 0 means 1. The copies are ordered together with the rest.
	Copies int `json:"copies,omitempty"`
	// Concurrent delivers them as the provider would, several at a time. Otherwise each waits until
	// the one before it was attempted, so that they arrive in the order asked for.
	Concurrent bool `json:"concurrent,omitempty"`
}

// Released answers a [Release].
type Released struct {
	// Deliveries is how many were put on their way, copies included.
	Deliveries int `json:"deliveries"`
}

// Pending says where webhooks stand that have not come to an end.
type Pending struct {
	// Held wait for a release.
	Held int `json:"held"`
	// Delayed wait for the end of an injected delay.
	Delayed int `json:"delayed"`
	// Queued wait for a free connection.
	Queued int `json:"queued"`
	// InFlight are being delivered.
	InFlight int `json:"inFlight"`
	// Scheduled failed and wait for their next attempt.
	Scheduled int `json:"scheduled"`
}

// Idle tells whether no delivery is under way or due at once.
func (p Pending) Idle() bool { return p.Queued == 0 && p.InFlight == 0 && p.Delayed == 0 }
