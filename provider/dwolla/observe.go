package dwolla

import (
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// reviewDays is how long Dwolla takes at most to review a document (guide Personal Verified
// Customer › Handle verification statuses).
const reviewDays = 2

// reading is how a status reads in the vocabulary of package provider.
type reading struct {
	phase  provider.Phase
	reason string
}

var readings = map[string]reading{
	StatusVerified:    {provider.PhaseVerified, "Verified"},
	StatusRetry:       {provider.PhaseActionRequired, "RetryRequired"},
	StatusKBA:         {provider.PhaseActionRequired, "KBARequired"},
	StatusDocument:    {provider.PhaseActionRequired, "DocumentRequired"},
	StatusSuspended:   {provider.PhaseSuspended, "Suspended"},
	StatusDeactivated: {provider.PhaseDeactivated, "Deactivated"},
	StatusUnverified:  {provider.PhaseInReview, "Unverified"},
}

// Readings of what no status says by itself.
var (
	readingUnderReview = reading{provider.PhaseInReview, "DocumentUnderReview"}
	readingUnknown     = reading{provider.PhaseInReview, "UnknownStatus"}
)

// observation is what Dwolla says of a customer. docs are the customer's documents, if its status
// is document.
func observation(c *Customer, docs []Document) provider.Observation {
	status, last := strings.ToLower(c.Status), newest(docs)
	r, known := readings[status]
	underReview := status == StatusDocument && last != nil && last.UnderReview()
	switch {
	case !known:
		r = readingUnknown
	case underReview:
		r = readingUnderReview
	}
	o := provider.Observation{
		CustomerID: c.ID,
		Key:        strings.ToLower(c.CorrelationID),
		Type:       provider.CustomerPersonal,
		Status:     c.Status,
		Phase:      r.phase,
		Reason:     r.reason,
		Through:    c.Through,
	}
	if underReview {
		o.ReviewDue = provider.ReviewDue{BusinessDays: reviewDays}
	} else {
		o.Requirements = requirements(c, status, last)
	}
	if status == StatusRetry && mayRetry(c) {
		o.Correction = provider.CorrectionAllowed
	}
	if c.Type == TypeBusiness {
		o.Type = provider.CustomerBusiness
		return o
	}
	o.Profile = shown(c)
	o.Updatable = updatable(c.Type, status)
	return o
}

// mayRetry tells whether a customer in status retry takes the one resubmission. Dwolla says so by a
// link; an answer without any links says nothing, and then the status decides.
func mayRetry(c *Customer) bool {
	return len(c.Links) == 0 || c.Links.Has(RelRetryVerification, RelRetryWithFullSSN)
}

// updatable are the fields that may change (API reference, Customers › Update). In status retry
// nothing can be updated without spending the one attempt; in document and suspended Dwolla refuses;
// of kba and deactivated its pages say nothing, so nothing is sent.
func updatable(customerType, status string) []provider.FieldPath {
	switch {
	case customerType == TypePersonal && status == StatusVerified:
		return append([]provider.FieldPath{fieldEmail, fieldPhone}, addressFields...)
	case customerType != TypePersonal && status == StatusUnverified:
		return []provider.FieldPath{fieldFirstName, fieldLastName, fieldEmail}
	}
	return nil
}
