package dwolla

import (
	"net/http"
	"slices"
)

// The refusals of reference 4.1, in the spelling of each call.
var (
	errNoCustomerOfOwners = refuse(http.StatusNotFound, "not_found", "Customer not found.")
	errNoOwner            = refuse(http.StatusNotFound, "not_found", "Beneficial owner not found.")
	errNoOwnerToUpdate    = refuse(http.StatusNotFound, "notFound", "owner not found.")
	errOwnerUpdate        = refuse(http.StatusForbidden, "forbidden", "Not authorized to update beneficial owner.")
)

// takesOwners tells whether owners may be added and corrected in a customer's status (reference 3.4).
func (c *customer) takesOwners() bool {
	return c.Status == statusVerified || c.Status == statusRetry || c.Status == statusDocument
}

// createOwner serves POST /customers/{id}/beneficial-owners. Like a customer's, an owner's status is set
// before the answer is sent.
func (a *API) createOwner(w http.ResponseWriter, r *http.Request) *apiError {
	in, invalid := readInput(r)
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	switch {
	case err != nil:
		return errNoCustomerOfOwners
	case !c.hasController():
		return errStatus(http.StatusForbidden)
	case !c.takesOwners():
		return errState()
	case invalid != nil:
		return invalid
	}
	o := &owner{customer: c, created: a.now()}
	if err := o.read(in); err != nil {
		return err
	}
	o.id = a.cfg.IDs.UUID(kindOwner)
	a.ownerByID[o.id] = o
	a.owners = append(a.owners, o)
	c.owners = append(c.owners, o)
	a.fireOwner("customer_beneficial_owner_created", o)
	a.enterOwner(o, o.triggered())
	a.reopenOwnership(c)
	writeCreated(w, r, o.path())
	return nil
}

// listOwners serves GET /customers/{id}/beneficial-owners, newest first; it has no pages.
func (a *API) listOwners(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	if err != nil {
		return errNoCustomerOfOwners
	}
	views := make([]ownerView, 0, len(c.owners))
	for _, o := range slices.Backward(c.owners) {
		views = append(views, o.view(baseOf(r)))
	}
	writeJSON(w, http.StatusOK, list{
		links{"self": c.relation(baseOf(r), "beneficial-owners")},
		map[string]any{"beneficial-owners": views}, len(views),
	})
	return nil
}

// getOwner serves GET /beneficial-owners/{id}.
func (a *API) getOwner(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	o, err := find(a.ownerByID, r.PathValue("id"))
	if err != nil {
		return errNoOwner
	}
	writeJSON(w, http.StatusOK, o.view(baseOf(r)))
	return nil
}

// updateOwner serves POST /beneficial-owners/{id}: the one update of an owner in incomplete. A refused body
// does not spend it.
func (a *API) updateOwner(w http.ResponseWriter, r *http.Request) *apiError {
	in, invalid := readInput(r)
	a.mu.Lock()
	defer a.mu.Unlock()
	o, err := find(a.ownerByID, r.PathValue("id"))
	switch {
	case err != nil:
		return errNoOwnerToUpdate
	case o.status != statusIncomplete, !o.customer.takesOwners():
		o.refused++
		return errOwnerUpdate
	case invalid != nil:
		o.refused++
		return invalid
	}
	if err := o.read(in); err != nil {
		o.refused++
		return err
	}
	o.used++
	a.enterOwner(o, o.triggeredAgain())
	a.reopenOwnership(o.customer)
	writeJSON(w, http.StatusOK, o.view(baseOf(r)))
	return nil
}

// removeOwner serves DELETE /beneficial-owners/{id}, which has no way back.
func (a *API) removeOwner(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	o, err := find(a.ownerByID, r.PathValue("id"))
	if err != nil {
		return errNoOwner
	}
	o.removed = true
	delete(a.ownerByID, o.id)
	o.customer.owners = slices.DeleteFunc(o.customer.owners, func(other *owner) bool { return other == o })
	a.fireOwner("customer_beneficial_owner_removed", o)
	a.reopenOwnership(o.customer)
	writeJSON(w, http.StatusOK, o.view(baseOf(r)))
	return nil
}
