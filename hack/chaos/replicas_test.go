package main

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/director"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

const (
	// streamEvery is how far apart the events of the stream are.
	streamEvery = 50 * time.Millisecond
	streamers   = 12
	// catchUp bounds how long the provider's own retries may take to bring what was cut.
	catchUp = 90 * time.Second
	// never is longer than any test: nothing but events and restarts makes the operator look.
	never = 12 * time.Hour
)

// play is two operators behind one address while a stream of events arrives.
type play struct {
	*testing.T
	stage    *stage.Stage
	director *director.Director
	// earlier are the answers of earlier acts.
	earlier stage.Answers
}

// Two operators behind one address, during a stream of deliveries: either is killed, so that the lead
// changes, and then both are restarted one after the other, as an update does it.
func TestReplicas(t *testing.T) {
	o := testOptions(t)
	o.seed, o.resync = 1, never
	ctx := t.Context()
	s, log, err := o.set(ctx)
	if err != nil {
		t.Fatalf("%v; the logs are in %s", err, o.dir)
	}
	t.Cleanup(func() {
		if err := s.Strike(context.WithoutCancel(ctx)); err != nil {
			t.Error(err)
		}
		_ = log.Close()
	})
	var cast plan.Cast
	var arrivals []plan.Action
	for i := range streamers + 1 {
		cast.Persons = append(cast.Persons, plan.Person{Provider: "dwolla", Name: fmt.Sprintf("person-%02d", i), FirstName: "Jane"})
		arrivals = append(arrivals, plan.Action{Lane: "cluster", Do: plan.Apply, Who: cast.Persons[i].Name})
	}
	latecomer := arrivals[streamers]
	p := &play{T: t, stage: s, director: director.New(plan.Plan{Seed: 1, Length: time.Second, Cast: cast, Actions: arrivals[:streamers]}, s, log)}
	p.act()

	t.Log("a rolling restart")
	p.director.Extend(streamWhile(
		plan.Action{Do: plan.StopReplica, Who: "bonafide-0"}, plan.Action{Do: plan.AwaitReplica, Who: "bonafide-0"},
		plan.Action{Do: plan.StopReplica, Who: "bonafide-1"}, plan.Action{Do: plan.AwaitReplica, Who: "bonafide-1"},
	))
	if a := p.act(); a.Cut > 0 || a.Refused > 0 || len(a.Codes) != 1 || a.Codes[200] == 0 {
		t.Errorf("during a rolling restart no delivery may fail, nor have to go elsewhere: %+v", a)
	}

	t.Log("either is killed")
	latecomer.At, latecomer.Lane = 4*time.Second, "latecomer" // Who leads sees to a customer who is new.
	p.director.Extend(streamWhile(latecomer,
		plan.Action{Do: plan.KillReplica, Who: "bonafide-0", For: 500 * time.Millisecond}, plan.Action{Do: plan.AwaitReplica, Who: "bonafide-0"},
		plan.Action{Do: plan.KillReplica, Who: "bonafide-1", For: 500 * time.Millisecond}, plan.Action{Do: plan.AwaitReplica, Who: "bonafide-1"},
	))
	if a := p.act(); len(a.Codes) != 1 || a.Codes[200] == 0 {
		t.Errorf("but for the connections that the kill cuts, no delivery may fail: %+v", a)
	}
	if !slices.ContainsFunc(s.Replicas, func(r *stage.Replica) bool { return r.Leads(ctx) }) {
		t.Error("nobody leads")
	}
	found, err := p.director.Search(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s", v)
	}
}

// streamWhile is an act in which customers move all the time, and what is to be done is done from the
// second second on.
func streamWhile(script ...plan.Action) (time.Duration, []plan.Action) {
	const length = 10 * time.Second
	var all []plan.Action
	for i, a := range script {
		if a.At == 0 {
			a.At, a.Lane = 2*time.Second+time.Duration(i), "script"
		}
		all = append(all, a)
	}
	for i := range int(length / streamEvery) {
		all = append(all, plan.Action{
			At: time.Duration(i) * streamEvery, Lane: "stream", Do: plan.Move, Who: fmt.Sprintf("person-%02d", i%streamers),
			How: []string{"suspended", "activated"}[i/streamers%2],
		})
	}
	slices.SortStableFunc(all, func(a, b plan.Action) int { return int(a.At - b.At) })
	return length, all
}

// act has the next act played and checks what holds after every one: each event was acknowledged, none
// was applied twice, and nobody looked at the provider more often than there was a reason to. It returns
// what was answered.
func (p *play) act() stage.Answers {
	p.Helper()
	if err := p.director.Act(p.Context()); err != nil {
		p.Fatal(err)
	}
	e, violations, err := p.director.Settle(p.Context(), catchUp)
	if err != nil {
		p.Fatal(err)
	}
	deliveries := p.untilAcknowledged()
	for _, v := range append(violations, verdict.Judge(e)...) {
		p.Errorf("%s", v)
	}
	attempts := 0
	for _, d := range deliveries {
		attempts += len(d.Codes)
	}
	// A customer who is created is looked at once by whoever created it, and once more after a crash.
	if most, looks := attempts+2*len(e.Customers), dwollaOf(e).Counters.Calls["GET /customers/{id}"]["total"]; looks > most {
		p.Errorf("%d looks at customers after %d deliveries to %d of them", looks, attempts, len(e.Customers))
	}
	all := p.stage.Balancer.Answers()
	answers := all.Since(p.earlier)
	p.earlier = all
	p.Logf("%d deliveries of %d events so far; in this act %+v", attempts, len(deliveries), answers)
	return answers
}

// dwollaOf is the side of the provider where they all are.
func dwollaOf(e verdict.Evidence) verdict.Provider { return e.Providers[0] }

// untilAcknowledged waits until every event was acknowledged: those whose connections were cut are
// delivered again.
func (p *play) untilAcknowledged() []stage.Delivery {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Context(), catchUp)
	defer cancel()
	for {
		deliveries, err := p.stage.Deliveries(ctx, p.stage.Platforms[0])
		if err != nil {
			p.Fatal(err)
		}
		i := slices.IndexFunc(deliveries, func(d stage.Delivery) bool { return !d.Acknowledged() })
		if i < 0 {
			return deliveries
		}
		select {
		case <-ctx.Done():
			p.Fatalf("an event was never acknowledged: %+v; the logs are in %s", deliveries[i], p.stage.Logs())
		case <-time.After(200 * time.Millisecond):
		}
	}
}
