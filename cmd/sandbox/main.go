// Command sandbox runs the simulator of the payment providers. It holds flags and wiring only; see package
// sandbox.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/bonafide-dev/bonafide/sandbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	s, err := sandbox.Start(o)
	if err != nil {
		return explain(err)
	}
	o.Logger.Info("sandbox ready", "dwolla", s.DwollaURL(), "fin", s.FinURL(), "blaaiz", s.BlaaizURL(),
		"control", s.ControlURL(), "seed", s.Seed())
	<-ctx.Done()
	return s.Close()
}

func parse(args []string, stderr io.Writer) (sandbox.Options, error) {
	var o sandbox.Options
	level := slog.LevelInfo
	f := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.DwollaAddress, "dwolla-bind-address", "127.0.0.1:8085", "address of the simulated Dwolla API")
	f.StringVar(&o.FinAddress, "fin-bind-address", "127.0.0.1:8086", "address of the simulated Fin API")
	f.StringVar(&o.BlaaizAddress, "blaaiz-bind-address", "127.0.0.1:8087", "address of the simulated Blaaiz API")
	f.StringVar(&o.ControlAddress, "control-bind-address", "127.0.0.1:8084", "address of the control API")
	f.Uint64Var(&o.Seed, "seed", 0, "makes identifiers and shuffles repeatable; 0 takes a random seed")
	f.Float64Var(&o.TimeScale, "time-scale", 1, "shortens the providers' long waits; 60 turns an hour into a minute")
	f.DurationVar(&o.TokenTTL, "token-ttl", 0, "lifetime of access tokens (default each provider's own)")
	f.TextVar(&level, "log-level", level, "least level that is logged: DEBUG, INFO, WARN or ERROR")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	o.Logger = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	return o, nil
}

// explain names the flag whose address cannot be listened on.
func explain(err error) error {
	var l *sandbox.ListenError
	if errors.As(err, &l) {
		return fmt.Errorf("--%s-bind-address: %w", l.Listener, err)
	}
	return err
}
