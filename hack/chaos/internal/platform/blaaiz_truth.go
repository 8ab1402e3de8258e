package platform

import (
	"context"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// blaaizReadings is the design's table of how Blaaiz's statuses read, with those of owners.
var blaaizReadings = map[string]verdict.Reading{
	"PENDING":    {Phase: v1alpha1.PhasePending, Reason: "Pending"},
	"PROCESSING": {Phase: v1alpha1.PhaseInReview, Reason: "UnderReview"},
	"VERIFIED":   {Phase: v1alpha1.PhaseVerified, Reason: "Verified"},
	"APPROVED":   {Phase: v1alpha1.PhaseVerified, Reason: "Verified"},
	"REJECTED":   {Phase: v1alpha1.PhaseRejected, Reason: "Rejected"},
}

// blaaizReading is how a customer reads: a person stays PENDING while the review goes on.
func blaaizReading(c controlapi.BlaaizCustomer) verdict.Reading {
	if c.Status == "PENDING" && c.Checking {
		return verdict.Reading{Phase: v1alpha1.PhaseInReview, Reason: "Pending"}
	}
	return blaaizReadings[c.Status]
}

// asked is how often Blaaiz asked for something else: by rejecting, or by putting back.
func (b blaaiz) asked(ctx context.Context) (map[string]int, error) {
	events, err := b.Control.BlaaizEvents(ctx)
	asked := map[string]int{}
	for _, e := range events {
		if e.NewStatus == "REJECTED" || e.NewStatus == "PENDING" {
			asked[e.CustomerID]++
		}
	}
	return asked, err
}

var blaaizDocuments = map[string]string{"APPROVED": "Accepted", "REJECTED": "Rejected", "PENDING": "Pending", "PROCESSING": "Pending"}

func (b blaaiz) Customers(ctx context.Context) (all []verdict.Customer, err error) {
	// What was granted is read last, for it only ever grows.
	truth, err := b.Control.BlaaizCustomers(ctx)
	if err != nil {
		return nil, err
	}
	asked, err := b.asked(ctx)
	for _, t := range truth {
		c := verdict.Customer{
			ID: t.ID, Status: t.Status, Email: t.Email, Readings: []verdict.Reading{blaaizReading(t)}, TakesOwners: true,
			Reviews: verdict.Reviews{Used: t.Submissions, Granted: 1 + asked[t.ID], Free: 1},
		}
		seen := map[string]bool{}
		for _, d := range t.Documents {
			c.Documents = append(c.Documents, verdict.Document{ID: d.ID, Status: blaaizDocuments[d.Status]})
			if name := d.Type + " " + d.Name; seen[name] {
				c.Twice = append(c.Twice, name)
			} else {
				seen[name] = true
			}
		}
		all = append(all, c)
	}
	return all, err
}

func (b blaaiz) Owners(ctx context.Context) (all []verdict.Owner, err error) {
	truth, err := b.Control.BlaaizCustomers(ctx)
	for _, t := range truth {
		for _, o := range t.Owners {
			all = append(all, verdict.Owner{ID: o.ID, CustomerID: t.ID, Status: o.Status, Readings: []verdict.Reading{blaaizReadings[o.Status]}})
		}
	}
	return all, err
}
