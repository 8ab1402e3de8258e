package statemachine

import "github.com/bonafide-dev/bonafide/api/v1alpha1"

// Persons (reference 14, and design.md for phase and reason).
var (
	fpIncomplete = state{name: "INCOMPLETE", status: "INCOMPLETE", enter: begins(withoutDocuments),
		phase: v1alpha1.PhaseActionRequired, verified: "Incomplete", kstatus: inProgress,
		needs: []string{"AttachDocuments/Person"}}
	// fpAttached: what was attached is not worked on yet, which Fin's status does not show.
	fpAttached = state{name: "INCOMPLETE, attached", status: "INCOMPLETE", enter: applies(named("incomplete")),
		phase: v1alpha1.PhaseInReview, verified: "Queued", kstatus: inProgress, promised: true}
	fpProcessing = state{name: "PROCESSING", status: "PROCESSING", enter: applies(named("processing")),
		phase: v1alpha1.PhaseInReview, verified: "Queued", kstatus: inProgress, promised: true}
	fpReviewing = state{name: "REVIEWING", status: "REVIEWING", enter: applies(),
		phase: v1alpha1.PhaseInReview, verified: "UnderReview", kstatus: inProgress, promised: true}
	fpHold = state{name: "IN_COMPLIANCE", status: "IN_COMPLIANCE", enter: then(applies(), fpReviewing, finMoves("IN_COMPLIANCE")),
		phase: v1alpha1.PhaseInReview, verified: "OnHold", kstatus: inProgress, promised: true}
	fpAction = state{name: "ACTION_REQUIRED", status: "ACTION_REQUIRED", enter: then(applies(), fpReviewing, finAsksPassport),
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonDocumentRequired, kstatus: inProgress,
		needs: []string{"UploadDocument/Person"}}
	// fpUnsaid: Fin names no document.
	fpUnsaid = fpAction.as("ACTION_REQUIRED, nothing named").needing("ProviderDirective/Person").
			by(then(applies(), fpReviewing, finMoves("ACTION_REQUIRED")))
	fpApproved = state{name: "APPROVED", status: "APPROVED", enter: then(applies(), fpReviewing, finMoves("APPROVED")),
		phase: v1alpha1.PhaseVerified, verified: v1alpha1.ReasonVerified, kstatus: current}
	// fpApprovedAsked: Fin wants more of somebody whom it approved, and leaves it at that.
	fpApprovedAsked = fpApproved.as("APPROVED, asked").needing("UploadDocument/Person").
			by(then(applies(), fpReviewing, finMoves("APPROVED"), fpApproved, finAsksPassport))
	fpRejected = state{name: "REJECTED", status: "REJECTED", enter: then(applies(), fpReviewing, finMoves("REJECTED")),
		phase: v1alpha1.PhaseRejected, verified: "Rejected", kstatus: failed, needs: []string{"ContactProvider/Person"}}
)

// v1 is a person whom V1 of the API created, taken over by an object: what V1 calls the status, and how the
// person got there. No document was handed in by the operator.
func (s state) v1(called string, enter func(*actor)) state {
	return s.but(func(s *state) { s.name, s.called, s.enter = called, called, enter })
}

var (
	fvIncomplete = fpIncomplete.v1("INCOMPLETE", takesOverV1)
	fvQueued     = fpProcessing.v1("QUEUED", fvBy("QUEUED"))
	fvReviewing  = fpReviewing.v1("REVIEWING", fvBy("REVIEWING"))
	fvHold       = fpHold.v1("ON_HOLD", fvBy("ON_HOLD"))
	fvReinitiate = fpAction.v1("REINITIATE", then(takesOverV1, fvIncomplete, finAsksPassport))
	fvApproved   = fpApproved.v1("APPROVED", fvBy("APPROVED"))
	fvAsked      = fpApprovedAsked.v1("APPROVED", then(fvBy("APPROVED"), fvApproved, finAsksPassport))
	fvRejected   = fpRejected.v1("REJECTED", fvBy("REJECTED"))
)

func fvBy(status string) func(*actor) { return then(takesOverV1, fvIncomplete, finMoves(status)) }

// Businesses (reference 14).
var (
	fbIncomplete = fpIncomplete.needing("AttachDocuments/Business")
	fbAttached   = fpAttached
	fbProcessing = fpProcessing
	// fbRemaining: Fin has the documents of the business, and lacks those of its owners.
	fbRemaining = state{name: "ASSOCIATED_PARTIES_REMAINING", status: "ASSOCIATED_PARTIES_REMAINING",
		enter: then(begins(ownersWithoutDocuments), fbIncomplete, completesHalf),
		phase: v1alpha1.PhaseInReview, verified: "AssociatedPartiesRemaining", kstatus: inProgress,
		needs: []string{"AttachPartyDocuments/BeneficialOwner"}}
	// fbMore: Fin had documents of the owners too, and wants others.
	fbMore = fbRemaining.as("ASSOCIATED_PARTIES_REMAINING, again").
		by(then(applies(), fpReviewing, finMoves("ASSOCIATED_PARTIES_REMAINING")))
	fbReviewing = fpReviewing
	fbHold      = fpHold
	fbAction    = fpAction.needing("UploadDocument/Business").by(then(applies(), fpReviewing, finAsksRegister))
	fbUnsaid    = fpUnsaid.needing("ProviderDirective/Business")
	fbRefused   = fbAction.as("ACTION_REQUIRED, a document refused").by(then(applies(), fpReviewing, finRefuses))
	fbApproved  = fpApproved
	fbAsked     = fpApprovedAsked.needing("UploadDocument/Business").
			by(then(applies(), fpReviewing, finMoves("APPROVED"), fpApproved, finAsksRegister))
	fbRejected = fpRejected.needing("ContactProvider/Business")
	// fbPartyAsked: an owner is asked for a document.
	fbPartyAsked = fbAction.as("ACTION_REQUIRED, of an owner").needing("UploadDocument/BeneficialOwner").
			by(then(applies(), fpReviewing, finAsksParty))
)

// Associated parties (reference 9.1 and 14). No event tells of them, and that a review takes too long is told of
// the business.
var (
	foInitiated = state{name: "INITIATED", status: "INITIATED", enter: begins(withoutDocuments),
		phase: v1alpha1.PhaseActionRequired, verified: "Incomplete", kstatus: inProgress,
		needs: []string{"AttachDocuments/BeneficialOwner"}}
	foQueued = state{name: "INITIATED, attached", status: "INITIATED", enter: applies(named("processing")),
		phase: v1alpha1.PhaseInReview, verified: "Queued", kstatus: inProgress}
	foReviewing = state{name: "REVIEWING", status: "REVIEWING", enter: applies(),
		phase: v1alpha1.PhaseInReview, verified: "UnderReview", kstatus: inProgress}
	foApproved = state{name: "APPROVED", status: "APPROVED", enter: then(applies(), foReviewing, finMoves("APPROVED")),
		phase: v1alpha1.PhaseVerified, verified: v1alpha1.ReasonVerified, kstatus: current}
	foRejected = state{name: "REJECTED", status: "REJECTED", enter: then(applies(), foReviewing, finRejectsParty),
		phase: v1alpha1.PhaseRejected, verified: "Rejected", kstatus: failed, needs: []string{"UploadDocument/BeneficialOwner"}}
	// foRejectedAlone: nothing is said of it elsewhere.
	foRejectedAlone = foRejected.as("REJECTED, unexplained").needing("ContactProvider/BeneficialOwner").
			by(then(applies(), foReviewing, finPartyMoves("REJECTED"), asks))
	// foAsked: Fin asks for something of the owner, whose status stays.
	foAsked = state{name: "REVIEWING, asked", status: "REVIEWING", enter: then(applies(), foReviewing, finAsksParty),
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonDocumentRequired, kstatus: inProgress,
		needs: []string{"UploadDocument/BeneficialOwner"}}
	foRejectedAsked = foAsked.but(func(s *state) { s.name, s.status = "REJECTED, asked", "REJECTED" }).
			by(then(applies(), foReviewing, finPartyMoves("REJECTED"), finAsksParty))
)
