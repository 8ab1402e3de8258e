package rules

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// At a shutdown readiness ends first. Who has not noticed yet is served for the delay, and told to
// connect elsewhere; what is under way at its end is finished.
func TestEdgeShutdown(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	health := harness.FreeAddress(w)
	op := w.StartOperator(func(o *operator.Options) {
		o.HealthAddress, o.Exposure.ShutdownDelay = health, 15*time.Second
	})
	ids := verified(w, 2)
	ready := func() int { return send(w, http.MethodGet, "http://"+health+"/readyz", nil, nil).Code }
	w.Until("it is ready", func() bool { return ready() == http.StatusOK })
	hold(w)
	for _, id := range ids {
		w.Move(id, controlapi.Move{Status: "suspended"})
	}
	writes := op.Stall(harness.StatusWrites)
	underWay := make(chan answer, 1)
	go func() { underWay <- deliver(w, happened("customer_suspended", ids["jane-0"])) }()
	writes.UntilHeld(1)

	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		op.Stop()
	}()
	w.Until("readiness ends", func() bool { return ready() != http.StatusOK })
	a := deliver(w, happened("customer_created", ids["jane-1"]))
	require.Equal(t, http.StatusOK, a.Code, "after readiness ended: %s", a.Text)
	writes.Release()
	assert.Equal(t, http.StatusOK, (<-underWay).Code)
	require.Equal(t, http.StatusOK, deliver(w, happened("customer_suspended", ids["jane-1"])).Code)
	<-stopped
	assert.Zero(t, deliver(w, happened("customer_created", ids["jane-1"])).Code, "the listener is closed")
	for name := range ids {
		requirePhase(w, name, v1alpha1.PhaseSuspended)
	}
}
