package rules

import (
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	ctrlmetrics "sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/internal/metrics/reference"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// What is scraped from operators at work is what docs/metrics.md lists: no other metric, no other label,
// no other value.
func TestScrapesHoldWhatThePageLists(t *testing.T) {
	t.Parallel()
	for _, p := range harness.Platforms() {
		at := harness.NewWorld(t, harness.On(p))
		at.StartOperator()
		approved(at, anyone(at, v1alpha1.CustomerPersonal, "jane"))
	}
	w := harness.NewWorld(t)
	w.StartOperator()
	ids := verified(w, 1)
	id := ids["jane-0"]

	require.Equal(t, 200, deliver(w, happened("customer_funding_source_unverified", id)).Code)
	require.Equal(t, 200, deliver(w, happened("customer_danced", id)).Code)
	require.Equal(t, 401, post(w, w.HookURL(), nil, []byte("{}")).Code)
	w.AddFault(controlapi.Fault{Path: "/customers/" + id, Status: 429})
	w.Move(id, controlapi.Move{Status: "suspended"})
	w.Until("the pause that the provider asked for is counted", func() bool { return value(w, "bonafide_provider_pauses_total", nil) > 0 })

	documented, err := reference.Read("../../docs/metrics.md")
	require.NoError(t, err)
	for _, family := range scrape(w) {
		if len(family.GetName()) < 9 || family.GetName()[:9] != "bonafide_" {
			continue
		}
		row, listed := documented[family.GetName()]
		if !assert.True(t, listed, "%s is scraped, and docs/metrics.md does not list it", family.GetName()) {
			continue
		}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				pattern := row.Labels[label.GetName()]
				if assert.NotNil(t, pattern, "%s has a label %s", family.GetName(), label.GetName()) {
					assert.Regexp(t, pattern, label.GetValue(), "%s, label %s", family.GetName(), label.GetName())
				}
			}
		}
	}
	assert.Positive(t, value(w, "bonafide_webhook_events_total", map[string]string{"topic": metrics.UnknownTopic}))
	assert.Positive(t, value(w, "bonafide_status_patches_total", map[string]string{"result": metrics.PatchWritten}))
	assert.Positive(t, value(w, "bonafide_creates_total", map[string]string{"outcome": metrics.CreateTaken}))
	for _, p := range harness.Platforms() {
		assert.Positive(t, value(w, "bonafide_webhook_event_to_condition_seconds", map[string]string{"provider": p.Name()}))
	}
}

// A verification is timed once, however often the customer becomes verified again.
func TestAVerificationIsTimedOnce(t *testing.T) {
	w := harness.NewWorld(t)
	w.StartOperator()
	before := value(w, "bonafide_verification_duration_seconds", map[string]string{"kind": "VerifiedCustomer"})
	id := verified(w, 1)["jane-0"]
	once := value(w, "bonafide_verification_duration_seconds", map[string]string{"kind": "VerifiedCustomer"})
	assert.Equal(t, before+1, once)

	w.Move(id, controlapi.Move{Status: "suspended"})
	w.UntilPhase("jane-0", v1alpha1.PhaseSuspended)
	w.Move(id, controlapi.Move{Status: "verified"})
	w.UntilPhase("jane-0", v1alpha1.PhaseVerified)
	assert.Equal(t, once, value(w, "bonafide_verification_duration_seconds", map[string]string{"kind": "VerifiedCustomer"}))
}

// scrape is what /metrics serves, over all operators of this process.
func scrape(w *harness.World) []*dto.MetricFamily {
	w.Helper()
	registered.Do(metrics.Register)
	families, err := ctrlmetrics.Registry.Gather()
	require.NoError(w, err)
	return families
}

// value is the sum of a metric's series with these labels; of a histogram, how often it observed.
func value(w *harness.World, name string, labels map[string]string) (sum float64) {
	w.Helper()
	for _, family := range scrape(w) {
		if family.GetName() != name {
			continue
		}
		for _, metric := range family.GetMetric() {
			matching := 0
			for _, label := range metric.GetLabel() {
				if labels[label.GetName()] == label.GetValue() {
					matching++
				}
			}
			if matching == len(labels) {
				sum += metric.GetCounter().GetValue() + metric.GetGauge().GetValue() + float64(metric.GetHistogram().GetSampleCount())
			}
		}
	}
	return sum
}
