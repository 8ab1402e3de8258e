package rules

import (
	"net/http"
	"path"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Rule 5: an event may be early. It is looked up live and waits for its customer; events of customers
// whom nobody manages here are acknowledged.

// outcomes is what became of the deliveries of a topic so far.
func outcomes(w *harness.World, topic string) map[string]int {
	w.Helper()
	return w.Counters().Webhooks[topic]
}

// inFlight waits until a delivery has reached the operator and is not answered yet.
func inFlight(w *harness.World, n int) {
	w.Helper()
	w.Until("deliveries are under way", func() bool {
		p, err := w.Control.Pending(w.Context)
		require.NoError(w, err)
		return p.InFlight == n && p.Queued == 0
	})
}

// Dwolla's webhooks arrive while the answer to the POST that creates the customer is still on its way.
func TestRule05WebhooksDuringTheCreate(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: "^/customers$", DelayAfter: controlapi.Duration(4 * time.Second)})
	w.Apply(w.Person("early", "document"), "1234")

	// customer_created asks for nothing. The other one has to wait.
	w.Until("customer_created is answered", func() bool { return outcomes(w, "customer_created")["succeeded"] == 1 })
	inFlight(w, 1)
	assert.Empty(t, w.Customer("early").Status.CustomerID)
	assert.Zero(t, outcomes(w, "customer_verification_document_needed")["succeeded"])

	w.UntilDelivered()
	vc := w.Customer("early")
	assert.Equal(t, v1alpha1.PhaseActionRequired, vc.Status.Phase, "the event was acknowledged before its effect was there")
	assert.Equal(t, 1, outcomes(w, "customer_verification_document_needed")["succeeded"])
	assert.Zero(t, outcomes(w, "customer_verification_document_needed")["failed"])
}

// The customer moves on while the operator is about to write what it saw right after the create.
func TestRule05EventBeforeTheIDIsWritten(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	writing := op.Stall(harness.StatusWrites)
	w.Apply(w.Person("early", "Jane"), "1234")
	writing.UntilHeld(1)

	customers, err := w.Control.Customers(w.Context)
	require.NoError(t, err)
	require.Len(t, customers, 1)
	w.Move(customers[0].ID, controlapi.Move{Status: "suspended"})
	inFlight(w, 2) // customer_verified and customer_suspended
	assert.Zero(t, outcomes(w, "customer_suspended")["succeeded"])
	writing.Release()
	w.UntilDelivered()

	vc := w.Customer("early")
	assert.Equal(t, v1alpha1.PhaseSuspended, vc.Status.Phase, "the event was acknowledged before its effect was there")
	assert.Zero(t, outcomes(w, "customer_suspended")["failed"])
	life{"verified", "suspended"}.requireHistoryOf(t, vc)
}

// An event that is too early to be answered in time is kept in memory: it takes effect as soon as its
// customer is known, long before the provider delivers it again.
func TestRule05ParkedEventTakesEffectWithoutRedelivery(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	writing := op.Stall(harness.StatusWrites)
	w.Apply(w.Person("early", "Jane"), "1234")
	writing.UntilHeld(1)
	customers, err := w.Control.Customers(w.Context)
	require.NoError(t, err)
	w.Move(customers[0].ID, controlapi.Move{Status: "suspended"})

	w.Until("the event was refused", func() bool { return outcomes(w, "customer_suspended")["failed"] == 1 })
	for _, d := range deliveries(w) {
		if d.Topic == "customer_suspended" {
			assert.Equal(t, []int{http.StatusServiceUnavailable}, d.Codes)
		}
	}
	writing.Release()
	w.UntilPhase("early", v1alpha1.PhaseSuspended)
	assert.Equal(t, 1, outcomes(w, "customer_suspended")["attempted"])
}

// foreigner is a customer that another system created at the same account.
func foreigner(w *harness.World, email string) string {
	w.Helper()
	response := w.Dwolla(http.MethodPost, "/customers", `{"firstName": "Some", "lastName": "Body", "email": "`+email+`"}`)
	require.Equal(w, http.StatusCreated, response.StatusCode)
	return path.Base(response.Header.Get("Location"))
}

func TestRule05CustomersOfOthersAreAcknowledged(t *testing.T) {
	t.Parallel()
	const topic = "customer_kba_verification_failed" // no other test delivers it for a foreign customer
	w := harness.NewWorld(t)
	w.StartOperator()
	verified(w, 1)
	id := foreigner(w, "somebody@example.com")
	w.UntilDelivered()

	before := counted(w, topic, "Foreign")
	unchanged(w, "jane-0", "somebody else's event", func() {
		for range 5 {
			assert.Equal(t, http.StatusOK, deliver(w, happened(topic, id)).Code)
		}
	})
	assert.Equal(t, 5, counted(w, topic, "Foreign")-before)
}

// While a create is under way, nobody can tell whose an unknown customer is. The other system's event
// waits, and is acknowledged when it can be told.
func TestRule05CustomersOfOthersDuringACreate(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	id := foreigner(w, "somebody@example.com")
	w.UntilDelivered()
	writing := op.Stall(harness.StatusWrites)
	w.Apply(w.Person("mine", "Jane"), "1234")
	writing.UntilHeld(1)

	answered := make(chan answer, 1)
	go func() { answered <- deliver(w, happened("customer_suspended", id)) }()
	inFlight(w, 1) // customer_verified of mine
	writing.Release()
	w.UntilPhase("mine", v1alpha1.PhaseVerified)
	assert.Equal(t, http.StatusOK, (<-answered).Code)
	w.UntilDelivered()
	assert.Zero(t, outcomes(w, "customer_verified")["failed"])
}

// A customer that exists is taken over: it moves after the operator has looked at it, and before any
// object is known to stand for it.
func TestRule05EventDuringATakeOver(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("first", "Jane"), "1234")
	id := w.UntilPhase("first", v1alpha1.PhaseVerified).Status.CustomerID
	w.UntilDelivered()
	w.Delete(&v1alpha1.VerifiedCustomer{}, "first")
	w.UntilGone("first")

	writing := op.Stall(harness.StatusWrites)
	second := w.Person("second", "Jane")
	second.Spec.CustomerID, second.Spec.Personal.Email = id, w.Person("first", "Jane").Spec.Personal.Email
	w.Apply(second, "1234")
	writing.UntilHeld(1)
	w.Move(id, controlapi.Move{Status: "suspended"})
	w.UntilDelivered() // answered one way or another: nobody is known to manage the customer
	writing.Release()
	w.UntilPhase("second", v1alpha1.PhaseSuspended)
}
