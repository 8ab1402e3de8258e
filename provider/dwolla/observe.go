package dwolla

import (
	"slices"
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

// observation is what Dwolla says of a customer. docs are the customer's documents, if Dwolla waits for any:
// see asksForDocuments.
func observation(c *Customer, docs []Document) provider.Observation {
	status := strings.ToLower(c.Status)
	r, known := readings[status]
	if !known {
		r = readingUnknown
	}
	o := provider.Observation{
		CustomerID: c.ID,
		Key:        strings.ToLower(c.CorrelationID),
		Type:       provider.CustomerPersonal,
		Status:     c.Status,
		Ability:    ability(c),
		Profile:    shown(c),
		Updatable:  updatable(c.Type, status),
		Through:    c.Through,
	}
	switch {
	case c.Type == TypeBusiness:
		o.Type = provider.CustomerBusiness
	case c.isUnverifiable():
		o.Type, o.Keeps = "", unverifiedFields
	}
	all := needs(c, status, docs)
	wanted := outstanding(all, docs, partiesOf(c))
	if status == StatusDocument && underReview(wanted, docs) {
		r = readingUnderReview
		o.ReviewDue = provider.ReviewDue{BusinessDays: reviewDays}
	}
	o.Phase, o.Reason = r.phase, r.reason
	for _, n := range wanted {
		o.Requirements = append(o.Requirements, n.Requirement)
	}
	for _, n := range all { // Data are taken while a document waits for review, too.
		o.Updatable = append(o.Updatable, n.updates...)
	}
	if status == StatusRetry && mayRetry(c) {
		o.Correction, o.CorrectionScope = provider.CorrectionAllowed, scope(c)
	}
	return o
}

// asksForDocuments tells whether documents are among what Dwolla waits for: in status document, and in retry
// if a directive says so.
func asksForDocuments(c *Customer) bool {
	status := strings.ToLower(c.Status)
	return status == StatusDocument || status == StatusRetry && slices.ContainsFunc(needs(c, status, nil), func(n need) bool {
		return n.Document != noDocument
	})
}

// underReview tells whether all that is left to do is Dwolla's.
func underReview(wanted []need, docs []Document) bool {
	theirs := len(wanted) > 0 || slices.ContainsFunc(docs, Document.UnderReview)
	for _, n := range wanted {
		theirs = theirs && n.waits
	}
	return theirs
}

// ability reads the link send, which is there when and only when the customer may send money (guide
// Customer types). An answer without any links says nothing.
func ability(c *Customer) provider.Ability {
	switch {
	case len(c.Links) == 0:
		return provider.AbilityUnknown
	case c.Links.Has(relSend):
		return provider.AbilityFull
	}
	return provider.AbilityNone
}

// mayRetry tells whether a customer in status retry takes the one resubmission. Dwolla says so by a
// link; an answer without any links says nothing, and then the status decides.
func mayRetry(c *Customer) bool {
	return len(c.Links) == 0 || c.Links.Has(RelRetryVerification, RelRetryWithFullSSN)
}

// updatable are the fields that may change (API reference, Customers › Update). In status retry
// nothing can be updated without spending the one attempt; in document, but for what a directive has a link
// for (Directive.offer), and suspended Dwolla refuses;
// of kba and deactivated its pages say nothing, so nothing is sent.
func updatable(customerType, status string) []provider.FieldPath {
	switch {
	case customerType == TypePersonal && status == StatusVerified:
		return append([]provider.FieldPath{fieldEmail, fieldPhone}, addressFields...)
	case customerType == TypeBusiness && status == StatusVerified:
		return append([]provider.FieldPath{adminEmail, businessPhone, businessDBA, businessWebsite}, businessAddress...)
	case status == StatusUnverified && customerType != TypePersonal && customerType != TypeBusiness:
		return unverifiedFields
	}
	return nil
}

// unverifiedFields are what a customer has whom Dwolla does not verify (API reference, Customers › Create an
// unverified customer), be it taken for a person or for a business.
var unverifiedFields = []provider.FieldPath{
	fieldFirstName, fieldLastName, fieldEmail, adminFirstName, adminLastName, adminEmail, businessName,
}

// isUnverifiable tells of the types of customers whom Dwolla verifies only once they are upgraded.
func (c *Customer) isUnverifiable() bool {
	return c.Type == TypeUnverified || c.Type == TypeReceiveOnly
}
