package backfill

import (
	"context"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/metrics"
)

// holding is a client that has one object.
type holding struct {
	client.Client
	vp *v1alpha1.VerificationProvider
}

func (h holding) Get(_ context.Context, _ client.ObjectKey, o client.Object, _ ...client.GetOption) error {
	h.vp.DeepCopyInto(o.(*v1alpha1.VerificationProvider))
	return nil
}

// A leader that begins tells at once when the last walk was, also of an account that cannot be walked: the
// alert on walks that fail must not be silent for it.
func TestTheLastRunIsToldFromTheStart(t *testing.T) {
	vp := anAccount()
	vp.Namespace, vp.Name = "told-from-the-start", "dwolla"
	vp.Status.Backfill = &v1alpha1.BackfillStatus{LastRunTime: *seconds(start.Add(-time.Hour))}
	clock := clocktesting.NewFakePassiveClock(start)
	_, err := New(holding{vp: vp}, nil, nil, clock, Options{}).Reconcile(t.Context(), ctrl.Request{NamespacedName: client.ObjectKeyFromObject(vp)})
	require.NoError(t, err)
	got := testutil.ToFloat64(metrics.BackfillLastRun.WithLabelValues("told-from-the-start/dwolla"))
	assert.Equal(t, float64(start.Add(-time.Hour).Unix()), got)
}
