// Command dev runs Bonafide on this machine, with all that it needs and nothing to install: a control
// plane (etcd, kube-apiserver, kube-controller-manager), a simulated payment provider, and the operator
// under a kubeconfig of its service account, which may do what config/rbac grants and nothing else.
//
//	dev demo     the main job from nothing to its end, then everything is gone again
//	dev up       the same, left running to play with
//	dev status   what runs, and where
//	dev down     ends it
//
// It expects the programs of the control plane in bin/k8s (or $KUBEBUILDER_ASSETS), and bin/sandbox and
// bin/bonafide: the Makefile's targets of the same names build them first. What it keeps is in .dev.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"
)

// command is what one word on the command line does. The second context is for its clean-up.
type command func(d *dev, ctx, cleanup context.Context) error

var commands = map[string]command{
	"demo":   (*dev).demo,
	"up":     (*dev).up,
	"down":   (*dev).down,
	"status": (*dev).status,
}

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	ctrl.SetLogger(logr.Discard()) // Its clients would complain that nobody did.
	flags := flag.NewFlagSet("dev", flag.ContinueOnError)
	ports := newPorts(os.Getenv)
	ports.register(flags)
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: dev demo|up|down|status [flags]")
		flags.PrintDefaults()
	}
	if len(args) == 0 || commands[args[0]] == nil {
		flags.Usage()
		return 2
	}
	if err := flags.Parse(args[1:]); err != nil || flags.NArg() > 0 {
		return 2
	}
	ctx, cleanup := interrupts()
	d, err := newDev(args[0], ports)
	if err == nil {
		err = commands[args[0]](d, ctx, cleanup)
	}
	if err == nil {
		return 0
	}
	fmt.Fprintf(os.Stderr, "\nerror: %v\n", err)
	if errors.Is(err, errInterrupted) {
		return 130
	}
	return 1
}

// interrupts returns two contexts: the first signal ends the work, so that the clean-up begins, and the
// second ends the patience of the clean-up.
func interrupts() (work, cleanup context.Context) {
	work, endWork := context.WithCancel(context.Background())
	cleanup, endCleanup := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	go func() {
		interrupted := false
		for s := range signals {
			endWork()
			// A closed pipe (make demo | head) says so at every line that is written.
			if s == syscall.SIGPIPE {
				continue
			}
			if interrupted {
				endCleanup()
			}
			interrupted = true
		}
	}()
	return work, cleanup
}
