package rules

import (
	"net/http"
	"path"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// unverified creates a customer at Dwolla whom it does not verify.
func unverified(w *harness.World, firstName, lastName, email string) string {
	w.Helper()
	response := w.Dwolla(http.MethodPost, "/customers",
		`{"type":"unverified","firstName":"`+firstName+`","lastName":"`+lastName+`","email":"`+email+`"}`)
	require.Equal(w, http.StatusCreated, response.StatusCode)
	return path.Base(response.Header.Get("Location"))
}

// A customer whom Dwolla does not verify can be taken over as a person or as a business. What it cannot hold is
// not missed; what it can is kept as spec says; and it waits for somebody to upgrade it. From then on all of
// spec counts.
func TestUnverifiedIsTakenOver(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	una := w.Person("una", "Una")
	una.Spec.CustomerID = unverified(w, "Una", string(una.Spec.Personal.LastName), string(una.Spec.Personal.Email))
	w.Apply(una, "1234")
	acme := w.Business("acme", "Acme Bakery", "Carla")
	acme.Spec.CustomerID = unverified(w, "Anna", "Admin", string(acme.Spec.Business.Admin.Email))
	w.ApplyBusiness(acme)
	for _, name := range []string{"una", "acme"} {
		w.UntilReason(name, v1alpha1.ConditionSynced, v1alpha1.ReasonSynced)
		vc := w.UntilReason(name, v1alpha1.ConditionReady, "Unverified")
		require.Len(t, vc.Status.Requirements, 1)
		assert.Equal(t, "UpgradeCustomer", vc.Status.Requirements[0].Code)
		assert.Empty(t, harness.Condition(vc, v1alpha1.ConditionStalled).Type)
	}
	assert.Equal(t, "Ann", w.Truth(acme.Spec.CustomerID).FirstName, "the name may change")
	assert.Equal(t, 1, w.Calls(routeChange))
	w.UntilDelivered()
	quiet(w, op)

	w.Change("una", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Address.Line1 = "7 Main St" })
	acted(w, "una")
	assert.Equal(t, 1, w.Calls(routeChange), "Dwolla has no address of an unverified customer")
	p := una.Spec.Personal
	response := w.Dwolla(http.MethodPost, "/customers/"+una.Spec.CustomerID, `{"type":"personal","firstName":"Una","lastName":"`+string(p.LastName)+
		`","email":"`+string(p.Email)+`","address1":"1 Old St","city":"Brooklyn","state":"NY","postalCode":"11101","dateOfBirth":"1990-01-31","ssn":"1234"}`)
	require.Equal(t, http.StatusOK, response.StatusCode)
	w.UntilReason("una", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilCustomer("una", "moved", func(*v1alpha1.VerifiedCustomer) bool { return w.Calls(routeChange) == 3 }) // with the upgrade
}

// One whose upgrade asks for a correction shows other data than before. Only the correction brings them in line with
// spec: until somebody makes it, nobody is asked.
func TestUpgradeThatAsksForACorrectionIsQuiet(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	una := w.Person("una", "retry")
	p := una.Spec.Personal
	una.Spec.CustomerID = unverified(w, "retry", string(p.LastName), string(p.Email))
	w.Apply(una, "1234")
	w.UntilReason("una", v1alpha1.ConditionReady, "Unverified")
	response := w.Dwolla(http.MethodPost, "/customers/"+una.Spec.CustomerID, `{"type":"personal","firstName":"retry","lastName":"`+string(p.LastName)+
		`","email":"`+string(p.Email)+`","address1":"1 Old St","city":"Brooklyn","state":"NY","postalCode":"11101","dateOfBirth":"1990-01-31","ssn":"1234"}`)
	require.Equal(t, http.StatusOK, response.StatusCode)
	w.UntilReason("una", v1alpha1.ConditionReady, v1alpha1.ReasonRetryRequired)
	w.UntilDelivered()
	quiet(w, op)
}
