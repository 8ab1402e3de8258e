package statemachine

import "github.com/bonafide-dev/bonafide/api/v1alpha1"

// Persons (reference 14, and design.md for phase and reason). Whether an identity document was handed in, Blaaiz's
// status does not show.
var (
	zpPending = state{name: "PENDING", status: "PENDING", enter: begins(withoutDocuments),
		phase: v1alpha1.PhasePending, verified: "Pending", kstatus: inProgress, needs: []string{"UploadDocument/Person"}}
	zpChecked = state{name: "PENDING, checked", status: "PENDING", enter: applies(),
		phase: v1alpha1.PhaseInReview, verified: "Pending", kstatus: inProgress, promised: true}
	zpVerified = state{name: "VERIFIED", status: "VERIFIED", enter: then(applies(), zpChecked, blaaizVerifies),
		phase: v1alpha1.PhaseVerified, verified: v1alpha1.ReasonVerified, kstatus: current}
	zpRejected = state{name: "REJECTED", status: "REJECTED", enter: then(applies(), zpChecked, blaaizRejects("It is not legible.")),
		phase: v1alpha1.PhaseRejected, verified: "Rejected", kstatus: failed, needs: []string{"CorrectAndResubmit/Person"}}
	// zpMute: no reason is given, which is for Blaaiz's support.
	zpMute = zpRejected.as("REJECTED, no reason").needing("ContactProvider/Person")
)

// Businesses (reference 14 and 16).
var (
	zbPending    = zpPending.needing("CompletePackage/")
	zbProcessing = state{name: "PROCESSING", status: "PROCESSING", enter: applies(),
		phase: v1alpha1.PhaseInReview, verified: "UnderReview", kstatus: inProgress, promised: true}
	zbVerified = zpVerified.by(then(applies(), zbProcessing, blaaizVerifies))
	zbRejected = zpRejected.needing("CorrectAndResubmit/Business").
			by(then(applies(), zbProcessing, blaaizRejects("It is not plausible.")))
	zbMute     = zbRejected.as("REJECTED, no reason").needing("ContactProvider/Business")
	zbOfOwner  = zbRejected.as("REJECTED, an owner").needing("CorrectAndResubmit/Business", "CorrectOwner/Business").by(then(applies(), zbProcessing, blaaizRejectsOwner))
	zbOfPaper  = zbRejected.as("REJECTED, a document").needing("CorrectAndResubmit/Business", "ReplaceDocument/Business").by(then(applies(), zbProcessing, blaaizRejectsPaper))
	zbReverted = zbPending.as("PENDING, reverted").needing("ContactProvider/Business").by(then(applies(), zbProcessing, blaaizMoves("PENDING")))
	// zbRevertedOwner: what was rejected is still to be corrected.
	zbRevertedOwner = zbReverted.as("PENDING, an owner rejected").needing("CorrectOwner/Business").
			by(then(applies(), zbProcessing, blaaizRejectsOwner, zbOfOwner, blaaizMoves("PENDING")))
)

// minimal are businesses of whom no owner is looked at (reference 6.3).
var (
	zmPending    = zbPending.as("PENDING, minimal").by(begins(minimal, withoutDocuments))
	zmProcessing = zbProcessing.as("PROCESSING, minimal").by(applies(minimal))
	zmVerified   = zbVerified.as("VERIFIED, minimal").by(then(applies(minimal), zmProcessing, blaaizVerifies))
	zmUpgraded   = zbReverted.as("PENDING, upgraded").by(then(zmVerified.enter, zmVerified, blaaizUpgrades))
)

// automatic is a state that Blaaiz puts somebody in at once.
func (s state) automatic() state { return s.but(func(s *state) { s.apart = true }) }

// Owners (reference 14). No event tells of them: those are of the business, of which is also told that a review takes
// too long.
var (
	zoPending = state{name: "PENDING", status: "PENDING", enter: begins(withoutDocuments),
		phase: v1alpha1.PhasePending, verified: "Pending", kstatus: inProgress}
	zoProcessing = state{name: "PROCESSING", status: "PROCESSING", enter: applies(),
		phase: v1alpha1.PhaseInReview, verified: "UnderReview", kstatus: inProgress}
	zoApproved = state{name: "APPROVED", status: "APPROVED", enter: then(applies(), zoProcessing, blaaizVerifies),
		phase: v1alpha1.PhaseVerified, verified: v1alpha1.ReasonVerified, kstatus: current}
	zoRejected = state{name: "REJECTED", status: "REJECTED", enter: then(applies(), zoProcessing, blaaizRejectsOwner),
		phase: v1alpha1.PhaseRejected, verified: "Rejected", kstatus: failed, needs: []string{"CorrectOwner/BeneficialOwner"}}
	// zoLocked: nothing can be corrected before the verdict on the business.
	zoLocked = zoRejected.as("REJECTED, no verdict yet").needing()
	zoEdited = zoPending.as("PENDING, edited")
)

// Documents of a business (reference 14): what stands of the business's charter in its status.
var (
	zdPending    = zbReverted.of("PENDING")
	zdProcessing = zbProcessing.of("PROCESSING")
	zdApproved   = zbVerified.of("APPROVED")
	zdRejected   = zbOfPaper.of("REJECTED")
	// The business is still under review.
	zdApprovedEarly = zbProcessing.as("PROCESSING, charter approved").of("APPROVED")
	zdRejectedEarly = zbProcessing.as("PROCESSING, charter rejected").of("REJECTED")
	// zdEdited: somebody changed the document at Blaaiz.
	zdEdited = zbOfPaper.as("REJECTED, charter edited").needing("CorrectAndResubmit/Business").of("PENDING")
)

func (s state) of(paper string) state { return s.but(func(s *state) { s.paper = paper }) }
