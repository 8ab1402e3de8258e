package rules

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"
	ctrlmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/metrics"
)

var registered sync.Once

// metricsText is what /metrics serves, over all operators of this process.
func metricsText(w *harness.World) string {
	w.Helper()
	registered.Do(metrics.Register)
	recorder := httptest.NewRecorder()
	promhttp.HandlerFor(ctrlmetrics.Registry, promhttp.HandlerOpts{}).
		ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(w, http.StatusOK, recorder.Code)
	return recorder.Body.String()
}

// counted is the value of bonafide_webhook_events_total for a topic and a result.
func counted(w *harness.World, topic, result string) int {
	w.Helper()
	series := `bonafide_webhook_events_total{provider="dwolla",result="` + result + `",topic="` + topic + `"} `
	for line := range strings.Lines(metricsText(w)) {
		if value, ok := strings.CutPrefix(line, series); ok {
			n, err := strconv.Atoi(strings.TrimSpace(value))
			require.NoError(w, err)
			return n
		}
	}
	return 0
}
