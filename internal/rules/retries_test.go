package rules

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// While the API server does not do its part, what the provider said is written down all the same. That must not have
// the provider asked again at once, whatever the look was for.
func TestRetriesOfWhatTheAPIServerFailsAreSpread(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	needsRetry(w)
	w.UntilDelivered()
	op.Block(func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/secrets/ravi")
	})
	w.Ask("ravi")
	took := w.UntilGrown("looks", 4, func() int { return w.Calls(routeLook) })
	assert.GreaterOrEqual(t, took, 2*time.Second, "tries after one, two and four seconds")
	op.Block(nil)
	w.Touch("ravi")
}

// Somebody asks for data to be sent once more that the provider refused, while the account cannot be used: they are
// sent once it can be.
func TestRetriesThatAreAskedForAreNotForgotten(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathCustomers, Status: http.StatusBadRequest,
		Body: json.RawMessage(`{"code":"ValidationError","message":"Validation error(s) present.","_embedded":{"errors":[` +
			`{"code":"Invalid","message":"FirstName invalid.","path":"/firstName","_links":{}}]}}`)})
	w.Apply(w.Person("jane", "Jane"), "1234")
	w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	w.UpdateSecret("dwolla-api", map[string]string{"key": "sandbox-key"})
	w.TouchProvider()
	w.UntilProvider(v1alpha1.ReasonSecretKeyMissing)
	w.Touch("jane")
	w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonProviderNotReady)
	w.UpdateSecret("dwolla-api", goodCredentials)
	w.TouchProvider()
	w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
}

// Nor is a document, that the provider did not take.
func TestRetriesOfDocumentsThatAreAskedForAreNotForgotten(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: "^/customers/[^/]+/documents$", Status: http.StatusBadRequest,
		Body: json.RawMessage(`{"code":"invalidFileType","message":"File type not supported."}`)})
	setPicture(w, "dora-docs", "dora", true)
	dora(w)
	w.UntilReason("dora", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	w.UpdateSecret("dwolla-api", map[string]string{"key": "sandbox-key"})
	w.TouchProvider()
	w.UntilProvider(v1alpha1.ReasonSecretKeyMissing)
	w.Touch("dora")
	w.UntilReason("dora", v1alpha1.ConditionSynced, v1alpha1.ReasonProviderNotReady)
	w.UpdateSecret("dwolla-api", goodCredentials)
	w.TouchProvider()
	w.UntilCustomer("dora", "uploaded", hasDocument("Pending", ""))
	oncePerContent(w, 1)
}
