package platform

import (
	"context"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// finReadings is the design's table of how Fin's statuses read.
var finReadings = map[string]verdict.Reading{
	"INCOMPLETE":                   {Phase: v1alpha1.PhaseActionRequired, Reason: "Incomplete"},
	"PROCESSING":                   {Phase: v1alpha1.PhaseInReview, Reason: "Queued"},
	"REVIEWING":                    {Phase: v1alpha1.PhaseInReview, Reason: "UnderReview"},
	"ASSOCIATED_PARTIES_REMAINING": {Phase: v1alpha1.PhaseInReview, Reason: "AssociatedPartiesRemaining"},
	"IN_COMPLIANCE":                {Phase: v1alpha1.PhaseInReview, Reason: "OnHold"},
	"ACTION_REQUIRED":              {Phase: v1alpha1.PhaseActionRequired, Reason: "DocumentRequired"},
	"APPROVED":                     {Phase: v1alpha1.PhaseVerified, Reason: "Verified"},
	"REJECTED":                     {Phase: v1alpha1.PhaseRejected, Reason: "Rejected"},
}

// finReading is how a customer reads. What was handed in and was not begun with is queued.
func finReading(c controlapi.FinCustomer) verdict.Reading {
	if c.Status == "INCOMPLETE" && c.Submissions > 0 {
		return finReadings["PROCESSING"]
	}
	return finReadings[c.Status]
}

// finPartyReading is how a party reads: it has no status of its own for having to act.
func finPartyReading(c controlapi.FinCustomer, p controlapi.FinParty) verdict.Reading {
	asked := slices.ContainsFunc(c.Requests, func(q controlapi.FinRequest) bool { return q.PartyID == p.ID })
	switch {
	case p.Status != "APPROVED" && asked:
		return finReadings["ACTION_REQUIRED"]
	case p.Status != "INITIATED":
		return finReadings[p.Status]
	case c.Status == "ASSOCIATED_PARTIES_REMAINING" || c.Status == "INCOMPLETE" && c.Submissions == 0:
		return finReadings["INCOMPLETE"]
	}
	return finReadings["PROCESSING"]
}

// asking are the events with which Fin asks for more.
func (f fin) asked(ctx context.Context) (map[string]int, error) {
	events, err := f.Control.FinEvents(ctx)
	asked := map[string]int{}
	for _, e := range events {
		if e.Type == "customer.rfi" || e.Status == "ACTION_REQUIRED" || e.Status == "ASSOCIATED_PARTIES_REMAINING" {
			asked[e.CustomerID]++
		}
	}
	return asked, err
}

func (f fin) Customers(ctx context.Context) (all []verdict.Customer, err error) {
	// What was granted is read last, for it only ever grows.
	truth, err := f.Control.FinCustomers(ctx)
	if err != nil {
		return nil, err
	}
	asked, err := f.asked(ctx)
	for _, t := range truth {
		all = append(all, verdict.Customer{
			ID: t.ID, Status: t.Status, Email: t.Email, Key: t.Reference, Readings: []verdict.Reading{finReading(t)}, TakesOwners: true,
			Reviews: verdict.Reviews{Used: mostAttached(t), Granted: 1 + asked[t.ID], Free: 1},
		})
	}
	return all, err
}

// mostAttached is how often one and the same document was attached: no call attaches one twice.
func mostAttached(c controlapi.FinCustomer) (most int) {
	times := map[string]int{}
	for _, d := range c.Documents {
		slot := strings.Join([]string{d.PartyID, d.Section, d.Type}, "/")
		times[slot]++
		most = max(most, times[slot])
	}
	return most
}

func (f fin) Owners(ctx context.Context) (all []verdict.Owner, err error) {
	truth, err := f.Control.FinCustomers(ctx)
	for _, t := range truth {
		for _, p := range t.Parties {
			all = append(all, verdict.Owner{
				ID: p.ID, CustomerID: t.ID, Status: p.Status, Readings: []verdict.Reading{finPartyReading(t, p)},
			})
		}
	}
	return all, err
}
