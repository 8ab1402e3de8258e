package rules

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Why a customer was rejected stands in the event alone, as Blaaiz's pages allow: status says it, and goes on saying it
// after later looks, until the status is another.
func TestReasonOfTheEventStays(t *testing.T) {
	t.Parallel()
	platforms := harness.Platforms()
	at := slices.IndexFunc(platforms, func(p harness.Platform) bool { return p.Name() == "blaaiz" })
	require.GreaterOrEqual(t, at, 0)
	w := harness.NewWorld(t, harness.On(platforms[at]))
	omit := true
	require.NoError(t, w.Control.Set(w.Context, controlapi.Settings{Blaaiz: &controlapi.BlaaizSettings{OmitComments: &omit}}))
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	jane := w.Platform.Person(w, "jane")
	w.ApplyAll(jane)
	id := reviewed(w, jane)
	says := func(vc *v1alpha1.VerifiedCustomer) bool {
		return slices.ContainsFunc(vc.Status.Requirements, func(r v1alpha1.Requirement) bool {
			return r.Message == "Blaaiz rejected the customer: Born [REDACTED]? Not legible."
		})
	}
	_, err := w.Control.MoveBlaaizCustomer(w.Context, id, controlapi.BlaaizMove{Status: "REJECTED", Comment: "Born 12 March 1971? Not legible."})
	require.NoError(t, err)
	w.UntilCustomer("jane", "told why", says)
	before := w.Customer("jane").Status.Facts.Observation.Serial
	w.Ask("jane")
	w.UntilCustomer("jane", "looked at again, and still told why", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.Facts.Observation.Serial > before && says(vc)
	})
	before = w.Customer("jane").Status.Facts.Observation.Serial
	require.Equal(t, http.StatusOK, announce(w, news(id, harness.Verified)).Code)
	after := w.Customer("jane")
	assert.Greater(t, after.Status.Facts.Observation.Serial, before)
	assert.True(t, says(after), "an event that gives no reason takes nothing from what was told")

	w.Platform.Decide(w, id, harness.Verified, false)
	w.UntilCustomer("jane", "verified", func(vc *v1alpha1.VerifiedCustomer) bool {
		o := vc.Status.Facts.Observation
		return o.Status == "VERIFIED" && o.Remark == "" && !strings.Contains(o.Reason, "Rejected")
	})
}
