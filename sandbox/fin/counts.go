package fin

import (
	"maps"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/records"
)

// Totals counts what exists, whatever was reset meanwhile.
func (a *API) Totals() controlapi.Totals {
	a.mu.Lock()
	defer a.mu.Unlock()
	return controlapi.Totals{
		Creates: controlapi.Creates{
			Total: len(a.customers), ByEmail: maps.Clone(a.createdByEmail),
			ByCorrelationID: maps.Clone(a.createdByReference),
		},
		OwnerCreates: records.Tally(a.customers, func(c *customer) (string, int) { return c.id, len(c.parties) }),
		Submissions:  records.Tally(a.customers, func(c *customer) (string, int) { return c.id, c.submissions }),
		Documents:    maps.Clone(a.uploaded),
	}
}
