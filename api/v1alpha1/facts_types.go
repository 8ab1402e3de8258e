package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// FactsFormat numbers the fields that a status may have. An operator that finds a greater number in one was made
// before the one that wrote it, and does not know all of its fields. Whoever adds a field, or changes what one means,
// counts on: a test says when.
const FactsFormat = 1

// Facts is what the operator noted about a customer. Nothing in it can be turned back into
// personal data: fingerprints are hashes keyed by the provider's credentials.
type Facts struct {
	// format of the status, as whoever wrote it last knows it. An operator that knows only an older one changes what it
	// knows, and leaves the rest.
	// +optional
	Format int32 `json:"format,omitempty"`

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

	// replacement is under way: the record is removed to be added anew.
	// +optional
	Replacement *ReplacementFact `json:"replacement,omitempty"`

	// profile tells when the provider last held what spec says.
	// +optional
	Profile *ProfileFact `json:"profile,omitempty"`

	// ownership tells what keeps the operator from certifying the ownership of a business.
	// +optional
	Ownership *OwnershipFact `json:"ownership,omitempty"`

	// package is what was last handed in, at a provider that reviews a customer as one package.
	// +optional
	Package *PackageFact `json:"package,omitempty"`

	// state is Deactivated while the customer is deactivated because spec.state said so.
	// +optional
	State CustomerState `json:"state,omitempty"`

	// leftClosed tells that spec.state is Deactivated and that the account was closed already, at the provider: this
	// is as it should be, and nothing that spec.state says later opens it again.
	// +optional
	LeftClosed bool `json:"leftClosed,omitempty"`

	// abilities are what the provider's events last said of each of the customer's bank accounts, bank
	// connections and balances: of a few of each, those of which it spoke last.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +listMapKey=resourceID
	Abilities []AbilityFact `json:"abilities,omitempty"`

	// problem is what kept the last step from being done; absent when nothing did.
	// +optional
	Problem *ProblemFact `json:"problem,omitempty"`

	// refusal is the data that the provider refused last: they are not sent again until they differ, or the provider
	// asks for something else. Absent once nothing stands in the way.
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

	// remark is what the provider said of the customer in this status, where its answers may leave that out. Nothing in
	// it identifies anybody.
	// +optional
	Remark string `json:"remark,omitempty"`

	// requirements are what the provider waits for.
	// +optional
	// +listType=atomic
	Requirements []Requirement `json:"requirements,omitempty"`

	// correction is Allowed while the provider would take a corrected submission.
	// +optional
	Correction string `json:"correction,omitempty"`

	// correctionScope is Business while that submission would be of a business without its controller.
	// +optional
	CorrectionScope string `json:"correctionScope,omitempty"`

	// certification tells where the certification of a business's ownership stands: NotNeeded, Needed,
	// Done or Again; empty for persons.
	// +optional
	Certification string `json:"certification,omitempty"`

	// ability is Full or None if the provider tells whether the customer can act.
	// +optional
	Ability string `json:"ability,omitempty"`

	// reviewSince is when the review that is under way was first seen, if the provider promises how long it takes.
	// +optional
	ReviewSince *metav1.Time `json:"reviewSince,omitempty"`

	// reviewDue is when the review that is under way should be over.
	// +optional
	ReviewDue *metav1.Time `json:"reviewDue,omitempty"`

	// profile is the fingerprint of the data that the provider showed.
	// +optional
	Profile string `json:"profile,omitempty"`

	// package is Wanted, RestWanted or WantedAgain while the provider would take a package.
	// +optional
	Package string `json:"package,omitempty"`

	// owners are what the provider said of the owners of a business, where it does so along with the business.
	// +optional
	// +listType=map
	// +listMapKey=id
	Owners []OwnerFact `json:"owners,omitempty"`

	// event is what brought the operator to look, if there are owners: it is theirs as well.
	// +optional
	Event *EventReference `json:"event,omitempty"`

	// through is the moment, on the provider's clock, up to which every event is reflected.
	// +optional
	Through *metav1.MicroTime `json:"through,omitempty"`

	// gone tells that the provider no longer has the record, as a look after this observation has shown. What
	// it said before stands above, and counts again once it has the record after all.
	// +optional
	Gone bool `json:"gone,omitempty"`

	// serial counts observations that were written: two writers tell by it who came first.
	Serial int64 `json:"serial"`
}

// SubmissionFact is the data that were last submitted for verification.
type SubmissionFact struct {
	// fingerprint of the data.
	Fingerprint string `json:"fingerprint"`

	// business is the fingerprint of a business's data without those of its controller. A correction may
	// be of these alone. Absent where there is no controller.
	// +optional
	Business string `json:"business,omitempty"`

	// controller is the fingerprint of the controller's data that were last submitted.
	// +optional
	Controller string `json:"controller,omitempty"`

	// data is the fingerprint of the customer's own data, without its owners and the acceptance of terms, at a
	// provider that reviews a customer as one package.
	// +optional
	Data string `json:"data,omitempty"`

	// owners are the owners that were submitted along.
	// +optional
	// +listType=map
	// +listMapKey=name
	Owners []PackedOwner `json:"owners,omitempty"`

	// keyID of the key behind the fingerprints.
	KeyID string `json:"keyID"`

	// generation of spec that held the data.
	Generation int64 `json:"generation"`

	// secretVersion is the version of the identity Secret that held the data.
	SecretVersion string `json:"secretVersion,omitempty"`
}

// OwnerFact is what a provider said of an owner, along with the business.
type OwnerFact struct {
	// id of the owner at the provider.
	ID string `json:"id"`

	// email is the fingerprint of the e-mail address under which the provider has the owner.
	// +optional
	Email string `json:"email,omitempty"`

	// status is the provider's own word.
	// +optional
	Status string `json:"status,omitempty"`

	// phase is that word in Bonafide's vocabulary.
	Phase Phase `json:"phase"`

	// reason is that word as the reason of the condition Verified.
	Reason string `json:"reason"`

	// requirements are what the provider waits for.
	// +optional
	// +listType=atomic
	Requirements []Requirement `json:"requirements,omitempty"`
}

// PackageFact is a package that was handed in, or is about to be.
type PackageFact struct {
	// fingerprint of all of it.
	Fingerprint string `json:"fingerprint"`

	// data is the fingerprint of the customer's own data in it, without its owners and the acceptance of terms.
	Data string `json:"data"`

	// owners are the owners in it.
	// +optional
	// +listType=map
	// +listMapKey=name
	Owners []PackedOwner `json:"owners,omitempty"`

	// keyID of the key behind the fingerprints.
	KeyID string `json:"keyID"`

	// earlier is the fingerprint of the package that was handed in before this one.
	// +optional
	Earlier string `json:"earlier,omitempty"`

	// generation of spec that held it.
	Generation int64 `json:"generation"`

	// versions is a digest of the versions of the objects and Secrets that it was last known to be made of: when it is the
	// same, nothing changed, whatever key fingerprints are made with.
	// +optional
	Versions string `json:"versions,omitempty"`

	// status is the provider's word for where the customer stood when handing it in was begun.
	Status string `json:"status"`

	// startedAt is when handing it in was begun.
	StartedAt metav1.MicroTime `json:"startedAt"`

	// unansweredAt is when one of the calls that bring it was given up without an answer: it may still arrive.
	// +optional
	UnansweredAt *metav1.MicroTime `json:"unansweredAt,omitempty"`

	// handedInAt is when the provider took it; absent while that is not known.
	// +optional
	HandedInAt *metav1.MicroTime `json:"handedInAt,omitempty"`
}

// PackedOwner is an owner in a package.
type PackedOwner struct {
	// name of the BeneficialOwner.
	Name string `json:"name"`

	// data is the fingerprint of the owner's data.
	Data string `json:"data"`

	// all is the fingerprint of the owner's data and documents; absent where there were no documents yet.
	// +optional
	All string `json:"all,omitempty"`
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

// ReplacementFact is a replacement that was begun.
type ReplacementFact struct {
	// removedID is the provider's ID of the record that is removed.
	RemovedID string `json:"removedID"`

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

	// message says what is in the way.
	Message string `json:"message"`

	// action says what to do about it.
	// +optional
	Action string `json:"action,omitempty"`

	// withdrawn tells that certified was false since the provider asked for the certification again:
	// when it is true once more, that is a new statement.
	// +optional
	Withdrawn bool `json:"withdrawn,omitempty"`

	// serial of the observation at which the provider had an owner whom spec does not name: the provider is asked
	// again after the next one.
	// +optional
	Serial int64 `json:"serial,omitempty"`
}

// AbilityFact is what an event said of the customer's ability to act.
type AbilityFact struct {
	// type of the condition that follows from it.
	Type string `json:"type"`

	// resourceID is the provider's ID of the bank account, bank connection or balance.
	// +optional
	// +kubebuilder:default=""
	ResourceID string `json:"resourceID,omitempty"`

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
