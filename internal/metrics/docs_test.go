package metrics_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/internal/metrics/reference"
	"github.com/bonafide-dev/bonafide/provider"
)

// The page lists exactly what is registered, with the type and the labels that it has, and what is
// registered is what promlint wants.
func TestThePageListsWhatIsRegistered(t *testing.T) {
	documented, err := reference.Read("../../docs/metrics.md")
	require.NoError(t, err)
	registry := prometheus.NewRegistry()
	metrics.RegisterIn(registry)
	for _, c := range metrics.All() {
		touch(t, c, documented)
	}
	metrics.Queue.CountWith(func() metrics.Depth { return metrics.Depth{Working: 1} })
	metrics.Fleet.CountWith(func(context.Context) (metrics.Count, error) {
		somebody := map[metrics.Standing]int{{Provider: "dwolla", Phase: "Verified"}: 1}
		return metrics.Count{Customers: somebody, Owners: somebody}, nil
	})
	families, err := registry.Gather()
	require.NoError(t, err)
	var registered []string
	for _, family := range families {
		registered = append(registered, family.GetName())
		row, listed := documented[family.GetName()]
		if !assert.True(t, listed, "docs/metrics.md does not list %s", family.GetName()) {
			continue
		}
		assert.Equal(t, strings.ToLower(family.GetType().String()), row.Type, family.GetName())
		for _, metric := range family.GetMetric() {
			var names []string
			for _, label := range metric.GetLabel() {
				names = append(names, label.GetName())
			}
			assert.ElementsMatch(t, slices.Collect(maps.Keys(row.Labels)), names, family.GetName())
		}
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(documented)), registered, "docs/metrics.md lists something else than is registered")
	problems, err := testutil.GatherAndLint(registry)
	require.NoError(t, err)
	assert.Empty(t, problems)
}

// touch gives a metric a series, with the labels that the page has for it.
func touch(t *testing.T, c prometheus.Collector, documented map[string]reference.Metric) {
	t.Helper()
	descs := make(chan *prometheus.Desc, 8)
	c.Describe(descs)
	name, _, _ := strings.Cut(strings.TrimPrefix((<-descs).String(), `Desc{fqName: "`), `"`)
	labels := prometheus.Labels{}
	for label := range documented[name].Labels {
		labels[label] = "x"
	}
	var err error
	switch vec := c.(type) {
	case *prometheus.CounterVec:
		_, err = vec.GetMetricWith(labels)
	case *prometheus.GaugeVec:
		_, err = vec.GetMetricWith(labels)
	case *prometheus.HistogramVec:
		_, err = vec.GetMetricWith(labels)
	}
	assert.NoError(t, err, name)
}

func TestAnUnknownTopicIsNoLabel(t *testing.T) {
	before := testutil.CollectAndCount(metrics.WebhookEvents)
	for _, topic := range []string{"customer_danced", "customer_sang"} {
		metrics.Event("dwolla", provider.Event{Topic: topic, UnknownTopic: true}, "NoNews")
	}
	assert.Equal(t, before+1, testutil.CollectAndCount(metrics.WebhookEvents))
	assert.Equal(t, 2.0, testutil.ToFloat64(metrics.WebhookEvents.WithLabelValues("dwolla", metrics.UnknownTopic, "NoNews")))
}

// An event from the future has its time from another clock.
func TestNoEventTakesLessThanNoTime(t *testing.T) {
	now := time.Now()
	metrics.EventEffective("fin", provider.Event{Time: now.Add(time.Hour)}, now)
	metrics.EventEffective("fin", provider.Event{Time: now.Add(-time.Second)}, now)
	var got dto.Metric
	require.NoError(t, metrics.EventSeconds.WithLabelValues("fin").(prometheus.Histogram).Write(&got))
	assert.Equal(t, uint64(2), got.GetHistogram().GetSampleCount())
	assert.Equal(t, 1.0, got.GetHistogram().GetSampleSum())
}

func TestHoldsAreCounted(t *testing.T) {
	metrics.Hold("blaaiz", provider.Hold{Operation: "GetCustomer", Reason: provider.HoldPaused})
	metrics.Hold("blaaiz", provider.Hold{Operation: "GetCustomer", Reason: provider.HoldQueueFull})
	metrics.Hold("blaaiz", provider.Hold{Operation: "GetCustomer", Reason: provider.HoldPause, Duration: time.Hour})
	assert.Equal(t, 1.0, testutil.ToFloat64(metrics.Unsent.WithLabelValues("blaaiz", "GetCustomer", "Paused")))
	assert.Equal(t, 1.0, testutil.ToFloat64(metrics.Unsent.WithLabelValues("blaaiz", "GetCustomer", "QueueFull")))
	assert.Equal(t, 1.0, testutil.ToFloat64(metrics.Pauses.WithLabelValues("blaaiz")))
	assert.Greater(t, testutil.ToFloat64(metrics.PausedUntil.WithLabelValues("blaaiz")), float64(time.Now().Add(30*time.Minute).Unix()))
}
