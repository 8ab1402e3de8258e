// Package metrics holds the operator's Prometheus metrics. Labels come from closed sets: no name or
// ID of a customer ever is one. docs/metrics.md has the table of all of them, and a test holds it
// against what is here.
//
// A subject has a file of its own, in which each metric is made with add: that is all it takes to have
// it registered.
package metrics

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	ctrlmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"
)

// collectors are all metrics of this package.
var collectors []prometheus.Collector

// add has a metric registered by Register.
func add[C prometheus.Collector](c C) C {
	collectors = append(collectors, c)
	return c
}

// Register adds the metrics to the registry that the manager serves.
func Register() { RegisterIn(ctrlmetrics.Registry) }

// RegisterIn adds the metrics to another registry.
func RegisterIn(r prometheus.Registerer) { r.MustRegister(collectors...) }

// All are the metrics that Register registers.
func All() []prometheus.Collector { return slices.Clone(collectors) }
