package fin

import (
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// The statuses of customers, by their names of V2 (page customer.status). V1 calls three of them otherwise,
// and both vocabularies are in use: webhooks speak that of the version which created the customer, and
// whether a read translates is not documented.
const (
	StatusIncomplete       = "INCOMPLETE"
	StatusProcessing       = "PROCESSING"
	StatusPartiesRemaining = "ASSOCIATED_PARTIES_REMAINING"
	StatusReviewing        = "REVIEWING"
	StatusInCompliance     = "IN_COMPLIANCE"
	StatusActionRequired   = "ACTION_REQUIRED"
	StatusApproved         = "APPROVED"
	StatusRejected         = "REJECTED"
)

// The names of V1 that differ.
const (
	StatusQueued     = "QUEUED"     // PROCESSING
	StatusOnHold     = "ON_HOLD"    // IN_COMPLIANCE
	StatusReinitiate = "REINITIATE" // ACTION_REQUIRED
)

// The statuses of associated parties (page Get customer details, V2).
const (
	PartyInitiated = "INITIATED"
	PartyReviewing = "REVIEWING"
	PartyApproved  = "APPROVED"
	PartyRejected  = "REJECTED"
)

// Canonical is a status by its name of V2, in capitals; an unknown one stays as it is.
func Canonical(status string) string {
	switch s := strings.ToUpper(strings.TrimSpace(status)); s {
	case StatusQueued:
		return StatusProcessing
	case StatusOnHold:
		return StatusInCompliance
	case StatusReinitiate:
		return StatusActionRequired
	default:
		return s
	}
}

// reading is how a status reads in the vocabulary of package provider.
type reading struct {
	phase  provider.Phase
	reason string
	due    provider.ReviewDue
}

// What Fin commits itself to from a complete package on (page SLA for compliance): five business days, and
// up to twenty where compliance looks harder. The clock stops while a request for information is open.
var (
	dueReview     = provider.ReviewDue{BusinessDays: 5}
	dueCompliance = provider.ReviewDue{BusinessDays: 20}
)

var readings = map[string]reading{
	StatusIncomplete:       {phase: provider.PhaseActionRequired, reason: "Incomplete"},
	StatusProcessing:       {provider.PhaseInReview, "Queued", dueReview},
	StatusPartiesRemaining: {phase: provider.PhaseInReview, reason: "AssociatedPartiesRemaining"},
	StatusReviewing:        {provider.PhaseInReview, "UnderReview", dueReview},
	StatusInCompliance:     {provider.PhaseInReview, "OnHold", dueCompliance},
	StatusActionRequired:   {phase: provider.PhaseActionRequired, reason: "DocumentRequired"},
	StatusApproved:         {phase: provider.PhaseVerified, reason: "Verified"},
	StatusRejected:         {phase: provider.PhaseRejected, reason: "Rejected"},
}

var readingUnknown = reading{phase: provider.PhaseInReview, reason: "UnknownStatus"}

// partyReading is how the status of a party reads. Fin keeps a party INITIATED until its documents are there,
// and, as far as the pages tell, until somebody looks at them: the customer's status tells which. A rejected
// party from which Fin requests something can act; wanted tells.
func partyReading(status, customerStatus string, wanted bool) reading {
	status = strings.ToUpper(strings.TrimSpace(status))
	switch {
	case status == PartyApproved:
		return readings[StatusApproved]
	case wanted:
		return readings[StatusActionRequired]
	case status == PartyRejected:
		return readings[StatusRejected]
	case status == PartyReviewing:
		return readings[StatusReviewing]
	case status == PartyInitiated:
		if s := Canonical(customerStatus); s == StatusIncomplete || s == StatusPartiesRemaining {
			return readings[StatusIncomplete]
		}
		return readings[StatusProcessing]
	}
	return readingUnknown
}
