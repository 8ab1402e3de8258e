package dwolla

import (
	"maps"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// Totals counts what was ever done, whatever was reset meanwhile.
func (a *API) Totals() controlapi.Totals {
	a.mu.Lock()
	defer a.mu.Unlock()
	return controlapi.Totals{
		Creates: controlapi.Creates{
			Total: len(a.customers), ByEmail: maps.Clone(a.createdByEmail), ByCorrelationID: maps.Clone(a.createdByKey),
		},
		Attempts:       records.Tally(a.customers, func(c *customer) (string, int) { return c.id, c.used }),
		OwnerCreates:   records.Tally(a.owners, func(o *owner) (string, int) { return o.customer.id, 1 }),
		OwnerAttempts:  records.Tally(a.owners, func(o *owner) (string, int) { return o.id, o.used }),
		Certifications: records.Tally(a.customers, func(c *customer) (string, int) { return c.id, c.ownership.certified }),
		Documents:      maps.Clone(a.uploaded),
	}
}
