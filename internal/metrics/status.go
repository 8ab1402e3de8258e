package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	// StatusPatches counts the writes of status.
	StatusPatches = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_status_patches_total", Help: "Writes of status that were sent to the API server, by what came of them; after a Conflict the object is read and tried again.",
	}, []string{"kind", "result"}))
	// VerificationSeconds is how long it took from an object's creation until it was verified.
	VerificationSeconds = add(prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "bonafide_verification_duration_seconds", Help: "Time from an object's creation until the provider verified it for the first time.",
		// A second, to three weeks: people are slow.
		Buckets: []float64{1, 2, 5, 15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 86400, 2 * 86400, 4 * 86400, 7 * 86400, 21 * 86400},
	}, []string{"kind"}))
)

// Results of StatusPatches.
const (
	PatchWritten  = "Written"
	PatchConflict = "Conflict"
	PatchFailed   = "Failed"
)

// Verified records that somebody is verified for the first time, who was created so long ago.
func Verified(kind string, took time.Duration) {
	VerificationSeconds.WithLabelValues(kind).Observe(max(took.Seconds(), 0))
}
