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
		c.noteLeftClosed()
		return nil
	}
	deactivator, ok := c.client().(provider.Deactivator)
	if !ok {
		return stall(v1alpha1.ReasonTypeNotSupported, "%s has no way to deactivate a customer: set spec.state back to Active, and have the account closed there", c.pass.account.Driver.Name)
	}
	state := c.vc.Spec.State
	call, cause := deactivator.ReactivateCustomer, v1alpha1.CauseReactivated
	if state == v1alpha1.StateDeactivated {
		call, cause = deactivator.DeactivateCustomer, v1alpha1.CauseDeactivated
	}
	if h := c.pass.refusedBefore(c.stateMark()); h != nil {
		return h
	}
	if err := c.declareState(ctx); err != nil {
		return err
	}
	if c.vc.Spec.State != state || !c.stateDue() {
		return nil // The object changed while that was written: its own event brings the next pass.
	}
	if err := c.pass.requireNewest(ctx); err != nil {
		return err
	}
	o, err := call(ctx, c.vc.Status.CustomerID)
	class := provider.ClassOf(err)
	if (class == provider.ClassConflict || class == provider.ClassInvalid) && provider.OutcomeOf(err) == provider.OutcomeRefused {
		if state == v1alpha1.StateDeactivated {
			c.noteState(v1alpha1.StateActive) // Nothing was closed, so nothing is to be opened again.
		}
		return stall(v1alpha1.ReasonStateNotAllowed, "the provider does not let the customer become %s in its present status: set spec.state back, or have the status changed at the provider first", state).because(c.stateMark())
	}
	if err != nil {
		return c.pass.failed(err)
	}
	c.noteState(state)
	c.pass.sight(o, cause)
	return nil
}

// declareState writes down that an account is about to be closed because spec says so. The event that
// announces it may be applied, and this process dead, before the answer is: then nothing else would tell
// that this object may open the account again.
func (c *customer) declareState(ctx context.Context) error {
	if c.vc.Spec.State != v1alpha1.StateDeactivated || c.pass.facts().State == v1alpha1.StateDeactivated {
		return nil
	}
	c.noteState(v1alpha1.StateDeactivated)
	return c.pass.write(ctx)
}

func (c *customer) noteState(state v1alpha1.CustomerState) {
	c.pass.note(func(o v1alpha1.Verifiable) {
		facts := lifecycle.FactsOf(o.Verification())
		facts.State, facts.LeftClosed = state, false
	})
}

// forgetState notes that an account that spec had closed is open again, in whatever way: when it closes
// once more, that is not for spec's sake.
func (c *customer) forgetState() {
	o := c.pass.facts().Observation
	if c.pass.facts().State != v1alpha1.StateDeactivated || c.vc.Spec.State == v1alpha1.StateDeactivated || o == nil {
		return
	}
	c.noteState(v1alpha1.StateActive)
}

// noteLeftClosed notes whether spec says that the account be closed, and the provider had closed it already.
func (c *customer) noteLeftClosed() {
	facts := c.pass.facts()
	left := c.vc.Spec.State == v1alpha1.StateDeactivated && facts.State != v1alpha1.StateDeactivated &&
		facts.Observation != nil && facts.Observation.Phase == v1alpha1.PhaseDeactivated
	if facts.LeftClosed != left {
		c.pass.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).LeftClosed = left })
	}
}

// stateMark names the change of state from what the provider last said: one that was refused is not
// tried again until either side differs.
func (c *customer) stateMark() string {
	return c.pass.account.ProfileFingerprint(provider.Profile{"state": string(c.vc.Spec.State), "status": c.pass.facts().Observation.Status})
}
