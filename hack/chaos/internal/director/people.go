package director

import (
	"context"
	"fmt"
	"maps"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// correct gives better data to who was asked for them: in the manifest, and then in the Secrets.
func (d *Director) correct(ctx context.Context, a plan.Action) error {
	o, err := d.object(ctx, a.Who)
	if err != nil {
		return err
	}
	p := d.at[a.Who]
	if !p.Asks(o) {
		return errInapplicable
	}
	var secrets map[string]map[string]string
	d.changed(a.Who)
	if err := d.patch(ctx, o, func() { secrets = p.Correct(o, clerk{d}) }); err != nil {
		return err
	}
	for name, values := range secrets {
		d.changed(a.Who)
		if err := d.putSecret(ctx, name, values); err != nil {
			return err
		}
	}
	return nil
}

// changeEmail gives a verified customer another address.
func (d *Director) changeEmail(ctx context.Context, a plan.Action) error {
	o, err := d.object(ctx, a.Who)
	if err != nil {
		return err
	}
	vc, ok := o.(*v1alpha1.VerifiedCustomer)
	if !ok || vc.Status.Phase != v1alpha1.PhaseVerified {
		return errInapplicable
	}
	d.changed(a.Who)
	email := d.email(a.Who, int(vc.Generation))
	return d.patch(ctx, vc, func() {
		if vc.Spec.Business != nil {
			vc.Spec.Business.Admin.Email = email
		} else {
			vc.Spec.Personal.Email = email
		}
	})
}

// attach holds documents ready, or ones with another content.
func (d *Director) attach(ctx context.Context, a plan.Action) error {
	o, err := d.object(ctx, a.Who)
	if err != nil {
		return err
	}
	p := d.at[a.Who]
	documents := p.Documents(o)
	if p.Traits().Packed {
		d.changed(a.Who)
	}
	if err := d.putSecret(ctx, a.Who+"-scans", platform.Scans(documents, clerk{d})); err != nil {
		return err
	}
	if p.Traits().Packed {
		d.changed(a.Who)
	}
	return d.patch(ctx, o, func() { platform.SetDocuments(o, documents) })
}

// thinking is how long somebody leaves a statement withdrawn before it is made anew.
const thinking = 1500 * time.Millisecond

// certify states that the owners are complete; a statement that stands is withdrawn first.
func (d *Director) certify(ctx context.Context, a plan.Action) error {
	o, err := d.object(ctx, a.Who)
	if err != nil {
		return err
	}
	vc, ok := o.(*v1alpha1.VerifiedCustomer)
	if !ok || vc.Spec.Business == nil {
		return errInapplicable
	}
	if vc.Spec.Business.BeneficialOwnership.Certified {
		if err := d.patch(ctx, vc, func() { vc.Spec.Business.BeneficialOwnership.Certified = false }); err != nil {
			return err
		}
		pause(ctx, thinking)
	}
	d.records.note(a.Who, func(l *verdict.Life) { l.Statements++ })
	return d.patch(ctx, vc, func() { vc.Spec.Business.BeneficialOwnership.Certified = true })
}

// setState closes or reopens an account.
func (d *Director) setState(ctx context.Context, a plan.Action) error {
	o, err := d.object(ctx, a.Who)
	if err != nil {
		return err
	}
	vc, ok := o.(*v1alpha1.VerifiedCustomer)
	state := v1alpha1.StateActive
	if a.Do == plan.Close {
		state = v1alpha1.StateDeactivated
	}
	if !ok || vc.Spec.State == state {
		return errInapplicable
	}
	if err := d.patch(ctx, vc, func() { vc.Spec.State = state }); err != nil {
		return err
	}
	d.records.note(a.Who, func(l *verdict.Life) { l.Closed, l.Reopened = a.Do == plan.Close, a.Do == plan.Reopen })
	return nil
}

// touch asks for a look.
func (d *Director) touch(ctx context.Context, a plan.Action) error {
	o, err := d.object(ctx, a.Who)
	if err != nil {
		return err
	}
	return d.patch(ctx, o, func() {
		// The others are not the people's: among them is what the operator knows of a create that was begun.
		annotations := maps.Clone(o.GetAnnotations())
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[v1alpha1.AnnotationReconcileAt] = fmt.Sprint(a.At)
		o.SetAnnotations(annotations)
	})
}

// delete deletes a customer's object. Whoever wants the account closed waits until there is one.
func (d *Director) delete(ctx context.Context, a plan.Action) error {
	o, err := d.object(ctx, a.Who)
	if err != nil {
		return err
	}
	vc, ok := o.(*v1alpha1.VerifiedCustomer)
	closes := a.Do == plan.DeleteClosed
	if !ok || vc.Spec.Business != nil || closes && vc.Status.CustomerID == "" {
		return errInapplicable
	}
	if closes {
		if err := d.patch(ctx, vc, func() { vc.Spec.DeletionPolicy = v1alpha1.DeletionDeactivate }); err != nil {
			return err
		}
	}
	d.records.note(a.Who, func(l *verdict.Life) { l.Deleted, l.Deactivates = true, closes })
	return client.IgnoreNotFound(persist(ctx, func(ctx context.Context) error { return d.stage.Kube.Delete(ctx, vc) }))
}
