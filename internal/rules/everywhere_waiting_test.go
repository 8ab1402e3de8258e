package rules

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// Who waits for something in the cluster is left alone: what a look brings is written, and that write is no
// reason to look again.
func TestRule06WhoWaitsIsLeftAlone(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		w.UntilProvider(v1alpha1.ReasonAuthenticated)
		waiting := withoutAFile(w)
		w.UntilReason(waiting, v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
		for range 3 {
			w.Touch(waiting)
		}
		before := w.Customer(waiting)

		// Somebody else's whole way gives it the time for many looks.
		approved(w, p.Person(w, "jane"))
		after := w.Customer(waiting)
		assert.Equal(t, before.ResourceVersion, after.ResourceVersion, "%s was written again: %v", waiting, after.Status.LastSyncTime)
	})
}

// withoutAFile applies somebody who waits for the Secret of a document.
func withoutAFile(w *harness.World) (name string) {
	if !w.Platform.Abilities().Packs {
		dora := w.Person("dora", "document")
		dora.Spec.Documents = []v1alpha1.DocumentSpec{{
			Name: "front", Type: "License", Subject: "Person",
			Source: v1alpha1.DocumentSource{SecretKeyRef: &v1alpha1.SecretKeyReference{Name: "nothing", Key: "front.png"}},
		}}
		w.Apply(dora, "1234")
		return dora.Name
	}
	dora := w.Platform.Person(w, "dora")
	applyWithoutABill(w, dora)
	return dora.Name
}

// applyWithoutABill applies a person but for the Secret of one document, which it returns.
func applyWithoutABill(w *harness.World, a harness.Applicant) (missing *corev1.Secret) {
	w.Helper()
	for _, s := range a.Secrets {
		if strings.HasSuffix(s.Name, "-bill") {
			missing = s.DeepCopy()
		} else {
			w.Create(s.DeepCopy())
		}
	}
	require.NotNil(w, missing)
	w.ApplyCustomer(a)
	return missing
}
