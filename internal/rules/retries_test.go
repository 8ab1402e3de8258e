package rules

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bonafide-dev/bonafide/internal/harness"
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
	looks := w.Calls(routeLook)
	w.Ask("ravi")
	time.Sleep(6 * time.Second) // Tries after one, two and four seconds.
	assert.LessOrEqual(t, w.Calls(routeLook)-looks, 5)
	op.Block(nil)
	w.Touch("ravi")
}
