package dwolla

import (
	"maps"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Creates counts the customers ever created.
func (a *API) Creates() controlapi.Creates {
	a.mu.Lock()
	defer a.mu.Unlock()
	return controlapi.Creates{
		Total: len(a.customers), ByEmail: maps.Clone(a.createdByEmail), ByCorrelationID: maps.Clone(a.createdByKey),
	}
}

// Attempts counts the retries that were spent, by customer id.
func (a *API) Attempts() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make(map[string]int)
	for _, c := range a.customers {
		if c.used > 0 {
			out[c.id] = c.used
		}
	}
	return out
}

// OwnerCreates counts the owners ever created, by customer id.
func (a *API) OwnerCreates() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make(map[string]int)
	for _, o := range a.owners {
		out[o.customer.id]++
	}
	return out
}

// OwnerAttempts counts the updates that were spent, by owner id.
func (a *API) OwnerAttempts() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make(map[string]int)
	for _, o := range a.owners {
		if o.used > 0 {
			out[o.id] = o.used
		}
	}
	return out
}

// Certifications counts those that were accepted, by customer id.
func (a *API) Certifications() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make(map[string]int)
	for _, c := range a.customers {
		if c.ownership.certified > 0 {
			out[c.id] = c.ownership.certified
		}
	}
	return out
}

// Uploads counts the documents ever created, by the fingerprint of their content.
func (a *API) Uploads() map[string]int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.uploaded)
}
