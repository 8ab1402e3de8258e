package statemachine

import "github.com/bonafide-dev/bonafide/sandbox/controlapi"

// machines are Dwolla's state machines, one arrow a line. The reference's sections 3.1, 3.2, 3.3, 4.4 and
// 4.5 are their pictures; documented_test.go holds them against it.
var machines = []machine{
	{person, persons},
	{unverified, unverifieds},
	{business, append(append(businesses, soles...), directed()...)},
	{owner, owners},
	{ownership, ownerships},
}

// Reference 3.1.
var persons = append([]arrow{
	{nobody, "create, data sufficient", "", nil, pVerified, "created verified"},
	{nobody, "create, scores too low", "", nil, pRetry, "created reverification_needed"},
	{nobody, "create, documents wanted at once", "", nil, pDocument, "created verification_document_needed"},
	{nobody, "create, suspended", "", nil, pSuspended, "created suspended"},
	{nobody, "create, questions wanted", "", nil, pKBA, "created kba_verification_needed"},

	{pRetry, "retry body, sufficient", "", corrects("Rita"), pVerified, "verified"},
	{pRetry, "retry body, still low, KBA enabled", "", corrects("kba"), pKBA, "kba_verification_needed"},
	{pRetry, "retry body, still low", "", corrects("document"), pDocument, "verification_document_needed"},
	{pRetry, "retry body, rejected", "", corrects("suspended"), pSuspended, "suspended"},
	{pRetry, "retry body without full SSN", "the operator does not send it", correctsName("Rita"), pRetryHeld, ""},
	{pRetry, "retry body without full SSN", "Dwolla refuses it", posts(400, map[string]string{"firstName": "Rita", "ssn": "1234"}), pRetry, ""},
	{pRetryHeld, "retry body, sufficient", "the SSN is completed", completesSSN(""), pVerified, "verified"},

	{pKBA, "at least 3 of 4 answers right", "4", answers(4), pVerified, "kba_verification_passed verified"},
	{pKBA, "at least 3 of 4 answers right", "3", answers(3), pVerified, "kba_verification_passed verified"},
	{pKBA, "fewer than 3 answers right", "2", answers(2), pDocument, "kba_verification_failed verification_document_needed"},
	{pKBA, "session expired unanswered", "", letsTheQuizExpire, pKBA, ""},

	{pDocument, "upload accepted by the API", "", addsDocument("Person"), pReview, "verification_document_uploaded"},
	{pReview, "document approved, sufficient", "", approve, pVerified, "verification_document_approved verified"},
	{pReview, "document approved, more needed", "", approveOne, pDocument, "verification_document_approved"},
	{pReview, "document judged fraudulent, or not this person", "", rejectFraud, pSuspended, "verification_document_failed suspended"},
	{pDocument, "moved back to retry by reviewers", "", moves("retry"), pRetry, "reverification_needed"},

	{pVerified, "status=deactivated", "", closeAccount, closed(pVerified), "deactivated"},
	{pRetry, "status=deactivated", "", closeAccount, closed(pRetry), "deactivated"},
	{pKBA, "status=deactivated", "", closeAccount, closed(pKBA), "deactivated"},
	{pDocument, "status=deactivated", "", closeAccount, closed(pDocument), "deactivated"},
	{pVerified, "status=deactivated", "not by spec", posts(200, map[string]string{"status": "deactivated"}), pDeactivated, "deactivated"},
	{pSuspended, "status=deactivated, refused", "", closeAccount, pNotClosed, ""},
	{closed(pVerified), "status=reactivated", "", openAccount, pVerified, "activated"},
	{closed(pRetry), "status=reactivated", "", openAccount, pRetry, "activated"},
	{closed(pKBA), "status=reactivated", "", openAccount, pKBA, "activated"},
	{closed(pDocument), "status=reactivated", "", openAccount, pDocument, "activated"},
	{pDeactivated, "status=reactivated", "not by spec", posts(200, map[string]string{"status": "reactivated"}), pVerified, "activated"},

	{pVerified, "status=suspended", "", suspendsItself, pSuspended, "suspended"},
	{pSuspended, "Dwolla's staff lifts it", "", moves("activated"), pVerified, "activated"},
	{pVerified, "ACH return code", "R10", moves("suspended"), pSuspended, "suspended"},
	{pRetry, "ACH return code", "R10", moves("suspended"), pSuspended, "suspended"},
	{pKBA, "ACH return code", "R10", moves("suspended"), pSuspended, "suspended"},
	{pDocument, "ACH return code", "R10", moves("suspended"), pSuspended, "suspended"},
	{pVerified, "ACH return code", "R07", moves("deactivated"), pDeactivated, "deactivated"},
	{pRetry, "ACH return code", "R07", moves("deactivated"), pDeactivated, "deactivated"},
	{pKBA, "ACH return code", "R07", moves("deactivated"), pDeactivated, "deactivated"},
	{pDocument, "ACH return code", "R07", moves("deactivated"), pDeactivated, "deactivated"},
}, failures(pReview, func(string) (state, string) { return pDocument, "verification_document_failed" })...)

// Reference 3.3 and 2.9. The operator upgrades nobody: somebody else does, and status follows.
var unverifieds = []arrow{
	{nobody, "create, type unverified", "", nil, uUnverified, "created"},
	{nobody, "create, type receive-only", "", nil, uUnverified.by(takesOver("receive-only")), "created"},
	{uUnverified, "upgrade, sufficient", "", upgrades("Una"), pVerified, "verified"},
	{uUnverified, "upgrade, scores too low", "", upgrades("retry"), pRetry, "reverification_needed"},
	{uUnverified, "upgrade, questions wanted", "", upgrades("kba"), pKBA, "kba_verification_needed"},
	{uUnverified, "upgrade, documents wanted", "", upgrades("document"), pDocument, "verification_document_needed"},
	{uUnverified, "upgrade, suspended", "", upgrades("suspended"), pSuspended, "suspended"},
	{uUnverified, "status=deactivated", "", closeAccount, uClosed, "deactivated"},
	{uClosed, "status=reactivated", "", openAccount, uUnverified, "activated"},
	{uUnverified, "status=suspended", "", suspendsItself, uSuspended, "suspended"},
	{uSuspended, "Dwolla's staff lifts it", "", moves("activated"), uUnverified, "activated"},
	{uUnverified, "ACH return code", "R07", moves("deactivated"), uDeactivated, "deactivated"},
}

// Reference 3.2, with 2.7 to 2.10 and 9.1.
var businesses = append([]arrow{
	{nobody, "create, data sufficient", "", nil, bVerified, "created verified"},
	{nobody, "create, data sufficient", "controller from abroad", nil, bVerified.by(sound().but(fromAbroad).apply), "created verified"},
	{nobody, "create, scores too low", "of the business", nil, bRetry, "created reverification_needed"},
	{nobody, "create, scores too low", "of the controller", nil, bRetryController, "created reverification_needed"},
	{nobody, "create, scores too low", "of both", nil, bRetryBoth, "created reverification_needed"},
	{nobody, "create, documents wanted at once", "of the business", nil, bDocument, "created verification_document_needed"},
	{nobody, "create, documents wanted at once", "of the controller", nil, bDocumentController, "created verification_document_needed"},
	{nobody, "create, documents wanted at once", "of both", nil, bDocumentBoth, "created verification_document_needed"},
	{nobody, "create, suspended", "", nil, bSuspendedAtOnce, "created suspended"},

	{bRetry, "retry body, sufficient", "the business alone", renames("Acme Bakery"), bVerified, "verified"},
	{bRetryController, "retry body, sufficient", "the controller alone", correctsAll("Acme Bakery", "Carla"), bVerified, "verified"},
	{bRetryBoth, "retry body, sufficient", "both", correctsAll("Acme Bakery", "Carla"), bVerified, "verified"},
	{bRetryController.by(wrong("Acme Bakery", "retry").but(fromAbroad).apply), "retry body, sufficient", "controller from abroad",
		renamesAll("Acme Bakery", "Carla"), bVerified, "verified"},
	{bRetry, "retry body, still low", "the business alone", renames("document"), bDocument, "verification_document_needed"},
	{bRetryController, "retry body, still low", "the controller alone", correctsAll("Acme Bakery", "document"), bDocumentController, "verification_document_needed"},
	{bRetryBoth, "retry body, still low", "both", correctsAll("document", "document"), bDocumentBoth, "verification_document_needed"},
	{bRetryBoth, "retry body, still low", "of both, the controller", correctsAll("Acme Bakery", "document"), bDocumentController, "verification_document_needed"},
	{bRetryController, "retry body, rejected", "the controller alone", correctsAll("Acme Bakery", "suspended"), bSuspended, "suspended"},
	{bRetryBoth, "retry body, rejected", "both", correctsAll("Acme Bakery", "suspended"), bSuspended, "suspended"},
	{bRetryBoth, "retry body without full SSN", "the operator does not send it", renamesAll("Acme Bakery", "Carla"), bRetryHeld, ""},
	{bRetryHeld, "retry body, sufficient", "the SSN is completed", completesSSN("-controller"), bVerified, "verified"},

	{bDocument, "upload accepted by the API", "of the business", addsDocument("Business"), bReview, "verification_document_uploaded"},
	{bDocumentController, "upload accepted by the API", "of the controller", addsDocument("Controller"), bReview, "verification_document_uploaded"},
	{bDocumentBoth, "upload accepted by the API", "one of both", addsDocument("Controller"), bDocumentMore, "verification_document_uploaded"},
	{bDocumentMore, "upload accepted by the API", "the other of both", addsDocument("Business"), bReview, "verification_document_uploaded"},
	{bReview, "every document approved", "", approve, bVerified, "verification_document_approved verified"},
	{bReview.by(then(bDocumentMore.enter, bDocumentMore, approve, addsDocument("Business"))), "every document approved", "the other of both",
		approve, bVerified, "verification_document_approved verified"},
	{bReview, "document approved, more needed", "", approveOne, bDocument, "verification_document_approved"},
	{bReview, "document judged fraudulent, or not this person", "", rejectFraud, bSuspended, "verification_document_failed suspended"},
	{bDocument, "moved back to retry by reviewers", "", moves("retry"), bRetry, "reverification_needed"},

	{bVerified, "status=deactivated", "", closeAccount, closed(bVerified), "deactivated"},
	{bRetry, "status=deactivated", "", closeAccount, closed(bRetry), "deactivated"},
	{bDocument, "status=deactivated", "", closeAccount, closed(bDocument), "deactivated"},
	{closed(bVerified), "status=reactivated", "", openAccount, bVerified, "activated"},
	{closed(bRetry), "status=reactivated", "", openAccount, bRetry, "activated"},
	{closed(bDocument), "status=reactivated", "", openAccount, bDocument, "activated"},

	{bVerified, "status=suspended", "", suspendsItself, bSuspended, "suspended"},
	{bVerified, "manual review", "", reviewsByHand, bPending, "verification_pending_review"},
	{bPending, "manual review ends well", "", moves("verified"), bVerified, "verified"},
	{bSuspended, "Dwolla's staff lifts it", "", moves("activated"), bVerified, "activated"},
	{bVerified, "ACH return code", "R10", moves("suspended"), bSuspended, "suspended"},
	{bRetry, "ACH return code", "R10", moves("suspended"), bSuspended, "suspended"},
	{bDocument, "ACH return code", "R10", moves("suspended"), bSuspended, "suspended"},
	{bVerified, "ACH return code", "R07", moves("deactivated"), bDeactivated, "deactivated"},
	{bRetry, "ACH return code", "R07", moves("deactivated"), bDeactivated, "deactivated"},
	{bDocument, "ACH return code", "R07", moves("deactivated"), bDeactivated, "deactivated"},
}, failures(bReview, func(reason string) (state, string) {
	if asksForOtherData[reason] {
		return bRetry, "verification_document_failed reverification_needed"
	}
	return bDocument, "verification_document_failed"
})...)

// Reference 2.3 and 2.8: a sole proprietorship has an owner in the place of a controller.
var soles = []arrow{
	{nobody, "create, data sufficient", "sole proprietorship", nil, sVerified, "created verified"},
	{nobody, "create, scores too low", "sole proprietorship", nil, sRetry, "created reverification_needed"},
	{nobody, "create, documents wanted at once", "sole proprietorship", nil, sDocument, "created verification_document_needed"},
	{sRetry, "retry body, sufficient", "sole proprietorship",
		then(renamesAll("Acme Bakery", "Solveig"), untilActedOn, completesSSN("")), sVerified, "verified"},
}

// asksForOtherData are the reasons for rejecting a document that send a business back to retry (reference
// 3.2 and 5.4).
var asksForOtherData = map[string]bool{
	"BusinessNameMismatch": true, "BusinessTypeMismatch": true, "ScanDobMismatch": true, "ScanNameMismatch": true,
}

// failures are the arrows of a document that is rejected, for each of Dwolla's reasons (reference 5.4).
func failures(from state, leads func(reason string) (state, string)) (out []arrow) {
	for _, reason := range failureReasons {
		to, events := leads(reason)
		out = append(out, arrow{from, "document failed, " + reason, "", rejects(reason), to, events})
	}
	return out
}

// directed are the arrows of the verification directives (reference 2.5 and 9.4). Where one says which
// document is wanted, the status's own request for it is left out.
func directed() []arrow {
	out := []arrow{
		{bRetry, "simulated ControllerNonResidential", "", simulates("ControllerNonResidential"), bRetry.directed("residential",
			"RetryVerification/Business", "ResidentialAddressRequired/Controller"), "address_verification_failed"},
		{bRetryHome, "retry body, sufficient", "the business alone, although the controller's address is not residential",
			renames("Acme Bakery"), bVerified, "verified"},
		{bRetryPassport, "retry body, sufficient", "the controller's passport is asked for",
			renamesWithPassport("Acme Bakery"), bVerified, "verified"},
		{bRetry, "simulated POBoxNotAllowed", "", simulates("POBoxNotAllowed"), bRetry.directed("PO box",
			"RetryVerification/Business", "POBoxNotAllowed/Business"), "address_verification_failed"},
		{bDocument, "simulated AddressNotAssociatedWithBusiness", "", simulates("AddressNotAssociatedWithBusiness"), bDocument.directed("address",
			"UploadDocument/Business", "AddressNotAssociatedWithBusiness/Business"), "address_verification_failed"},
		{bRetry, "directive Required, retry-with-full-ssn", "", directs("retry", "Required", "retry-with-full-ssn"), bRetry.directed("full SSN",
			"RetryWithFullSSN/Controller", "RetryVerification/Business"), "reverification_needed"},
	}
	for _, d := range []struct{ code, link, needs string }{
		{"Required", "upload-dba-document", "UploadDocument/DBA"},
		{"POBoxNotAllowed", "update-customer", "POBoxNotAllowed/Business"},
		{"AddressNotAssociatedWithBusiness", "update-customer", "AddressNotAssociatedWithBusiness/Business"},
		{"ResidentialAddressRequired", "update-customer", "ResidentialAddressRequired/Controller"},
		{"AdditionalReviewRequired", "", "AdditionalReviewRequired/Business"},
		{"EINMismatch", "update-customer", "EINMismatch/Business"},
		{"LegalDBAMismatch", "update-customer", "LegalDBAMismatch/Business"},
		{"BusinessDBAMismatch", "update-customer", "BusinessDBAMismatch/DBA"},
		{"BusinessNameMismatch", "update-customer", "BusinessNameMismatch/Business"},
		{"BusinessAddressDocRequired", "", "BusinessAddressDocRequired/Business"},
		{"EINDocumentRequired", "upload-ein-document", "EINDocumentRequired/Business"},
		{"BusinessFormationDocRequired", "", "BusinessFormationDocRequired/Business"},
		{"PersonalIDRequired", "verify-with-document", "PersonalIDRequired/Controller"},
		{"CoWorkingAddress", "update-customer", "CoWorkingAddress/Business"},
		{"RegisteredAgentAddressNotAllowed", "update-customer", "RegisteredAgentAddressNotAllowed/Business"},
		{"SOSNotInGoodStanding", "update-customer", "SOSNotInGoodStanding/Business"},
		{"SOSStateMismatch", "update-customer", "SOSStateMismatch/Business"},
		{"ForeignPassportNumberRequired", "update-customer", "ForeignPassportNumberRequired/Controller"},
	} {
		needs, events := []string{"UploadDocument/Business", d.needs}, "verification_document_needed"
		if asksForPaperOfBusiness[d.code] {
			needs = needs[1:]
		}
		if aboutAnAddress[d.code] {
			events += " address_verification_failed"
		}
		trigger := "directive " + d.code
		if d.code == "Required" {
			trigger += ", " + d.link
		}
		out = append(out, arrow{bDocument, trigger, "", directs("document", d.code, d.link), bDocument.directed(d.code, needs...), events})
	}
	return out
}

// asksForPaperOfBusiness are the directives that say which document of the business is wanted, and
// aboutAnAddress those that an event of their own announces (reference 3.2).
var (
	asksForPaperOfBusiness = map[string]bool{
		"BusinessAddressDocRequired": true, "EINDocumentRequired": true, "BusinessFormationDocRequired": true,
	}
	aboutAnAddress = map[string]bool{
		"POBoxNotAllowed": true, "AddressNotAssociatedWithBusiness": true, "ResidentialAddressRequired": true,
		"BusinessAddressDocRequired": true, "CoWorkingAddress": true, "RegisteredAgentAddressNotAllowed": true,
	}
)

// directs has Dwolla show a directive to a business in a status.
func directs(status, code, link string) func(*actor) {
	return staffMoves(controlapi.Move{Status: status, Wants: controlapi.WantsBusiness,
		Directives: []controlapi.Directive{{Code: code, Message: "as Dwolla says it", Link: link}}})
}

// Reference 4.4.
var owners = []arrow{
	{nobody, "create, sufficient", "", nil, oVerified, "beneficial_owner_created beneficial_owner_verified"},
	{nobody, "create, too low", "", nil, oIncomplete, "beneficial_owner_created beneficial_owner_reverification_needed"},
	{nobody, "create, documents wanted", "", nil, oDocument, "beneficial_owner_created beneficial_owner_verification_document_needed"},
	{oIncomplete, "update, sufficient", "", correctsOwner("Ivan"), oVerified, "beneficial_owner_verified"},
	{oIncomplete, "update, still low", "", correctsOwner("document"), oDocument, "beneficial_owner_verification_document_needed"},
	{oDocument, "upload accepted by the API", "", addsDocument("Person"), oReview, "beneficial_owner_verification_document_uploaded"},
	{oReview, "document approved", "", approve, oVerified, "beneficial_owner_verification_document_approved beneficial_owner_verified"},
	{oReview, "document failed", "", rejects("ScanNotReadable"), oDocument, "beneficial_owner_verification_document_failed"},
	{oVerified, "Dwolla asks again", "", movesOwner("incomplete"), oIncomplete, "beneficial_owner_reverification_needed"},
	{oVerified, "DELETE", "the object is deleted", deletesOwner, goneNow, "beneficial_owner_removed"},
	{oIncomplete, "DELETE", "the object is deleted", deletesOwner, goneNow, "beneficial_owner_removed"},
	{oDocument, "DELETE", "the object is deleted", deletesOwner, goneNow, "beneficial_owner_removed"},
	{oVerified, "DELETE", "not by the operator", removesOwner, removed(oVerified), "beneficial_owner_removed"},
	{oIncomplete, "DELETE", "not by the operator", removesOwner, removed(oIncomplete), "beneficial_owner_removed"},
	{oDocument, "DELETE", "not by the operator", removesOwner, removed(oDocument), "beneficial_owner_removed"},
}

// Reference 4.5, and 2.3 for who has to do what. No event announces any of it, but for what happens to the
// owners.
var ownerships = []arrow{
	{nobody, "initial value", "", nil, cUncertified, "created verified"},
	{nobody, "exempt from owners", "non-profit", nil, cNonProfit, "created verified"},
	{cUncertified, "certified", "without owners", certifies, cCertified, ""},
	{cOwnerMissing, "certified", "once the owner is verified", addsOwnerObject("Olga"), cCertified,
		"beneficial_owner_created beneficial_owner_verified"},
	{cOwnerUnverified, "certified", "once the owner is verified", verifiesOwner, cCertified, "beneficial_owner_verified"},
	{cOwnerUnnamed, "certified", "once the unnamed owner is removed", removesStranger, cCertified, "beneficial_owner_removed"},
	{cCertified, "an owner is added", "", addsOwner, cRecertify, "beneficial_owner_created beneficial_owner_verified"},
	{cCertified, "an owner is added", "at Dwolla", addsStranger, cRecertify, "beneficial_owner_created beneficial_owner_verified"},
	{cWithOwner, "an owner is removed", "", dropsOwner, cRecertify, "beneficial_owner_removed"},
	{cWithOwner, "Dwolla asks an owner again", "", asksOwnerAgain, cUnable, "beneficial_owner_reverification_needed"},
	{cUnable, "an incomplete owner is updated", "", correctsOneOwner, cRecertify, "beneficial_owner_verified"},
	{cCertified, "Dwolla wants more information", "", movesOwnership("recertify"), cRecertify, ""},
	{cRecertify, "certified", "anew", certifiesAnew, cCertified, ""},
	{cRecertify, "left open for 30 days", "", movesOwnership("uncertified"), cLapsed, ""},
	{cLapsed, "certified", "anew", certifiesAnew, cCertified, ""},
}

// fromAbroad gives a business a controller without an SSN.
func fromAbroad(c *company) { c.ssn = "" }
