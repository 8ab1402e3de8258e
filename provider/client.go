package provider

import (
	"context"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// Environment is which of a provider's worlds is addressed.
type Environment string

// The two worlds that every provider has.
const (
	EnvironmentSandbox    Environment = "Sandbox"
	EnvironmentProduction Environment = "Production"
)

// Config is what it takes to open a client of any provider.
type Config struct {
	// Environment chooses the provider's address when Endpoint is empty.
	Environment Environment
	// Endpoint overrides the environment's address: scheme and host, without a path.
	Endpoint string
	// Credentials by the names that Driver.CredentialKeys lists.
	Credentials map[string]pii.String
	// RequestsPerSecond and Burst bound the calls of this client. Zero means the driver's default.
	RequestsPerSecond float64
	Burst             int
	// UserAgent is sent with every call. Empty means the driver's default.
	UserAgent string
	// Transport is the HTTP transport underneath. Nil means one of the client's own.
	Transport http.RoundTripper
	// OnCall, when set, is told of every HTTP exchange: for metrics. It must not block.
	OnCall func(Call)
	// OnHold, when set, is told of what holds calls back: for metrics. It must not block.
	OnHold func(Hold)
}

type urgentKey struct{}

// Urgent marks calls for whose outcome somebody waits who goes away soon: a client's rate limit lets them go before
// others, which have time.
func Urgent(ctx context.Context) context.Context { return context.WithValue(ctx, urgentKey{}, true) }

// IsUrgent tells whether calls are marked by Urgent.
func IsUrgent(ctx context.Context) bool { return ctx.Value(urgentKey{}) != nil }

// Call is one HTTP exchange with a provider, as metrics want it: no URL, no identifiers.
type Call struct {
	// Operation is the driver's name of the call, from a closed set ("CreateCustomer").
	Operation string
	// Code is the HTTP status, or 0 when no response came.
	Code int
	// Duration of the exchange, connecting included, until the response was read.
	Duration time.Duration
}

// HoldReason is what holds calls back.
type HoldReason string

// The reasons.
const (
	// HoldRateLimit: a call waited for the client's own rate limit, for Duration.
	HoldRateLimit HoldReason = "RateLimit"
	// HoldQueueFull: a call was not sent, because the rate limit has no place for it in time.
	HoldQueueFull HoldReason = "QueueFull"
	// HoldPaused: a call was not sent, because the provider had asked for a pause.
	HoldPaused HoldReason = "Paused"
	// HoldPause: the provider asked for a pause, which lasts for Duration from now.
	HoldPause HoldReason = "Pause"
)

// Hold is something that held calls back, as metrics want it.
type Hold struct {
	// Operation is the driver's name of the call.
	Operation string
	Reason    HoldReason
	Duration  time.Duration
}

// Driver is one provider's entry in the registry.
type Driver struct {
	// Name is the provider's name in lower case; it is the member of the API union that selects it.
	Name string
	// CredentialKeys are the names that Config.Credentials must have.
	CredentialKeys []string
	// Open makes a client. It does no I/O; an error is of class Invalid.
	Open func(Config) (Client, error)
	// Webhooks authenticates and decodes what the provider delivers. It needs no credentials.
	Webhooks Webhooks
}

// Client is what every provider can do. Methods are safe for concurrent use. Errors are *Error.
type Client interface {
	// Check proves that the credentials are accepted, with the cheapest call that does.
	Check(ctx context.Context) error
	// ValidateCustomer finds what this provider would refuse, before any call is made. Paths are
	// those of the VerifiedCustomer API ("personal.phone"); messages never hold a value.
	ValidateCustomer(c Customer) []FieldError
	// CreateCustomer submits a new customer. After an error for which OutcomeUnknown holds, it may
	// exist all the same.
	CreateCustomer(ctx context.Context, r CreateRequest) (customerID string, err error)
	// GetCustomer reads what the provider now says of a customer. Class NotFound when it has none.
	GetCustomer(ctx context.Context, r CustomerRef) (Observation, error)
	// ProfileOf is what GetCustomer's Profile would read if the provider held exactly c.
	ProfileOf(c Customer) Profile
}

// CreateRequest asks for a new customer.
type CreateRequest struct {
	// Key marks the record as the caller's: it is stored with the customer, read back as
	// Observation.Key, and stays the same over all attempts for one object.
	Key string
	// IdempotencyKey names this attempt: the same key with the same customer is one attempt.
	IdempotencyKey string
	Customer       Customer
}

// Finder is a client that can look for the customer that carries a key.
type Finder interface {
	// FindCustomer returns the ID of the customer created under r.Key, and class NotFound when
	// the provider certainly has none. It never returns one that carries another key.
	FindCustomer(ctx context.Context, r FindRequest) (customerID string, err error)
}

// FindRequest says what is looked for, and by what the provider may index it.
type FindRequest struct {
	Key   string
	Email string
	Type  CustomerType
	// RegistrationNumber and Country of a business, where the manifest says them.
	RegistrationNumber string
	Country            string
}

// Repeater is a client whose provider takes a create that is sent again, under the same IdempotencyKey and
// with the same customer, for the same create.
type Repeater interface{ RepeatsCreate() }

// Scout is a client whose provider keeps no mark of the creator's with a customer, so that a customer can
// only be told by what it is. Nobody adopts what a Scout finds: it keeps a second customer from being created,
// and tells a person where to look.
type Scout interface {
	// FindLookalikes lists the IDs of the customers that the customer could not be told from: those that have
	// the e-mail address or, of businesses that have one, the registration number.
	FindLookalikes(ctx context.Context, r FindRequest) (customerIDs []string, err error)
}

// Narrower is a client whose provider is told less of a customer, and of an owner, than these types hold: a
// change of the rest is no new information to it.
type Narrower interface {
	NarrowCustomer(c Customer) Customer
	NarrowOwner(o Owner) Owner
}

// KeyEnforcer is a client whose provider keeps CreateRequest.Key unique across its customers: a
// second create under one key is refused as Duplicate even under a new IdempotencyKey.
type KeyEnforcer interface{ EnforcesCreateKey() }

// Corrector is a client whose provider allows a failed verification to be submitted once more.
type Corrector interface {
	// ValidateCorrection is ValidateCustomer with the stricter rules of a correction.
	ValidateCorrection(c Customer) []FieldError
	// CorrectCustomer spends the one attempt. After an error for which OutcomeUnknown holds it may
	// have been spent; class Conflict says that the customer does not wait for a correction.
	CorrectCustomer(ctx context.Context, r SubmitRequest) (Observation, error)
}

// Updater is a client whose provider lets fields of an existing customer change.
type Updater interface {
	// UpdateCustomer sends r.Fields of r.Customer. Sending the same twice is harmless.
	UpdateCustomer(ctx context.Context, r SubmitRequest) (Observation, error)
}

// SubmitRequest changes a customer that exists.
type SubmitRequest struct {
	CustomerID     string
	IdempotencyKey string
	Customer       Customer
	// Fields are the profile's fields to send; empty for a correction, which sends everything.
	Fields []FieldPath
}

// Deactivator is a client whose provider can close an account for the time being. Doing it twice is
// harmless.
type Deactivator interface {
	DeactivateCustomer(ctx context.Context, customerID string) (Observation, error)
	ReactivateCustomer(ctx context.Context, customerID string) (Observation, error)
}

// EventLister is a client whose provider keeps a list of past events.
type EventLister interface {
	// ListEvents returns one page of at most limit events, newest first, after skipping offset. The
	// provider may give fewer than limit although more follow.
	ListEvents(ctx context.Context, limit, offset int) (EventPage, error)
}

// EventPage is a part of a provider's list of events.
type EventPage struct {
	// Events in the order of the list, newest first.
	Events []Event
	// Read is how many entries the page had, those included that could not be read: the page after it
	// begins at its offset plus Read. It is not zero if More.
	Read int
	// More tells whether older entries follow.
	More bool
}

// Webhooks authenticates and decodes what one provider delivers.
type Webhooks interface {
	// Verify checks the signature over the raw body against each secret, in constant time, and
	// returns the index of the secret that matched. Empty secrets never match. The error, of class
	// Auth, says what is wrong with the signature and nothing of the body.
	Verify(h http.Header, body []byte, secrets []pii.String) (matched int, err error)
	// Decode reads an event out of a body whose signature holds. Unknown topics decode: they have
	// ConcernNone. The error is of class Invalid and quotes nothing of the body.
	Decode(body []byte) (Event, error)
}
