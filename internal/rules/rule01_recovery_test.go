package rules

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// The manifest or the Secret changes while nobody knows whether the first submission was taken. The
// first submission counts; what changed since is an update of it.
func TestRule01ChangedBeforeRecovery(t *testing.T) {
	t.Parallel()
	newEmail := func(w *harness.World) {
		w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) {
			vc.Spec.Personal.Email, vc.Spec.Personal.Phone = "new@example.com", "5550001111"
		})
	}
	newName := func(w *harness.World) {
		w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.FirstName = "Janet" })
	}
	updated := func(w *harness.World) {
		vc := w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
		assert.Equal(w, vc.Generation, vc.Status.ObservedGeneration)
		assert.Equal(w, "new@example.com", w.Truth(vc.Status.CustomerID).Email)
		assert.Equal(w, 1, w.Calls(routeChange))
	}
	stuck := func(w *harness.World) {
		vc := w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonFieldsNotUpdatable)
		says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "spec.personal.firstName", "set them back")
		w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.FirstName = "Jane" })
		w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	}
	edited := func(w *harness.World) {
		w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Annotations[v1alpha1.AnnotationCreateIntent] = "{" })
	}
	verified := func(w *harness.World) { w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified) }
	for _, tc := range []struct {
		name   string
		after  bool // the effect of the POST took place
		change func(*harness.World)
		then   func(*harness.World)
	}{
		{"e-mail changed, taken", true, newEmail, updated},
		{"e-mail changed, not taken", false, newEmail, updated},
		{"name changed, taken", true, newName, stuck},
		{"name changed, not taken", false, newName, stuck},
		{"Secret changed, taken", true, func(w *harness.World) { w.UpdateSecret("jane", harness.Identity("9876")) }, verified},
		{"intent edited, taken", true, edited, verified},
		{"intent edited, not taken", false, edited, verified},
		{"Secret gone, taken", true, func(w *harness.World) { w.Delete(&corev1.Secret{}, "jane") }, verified},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperatorToDie(2, tc.after)
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			w.Apply(w.Person("jane", "Jane"), "1234")
			require.True(t, op.AwaitDeath(patience))
			tc.change(w)
			w.StartOperator()
			w.UntilPhase("jane", v1alpha1.PhaseVerified)
			tc.then(w)
			exactlyOne(w, w.Customer("jane"), emailOf(w, "jane"))
		})
	}
}

// The Secret changed and the first submission never arrived: it cannot be repeated, so another one is
// made, but not before the first can no longer arrive.
func TestRule01SecretChangedBeforeTheRequestArrived(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperatorToDie(2, false)
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	require.True(t, op.AwaitDeath(patience))
	w.UpdateSecret("jane", harness.Identity("123456789"))

	var clock harness.Clock
	w.StartOperator(clock.Use)
	vc := w.Touch("jane")
	assert.Equal(t, v1alpha1.ReasonProviderUnavailable, harness.Condition(vc, v1alpha1.ConditionSynced).Reason)
	assert.Zero(t, w.Calls(routeCreate), "the first may still be on its way")

	clock.Advance(3 * time.Minute)
	w.Ask("jane")
	vc = w.UntilPhase("jane", v1alpha1.PhaseVerified)
	exactlyOne(w, vc, emailOf(w, "jane"))
	assert.Equal(t, 9, w.Truth(vc.Status.CustomerID).SSNDigits)
}

// A manifest that was copied from the cluster brings somebody else's intent along.
func TestRule01CopiedIntent(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.Apply(w.Person("jane", "Jane"), "1234")
	jane := w.UntilPhase("jane", v1alpha1.PhaseVerified)
	copied := w.Person("jim", "Jim")
	copied.Annotations = jane.Annotations
	require.NotEmpty(t, copied.Annotations[v1alpha1.AnnotationCreateIntent])
	w.Apply(copied, "4321")
	jim := w.UntilPhase("jim", v1alpha1.PhaseVerified)
	assert.NotEqual(t, jane.Status.CustomerID, jim.Status.CustomerID)
	assert.Equal(t, "Jim", w.Truth(jim.Status.CustomerID).FirstName)
	assert.Equal(t, 2, w.Counters().Creates.Total)
}

// Nothing can tell what became of a create: the operator stops, says so, and both ways out that it
// names work.
func TestRule01OutcomeUnknown(t *testing.T) {
	t.Parallel()
	removeAnnotation := func(vc *v1alpha1.VerifiedCustomer, _ string) {
		delete(vc.Annotations, v1alpha1.AnnotationCreateIntent)
	}
	takeOver := func(vc *v1alpha1.VerifiedCustomer, id string) { vc.Spec.CustomerID = id }
	for _, tc := range []struct {
		name   string
		drop   string
		wayOut func(vc *v1alpha1.VerifiedCustomer, id string)
	}{
		{"not taken, submitted again", controlapi.DropBefore, removeAnnotation},
		{"taken, submitted again all the same", controlapi.DropAfter, removeAnnotation},
		{"taken, taken over", controlapi.DropAfter, takeOver},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathCustomers, Drop: tc.drop})
			w.AddFault(always(http.MethodGet, pathCustomers, http.StatusBadRequest))
			w.Apply(w.Person("jane", "Jane"), "1234")
			vc := w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonCreateOutcomeUnknown)
			says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message,
				"dashboard", "set spec.customerID", "remove the annotation "+v1alpha1.AnnotationCreateIntent)
			assert.Equal(t, "ResolveCustomerID", vc.Status.Requirements[0].Code)

			w.Touch("jane") // Asking does not make it guess.
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.DeletionPolicy = v1alpha1.DeletionDeactivate })
			w.UntilCustomer("jane", "looked at", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.ObservedGeneration == vc.Generation })
			assert.Equal(t, 1, posts(op.Steps()))

			customers, err := w.Control.Customers(w.Context)
			require.NoError(t, err)
			id := ""
			if len(customers) > 0 {
				id = customers[0].ID
			}
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { tc.wayOut(vc, id) })
			exactlyOne(w, w.UntilPhase("jane", v1alpha1.PhaseVerified), emailOf(w, "jane"))
		})
	}
}
