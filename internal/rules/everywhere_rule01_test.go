package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// ofCustomer matches the steps that are about the customer: calls of the provider, and writes of the object.
// Those of owners come in no certain order.
func ofCustomer(step string) bool {
	return strings.HasPrefix(step, "provider ") || strings.Contains(step, " verifiedcustomers")
}

// rehearse counts the steps of an undisturbed life until the provider is about to decide.
func rehearse(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) int {
	t.Helper()
	w := harness.NewWorld(t, harness.On(p), harness.WithoutWebhooks())
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	a := anyone(w, kind, "jane")
	w.ApplyAll(a)
	reviewed(w, a)
	op.Stop()
	n := 0
	for _, step := range op.Steps() {
		if ofCustomer(step) {
			n++
		}
	}
	return n
}

// atALoss tells that the operator cannot tell what became of a create.
func atALoss(vc *v1alpha1.VerifiedCustomer) bool {
	return harness.Condition(vc, v1alpha1.ConditionStalled).Reason == v1alpha1.ReasonCreateOutcomeUnknown
}

// seeThrough brings an applicant, whose create may be in doubt, to where the provider is about to decide. It does
// what a user is told to do, where the provider leaves no other way.
func seeThrough(w *harness.World, a harness.Applicant) (id string) {
	w.Helper()
	vc := w.UntilCustomer(a.Name, "known, or in doubt", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.CustomerID != "" || atALoss(vc)
	})
	if vc.Status.CustomerID == "" {
		require.False(w, w.Platform.Abilities().FindsOwn, "the operator finds out by itself")
		ids := w.IDs()
		require.Len(w, ids, 1)
		says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, ids[0], "set spec.customerID")
		w.Change(a.Name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.CustomerID = ids[0] })
	}
	return reviewed(w, a)
}

// Wherever an operator is killed while it creates a customer and hands it in, one customer comes of it, with
// everything handed in once, and reviewed once. A kill before a step is one after the step before it.
func TestEverywhereRule01And02KilledAnywhere(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		steps := rehearse(t, p, kind)
		for n := range steps + 1 {
			t.Run(fmt.Sprintf("after %d of %d", n, steps), func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t, harness.On(p))
				op := w.StartOperatorToDieAmong(ofCustomer, max(n, 1), n > 0)
				w.UntilProvider(v1alpha1.ReasonAuthenticated)
				a := anyone(w, kind, "jane")
				w.ApplyAll(a)
				require.True(t, op.AwaitDeath(patience), "no step %d: %v", n, op.Steps())
				var clock harness.Clock
				clock.Advance(3 * time.Minute) // Whatever was on its way has arrived.
				w.StartOperator(clock.Use)
				id := seeThrough(w, a)
				w.Decide(id, harness.Verified)
				ready(w, a.Name)
				w.UntilDelivered()
				createdOnce(w, a)
				handedInOnce(w, a, id)
				t.Logf("died after: %v", op.Steps())
			})
		}
	})
}

// Whatever becomes of the answer to the create, one customer comes of it.
func TestEverywhereRule01LostAnswers(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		for name, fault := range map[string]controlapi.Fault{
			"dropped after the effect":  {Drop: controlapi.DropAfter},
			"dropped before the effect": {Drop: controlapi.DropBefore},
			"500 before the effect":     {Status: 500},
			"500 after the effect":      {StatusAfter: 500},
			"502 after the effect":      {StatusAfter: 502},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t, harness.On(p))
				var clock harness.Clock
				w.StartOperator(clock.Use)
				w.UntilProvider(v1alpha1.ReasonAuthenticated)
				w.AddFault(w.Route(harness.Create, v1alpha1.CustomerPersonal).Fault(fault))
				a := p.Person(w, "jane")
				w.ApplyAll(a)
				w.Until("the create was tried", func() bool { return w.CallsFor(harness.Create, a.Type()) > 0 })
				if !p.Abilities().FindsOwn {
					w.UntilCustomer(a.Name, "looked into", func(vc *v1alpha1.VerifiedCustomer) bool {
						return harness.Condition(vc, v1alpha1.ConditionSynced).Reason == v1alpha1.ReasonProviderUnavailable || atALoss(vc)
					})
				}
				clock.Advance(3 * time.Minute)
				w.Ask(a.Name)
				id := seeThrough(w, a)
				w.Decide(id, harness.Verified)
				ready(w, a.Name)
				createdOnce(w, a)
				handedInOnce(w, a, id)
			})
		}
	})
}

// Two objects with one e-mail address, applied at once: the provider gets one customer, and the other object says
// why it has none.
func TestEverywhereRule01TwoOfOneAddress(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		first, second := p.Person(w, "first"), p.Person(w, "second")
		second.Customer.Spec.Personal.Email = v1alpha1.Email(first.Email)
		for _, a := range []harness.Applicant{first, second} {
			w.ApplySecrets(a)
		}
		for _, a := range []harness.Applicant{first, second} {
			w.ApplyCustomer(a)
		}
		var has, hasNot []string
		for _, a := range []harness.Applicant{first, second} {
			vc := w.UntilCustomer(a.Name, "decided", func(vc *v1alpha1.VerifiedCustomer) bool {
				return vc.Status.CustomerID != "" || harness.Condition(vc, v1alpha1.ConditionStalled).Reason == v1alpha1.ReasonDuplicateCustomer
			})
			if vc.Status.CustomerID != "" {
				has = append(has, a.Name)
				continue
			}
			hasNot = append(hasNot, a.Name)
		}
		require.Len(t, has, 1)
		require.Len(t, hasNot, 1)
		id := w.Customer(has[0]).Status.CustomerID
		says(w, harness.Condition(w.Customer(hasNot[0]), v1alpha1.ConditionStalled).Message, id, "spec.customerID")
		w.Touch(hasNot[0])
		createdOnce(w, first)
	})
}

// Deleted with Retain and applied again, an applicant is somebody whom the provider has already: it is not
// created beside itself, and comes back once the manifest says whom it stands for.
func TestEverywhereRule01RetainedAndAppliedAgain(t *testing.T) {
	everybody(t, func(t *testing.T, p harness.Platform, kind v1alpha1.CustomerType) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := anyone(w, kind, "jane")
		id := approved(w, a)
		w.Delete(&v1alpha1.VerifiedCustomer{}, a.Name)
		w.UntilGone(a.Name)
		w.ApplyCustomer(a)
		vc := w.UntilReason(a.Name, v1alpha1.ConditionStalled, v1alpha1.ReasonDuplicateCustomer)
		says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, id, "set spec.customerID")
		assert.NotContains(t, vc.Annotations, v1alpha1.AnnotationCreateIntent)
		w.Change(a.Name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.CustomerID = id })
		vc = ready(w, a.Name)
		assert.Equal(t, id, vc.Status.CustomerID)
		createdOnce(w, a)
		handedInOnce(w, a, id)
	})
}

// The manifest changes while nobody knows what became of the create: the second submission is no second customer.
func TestEverywhereRule01ChangedWhileUnknown(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		for _, taken := range []bool{true, false} {
			t.Run(fmt.Sprintf("taken=%v", taken), func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t, harness.On(p))
				op := w.StartOperatorToDie(2, taken) // the intent, then the create
				w.UntilProvider(v1alpha1.ReasonAuthenticated)
				a := p.Person(w, "jane")
				w.ApplyAll(a)
				require.True(t, op.AwaitDeath(patience))
				other := v1alpha1.Email("other@" + w.Namespace + ".example.com")
				w.Change(a.Name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Email = other })
				var clock harness.Clock
				clock.Advance(3 * time.Minute)
				w.StartOperator(clock.Use)
				seeThrough(w, a)
				creates := w.Counters().Creates
				assert.Equal(t, 1, creates.Total, "%v", creates.ByEmail)
			})
		}
	})
}
