package rules

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
)

// An operator that no longer leads, and does not know it, is about to write down the upload of the same document at
// the same moment as the one that leads: the document is sent under one key, so that it is there once however often.
func TestDocumentOfTwoOperators(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var mu sync.Mutex
	keys := map[string]bool{}
	listen := func(o *operator.Options) {
		o.ProviderTransport = tap{o.ProviderTransport, func(r *http.Request) {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/documents") {
				mu.Lock()
				defer mu.Unlock()
				keys[r.Header.Get("Idempotency-Key")] = true
			}
		}}
	}
	first := w.StartOperator(listen)
	dora(w)
	w.UntilReason("dora", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
	w.UntilDelivered()
	second := w.StartReplica(w.Config, anyAddress, listen)
	w.Touch("dora") // The second one knows her, too.
	writes := []*harness.Stall{first.Stall(harness.StatusWrites), second.Stall(harness.StatusWrites)}
	setPicture(w, "dora-docs", "dora", true)
	w.Ask("dora")
	for _, s := range writes {
		s.UntilHeld(1)
	}
	for _, s := range writes {
		s.Release()
	}
	w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	w.Touch("dora")
	vc := w.UntilCustomer("dora", "through with the document", func(vc *v1alpha1.VerifiedCustomer) bool {
		return len(vc.Status.Documents) == 1 && vc.Status.Documents[0].ID != "" && vc.Status.Documents[0].StartedAt == nil
	})
	oncePerContent(w, 1)
	mu.Lock()
	defer mu.Unlock()
	assert.Len(t, keys, 1, "keys of uploads: %v", vc.Status.Documents)
}
