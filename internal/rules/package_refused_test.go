package rules

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// A package is refused because it has another file than the one that was approved under its name: status keeps
// telling what became of the one that the provider has.
func TestRefusedPackageLeavesDocumentsAsTheyAre(t *testing.T) {
	t.Parallel()
	platforms := harness.Platforms()
	at := slices.IndexFunc(platforms, func(p harness.Platform) bool { return p.Name() == "blaaiz" })
	require.GreaterOrEqual(t, at, 0)
	w := harness.NewWorld(t, harness.On(platforms[at]))
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	acme := w.Platform.Business(w, "acme")
	w.ApplyAll(acme)
	id := reviewed(w, acme)
	truth, err := w.Control.BlaaizCustomer(w.Context, id)
	require.NoError(t, err)
	m := controlapi.BlaaizMove{Status: "REJECTED", Comment: "The information could not be verified."}
	for _, d := range truth.Documents {
		m.Reviews = append(m.Reviews, controlapi.BlaaizReview{ID: d.ID, Status: "APPROVED"})
	}
	_, err = w.Control.MoveBlaaizCustomer(w.Context, id, m)
	require.NoError(t, err)
	accepted := func(vc *v1alpha1.VerifiedCustomer) bool {
		n := 0
		for _, d := range vc.Status.Documents {
			if d.Status == "Accepted" && d.StartedAt == nil && d.ID != "" {
				n++
			}
		}
		return n == len(truth.Documents)
	}
	before := w.UntilCustomer("acme", "told of its documents", accepted).Status.Documents

	i := slices.IndexFunc(acme.Customer.Spec.Documents, func(d v1alpha1.DocumentSpec) bool { return d.Name == "statement" })
	source := acme.Customer.Spec.Documents[i].Source.SecretKeyRef
	w.UpdateSecret(source.Name, map[string]string{source.Key: "\x89PNG\r\n\x1a\nanother statement of " + w.Namespace})
	w.Ask("acme")
	w.UntilReason("acme", v1alpha1.ConditionSynced, v1alpha1.ReasonInvalidInput)
	vc := w.Touch("acme")
	assert.Equal(t, before, vc.Status.Documents)
}
