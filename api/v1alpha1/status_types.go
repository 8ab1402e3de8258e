package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Phase is where a customer or an owner stands, in a word, for people and printer columns.
// Programs should read conditions.
// +kubebuilder:validation:Enum=Pending;InReview;ActionRequired;Verified;Rejected;Suspended;Deactivated
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

// VerificationStatus is where somebody stands who is being verified. Conditions, phase,
// requirements and nextSyncTime are conclusions that the operator draws, by one pure function, from
// the facts beside them.
type VerificationStatus struct {
	// observedGeneration is the generation of spec that the conditions speak of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// phase is where the customer or owner stands, in a word.
	// +optional
	Phase Phase `json:"phase,omitempty"`

	// providerStatus is the provider's own word for it.
	// +optional
	ProviderStatus string `json:"providerStatus,omitempty"`

	// conditions: Ready, Synced, Verified; OwnershipCertified for a business; Overdue while a
	// review is under way; Reconciling or Stalled while True.
	// +optional
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// requirements are what the provider waits for, most pressing first.
	// +optional
	// +listType=atomic
	Requirements []Requirement `json:"requirements,omitempty"`

	// documents are what was uploaded of spec.documents.
	// +optional
	// +listType=map
	// +listMapKey=name
	Documents []DocumentStatus `json:"documents,omitempty"`

	// lastEvent is the newest event of the provider that made the operator look again.
	// +optional
	LastEvent *EventReference `json:"lastEvent,omitempty"`

	// history holds the last 20 moves, newest last.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	History []HistoryEntry `json:"history,omitempty"`

	// lastSyncTime is when the provider was last asked.
	// +optional
	LastSyncTime *metav1.Time `json:"lastSyncTime,omitempty"`

	// nextSyncTime is when the provider will be asked again if no event comes before.
	// +optional
	NextSyncTime *metav1.Time `json:"nextSyncTime,omitempty"`

	// facts are the operator's own notes, from which it carries on after a crash. They are no
	// interface: read conditions instead.
	// +optional
	Facts *Facts `json:"facts,omitempty"`
}

// VerifiedCustomerStatus is where a customer stands.
type VerifiedCustomerStatus struct {
	VerificationStatus `json:",inline"`

	// customerID is the provider's ID of the customer.
	// +optional
	CustomerID string `json:"customerID,omitempty"`
}

// Requirement is one thing that the provider waits for.
type Requirement struct {
	// code is a stable word for it, for example RetryWithFullSSN.
	Code string `json:"code"`

	// message says what the provider wants.
	// +optional
	Message string `json:"message,omitempty"`

	// action says what to do about it, in terms of this API.
	// +optional
	Action string `json:"action,omitempty"`

	// subject is whom it is about: Person, Business, Controller, DBA or BeneficialOwner.
	// +optional
	Subject string `json:"subject,omitempty"`

	// link is where the provider takes it or explains it.
	// +optional
	Link string `json:"link,omitempty"`

	// document is the kind of document that meets it, if one does that is sent by itself: Identity or Business.
	// +optional
	Document string `json:"document,omitempty"`
}

// DocumentStatus is where a document stands.
type DocumentStatus struct {
	// name of the document in spec.documents.
	Name string `json:"name"`

	// id is the provider's ID of the document.
	// +optional
	ID string `json:"id,omitempty"`

	// status is where it stands: Pending, Accepted or Rejected.
	// +optional
	Status string `json:"status,omitempty"`

	// failureReason is the provider's reason for refusing it.
	// +optional
	FailureReason string `json:"failureReason,omitempty"`

	// fingerprint of the content, a hash keyed by the provider's credentials: the same content is
	// not uploaded twice.
	// +optional
	Fingerprint string `json:"fingerprint,omitempty"`

	// keyID of the key behind fingerprint.
	// +optional
	KeyID string `json:"keyID,omitempty"`

	// earlier are the fingerprints of contents that were sent under this name before, newest last: none of
	// them is sent again.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	Earlier []string `json:"earlier,omitempty"`

	// idempotencyKey of an upload whose outcome is not known yet.
	// +optional
	IdempotencyKey string `json:"idempotencyKey,omitempty"`

	// startedAt is when that upload was begun.
	// +optional
	StartedAt *metav1.MicroTime `json:"startedAt,omitempty"`
}

// EventReference names an event of the provider.
type EventReference struct {
	// id of the event, the same over all its deliveries.
	ID string `json:"id"`

	// topic of the event.
	Topic string `json:"topic"`

	// time is when the event was created, on the provider's clock.
	Time metav1.MicroTime `json:"time"`
}

// MoveCause is what made a customer move.
// +kubebuilder:validation:Enum=Created;TakenOver;Event;Resync;Corrected;Updated;Deactivated;Reactivated;Replaced
type MoveCause string

// The causes of moves.
const (
	CauseCreated     MoveCause = "Created"
	CauseTakenOver   MoveCause = "TakenOver"
	CauseEvent       MoveCause = "Event"
	CauseResync      MoveCause = "Resync"
	CauseCorrected   MoveCause = "Corrected"
	CauseUpdated     MoveCause = "Updated"
	CauseDeactivated MoveCause = "Deactivated"
	CauseReactivated MoveCause = "Reactivated"
	CauseReplaced    MoveCause = "Replaced"
)

// HistoryEntry is one move of a customer, in the words of the Verified condition's reasons.
type HistoryEntry struct {
	// time of the move as the operator noticed it.
	Time metav1.Time `json:"time"`

	// from is the reason of Verified before; empty for the first move.
	// +optional
	From string `json:"from,omitempty"`

	// to is the reason of Verified after.
	To string `json:"to"`

	// cause is what brought it to the operator's notice.
	Cause MoveCause `json:"cause"`

	// eventID is the event, when the cause is one.
	// +optional
	EventID string `json:"eventID,omitempty"`
}
