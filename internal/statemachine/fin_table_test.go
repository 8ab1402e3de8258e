package statemachine

import "github.com/bonafide-dev/bonafide/sandbox/controlapi"

// finToReview are the events of a package that is worked on and reviewed.
const finToReview = "status:PROCESSING status:REVIEWING"

// Reference 14, with 12.1 for what an accepted attach means.
var finPersons = []arrow{
	{nobody, "create", "without documents", nil, fpIncomplete, "created"},
	{nobody, "create", "with all documents: the whole way", nil, fpReviewing, "created " + finToReview},
	{fpIncomplete.by(begins(named("incomplete"), withoutDocuments)), "attach accepted, not worked on yet", "", completes, fpAttached, ""},
	{fpIncomplete.by(begins(named("processing"), withoutDocuments)), "attach worked on", "", completes, fpProcessing, "status:PROCESSING"},
	{fpProcessing, "review begins", "", finMoves("REVIEWING"), fpReviewing, "status:REVIEWING"},
	{fpReviewing, "decision", "", finMoves("APPROVED"), fpApproved, "status:APPROVED"},
	{fpReviewing, "decision", "", finMoves("REJECTED"), fpRejected, "status:REJECTED"},
	{fpReviewing, "decision", "", finMoves("IN_COMPLIANCE"), fpHold, "status:IN_COMPLIANCE"},
	{fpReviewing, "decision", "nothing named", finMoves("ACTION_REQUIRED"), fpUnsaid, "status:ACTION_REQUIRED"},
	{fpReviewing, "RFI", "", finAsksPassport, fpAction, "rfi"},
	{fpReviewing, "RFI", "the status is announced too",
		finRequest{section: "proof_of_identity", document: "PASSPORT", field: illegible("FRONT"), withStatus: true}.ask, fpAction, "status:ACTION_REQUIRED rfi"},
	{fpProcessing, "RFI", "", finAsksPassport, fpAction, "rfi"},
	{fpHold, "RFI", "", finAsksPassport, fpAction, "rfi"},
	{fpIncomplete, "RFI", "", finAsksPassport, fpAction, "rfi"},
	{fpRejected, "RFI", "", finAsksPassport, fpAction, "rfi"},
	{fpApproved, "RFI", "", finAsksPassport, fpApprovedAsked, "rfi"},
	{fpAction, "RFI answered", "", correctsWanting, fpReviewing, finToReview},
	{fpAction.by(then(fpIncomplete.enter, fpIncomplete, finAsksPassport)), "RFI answered", "nothing was attached before", completesAsked, fpReviewing, finToReview},
	{fpApprovedAsked, "RFI answered", "", correctsWanting, fpApproved, ""},
	{fpUnsaid, "attached again", "", then(goesAnew, correctsWanting), fpReviewing, finToReview},
	{fpHold, "compliance lets go", "", finMoves("REVIEWING"), fpReviewing, "status:REVIEWING"},
	{fpHold, "compliance lets go", "", finMoves("APPROVED"), fpApproved, "status:APPROVED"},
	{fpHold, "compliance lets go", "", finMoves("REJECTED"), fpRejected, "status:REJECTED"},
	{fpRejected, "reopened", "", finMoves("REVIEWING"), fpReviewing, "status:REVIEWING"},
}

// Reference 14, the names of V1.
var finPersonsV1 = []arrow{
	{nobody, "create", "", nil, fvIncomplete, "created"},
	{fvIncomplete, "attach worked on", "not by the operator", finMoves("QUEUED"), fvQueued, "status:QUEUED"},
	{fvQueued, "review begins", "", finMoves("REVIEWING"), fvReviewing, "status:REVIEWING"},
	{fvReviewing, "decision", "", finMoves("APPROVED"), fvApproved, "status:APPROVED"},
	{fvReviewing, "decision", "", finMoves("REJECTED"), fvRejected, "status:REJECTED"},
	{fvReviewing, "decision", "", finMoves("ON_HOLD"), fvHold, "status:ON_HOLD"},
	{fvReviewing, "decision", "", finMoves("REINITIATE"), fvReinitiate.needing("ProviderDirective/Person"), "status:REINITIATE"},
	{fvReviewing, "RFI", "", finAsksPassport, fvReinitiate, "rfi"},
	{fvApproved, "RFI", "", finAsksPassport, fvAsked, "rfi"},
	{fvReinitiate, "RFI answered", "not by the operator", finMoves("REVIEWING"), fvReviewing, "status:REVIEWING"},
	{fvHold, "compliance lets go", "", finMoves("APPROVED"), fvApproved, "status:APPROVED"},
	{fvRejected, "reopened", "", finMoves("REVIEWING"), fvReviewing, "status:REVIEWING"},
}

// completesAsked adds the documents after Fin asked for one, which is a single call.
func completesAsked(a *actor) {
	completes(a)
	a.handIns += 1 - a.who.HandIns
}

// Reference 14.
var finBusinesses = []arrow{
	{nobody, "create", "without documents", nil, fbIncomplete, "created"},
	{nobody, "create", "with all documents: the whole way", nil, fbReviewing, "created " + finToReview},
	{fbIncomplete.by(begins(named("incomplete"), withoutDocuments)), "attach accepted, not worked on yet", "", completes, fbAttached, ""},
	{fbIncomplete.by(begins(named("processing"), withoutDocuments)), "attach worked on", "", completes, fbProcessing, "status:PROCESSING"},
	{fbIncomplete.by(begins(ownersWithoutDocuments)), "attached, parties incomplete", "the call for them is cut off", completesHalf, fbRemaining,
		"status:PROCESSING status:ASSOCIATED_PARTIES_REMAINING"},
	{fbProcessing, "attached, parties incomplete", "", finMoves("ASSOCIATED_PARTIES_REMAINING"), fbMore, "status:ASSOCIATED_PARTIES_REMAINING"},
	{fbRemaining, "all documents received", "the rest of the same package", completesOther, fbReviewing, "status:REVIEWING"},
	{fbMore, "all documents received", "others than before", correctsWanting, fbReviewing, "status:REVIEWING"},
	{fbProcessing, "review begins", "", finMoves("REVIEWING"), fbReviewing, "status:REVIEWING"},
	{fbReviewing, "decision", "", finMoves("APPROVED"), fbApproved, "status:APPROVED"},
	{fbReviewing, "decision", "", finMoves("REJECTED"), fbRejected, "status:REJECTED"},
	{fbReviewing, "decision", "", finMoves("IN_COMPLIANCE"), fbHold, "status:IN_COMPLIANCE"},
	{fbReviewing, "decision", "nothing named", finMoves("ACTION_REQUIRED"), fbUnsaid, "status:ACTION_REQUIRED"},
	{fbReviewing, "decision", "a document refused", finRefuses, fbRefused, "status:ACTION_REQUIRED"},
	{fbReviewing, "decision", "an owner rejected", finRejectsParty, fbPartyAsked, "status:ACTION_REQUIRED"},
	{fbReviewing, "RFI", "", finAsksRegister, fbAction, "rfi"},
	{fbReviewing, "RFI", "of an owner", finAsksParty, fbPartyAsked, "rfi"},
	{fbProcessing, "RFI", "", finAsksRegister, fbAction, "rfi"},
	{fbHold, "RFI", "", finAsksRegister, fbAction, "rfi"},
	{fbIncomplete, "RFI", "", finAsksRegister, fbAction, "rfi"},
	{fbMore, "RFI", "", finAsksRegister, fbAction, "rfi"},
	{fbRejected, "RFI", "", finAsksRegister, fbAction, "rfi"},
	{fbApproved, "RFI", "", finAsksRegister, fbAsked, "rfi"},
	{fbAction, "RFI answered", "", changesElsewhere, fbReviewing, finToReview},
	{fbPartyAsked, "RFI answered", "of an owner", correctsWanting, fbReviewing, finToReview},
	{fbAsked, "RFI answered", "", changesElsewhere, fbApproved, ""},
	{fbUnsaid, "attached again", "", changesElsewhere, fbReviewing, finToReview},
	{fbHold, "compliance lets go", "", finMoves("REVIEWING"), fbReviewing, "status:REVIEWING"},
	{fbHold, "compliance lets go", "", finMoves("APPROVED"), fbApproved, "status:APPROVED"},
	{fbHold, "compliance lets go", "", finMoves("REJECTED"), fbRejected, "status:REJECTED"},
	{fbRejected, "reopened", "", finMoves("REVIEWING"), fbReviewing, "status:REVIEWING"},
}

// Reference 9.1 and 14. The events are those of the business.
var finOwners = []arrow{
	{nobody, "create", "", nil, foInitiated, "created"},
	{foInitiated.by(begins(named("processing"), withoutDocuments)), "attach accepted, not worked on yet", "", completes, foQueued, "status:PROCESSING"},
	{foInitiated, "review begins", "", completes, foReviewing, finToReview},
	{foQueued, "review begins", "", then(finMoves("REVIEWING"), finPartyMoves("REVIEWING"), asks), foReviewing, "status:REVIEWING"},
	{foReviewing, "decision", "with that on the business", finMoves("APPROVED"), foApproved, "status:APPROVED"},
	{foReviewing, "decision", "alone", then(finPartyMoves("APPROVED"), asks), foApproved, ""},
	{foReviewing, "decision", "beside which the business has to act", finRejectsParty, foRejected, "status:ACTION_REQUIRED"},
	{foReviewing, "decision", "alone", then(finPartyMoves("REJECTED"), asks), foRejectedAlone, ""},
	{foReviewing, "RFI", "", finAsksParty, foAsked, "rfi"},
	{foRejectedAlone, "RFI", "", finAsksParty, foRejectedAsked, "rfi"},
	{foApproved, "RFI", "", finAsksParty, foApproved, "rfi"},
	{foAsked, "RFI answered", "", correctsWanting, foReviewing, finToReview},
	{foRejectedAsked, "RFI answered", "", correctsWanting, foReviewing, finToReview},
	{foRejected, "attached again", "", correctsWanting, foReviewing, finToReview},
}

// finPersonRequests are requests for each section, kind of field, fault and side (reference 13).
func finPersonRequests() []arrow {
	return finRequestArrows(fpReviewing, fpAction, false, []finField{
		{"proof_of_identity", "PASSPORT", "files", "URI", "MISSING", "FRONT", "UploadDocument/Person"},
		{"proof_of_identity", "DRIVERS_LICENSE", "files", "URI", "EXPIRED", "BACK", "UploadDocument/Person"},
		{"proof_of_identity", "GOVERNMENT_ID", "files", "URI", "INVALID", "", "UploadDocument/Person"},
		{"proof_of_identity", "PASSPORT", "issue_date", "DATE", "MISSING", "", "CorrectDocument/Person"},
		{"proof_of_identity", "PASSPORT", "expiry_date", "DATE", "EXPIRED", "", "CorrectDocument/Person"},
		{"proof_of_identity", "PASSPORT", "type", "ENUM", "INVALID", "", "CorrectDocument/Person"},
		{"proof_of_identity", "PASSPORT", "text", "TEXT", "MISSING", "", "AnswerQuestion/Person"},
		{"proof_of_address", "UTILITY_BILL", "files", "URI", "EXPIRED", "", "UploadDocument/Person"},
		{"tos_policies_value", "TOS", "tos_policies_value", "TEXT", "MISSING", "", "AcceptTerms/Person"},
	})
}

func finBusinessRequests() []arrow {
	return finRequestArrows(fbReviewing, fbAction, false, []finField{
		{"formation_documents", "REGISTRATION_DOCUMENT", "files", "URI", "MISSING", "", "UploadDocument/Business"},
		{"ownership_documents", "PROOF_OF_SIGNATORY_AUTHORITY", "files", "URI", "INVALID", "", "UploadDocument/Business"},
		{"supporting_documents", "PROOF_OF_SOURCE_OF_FUNDS", "files", "URI", "EXPIRED", "", "UploadDocument/Business"},
		{"supporting_documents", "OTHER", "text", "TEXT", "MISSING", "", "AnswerQuestion/Business"},
		{"tos_policies_value", "TOS", "tos_policies_value", "TEXT", "MISSING", "", "AcceptTerms/Business"},
	})
}

func finOwnerRequests() []arrow {
	return finRequestArrows(foReviewing, foAsked, true, []finField{
		{"identifying_documents", "PASSPORT", "files", "URI", "EXPIRED", "FRONT", "UploadDocument/BeneficialOwner"},
		{"identifying_documents", "PASSPORT", "expiry_date", "DATE", "EXPIRED", "", "CorrectDocument/BeneficialOwner"},
		{"address_documents", "BANK_STATEMENT", "files", "URI", "MISSING", "", "UploadDocument/BeneficialOwner"},
		{"tax_info", "TAX_ID", "text", "TEXT", "INVALID", "", "CorrectTaxID/BeneficialOwner"},
	})
}

// finField is a field that is asked for, of a document in a section, and what it needs.
type finField struct{ section, document, name, data, status, side, needs string }

// finRequestArrows are requests for one field each. Their triggers name the section, and what is wrong with what.
func finRequestArrows(from, to state, ofParty bool, fields []finField) (out []arrow) {
	for _, f := range fields {
		note := f.document + " " + f.name
		if f.side != "" {
			note += " " + f.side
		}
		q := finRequest{ofParty: ofParty, section: f.section, document: f.document,
			field: controlapi.FinField{Name: f.name, DataType: f.data, Status: f.status, Side: f.side, Reason: "As Fin says it."}}
		asked := to.as(to.name + ", " + f.section + " " + f.name + " " + f.status).needing(f.needs)
		out = append(out, arrow{from, "RFI, " + f.section + ", " + f.data + " " + f.status, note, q.ask, asked, "rfi"})
	}
	return out
}
