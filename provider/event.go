package provider

import "time"

// Event is one announcement of a provider.
type Event struct {
	// ID is the same over all deliveries of one event.
	ID string
	// Topic is the provider's name of what happened, in the one spelling that the driver has for it.
	Topic string
	// UnknownTopic tells that the driver does not know the topic: then it is whatever the provider
	// sent, and no label for metrics.
	UnknownTopic bool
	// Time is when the event was created, on the provider's clock.
	Time time.Time
	// CustomerID is the customer that it is about; empty for the account's own events.
	CustomerID string
	// ResourceKind and ResourceID name what changed ("customer", "document", "funding-source").
	ResourceKind string
	ResourceID   string
	// Concern is what the event can change.
	Concern Concern
	// Effect is what an event of ConcernAbility changed.
	Effect Effect
	// Implies is the provider's status that the customer had when the event was created, when the
	// topic alone tells; empty otherwise.
	Implies string
	// Remark is what the provider says with it of the customer in that status, as far as that may be shown: see
	// pii.Scrub. Empty if it says nothing.
	Remark string
	// Environment is the provider's world that the event is from, when the delivery says so; empty
	// otherwise. An event of another world than the one that is watched says nothing of any customer in it.
	Environment Environment
}

// Concern is what an event can change, and so what is done about it.
type Concern string

// The concerns.
const (
	// ConcernNone asks for nothing: the event is acknowledged and counted.
	ConcernNone Concern = "None"
	// ConcernCreated says that a customer exists: nothing that its creator does not know.
	ConcernCreated Concern = "Created"
	// ConcernOwner may have moved the verification of one of a business's owners (ResourceID, or
	// the owner that a document belongs to), or the certification of its ownership.
	ConcernOwner Concern = "Owner"
	// ConcernOwnership may have changed the certification of a business's ownership, and says nothing of
	// an owner that whoever added the owner does not know.
	ConcernOwnership Concern = "Ownership"
	// ConcernAbility changed what the customer can do with money: a bank account, a bank connection,
	// a balance. Effect says what.
	ConcernAbility Concern = "Ability"
	// ConcernActivity is worth telling, and moves nothing: transfers, payments, labels.
	ConcernActivity Concern = "Activity"
	// ConcernVerification may have moved the customer's verification: a reason to look.
	ConcernVerification Concern = "Verification"
)

// Effect is what an event says of a customer's ability to act, as a condition would.
type Effect string

// The effects.
const (
	EffectNone               Effect = ""
	EffectFundingVerified    Effect = "FundingSourceVerified"
	EffectFundingUnverified  Effect = "FundingSourceUnverified"
	EffectFundingRemoved     Effect = "FundingSourceRemoved"
	EffectConnectionExpiring Effect = "BankConnectionExpiring"
	EffectConnectionLost     Effect = "BankConnectionLost"
	EffectConnectionHealthy  Effect = "BankConnectionHealthy"
	EffectBalanceNegative    Effect = "BalanceNegative"
)
