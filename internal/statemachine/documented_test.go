package statemachine

import (
	"fmt"
	"slices"
	"testing"
)

// statuses are what the reference documents, by machine (2.4 for customers, 4.4 for owners, 4.5 for the
// certification of ownership).
var statuses = map[kind][]string{
	person:     {"verified", "retry", "kba", "document", "deactivated", "suspended"},
	business:   {"verified", "retry", "document", "deactivated", "suspended"},
	unverified: {"unverified", "deactivated", "suspended"},
	owner:      {"verified", "incomplete", "document"},
	ownership:  {"uncertified", "certified", "recertify"},
}

// fact is a transition, or a few that differ in where they begin, as the reference documents it.
type fact struct {
	section string
	kind    kind
	from    []string
	trigger string
	to      string // previous: where it began before the deactivation
}

const previous = "previous"

func at(from ...string) []string { return from }

// documented are all transitions of the reference, with the section that they are from. Where it has a
// gap, the simulated Dwolla's choice stands.
var documented = []fact{
	{"3.1", person, at(none), "create, data sufficient", "verified"},
	{"3.1", person, at(none), "create, scores too low", "retry"},
	{"3.1", person, at(none), "create, documents wanted at once", "document"},
	{"3.1", person, at(none), "create, suspended", "suspended"},
	{"3.1", person, at(none), "create, questions wanted", "kba"},
	{"3.1", person, at("retry"), "retry body, sufficient", "verified"},
	{"3.1", person, at("retry"), "retry body, still low, KBA enabled", "kba"},
	{"3.1", person, at("retry"), "retry body, still low", "document"},
	{"3.1", person, at("retry"), "retry body, rejected", "suspended"},
	{"3.1", person, at("retry"), "retry body without full SSN", "retry"},
	{"3.1", person, at("kba"), "at least 3 of 4 answers right", "verified"},
	{"3.1", person, at("kba"), "fewer than 3 answers right", "document"},
	{"3.1, gap", person, at("kba"), "session expired unanswered", "kba"},
	{"3.1", person, at("document"), "upload accepted by the API", "document"},
	{"3.1", person, at("document"), "document approved, sufficient", "verified"},
	{"3.1", person, at("document"), "document approved, more needed", "document"},
	{"3.1", person, at("document"), "document judged fraudulent, or not this person", "suspended"},
	{"2.8", person, at("document"), "moved back to retry by reviewers", "retry"},
	{"3.1", person, at("verified", "retry", "kba", "document"), "status=deactivated", "deactivated"},
	{"2.10", person, at("suspended"), "status=deactivated, refused", "suspended"},
	{"3.1", person, at("verified", "retry", "kba", "document"), "status=reactivated", previous},
	{"3.1", person, at("verified"), "status=suspended", "suspended"},
	{"3.1", person, at("suspended"), "Dwolla's staff lifts it", "verified"},
	{"3.1", person, at("verified", "retry", "kba", "document"), "ACH return code", "suspended"},
	{"3.1", person, at("verified", "retry", "kba", "document"), "ACH return code", "deactivated"},

	{"3.3", unverified, at(none), "create, type unverified", "unverified"},
	{"3.3", unverified, at(none), "create, type receive-only", "unverified"},
	{"3.3", unverified, at("unverified"), "upgrade, sufficient", "verified"},
	{"3.3", unverified, at("unverified"), "upgrade, scores too low", "retry"},
	{"3.3", unverified, at("unverified"), "upgrade, questions wanted", "kba"},
	{"3.3", unverified, at("unverified"), "upgrade, documents wanted", "document"},
	{"3.3", unverified, at("unverified"), "upgrade, suspended", "suspended"},
	{"3.3", unverified, at("unverified"), "status=deactivated", "deactivated"},
	{"3.3", unverified, at("unverified"), "status=reactivated", previous},
	{"3.1", unverified, at("unverified"), "status=suspended", "suspended"},
	{"3.3", unverified, at("suspended"), "Dwolla's staff lifts it", "unverified"},
	{"2.10", unverified, at("unverified"), "ACH return code", "deactivated"},

	{"3.2", business, at(none), "create, data sufficient", "verified"},
	{"3.2", business, at(none), "create, scores too low", "retry"},
	{"3.2", business, at(none), "create, documents wanted at once", "document"},
	{"3.2", business, at(none), "create, suspended", "suspended"},
	{"2.8", business, at("retry"), "retry body, sufficient", "verified"},
	{"2.8", business, at("retry"), "retry body, still low", "document"},
	{"2.8", business, at("retry"), "retry body, rejected", "suspended"},
	{"2.8", business, at("retry"), "retry body without full SSN", "retry"},
	{"3.2", business, at("document"), "upload accepted by the API", "document"},
	{"3.2", business, at("document"), "every document approved", "verified"},
	{"3.2", business, at("document"), "document approved, more needed", "document"},
	{"5.4", business, at("document"), "document judged fraudulent, or not this person", "suspended"},
	{"3.2", business, at("document"), "moved back to retry by reviewers", "retry"},
	{"3.2", business, at("verified", "retry", "document"), "status=deactivated", "deactivated"},
	{"3.2", business, at("verified", "retry", "document"), "status=reactivated", previous},
	{"3.2", business, at("verified"), "status=suspended", "suspended"},
	{"3.2", business, at("verified"), "manual review", "suspended"},
	{"3.2", business, at("suspended"), "manual review ends well", "verified"},
	{"3.2", business, at("suspended"), "Dwolla's staff lifts it", "verified"},
	{"2.10", business, at("verified", "retry", "document"), "ACH return code", "suspended"},
	{"2.10", business, at("verified", "retry", "document"), "ACH return code", "deactivated"},

	{"9.4", business, at("retry"), "simulated ControllerNonResidential", "retry"},
	{"9.4", business, at("retry"), "simulated POBoxNotAllowed", "retry"},
	{"9.4", business, at("document"), "simulated AddressNotAssociatedWithBusiness", "document"},
	{"2.5", business, at("retry"), "directive Required, retry-with-full-ssn", "retry"},
	{"2.5", business, at("document"), "directive Required, upload-dba-document", "document"},
	{"2.5", business, at("document"), "directive POBoxNotAllowed", "document"},
	{"2.5", business, at("document"), "directive AddressNotAssociatedWithBusiness", "document"},
	{"2.5", business, at("document"), "directive ResidentialAddressRequired", "document"},
	{"2.5", business, at("document"), "directive AdditionalReviewRequired", "document"},
	{"2.5", business, at("document"), "directive EINMismatch", "document"},
	{"2.5", business, at("document"), "directive LegalDBAMismatch", "document"},
	{"2.5", business, at("document"), "directive BusinessDBAMismatch", "document"},
	{"2.5", business, at("document"), "directive BusinessNameMismatch", "document"},
	{"2.5", business, at("document"), "directive BusinessAddressDocRequired", "document"},
	{"2.5", business, at("document"), "directive EINDocumentRequired", "document"},
	{"2.5", business, at("document"), "directive BusinessFormationDocRequired", "document"},
	{"2.5", business, at("document"), "directive PersonalIDRequired", "document"},
	{"2.5", business, at("document"), "directive CoWorkingAddress", "document"},
	{"2.5", business, at("document"), "directive RegisteredAgentAddressNotAllowed", "document"},
	{"2.5", business, at("document"), "directive SOSNotInGoodStanding", "document"},
	{"2.5", business, at("document"), "directive SOSStateMismatch", "document"},
	{"2.5", business, at("document"), "directive ForeignPassportNumberRequired", "document"},

	{"4.4", owner, at(none), "create, sufficient", "verified"},
	{"4.4", owner, at(none), "create, too low", "incomplete"},
	{"4.4", owner, at(none), "create, documents wanted", "document"},
	{"4.4", owner, at("incomplete"), "update, sufficient", "verified"},
	{"4.4", owner, at("incomplete"), "update, still low", "document"},
	{"4.4", owner, at("document"), "upload accepted by the API", "document"},
	{"4.4", owner, at("document"), "document approved", "verified"},
	{"4.4", owner, at("document"), "document failed", "document"},
	{"4.4", owner, at("verified"), "Dwolla asks again", "incomplete"},
	{"4.4", owner, at("verified", "incomplete", "document"), "DELETE", gone},

	{"4.5", ownership, at(none), "initial value", "uncertified"},
	{"2.3", ownership, at(none), "exempt from owners", "certified"},
	{"4.5", ownership, at("uncertified"), "certified", "certified"},
	{"4.5", ownership, at("certified"), "an owner is added", "recertify"},
	{"4.5", ownership, at("certified"), "an owner is removed", "recertify"},
	{"4.4", ownership, at("certified"), "Dwolla asks an owner again", "certified"},
	{"4.5", ownership, at("certified"), "an incomplete owner is updated", "recertify"},
	{"4.5", ownership, at("certified"), "Dwolla wants more information", "recertify"},
	{"4.5", ownership, at("recertify"), "certified", "certified"},
	{"4.5", ownership, at("recertify"), "left open for 30 days", "uncertified"},
}

// failureReasons are Dwolla's reasons for rejecting a document (reference 5.4). What a rejection leads to
// is documented for businesses (asksForOtherData); a person stays in document, which is a gap.
var failureReasons = []string{
	"BusinessDocNotSupported", "BusinessNameMismatch", "BusinessTypeMismatch", "ForeignPassportNotAllowed",
	"ScanDobMismatch", "ScanFailedOther", "ScanIdExpired", "ScanIdTypeNotSupported", "ScanIdUnrecognized",
	"ScanNameMismatch", "ScanNotReadable", "ScanNotUploaded",
}

// facts are documented, and the rejections of documents.
func facts() []fact {
	all := slices.Clone(documented)
	for _, reason := range failureReasons {
		to := "document"
		if reason == "BusinessNameMismatch" || reason == "BusinessTypeMismatch" || reason == "ScanDobMismatch" || reason == "ScanNameMismatch" {
			to = "retry"
		}
		all = append(all,
			fact{"3.1", person, at("document"), "document failed, " + reason, "document"},
			fact{"5.4", business, at("document"), "document failed, " + reason, to})
	}
	return all
}

// step names a transition in the words of the provider's statuses.
func step(k kind, from, trigger, to string) string {
	return fmt.Sprintf("%s: %s → %s, %s", k, from, to, trigger)
}

// The table has an arrow for every transition that the reference documents, and no other; every status
// that it documents is where one begins, and where one ends.
func TestNothingDocumentedIsLeftOut(t *testing.T) {
	for name, r := range realms {
		t.Run(name, func(t *testing.T) { leftOut(t, r) })
	}
}

func leftOut(t *testing.T, r realm) {
	known := map[string]string{}
	for _, f := range r.documented() {
		for _, from := range f.from {
			to, begins := f.to, from
			if to == previous {
				to, begins = from, "deactivated"
			}
			known[step(f.kind, begins, f.trigger, to)] = f.section
		}
	}
	covered, begins, ends := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, a := range r.rows() {
		s := step(a.kind, a.from.word(a.kind), a.trigger, a.to.word(a.kind))
		if known[s] == "" {
			t.Errorf("the reference documents no such transition: %s", s)
		}
		covered[s] = true
		begins[string(a.kind)+" "+a.from.word(a.kind)], ends[string(a.kind)+" "+a.to.word(a.kind)] = true, true
	}
	for s, section := range known {
		if !covered[s] {
			t.Errorf("reference %s: no arrow for %s", section, s)
		}
	}
	for k, all := range r.statuses {
		for _, status := range all {
			if name := string(k) + " " + status; !begins[name] || !ends[name] {
				t.Errorf("status %s: an arrow begins there: %t, and one ends there: %t", name, begins[name], ends[name])
			}
		}
	}
}
