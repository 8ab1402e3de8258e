package statemachine

import (
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// What kstatus, the library behind Flux's health checks, makes of an object.
const (
	current    = status.CurrentStatus
	inProgress = status.InProgressStatus
	failed     = status.FailedStatus
)

// The ends of a life.
var (
	nobody  = state{name: none}
	goneNow = state{name: gone}
)

// closed is a state's customer whose account spec has closed; see changing_test.go for what it looks like.
func closed(before state) state {
	return before.but(func(s *state) {
		s.name, s.status = "deactivated, was "+before.name, "deactivated"
		s.enter = then(before.enter, before, closeAccount)
		s.phase, s.verified, s.ready, s.needs = v1alpha1.PhaseDeactivated, v1alpha1.ReasonDeactivated, "", nil
		s.kstatus, s.atRest = kstatusOfClosed, true
	})
}

// Persons (reference 2.4 and 3.1).
var (
	pVerified = state{name: "verified", status: "verified", enter: applyPerson("Jane"),
		phase: v1alpha1.PhaseVerified, verified: v1alpha1.ReasonVerified, kstatus: current}
	pRetry = state{name: "retry", status: "retry", enter: applyPerson("retry"),
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonRetryRequired, kstatus: inProgress,
		needs: []string{"RetryWithFullSSN/Person"}}
	// pRetryHeld: a correction without the whole SSN, which Dwolla would refuse, was not sent.
	pRetryHeld = pRetry.but(func(s *state) {
		s.name, s.ready, s.kstatus = "retry, correction held", v1alpha1.ReasonCorrectionInvalid, failed
		s.enter = then(pRetry.enter, pRetry, correctsName("Rita"))
		s.needs = []string{"CorrectInput/", "RetryWithFullSSN/Person"}
	})
	pKBA = state{name: "kba", status: "kba", enter: applyPerson("kba"),
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonKBARequired, kstatus: inProgress,
		needs: []string{"AnswerKBA/Person"}}
	pDocument = state{name: "document", status: "document", enter: applyPerson("document"),
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonDocumentRequired, kstatus: inProgress,
		needs: []string{"UploadDocument/Person"}}
	pReview = state{name: "document, under review", status: "document",
		enter: then(applyPerson("document"), pDocument, addsDocument("Person")),
		phase: v1alpha1.PhaseInReview, verified: v1alpha1.ReasonDocumentUnderReview, kstatus: inProgress}
	pSuspended = state{name: "suspended", status: "suspended", enter: applyPerson("suspended"),
		phase: v1alpha1.PhaseSuspended, verified: v1alpha1.ReasonSuspended, kstatus: failed,
		needs: []string{"ContactProvider/Person"}}
	// pNotClosed: spec asks to close a suspended account, which Dwolla refuses.
	pNotClosed = pSuspended.but(func(s *state) { s.name, s.ready = "suspended, not closed", v1alpha1.ReasonStateNotAllowed })
	// pDeactivated: Dwolla deactivated the customer, and spec did not ask for it.
	pDeactivated = state{name: "deactivated", status: "deactivated", enter: then(applyPerson("Jane"), pVerified, moves("deactivated")),
		phase: v1alpha1.PhaseDeactivated, verified: v1alpha1.ReasonDeactivated, kstatus: failed, needs: []string{"ReactivateCustomer/"}}
)

// Businesses (reference 2.4, 3.2 and 9.1), which spec says have no owners, and are certified for it.
var (
	bVerified = state{name: "verified", status: "verified", enter: sound().apply,
		phase: v1alpha1.PhaseVerified, verified: v1alpha1.ReasonVerified, certified: v1alpha1.ReasonCertified, kstatus: current}
	bRetry = state{name: "retry", status: "retry", enter: wrong("retry", "Carla").apply,
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonRetryRequired, certified: v1alpha1.ReasonCertified, kstatus: inProgress,
		needs: []string{"RetryVerification/Business"}}
	// bRetryController: Dwolla shows both links here too, so that the business is asked for as well.
	bRetryController = bRetry.but(func(s *state) {
		s.name, s.enter = "retry, controller", wrong("Acme Bakery", "retry").apply
		s.needs = []string{"RetryWithFullSSN/Controller", "RetryVerification/Business"}
	})
	bRetryBoth = bRetryController.but(func(s *state) { s.name, s.enter = "retry, both", wrong("retry", "retry").apply })
	// bRetryHeld: a correction without the controller's whole SSN, which Dwolla would refuse, was not sent.
	bRetryHeld = bRetryBoth.but(func(s *state) {
		s.name, s.ready, s.kstatus = "retry, correction held", v1alpha1.ReasonInvalidInput, failed
		s.enter = then(bRetryBoth.enter, bRetryBoth, renamesAll("Acme Bakery", "Carla"))
		s.needs = append([]string{"CorrectInput/"}, s.needs...)
	})
	// bRetryHome and bRetryPassport: Dwolla asks for the business alone, and for something of its controller.
	bRetryHome = bRetry.directed("controller's home", "RetryVerification/Business", "ResidentialAddressRequired/Controller").
			by(then(bRetry.enter, bRetry, simulates("ControllerNonResidential")))
	bRetryPassport = bRetry.directed("controller's passport",
		"RetryWithFullSSN/Controller", "RetryVerification/Business", "ForeignPassportNumberRequired/Controller").
		by(then(bRetry.enter, bRetry, directs("retry", "ForeignPassportNumberRequired", "update-customer")))
	bDocument = state{name: "document", status: "document", enter: wrong("document", "Carla").apply,
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonDocumentRequired, certified: v1alpha1.ReasonCertified, kstatus: inProgress,
		needs: []string{"UploadDocument/Business"}}
	bDocumentController = bDocument.but(func(s *state) {
		s.name, s.enter, s.needs = "document, controller", wrong("Acme Bakery", "document").apply, []string{"UploadDocument/Controller"}
	})
	bDocumentBoth = bDocument.but(func(s *state) {
		s.name, s.enter = "document, both", wrong("document", "document").apply
		s.needs = []string{"UploadDocument/Controller", "UploadDocument/Business"}
	})
	// bDocumentMore: the controller's document is with Dwolla, and the one of the business is not.
	bDocumentMore = bDocumentBoth.but(func(s *state) {
		s.name, s.needs = "document, one of both", []string{"UploadDocument/Business"}
		s.enter = then(bDocumentBoth.enter, bDocumentBoth, addsDocument("Controller"))
	})
	bReview = state{name: "document, under review", status: "document",
		enter: then(bDocument.enter, bDocument, addsDocument("Business")),
		phase: v1alpha1.PhaseInReview, verified: v1alpha1.ReasonDocumentUnderReview, certified: v1alpha1.ReasonCertified, kstatus: inProgress}
	bSuspended = state{name: "suspended", status: "suspended", enter: then(bVerified.enter, bVerified, moves("suspended")),
		phase: v1alpha1.PhaseSuspended, verified: v1alpha1.ReasonSuspended, certified: v1alpha1.ReasonCertified, kstatus: failed,
		needs: []string{"ContactProvider/Business"}}
	// bSuspendedAtOnce: nobody could certify the ownership before.
	bSuspendedAtOnce = bSuspended.but(func(s *state) {
		s.name, s.certified, s.enter = "suspended at once", v1alpha1.ReasonCertificationRequired, wrong("Acme Bakery", "suspended").apply
	})
	bPending = bSuspended.but(func(s *state) {
		s.name, s.needs = "suspended, reviewed by hand", []string{"AdditionalReviewRequired/Business"}
		s.enter = then(bVerified.enter, bVerified, reviewsByHand)
	})
	bDeactivated = state{name: "deactivated", status: "deactivated", enter: then(bVerified.enter, bVerified, moves("deactivated")),
		phase: v1alpha1.PhaseDeactivated, verified: v1alpha1.ReasonDeactivated, certified: v1alpha1.ReasonCertified, kstatus: failed,
		needs: []string{"ReactivateCustomer/"}}
)

// reviewsByHand has Dwolla review a business by hand, for which it suspends it (reference 2.5 and 3.2).
var reviewsByHand = staffMoves(controlapi.Move{Status: "suspended", Directives: []controlapi.Directive{
	{Code: "AdditionalReviewRequired", Message: "Additional review required"}}})

// directed is a state in which Dwolla shows a verification directive that asks for more.
func (s state) directed(code string, needs ...string) state {
	return s.but(func(s *state) { s.name, s.needs = s.name+", "+code, needs })
}

// Sole proprietorships, which have an owner and nothing to certify (reference 2.3 and 2.8).
var (
	sole = func(name, owner string) company {
		return wrong(name, owner).but(func(c *company) { c.structure = "SoleProprietorship" })
	}
	exempt    = func(s *state) { s.certified = v1alpha1.ReasonCertificationNotNeeded }
	sVerified = bVerified.but(exempt).but(func(s *state) { s.name, s.enter = "verified, sole", sole("Acme Bakery", "Sol").apply })
	sRetry    = bRetry.but(exempt).but(func(s *state) {
		s.name, s.enter, s.needs = "retry, sole", sole("retry", "Sol").apply, []string{"RetryWithFullSSN/Person"}
	})
	sDocument = bDocument.but(exempt).but(func(s *state) {
		s.name, s.enter, s.needs = "document, sole", sole("Acme Bakery", "document").apply, []string{"UploadDocument/Person"}
	})
)

// Owners (reference 4.4).
var (
	oVerified = state{name: "verified", status: "verified", enter: applyOwner("Olga"),
		phase: v1alpha1.PhaseVerified, verified: v1alpha1.ReasonVerified, kstatus: current}
	oIncomplete = state{name: "incomplete", status: "incomplete", enter: applyOwner("incomplete"),
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonRetryRequired, kstatus: inProgress,
		needs: []string{"CorrectOwner/BeneficialOwner"}}
	oDocument = state{name: "document", status: "document", enter: applyOwner("document"),
		phase: v1alpha1.PhaseActionRequired, verified: v1alpha1.ReasonDocumentRequired, kstatus: inProgress,
		needs: []string{"UploadDocument/BeneficialOwner"}}
	oReview = state{name: "document, under review", status: "document", enter: then(oDocument.enter, oDocument, addsDocument("Person")),
		phase: v1alpha1.PhaseInReview, verified: v1alpha1.ReasonDocumentUnderReview, kstatus: inProgress}
)

// removed is an owner's state whom somebody removed at Dwolla, beside the operator: the object stays, says
// nothing of before, and adds nobody anew.
func removed(before state) state {
	return before.but(func(s *state) {
		s.name, s.status, s.phase = "removed, was "+before.name, "", v1alpha1.PhasePending
		s.verified, s.kstatus = v1alpha1.ReasonCustomerNotFound, failed
		s.needs, s.removed = []string{"ResolveCustomerID/"}, true
	})
}

// Certification of ownership (reference 4.5), of businesses that are verified.
var (
	cCertified   = bVerified.but(func(s *state) { s.name, s.ownership = "certified", "certified" })
	cWithOwner   = cCertified.by(then(applyWithOwner("Olga"), cCertified))
	cUncertified = cCertified.but(func(s *state) {
		s.name, s.ownership = "uncertified", "uncertified"
		s.enter = sound().but(func(c *company) { c.uncertified = true }).apply
		s.ready, s.certified, s.kstatus = v1alpha1.ReasonCertificationRequired, v1alpha1.ReasonCertificationRequired, inProgress
		s.needs = []string{"CertifyOwnership/Business"}
	})
	// cRecertify: for 30 days the business may still send money.
	cRecertify = cCertified.but(func(s *state) {
		s.name, s.ownership = "recertify", "recertify"
		s.enter = then(cCertified.enter, cCertified, movesOwnership("recertify"))
		s.certified, s.needs = v1alpha1.ReasonRecertificationRequired, []string{"RecertifyOwnership/Business"}
	})
	// cLapsed: the 30 days are over.
	cLapsed = cRecertify.but(func(s *state) {
		s.name, s.ownership = "uncertified, was certified", "uncertified"
		s.enter = then(cRecertify.enter, cRecertify, movesOwnership("uncertified"))
		s.ready, s.kstatus = v1alpha1.ReasonRecertificationRequired, inProgress
	})
	cNonProfit = cCertified.by(sound().but(func(c *company) { c.structure = "NonProfitCorporation" }).apply)
)
