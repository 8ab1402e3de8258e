package rules

import (
	"testing"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// An owner waits for the account of its business as the business does, and goes on as soon as the account can be
// used again, though nothing changes about the business.
func TestOwnerGoesOnOnceTheProviderIsReady(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	business(w, "olga")
	w.UpdateSecret("dwolla-api", map[string]string{"key": "sandbox-key"})
	w.TouchProvider()
	w.UntilProvider(v1alpha1.ReasonSecretKeyMissing)
	w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonProviderNotReady)
	w.UpdateSecret("dwolla-api", goodCredentials)
	w.TouchProvider()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
}
