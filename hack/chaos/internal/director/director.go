// Package director has a plan acted out on a stage, brings the faults to an end, and gathers the evidence
// for the verdict.
//
// It knows what each kind of action means in calls. It must not know what should come of them: that is
// the verdict's.
package director

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
)

// Director acts a plan out.
type Director struct {
	plan  plan.Plan
	stage *stage.Stage
	log   *slog.Logger
	do    map[plan.Kind]action

	// of are the providers by name, and at by the name of whoever is there.
	of, at map[string]platform.Platform

	records records
	faults  faults
	lies    lies
	// rotation is what people know of rotations that go on.
	rotation rotation
	// forging are the forged events that are on their way.
	forging sync.WaitGroup
}

// action does one kind of thing. It reports errInapplicable when there is nothing to do it to.
type action func(context.Context, plan.Action) error

// errInapplicable tells that an action had nothing to act on, as a customer that is gone.
var errInapplicable = errors.New("nothing to do it to")

// New prepares to act a plan out. What is done is logged to out, one line each.
func New(p plan.Plan, s *stage.Stage, out io.Writer) *Director {
	d := &Director{plan: p, stage: s, log: slog.New(slog.NewJSONHandler(out, nil)), records: newRecords()}
	d.settleCast()
	for range len(s.Keepers()) * stage.Others { // The stage was set with them.
		d.records.meddle(CallSubscribe)
		d.records.meddle(CallChange)
	}
	d.do = map[plan.Kind]action{
		plan.Apply: d.apply, plan.ApplyLate: d.apply, plan.Correct: d.correct, plan.ChangeEmail: d.changeEmail,
		plan.Attach: d.attach, plan.Certify: d.certify, plan.Close: d.setState, plan.Reopen: d.setState,
		plan.Touch: d.touch, plan.Delete: d.delete, plan.DeleteClosed: d.delete, plan.TakeOver: d.takeOver,
		plan.Move: d.move, plan.MoveSilently: d.move, plan.Review: d.review, plan.MoveOwner: d.moveOwner, plan.Recertify: d.recertify,
		plan.LoseWebhooks: d.loseWebhooks, plan.Release: d.release, plan.Forge: d.forge,
		plan.FailProvider: d.failProvider, plan.ExpireTokens: d.expireTokens,
		plan.KillReplica: d.killReplica, plan.StopReplica: d.stopReplica, plan.AwaitReplica: d.awaitReplica, plan.FreezeReplica: d.freezeReplica, plan.KillAPI: d.killAPI, plan.FreezeAPI: d.freezeAPI,
		plan.DeleteSubscription: d.deleteSubscription, plan.PauseSubscription: d.pauseSubscription, plan.AddSubscription: d.addSubscription,
		plan.RotateKey: d.rotateKey, plan.SeeOff: d.seeOff,
	}
	return d
}

// settleCast notes where everybody is.
func (d *Director) settleCast() {
	d.of, d.at = map[string]platform.Platform{}, map[string]platform.Platform{}
	for _, p := range d.stage.Platforms {
		d.of[p.Traits().Name] = p
	}
	for _, p := range d.plan.Persons {
		d.at[p.Name] = d.of[p.Provider]
	}
	for _, b := range d.plan.Businesses {
		d.at[b.Name] = d.of[b.Provider]
		for _, o := range b.Owners {
			d.at[o.Name] = d.of[b.Provider]
		}
	}
}

// Extend replaces what is to be acted out, with the same cast: what Act does next.
func (d *Director) Extend(length time.Duration, actions []plan.Action) {
	d.plan.Length, d.plan.Actions = length, actions
}

// Act acts the plan out and then ends all faults. It returns when everybody has done what they had to.
func (d *Director) Act(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	fail := newFailure(cancel)
	defer d.keep(ctx, fail)()
	var lanes sync.WaitGroup
	begin := time.Now()
	for _, actions := range byLane(d.plan.Actions) {
		lanes.Go(func() { fail.on(d.walk(ctx, begin, actions)) })
	}
	pause(ctx, time.Until(begin.Add(d.plan.Length)))
	// The provider recovers at once, for it has no lane of its own to wait for.
	fail.on(d.endFaults(ctx))
	lanes.Wait()
	fail.on(d.endFaults(ctx))
	return fail.first()
}

// keep starts the replicas again whenever they end by themselves, until stop is called.
func (d *Director) keep(ctx context.Context, fail *failure) (stop func()) {
	ctx, stop = context.WithCancel(ctx)
	for _, r := range d.stage.Replicas {
		go func() { fail.on(r.Keep(ctx)) }()
	}
	return stop
}

// walk does the actions of a lane, each at its moment or as soon after it as the one before is done.
func (d *Director) walk(ctx context.Context, begin time.Time, actions []plan.Action) error {
	for _, a := range actions {
		if !pause(ctx, time.Until(begin.Add(a.At))) {
			return ctx.Err()
		}
		err := d.do[a.Do](ctx, a)
		switch {
		case errors.Is(err, errInapplicable), errors.Is(err, platform.ErrOutOfPlace):
			d.records.skip(a.Do)
		case err != nil && ctx.Err() == nil:
			return fmt.Errorf("%s %s %s: %w", a.Do, a.Who, a.How, err)
		case err == nil:
			d.records.did(a)
		}
		d.log.Info("action", "do", a.Do, "who", a.Who, "how", a.How, "on", a.On, "count", a.Count, "for", a.For.String(), "planned", a.At.String(), "err", fmt.Sprint(err))
	}
	return nil
}

// byLane keeps the order within each lane.
func byLane(actions []plan.Action) map[string][]plan.Action {
	lanes := map[string][]plan.Action{}
	for _, a := range actions {
		lanes[a.Lane] = append(lanes[a.Lane], a)
	}
	return lanes
}

// pause waits, and tells whether it was not interrupted.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// failure keeps the first error of several goroutines, and ends the others' work.
type failure struct {
	cancel context.CancelFunc
	mu     sync.Mutex
	err    error
}

func newFailure(cancel context.CancelFunc) *failure { return &failure{cancel: cancel} }

func (f *failure) on(err error) {
	if err == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
		f.cancel()
	}
}

func (f *failure) first() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}
