package rules

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// pathCertification is where ownership is certified, as faults match it.
const pathCertification = "^/customers/[^/]+/beneficial-ownership$"

func setCertified(w *harness.World, certified bool) *v1alpha1.VerifiedCustomer {
	w.Helper()
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.BeneficialOwnership.Certified = certified })
	return w.UntilCustomer("acme", "acted on", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.ObservedGeneration == vc.Generation })
}

func certifiedOnce(w *harness.World) *v1alpha1.VerifiedCustomer {
	w.Helper()
	vc := w.UntilReason("acme", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	assert.Equal(w, v1alpha1.ReasonCertified, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Reason)
	assert.Equal(w, 1, certifications(w, vc))
	return vc
}

func certifications(w *harness.World, vc *v1alpha1.VerifiedCustomer) int {
	w.Helper()
	return w.Counters().Certifications[vc.Status.CustomerID]
}

// asksFor checks what a customer asks for first, and what it says to do about it.
func asksFor(w *harness.World, vc *v1alpha1.VerifiedCustomer, code string, action ...string) {
	w.Helper()
	require.NotEmpty(w, vc.Status.Requirements)
	assert.Equal(w, code, vc.Status.Requirements[0].Code)
	says(w, vc.Status.Requirements[0].Action, action...)
}

// addStranger adds an owner at the provider for whom no object stands, and returns the ID.
func addStranger(w *harness.World, customerID string) string {
	w.Helper()
	response := w.Dwolla(http.MethodPost, "/customers/"+customerID+"/beneficial-owners",
		`{"firstName":"Stan","lastName":"Stranger","dateOfBirth":"1980-01-31","ssn":"123456780",`+
			`"address":{"address1":"1 Elm St","city":"Des Moines","stateProvinceRegion":"IA","country":"US","postalCode":"50309"}}`)
	require.Equal(w, http.StatusCreated, response.StatusCode)
	owners, err := w.Control.Owners(w.Context, customerID)
	require.NoError(w, err)
	return owners[len(owners)-1].ID
}

// The ownership is certified only when spec says so, and not before every named owner is there and
// verified; nobody has to do anything in between.
func TestCertificationWaits(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	vc := business(w, "olga", "ivan")
	assert.Equal(t, v1alpha1.PhaseVerified, vc.Status.Phase)
	assert.Equal(t, metav1.ConditionFalse, harness.Condition(vc, v1alpha1.ConditionReady).Status)
	assert.Equal(t, v1alpha1.ReasonCertificationRequired, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Reason)
	asksFor(w, vc, "CertifyOwnership", "certified to true")

	setCertified(w, true)
	vc = w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonOwnersMissing)
	says(w, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Message, "olga", "ivan")
	asksFor(w, vc, "AddOwner", "Apply them")
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.ApplyOwner(w.Owner("ivan", "acme", "document"), "123456789")
	vc = w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonOwnersNotVerified)
	says(w, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Message, "ivan")
	asksFor(w, vc, "VerifyOwners", "kubectl get bowner")
	assert.Zero(t, certifications(w, vc))
	bo := untilOwnerReason(w, "ivan", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentRequired)
	_, err := w.Control.MoveOwner(w.Context, bo.Status.OwnerID, controlapi.OwnerMove{Status: "verified"})
	require.NoError(t, err)
	certifiedOnce(w)
}

// A business without owners is certified when spec says that nobody owns as much.
func TestCertificationOfNoOwners(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	business(w)
	setCertified(w, true)
	certifiedOnce(w)
}

// Whom spec does not name stands in the way, until the provider no longer has the person.
func TestCertificationUnnamedOwner(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	vc := business(w)
	stranger := addStranger(w, vc.Status.CustomerID)
	w.UntilDelivered()
	setCertified(w, true)
	vc = w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonUnnamedOwner)
	says(w, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Message, stranger)
	asksFor(w, vc, "ResolveOwners", "removed at the provider: "+stranger, "cannot take over an owner")
	assert.Zero(t, certifications(w, vc))
	w.Touch("acme")
	assert.Zero(t, certifications(w, w.Customer("acme")))
	lists := w.Calls("GET /customers/{id}/beneficial-owners")
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Labels = map[string]string{"touched": "yes"} })
	w.Dwolla(http.MethodDelete, "/beneficial-owners/"+stranger, "")
	certifiedOnce(w) // The event of it has the operator look.
	assert.Equal(t, lists+1, w.Calls("GET /customers/{id}/beneficial-owners"), "the list was asked for without a look before")
}

// Whoever is not named, but has an object, is to be named and not removed.
func TestCertificationOwnerToName(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	vc := business(w)
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	stranger := addStranger(w, vc.Status.CustomerID)
	w.UntilDelivered()
	setCertified(w, true)
	vc = w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonUnnamedOwner)
	asksFor(w, vc, "ResolveOwners", "Add to spec.business.beneficialOwnership.owners: olga.", "removed at the provider: "+stranger+".")
	w.Dwolla(http.MethodDelete, "/beneficial-owners/"+stranger, "")
	vc = w.UntilCustomer("acme", "looked at", func(vc *v1alpha1.VerifiedCustomer) bool {
		return len(vc.Status.Requirements) > 0 && !strings.Contains(vc.Status.Requirements[0].Message, stranger)
	})
	asksFor(w, vc, "ResolveOwners", "owners: olga.")
	assert.NotContains(t, vc.Status.Requirements[0].Action, "removed")
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.BeneficialOwnership.Owners = []string{"olga"} })
	certifiedOnce(w)
}

// What the provider's list says of an owner counts, and not what an event that is late has not said yet: nothing is
// certified while it asks for more, even where it would take the statement.
func TestCertificationWaitsForOwnersOfTheList(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	allow := "allow"
	require.NoError(t, w.Control.Set(w.Context, controlapi.Settings{CertifyUnverified: &allow}))
	business(w, "olga", "otto")
	w.ApplyOwner(w.Owner("otto", "acme", "Otto"), "123456789")
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	untilOwnerReason(w, "otto", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	id := untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified).Status.OwnerID
	w.UntilDelivered()
	hold(w)
	_, err := w.Control.MoveOwner(w.Context, id, controlapi.OwnerMove{Status: "incomplete"})
	require.NoError(t, err)
	setCertified(w, true)
	vc := w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonOwnersNotVerified)
	assert.Equal(t, v1alpha1.PhaseVerified, w.OwnerObject("olga").Status.Phase, "the event is late")
	asksFor(w, vc, "VerifyOwners", "kubectl get bowner")
	says(w, vc.Status.Requirements[0].Message, "olga")
	assert.NotContains(t, vc.Status.Requirements[0].Message, "otto")
	assert.Zero(t, certifications(w, vc))
	_, err = w.Control.MoveOwner(w.Context, id, controlapi.OwnerMove{Status: "verified"})
	require.NoError(t, err)
	w.Ask("acme")
	certifiedOnce(w)
}

// A new statement that the provider does not take at once is made again: nobody has to make it a second time.
func TestRecertificationRefusedForNow(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := business(w).Status.CustomerID
	setCertified(w, true)
	certifiedOnce(w)
	_, err := w.Control.MoveOwnership(w.Context, id, controlapi.OwnershipMove{Status: "recertify"})
	require.NoError(t, err)
	w.Touch("acme")
	setCertified(w, false)
	w.AddFault(always(http.MethodPost, pathCertification, http.StatusForbidden))
	setCertified(w, true)
	vc := w.Touch("acme")
	c := harness.Condition(vc, v1alpha1.ConditionOwnershipCertified)
	assert.Equal(t, v1alpha1.ReasonOwnersNotVerified, c.Reason)
	says(w, c.Message, "tries again")
	w.ClearFaults()
	w.Ask("acme")
	vc = w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonCertified)
	assert.Equal(t, 2, certifications(w, vc))
}

// When the owners changed, an old statement is not repeated in anybody's name: not while the provider
// gives time, and not when that time is over.
func TestRecertificationAsksAPerson(t *testing.T) {
	t.Parallel()
	for _, states := range [][]string{{"recertify"}, {"recertify", "uncertified"}, {"uncertified"}} {
		t.Run(fmt.Sprint(states), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			id := business(w).Status.CustomerID
			setCertified(w, true)
			certifiedOnce(w)
			for _, state := range states {
				_, err := w.Control.MoveOwnership(w.Context, id, controlapi.OwnershipMove{Status: state})
				require.NoError(t, err)
				vc := w.Touch("acme")
				c := harness.Condition(vc, v1alpha1.ConditionOwnershipCertified)
				assert.Equal(t, v1alpha1.ReasonRecertificationRequired, c.Reason)
				says(w, c.Message, "certified to false", "true again", map[string]string{"recertify": "within 30 days", "uncertified": "is over"}[state])
				asksFor(w, vc, "RecertifyOwnership", "certified to false", "true again")
			}
			op.Stop()
			w.StartOperator()
			w.Touch("acme")
			assert.Equal(t, 1, w.Counters().Certifications[id])

			setCertified(w, false)
			assert.Equal(t, 1, w.Counters().Certifications[id])
			setCertified(w, true)
			vc := w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonCertified)
			assert.Equal(t, 2, certifications(w, vc))
			w.UntilReason("acme", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
		})
	}
}

// Wherever the operator dies while it certifies, and whatever becomes of the answer, the ownership is
// certified once.
func TestCertificationOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		death death
		fault controlapi.Fault
	}{
		"killed before the POST":   {death: death{1, false}},
		"killed after the POST":    {death: death{1, true}},
		"killed before the status": {death: death{2, false}},
		"killed after the status":  {death: death{2, true}},
		"answer lost":              {fault: controlapi.Fault{Drop: controlapi.DropAfter}},
		"request lost":             {fault: controlapi.Fault{Drop: controlapi.DropBefore}},
		"500 after the effect":     {fault: controlapi.Fault{StatusAfter: 500}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			business(w, "olga")
			w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
			untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			w.UntilDelivered()
			if tc.death.n == 0 {
				tc.fault.Method, tc.fault.Path = http.MethodPost, pathCertification
				w.AddFault(tc.fault)
				setCertified(w, true)
				certifiedOnce(w)
				return
			}
			op.Crash()
			w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.BeneficialOwnership.Certified = true })
			op = w.StartOperatorToDie(tc.death.n, tc.death.after)
			require.True(t, op.AwaitDeath(patience), "no step %d: %v", tc.death.n, op.Steps())
			w.StartOperator()
			certifiedOnce(w)
		})
	}
}

// The business was deleted and applied again, and its owners are still those of the earlier record: the
// new one has nobody, so its ownership is not certified in their names.
func TestCertificationOfOwnersOfAnEarlierRecord(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	first := business(w, "olga").Status.CustomerID
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	setCertified(w, true)
	certifiedOnce(w)
	w.Delete(&v1alpha1.VerifiedCustomer{}, "acme")
	w.UntilGone("acme")

	again := w.Business("acme", "Acme Bakery", "Carla", "olga")
	again.Spec.Business.Admin.Email = "another@example.com"
	w.Create(again)
	vc := w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, v1alpha1.ReasonOwnersMissing)
	says(w, harness.Condition(vc, v1alpha1.ConditionOwnershipCertified).Message, "olga", "earlier record", "apply them again")
	assert.NotEqual(t, first, vc.Status.CustomerID)
	assert.Zero(t, certifications(w, vc))

	w.Delete(&v1alpha1.BeneficialOwner{}, "olga")
	ownerGone(w, "olga")
	w.Create(w.Owner("olga", "acme", "Olga"))
	certifiedOnce(w)
}
