package blaaiz

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// The statuses of customers (guide Webhooks › Customer).
const (
	StatusPending    = "PENDING"
	StatusProcessing = "PROCESSING"
	StatusVerified   = "VERIFIED"
	StatusRejected   = "REJECTED"
)

// The statuses of owners and documents.
const (
	ReviewPending    = "PENDING"
	ReviewProcessing = "PROCESSING"
	ReviewApproved   = "APPROVED"
	ReviewRejected   = "REJECTED"
)

// What Blaaiz promises of a review: beyond it its support is to be asked, and not before (guide Webhooks ›
// Customer, Verification timing).
var (
	dueOfIndividual = provider.ReviewDue{Hours: 5}
	dueOfBusiness   = provider.ReviewDue{BusinessDays: 5}
)

// Submission is whether a customer was handed in for verification, as the caller remembers it.
type Submission string

// The states of a submission. Of a business the status tells; of an individual, who is PENDING before and
// after, only the caller knows.
const (
	SubmissionUnknown Submission = ""
	SubmissionNone    Submission = "None"
	SubmissionDone    Submission = "Done"
)

// Known is what a caller knows of a customer beyond Blaaiz's answer.
type Known struct {
	Submission Submission
	// Comment is that of the last event, for answers that leave comments out.
	Comment Text
}

// reading is a status in the vocabulary of package provider.
type reading struct {
	phase  provider.Phase
	reason string
	due    provider.ReviewDue
}

var (
	readingBefore  = reading{phase: provider.PhasePending, reason: "Pending"}
	readingUnknown = reading{phase: provider.PhaseInReview, reason: "UnknownStatus"}

	readingsOfIndividual = map[string]reading{
		StatusPending:    {provider.PhaseInReview, "Pending", dueOfIndividual},
		StatusProcessing: {provider.PhaseInReview, "UnderReview", dueOfIndividual},
		StatusVerified:   {phase: provider.PhaseVerified, reason: "Verified"},
		StatusRejected:   {phase: provider.PhaseRejected, reason: "Rejected"},
	}
	readingsOfBusiness = map[string]reading{
		StatusPending:    readingBefore,
		StatusProcessing: {provider.PhaseInReview, "UnderReview", dueOfBusiness},
		StatusVerified:   {phase: provider.PhaseVerified, reason: "Verified"},
		StatusRejected:   {phase: provider.PhaseRejected, reason: "Rejected"},
	}
	// readingsOfOwner: what is promised is promised of the business.
	readingsOfOwner = map[string]reading{
		ReviewPending:    readingBefore,
		ReviewProcessing: {phase: provider.PhaseInReview, reason: "UnderReview"},
		ReviewApproved:   {phase: provider.PhaseVerified, reason: "Verified"},
		ReviewRejected:   {phase: provider.PhaseRejected, reason: "Rejected"},
	}
)

func read(readings map[string]reading, status string) reading {
	if r, ok := readings[strings.ToUpper(status)]; ok {
		return r
	}
	return readingUnknown
}

func (c *Customer) reading(known Known) reading {
	if c.Type == TypeBusiness {
		return read(readingsOfBusiness, c.Status)
	}
	if c.Status == StatusPending && known.Submission == SubmissionNone {
		return readingBefore
	}
	return read(readingsOfIndividual, c.Status)
}

// locked tells whether nothing of the customer can be changed now.
func (c *Customer) locked() bool {
	return c.Status == StatusProcessing || c.Status == StatusVerified
}

// Observe is the customer in the vocabulary of package provider, without what only a driver can tell (Profile,
// Updatable and Key).
func (c *Customer) Observe(known Known) provider.Observation {
	r := c.reading(known)
	o := provider.Observation{
		CustomerID:   c.ID,
		Type:         provider.CustomerPersonal,
		Status:       c.Status,
		Phase:        r.phase,
		Reason:       r.reason,
		Requirements: c.requirements(known),
		ReviewDue:    r.due,
		Ability:      provider.AbilityNone,
		Through:      c.Through,
	}
	if c.Type == TypeBusiness {
		o.Type = provider.CustomerBusiness
	}
	if c.Status == StatusVerified {
		o.Ability = provider.AbilityFull
	}
	if c.Status == StatusRejected {
		o.Correction = provider.CorrectionAllowed
	}
	return o
}

// ObserveOwner is one of the customer's owners in the vocabulary of package provider. False if there is no
// such owner.
func (c *Customer) ObserveOwner(ownerID string) (provider.OwnerObservation, bool) {
	at := slices.IndexFunc(c.Owners, func(w ShownOwner) bool { return w.ID == ownerID })
	if at < 0 {
		return provider.OwnerObservation{}, false
	}
	w := c.Owners[at]
	r := read(readingsOfOwner, w.Status)
	o := provider.OwnerObservation{
		OwnerID: w.ID, Email: w.Email, Status: w.Status, Phase: r.phase, Reason: r.reason,
		Through: c.Through,
	}
	if w.Status == ReviewRejected && !c.locked() {
		o.Requirements = c.ownerRequirements(w)
		o.Correction = provider.CorrectionAllowed
	}
	return o, true
}

// documentStates by status. One that is not known waits.
var documentStates = map[string]provider.DocumentState{
	ReviewApproved: provider.DocumentAccepted,
	ReviewRejected: provider.DocumentRejected,
}

// ObserveDocument is one of the customer's documents in the vocabulary of package provider. False if there is
// no such document. Blaaiz has no codes of reasons.
func (c *Customer) ObserveDocument(documentID string) (provider.DocumentObservation, bool) {
	at := slices.IndexFunc(c.Documents, func(d Document) bool { return d.ID == documentID })
	if at < 0 {
		return provider.DocumentObservation{}, false
	}
	d := c.Documents[at]
	o := provider.DocumentObservation{
		ID: d.ID, Name: d.Name, Status: d.Status, State: cmp.Or(documentStates[strings.ToUpper(d.Status)], provider.DocumentPending),
	}
	if o.State == provider.DocumentRejected {
		o.FailureMessage = joined(c.clean(d.Comments))
	}
	return o, true
}
