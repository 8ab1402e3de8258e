package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/bonafide-dev/bonafide/hack/internal/controlplane"
	"github.com/bonafide-dev/bonafide/hack/internal/process"
)

// errInterrupted stands for whatever the interruption made fail.
var errInterrupted = errors.New("interrupted")

// exclusive keeps a second call of this program from acting on the same folder.
func (d *dev) exclusive() (release func(), err error) {
	release, err = process.Exclusive(d.path("lock"))
	if errors.Is(err, process.ErrBusy) {
		return nil, errors.New("another make demo, up or down is at work in this checkout: wait for its end, or end it with Ctrl-C")
	}
	return release, err
}

// tearDown ends a run that came to its end, failed with err, or was interrupted.
func (d *dev) tearDown(ctx, cleanup context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		d.screen.step("Interrupted: ending everything")
		err = errInterrupted
	case err != nil:
		d.logs()
	}
	return errors.Join(err, d.stop(cleanup))
}

// stop ends everything that runs, the operator first: it may need the others to end well. It then
// removes what was kept, but for the logs.
func (d *dev) stop(ctx context.Context) error {
	return errors.Join(
		d.processes.Stop(ctx, operator, 30*time.Second),
		d.processes.Stop(ctx, simulator, 5*time.Second),
		controlplane.Stop(ctx, d.processes),
		d.clear(),
	)
}

// clear removes what a start leaves behind, but for the logs.
func (d *dev) clear() error {
	if running := d.running(); len(running) > 0 {
		return fmt.Errorf("%v still run", running)
	}
	var errs []error
	for _, name := range []string{"data", "run", "samples", "state.json", "kubeconfig", "operator.kubeconfig"} {
		errs = append(errs, os.RemoveAll(d.path(name)))
	}
	return errors.Join(errs...)
}

// logs shows the end of what the programs of a failed run said.
func (d *dev) logs() {
	for _, name := range []string{operator, simulator} {
		if _, err := os.Stat(d.processes.LogPath(name)); err != nil {
			continue
		}
		d.screen.step("The end of .dev/logs/" + name + ".log")
		d.screen.text(d.processes.Tail(name, 25))
	}
}
