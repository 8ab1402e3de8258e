package blaaiz

import (
	"net/http"
	"slices"
	"strings"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

const (
	ownerLocked     = "Cannot modify an owner that has been approved or is currently under review."
	ownerFileLocked = "Cannot upload files for an owner that has been approved or is currently under review."
	ownerKept       = "Cannot remove an owner that has been approved or is currently under review."
)

// ownerEntry is one element of owners: a change of the owner that it names, or a new one.
type ownerEntry struct {
	owner  *owner
	values values
}

// readOwners reads the owners of a create.
func readOwners(in *input.Object) []ownerEntry {
	var out []ownerEntry
	for _, one := range in.Objects("owners", 0) {
		out = append(out, ownerEntry{values: read(one, ownerFields, true)})
	}
	if len(out) > maxOwners {
		in.Fail("owners", "must not have more than %d items", maxOwners)
	}
	return out
}

// matchOwners reads the owners of an update.
func (c *customer) matchOwners(in *input.Object) []ownerEntry {
	var out []ownerEntry
	added := 0
	for _, one := range in.Objects("owners", 0) {
		id := one.Optional("id")
		e := ownerEntry{owner: c.owner(id)}
		switch {
		case id != "" && e.owner == nil:
			one.Fail("id", "is not an owner of the customer")
		case id == "":
			added++
		}
		e.values = read(one, ownerFields, id == "")
		out = append(out, e)
	}
	if added > 0 && len(c.owners)+added > maxOwners {
		in.Fail("owners", "must not have more than %d items", maxOwners)
	}
	return out
}

// applyOwners edits and adds. The state is locked.
func (a *API) applyOwners(c *customer, entries []ownerEntry) {
	for _, e := range entries {
		switch {
		case e.owner == nil:
			a.addOwner(c, e.values)
		case len(e.values) > 0:
			e.owner.values.merge(e.values)
			e.owner.edited()
		}
	}
}

func (a *API) addOwner(c *customer, v values) {
	o := &owner{id: a.cfg.IDs.UUID("blaaiz-owner"), values: make(values), child: child{status: statusPending}}
	o.values.merge(v)
	c.owners = append(c.owners, o)
	a.ownersCreated[c.id]++
}

func (c *customer) owner(id string) *owner {
	for _, o := range c.owners {
		if o.id == strings.ToLower(id) {
			return o
		}
	}
	return nil
}

func (o *owner) name() string { return o.values.text("first_name") + " " + o.values.text("last_name") }

// view is an owner as reads show it (reference 7).
func (o *owner) view() map[string]any {
	out := map[string]any{
		"id": o.id, "status": o.status, "admin_comments": o.commentsView(),
		"ownership_percentage": percent(o.values["ownership_percentage"]),
	}
	for _, name := range []string{
		"first_name", "last_name", "email", "phone", "date_of_birth", "nationality", "title", "country",
		"id_document_type", "id_document_number", "id_document_country", "id_expiry_date", "tin",
	} {
		out[name] = o.values[name]
	}
	for _, name := range []string{"has_control", "is_signer", "is_beneficial_owner", "is_pep", "usa_tax_residency"} {
		out[name] = o.values[name] == true
	}
	return out
}

// ownerIn finds the owner that a path names.
func (c *customer) ownerIn(r *http.Request) (*owner, *apiError) {
	o := c.owner(r.PathValue("owner"))
	if o == nil {
		return nil, errNoOwner
	}
	return o, nil
}

// deleteOwner serves DELETE .../owner/{owner}.
func (a *API) deleteOwner(w http.ResponseWriter, r *http.Request, c *customer) *apiError {
	o, err := c.ownerIn(r)
	switch {
	case err != nil:
		return err
	case o.lockedIn(c):
		return locked(ownerKept)
	}
	c.owners = slices.DeleteFunc(c.owners, func(other *owner) bool { return other == o })
	return write(w, http.StatusOK, "Owner deleted successfully", nil)
}

// Categories of an owner's files.
const (
	idFront = "id_document_front"
	idBack  = "id_document_back"
)

// presignOwner serves POST .../owner/{owner}/file/presigned-url.
func (a *API) presignOwner(w http.ResponseWriter, r *http.Request, c *customer, in *input.Object) *apiError {
	category := in.Required("file_category", input.OneOf(idFront, idBack))
	o, err := c.ownerIn(r)
	switch {
	case err != nil:
		return err
	case len(in.Problems()) > 0:
		return problemsOf(in)
	case o.lockedIn(c):
		return locked(ownerFileLocked)
	}
	return a.writePresigned(w, r, o.id+" "+category)
}

// registerOwnerFiles serves POST .../owner/{owner}/files.
func (a *API) registerOwnerFiles(w http.ResponseWriter, r *http.Request, c *customer, in *input.Object) *apiError {
	front, back := in.Optional(idFront, input.UUID), in.Optional(idBack, input.UUID)
	if front == "" && back == "" {
		in.Require(idFront)
	}
	o, err := c.ownerIn(r)
	switch {
	case err != nil:
		return err
	case o.lockedIn(c):
		return locked(ownerFileLocked)
	case len(in.Problems()) > 0:
		return problemsOf(in)
	}
	for category, id := range map[string]string{idFront: front, idBack: back} {
		if err := a.checkFile(id, o.id+" "+category, "Owner"); id != "" && err != nil {
			return err
		}
	}
	set(&o.front, given(front))
	set(&o.back, given(back))
	o.edited()
	return write(w, http.StatusOK, "Owner files uploaded successfully", map[string]any{
		"id": o.id, "first_name": o.values["first_name"], "last_name": o.values["last_name"],
		"id_document_path": filePath(o.front), "id_document_back_path": filePath(o.back),
		"status": o.status, "admin_comments": o.commentsView(),
	})
}

// given is nil for an empty text.
func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func filePath(id string) any {
	if id == "" {
		return nil
	}
	return "kyb/owners/" + id
}
