package rules

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// A customer with the same e-mail address is somebody else's: it is not adopted, and not submitted
// again until something changes. Both ways out work.
func TestRule01DuplicateEmail(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		wayOut   func(vc *v1alpha1.VerifiedCustomer, stranger string)
		takeOver bool
	}{
		"another e-mail": {func(vc *v1alpha1.VerifiedCustomer, _ string) { vc.Spec.Personal.Email = "other@example.com" }, false},
		"take over":      {func(vc *v1alpha1.VerifiedCustomer, stranger string) { vc.Spec.CustomerID = stranger }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			stranger := createElsewhere(w, "Sam", emailOf(w, "jane"))
			w.Apply(w.Person("jane", "Jane"), "1234")
			vc := w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonDuplicateCustomer)
			says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, stranger, "set spec.customerID", "correct spec.personal.email")
			assert.NotContains(t, vc.Annotations, v1alpha1.AnnotationCreateIntent)
			assert.Empty(t, vc.Status.CustomerID)
			assert.Equal(t, v1alpha1.PhasePending, vc.Status.Phase)

			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.DeletionPolicy = v1alpha1.DeletionDeactivate })
			w.UntilCustomer("jane", "looked at", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.ObservedGeneration == vc.Generation })
			assert.Equal(t, 1, posts(op.Steps()), "the same data were sent again")

			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { tc.wayOut(vc, stranger) })
			vc = w.UntilPhase("jane", v1alpha1.PhaseVerified)
			if tc.takeOver {
				assert.Equal(t, stranger, vc.Status.CustomerID)
				assert.Equal(t, 1, w.Counters().Creates.Total)
				return
			}
			assert.NotEqual(t, stranger, vc.Status.CustomerID)
			assert.Equal(t, 2, w.Counters().Creates.Total)
		})
	}
}

// Two objects that name one customer: one has it, the other says who, and gets it when that one is
// gone.
func TestRule01TwoClaims(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	id := createElsewhere(w, "Sam", "sam@example.com")
	names := []string{"first", "second", "third"}
	for i, name := range names {
		vc := w.Person(name, "Sam")
		vc.Spec.CustomerID = id
		if i == 1 {
			vc.Spec.CustomerID = strings.ToUpper(id) // The same customer.
		}
		vc.Spec.Personal.LastName = "Stranger"
		w.Apply(vc, "4321")
	}
	for len(names) > 0 {
		var winners, losers []string
		for _, name := range names {
			vc := w.UntilCustomer(name, "decided", func(vc *v1alpha1.VerifiedCustomer) bool {
				return vc.Status.CustomerID != "" || harness.Condition(vc, v1alpha1.ConditionStalled).Reason == v1alpha1.ReasonCustomerIDTaken
			})
			if vc.Status.CustomerID == id {
				winners = append(winners, name)
				continue
			}
			losers = append(losers, name)
		}
		require.Len(t, winners, 1)
		w.UntilPhase(winners[0], v1alpha1.PhaseVerified)
		settledGeneration(w, winners[0])
		assert.Empty(t, harness.Condition(settledGeneration(w, winners[0]), v1alpha1.ConditionStalled))
		for _, name := range losers {
			vc := w.Touch(name)
			stalled := harness.Condition(vc, v1alpha1.ConditionStalled)
			assert.Equal(t, v1alpha1.ReasonCustomerIDTaken, stalled.Reason)
			says(w, stalled.Message, winners[0], w.Namespace, "delete one of them")
			assert.Empty(t, vc.Status.CustomerID)
		}
		w.Delete(&v1alpha1.VerifiedCustomer{}, winners[0])
		w.UntilGone(winners[0])
		names = losers
		for _, name := range losers {
			w.Ask(name)
		}
		if len(losers) > 0 {
			w.Until("one of them takes over", func() bool {
				for _, name := range losers {
					if w.Customer(name).Status.CustomerID == id {
						return true
					}
				}
				return false
			})
		}
	}
	assert.Equal(t, 1, w.Counters().Creates.Total)
}

// A create whose answer was lost finds that another object has taken its customer over meanwhile.
func TestRule01TakenOverBeforeRecovery(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperatorToDie(2, true)
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	require.True(t, op.AwaitDeath(patience))
	customers, err := w.Control.Customers(w.Context)
	require.NoError(t, err)

	w.AddFault(always(http.MethodGet, pathCustomers, http.StatusInternalServerError)) // Jane cannot be found for now.
	w.StartOperator()
	other := w.Person("other", "Jane")
	other.Spec.CustomerID = customers[0].ID
	w.Apply(other, "1234")
	w.UntilCustomer("other", "the owner", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.CustomerID == customers[0].ID })
	w.ClearFaults()
	w.Ask("jane")
	vc := w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonCustomerIDTaken)
	assert.Empty(t, vc.Status.CustomerID)
	assert.Equal(t, 1, w.Counters().Creates.Total)
}

// A customer that the provider no longer has is not created anew; when it answers again, all is well.
func TestRule01VanishedCustomer(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.Apply(w.Person("jane", "Jane"), "1234")
	id := w.UntilPhase("jane", v1alpha1.PhaseVerified).Status.CustomerID
	w.AddFault(always(http.MethodGet, pathOneCustomer, http.StatusNotFound))
	w.Ask("jane")
	vc := w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonCustomerNotFound)
	says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "environment and account", "delete this object and apply it again")
	assert.Equal(t, id, vc.Status.CustomerID)
	verified := harness.Condition(vc, v1alpha1.ConditionVerified)
	assert.Equal(t, "False/"+v1alpha1.ReasonCustomerNotFound, string(verified.Status)+"/"+verified.Reason)
	assert.Equal(t, v1alpha1.PhasePending, vc.Status.Phase)
	w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Phone = "5550002222" })
	w.UntilCustomer("jane", "looked at", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.ObservedGeneration == vc.Generation })
	assert.Equal(t, 1, w.Calls(routeCreate))

	w.ClearFaults()
	w.Ask("jane")
	vc = w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	assert.Equal(t, id, vc.Status.CustomerID)
	assert.Equal(t, v1alpha1.PhaseVerified, vc.Status.Phase)
	assert.Equal(t, "verified", vc.Status.ProviderStatus)
	assert.Equal(t, 1, w.Counters().Creates.Total)
}

// spec.customerID that names nobody, or no person, says what to do and creates nothing.
func TestRule01TakeOverOfNobody(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	vc := w.Person("jane", "Jane")
	vc.Spec.CustomerID = "00000000-0000-4000-8000-00000000dead"
	w.Apply(vc, "1234")
	vc = w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonCustomerNotFound)
	says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "spec.customerID")

	vc = w.Person("jim", "Jim")
	vc.Spec.CustomerID = "no-id-of-dwollas"
	w.Apply(vc, "1234")
	vc = w.UntilReason("jim", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "spec.customerID", "UUID", "delete this object and apply it anew")
	assert.Zero(t, w.Counters().Creates.Total)
}
