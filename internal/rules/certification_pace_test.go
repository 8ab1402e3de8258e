package rules

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// A statement that the provider does not take yet is made again every few minutes, as the condition says, and not as
// often as a Secret is looked at; nor is the provider's list of owners read that often in which one is missing.
func TestCertificationIsNotTriedAllTheTime(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ route, path, method string }{
		"refused": {"POST /customers/{id}/beneficial-ownership", "^/customers/[^/]+/beneficial-ownership$", http.MethodPost},
		"missing": {"GET /customers/{id}/beneficial-owners", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			business(w, "olga")
			w.ApplyOwner(w.Owner("olga", "acme", "Olga"), "123456789")
			untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			w.UntilDelivered()
			reason := v1alpha1.ReasonOwnersNotVerified
			if tc.path != "" {
				w.AddFault(controlapi.Fault{Method: tc.method, Path: tc.path, Count: -1, Status: http.StatusForbidden,
					Body: json.RawMessage(`{"code":"InvalidResourceState","message":"Resource cannot be modified."}`)})
			} else {
				reason = v1alpha1.ReasonOwnersMissing
				w.AddFault(controlapi.Fault{Method: http.MethodGet, Path: pathOwners, Count: -1, Status: http.StatusOK,
					Body: json.RawMessage(`{"_links":{},"_embedded":{"beneficial-owners":[]},"total":0}`)})
			}
			setCertified(w, true)
			w.UntilReason("acme", v1alpha1.ConditionOwnershipCertified, reason)
			assert.Positive(t, w.UntilAtRest("calls", 12*time.Second, func() int { return w.Calls(tc.route) }))
		})
	}
}
