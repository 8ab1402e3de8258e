package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
)

// What the walks through providers' lists of events find. The label verificationprovider is
// "namespace/name" of an account: there are as many as somebody has set up.
var (
	// BackfillEvents counts listed events by what became of them: Found are those that no webhook had
	// brought. Early and Failed count each try.
	BackfillEvents = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_backfill_events_total",
		Help: "Events in providers' lists by what became of them; Found are those that no webhook had brought, Early and Failed count each try.",
	}, []string{"provider", "result"}))
	// BackfillRuns counts walks by how they ended: Complete, Gap or Failed.
	BackfillRuns = add(prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "bonafide_backfill_runs_total", Help: "Walks through providers' lists of events by how they ended: Complete, Gap or Failed.",
	}, []string{"provider", "outcome"}))
	// BackfillLastRun is when a walk last was complete, whichever leader made it; before the first, when the
	// object was created.
	BackfillLastRun = add(prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "bonafide_backfill_last_run_timestamp_seconds", Help: "When the provider's list of events was last walked to the end of what was new.",
	}, []string{"verificationprovider"}))
)
