package provider

import (
	"context"
	"errors"
	"time"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// ErrSubscriptionLimit is in the chain of the error with which a provider refuses a further
// subscription because the account has as many as it may have.
var ErrSubscriptionLimit = errors.New("the limit of subscriptions is reached")

// Paths of SubscriptionRequest in the VerificationProvider API, for FieldError.
const (
	FieldWebhookURL    FieldPath = "spec.webhook.url"
	FieldWebhookSecret FieldPath = "spec.webhook.signingSecretRef[secret]"
)

// Subscriber is a client whose provider delivers its events to addresses that are registered with
// it. Every subscription gets every event of the account, signed with its own secret; neither the
// address nor the secret of one can be changed, only a further one be made.
type Subscriber interface {
	// ListSubscriptions returns all of the account's, in no order that can be relied on.
	ListSubscriptions(ctx context.Context) ([]Subscription, error)
	// CreateSubscription makes a further one, also where one for the same address exists. After an
	// error for which OutcomeUnknown holds it may exist all the same: the same request under the
	// same IdempotencyKey finds it. ErrSubscriptionLimit is in the chain of the error when there
	// are too many; class Invalid names the field that is refused.
	CreateSubscription(ctx context.Context, r SubscriptionRequest) (id string, err error)
	// ResumeSubscription has a paused one deliver again. Doing it twice is harmless. What happened
	// during the pause is not delivered. Class NotFound when there is no such subscription.
	ResumeSubscription(ctx context.Context, id string) error
	// DeleteSubscription removes one, and with it whatever it still had to deliver again. That it
	// is gone already is no error.
	DeleteSubscription(ctx context.Context, id string) error
	// Deliveries tells what became of the newest events of a subscription. Class NotFound when
	// there is no such subscription.
	Deliveries(ctx context.Context, id string) (Deliveries, error)
	// Remainder tells whether a subscription is still to deliver an event that came about before a
	// time, on the provider's clock, or that may have: for the first time, or once more. Class NotFound
	// when there is no such subscription.
	Remainder(ctx context.Context, id string, before time.Time) (Remainder, error)
}

// Remainder is whether a subscription has something left to deliver.
type Remainder int

// The remainders.
const (
	// RemainderUnknown: there is more to read than a look may cost, and nothing was found so far.
	RemainderUnknown Remainder = iota
	RemainderNone
	RemainderSome
)

// SubscriptionRequest asks for a new subscription.
type SubscriptionRequest struct {
	// URL that events are delivered to.
	URL string
	// Secret that deliveries are signed with. No provider shows it again.
	Secret pii.String
	// IdempotencyKey names this attempt: the same key with the same request is one attempt.
	IdempotencyKey string
}

// Subscription is one as the provider shows it.
type Subscription struct {
	ID  string
	URL string
	// Paused: nothing is delivered, because somebody said so or because deliveries failed for long.
	Paused bool
	// Created by the provider's clock; zero if it does not tell.
	Created time.Time
}

// Deliveries are what became of the newest events of a subscription, as far back as it takes to tell
// whether it delivers, within bounds.
type Deliveries struct {
	// Succeeded counts the events that were taken.
	Succeeded int
	// Outstanding counts those that were not, and that the provider delivers again.
	Outstanding int
	// Unsent counts those that no attempt was made at yet: they are on their way, or the subscription
	// was paused.
	Unsent int
	// Failed counts those that were not, and that it does not deliver again.
	Failed int
}

// Total counts all of them.
func (d Deliveries) Total() int { return d.Succeeded + d.Outstanding + d.Unsent + d.Failed }
