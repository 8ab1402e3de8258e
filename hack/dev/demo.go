package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// patience is how long the customers of the demo may take to come to where they belong. It takes
// a second; a machine that is busy with something else takes longer.
const patience = 60 * time.Second

// expected is where the provider takes each of the samples.
var expected = map[string]string{
	"jane-doe":       "Verified",
	"ravi-retry":     "ActionRequired",
	"dora-document":  "ActionRequired",
	"sven-suspended": "Suspended",
}

// corrected is the sample that waits for a correction, which lies in the samples' folder correction.
const corrected = "ravi-retry"

// demo does the main job from nothing to its end, and takes everything away again.
func (d *dev) demo(ctx, cleanup context.Context) (err error) {
	release, err := d.exclusive()
	if err != nil {
		return err
	}
	defer release()
	begin := time.Now()
	if err := d.prepare(ctx, cleanup); err != nil {
		if errors.Is(err, errRunning) {
			return fmt.Errorf("make up is running, and the demo wants the same ports: make down ends it")
		}
		return err
	}
	defer func() {
		err = d.tearDown(ctx, cleanup, err)
		if err == nil {
			d.screen.say("Everything is gone again after %s. make up does the same and leaves it running.", short(time.Since(begin)))
		}
	}()
	for _, step := range []func(context.Context) error{
		d.start, d.showMoves, d.showWaiting, d.correct, d.showBusiness, d.showPackages, d.showCost, d.summarize,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// applySamples applies what the repository ships, as a user would.
func (d *dev) applySamples(ctx context.Context) error {
	d.screen.step("Four customers, as manifests")
	samples, err := d.samples()
	if err != nil {
		return err
	}
	return d.show(ctx, "apply", "-f", samples)
}

// showMoves applies the samples and shows each customer on its way.
func (d *dev) showMoves(ctx context.Context) error {
	ctx, cancel := within(ctx, patience, "the verification of the samples")
	defer cancel()
	table, err := d.watchTable(ctx)
	if err != nil {
		return err
	}
	defer table.close()
	begin := time.Now()
	if err := d.applySamples(ctx); err != nil {
		return err
	}
	d.screen.step("Dwolla decides, and the customers move")
	return table.until(ctx, begin, expected)
}

// showWaiting shows what kubectl says of a customer that waits, without what is not about that.
func (d *dev) showWaiting(ctx context.Context) error {
	d.screen.step("One of them waits. For what?")
	d.screen.command("kubectl", "describe", "vcust", corrected)
	out, err := d.run(ctx, "describe", "vcust", corrected)
	d.screen.text(elide(out, "Metadata:", "Spec:", "Facts:"))
	return err
}

// correct applies the correction and waits for it as a deployment would.
func (d *dev) correct(ctx context.Context) error {
	d.screen.step("Give it: a correction, which Dwolla takes once")
	samples, err := d.samples()
	if err != nil {
		return err
	}
	if err := d.show(ctx, "apply", "-f", samples+"/correction"); err != nil {
		return err
	}
	d.screen.say("(The operator waits some seconds for a second thought: half a correction would waste the attempt.)")
	return d.show(ctx, "wait", "--for=condition=Ready", "vcust/"+corrected, "--timeout=60s")
}

// showCost measures one more customer.
func (d *dev) showCost(ctx context.Context) error {
	d.screen.step("One more customer, " + measured + ", measured")
	m, err := d.measure(ctx)
	if err != nil {
		return err
	}
	const row = "%-32s %6s   %s"
	d.screen.say(row, "From apply to Verified", short(m.verified.took), m.verified)
	d.screen.say(row, "All that its webhooks add", "", m.settled)
	d.screen.say(row, "Dwolla suspends it: until seen", short(m.suspended.took), m.suspended)
	return nil
}

// summarize says where everybody stands, and what all of it took.
func (d *dev) summarize(ctx context.Context) error {
	d.screen.step("Where everybody stands")
	if err := d.show(ctx, "get", "vcust,bowner", "-o", "wide"); err != nil {
		return err
	}
	phases, owners, err := d.byPhase(ctx)
	if err != nil {
		return err
	}
	d.screen.step("Summary")
	d.screen.say("Customers   %s", countsOf(phases))
	d.screen.say("Owners      %s", countsOf(owners))
	for i, name := range []string{dwolla, fin, blaaiz} {
		traffic, err := d.provider(name).traffic(ctx)
		if err != nil {
			return err
		}
		d.screen.say("%-10s  %s", []string{"Providers", ""}[min(i, 1)], traffic)
	}
	d.screen.say("")
	return nil
}

// countsOf writes "5: 3 Verified, 2 Suspended".
func countsOf(counts map[string]int) string {
	total, parts := 0, []string{}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		total += counts[key]
		parts = append(parts, fmt.Sprintf("%d %s", counts[key], key))
	}
	return fmt.Sprintf("%d: %s", total, strings.Join(parts, ", "))
}
