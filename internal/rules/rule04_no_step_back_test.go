package rules

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Rule 4: duplicates change nothing, and an event older than what status already reflects never moves
// status back. What the provider's API says wins.

// reasonOf is how Dwolla's statuses read in the history.
var reasonOf = map[string]string{
	"verified": v1alpha1.ReasonVerified, "retry": v1alpha1.ReasonRetryRequired, "kba": v1alpha1.ReasonKBARequired,
	"document": v1alpha1.ReasonDocumentRequired, "suspended": v1alpha1.ReasonSuspended, "deactivated": v1alpha1.ReasonDeactivated,
}

// life is the statuses that a customer had at the provider, in order.
type life []string

// move takes the customer on to another status, which no status of its life so far implies.
func (l life) move(w *harness.World, customerID string, random *rand.Rand) life {
	w.Helper()
	all := []string{"verified", "retry", "kba", "document", "suspended", "deactivated"}
	next := l[len(l)-1]
	for next == l[len(l)-1] {
		next = all[random.IntN(len(all))]
	}
	w.Move(customerID, controlapi.Move{Status: next})
	return append(l, next)
}

// requireHistoryOf checks that a history tells of this life, in its order, though it may leave out
// what came and went unseen.
func (l life) requireHistoryOf(t testing.TB, vc *v1alpha1.VerifiedCustomer) {
	t.Helper()
	rest := l
	for _, entry := range vc.Status.History {
		for len(rest) > 0 && reasonOf[rest[0]] != entry.To {
			rest = rest[1:]
		}
		require.NotEmpty(t, rest, "%s: the history %+v steps back, or tells of what never was: the provider had %v", vc.Name, vc.Status.History, l)
	}
}

func TestRule04ShuffledAndDoubledDeliveriesEndInTheProvidersState(t *testing.T) {
	t.Parallel()
	const customers, moves = 50, 10
	w := harness.NewWorld(t)
	w.StartOperator()
	ids := verified(w, customers)
	lives := map[string]life{}
	random := rand.New(rand.NewPCG(4, 4))
	hold(w)
	deliveries := 0
	// The second half of the moves happens while the first half's events are on their way.
	for range 2 {
		for i := range customers {
			name := fmt.Sprintf("jane-%d", i)
			if lives[name] == nil {
				lives[name] = life{"verified"}
			}
			for range moves / 2 {
				lives[name] = lives[name].move(w, ids[name], random)
			}
		}
		deliveries += release(w, controlapi.Release{Order: controlapi.OrderShuffle, Copies: 2, Concurrent: true})
	}
	w.UntilDelivered()

	assert.Equal(t, customers*moves*2, deliveries)
	for topic, outcomes := range w.Counters().Webhooks {
		assert.Zero(t, outcomes["failed"], "%s: everything could be taken at once", topic)
	}
	for name, l := range lives {
		vc := w.Customer(name)
		assert.Equal(t, l[len(l)-1], vc.Status.ProviderStatus, "%s had %v", name, l)
		assert.Equal(t, reasonOf[l[len(l)-1]], harness.Condition(vc, v1alpha1.ConditionVerified).Reason)
		l.requireHistoryOf(t, vc)
	}
}

// redeliver has the simulated Dwolla deliver again all that it ever delivered.
func redeliver(w *harness.World) {
	w.Helper()
	for _, d := range deliveries(w) {
		response := w.Dwolla(http.MethodPost, "/webhooks/"+d.ID+"/retries", "")
		require.Equal(w, http.StatusCreated, response.StatusCode)
	}
	w.UntilDelivered()
}

// unchanged runs f and checks that it neither wrote the customer nor asked the provider about any.
func unchanged(w *harness.World, name, what string, f func()) {
	w.Helper()
	before, gets := w.Customer(name), getsOfCustomers(w)
	f()
	after := w.Customer(name)
	assert.Equal(w, before.ResourceVersion, after.ResourceVersion, "%s wrote the customer: %+v, then %+v", what, before.Status, after.Status)
	assert.Equal(w, gets, getsOfCustomers(w), "%s asked the provider", what)
}

func TestRule04DuplicatesChangeNothing(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := verified(w, 1)["jane-0"]

	for _, status := range []string{"document", "suspended", "activated"} {
		hold(w)
		w.Move(id, controlapi.Move{Status: status})
		gets, steps := getsOfCustomers(w), len(op.Steps())
		require.Equal(t, 20, release(w, controlapi.Release{Copies: 20, Concurrent: true}))
		w.UntilDelivered()
		assert.Equal(t, 1, getsOfCustomers(w)-gets, "twenty copies at once are looked into once")
		assert.Len(t, op.Steps(), steps+1, "and written once")
		require.NoError(t, w.Control.ClearWebhookFaults(w.Context))
	}
	w.UntilPhase("jane-0", v1alpha1.PhaseVerified)
	unchanged(w, "jane-0", "a second delivery of everything", func() { redeliver(w) })

	op.Stop()
	w.StartOperator()
	untilServing(w)
	unchanged(w, "jane-0", "the last event, delivered to an operator that remembers nothing", func() {
		all := deliveries(w)
		response := w.Dwolla(http.MethodPost, "/webhooks/"+all[0].ID+"/retries", "")
		require.Equal(t, http.StatusCreated, response.StatusCode)
		w.UntilDelivered()
	})
}

// An event that finds nothing new, delivered many times at once, is looked into once.
func TestRule04DuplicatesOfNoNewsAreLookedIntoOnce(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := verified(w, 1)["jane-0"]
	hold(w)
	_, err := w.Control.Emit(w.Context, controlapi.Emit{Topic: "customer_verification_pending_review", CustomerID: id})
	require.NoError(t, err)
	gets := getsOfCustomers(w)
	require.Equal(t, 20, release(w, controlapi.Release{Copies: 20, Concurrent: true}))
	w.UntilDelivered()
	assert.Equal(t, 1, getsOfCustomers(w)-gets)
}

// Events of one customer that arrive at once share a look and a write, so that even a slow provider
// keeps none of them waiting for longer than their sender waits.
func TestRule04EventsAtOnceShareALook(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := verified(w, 1)["jane-0"]
	w.Move(id, controlapi.Move{Status: "document", Silent: true})
	w.AddFault(controlapi.Fault{Method: http.MethodGet, Path: "^/customers/[^/]+$", Count: -1, Delay: controlapi.Duration(time.Second)})
	gets, steps, answers := getsOfCustomers(w), len(op.Steps()), make(chan answer)
	newest := occurrence{}
	for i := range 10 {
		event := happened("customer_verification_document_failed", id) // says nothing of the status
		event.Created = event.Created.Add(time.Duration(i) * time.Millisecond)
		newest = event
		go func() { answers <- deliver(w, event) }()
	}
	for range 10 {
		assert.Equal(t, http.StatusOK, (<-answers).Code)
	}
	requirePhase(w, "jane-0", v1alpha1.PhaseActionRequired)
	assert.LessOrEqual(t, getsOfCustomers(w)-gets, 2, "one look for whoever came first, one for the others")
	assert.LessOrEqual(t, len(op.Steps())-steps, 2)
	assert.Equal(t, newest.ID, w.Customer("jane-0").Status.LastEvent.ID)
}

func TestRule04OldEventsChangeNothing(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := verified(w, 1)["jane-0"]
	old := func() {
		for topic, age := range map[string]time.Duration{
			"customer_suspended": time.Hour, "customer_verification_document_needed": 24 * time.Hour,
			"customer_deactivated": 10 * time.Second, "customer_activated": time.Minute, "customer_verified": time.Hour,
		} {
			created := time.Now().Add(-age)
			_, err := w.Control.Emit(w.Context, controlapi.Emit{Topic: topic, CustomerID: id, Created: &created})
			require.NoError(t, err)
		}
		w.UntilDelivered()
	}
	unchanged(w, "jane-0", "an old event", old)
	op.Stop()
	w.StartOperator()
	untilServing(w)
	unchanged(w, "jane-0", "an old event after a restart", old)
}

// A provider's machine whose clock is far ahead announces something; what is announced later with the
// right time is news all the same.
func TestRule04AnEventFromTheFutureHidesNoLaterOne(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := verified(w, 1)["jane-0"]
	future := time.Now().Add(time.Hour)
	w.Move(id, controlapi.Move{Status: "document", Silent: true})
	_, err := w.Control.Emit(w.Context, controlapi.Emit{Topic: "customer_verification_document_needed", CustomerID: id, Created: &future})
	require.NoError(t, err)
	w.UntilPhase("jane-0", v1alpha1.PhaseActionRequired)
	w.UntilDelivered()

	w.Move(id, controlapi.Move{Status: "suspended"})
	w.UntilDelivered()
	assert.Equal(t, v1alpha1.PhaseSuspended, w.Customer("jane-0").Status.Phase)
}
