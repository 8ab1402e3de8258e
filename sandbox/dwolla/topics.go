package dwolla

import "strings"

// customerTopics are the topics whose resource is a customer (reference 7.2).
var customerTopics = strings.Fields(`
	customer_created customer_kba_verification_needed customer_kba_verification_failed
	customer_kba_verification_passed customer_reverification_needed
	customer_verification_document_needed customer_verified customer_suspended customer_activated
	customer_deactivated customer_address_verification_failed customer_verification_pending_review`)

// resourceKinds are the kinds of the other topics' resources, by what the topic begins with; the longest
// beginning wins.
var resourceKinds = map[string]string{
	"customer_verification_document_":                        kindDocument,
	"customer_beneficial_owner_":                             kindOwner,
	"customer_beneficial_owner_verification_document_":       kindDocument,
	"customer_beneficial_owner_verification_document_needed": kindOwner,
	"customer_exchange_":                                     "exchange",
	"customer_funding_source_":                               "funding-source",
	"customer_microdeposits_":                                "funding-source",
	"customer_balance_inquiry_completed":                     "funding-source",
	"customer_bank_transfer_":                                "transfer",
	"customer_transfer_":                                     "transfer",
	"customer_mass_payment_":                                 "mass-payment",
	"customer_label_":                                        "label",
	"customer_label_ledger_entry_":                           "ledger-entry",
}

// resourceKind says what kind of resource an event links to, and whether the topic is a customer's.
func resourceKind(topic string) (string, bool) {
	for _, t := range customerTopics {
		if t == topic {
			return kindCustomer, true
		}
	}
	kind, longest := "", ""
	for beginning, k := range resourceKinds {
		if strings.HasPrefix(topic, beginning) && len(beginning) > len(longest) {
			kind, longest = k, beginning
		}
	}
	return kind, kind != ""
}
