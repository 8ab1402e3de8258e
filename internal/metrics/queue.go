package metrics

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// Depth is what the webhook server has in hand at one moment.
type Depth struct {
	// Reading is how many bodies are being read.
	Reading int
	// Lookups is how many genuine events have their customer looked for.
	Lookups int
	// Working is how many genuine events are being taken, or wait for the turn of their customer.
	Working int
	// Parked is how many events, all answered with 503, wait in memory for their customer.
	Parked int
	// Connections is how many are open.
	Connections int
}

// Queue tells, whenever it is scraped, what the webhook server has in hand.
var Queue = add(&queue{
	desc: prometheus.NewDesc("bonafide_webhook_queue_depth", "What the webhook server has in hand: bodies being read, events whose customer is looked for, whose effect is brought about, or that wait in memory, and open connections.", []string{"state"}, nil),
})

type queue struct {
	desc  *prometheus.Desc
	depth atomic.Pointer[func() Depth]
}

// CountWith sets who knows the depth; the last one is asked. It must not block.
func (q *queue) CountWith(depth func() Depth) { q.depth.Store(&depth) }

// Describe implements prometheus.Collector.
func (q *queue) Describe(out chan<- *prometheus.Desc) { out <- q.desc }

// Collect implements prometheus.Collector.
func (q *queue) Collect(out chan<- prometheus.Metric) {
	depth := q.depth.Load()
	if depth == nil {
		return
	}
	d := (*depth)()
	for state, n := range map[string]int{
		"Reading": d.Reading, "Lookups": d.Lookups, "Working": d.Working, "Parked": d.Parked, "Connections": d.Connections,
	} {
		out <- prometheus.MustNewConstMetric(q.desc, prometheus.GaugeValue, float64(n), state)
	}
}
