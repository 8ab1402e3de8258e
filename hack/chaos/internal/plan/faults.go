package plan

import (
	"fmt"
	"slices"
	"time"
)

// Ways to forge an event, in Action.How.
const (
	ForgedKey      = "another-key"
	ForgedNothing  = "no-signature"
	ForgedEmpty    = "empty-signature"
	ForgedOther    = "signature-of-another-body"
	ForgedAltered  = "altered-after-signing"
	ForgedPublic   = "unkeyed-hash"
	ForgedAPIKey   = "key-of-the-api"
	ForgedTwoFirst = "two-signatures"
)

var forgeries = []string{
	ForgedKey, ForgedNothing, ForgedEmpty, ForgedOther, ForgedAltered, ForgedPublic, ForgedAPIKey, ForgedTwoFirst,
}

// Faults of the provider, in Action.How.
const (
	FaultTooMany     = "429"
	FaultInternal    = "500"
	FaultUnavailable = "503"
	FaultLost        = "500-after-effect"
	FaultCutBefore   = "cut-before-effect"
	FaultCutAfter    = "cut-after-effect"
	FaultSlow        = "slow"
)

var faults = []string{FaultTooMany, FaultInternal, FaultUnavailable, FaultLost, FaultCutBefore, FaultCutAfter, FaultCutAfter, FaultSlow}

// network is what happens to webhooks, and the events that somebody forges.
func (d *drafter) network() {
	d.every(1200*time.Millisecond, func(at time.Duration) {
		d.add(Action{
			At: at, Lane: "webhooks", Do: LoseWebhooks, Who: anyOf(d.random, d.repertoires).Provider, Count: 1 + d.random.IntN(4),
			How: pick(d.random, "drop", "drop", "double", "delay", "corrupt", "hold"),
			For: d.between(200*time.Millisecond, 4*time.Second),
		})
	})
	d.every(3*time.Second, func(at time.Duration) {
		d.add(Action{At: at, Lane: "webhooks", Do: Release, Count: 1 + d.random.IntN(2), How: pick(d.random, "reverse", "shuffle", "shuffle")})
	})
	d.every(500*time.Millisecond, func(at time.Duration) {
		who := d.plan.Persons[d.random.IntN(len(d.plan.Persons))].Name
		if n := len(d.plan.Businesses); d.random.IntN(4) == 0 {
			who = d.plan.Businesses[d.random.IntN(n)].Name
		}
		d.add(Action{At: at, Lane: "forger", Do: Forge, Who: who, How: pick(d.random, forgeries...)})
	})
}

// What a fault hits, in Action.On. Nothing in particular is the next calls, whatever they are.
const (
	OnCreate = "create"
	OnHandIn = "hand-in" // the calls that begin a review
	OnRead   = "read"
)

// patience is how long a run has to be for its end to wait for what takes the operator two minutes: to dare
// a create or a hand-in again of which nobody knows whether it arrived, and which cannot be repeated.
const patience = time.Minute

// effective are the faults of calls that have their effect, or certainly none.
var effective = []string{FaultTooMany, FaultLost, FaultCutAfter, FaultSlow}

// providerFaults is what goes wrong at the providers' APIs.
func (d *drafter) providerFaults() {
	d.every(time.Second, func(at time.Duration) {
		of := anyOf(d.random, d.repertoires)
		a := Action{
			At: at, Lane: "provider", Do: FailProvider, Who: of.Provider, How: pick(d.random, faults...), Count: 1 + d.random.IntN(3),
			For: d.between(100*time.Millisecond, 1500*time.Millisecond),
		}
		if of.Open && d.plan.Length < patience && !slices.Contains(effective, a.How) {
			a.On = OnRead
		}
		d.add(a)
	})
	d.lostAnswers()
	d.every(6*time.Second, func(at time.Duration) {
		d.add(Action{At: at, Lane: "provider", Do: ExpireTokens})
	})
}

// lostAnswers hits what cannot be repeated, after it had its effect.
func (d *drafter) lostAnswers() {
	open := d.open()
	if len(open) == 0 {
		return
	}
	for _, r := range open { // However short the run, a create is among them.
		d.add(Action{Lane: "provider", Do: FailProvider, Who: r.Provider, Count: 1, How: pick(d.random, FaultLost, FaultCutAfter), On: OnCreate})
	}
	d.every(5*time.Second, func(at time.Duration) {
		d.add(Action{
			At: at, Lane: "provider", Do: FailProvider, Who: pick(d.random, open...).Provider, Count: 1,
			How: pick(d.random, FaultLost, FaultCutAfter, FaultCutAfter), On: pick(d.random, OnCreate, OnHandIn),
		})
	})
}

// outages is what happens to processes. A short run has one of each as well.
func (d *drafter) outages(replicas int) {
	replica := func() string { return fmt.Sprintf("bonafide-%d", d.random.IntN(replicas)) }
	d.add(Action{At: d.moment(0.3, 0.9), Lane: "replicas", Do: KillReplica, Who: replica(), For: d.between(0, time.Second)})
	// Nobody leads for a quarter of a minute once the leader was killed: let something begin before.
	d.every(min(18*time.Second, d.plan.Length/3), func(at time.Duration) {
		if at < d.plan.Length/5 {
			return
		}
		do := pick(d.random, KillReplica, KillReplica, KillReplica, StopReplica)
		d.add(Action{At: at, Lane: "replicas", Do: do, Who: replica(), For: d.between(0, 3*time.Second)})
	})
	longest := min(20*time.Second, d.plan.Length/5)
	d.every(min(50*time.Second, d.plan.Length/2), func(at time.Duration) {
		d.add(Action{At: at, Lane: "replicas", Do: FreezeReplica, Who: replica(), For: d.between(longest/10, longest)})
	})
	// A leader that cannot keep its lease for ten seconds ends: let that happen in long runs.
	longest = min(14*time.Second, d.plan.Length/6)
	apart := min(45*time.Second, d.plan.Length)
	d.add(Action{At: d.moment(0.2, 0.4), Lane: "apiserver", Do: FreezeAPI, For: d.between(longest/10, longest)})
	d.add(Action{At: d.moment(0.4, 0.8), Lane: "apiserver", Do: KillAPI, For: d.between(0, longest)})
	d.every(apart, func(at time.Duration) {
		if at > apart { // The two above are enough for the beginning.
			d.add(Action{At: at, Lane: "apiserver", Do: pick(d.random, FreezeAPI, KillAPI), For: d.between(longest/10, longest)})
		}
	})
}
