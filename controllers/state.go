package controllers

import (
	"context"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// stateDue tells whether the account shall be closed or opened.
func (c *customer) stateDue() bool {
	o := c.pass.facts().Observation
	if o == nil {
		return false
	}
	deactivated := o.Phase == v1alpha1.PhaseDeactivated
	if c.vc.Spec.State == v1alpha1.StateDeactivated {
		return !deactivated
	}
	return deactivated && c.pass.facts().State == v1alpha1.StateDeactivated
}

// setState deactivates the customer if spec says so, and reactivates one that was deactivated for
// that reason. What the provider did is never undone.
func (c *customer) setState(ctx context.Context) error {
	if !c.stateDue() {
		c.forgetState()
		return nil
	}
	deactivator, ok := c.client().(provider.Deactivator)
	if !ok {
		return stall(v1alpha1.ReasonTypeNotSupported, "%s has no way to deactivate a customer", c.pass.account.Driver.Name)
	}
	call, cause := deactivator.ReactivateCustomer, v1alpha1.CauseReactivated
	if c.vc.Spec.State == v1alpha1.StateDeactivated {
		call, cause = deactivator.DeactivateCustomer, v1alpha1.CauseDeactivated
	}
	if h := c.pass.refusedBefore(c.stateMark()); h != nil {
		return h
	}
	o, err := call(ctx, c.vc.Status.CustomerID)
	if provider.ClassOf(err) == provider.ClassConflict && provider.OutcomeOf(err) == provider.OutcomeRefused {
		return stall(v1alpha1.ReasonStateNotAllowed, "the provider does not let the customer become %s in its present status", c.vc.Spec.State).because(c.stateMark())
	}
	if err != nil {
		return c.pass.failed(err)
	}
	state := c.vc.Spec.State
	c.pass.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).State = state })
	c.pass.sight(o, cause)
	return nil
}

// forgetState notes that an account that spec had closed is open again, in whatever way: when it closes
// once more, that is not for spec's sake.
func (c *customer) forgetState() {
	o := c.pass.facts().Observation
	if c.pass.facts().State != v1alpha1.StateDeactivated || c.vc.Spec.State == v1alpha1.StateDeactivated || o == nil {
		return
	}
	c.pass.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).State = v1alpha1.StateActive })
}

// stateMark names the change of state from what the provider last said: one that was refused is not
// tried again until either side differs.
func (c *customer) stateMark() string {
	return c.pass.account.ProfileFingerprint(provider.Profile{"state": string(c.vc.Spec.State), "status": c.pass.facts().Observation.Status})
}
