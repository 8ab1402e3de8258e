package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/director"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox"
)

const (
	// resync is often enough that what only it heals is healed within a run.
	resync = 10 * time.Second
	// timeScale shortens the providers' long waits: a webhook of Dwolla's that failed is tried again after
	// 1 s, 4 s, 12 s and so on, instead of a quarter of an hour, one hour, three.
	timeScale = 900
	// tokenTTL has access tokens end by themselves, too.
	tokenTTL = 20 * time.Second
	// webhookTimeout is how long the provider waits for an answer, as it does in reality.
	webhookTimeout = 10 * time.Second
)

// options of a run.
type options struct {
	seed                  uint64
	length, bound, resync time.Duration
	replicas              int
	root, assets          string
	operator, dir         string
}

// run makes one run and prints its report. The error tells of a run that could not be made; what the run
// found is in the report.
func run(ctx context.Context, o options, out io.Writer) (r report, err error) {
	p := plan.New(o.seed, o.length, o.replicas, platform.Repertoires())
	fmt.Fprintf(out, "Chaos: seed %d, %s, %d customers, %d actions; logs in %s\n", o.seed, o.length, len(p.Persons)+len(p.Businesses), len(p.Actions), filepath.Join(o.dir, "logs"))
	s, log, err := o.set(ctx)
	if err != nil {
		return r, err
	}
	defer func() {
		err = errors.Join(err, s.Strike(context.WithoutCancel(ctx)), log.Close(), os.RemoveAll(filepath.Join(o.dir, "data")))
	}()
	d := director.New(p, s, log)
	if err := d.Act(ctx); err != nil {
		return r, fmt.Errorf("acting out the plan: %w", err)
	}
	fmt.Fprintln(out, "The faults have ended; waiting until everything has settled.")
	began := time.Now()
	e, violations, err := d.Settle(ctx, o.bound)
	if err != nil {
		return r, fmt.Errorf("gathering the evidence: %w", err)
	}
	settled := time.Since(began)
	found, err := d.Search(ctx)
	if err != nil {
		return r, fmt.Errorf("searching the logs: %w", err)
	}
	violations = append(append(violations, verdict.Judge(e)...), found...)
	r = newReport(o, p, d, s, e, violations, settled)
	r.print(out)
	return r, ctx.Err()
}

// set puts the stage up in a folder that is empty before.
func (o options) set(ctx context.Context) (*stage.Stage, io.WriteCloser, error) {
	if err := errors.Join(os.RemoveAll(o.dir), os.MkdirAll(filepath.Join(o.dir, "logs"), 0o755)); err != nil {
		return nil, nil, err
	}
	log, err := os.Create(filepath.Join(o.dir, "logs", "chaos.log"))
	if err != nil {
		return nil, nil, err
	}
	s, err := stage.Set(ctx, stage.Config{
		Root: o.root, Assets: o.assets, Operator: o.operator, Dir: o.dir, Operators: o.replicas, ResyncInterval: o.resync,
		Provider: sandbox.Options{Seed: o.seed, TimeScale: timeScale, TokenTTL: tokenTTL, WebhookTimeout: webhookTimeout},
	})
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("putting up the stage: %w", err), log.Close())
	}
	return s, log, nil
}
