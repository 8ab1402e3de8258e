package dwolla

import (
	"net/http"
	"slices"
	"strings"
)

// createCustomer serves POST /customers. Verification is synchronous: the status is set and its events are
// recorded before the answer is sent (reference 3).
func (a *API) createCustomer(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := readInput(r)
	if err != nil {
		return err
	}
	customerType := in.optional("type", oneOf(typeUnverified, typeReceiveOnly, typePersonal, typeBusiness))
	if customerType == "" {
		customerType = typeUnverified
	}
	s := readSubmission(in, customerType, demand{})
	s.CorrelationID = in.optional("correlationId", atMost(255), correlationID)

	a.mu.Lock()
	defer a.mu.Unlock()
	*in.errs = append(*in.errs, a.duplicates(baseOf(r), nil, s.Email, s.CorrelationID)...)
	if err := in.refusal(); err != nil {
		return err
	}
	c := &customer{id: a.cfg.IDs.UUID(kindCustomer), created: a.now(), profile: s.profile}
	c.take(s.identity)
	a.add(c)
	a.fire("customer_created", c)
	a.enter(c, c.triggered())
	writeCreated(w, r, c.path())
	return nil
}

// getCustomer serves GET /customers/{id}.
func (a *API) getCustomer(w http.ResponseWriter, r *http.Request) *apiError {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, err := find(a.byID, r.PathValue("id"))
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, c.view(baseOf(r)))
	return nil
}

// listCustomers serves GET /customers: newest first, filtered (reference 2.6).
func (a *API) listCustomers(w http.ResponseWriter, r *http.Request) *apiError {
	p, err := pageOf(r)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	found := a.search(p)
	from, to := p.bounds(len(found))
	views := make([]customerView, 0, to-from)
	for _, c := range found[from:to] {
		views = append(views, c.view(baseOf(r)))
	}
	writeJSON(w, http.StatusOK, list{p.links(len(found)), map[string]any{"customers": views}, len(found)})
	return nil
}

// search returns the customers that a page's filters let through, newest first. The state is locked.
func (a *API) search(p page) []*customer {
	candidates := a.customers
	if email := p.query.Get("email"); email != "" {
		candidates = nil
		if c, ok := a.byEmail[strings.ToLower(email)]; ok {
			candidates = []*customer{c}
		}
	}
	statuses, words := p.query["status"], strings.ToLower(p.query.Get("search"))
	var found []*customer
	for _, c := range slices.Backward(candidates) {
		if (len(statuses) == 0 || slices.Contains(statuses, c.Status)) && c.matches(words) {
			found = append(found, c)
		}
	}
	return found
}

func (c *customer) matches(words string) bool {
	for _, field := range []string{c.FirstName, c.LastName, c.BusinessName, c.Email} {
		if strings.Contains(strings.ToLower(field), words) {
			return true
		}
	}
	return false
}
