package statemachine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/internal/harness"
)

// personV1 is the machine of a person whom V1 of Fin's API created, and whose statuses have other names in
// webhooks, and in what V1 answers: the one call by which persons are read.
const personV1 kind = "person-v1"

// finRealm is Fin, which reviews a customer as one package and asks for single documents of it.
var finRealm = realm{
	machines: []machine{
		{person, append(finPersons, finPersonRequests()...)}, {personV1, finPersonsV1},
		{business, append(finBusinesses, finBusinessRequests()...)}, {owner, append(finOwners, finOwnerRequests()...)},
	},
	statuses: finStatuses, documented: finFacts,
	truth: finTruth, events: finEvents, topics: spelt, thrifty: packedThrifty,
	ofOwner: func(string) bool { return true },
	// A business passes there if the call for its owners comes a moment late.
	passing: "status:ASSOCIATED_PARTIES_REMAINING",
}

// finTruth is where Fin has a customer or a party, by the names of V2.
func finTruth(a *actor) string {
	c, err := a.Control.FinCustomer(a.Context, a.remote())
	require.NoError(a, err)
	if a.company == "" {
		return c.Status
	}
	for _, p := range c.Parties {
		if p.ID == a.id() {
			return p.Status
		}
	}
	return gone
}

// finEvents are all that Fin fired. A status is told by the name of the version that created the customer.
func finEvents(t *testing.T, w *harness.World) map[string][]event {
	all, err := w.Control.FinEvents(w.Context)
	require.NoError(t, err)
	of := map[string][]event{}
	for _, e := range all {
		topic := map[string]string{"customer.created": "created", "customer.rfi": "rfi", "customer.status": "status:" + e.Status}[e.Type]
		of[e.CustomerID] = append(of[e.CustomerID], event{topic, e.Created})
	}
	return of
}
