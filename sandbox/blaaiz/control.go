package blaaiz

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// Customers returns the whole truth about all customers, oldest first.
func (a *API) Customers() []controlapi.BlaaizCustomer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return records.Show(a.customers, (*customer).truth)
}

// Customer returns the whole truth about a customer.
func (a *API) Customer(id string) (controlapi.BlaaizCustomer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.BlaaizCustomer{}, err
	}
	return c.truth(), nil
}

func (a *API) known(id string) (*customer, error) { return records.Known(a.byID, "customer", id) }

func (c *customer) truth() controlapi.BlaaizCustomer {
	return controlapi.BlaaizCustomer{
		ID: c.id, Type: c.kind, Status: c.status, KYBScope: c.kybScope, Email: c.values.text("email"),
		FirstName: c.values.text("first_name"), LastName: c.values.text("last_name"),
		BusinessName: c.values.text("business_name"), Created: c.created,
		Submissions: c.submissions, Checking: c.checking, Files: slices.Sorted(maps.Keys(c.files)),
		Owners: records.Show(c.owners, (*owner).truth), Documents: records.Show(c.documents, (*document).truth),
	}
}

func (o *owner) truth() controlapi.BlaaizOwner {
	return controlapi.BlaaizOwner{
		ID: o.id, FirstName: o.values.text("first_name"), Email: o.values.text("email"),
		Ownership: percent(o.values["ownership_percentage"]), Status: o.status, Comments: o.comments,
		HasFront: o.front != "", HasBack: o.back != "",
	}
}

func (d *document) truth() controlapi.BlaaizDocument {
	return controlapi.BlaaizDocument{ID: d.id, Type: d.kind, Name: d.name, Status: d.status, Comments: d.comments}
}

var statuses = []string{statusPending, statusProcessing, statusVerified, statusRejected}

// Move puts a customer into a status as the provider or its staff would, and ends what went on by itself.
func (a *API) Move(id string, m controlapi.BlaaizMove) (controlapi.BlaaizCustomer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.BlaaizCustomer{}, err
	}
	allowed := statuses
	if c.kind == typeIndividual {
		allowed = []string{statusPending, statusVerified, statusRejected}
	}
	if !slices.Contains(allowed, m.Status) {
		return controlapi.BlaaizCustomer{}, fmt.Errorf("status %q: a customer of type %s may be moved to %s",
			m.Status, c.kind, strings.Join(allowed, ", "))
	}
	for _, v := range m.Reviews {
		if _, err := c.reviewed(v); err != nil {
			return controlapi.BlaaizCustomer{}, err
		}
	}
	c.turn.End()
	c.checking, c.decided = false, true
	for _, v := range m.Reviews {
		ch, _ := c.reviewed(v)
		ch.status, ch.comments, ch.decided = v.Status, v.Comments, true
	}
	switch m.Status {
	case statusVerified, statusRejected:
		c.approveChildren()
	case statusPending, statusProcessing:
		from, to := statusProcessing, statusPending
		if m.Status == statusProcessing {
			from, to = to, from
		}
		for _, ch := range c.children() {
			if ch.status == from {
				ch.status = to
			}
		}
	}
	a.set(c, m.Status, m.Comment, m.Silent)
	return c.truth(), nil
}

var childStatuses = []string{statusPending, statusProcessing, statusApproved, statusRejected}

// reviewed is the owner or document that a review names.
func (c *customer) reviewed(v controlapi.BlaaizReview) (*child, error) {
	if !slices.Contains(childStatuses, v.Status) {
		return nil, fmt.Errorf("status %q: must be one of %s", v.Status, strings.Join(childStatuses, ", "))
	}
	if o := c.owner(v.ID); o != nil {
		return &o.child, nil
	}
	if d := c.document(v.ID); d != nil {
		return &d.child, nil
	}
	return nil, records.Unknown("owner or document", v.ID)
}

// Review decides on an owner or a document, as a reviewer does. Nothing announces it (reference 14).
func (a *API) Review(id string, v controlapi.BlaaizReview) (controlapi.BlaaizCustomer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(id)
	if err != nil {
		return controlapi.BlaaizCustomer{}, err
	}
	ch, err := c.reviewed(v)
	if err != nil {
		return controlapi.BlaaizCustomer{}, err
	}
	ch.status, ch.comments, ch.decided = v.Status, v.Comments, true
	return c.truth(), nil
}

// Emit fires an event that nothing caused and returns its id.
func (a *API) Emit(m controlapi.BlaaizEmit) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := a.known(m.CustomerID)
	if err != nil {
		return "", err
	}
	for _, status := range []string{m.OldStatus, m.NewStatus} {
		if !slices.Contains(statuses, status) {
			return "", fmt.Errorf("status %q: must be one of %s", status, strings.Join(statuses, ", "))
		}
	}
	at := a.now()
	if m.Updated != nil {
		at = m.Updated.UTC()
	}
	return a.fire(c, m.OldStatus, m.NewStatus, m.Comment, at), nil
}

// Events returns what was announced, oldest first.
func (a *API) Events() []controlapi.BlaaizEvent {
	a.mu.Lock()
	defer a.mu.Unlock()
	return records.Show(a.events, eventRecord.truth)
}

func (e eventRecord) truth() controlapi.BlaaizEvent {
	return controlapi.BlaaizEvent{
		ID: e.EventID, Type: e.EventType, CustomerID: e.CustomerID, OldStatus: e.OldStatus, NewStatus: e.NewStatus, Updated: e.at,
	}
}

var errNoHook = fmt.Errorf("webhook: %w", controlapi.ErrUnknown)

// Webhook returns where webhooks go, and the secret that signs them.
func (a *API) Webhook() (controlapi.BlaaizWebhook, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.hook == nil {
		return controlapi.BlaaizWebhook{}, errNoHook
	}
	return a.hook.truth(), nil
}

// RotateSecret replaces the secret that signs webhooks, as somebody does in the dashboard. Webhooks that are
// still to be tried again are signed with the new one.
func (a *API) RotateSecret() (controlapi.BlaaizWebhook, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.hook == nil {
		return controlapi.BlaaizWebhook{}, errNoHook
	}
	a.hook.secret = a.cfg.IDs.Token("blaaiz-webhook-secret")
	return a.hook.truth(), nil
}

func (h *hook) truth() controlapi.BlaaizWebhook {
	return controlapi.BlaaizWebhook{CollectionURL: h.collection, PayoutURL: h.payout, Secret: h.secret}
}

// Totals counts what was ever done, whatever was reset meanwhile.
func (a *API) Totals() controlapi.Totals {
	a.mu.Lock()
	defer a.mu.Unlock()
	return controlapi.Totals{
		Creates:      controlapi.Creates{Total: len(a.customers), ByEmail: maps.Clone(a.createdByEmail)},
		OwnerCreates: maps.Clone(a.ownersCreated),
		Documents:    maps.Clone(a.uploaded),
		Submissions:  records.Tally(a.customers, func(c *customer) (string, int) { return c.id, c.submissions }),
	}
}
