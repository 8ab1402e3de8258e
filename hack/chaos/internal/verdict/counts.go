package verdict

import (
	"fmt"
	"strings"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Rules that Judge checks.
const (
	ruleCreates    = "one customer for each object"
	ruleAdoption   = "a person decides what nobody else can tell"
	ruleOwners     = "one owner for each object"
	ruleAttempts   = "no wasted attempt"
	ruleUploads    = "each content is uploaded once"
	ruleCertify    = "nothing is certified that nobody stated"
	ruleForged     = "nothing gets in unsigned"
	ruleHistory    = "nothing is applied twice"
	rulePrivacy    = "personal data stay in their Secrets"
	ruleSoundness  = "the operator neither crashes nor races"
	forgedAccepted = 401
)

// creates checks that every object led to one customer, and that nothing else did.
func creates(e Evidence) []Violation {
	var all []Violation
	for _, p := range e.Providers {
		all = append(all, createsAt(p, e)...)
	}
	claimed := map[string]string{}
	for _, vc := range e.Customers {
		if other := claimed[vc.Status.CustomerID]; other != "" && vc.Status.CustomerID != "" {
			all = append(all, Violation{ruleCreates, vc.Name, "a customer of its own", "that of " + other})
		}
		claimed[vc.Status.CustomerID] = vc.Name
	}
	return all
}

func createsAt(p Provider, e Evidence) []Violation {
	var all []Violation
	names, counts := p.marks(e.Lives), p.Counters.Creates.ByEmail
	if p.Keyed {
		counts = p.Counters.Creates.ByCorrelationID
	}
	total := 0
	for mark, n := range counts {
		total += n
		if name, known := names[mark]; !known {
			all = append(all, Violation{ruleCreates, "mark " + mark, "an object that it is of", fmt.Sprintf("none, and %d customers", n)})
		} else if n > 1 {
			all = append(all, Violation{ruleCreates, name, "1 customer ever created", fmt.Sprint(n)})
		}
	}
	if p.Counters.Creates.Total != total {
		all = append(all, Violation{ruleCreates, p.Name, fmt.Sprintf("%d customers, each with a mark", total), fmt.Sprint(p.Counters.Creates.Total)})
	}
	truth := e.customers()
	for _, vc := range e.Customers {
		l := e.Lives[vc.Name]
		if l.Provider != p.Name {
			continue
		}
		if counts[l.Mark(p.Traits)] == 0 {
			all = append(all, Violation{ruleCreates, vc.Name, "1 customer ever created", "0"})
		}
		if t, known := truth[vc.Status.CustomerID]; known && p.Keyed && t.Key != createKey(vc.UID) {
			all = append(all, Violation{ruleCreates, vc.Name, "the customer that was created for it", "another one"})
		}
	}
	return all
}

// adoptions checks that where nothing tells the customer of a create whose answer was lost from another
// that is like it, nobody but a person took it over, who was told of it.
func adoptions(e Evidence) []Violation {
	var all []Violation
	spec := map[string]string{}
	for _, vc := range e.Customers {
		spec[vc.Name] = vc.Spec.CustomerID
	}
	for _, p := range e.Providers {
		if p.Finds {
			continue
		}
		lost, people := p.Counters.Creates.Total, 0
		for _, route := range p.Creates {
			for status, n := range p.Counters.Calls[route] {
				if strings.HasPrefix(status, "2") {
					lost -= n
				}
			}
		}
		for name, l := range e.Lives {
			if l.Provider != p.Name || l.Owner {
				continue
			}
			if l.TakenOver != "" || l.Deleted { // What was deleted may have been so before it knew.
				people++
			}
			if spec[name] != l.TakenOver && !l.Deleted {
				all = append(all, Violation{ruleAdoption, name, "spec.customerID " + l.TakenOver, spec[name]})
			}
			if l.Unnamed {
				all = append(all, Violation{ruleAdoption, name, "a condition that names the ID " + l.TakenOver, "one that does not"})
			}
		}
		if people < lost {
			all = append(all, Violation{ruleAdoption, p.Name, fmt.Sprintf("%d customers of whose creation nobody was told, taken over by people", lost), fmt.Sprint(people)})
		}
	}
	return all
}

// ownerCreates checks that every owner at the provider is that of one object.
func ownerCreates(e Evidence) []Violation {
	var all []Violation
	claimed := map[string]string{}
	for _, bo := range e.Owners {
		id := bo.Status.OwnerID
		if other := claimed[id]; other != "" && id != "" {
			all = append(all, Violation{ruleOwners, bo.Name, "an owner of its own", "that of " + other})
		}
		claimed[id] = bo.Name
	}
	for _, p := range e.Providers {
		for _, o := range p.Owners {
			if !o.Removed && claimed[o.ID] == "" {
				all = append(all, Violation{ruleOwners, "owner " + o.ID + " of customer " + o.CustomerID, "a BeneficialOwner that stands for it", "none"})
			}
		}
	}
	return all
}

// attempts checks that nothing was submitted that the provider had not asked for, nor again without a change.
func attempts(e Evidence) []Violation {
	var all []Violation
	check := func(name string, r Reviews, changes int) {
		if allowed := r.Granted + e.Lives[name].Asked; r.Used > allowed {
			all = append(all, Violation{ruleAttempts, name, fmt.Sprintf("at most %d attempts, as granted", allowed), fmt.Sprint(r.Used)})
		}
		if r.Used > r.Free+changes {
			all = append(all, Violation{ruleAttempts, name, fmt.Sprintf("at most %d attempts, for the data changed so often", r.Free+changes), fmt.Sprint(r.Used)})
		}
	}
	names := namesByID(e)
	for _, p := range e.Providers {
		for _, t := range p.Customers {
			if name := names[t.ID]; name != "" {
				check(name, t.Reviews, changes(e, p, name))
			}
		}
		for _, t := range p.Owners {
			if name := names[t.ID]; name != "" {
				check(name, t.Reviews, e.Lives[name].Changes)
			}
		}
	}
	return all
}

// changes are those of what a customer is submitted with.
func changes(e Evidence, p Provider, name string) int {
	n := e.Lives[name].Changes
	if p.Packed {
		for _, l := range e.Lives {
			if l.Of == name {
				n += l.Changes
			}
		}
	}
	return n
}

func namesByID(e Evidence) map[string]string {
	names := map[string]string{}
	for _, vc := range e.Customers {
		names[vc.Status.CustomerID] = vc.Name
	}
	for _, bo := range e.Owners {
		names[bo.Status.OwnerID] = bo.Name
	}
	delete(names, "")
	return names
}

// uploads checks that nothing was sent twice. Where everything is reviewed at once, a file may be, as long as
// it does not stand there twice.
func uploads(e Evidence) []Violation {
	var all []Violation
	names := namesByID(e)
	for _, p := range e.Providers {
		for fingerprint, n := range p.Counters.Documents {
			if n > 1 && !p.Packed {
				all = append(all, Violation{ruleUploads, "document with fingerprint " + fingerprint, "1 upload", fmt.Sprint(n)})
			}
		}
		for _, c := range p.Customers {
			for _, document := range c.Twice {
				all = append(all, Violation{ruleUploads, names[c.ID], "each document once", document + " more than once"})
			}
		}
	}
	return all
}

func certifications(e Evidence) []Violation {
	var all []Violation
	names := namesByID(e)
	for _, p := range e.Providers {
		for id, n := range p.Counters.Certifications {
			if name := names[id]; name != "" && n > e.Lives[name].Statements {
				all = append(all, Violation{ruleCertify, name, fmt.Sprintf("at most %d certifications", e.Lives[name].Statements), fmt.Sprint(n)})
			}
		}
	}
	return all
}

// forgeries checks that forged events were refused, and left no trace.
func forgeries(e Evidence) []Violation {
	var all []Violation
	forged := map[string]string{}
	for _, f := range e.Forged {
		forged[f.EventID] = f.How
		refused := false
		for _, code := range f.Codes {
			refused = refused || code == forgedAccepted
			if code/100 == 2 {
				all = append(all, Violation{ruleForged, "event " + f.EventID + " (" + f.How + ")", "401", fmt.Sprint(code)})
			}
		}
		if !refused {
			all = append(all, Violation{ruleForged, "event " + f.EventID + " (" + f.How + ")", "401 in the end", fmt.Sprint(f.Codes)})
		}
	}
	look := func(name string, st *v1alpha1.VerificationStatus) {
		for _, id := range eventsOf(st) {
			if how, is := forged[id]; is {
				all = append(all, Violation{ruleForged, name, "no trace of a forged event", "event " + id + " (" + how + ") in status"})
			}
		}
		// No genuine event of a run tells of bank accounts, so whatever is said of them was forged.
		for _, c := range st.Conditions {
			switch c.Type {
			case v1alpha1.ConditionFundingSourceVerified, v1alpha1.ConditionBankConnectionHealthy, v1alpha1.ConditionBalanceHealthy:
				all = append(all, Violation{ruleForged, name, "no condition " + c.Type, "one that is " + string(c.Status)})
			}
		}
	}
	for i := range e.Customers {
		look(e.Customers[i].Name, &e.Customers[i].Status.VerificationStatus)
	}
	for i := range e.Owners {
		look(e.Owners[i].Name, &e.Owners[i].Status.VerificationStatus)
	}
	return all
}

// eventsOf are the IDs of all events that a status names.
func eventsOf(st *v1alpha1.VerificationStatus) []string {
	var ids []string
	if st.LastEvent != nil {
		ids = append(ids, st.LastEvent.ID)
	}
	for _, h := range st.History {
		if h.EventID != "" {
			ids = append(ids, h.EventID)
		}
	}
	if st.Facts != nil {
		for _, a := range st.Facts.Abilities {
			ids = append(ids, a.EventID)
		}
	}
	return ids
}
