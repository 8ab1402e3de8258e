package rules

import (
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// lateSpeller is a provider that comes to write addresses in a way of its own.
type lateSpeller struct {
	http.RoundTripper
	spells *atomic.Bool
}

func (s lateSpeller) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.spells.Load() {
		return speller{s.RoundTripper}.RoundTrip(r)
	}
	return s.RoundTripper.RoundTrip(r)
}

// notReplaced checks that the provider's only owner is still the one of an ID.
func notReplaced(w *harness.World, customerID, ownerID string) {
	w.Helper()
	assert.Equal(w, ownerID, oneOwner(w, customerID, "olga").ID)
	assert.Zero(w, w.Calls("DELETE /beneficial-owners/{id}"))
}

// What the provider makes of a verified owner's data has nobody removed, who may be replaced or not: it is
// told, until spec is as the provider has it. A change of spec replaces then as ever.
func TestOwnerIsNotReplacedForDriftAtTheProvider(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var spells atomic.Bool
	w.StartOperator(func(o *operator.Options) { o.ProviderTransport = lateSpeller{o.ProviderTransport, &spells} })
	customerID, id := olga(w)
	spells.Store(true)
	askOwner(w, "olga")
	bo := untilOwnerReason(w, "olga", v1alpha1.ConditionStalled, v1alpha1.ReasonFieldsNotUpdatable)
	ownerSays(w, bo, v1alpha1.ConditionStalled, "spec.address.line1", "changed at the provider and not in spec", "what the provider shows")
	assert.Equal(t, v1alpha1.PhaseVerified, bo.Status.Phase)
	touchOwner(w, "olga")
	notReplaced(w, customerID, id)

	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.Address.Line1 = "1 MAIN STREET" })
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	notReplaced(w, customerID, id)
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	replacedOnce(w, customerID, id)
}

// Credentials that are exchanged make no difference between what spec says and how the provider writes it.
func TestOwnerIsNotReplacedForExchangedCredentials(t *testing.T) {
	t.Parallel()
	for _, policy := range []v1alpha1.OwnerUpdatePolicy{v1alpha1.OwnerUpdateReplace, v1alpha1.OwnerUpdateRefuse} {
		t.Run(string(policy), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator(func(o *operator.Options) { o.ProviderTransport = anyCredentials{speller{o.ProviderTransport}} })
			customerID, id := olga(w)
			changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.UpdatePolicy = policy })
			before := untilOwner(w, "olga", "applied", func(bo *v1alpha1.BeneficialOwner) bool {
				return bo.Status.Facts.AppliedGeneration == bo.Generation
			})
			exchangeCredentials(w)
			bo := touchOwner(w, "olga")
			assert.NotEqual(t, before.Status.Facts.Profile.KeyID, bo.Status.Facts.Profile.KeyID)
			assert.Equal(t, v1alpha1.ReasonVerified, bo.Status.Conditions[0].Reason)
			assert.Nil(t, bo.Status.Facts.Problem)
			notReplaced(w, customerID, id)

			// Exchanged along with a change of spec, nothing tells how much of the difference is spec's.
			exchangeCredentials(w)
			changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
			bo = untilOwnerReason(w, "olga", v1alpha1.ConditionStalled, v1alpha1.ReasonFieldsNotUpdatable)
			ownerSays(w, bo, v1alpha1.ConditionStalled, "spec.lastName", "credentials were exchanged")
			notReplaced(w, customerID, id)
		})
	}
}

// exchangeCredentials has the operator use other credentials of the account from now on.
func exchangeCredentials(w *harness.World) {
	w.Helper()
	version := w.Provider().Status.CredentialsVersion
	w.UpdateSecret("dwolla-api", map[string]string{"key": "after " + version, "secret": "exchanged"})
	w.TouchProvider()
	w.Until("the new credentials are in use", func() bool { return w.Provider().Status.CredentialsVersion != version })
}

// An owner who was never seen to be as spec says, because the provider asked for other data at once, and then
// verified them without any, is measured by what was submitted.
func TestOwnerIsNotReplacedForWhatWasSubmitted(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator(func(o *operator.Options) { o.ProviderTransport = speller{o.ProviderTransport} })
	customerID := business(w, "olga").Status.CustomerID
	bo := w.Owner("olga", "acme", "incomplete")
	bo.Spec.UpdatePolicy = v1alpha1.OwnerUpdateReplace
	w.ApplyOwner(bo, "123456789")
	id := untilOwnerReason(w, "olga", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired).Status.OwnerID
	_, err := w.Control.MoveOwner(w.Context, id, controlapi.OwnerMove{Status: "verified"})
	require.NoError(t, err)
	untilOwnerReason(w, "olga", v1alpha1.ConditionVerified, v1alpha1.ReasonVerified)
	bo = touchOwner(w, "olga")
	assert.Nil(t, bo.Status.Facts.Problem)
	notReplaced(w, customerID, id)
	changeOwner(w, "olga", func(bo *v1alpha1.BeneficialOwner) { bo.Spec.LastName = "Newname" })
	untilOwner(w, "olga", "replaced", func(bo *v1alpha1.BeneficialOwner) bool { return bo.Status.OwnerID != "" && bo.Status.OwnerID != id })
}
