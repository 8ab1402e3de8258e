package fin_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// TestDriverArrived: what a business has to hand in anew goes in by two calls. Whatever keeps the second from being
// answered, what went in by the first is told, and is not attached once more when the rest is: no status tells of it.
func TestDriverArrived(t *testing.T) {
	for name, fault := range map[string]controlapi.Fault{
		"refused":    {Status: http.StatusUnprocessableEntity},
		"unanswered": {Drop: controlapi.DropBefore},
	} {
		t.Run(name, func(t *testing.T) {
			d := drive(t, controlapi.FinSettings{})
			c := acme("Acme", "acme@example.com", "rejected", "bob")
			id := d.create(c)
			pkg := packageOf(id, c)
			require.NoError(t, d.HandIn(t.Context(), pkg))
			d.comes(id, fin.StatusActionRequired, c)
			pkg = known(pkg)
			renew(pkg.Documents, "register")
			renew(pkg.Customer.Owners[0].Documents, "passport")
			pkg.Arrived = func(owner string, documents ...provider.Document) {
				require.Empty(t, owner)
				for _, one := range documents {
					for i := range pkg.Documents {
						if pkg.Documents[i].Name == one.Name {
							pkg.Documents[i].Known = true
						}
					}
				}
			}
			d.Provider = d.open(clock{time.Hour})
			fault.API, fault.Path = "fin", "associated-parties/individual/attach$"
			_, err := d.control.AddFault(t.Context(), fault)
			require.NoError(t, err)
			require.Error(t, d.HandIn(t.Context(), pkg))

			require.Eventually(t, func() bool {
				if o := d.look(id, c, true); o.Package == provider.PackageWantedAgain || o.Package == provider.PackageRestWanted {
					_ = d.HandIn(t.Context(), pkg)
				}
				return d.look(id, c, true).Status == fin.StatusApproved
			}, 30*time.Second, time.Millisecond)
			truth, err := d.control.FinCustomer(t.Context(), id)
			require.NoError(t, err)
			registers := 0
			for _, one := range truth.Documents {
				if one.Type == "SHAREHOLDER_REGISTER" {
					registers++
				}
			}
			assert.Equal(t, 2, registers, "the first, and the one that replaces it")
		})
	}
}
