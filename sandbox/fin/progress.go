package fin

// accept takes documents over and sets going what follows from them. The state is locked.
func (a *API) accept(c *customer, t *attachment) {
	c.submissions++
	c.updated = a.now()
	for _, d := range t.documents {
		c.documents = append(c.documents, d)
		if p := a.parties[d.party]; p != nil && d.section == sectionIdentifying {
			p.identified = true
			if p.status == partyRejected {
				a.setParty(p, partyInitiated, "", "")
			}
		}
		c.resolve(d)
	}
	if t.terms {
		c.resolve(document{section: sectionTOS})
	}
	switch {
	case c.status == statusApproved: // whatever was asked for, it stays approved
	case c.status == statusActionRequired && len(c.rfi) > 0: // more is wanted
	case c.kind == typeBusiness && !c.attached(): // parties first; the business's own documents are to come
	case c.status == statusPartiesRemaining:
		a.next(c, a.review)
	case c.status != statusProcessing && c.status != statusReviewing && c.name() != nameIncomplete:
		c.attaching = true
		a.next(c, a.process)
	}
}

// attached tells whether a business has handed in documents of its own.
func (c *customer) attached() bool {
	for _, d := range c.documents {
		if d.party == "" {
			return true
		}
	}
	return false
}

// next does something with a customer after one step, unless a move or a reset comes first. The state is
// locked, now and then.
func (a *API) next(c *customer, do func(*customer)) {
	a.timers.Next(&a.mu, &c.turn, a.cfg.Clock.Shrink(a.settings.step), func() { do(c) })
}

// process begins to work on what was handed in.
func (a *API) process(c *customer) {
	c.attaching = false
	a.set(c, statusProcessing, false)
	if c.name() != nameProcessing {
		a.next(c, a.review)
	}
}

// review begins the review, or waits for the parties that have shown nothing yet.
func (a *API) review(c *customer) {
	if !c.partiesComplete() {
		a.set(c, statusPartiesRemaining, false)
		return
	}
	a.set(c, statusReviewing, false)
	for _, p := range c.parties {
		if p.status == partyInitiated {
			a.setParty(p, partyReviewing, "", "")
		}
	}
	if !a.settings.manual && c.name() != nameReviewing {
		a.next(c, a.verdict)
	}
}

// verdict ends the review as the names of the customer and of its parties have it.
func (a *API) verdict(c *customer) {
	name := c.name()
	c.decided = true
	if missing := c.missing(); a.settings.strict && len(missing) > 0 {
		a.ask(c, requestsFor(missing), false, false)
		return
	}
	switch name {
	case nameRejected:
		c.rejection = &rejection{Applicant: &finding{"The customer does not meet the requirements.",
			[]string{"PROBLEMATIC_APPLICANT_DATA"}}, Documents: []documentFinding{}}
		a.set(c, statusRejected, false)
		return
	case nameRFI:
		a.ask(c, []*request{c.sampleRequest()}, false, false)
		return
	case nameHold:
		a.set(c, statusInCompliance, false)
		return
	}
	if a.partiesFail(c) {
		return
	}
	for _, p := range c.parties {
		a.setParty(p, partyApproved, "", "")
	}
	a.set(c, statusApproved, false)
}

// partiesFail has the names of parties their effect, each once, and tells whether the customer has to act.
func (a *API) partiesFail(c *customer) bool {
	var rejected []partyFinding
	var requests []*request
	for _, p := range c.parties {
		name := p.firstName
		if p.decided {
			name = ""
		}
		p.decided = true
		switch name {
		case nameRejected:
			why := "The document is not legible."
			a.setParty(p, partyRejected, why, why)
			rejected = append(rejected, partyFinding{p.id, &finding{why, []string{"LOW_QUALITY"}}, []documentFinding{}})
		case nameRFI:
			requests = append(requests, samplePartyRequest(p.id))
		}
	}
	if len(rejected) > 0 {
		c.rejection = &rejection{Documents: []documentFinding{}, Parties: rejected}
		a.set(c, statusActionRequired, false)
	}
	if len(requests) > 0 {
		a.ask(c, requests, false, false)
	}
	return len(rejected)+len(requests) > 0
}

// Names that decide, see the package's comment.
const (
	nameRejected   = "rejected"
	nameRFI        = "rfi"
	nameHold       = "hold"
	nameReviewing  = "reviewing"
	nameProcessing = "processing"
	nameIncomplete = "incomplete"
)

// name is the name that decides, once.
func (c *customer) name() string {
	switch {
	case c.decided:
		return ""
	case c.kind == typeBusiness:
		return c.businessName
	}
	return c.firstName
}

// set puts a customer into a status and announces it. The state is locked.
func (a *API) set(c *customer, status string, silent bool) {
	if status != statusRejected && status != statusActionRequired {
		c.rejection = nil
	}
	c.updated = a.now()
	if c.status == status {
		return
	}
	c.status, c.statusUpdated = status, c.updated
	if !silent {
		a.fire(eventStatus, c, c.webhookView(false))
	}
}

// setParty puts a party into a status. No event announces it (reference 15.1).
func (a *API) setParty(p *party, status, forCustomer, forDeveloper string) {
	p.status, p.forCustomer, p.forDeveloper, p.updated = status, forCustomer, forDeveloper, a.now()
}

// ask requests information: the customer has to act, unless it is approved (reference 15.3). The state is
// locked.
func (a *API) ask(c *customer, requests []*request, silent, announceStatus bool) {
	c.rfi = append(c.rfi, requests...)
	if c.status != statusApproved {
		c.turn.End()
		c.attaching = false
		a.set(c, statusActionRequired, silent || !announceStatus)
	}
	if !silent {
		a.fire(eventRFI, c, rfiView{c.id, c.requestViews(false)})
	}
}

func ptr(s string) *string { return &s }

// sampleRequest is what the name rfi asks of a customer.
func (c *customer) sampleRequest() *request {
	if c.kind == typeBusiness {
		return &request{section: sectionOwnership, categories: []category{{"PROOF_OF_SIGNATORY_AUTHORITY", []field{
			{name: "files", dataType: "URI", status: "MISSING"},
		}}}}
	}
	return &request{section: sectionIdentity, categories: []category{{docPassport, []field{
		{name: "files", dataType: "URI", status: "EXPIRED", reason: ptr("The document has expired."), side: ptr(sideFront)},
		{name: "expiry_date", dataType: "DATE", status: "EXPIRED", reason: ptr("The document has expired.")},
	}}}}
}

func samplePartyRequest(id string) *request {
	return &request{party: id, section: sectionIdentifying, categories: []category{{docPassport, []field{
		{name: "files", dataType: "URI", status: "INVALID", reason: ptr("The document is not legible."), side: ptr(sideFront)},
	}}}}
}

// requestsFor asks for documents that are missing, a request for each section.
func requestsFor(missing [][2]string) []*request {
	var out []*request
	for _, section := range businessSections {
		q := &request{section: section}
		for _, one := range missing {
			if one[0] == section {
				q.categories = append(q.categories, category{one[1], []field{
					{name: "files", dataType: "URI", status: "MISSING"},
				}})
			}
		}
		if len(q.categories) > 0 {
			out = append(out, q)
		}
	}
	return out
}
