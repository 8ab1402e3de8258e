package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

func setState(w *harness.World, state v1alpha1.CustomerState) {
	w.Helper()
	w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.State = state })
}

func jane(w *harness.World) string {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	vc := w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilDelivered()
	return vc.Status.CustomerID
}

// spec.state closes and opens an account, wherever the operator dies.
func TestStateKilledAnywhere(t *testing.T) {
	t.Parallel()
	for _, d := range []death{{0, false}, {1, false}, {1, true}, {2, false}, {2, true}} {
		t.Run(fmt.Sprint(d), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			id := jane(w)
			for _, step := range []struct {
				state  v1alpha1.CustomerState
				phase  v1alpha1.Phase
				status string
			}{{v1alpha1.StateDeactivated, v1alpha1.PhaseDeactivated, "deactivated"}, {v1alpha1.StateActive, v1alpha1.PhaseVerified, "verified"}} {
				if d.n > 0 {
					op.Crash()
				}
				setState(w, step.state)
				if d.n > 0 {
					op = w.StartOperatorToDie(d.n, d.after)
					require.True(t, op.AwaitDeath(patience), "no step %d: %v", d.n, op.Steps())
					op = w.StartOperator()
				}
				w.UntilPhase("jane", step.phase)
				w.UntilDelivered()
				vc := settledGeneration(w, "jane")
				assert.Equal(t, step.phase, vc.Status.Phase)
				assert.Equal(t, step.status, w.Truth(id).Status)
				// Closed on purpose is not stalled, and nothing is still to come.
				assert.Empty(t, harness.Condition(vc, v1alpha1.ConditionStalled))
				assert.Empty(t, harness.Condition(vc, v1alpha1.ConditionReconciling))
				assert.Equal(t, v1alpha1.ReasonSynced, harness.Condition(vc, v1alpha1.ConditionSynced).Reason)
			}
			w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)

			// What the provider closes by itself afterwards, nobody opens: spec.state was Active all along.
			w.Move(id, controlapi.Move{Status: "deactivated"})
			w.UntilPhase("jane", v1alpha1.PhaseDeactivated)
			w.UntilDelivered()
			w.Touch("jane")
			settledGeneration(w, "jane")
			assert.Equal(t, "deactivated", w.Truth(id).Status)
			assert.Equal(t, v1alpha1.ReasonDeactivated, harness.Condition(w.Customer("jane"), v1alpha1.ConditionStalled).Reason)
		})
	}
}

// The operator closes an account and dies before it has written so down; the event that announces it is
// applied before anything else. It is this object's doing all the same, and this object opens it again.
func TestStateIsOpenedAgainWhoeverTellsOfTheClosing(t *testing.T) {
	t.Parallel()
	for _, d := range []death{{1, true}, {2, true}} {
		t.Run(fmt.Sprint(d), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			id := jane(w)
			op.Crash()
			hold(w)
			setState(w, v1alpha1.StateDeactivated)
			op = w.StartOperatorToDie(d.n, d.after)
			require.True(t, op.AwaitDeath(patience), "no step %d: %v", d.n, op.Steps())

			w.AddFault(always(http.MethodPost, pathOneCustomer, http.StatusServiceUnavailable))
			w.Move(id, controlapi.Move{Status: "deactivated", Silent: true}) // Wherever it died.
			w.StartOperator()
			untilServing(w)
			require.Equal(t, http.StatusOK, deliver(w, happened("customer_deactivated", id)).Code)
			requirePhase(w, "jane", v1alpha1.PhaseDeactivated)

			w.ClearFaults()
			setState(w, v1alpha1.StateActive)
			w.UntilPhase("jane", v1alpha1.PhaseVerified)
			assert.Equal(t, "verified", w.Truth(id).Status)
		})
	}
}

// A suspended customer cannot be closed: the condition says so, and the provider is not asked over
// and over.
func TestStateOfASuspendedCustomer(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := jane(w)
	w.Move(id, controlapi.Move{Status: "suspended"})
	vc := w.UntilPhase("jane", v1alpha1.PhaseSuspended)
	require.NotEmpty(t, vc.Status.Requirements)
	w.UntilDelivered()
	setState(w, v1alpha1.StateDeactivated)
	w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonStateNotAllowed)
	settledGeneration(w, "jane")
	settledGeneration(w, "jane")
	assert.LessOrEqual(t, w.Calls(routeChange), 2, "refused once, it is not sent again while nothing changes")
	setState(w, v1alpha1.StateActive)
	w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonSuspended)
	assert.Equal(t, "suspended", w.Truth(id).Status)
}

// However the provider refuses, it is not asked over and over.
func TestStateThatIsRefusedAsInvalid(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := jane(w)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Count: -1, Status: http.StatusBadRequest,
		Body: json.RawMessage(`{"code":"ValidationError","message":"Validation error(s) present.","_embedded":{"errors":[` +
			`{"code":"NotAllowed","message":"Status value not allowed.","path":"/status","_links":{}}]}}`)})
	setState(w, v1alpha1.StateDeactivated)
	w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonStateNotAllowed)
	for _, value := range []string{"a", "b"} {
		w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Labels = map[string]string{"touched": value} })
		// Where an input is to be corrected, it looks for that every five seconds.
		assert.Equal(t, 1, w.UntilAtRest("changes", 6*time.Second, func() int { return w.Calls(routeChange) }))
	}
	w.ClearFaults()
	setState(w, v1alpha1.StateActive)
	w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	assert.Equal(t, "verified", w.Truth(id).Status)
}

// An account that the provider closed is nobody's fault once spec says that it be closed. Active does not open
// it: that is told, and who can.
func TestStateOfWhatTheProviderClosed(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := jane(w)
	w.Move(id, controlapi.Move{Status: "deactivated"})
	vc := w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonDeactivated)
	require.Len(t, vc.Status.Requirements, 1)
	assert.Equal(t, "ReactivateCustomer", vc.Status.Requirements[0].Code)
	w.UntilDelivered()

	setState(w, v1alpha1.StateDeactivated)
	vc = settledGeneration(w, "jane")
	assert.Empty(t, harness.Condition(vc, v1alpha1.ConditionStalled))
	assert.Empty(t, vc.Status.Requirements)
	setState(w, v1alpha1.StateActive)
	vc = settledGeneration(w, "jane")
	assert.Equal(t, v1alpha1.ReasonDeactivated, harness.Condition(vc, v1alpha1.ConditionStalled).Reason)
	assert.Equal(t, "deactivated", w.Truth(id).Status)
	assert.Zero(t, w.Calls(routeChange))

	w.Move(id, controlapi.Move{Status: "activated"})
	w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
}
