package provider

import "time"

// Phase is where a customer stands, in the one vocabulary for all providers.
type Phase string

// The phases.
const (
	PhasePending        Phase = "Pending"
	PhaseInReview       Phase = "InReview"
	PhaseActionRequired Phase = "ActionRequired"
	PhaseVerified       Phase = "Verified"
	PhaseRejected       Phase = "Rejected"
	PhaseSuspended      Phase = "Suspended"
	PhaseDeactivated    Phase = "Deactivated"
)

// Correction tells whether the provider would now take a corrected submission.
type Correction string

// The states of the one attempt that a provider allows.
const (
	CorrectionNone    Correction = ""
	CorrectionAllowed Correction = "Allowed"
)

// CorrectionScope is how much of a customer a correction submits.
type CorrectionScope string

// The scopes of corrections.
const (
	// CorrectsAll: all of the customer.
	CorrectsAll CorrectionScope = ""
	// CorrectsBusiness: the business without its controller. What is new of the controller is not sent.
	CorrectsBusiness CorrectionScope = "Business"
)

// Observation is what a provider said of a customer at one moment.
type Observation struct {
	CustomerID string
	// Key is the CreateRequest.Key that the record carries, empty if it has none.
	Key string
	// Type of the customer; empty if the provider has it without one, since it verifies nobody by that record.
	Type CustomerType
	// Status is the provider's own word, raw.
	Status string
	// Phase and Reason are that word in Bonafide's vocabulary; Reason is a stable CamelCase reason
	// for the Verified condition.
	Phase  Phase
	Reason string
	// Remark is what the provider said of the customer in this status, as far as that may be shown, if it may leave it
	// out the next time: then CustomerRef has it.
	Remark string
	// Requirements are what the provider waits for, most pressing first.
	Requirements []Requirement
	// Correction tells whether a corrected submission would be taken now.
	Correction Correction
	// CorrectionScope is what such a submission would be of.
	CorrectionScope CorrectionScope
	// ReviewDue bounds a review that is under way: the provider promises a decision within it.
	// Zero when nothing was promised.
	ReviewDue ReviewDue
	// Certification tells where the certification of ownership stands; empty is NotNeeded.
	Certification Certification
	// Ability tells whether the customer can act (send money), as the provider itself says.
	Ability Ability
	// Package tells whether a package would be taken now; see PackageTaker.
	Package PackageState
	// Owners and Documents are those of the customer, where the provider shows them along with it.
	Owners    []OwnerObservation
	Documents []DocumentObservation
	// Profile is what the provider shows of the customer's data, and Updatable the fields of it
	// that it lets change at this status.
	Profile   Profile
	Updatable []FieldPath
	// Keeps are the fields that such a record can hold at all; nil if that is all of a profile.
	Keeps []FieldPath
	// Through is a moment on the provider's clock: every event created up to then is reflected in
	// this observation. It errs on the early side. Zero when it cannot be told.
	Through time.Time
}

// Ability tells whether a customer can act.
type Ability string

// The abilities.
const (
	// AbilityUnknown: the provider does not say.
	AbilityUnknown Ability = ""
	// AbilityFull: the customer can act.
	AbilityFull Ability = "Full"
	// AbilityNone: the customer cannot act yet, or no more.
	AbilityNone Ability = "None"
)

// ReviewDue is a promise of how long a review takes.
type ReviewDue struct {
	// Hours on the clock, or BusinessDays (Monday to Friday); one of them is zero.
	Hours        int
	BusinessDays int
}

// IsZero tells whether nothing was promised.
func (d ReviewDue) IsZero() bool { return d == ReviewDue{} }

// From is when a review that began at start should be over.
func (d ReviewDue) From(start time.Time) time.Time {
	due := start.Add(time.Duration(d.Hours) * time.Hour)
	for left := d.BusinessDays; left > 0; {
		due = due.AddDate(0, 0, 1)
		if wd := due.Weekday(); wd != time.Saturday && wd != time.Sunday {
			left--
		}
	}
	return due
}

// Requirement is one thing that the provider waits for.
type Requirement struct {
	// Code is a stable CamelCase word, shown in the ACTION column ("RetryWithFullSSN").
	Code string
	// Message says what the provider wants, in words of ours: it is stable and holds no value.
	Message string
	// Action says what to do about it in terms of the VerifiedCustomer API.
	Action string
	// Subject is whom it is about.
	Subject Subject
	// Link is where the provider takes or explains it; empty if it has none.
	Link string
	// Document is the kind of document that meets it, if one does.
	Document DocumentKind
}

// DocumentKind is what the provider may want to see.
type DocumentKind string

// The kinds of documents that meet requirements.
const (
	DocumentOfIdentity DocumentKind = "Identity"
	DocumentOfBusiness DocumentKind = "Business"
)

// Subject is whom a requirement or a document is about.
type Subject string

// The subjects.
const (
	SubjectPerson     Subject = "Person"
	SubjectBusiness   Subject = "Business"
	SubjectController Subject = "Controller"
	SubjectDBA        Subject = "DBA"
	SubjectOwner      Subject = "BeneficialOwner"
)
