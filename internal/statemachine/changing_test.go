package statemachine

import "github.com/bonafide-dev/bonafide/api/v1alpha1"

// What a user sees in a few states that are the product's choice more than Dwolla's.

// kstatusOfClosed is how an account looks that spec itself had closed.
const kstatusOfClosed = inProgress

// What a business asks for while its owners keep it from being certified, or from acting.
const (
	needOfMissingOwner    = "AddOwner/Business"
	needOfUnverifiedOwner = "VerifyOwners/Business"
	needOfUnnamedOwner    = "ResolveOwners/Business"
)

// Businesses that spec says are certified, but are not yet.
var (
	cOwnerMissing = cUncertified.but(func(s *state) {
		s.name, s.needs = "uncertified, owner missing", []string{needOfMissingOwner}
		s.ready, s.certified = v1alpha1.ReasonOwnersMissing, v1alpha1.ReasonOwnersMissing
		s.enter = func(a *actor) {
			sound().but(func(c *company) { c.owners = []string{a.ownersName()} }).apply(a)
		}
	})
	cOwnerUnverified = cUncertified.but(func(s *state) {
		s.name, s.needs = "uncertified, owner not verified", []string{needOfUnverifiedOwner}
		s.ready, s.certified = v1alpha1.ReasonOwnersNotVerified, v1alpha1.ReasonOwnersNotVerified
		s.enter = then(applyWithOwner("document"), untilOwnerNeedsDocument)
	})
	cOwnerUnnamed = cUncertified.but(func(s *state) {
		s.name, s.needs = "uncertified, owner not named", []string{needOfUnnamedOwner}
		s.ready, s.certified = v1alpha1.ReasonUnnamedOwner, v1alpha1.ReasonUnnamedOwner
		s.enter = then(cUncertified.enter, cUncertified, addsStranger, certifies)
	})
	// cUnable: an owner of a certified business is no longer verified.
	cUnable = cCertified.but(func(s *state) {
		s.name, s.ready, s.kstatus, s.needs = "certified, owner incomplete", v1alpha1.ReasonNotAbleToAct, inProgress, []string{needOfUnverifiedOwner}
		s.enter = then(cWithOwner.enter, cWithOwner, asksOwnerAgain)
	})
)

// Customers whom Dwolla does not verify, taken over by an object (reference 2.4 and 3.3). Dwolla holds the name
// and the e-mail address of them, and no address; the operator upgrades nobody, and says that somebody has to.
var (
	uUnverified = state{name: "unverified", status: "unverified", enter: takesOver("unverified"),
		phase: v1alpha1.PhaseInReview, verified: "Unverified", kstatus: inProgress, needs: []string{"UpgradeCustomer/"}}
	uSuspended = pSuspended.by(then(takesOver("unverified"), uUnverified, suspendsItself))
	uClosed    = closed(uUnverified)
	// uDeactivated: Dwolla deactivated the customer.
	uDeactivated = pDeactivated
)
