package main

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/director"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// report is what a run came to.
type report struct {
	options
	done, skipped map[plan.Kind]int
	settled       time.Duration
	exits         int

	customers int
	tally
	providers []tally
	explained map[verdict.Explanation]int
	webhooks  map[string]int // what happened to deliveries
	calls     map[string]int // answers of the providers, by status
	answers   stage.Answers
	forged    int
	refused   int // genuine deliveries

	violations []verdict.Violation
}

// tally is what there was at a provider, or at all of them.
type tally struct {
	name                    string
	creates, owners         int
	events, delivered, lost int
	// submissions for review, but for those that a create is.
	submissions int
	// takenOver by a person, after an answer was lost.
	takenOver int
	// statuses of the customers in the end.
	statuses map[string]int
	// kept is what the operator did to keep the subscription, where it does so.
	kept *kept
}

// kept are the calls of the operator's about subscriptions that had their effect and were answered.
type kept struct{ created, resumed, removed int }

func (k *kept) String() string {
	return fmt.Sprintf("%d subscriptions created, %d resumed, %d removed", k.created, k.resumed, k.removed)
}

// keptAt takes from all calls about subscriptions those of others.
func keptAt(p verdict.Provider, meddled map[string]int) *kept {
	if p.Webhook == nil {
		return nil
	}
	of := func(call string) (n int) {
		for status, count := range p.Counters.Calls[call] {
			if strings.HasPrefix(status, "2") {
				n += count
			}
		}
		return n - meddled[call]
	}
	return &kept{created: of(director.CallSubscribe), resumed: of(director.CallChange), removed: of(director.CallUnsubscribe)}
}

func tallyOf(p verdict.Provider, lives map[string]verdict.Life) tally {
	t := tally{name: p.Name, creates: p.Counters.Creates.Total, owners: len(p.Owners), events: len(p.Deliveries), statuses: map[string]int{}}
	for _, c := range p.Customers {
		t.submissions += c.Used
		t.statuses[c.Status]++
	}
	for _, d := range p.Deliveries {
		if d.Acknowledged {
			t.delivered++
		}
	}
	for _, l := range lives {
		if l.Provider == p.Name && l.TakenOver != "" {
			t.takenOver++
		}
	}
	t.lost = t.events - t.delivered
	return t
}

func (t *tally) add(other tally) {
	t.creates += other.creates
	t.owners += other.owners
	t.events += other.events
	t.delivered += other.delivered
	t.lost += other.lost
	t.takenOver += other.takenOver
}

func (t tally) String() string {
	return fmt.Sprintf("%s: %d customers, %d of them taken over by people, %d owners, %d submissions, %d events, %d lost; %s",
		t.name, t.creates, t.takenOver, t.owners, t.submissions, t.events, t.lost, counts(t.statuses))
}

func newReport(o options, p plan.Plan, d *director.Director, s *stage.Stage, e verdict.Evidence, violations []verdict.Violation, settled time.Duration) report {
	r := report{
		options: o, done: d.Done(), skipped: d.Skipped(), settled: settled, violations: violations,
		forged: len(e.Forged), refused: len(e.Refused),
		webhooks: map[string]int{}, calls: map[string]int{},
	}
	for _, l := range e.Lives {
		if !l.Owner {
			r.customers++
		}
	}
	r.explained, _ = verdict.Losses(e)
	for _, p := range e.Providers {
		t := tallyOf(p, e.Lives)
		t.kept = keptAt(p, d.Meddled())
		r.providers = append(r.providers, t)
		r.add(t)
		for _, outcomes := range p.Counters.Webhooks {
			add(r.webhooks, outcomes)
		}
		for _, statuses := range p.Counters.Calls {
			add(r.calls, statuses)
		}
	}
	r.answers = s.Balancer.Answers()
	for _, replica := range s.Replicas {
		r.exits += replica.Exits()
	}
	return r
}

func add[K comparable](to, from map[K]int) {
	for key, n := range from {
		to[key] += n
	}
}

// print writes the totals, the violations, and the row of docs/reliability.md.
func (r report) print(out io.Writer) {
	fmt.Fprintf(out, "\nSettled %s after the faults had ended.\n\n", r.settled.Round(time.Second))
	for _, kind := range plan.Kinds {
		if r.done[kind]+r.skipped[kind] > 0 {
			fmt.Fprintf(out, "%6d %-18s %d more had nothing to do\n", r.done[kind], kind, r.skipped[kind])
		}
	}
	fmt.Fprintf(out, "\nAnswers of the operators: %s, %d connections cut; they ended by themselves %d times.\n", counts(r.answers.Codes), r.answers.Cut, r.exits)
	fmt.Fprintf(out, "Answers of the providers: %s\n", counts(r.calls))
	fmt.Fprintf(out, "Deliveries: %s\n", counts(r.webhooks))
	fmt.Fprintf(out, "Events: %d, of which %d were delivered and %d were not:\n", r.events, r.delivered, r.lost)
	for _, how := range slices.Sorted(maps.Keys(r.explained)) {
		fmt.Fprintf(out, "%6d by %s\n", r.explained[how], how)
	}
	fmt.Fprintln(out)
	for _, t := range r.providers {
		fmt.Fprintln(out, t)
	}
	for _, t := range r.providers {
		if t.kept != nil {
			fmt.Fprintf(out, "Webhooks of %s: by others %d subscriptions deleted, %d paused, %d added; %d keys rotated; by the operator %s; %d genuine deliveries refused\n", t.name,
				r.done[plan.DeleteSubscription], r.done[plan.PauseSubscription], r.done[plan.AddSubscription], r.done[plan.RotateKey], t.kept, r.refused)
		}
	}
	fmt.Fprintf(out, "\n%s\n%s\n", strings.Join(header, "\n"), r.row())
	for _, v := range r.violations {
		fmt.Fprintf(out, "\nVIOLATION %s", v)
	}
	if len(r.violations) > 0 {
		fmt.Fprintf(out, "\n\n%d violations. Repeat with: make chaos MINUTES=%g SEED=%d; the logs are in %s\n",
			len(r.violations), r.length.Minutes(), r.seed, filepath.Join(r.dir, "logs"))
		return
	}
	fmt.Fprintf(out, "\nNo violation. Seed %d.\n", r.seed)
}

// header is that of the table in docs/reliability.md.
var header = []string{
	"| seed | minutes | customers, owners | events | lost, and what made up for it | doubled, delayed, held, corrupted | forged, all refused | provider: 429, 5xx, cut | operators killed, frozen | API server killed, frozen | settled after | violations |",
	"|---|---|---|---|---|---|---|---|---|---|---|---|",
}

func (r report) row() string {
	var healed []string
	for _, how := range verdict.Explanations {
		if n := r.explained[how]; n > 0 {
			healed = append(healed, fmt.Sprintf("%s %d", how, n))
		}
	}
	failures := 0
	for status, n := range r.calls {
		if strings.HasPrefix(status, "5") {
			failures += n
		}
	}
	cells := []string{
		fmt.Sprint(r.seed), fmt.Sprintf("%g", r.length.Minutes()), fmt.Sprintf("%d, %d", r.creates, r.owners), fmt.Sprint(r.events),
		fmt.Sprintf("%d: %s", r.lost, strings.Join(healed, "; ")),
		fmt.Sprintf("%d, %d, %d, %d", r.webhooks["doubled"], r.webhooks["delayed"], r.webhooks["held"], r.webhooks["corrupted"]),
		fmt.Sprint(r.forged), fmt.Sprintf("%d, %d, %d", r.calls["429"], failures, r.calls["dropped"]),
		fmt.Sprintf("%d, %d", r.done[plan.KillReplica], r.done[plan.FreezeReplica]),
		fmt.Sprintf("%d, %d", r.done[plan.KillAPI], r.done[plan.FreezeAPI]),
		r.settled.Round(time.Second).String(), fmt.Sprint(len(r.violations)),
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

// counts is "3 a, 1 b".
func counts[K interface{ ~string | ~int }](of map[K]int) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(of)) {
		parts = append(parts, fmt.Sprintf("%v %d", key, of[key]))
	}
	return strings.Join(parts, ", ")
}
