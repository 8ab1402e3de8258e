package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// up leaves everything running, with the samples applied.
func (d *dev) up(ctx, cleanup context.Context) (err error) {
	release, err := d.exclusive()
	if err != nil {
		return err
	}
	defer release()
	switch err := d.prepare(ctx, cleanup); {
	case errors.Is(err, errRunning):
		return d.alreadyUp()
	case err != nil:
		return err
	}
	defer func() {
		if err != nil {
			err = d.tearDown(ctx, cleanup, err)
		}
	}()
	if err := d.start(ctx); err != nil {
		return err
	}
	if err := d.showMoves(ctx); err != nil {
		return err
	}
	return errors.Join(d.usage(), ctx.Err())
}

// alreadyUp answers a second make up: it is no error while all of it runs.
func (d *dev) alreadyUp() error {
	if missing := d.missing(); len(missing) > 0 {
		return fmt.Errorf("%s no longer runs, the rest does: make down, then make up; its log is in %s",
			strings.Join(missing, ", "), d.path("logs"))
	}
	d.screen.say("It is running already.")
	return d.usage()
}

// missing are the programs that should run and do not.
func (d *dev) missing() []string {
	var names []string
	for _, name := range d.programs() {
		if !d.processes.Running(name) {
			names = append(names, name)
		}
	}
	return names
}

// down ends what up started.
func (d *dev) down(_, cleanup context.Context) error {
	release, err := d.exclusive()
	if err != nil {
		return err
	}
	defer release()
	if len(d.running()) == 0 {
		d.screen.say("Nothing runs.")
		return d.clear()
	}
	if err := d.stop(cleanup); err != nil {
		return err
	}
	d.screen.say("All of it has ended. The logs are in .dev/logs.")
	return nil
}

// status says what runs, and where.
func (d *dev) status(context.Context, context.Context) error {
	if len(d.running()) == 0 {
		d.screen.say("Nothing runs: make up starts it.")
		return nil
	}
	started, err := d.loadState()
	if err != nil {
		return err
	}
	d.adopt(started)
	for _, name := range d.programs() {
		if !d.processes.Running(name) {
			d.screen.say("%-24s ENDED   %s", name, d.processes.LogPath(name))
			continue
		}
		pid, err := d.processes.PID(name)
		if err != nil {
			return err
		}
		d.screen.say("%-24s runs    process %d", name, pid)
	}
	return d.usage()
}

// usage tells what to do with what runs.
func (d *dev) usage() error {
	samples, err := d.samples()
	if err != nil {
		return err
	}
	d.screen.step("Try it")
	d.screen.text(strings.NewReplacer(
		"{kubeconfig}", d.kubeconfig(),
		"{assets}", d.assets,
		"{bin}", filepath.Dir(d.binary("kubectl-bonafide")),
		"{control}", d.ports.Control.url(),
		"{metrics}", d.ports.Metrics.url(),
		"{samples}", samples,
	).Replace(usage))
	return nil
}

const usage = `export KUBECONFIG={kubeconfig}
export PATH={assets}:{bin}:$PATH

kubectl get vcust -o wide                       where the customers stand
kubectl bonafide status                         who waits for what, and what to do next
kubectl describe vcust ravi-retry               what one of them waits for
kubectl apply -f {samples}/correction      give it: ravi-retry becomes Verified
kubectl apply -f {samples}/business        a business: Ready once its two owners are verified
kubectl apply -f {samples}/fin             a business and a person at Fin
kubectl apply -f {samples}/blaaiz          a business and a person at Blaaiz
kubectl get vcust --watch                       see them move

What the simulated providers saw, and how to make them do something:

curl -s {control}/counters
curl -s {control}/dwolla/customers
curl -s {control}/dwolla/customers/ID/status -d '{"status":"suspended"}'
curl -s {control}/blaaiz/customers/ID/status -d '{"status":"REJECTED","comment":"Why"}'
curl -s {control}/                 all of its control API

The operator's metrics are at {metrics}/metrics, the logs in .dev/logs.
make down ends everything.`
