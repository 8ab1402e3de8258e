package director

import (
	"context"
	"slices"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// customerID finds the provider's ID of somebody's customer by its mark, as nobody but the provider can:
// the object need not know it yet.
func (d *Director) customerID(ctx context.Context, name string) (string, error) {
	l, ok := d.records.life(name)
	if !ok {
		return "", errInapplicable
	}
	p := d.at[name]
	all, err := p.Customers(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all, func(c verdict.Customer) bool { return p.Traits().Mark(c) == l.Mark(p.Traits()) })
	if i < 0 {
		return "", errInapplicable
	}
	return all[i].ID, nil
}

// move moves a customer.
func (d *Director) move(ctx context.Context, a plan.Action) error {
	id, err := d.customerID(ctx, a.Who)
	if err != nil {
		return err
	}
	silent := a.Do == plan.MoveSilently
	d.records.note(a.Who, func(l *verdict.Life) {
		l.ClosedByStaff = l.ClosedByStaff || a.How == "deactivated"
		if silent && d.at[a.Who].Traits().Packed {
			l.Asked++ // Before it is done, so that nothing that follows from it comes first.
		}
	})
	err = d.at[a.Who].Move(ctx, id, a.How, silent)
	if _, lives := d.records.life(a.Who); err == nil && !lives {
		// The object was deleted at this moment, and nobody can say which came first.
		d.records.forgive(a.Who)
	}
	return err
}

// review decides on all documents that wait.
func (d *Director) review(ctx context.Context, a plan.Action) error {
	reviewer, ok := d.of[a.Who].(platform.Reviewer)
	if !ok {
		return errInapplicable
	}
	return reviewer.Review(ctx, a.How)
}

// moveOwner moves an owner whose object knows the ID: providers have nothing else to tell owners by.
func (d *Director) moveOwner(ctx context.Context, a plan.Action) error {
	o, err := d.object(ctx, a.Who)
	if err != nil {
		return err
	}
	bo, ok := o.(*v1alpha1.BeneficialOwner)
	if !ok || bo.Status.OwnerID == "" {
		return errInapplicable
	}
	id, err := d.customerID(ctx, bo.Spec.CustomerRef.Name)
	if err != nil {
		return err
	}
	return d.at[a.Who].MoveOwner(ctx, id, bo.Status.OwnerID, a.How)
}

// recertify asks a business whose ownership is certified to have it certified anew.
func (d *Director) recertify(ctx context.Context, a plan.Action) error {
	recertifier, ok := d.at[a.Who].(platform.Recertifier)
	if !ok {
		return errInapplicable
	}
	id, err := d.customerID(ctx, a.Who)
	if err != nil {
		return err
	}
	return recertifier.Recertify(ctx, id)
}
