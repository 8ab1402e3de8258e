package dwolla

import "github.com/bonafide-dev/bonafide/sandbox/controlapi"

// topicOf is the event that announces a status (reference 3). None announces unverified.
var topicOf = map[string]string{
	statusVerified:    "customer_verified",
	statusRetry:       "customer_reverification_needed",
	statusKBA:         "customer_kba_verification_needed",
	statusDocument:    "customer_verification_document_needed",
	statusSuspended:   "customer_suspended",
	statusDeactivated: "customer_deactivated",
}

// set puts a customer into a status without telling anybody. Entering retry grants one attempt, and entering
// kba one session; coming back from a deactivation does not. Leaving a status ends its directives. The
// state is locked.
func (a *API) set(c *customer, o outcome, directives ...controlapi.Directive) {
	comesBack := c.Status == statusDeactivated && c.before == o.status
	if o.status == statusRetry && !comesBack {
		c.allowed++
	}
	if o.status == statusKBA && !comesBack {
		c.kba = nil
	}
	if o.status == statusDeactivated && c.Status != statusDeactivated {
		c.before = c.Status
	}
	c.Status = o.status
	c.wantsBusiness, c.wantsController = o.wantsBusiness, o.wantsController
	c.directives = directives
	a.cfg.Logger.Info("customer status", "api", Name, "customer", c.id, "status", c.Status)
}

// enter is set, with the event of the new status. The state is locked.
func (a *API) enter(c *customer, o outcome) {
	a.set(c, o)
	if topic, ok := topicOf[o.status]; ok {
		a.fire(topic, c)
	}
}

// deactivate serves {"status":"deactivated"} (reference 2.10). The state is locked.
func (a *API) deactivate(c *customer) *apiError {
	switch c.Status {
	case statusSuspended:
		return errState()
	case statusDeactivated:
		return nil
	}
	a.enter(c, outcome{statusDeactivated, c.wantsBusiness, c.wantsController})
	return nil
}

// reactivate serves {"status":"reactivated"}: back to the status before. The state is locked.
func (a *API) reactivate(c *customer) *apiError {
	if c.Status != statusDeactivated {
		return errState()
	}
	a.set(c, outcome{c.before, c.wantsBusiness, c.wantsController})
	a.fire("customer_activated", c)
	return nil
}

// suspend serves {"status":"suspended"}. The state is locked.
func (a *API) suspend(c *customer) *apiError {
	if c.Status != statusVerified && c.Status != statusUnverified {
		return errState()
	}
	a.enter(c, outcome{status: statusSuspended})
	return nil
}
