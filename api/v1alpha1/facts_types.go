package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Facts is what the operator noted about a customer. Nothing in it can be turned back into
// personal data: fingerprints are hashes keyed by the provider's credentials.
type Facts struct {
	// generation of spec that the reconciler last acted on.
	// +optional
	Generation int64 `json:"generation,omitempty"`

	// appliedGeneration is the generation of spec that the provider last held in full.
	// +optional
	AppliedGeneration int64 `json:"appliedGeneration,omitempty"`

	// observation is what the provider last said.
	// +optional
	Observation *ObservationFact `json:"observation,omitempty"`

	// submission is the data that were last submitted for verification.
	// +optional
	Submission *SubmissionFact `json:"submission,omitempty"`

	// correction is a corrected submission whose outcome is not known yet.
	// +optional
	Correction *CorrectionFact `json:"correction,omitempty"`

	// profile tells when the provider last held what spec says.
	// +optional
	Profile *ProfileFact `json:"profile,omitempty"`

	// ownership tells what keeps the operator from certifying the ownership of a business.
	// +optional
	Ownership *OwnershipFact `json:"ownership,omitempty"`

	// state is Deactivated while the customer is deactivated because spec.state said so.
	// +optional
	State CustomerState `json:"state,omitempty"`

	// abilities are what the provider's events last said of the customer's bank accounts, bank
	// connections and balance.
	// +optional
	// +listType=map
	// +listMapKey=type
	Abilities []AbilityFact `json:"abilities,omitempty"`

	// problem is what kept the last step from being done; absent when nothing did.
	// +optional
	Problem *ProblemFact `json:"problem,omitempty"`

	// refusal is the data that the provider refused last: they are not sent again until they differ.
	// Absent once nothing stands in the way.
	// +optional
	Refusal *RefusalFact `json:"refusal,omitempty"`

	// reconcileAt is the value of the annotation bonafide.dev/reconcile-at that was last acted on.
	// +optional
	ReconcileAt string `json:"reconcileAt,omitempty"`
}

// ObservationFact is what the provider said of the customer.
type ObservationFact struct {
	// status is the provider's own word.
	Status string `json:"status"`

	// phase is that word in Bonafide's vocabulary.
	Phase Phase `json:"phase"`

	// reason is that word as the reason of the condition Verified.
	Reason string `json:"reason"`

	// requirements are what the provider waits for.
	// +optional
	// +listType=atomic
	Requirements []Requirement `json:"requirements,omitempty"`

	// correction is Allowed while the provider would take a corrected submission.
	// +optional
	Correction string `json:"correction,omitempty"`

	// certification tells where the certification of a business's ownership stands: NotNeeded, Needed,
	// Done or Again; empty for persons.
	// +optional
	Certification string `json:"certification,omitempty"`

	// ability is Full or None if the provider tells whether the customer can act.
	// +optional
	Ability string `json:"ability,omitempty"`

	// reviewDue is when the review that is under way should be over.
	// +optional
	ReviewDue *metav1.Time `json:"reviewDue,omitempty"`

	// profile is the fingerprint of the data that the provider showed.
	// +optional
	Profile string `json:"profile,omitempty"`

	// through is the moment, on the provider's clock, up to which every event is reflected.
	// +optional
	Through *metav1.MicroTime `json:"through,omitempty"`

	// serial counts observations that were written: two writers tell by it who came first.
	Serial int64 `json:"serial"`
}

// SubmissionFact is the data that were last submitted for verification.
type SubmissionFact struct {
	// fingerprint of the data.
	Fingerprint string `json:"fingerprint"`

	// keyID of the key behind the fingerprint.
	KeyID string `json:"keyID"`

	// generation of spec that held the data.
	Generation int64 `json:"generation"`

	// secretVersion is the version of the identity Secret that held the data.
	SecretVersion string `json:"secretVersion,omitempty"`
}

// CorrectionFact is a corrected submission that was begun.
type CorrectionFact struct {
	// idempotencyKey of the attempt.
	IdempotencyKey string `json:"idempotencyKey"`

	// submission is what it submits.
	Submission SubmissionFact `json:"submission"`

	// startedAt is when it was begun.
	StartedAt metav1.MicroTime `json:"startedAt"`
}

// ProfileFact tells when the provider held what spec says.
type ProfileFact struct {
	// keyID of the key behind both fingerprints.
	KeyID string `json:"keyID"`

	// desired is the fingerprint of what spec said.
	Desired string `json:"desired"`

	// shown is the fingerprint of what the provider then showed.
	Shown string `json:"shown"`
}

// OwnershipFact tells what keeps the ownership of a business from being certified.
type OwnershipFact struct {
	// reason as it stands in the condition OwnershipCertified.
	Reason string `json:"reason"`

	// message as it stands in the condition OwnershipCertified.
	Message string `json:"message"`

	// withdrawn tells that certified was false since the provider asked for the certification again:
	// when it is true once more, that is a new statement.
	// +optional
	Withdrawn bool `json:"withdrawn,omitempty"`
}

// AbilityFact is what an event said of the customer's ability to act.
type AbilityFact struct {
	// type of the condition that follows from it.
	Type string `json:"type"`

	// effect is what the event said.
	Effect string `json:"effect"`

	// eventID of the event.
	EventID string `json:"eventID"`

	// time of the event, on the provider's clock.
	Time metav1.MicroTime `json:"time"`
}

// ProblemSeverity tells who can cure a problem.
// +kubebuilder:validation:Enum=Waiting;Retrying;Stalled
type ProblemSeverity string

// The severities.
const (
	// ProblemWaiting: something else in the cluster is not there yet.
	ProblemWaiting ProblemSeverity = "Waiting"
	// ProblemRetrying: the operator tries again by itself.
	ProblemRetrying ProblemSeverity = "Retrying"
	// ProblemStalled: somebody has to change something.
	ProblemStalled ProblemSeverity = "Stalled"
)

// ProblemFact is what kept a step from being done.
type ProblemFact struct {
	// severity tells who can cure it.
	Severity ProblemSeverity `json:"severity"`

	// reason as it stands in the conditions.
	Reason string `json:"reason"`

	// message as it stands in the conditions.
	Message string `json:"message"`
}

// RefusalFact is data that the provider refused, and what it is told as.
type RefusalFact struct {
	// fingerprint of the data.
	Fingerprint string `json:"fingerprint"`

	// reason as it stands in the conditions.
	Reason string `json:"reason"`

	// message as it stands in the conditions.
	Message string `json:"message"`
}
