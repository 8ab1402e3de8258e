package metrics

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// countTimeout bounds a count: a scrape must not hang while the caches are being filled.
const countTimeout = 2 * time.Second

// Standing is where somebody stands: all that is counted of a customer or an owner.
type Standing struct {
	Provider string
	Phase    string
}

// Count is how many objects of each kind stand where.
type Count struct{ Customers, Owners map[Standing]int }

// Fleet counts customers and owners, whenever it is scraped.
var Fleet = add(&fleet{
	customers: prometheus.NewDesc("bonafide_customers", "VerifiedCustomers by provider and phase.", []string{"provider", "phase"}, nil),
	owners:    prometheus.NewDesc("bonafide_owners", "BeneficialOwners by provider and phase.", []string{"provider", "phase"}, nil),
})

type fleet struct {
	customers, owners *prometheus.Desc
	count             atomic.Pointer[func(context.Context) (Count, error)]
}

// CountWith sets who counts; the last one is asked.
func (f *fleet) CountWith(count func(context.Context) (Count, error)) { f.count.Store(&count) }

// Describe implements prometheus.Collector.
func (f *fleet) Describe(out chan<- *prometheus.Desc) { out <- f.customers; out <- f.owners }

// Collect implements prometheus.Collector. What cannot be counted now is left out: an error would take
// all other metrics with it.
func (f *fleet) Collect(out chan<- prometheus.Metric) {
	count := f.count.Load()
	if count == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), countTimeout)
	defer cancel()
	c, err := (*count)(ctx)
	if err != nil {
		return
	}
	send := func(desc *prometheus.Desc, standings map[Standing]int) {
		for s, n := range standings {
			out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(n), s.Provider, s.Phase)
		}
	}
	send(f.customers, c.Customers)
	send(f.owners, c.Owners)
}
