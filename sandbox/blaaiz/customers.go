package blaaiz

import (
	"net/http"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// maxOwners is how many a business may have (reference 6.1).
const maxOwners = 5

// createCustomer serves POST /api/external/customer (reference 6).
func (a *API) createCustomer(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := body(r)
	if err != nil {
		return err
	}
	kind := in.Required("type", input.OneOf(typeIndividual, typeBusiness))
	if err := problemsOf(in); err != nil {
		return err
	}
	c := &customer{kind: kind, status: statusPending, files: make(map[string]string)}
	forbid(in, kind)
	c.values = read(in, fieldsOf(kind), true)
	scope := in.Optional("kyb_scope", input.OneOf(kybFull, kybMinimal))
	entries := readOwners(in)
	checkPlaces(in, c.values, kind)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := problemsOf(in); err != nil {
		return err
	}
	if kind == typeBusiness {
		if err := a.admit(c, scope); err != nil {
			return err
		}
	}
	c.id, c.created = a.cfg.IDs.UUID("blaaiz-customer"), a.now()
	c.updated = c.created
	a.customers = append(a.customers, c)
	a.byID[c.id] = c
	a.createdByEmail[c.values.text("email")]++
	for _, e := range entries {
		a.addOwner(c, e.values)
	}
	if a.settings.emitCreated {
		a.fireCreated(c)
	}
	return write(w, http.StatusCreated, "Customer created successfully.", a.shortView(c))
}

// admit decides on what a business is unique by, and on its scope (reference 5, 6.3). The state is locked.
func (a *API) admit(c *customer, scope string) *apiError {
	if a.taken(c, c.values) {
		return errTaken
	}
	switch {
	case scope == kybMinimal && !a.settings.minimalAllowed:
		return invalid("This platform is not configured for minimal KYB.")
	case scope == "" && a.settings.minimalAllowed:
		scope = kybMinimal
	case scope == "":
		scope = kybFull
	}
	c.kybScope = scope
	return nil
}

var errTaken = invalid("The registration_number field has already been taken for this incorporation_country.")

// taken tells whether another business has the number in the country.
func (a *API) taken(c *customer, v values) bool {
	return slices.ContainsFunc(a.customers, func(other *customer) bool {
		return other != c && other.kind == typeBusiness &&
			other.values.text("registration_number") == v.text("registration_number") &&
			other.values.text("incorporation_country") == v.text("incorporation_country")
	})
}

// getCustomer serves GET /api/external/customer/{customer}.
func (a *API) getCustomer(w http.ResponseWriter, _ *http.Request, c *customer) *apiError {
	return write(w, http.StatusOK, "Customer retrieved successfully", a.view(c))
}

// updateCustomer serves PUT /api/external/customer/{customer}: a partial update (reference 9).
func (a *API) updateCustomer(w http.ResponseWriter, _ *http.Request, c *customer, in *input.Object) *apiError {
	if err := a.revise(c, in, fieldsOf(c.kind)); err != nil {
		return err
	}
	return write(w, http.StatusOK, "Customer updated successfully", a.view(c))
}

// revise applies the fields and owners of a request to a customer, all or nothing. The state is locked.
func (a *API) revise(c *customer, in *input.Object, fields []field) *apiError {
	if c.status == statusProcessing {
		return locked("Customer cannot be modified while verification is in progress.")
	}
	forbid(in, c.kind)
	if in.Sent("kyb_scope") && c.kind == typeBusiness {
		in.Fail("kyb_scope", "is prohibited here")
	}
	if t := in.Optional("type"); t != "" && t != c.kind {
		in.Fail("type", "cannot be changed")
	}
	changes := read(in, fields, false)
	var entries []ownerEntry
	if c.kind == typeBusiness {
		entries = c.matchOwners(in)
	}
	merged := make(values)
	merged.merge(c.values)
	merged.merge(changes)
	checkPlaces(in, merged, c.kind)
	if err := problemsOf(in); err != nil {
		return err
	}
	if err := c.editable(changes, entries); err != nil {
		return err
	}
	if c.kind == typeBusiness && a.taken(c, merged) {
		return errTaken
	}
	c.values, c.updated = merged, a.now()
	a.applyOwners(c, entries)
	return nil
}

// editable refuses what the statuses of a customer and its owners lock.
func (c *customer) editable(changes values, entries []ownerEntry) *apiError {
	if c.status == statusVerified {
		for name := range changes {
			if c.values[name] != nil {
				return locked("A verified customer's " + name + " cannot be modified.")
			}
		}
		if len(entries) > 0 {
			return locked(ownerLocked)
		}
	}
	for _, e := range entries {
		if e.owner != nil && e.owner.lockedIn(c) {
			return locked(ownerLocked)
		}
	}
	return nil
}

// addKYCData serves POST /api/external/customer/{customer}/kyc-data (reference 6.4).
func (a *API) addKYCData(w http.ResponseWriter, _ *http.Request, c *customer, in *input.Object) *apiError {
	fields := kycFields
	if c.kind == typeBusiness {
		fields = append(kycFields[:len(kycFields):len(kycFields)], operatingFields...)
	}
	for _, name := range []string{"country", "owners"} {
		if in.Sent(name) {
			in.Fail(name, "cannot be changed here")
		}
	}
	if err := a.revise(c, in, fields); err != nil {
		return err
	}
	return write(w, http.StatusOK, "Business customer KYC data updated successfully.", a.view(c))
}

// shortView is what create answers with (reference 6).
func (a *API) shortView(c *customer) map[string]any {
	out := map[string]any{
		"id": c.id, "business_id": a.business, "type": c.kind, "verification_status": c.status, "kyb_scope": null(c.kybScope),
	}
	for _, name := range []string{
		"first_name", "last_name", "business_name", "email", "country", "id_type", "id_number",
	} {
		out[name] = c.values[name]
	}
	return out
}

// view is what a read answers with (reference 7).
func (a *API) view(c *customer) map[string]any {
	out := a.shortView(c)
	for _, f := range append(append(sharedFields[:len(sharedFields):len(sharedFields)], individualFields...), businessFields...) {
		out[f.name] = c.values[f.name]
	}
	kyc := map[string]any{"id": c.id}
	for _, f := range append(kycFields[:len(kycFields):len(kycFields)], operatingFields...) {
		kyc[f.name] = c.values[f.name]
	}
	owners, documents, comments := []any{}, []any{}, []any{}
	for _, o := range c.owners {
		owners = append(owners, o.view())
	}
	for _, d := range c.documents {
		documents = append(documents, d.view())
	}
	for _, one := range c.comments {
		comments = append(comments, map[string]any{
			"id": one.id, "comment": one.text, "type": one.kind, "created_at": timestamp(one.at),
		})
	}
	for name, value := range map[string]any{
		"enhanced_due_diligence": false, "kyc_data": kyc, "owners": owners, "documents": documents,
		"recent_comments": comments, "created_at": timestamp(c.created), "updated_at": timestamp(c.updated),
	} {
		out[name] = value
	}
	if a.settings.omitComments {
		delete(out, "recent_comments")
	}
	return out
}

// null is nil for an empty text.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// commentsView is null when there are none.
func (ch *child) commentsView() any {
	if len(ch.comments) == 0 {
		return nil
	}
	return ch.comments
}
