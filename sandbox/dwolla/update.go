package dwolla

import (
	"net/http"
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// updateCustomer serves POST /customers/{id}, which is six calls in one (reference 2.7 to 2.10): what the
// body says and where the customer stands decide which.
func (a *API) updateCustomer(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := readInput(r)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := a.update(c, in, baseOf(r)); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, c.view(baseOf(r)))
	return nil
}

func (a *API) update(c *customer, in *input, b base) *apiError {
	switch {
	case in.has("status"):
		return a.changeStatus(c, in)
	case c.Status == statusRetry:
		return a.retry(c, in, b)
	case c.verifiedType() && in.hasAll(c.retryOf()):
		c.refused++ // a retry where none is allowed
		return errState()
	case c.Status == statusUnverified && in.has("type") && in.fields["type"] != c.Type:
		return a.upgrade(c, in, b)
	case c.Status == statusUnverified, c.Status == statusVerified, c.Status == statusDocument && c.offers("update-customer"):
		return a.edit(c, in, b)
	default: // kba, document, suspended, deactivated
		return errState()
	}
}

func (a *API) changeStatus(c *customer, in *input) *apiError {
	switch in.optional("status", oneOf("deactivated", "reactivated", "suspended")) {
	case "deactivated":
		return a.deactivate(c)
	case "reactivated":
		return a.reactivate(c)
	case "suspended":
		return a.suspend(c)
	}
	return in.refusal()
}

// retry serves the one attempt that a customer in retry has (reference 2.8). A refused body does not
// spend it. The state is locked.
func (a *API) retry(c *customer, in *input, b base) *apiError {
	if in.has("type") {
		in.optional("type", oneOf(c.Type))
	}
	s := readSubmission(in, c.Type, c.retryDemand())
	*in.errs = append(*in.errs, a.duplicates(b, c, s.Email, "")...)
	if err := in.refusal(); err != nil {
		c.refused++
		return err
	}
	c.used++
	a.replace(c, s)
	a.enter(c, c.triggeredAgain())
	return nil
}

// offers tells whether a directive has a link of a relation.
func (c *customer) offers(relation string) bool {
	return slices.ContainsFunc(c.directives, func(d controlapi.Directive) bool { return d.Link == relation })
}

// upgrade serves the way from receive-only to unverified and from there to a verified type (reference
// 2.9). The state is locked.
func (a *API) upgrade(c *customer, in *input, b base) *apiError {
	to := in.optional("type", oneOf(upgrades[c.Type]...))
	if err := in.refusal(); err != nil {
		return err
	}
	if to == typeUnverified {
		c.Type = to
		return nil
	}
	s := readSubmission(in, to, demand{})
	*in.errs = append(*in.errs, a.duplicates(b, c, s.Email, "")...)
	if err := in.refusal(); err != nil {
		return err
	}
	a.replace(c, s)
	a.enter(c, c.triggered())
	return nil
}

var upgrades = map[string][]string{
	typeReceiveOnly: {typeUnverified},
	typeUnverified:  {typePersonal, typeBusiness},
}

// replace puts a submission's data in the place of a customer's.
func (a *API) replace(c *customer, s submission) {
	a.setEmail(c, s.Email)
	s.Status, s.CorrelationID = c.Status, c.CorrelationID
	if s.Controller == nil {
		s.Controller = c.Controller
	}
	c.profile = s.profile
	c.take(s.identity)
}

// editable are the fields that may change by type; those of an unverified customer in unverified, the
// others in verified (reference 2.7).
var editable = map[string][]string{
	typeUnverified:  {"firstName", "lastName", "email", "businessName"},
	typeReceiveOnly: {"firstName", "lastName", "email", "businessName"},
	typePersonal:    {"email", "ipAddress", "address1", "address2", "city", "state", "postalCode", "phone"},
	typeBusiness: {"email", "ipAddress", "address1", "address2", "city", "state", "postalCode", "phone",
		"doingBusinessAs", "website"},
}

// known are all fields of a customer; of those that are not editable, an update is refused.
var known = []string{
	"firstName", "lastName", "email", "ipAddress", "phone", "correlationId", "type", "dateOfBirth", "ssn",
	"address1", "address2", "city", "state", "postalCode", "businessName", "doingBusinessAs", "website",
	"businessType", "businessClassification", "ein", "controller",
}

// edit serves an update of the fields that may change. The state is locked.
func (a *API) edit(c *customer, in *input, b base) *apiError {
	for _, name := range known {
		if in.has(name) && !slices.Contains(editable[c.Type], name) && (name != "type" || in.fields["type"] != c.Type) {
			in.fail(codeReadOnly, name, "is read only.")
		}
	}
	next := c.profile
	address := next.edit(in, c.Type)
	*in.errs = append(*in.errs, a.duplicates(b, c, address, "")...)
	if err := in.refusal(); err != nil {
		return err
	}
	if address != "" {
		a.setEmail(c, address)
		next.Email = address
	}
	c.profile = next
	return nil
}

// edit takes over what an update says and returns the new e-mail address, if there is one.
func (p *profile) edit(in *input, customerType string) (newEmail string) {
	set := func(to *string, name string, rules ...rule) {
		if in.has(name) && slices.Contains(editable[customerType], name) {
			*to = in.optional(name, rules...)
		}
	}
	state := usState
	if customerType == typeBusiness {
		state = usTerritory
	}
	set(&p.FirstName, "firstName", atMost(50), plain)
	set(&p.LastName, "lastName", atMost(50), plain)
	set(&newEmail, "email", email)
	set(&p.Phone, "phone", phone)
	set(&p.Address1, "address1", atMost(50), plain, noPOBox)
	set(&p.Address2, "address2", address2Rules(customerType)...)
	set(&p.City, "city", atMost(50), plain, noDigits)
	set(&p.State, "state", twoLetters, state)
	set(&p.PostalCode, "postalCode", usPostalCode)
	set(&p.BusinessName, "businessName", atMost(255), plain)
	set(&p.DoingBusinessAs, "doingBusinessAs", atMost(255), plain)
	set(&p.Website, "website", website)
	if name, ok := in.fields["businessName"].(string); ok && name == "" && customerType == typeUnverified {
		p.BusinessName = "" // an empty string clears it
	}
	return newEmail
}
