package dwolla

import "github.com/bonafide-dev/bonafide/provider"

// topic is what an event topic says.
type topic struct {
	name    string
	concern provider.Concern
	// implies is the customer's status, where the topic alone tells.
	implies string
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
	return topic{name: name, concern: provider.ConcernNone}
}

func created() topic { return topic{concern: provider.ConcernCreated} }
func nothing() topic { return topic{concern: provider.ConcernNone} }
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

	// Owners have a verification of their own, which does not move the customer's status.
	"customer_beneficial_owner_created":                        nothing(),
	"customer_beneficial_owner_removed":                        nothing(),
	"customer_beneficial_owner_verified":                       nothing(),
	"customer_beneficial_owner_reverification_needed":          nothing(),
	"customer_beneficial_owner_verification_document_needed":   nothing(),
	"customer_beneficial_owner_verification_document_uploaded": nothing(),
	"customer_beneficial_owner_verification_document_failed":   nothing(),
	"customer_beneficial_owner_verification_document_approved": nothing(),

	// Money and bank accounts do not move a verification; where a failed transfer suspends or
	// deactivates the customer, that is an event of its own.
	"customer_exchange_deactivated":          nothing(),
	"customer_exchange_reauth_required":      nothing(),
	"customer_funding_source_added":          nothing(),
	"customer_funding_source_removed":        nothing(),
	"customer_funding_source_verified":       nothing(),
	"customer_funding_source_unverified":     nothing(),
	"customer_funding_source_negative":       nothing(),
	"customer_funding_source_updated":        nothing(),
	"customer_funding_source_rtp_enabled":    nothing(),
	"customer_funding_source_rtp_disabled":   nothing(),
	"customer_microdeposits_added":           nothing(),
	"customer_microdeposits_failed":          nothing(),
	"customer_microdeposits_completed":       nothing(),
	"customer_microdeposits_maxattempts":     nothing(),
	"customer_balance_inquiry_completed":     nothing(),
	"customer_bank_transfer_created":         nothing(),
	"customer_bank_transfer_creation_failed": nothing(),
	"customer_bank_transfer_cancelled":       nothing(),
	"customer_bank_transfer_failed":          nothing(),
	"customer_bank_transfer_completed":       nothing(),
	"customer_transfer_created":              nothing(),
	"customer_transfer_cancelled":            nothing(),
	"customer_transfer_failed":               nothing(),
	"customer_transfer_completed":            nothing(),
	"customer_mass_payment_created":          nothing(),
	"customer_mass_payment_completed":        nothing(),
	"customer_mass_payment_cancelled":        nothing(),
	"customer_label_created":                 nothing(),
	"customer_label_removed":                 nothing(),
	"customer_label_ledger_entry_created":    nothing(),
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
