package controlapi

import (
	"errors"
	"time"
)

// ErrUnknown says that a control call names something that does not exist: 404.
var ErrUnknown = errors.New("not found")

// Settings of the sandbox. In a request, what is absent stays as it is.
type Settings struct {
	// TimeScale shortens the provider's long waits; 60 turns an hour into a minute.
	TimeScale *float64 `json:"timeScale,omitempty"`
	// TokenTTL is the lifetime of access tokens granted from now on, by all APIs. It is real time. An answer
	// has that of Dwolla's.
	TokenTTL *Duration `json:"tokenTTL,omitempty"`
	// RPS is how many calls a second each API serves before it answers 429; 0 means any number.
	RPS *float64 `json:"rps,omitempty"`
	// IdempotencyMismatch is what happens to a call that repeats an Idempotency-Key with another body:
	// "process" (as if it had no key) or "conflict" (409).
	IdempotencyMismatch *string `json:"idempotencyMismatch,omitempty"`
	// CertifyUnverified is what happens to a certification of ownership while an owner is not verified:
	// "refuse" (403) or "allow".
	CertifyUnverified *string `json:"certifyUnverified,omitempty"`
	// Fin and Blaaiz are the settings of those APIs.
	Fin    *FinSettings    `json:"fin,omitempty"`
	Blaaiz *BlaaizSettings `json:"blaaiz,omitempty"`
}

// Counters by API name.
type Counters map[string]APICounters

// APICounters is what one simulated API has seen.
type APICounters struct {
	// Calls by "METHOD /route/{template}" and status, with "total". "dropped" is the status of a call
	// whose connection was closed without an answer.
	Calls map[string]map[string]int `json:"calls"`
	// TokenRequests is the number of requests for an access token, whatever came of them.
	TokenRequests int `json:"tokenRequests"`
	// Webhooks by topic and outcome: attempted, succeeded, failed, dropped, doubled, corrupted, held,
	// delayed.
	Webhooks map[string]map[string]int `json:"webhooks"`
	// Idempotency counts calls by what their key led to: replayed, conflict, mismatch.
	Idempotency map[string]int `json:"idempotency"`
	Totals
}

// Totals is what was ever done at a simulated API. A reset of the counters leaves it alone. What a provider
// has not is empty.
type Totals struct {
	// Creates is how many customers were ever created.
	Creates Creates `json:"creates"`
	// Attempts is how often each customer's verification was retried with effect, by customer id.
	Attempts map[string]int `json:"attempts"`
	// OwnerCreates is how many beneficial owners (Fin: associated parties) were ever created, by customer id.
	OwnerCreates map[string]int `json:"ownerCreates"`
	// OwnerAttempts is how often an owner was updated with effect, by owner id.
	OwnerAttempts map[string]int `json:"ownerAttempts"`
	// Certifications is how often ownership was certified, by customer id.
	Certifications map[string]int `json:"certifications"`
	// Documents is how many documents were uploaded, by the fingerprint of their content.
	Documents map[string]int `json:"documents"`
	// Submissions is how often a customer was handed in for review, by customer id: at Fin the attaches and
	// answers that were accepted, at Blaaiz the submits and the individual files with an id_file.
	Submissions map[string]int `json:"submissions"`
}

// Creates counts customer records ever created.
type Creates struct {
	Total   int            `json:"total"`
	ByEmail map[string]int `json:"byEmail"`
	// ByCorrelationID counts by the client's own name for a customer: Dwolla's correlationId, Fin's
	// meta_data.reference. Blaaiz has none.
	ByCorrelationID map[string]int `json:"byCorrelationId"`
}

// Customer is the whole truth about a customer, without what identifies the person: of the social
// security number only how many digits were given, of the date of birth only whether it was.
type Customer struct {
	ID             string    `json:"id"`
	Type           string    `json:"type"`
	Status         string    `json:"status"`
	Email          string    `json:"email"`
	FirstName      string    `json:"firstName"`
	LastName       string    `json:"lastName"`
	BusinessName   string    `json:"businessName,omitempty"`
	CorrelationID  string    `json:"correlationId,omitempty"`
	Created        time.Time `json:"created"`
	HasDateOfBirth bool      `json:"hasDateOfBirth"`
	SSNDigits      int       `json:"ssnDigits"`
	HasPassport    bool      `json:"hasPassport"`
	HasEIN         bool      `json:"hasEIN"`
	// AttemptsAllowed is how often the customer was asked to retry: each time grants one attempt.
	AttemptsAllowed int `json:"attemptsAllowed"`
	// AttemptsUsed is how many of those attempts were spent.
	AttemptsUsed int `json:"attemptsUsed"`
	// AttemptsRefused is how often a retry was refused without being spent.
	AttemptsRefused int `json:"attemptsRefused"`
	// Documents are the uploads, oldest first.
	Documents []Document `json:"documents"`
	// Owners are the ids of the beneficial owners, oldest first, without those removed.
	Owners []string `json:"owners,omitempty"`
	// Ownership is absent where there is none to certify.
	Ownership *Ownership `json:"ownership,omitempty"`
}

// Document is an upload, without its content. Equal contents have equal fingerprints: the beginning of
// their SHA-256.
type Document struct {
	ID           string `json:"id"`
	Type         string `json:"type"`
	Status       string `json:"status"`
	Verification string `json:"documentVerificationStatus"`
	Size         int    `json:"size"`
	Fingerprint  string `json:"fingerprint"`
}

// Customers is a list of customers, oldest first.
type Customers struct {
	Customers []Customer `json:"customers"`
	Total     int        `json:"total"`
}

// Move puts a customer into a status, as the provider or its staff would.
type Move struct {
	// Status is a Dwolla customer status, or "activated", which lifts a deactivation (to the status
	// before it) or a suspension (to verified).
	Status string `json:"status"`
	// Silent fires no event.
	Silent bool `json:"silent,omitempty"`
	// Directives are shown in the customer's embedded errors until its status changes.
	Directives []Directive `json:"directives,omitempty"`
	// Wants is which part of a business is found wanting in retry or document, one of the Wants constants.
	// Empty means what the directives' links ask for, else what was wanted before, else the business.
	Wants string `json:"wants,omitempty"`
}

// Parts of a business that a [Move] can find wanting.
const (
	WantsBusiness   = "business"
	WantsController = "controller"
	WantsBoth       = "both"
)

// Directive tells a customer in retry or document what is asked of it.
type Directive struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	// Link is the relation that resolves it, such as "retry-with-full-ssn"; empty means none.
	Link string `json:"link,omitempty"`
}

// Outcomes of a [Review].
const (
	ReviewApproved = "approved"
	ReviewRejected = "rejected"
)

// Review decides on a document.
type Review struct {
	// Result is "approved" or "rejected".
	Result string `json:"result"`
	// Reason is the failure reason of a rejection; the default is ScanNotReadable.
	Reason string `json:"reason,omitempty"`
	// AlsoReasons are further failure reasons.
	AlsoReasons []string `json:"alsoReasons,omitempty"`
	// MoreNeeded keeps the customer, or the owner, in document after an approval.
	MoreNeeded bool `json:"moreNeeded,omitempty"`
	// Fraud suspends the customer after a rejection. An owner cannot be suspended.
	Fraud bool `json:"fraud,omitempty"`
}

// Emit fires an event that nothing caused.
type Emit struct {
	Topic      string `json:"topic"`
	CustomerID string `json:"customerId"`
	// ResourceID is the id of the event's resource. Without it the customer stands for itself, the
	// newest document or owner of the customer for one of those, and a new id for anything else.
	ResourceID string `json:"resourceId,omitempty"`
	// Created is the event's timestamp; the default is now.
	Created *time.Time `json:"created,omitempty"`
}

// Emitted names the event that an [Emit] fired.
type Emitted struct {
	EventID string `json:"eventId"`
}

// Expired answers calls that end the life of something at once.
type Expired struct {
	Expired int `json:"expired"`
}

// Problem is the body of every refused control call.
type Problem struct {
	Error string `json:"error"`
}
