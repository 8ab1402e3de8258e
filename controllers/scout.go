package controllers

import (
	"cmp"
	"context"
	"strings"

	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// reserve implements subject: where nothing tells a record of this object's from another that is like it,
// none is created beside it, and nobody else creates one between the look that finds nothing and the create.
func (c *customer) reserve(ctx context.Context) (end func(), err error) {
	scout, ok := c.client().(provider.Scout)
	if !ok {
		return func() {}, nil
	}
	f := frozenCustomer{Personal: c.vc.Spec.Personal, Business: c.vc.Spec.Business}
	email := c.pass.account.EmailFingerprint(strings.TrimSpace(c.sought(f).Email))
	if end, err = c.r.Ledger.Turn(ctx, types.UID("create/"+email)); err != nil {
		return nil, err
	}
	if err := c.vacant(ctx, scout, f); err != nil {
		end()
		return nil, err
	}
	return end, nil
}

// vacant halts if the provider has a customer that the new one could not be told from.
func (c *customer) vacant(ctx context.Context, scout provider.Scout, f frozenCustomer) error {
	ids, err := scout.FindLookalikes(ctx, c.sought(f))
	if err != nil {
		return c.pass.failed(err)
	}
	if len(ids) == 0 {
		return nil
	}
	if intentOf(c.vc) != nil { // What was begun earlier may have arrived after all.
		if free, err := c.unclaimed(ctx, ids); err != nil || len(free) > 0 {
			return cmp.Or(err, lookalikes(free))
		}
	}
	h := stall(v1alpha1.ReasonDuplicateCustomer,
		"the provider has a customer with this e-mail address or registration number already (%s), which this object did not create: "+
			"if it is the same one, set spec.customerID to its ID to take it over; otherwise correct %s", strings.Join(ids, ", "), c.uniquePath())
	h.after = dependencyPoll // No Secret holds what it was looked for by, and a search may read all that the provider has.
	return h
}

// suspect looks for what a create whose outcome is not known may have left. Nothing that is found is adopted:
// an e-mail address proves nothing. The error is of class NotFound if there is nothing.
func (c *customer) suspect(ctx context.Context, scout provider.Scout, intent *createIntent) error {
	ids, err := scout.FindLookalikes(ctx, c.sought(c.submittedBy(intent)))
	if err != nil {
		return err
	}
	free, err := c.unclaimed(ctx, ids)
	if err != nil {
		return err
	}
	if len(free) == 0 {
		return &provider.Error{Class: provider.ClassNotFound, Outcome: provider.OutcomeRefused, Message: "the provider has no such customer"}
	}
	return lookalikes(free)
}

// unclaimed are those of the provider's customers that no other object stands for.
func (c *customer) unclaimed(ctx context.Context, ids []string) (free []string, err error) {
	for _, id := range ids {
		others, err := c.claimants(ctx, id)
		if err != nil {
			return nil, err
		}
		if len(others) == 0 {
			free = append(free, id)
		}
	}
	return free, nil
}

func lookalikes(ids []string) error {
	return outcomeUnknown("the provider marks nobody's customers, and has one that may be it (" + strings.Join(ids, ", ") + ")")
}
