package webhook

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/bonafide-dev/bonafide/sandbox/clock"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/counters"
	"github.com/bonafide-dev/bonafide/sandbox/ident"
	"github.com/bonafide-dev/bonafide/sandbox/internal/rules"
)

// DefaultTimeout is how long an endpoint may take to answer.
const DefaultTimeout = 10 * time.Second

// Outcomes of deliveries, as counted by topic.
const (
	Attempted = "attempted"
	Succeeded = "succeeded"
	Failed    = "failed"
)

// outcomeOf names the counter of an injected fault.
var outcomeOf = map[string]string{
	controlapi.ActionDrop:    "dropped",
	controlapi.ActionDouble:  "doubled",
	controlapi.ActionDelay:   "delayed",
	controlapi.ActionCorrupt: "corrupted",
	controlapi.ActionHold:    "held",
}

// Config of an engine.
type Config struct {
	Clock    *clock.Clock
	IDs      *ident.Source
	Counters *counters.Set
	Logger   *slog.Logger
	// Timeout of an attempt; 0 means DefaultTimeout.
	Timeout time.Duration
}

// Engine delivers webhooks. It is safe for concurrent use. It calls a job's functions without holding its
// lock, so that they may lock what called [Engine.Enqueue].
type Engine struct {
	cfg    Config
	client *http.Client
	group  sync.WaitGroup
	rules  *rules.List[controlapi.WebhookFault, Job]

	mu  sync.Mutex
	run *run
	// closed ends all work for good: what is still queued by something that goes on by itself is dropped.
	closed bool
}

// run is what a reset throws away.
type run struct {
	ctx    context.Context
	cancel context.CancelFunc

	held      []delivery
	lanes     map[string]*lane
	timers    map[*time.Timer]struct{}
	delayed   int
	inFlight  int
	scheduled int
}

type lane struct {
	queue   []delivery
	running int
}

// New returns an engine without rules.
func New(cfg Config) *Engine {
	if cfg.Timeout == 0 {
		cfg.Timeout = DefaultTimeout
	}
	return &Engine{
		cfg: cfg,
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		rules: rules.New[controlapi.WebhookFault, Job](
			func() string { return cfg.IDs.UUID("webhook-fault") },
			func(f *controlapi.WebhookFault) rules.Tally {
				return rules.Tally{ID: &f.ID, Count: &f.Count, Skip: &f.Skip, Hits: &f.Hits, Remaining: &f.Remaining}
			},
		),
		run: newRun(),
	}
}

func newRun() *run {
	ctx, cancel := context.WithCancel(context.Background())
	return &run{ctx: ctx, cancel: cancel, lanes: make(map[string]*lane), timers: make(map[*time.Timer]struct{})}
}

// Reset forgets all deliveries and rules.
func (e *Engine) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.run.stop()
	e.run = newRun()
	e.rules.Clear()
}

// Close forgets all deliveries and waits for those under way to end. Whatever is sent from then on is dropped.
func (e *Engine) Close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.Reset()
	e.group.Wait()
	e.client.CloseIdleConnections()
}

func (r *run) stop() {
	r.cancel()
	for t := range r.timers {
		t.Stop()
	}
}

// Enqueue sends a job on its way, or wherever a rule sends it.
func (e *Engine) Enqueue(j Job) {
	e.mu.Lock()
	defer e.mu.Unlock()
	d := delivery{Job: j, lane: j.Lane, limit: max(1, j.Concurrency)}
	f, ok := e.rules.Pick(j)
	if !ok {
		e.run.push(e, d)
		return
	}
	e.cfg.Counters.Add(j.API, counters.Webhooks, j.Topic, outcomeOf[f.Action])
	switch f.Action {
	case controlapi.ActionDouble:
		e.run.push(e, d)
		e.run.push(e, d)
	case controlapi.ActionDelay:
		e.run.delayed++
		e.run.after(e, time.Duration(f.Delay), func(r *run) {
			r.delayed--
			r.push(e, d)
		})
	case controlapi.ActionCorrupt:
		d.corrupt = true
		e.run.push(e, d)
	case controlapi.ActionHold:
		e.run.held = append(e.run.held, d)
	}
}

// EnqueueOnce makes a single attempt at a job, past all rules: a delivery asked for by hand.
func (e *Engine) EnqueueOnce(j Job) {
	e.mu.Lock()
	defer e.mu.Unlock()
	j.Schedule = nil
	e.run.push(e, delivery{Job: j, lane: j.Lane, limit: max(1, j.Concurrency)})
}

// Pending says what is held, under way and scheduled.
func (e *Engine) Pending() controlapi.Pending {
	e.mu.Lock()
	defer e.mu.Unlock()
	p := controlapi.Pending{
		Held: len(e.run.held), Delayed: e.run.delayed,
		InFlight: e.run.inFlight, Scheduled: e.run.scheduled,
	}
	for _, l := range e.run.lanes {
		p.Queued += len(l.queue)
	}
	return p
}

// push queues a delivery and starts a worker if its lane has room for one. The engine is locked.
func (r *run) push(e *Engine, d delivery) {
	if e.closed {
		return
	}
	l, ok := r.lanes[d.lane]
	if !ok {
		l = new(lane)
		r.lanes[d.lane] = l
	}
	l.queue = append(l.queue, d)
	if l.running < d.limit {
		l.running++
		e.group.Go(func() { e.work(r, l) })
	}
}

// after calls f under the engine's lock when d has passed, unless the run was stopped. The engine is
// locked.
func (r *run) after(e *Engine, d time.Duration, f func(*run)) {
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if r.ctx.Err() != nil {
			return
		}
		delete(r.timers, t)
		f(r)
	})
	r.timers[t] = struct{}{}
}
