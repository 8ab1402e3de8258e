package rules

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// Where customers are told from others by a search of the provider's list, one that has a lookalike is not searched
// for every few seconds, as its Secret is looked at: no Secret has anything to do with it.
func TestLookalikesAreNotSearchedForAllTheTime(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		a := p.Person(w, "jane")
		p.Stranger(w, string(a.Customer.Spec.Personal.Email))
		w.ApplyAll(a)
		w.UntilReason(a.Name, v1alpha1.ConditionStalled, v1alpha1.ReasonDuplicateCustomer)
		assert.Positive(t, w.UntilAtRest("searches", 12*time.Second, func() int { return w.CallsFor(harness.List, a.Type()) }))
	})
}

// Nor is a provider asked every few seconds that refuses the question as it stands.
func TestRefusedQuestionsAreNotAskedAllTheTime(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	vc := w.Person("jane", "Jane")
	vc.Spec.CustomerID = createElsewhere(w, "Jane", emailOf(w, "jane"))
	w.AddFault(always(http.MethodGet, pathOneCustomer, http.StatusGone))
	w.Apply(vc, "1234")
	w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	assert.Positive(t, w.UntilAtRest("looks", 12*time.Second, func() int { return w.Calls(routeLook) }))
}

// Nor about a customer who cannot be taken over: what is wrong stands in fields that cannot be changed.
func TestUnfitCustomersAreNotAskedAboutAllTheTime(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	acme := w.Business("acme", "Acme Bakery", "Carla")
	acme.Spec.CustomerID = createElsewhere(w, "Jane", emailOf(w, "jane"))
	w.ApplyBusiness(acme)
	w.UntilReason("acme", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	assert.Positive(t, w.UntilAtRest("looks", 12*time.Second, func() int { return w.Calls(routeLook) }))
}
