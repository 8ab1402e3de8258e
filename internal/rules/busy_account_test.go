package rules

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// While the operator has more to ask than the provider's rate limit lets it, as when a team applies many customers at
// once, an event is taken all the same: its look goes before the calls that have time.
func TestRule03EventsAreTakenWhileTheAccountIsBusy(t *testing.T) {
	t.Parallel()
	platforms := harness.Platforms()
	at := slices.IndexFunc(platforms, func(p harness.Platform) bool { return p.Name() == "blaaiz" })
	require.GreaterOrEqual(t, at, 0)
	w := harness.NewWorld(t, harness.On(platforms[at]))
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	jane := w.Platform.Person(w, "jane")
	w.ApplyAll(jane)
	id := reviewed(w, jane)
	w.Platform.Decide(w, id, harness.Verified, true)

	// The driver's own rate, 24 a minute, with no burst to live on.
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.RateLimit = v1alpha1.RateLimit{Burst: 1} })
	for i := range 8 {
		w.ApplyAll(w.Platform.Person(w, fmt.Sprintf("crowd-%d", i)))
	}
	w.UntilGrown("calls", 5, w.TotalCalls) // One every two and a half seconds: everybody else who works waits for one.
	began := time.Now()
	require.Equal(t, http.StatusOK, announce(w, news(id, harness.Verified)).Code, "after %s", time.Since(began))
	assert.Equal(t, v1alpha1.PhaseVerified, w.Customer("jane").Status.Phase)
}
