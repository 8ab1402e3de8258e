package rules

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	coordinationv1 "k8s.io/api/coordination/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// loseLease gives the lease of a world's operators to somebody else.
func loseLease(w *harness.World) {
	w.Helper()
	var leases coordinationv1.LeaseList
	require.NoError(w, w.Kube.List(w.Context, &leases, client.InNamespace(w.Namespace)))
	require.Len(w, leases.Items, 1)
	lease := leases.Items[0].DeepCopy()
	lease.Spec.HolderIdentity, lease.Spec.LeaseDurationSeconds = ptr.To("somebody else"), ptr.To[int32](3600)
	require.NoError(w, w.Kube.Patch(w.Context, lease, client.MergeFrom(&leases.Items[0])))
}

// A leader that loses the lease ends. Until it has, it takes deliveries as one does that is told to end.
func TestRule10ALeaderThatLosesTheLeaseFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	health := harness.FreeAddress(w)
	leader := startLeader(w, func(o *operator.Options) {
		o.LeaseDuration, o.HealthAddress, o.Exposure.ShutdownDelay = 3*time.Second, health, 2*time.Second
	})
	ready := func() bool {
		return send(w, http.MethodGet, "http://"+health+"/readyz", nil, nil).Code == http.StatusOK
	}
	w.Until("it is ready", ready)
	ids := verified(w, 2)
	hold(w)
	for _, id := range ids {
		w.Move(id, controlapi.Move{Status: "suspended"})
	}
	writes := leader.Stall(harness.StatusWrites)
	underWay := make(chan answer, 1)
	go func() { underWay <- deliver(w, happened("customer_suspended", ids["jane-0"])) }()
	writes.UntilHeld(1)

	loseLease(w)
	w.Until("readiness ends", func() bool { return !ready() })
	writes.Release()
	assert.Equal(t, http.StatusOK, (<-underWay).Code)
	require.Equal(t, http.StatusOK, deliver(w, happened("customer_suspended", ids["jane-1"])).Code)
	require.ErrorContains(t, leader.AwaitFailure(), "leader election lost")
	for name := range ids {
		requirePhase(w, name, v1alpha1.PhaseSuspended)
	}
}
