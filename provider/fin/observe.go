package fin

import (
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// Observe is a customer in the vocabulary of package provider. Its status goes by the name of V2, whichever
// Fin gave, so that the same status never looks like two. It has no key, for Fin shows none, and no profile,
// which is for whoever knows what was submitted.
func Observe(c *Customer) provider.Observation {
	status := Canonical(c.Status)
	r, known := readings[status]
	if !known {
		r = readingUnknown
	}
	o := provider.Observation{
		CustomerID:   c.ID,
		Type:         provider.CustomerPersonal,
		Status:       status,
		Phase:        r.phase,
		Reason:       r.reason,
		Requirements: requirements(c, status),
		ReviewDue:    r.due,
		Through:      c.Through,
	}
	if c.Type == TypeBusiness {
		o.Type = provider.CustomerBusiness
	}
	return o
}

// ObserveParty is an associated party of a business in the vocabulary of package provider. No event announces
// that a party moved: look whenever the business does.
func ObserveParty(c *Customer, p Party) provider.OwnerObservation {
	wanted := partyRequirements(c, p)
	r := partyReading(p.Verification.Status, c.Status, hasRequest(c, p.ID))
	if r.phase == provider.PhaseVerified {
		wanted = nil
	}
	return provider.OwnerObservation{
		OwnerID:      p.ID,
		Email:        p.Email,
		Status:       strings.ToUpper(strings.TrimSpace(p.Verification.Status)),
		Phase:        r.phase,
		Reason:       r.reason,
		Requirements: wanted,
		Through:      c.Through,
	}
}

func hasRequest(c *Customer, partyID string) bool {
	return slices.ContainsFunc(c.Requests, func(r Request) bool { return r.about(partyID) })
}

// about tells whether a request is about a party.
func (r Request) about(partyID string) bool {
	return r.PartyID != "" && strings.EqualFold(r.PartyID, partyID)
}
