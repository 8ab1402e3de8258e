package metrics

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/bonafide-dev/bonafide/provider"
)

var (
	// ProviderRequests counts calls at providers by operation and HTTP status; code 0 is no answer.
	ProviderRequests = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_provider_requests_total", Help: "Calls at providers by operation and HTTP status; code 0 is no answer.",
	}, []string{"provider", "operation", "code"}))
	// ProviderSeconds is how long calls at providers take.
	ProviderSeconds = add(prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "bonafide_provider_request_duration_seconds", Help: "Duration of calls at providers.",
		Buckets: prometheus.ExponentialBuckets(0.005, 2, 13),
	}, []string{"provider", "operation"}))
	// RateLimitWaits is how long calls waited for the account's own rate limit.
	RateLimitWaits = add(prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "bonafide_provider_rate_limit_wait_seconds", Help: "How long calls at providers waited for spec.rateLimit; those that did not wait are not counted.",
		Buckets: prometheus.ExponentialBuckets(0.01, 2, 12),
	}, []string{"provider"}))
	// Unsent counts calls that were not made.
	Unsent = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_provider_unsent_requests_total", Help: "Calls at providers that were not made, by the reason: the provider asked for a pause, or the rate limit has no place in time.",
	}, []string{"provider", "operation", "reason"}))
	// Pauses counts how often a provider asked for a pause.
	Pauses = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_provider_pauses_total", Help: "How often a provider asked to be left alone for a while (HTTP status 429).",
	}, []string{"provider"}))
	// PausedUntil is when the last pause that a provider asked for ends.
	PausedUntil = add(prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "bonafide_provider_paused_until_timestamp_seconds", Help: "Unix time at which the last pause ends that a provider asked for at one of its accounts.",
	}, []string{"provider"}))
	// Creates counts submissions of new customers and owners by what came of them.
	Creates = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_creates_total", Help: "Submissions of new customers and owners by outcome; Unknown ones may or may not have been taken, and are looked into before anything else.",
	}, []string{"provider", "kind", "outcome"}))
)

// Outcomes of Creates.
const (
	CreateTaken   = "Created"
	CreateRefused = "Refused"
	CreateUnknown = "Unknown"
)

// Call records one call at a provider.
func Call(providerName string, c provider.Call) {
	ProviderRequests.WithLabelValues(providerName, c.Operation, strconv.Itoa(c.Code)).Inc()
	ProviderSeconds.WithLabelValues(providerName, c.Operation).Observe(c.Duration.Seconds())
}

// Hold records what held calls at a provider back.
func Hold(providerName string, h provider.Hold) {
	switch h.Reason {
	case provider.HoldRateLimit:
		RateLimitWaits.WithLabelValues(providerName).Observe(h.Duration.Seconds())
	case provider.HoldPause:
		Pauses.WithLabelValues(providerName).Inc()
		PausedUntil.WithLabelValues(providerName).Set(float64(time.Now().Add(h.Duration).Unix()))
	default:
		Unsent.WithLabelValues(providerName, h.Operation, string(h.Reason)).Inc()
	}
}

// Create records what came of a submission.
func Create(providerName, kind string, err error) {
	outcome := CreateTaken
	if err != nil {
		outcome = CreateRefused
		if provider.OutcomeOf(err) == provider.OutcomeUnknown {
			outcome = CreateUnknown
		}
	}
	Creates.WithLabelValues(providerName, kind, outcome).Inc()
}
