// Package metrics holds the operator's Prometheus metrics. Labels come from closed sets: no name or
// ID of a customer ever is one.
package metrics

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	ctrlmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/bonafide-dev/bonafide/provider"
)

var (
	// ProviderRequests counts calls at providers by operation and HTTP status; code 0 is no answer.
	ProviderRequests = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_provider_requests_total", Help: "Calls at providers by operation and HTTP status; code 0 is no answer.",
	}, []string{"provider", "operation", "code"})
	// ProviderSeconds is how long calls at providers take.
	ProviderSeconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "bonafide_provider_request_duration_seconds", Help: "Duration of calls at providers.",
		Buckets: prometheus.ExponentialBuckets(0.005, 2, 13),
	}, []string{"provider", "operation"})
	// WebhookRequests counts deliveries by the answer they got.
	WebhookRequests = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_webhook_requests_total", Help: "Deliveries at the webhook server by the HTTP status they were answered with.",
	}, []string{"code"})
	// WebhookEvents counts events by provider, topic and what became of them. Refused and
	// Undecodable ones have no topic: nothing of a body counts before its signature holds.
	WebhookEvents = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_webhook_events_total", Help: "Events by provider, topic and what became of them.",
	}, []string{"provider", "topic", "result"})
	// WebhookSeconds is how long it takes to answer a delivery.
	WebhookSeconds = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "bonafide_webhook_request_duration_seconds", Help: "Time from a delivery's arrival to its answer.",
		Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
	})
)

// Register adds the metrics to the registry that the manager serves.
func Register() {
	ctrlmetrics.Registry.MustRegister(ProviderRequests, ProviderSeconds, WebhookRequests, WebhookEvents, WebhookSeconds)
}

// Call records one call at a provider.
func Call(providerName string, c provider.Call) {
	ProviderRequests.WithLabelValues(providerName, c.Operation, strconv.Itoa(c.Code)).Inc()
	ProviderSeconds.WithLabelValues(providerName, c.Operation).Observe(c.Duration.Seconds())
}
