package dwolla

import (
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// TopicInfo is what an event topic says.
type TopicInfo struct {
	Name string
	// Spellings are other forms in which Dwolla's pages write the topic.
	Spellings []string
	Concern   provider.Concern
	// Effect is what a topic of ConcernAbility changed.
	Effect provider.Effect
	// Implies is the status of the customer, or of the owner whom it is about, where the topic alone tells.
	Implies string
}

// Topics are all topics that this package knows, by name.
func Topics() []TopicInfo {
	out := make([]TopicInfo, 0, len(topics))
	for name, t := range topics {
		info := TopicInfo{Name: name, Concern: t.concern, Effect: t.effect, Implies: t.implies}
		for other, canonical := range spellings {
			if canonical == name {
				info.Spellings = append(info.Spellings, other)
			}
		}
		slices.Sort(info.Spellings)
		out = append(out, info)
	}
	slices.SortFunc(out, func(a, b TopicInfo) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// topic is what an event topic says.
type topic struct {
	name    string
	concern provider.Concern
	effect  provider.Effect
	// implies is the status of the customer, or of the owner whom it is about, where the topic alone tells.
	implies string
	unknown bool
}

// topicOf looks a topic up. One that is not known is kept as it is, and concerns nothing: Dwolla
// reserves the right to add topics.
func topicOf(name string) topic {
	if canonical, ok := spellings[name]; ok {
		name = canonical
	}
	if t, ok := topics[name]; ok {
		t.name = name
		return t
	}
	return topic{name: name, concern: provider.ConcernNone, unknown: !slices.Contains(accountTopics, name)}
}

func created() topic  { return topic{concern: provider.ConcernCreated} }
func activity() topic { return topic{concern: provider.ConcernActivity} }
func owner(implies string) topic {
	return topic{concern: provider.ConcernOwner, implies: implies}
}
func ownership() topic { return topic{concern: provider.ConcernOwnership} }
func ableTo(effect provider.Effect) topic {
	return topic{concern: provider.ConcernAbility, effect: effect}
}
func verification(implies string) topic {
	return topic{concern: provider.ConcernVerification, implies: implies}
}

// topics are those of customers (guide Webhook events; two of them only in the guide Business
// Verified Customer and the changelog, two only on the page Real-time payments).
//
// A topic implies a status where the status is what it announces. Of a failed or passed quiz, of
// documents and of an activation only Dwolla's answer tells what came of it.
var topics = map[string]topic{
	"customer_created":                        created(),
	"customer_kba_verification_needed":        verification(StatusKBA),
	"customer_kba_verification_failed":        verification(""),
	"customer_kba_verification_passed":        verification(""),
	"customer_reverification_needed":          verification(StatusRetry),
	"customer_verification_document_needed":   verification(StatusDocument),
	"customer_verification_document_uploaded": verification(""),
	"customer_verification_document_failed":   verification(""),
	"customer_verification_document_approved": verification(""),
	"customer_verified":                       verification(StatusVerified),
	"customer_suspended":                      verification(StatusSuspended),
	"customer_activated":                      verification(""),
	"customer_deactivated":                    verification(StatusDeactivated),
	"customer_address_verification_failed":    verification(""),
	"customer_verification_pending_review":    verification(""),

	// Owners have a verification of their own, which does not move the customer's status. The resource
	// is the owner, or a document whose owner the event does not name.
	"customer_beneficial_owner_created":                        ownership(),
	"customer_beneficial_owner_removed":                        owner(""),
	"customer_beneficial_owner_verified":                       owner(OwnerVerified),
	"customer_beneficial_owner_reverification_needed":          owner(OwnerIncomplete),
	"customer_beneficial_owner_verification_document_needed":   owner(OwnerDocument),
	"customer_beneficial_owner_verification_document_uploaded": owner(""),
	"customer_beneficial_owner_verification_document_failed":   owner(""),
	"customer_beneficial_owner_verification_document_approved": owner(""),

	// Money and bank accounts do not move a verification; where a failed transfer suspends or
	// deactivates the customer, that is an event of its own. No topic tells that a bank connection was
	// renewed, or that a balance is above zero again.
	"customer_exchange_deactivated":          ableTo(provider.EffectConnectionLost),
	"customer_exchange_reauth_required":      ableTo(provider.EffectConnectionExpiring),
	"customer_funding_source_added":          activity(),
	"customer_funding_source_removed":        ableTo(provider.EffectFundingRemoved),
	"customer_funding_source_verified":       ableTo(provider.EffectFundingVerified),
	"customer_funding_source_unverified":     ableTo(provider.EffectFundingUnverified),
	"customer_funding_source_negative":       ableTo(provider.EffectBalanceNegative),
	"customer_funding_source_updated":        activity(),
	"customer_funding_source_rtp_enabled":    activity(),
	"customer_funding_source_rtp_disabled":   activity(),
	"customer_microdeposits_added":           activity(),
	"customer_microdeposits_failed":          activity(),
	"customer_microdeposits_completed":       activity(),
	"customer_microdeposits_maxattempts":     activity(),
	"customer_balance_inquiry_completed":     activity(),
	"customer_bank_transfer_created":         activity(),
	"customer_bank_transfer_creation_failed": activity(),
	"customer_bank_transfer_cancelled":       activity(),
	"customer_bank_transfer_failed":          activity(),
	"customer_bank_transfer_completed":       activity(),
	"customer_transfer_created":              activity(),
	"customer_transfer_cancelled":            activity(),
	"customer_transfer_failed":               activity(),
	"customer_transfer_completed":            activity(),
	"customer_mass_payment_created":          activity(),
	"customer_mass_payment_completed":        activity(),
	"customer_mass_payment_cancelled":        activity(),
	"customer_label_created":                 activity(),
	"customer_label_removed":                 activity(),
	"customer_label_ledger_entry_created":    activity(),
}

// spellings are other forms in which Dwolla's pages write topics: the table of the older Webhook
// events page, the guide Add beneficial owners, and the guide Send money.
var spellings = map[string]string{
	"customer_micro_deposits_added":                   "customer_microdeposits_added",
	"customer_micro_deposits_failed":                  "customer_microdeposits_failed",
	"customer_micro_deposits_completed":               "customer_microdeposits_completed",
	"customer_micro_deposits_maxattempts":             "customer_microdeposits_maxattempts",
	"customer_beneficial_owner_document_needed":       "customer_beneficial_owner_verification_document_needed",
	"beneficial_owner_verification_document_uploaded": "customer_beneficial_owner_verification_document_uploaded",
	"customer_funding_source_created":                 "customer_funding_source_added",
}

// accountTopics are those of the account itself (guide Webhook events, master account). They concern
// no customer.
var accountTopics = []string{
	"account_activated", "account_suspended",
	"bank_transfer_cancelled", "bank_transfer_completed", "bank_transfer_created", "bank_transfer_creation_failed", "bank_transfer_failed",
	"funding_source_added", "funding_source_negative", "funding_source_removed", "funding_source_unverified", "funding_source_updated", "funding_source_verified",
	"mass_payment_cancelled", "mass_payment_completed", "mass_payment_created",
	"microdeposits_added", "microdeposits_completed", "microdeposits_failed", "microdeposits_maxattempts",
	"statement_created",
	"transfer_cancelled", "transfer_completed", "transfer_created", "transfer_failed",
}
