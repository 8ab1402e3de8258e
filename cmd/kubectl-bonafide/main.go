// Command kubectl-bonafide is the kubectl plugin: put it on your PATH, and kubectl bonafide runs it.
// It holds wiring, no logic.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/go-logr/logr"
	"golang.org/x/term"
	"k8s.io/cli-runtime/pkg/genericiooptions"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/bonafide-dev/bonafide/internal/plugin"
	"github.com/bonafide-dev/bonafide/provider/registry"
)

func main() {
	log.SetLogger(logr.Discard())
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	code := plugin.Run(ctx, environment(), os.Args[1:])
	stop()
	os.Exit(code)
}

func environment() plugin.Environment {
	env := plugin.Environment{
		IOStreams:   genericiooptions.IOStreams{In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr},
		Interactive: isTerminal(os.Stdin) && isTerminal(os.Stdout),
		Interrupts:  interrupts,
		Drivers:     registry.Drivers(),
		Clock:       clock.RealClock{},
	}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		env.Width = width
	}
	return env
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// interrupts takes Ctrl-C from the runtime, which would end the program.
func interrupts() (<-chan os.Signal, func()) {
	pressed := make(chan os.Signal, 1)
	signal.Notify(pressed, os.Interrupt)
	return pressed, func() { signal.Stop(pressed) }
}
