package statemachine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// blaaizRealm is Blaaiz, which reviews a customer as one package and rejects single owners and documents of it.
var blaaizRealm = realm{
	machines: []machine{
		{person, blaaizPersons}, {business, blaaizBusinesses}, {owner, blaaizOwners}, {document, blaaizDocuments},
	},
	statuses: blaaizStatuses, documented: func() []fact { return blaaizDocumented },
	prepare: func(w *harness.World) {
		allowed := true
		require.NoError(w, w.Control.Set(w.Context, controlapi.Settings{Blaaiz: &controlapi.BlaaizSettings{MinimalAllowed: &allowed}}))
	},
	truth: blaaizTruth, events: blaaizEvents, topics: spelt, thrifty: packedThrifty,
	ofOwner: func(string) bool { return true },
}

// blaaizTruth is where Blaaiz has a customer or an owner.
func blaaizTruth(a *actor) string {
	c, err := a.Control.BlaaizCustomer(a.Context, a.remote())
	require.NoError(a, err)
	if a.company == "" {
		return c.Status
	}
	for _, o := range c.Owners {
		if o.ID == a.id() {
			return o.Status
		}
	}
	return gone
}

// blaaizEvents are all that Blaaiz announced: the status that is told. Nothing is told of owners and documents.
func blaaizEvents(t *testing.T, w *harness.World) map[string][]event {
	all, err := w.Control.BlaaizEvents(w.Context)
	require.NoError(t, err)
	of := map[string][]event{}
	for _, e := range all {
		of[e.CustomerID] = append(of[e.CustomerID], event{e.NewStatus, e.Updated})
	}
	return of
}
