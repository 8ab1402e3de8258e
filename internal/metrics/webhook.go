package metrics

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/bonafide-dev/bonafide/provider"
)

var (
	// WebhookRequests counts deliveries by the answer they got.
	WebhookRequests = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_webhook_requests_total", Help: "Deliveries at the webhook server by the HTTP status they were answered with.",
	}, []string{"code"}))
	// WebhookSeconds is how long it takes to answer a delivery.
	WebhookSeconds = add(prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "bonafide_webhook_request_duration_seconds", Help: "Time from a delivery's arrival to its answer.",
		Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
	}))
	// WebhookEvents counts events by provider, topic and what became of them. Refused and
	// Undecodable ones have no topic: nothing of a body counts before its signature holds.
	WebhookEvents = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_webhook_events_total", Help: "Events by provider, topic and what became of them.",
	}, []string{"provider", "topic", "result"}))
	// EventSeconds is how long events take from the provider to the API server.
	EventSeconds = add(prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "bonafide_webhook_event_to_condition_seconds", Help: "Time from an event's creation, on the provider's clock, until its effect is in the API server.",
		Buckets: prometheus.ExponentialBuckets(0.01, 2.5, 14),
	}, []string{"provider"}))
)

// UnknownTopic is the topic of events whose own is not known: labels come from closed sets.
const UnknownTopic = "unknown"

// Answered records the answer to a delivery.
func Answered(code int, took time.Duration) {
	WebhookRequests.WithLabelValues(strconv.Itoa(code)).Inc()
	WebhookSeconds.Observe(took.Seconds())
}

// Event records what became of an event. A topic that its driver does not know counts as unknown.
func Event(providerName string, e provider.Event, result string) {
	topic := e.Topic
	if e.UnknownTopic {
		topic = UnknownTopic
	}
	WebhookEvents.WithLabelValues(providerName, topic, result).Inc()
}

// EventEffective records that the effect of an event is in the API server now. An event from the
// future has its time from another clock: it counts as no time at all.
func EventEffective(providerName string, e provider.Event, now time.Time) {
	EventSeconds.WithLabelValues(providerName).Observe(max(now.Sub(e.Time).Seconds(), 0))
}
