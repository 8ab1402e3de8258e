package statemachine

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/internal/harness"
)

// dwollaRealm is Dwolla, which keeps customers, owners and documents one by one.
var dwollaRealm = realm{
	machines: machines, statuses: statuses, documented: facts,
	truth: dwollaTruth, events: dwollaEvents, thrifty: dwollaThrifty,
	topics: func(events string) []string {
		out := []string{}
		for _, e := range strings.Fields(events) {
			out = append(out, "customer_"+e)
		}
		return out
	},
	ofOwner: func(topic string) bool { return strings.HasPrefix(topic, "customer_beneficial_owner_") },
}

// dwollaTruth is where Dwolla has a customer or an owner.
func dwollaTruth(a *actor) string {
	if a.company == "" {
		return a.Truth(a.id()).Status
	}
	truth, err := a.Control.Owner(a.Context, a.id())
	require.NoError(a, err)
	return truth.Status
}

// dwollaEvent is one of Dwolla's, as its API lists them.
type dwollaEvent struct {
	Topic   string
	Created time.Time
	Links   map[string]struct{ Href string } `json:"_links"`
}

// dwollaEvents lists all events by customer, oldest first.
func dwollaEvents(t *testing.T, w *harness.World) map[string][]event {
	t.Helper()
	const most = 200
	var all []dwollaEvent
	for total := 1; len(all) < total; {
		var page struct {
			Total    int
			Embedded struct{ Events []dwollaEvent } `json:"_embedded"`
		}
		response := w.Dwolla(http.MethodGet, fmt.Sprintf("/events?limit=%d&offset=%d", most, len(all)), "")
		require.Equal(t, http.StatusOK, response.StatusCode)
		require.NoError(t, json.NewDecoder(response.Body).Decode(&page))
		require.NotEmpty(t, page.Embedded.Events)
		all, total = append(all, page.Embedded.Events...), page.Total
	}
	slices.Reverse(all)
	of := map[string][]event{}
	for _, e := range all {
		id := path.Base(e.Links["customer"].Href)
		of[id] = append(of[id], event{e.Topic, e.Created})
	}
	return of
}

// dwollaThrifty checks that Dwolla never refused what the operator sent, and that no attempt was spent
// that was not granted.
func dwollaThrifty(t *testing.T, w *harness.World, _ []walk) {
	customers, err := w.Control.Customers(w.Context)
	require.NoError(t, err)
	for _, c := range customers {
		assert.LessOrEqual(t, c.AttemptsUsed, c.AttemptsAllowed, c.Email)
		if c.Ownership != nil {
			assert.Zero(t, c.Ownership.CertificationsRefused, c.Email)
		}
	}
	owners, err := w.Control.AllOwners(w.Context)
	require.NoError(t, err)
	for _, o := range owners {
		assert.Zero(t, o.AttemptsRefused, o.ID)
	}
	for fingerprint, n := range w.Counters().Documents {
		assert.Equal(t, 1, n, "uploads of %s", fingerprint)
	}
}
