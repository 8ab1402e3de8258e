package blaaiz

import "time"

// Names that decide, see the package's comment.
const (
	nameRejected   = "rejected"
	namePending    = "pending"
	nameProcessing = "processing"
)

// name is the name that decides on a customer, once.
func (c *customer) name() string {
	switch {
	case c.decided:
		return ""
	case c.kind == typeBusiness:
		return c.values.text("business_name")
	}
	return c.values.text("first_name")
}

// verifyIndividual hands an individual to the KYC provider, or verifies it at once without one (reference
// 13). The state is locked.
func (a *API) verifyIndividual(c *customer) {
	c.submissions++
	if !a.settings.externalKYC {
		a.set(c, statusVerified, "", false)
		return
	}
	c.checking = true
	if c.status == statusRejected {
		a.set(c, statusPending, "", true)
	}
	if c.name() != namePending {
		a.later(c, a.settings.personReview)
	}
}

// verifyBusiness takes a business into review, or verifies it at once. The state is locked.
func (a *API) verifyBusiness(c *customer) {
	c.submissions++
	if a.settings.autoVerify {
		for _, ch := range c.children() {
			ch.status, ch.comments = statusApproved, nil
		}
		a.set(c, statusVerified, "", false)
		return
	}
	for _, ch := range c.children() {
		if ch.status == statusPending {
			ch.status = statusProcessing
		}
	}
	a.set(c, statusProcessing, "", false)
	if c.name() != nameProcessing {
		a.later(c, a.settings.businessReview)
	}
}

// later comes to a verdict after a wait, unless a move or a reset comes first. The state is locked.
func (a *API) later(c *customer, wait time.Duration) {
	if a.settings.manual {
		return
	}
	a.timers.Next(&a.mu, &c.turn, a.cfg.Clock.Shrink(wait), func() { a.verdict(c) })
}

// verdict ends a review as the names of the customer, its owners and its documents have it.
func (a *API) verdict(c *customer) {
	rejected := c.name() == nameRejected
	c.decided = true
	why := "The information could not be verified."
	decide := func(ch *child, name, text string) {
		if name == nameRejected && !ch.decided && ch.status == statusProcessing {
			ch.status, ch.comments = statusRejected, []string{text}
		}
		ch.decided = true
		if ch.status == statusRejected {
			rejected, why = true, "One or more records need your attention."
		}
	}
	for _, o := range c.owners {
		decide(&o.child, o.values.text("first_name"), "The identity document is not legible.")
	}
	for _, d := range c.documents {
		decide(&d.child, d.name, "The document is expired.")
	}
	c.approveChildren()
	if rejected {
		a.set(c, statusRejected, why, false)
		return
	}
	a.set(c, statusVerified, "", false)
}

// approveChildren ends the review of those who are not at fault.
func (c *customer) approveChildren() {
	for _, ch := range c.children() {
		if ch.status == statusProcessing {
			ch.status = statusApproved
		}
	}
}

// set puts a customer into a status and announces it. The state is locked.
func (a *API) set(c *customer, status, text string, silent bool) {
	old := c.status
	c.updated = a.now()
	if status == statusVerified || status == statusRejected {
		c.checking = false
	}
	if text != "" {
		c.comments = append([]comment{{a.cfg.IDs.UUID("blaaiz-comment"), text, "info", c.updated}}, c.comments...)
	}
	c.status = status
	if old != status && !silent {
		a.fire(c, old, status, text, c.updated)
	}
}
