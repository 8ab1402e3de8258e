// Command chaos has customers and owners live random lives at simulated providers while everything goes
// wrong that can: webhooks are dropped, doubled, delayed, reordered and forged, the provider fails and
// cuts connections before and after effects, operators are killed and frozen, and the API server stops.
// Then the faults end, and it checks that nothing was lost, done twice, or given away.
//
//	chaos --minutes=5 --seed=7
//
// The plan of what happens is a function of the seed and the length. It exits with 1 if a rule was
// violated, and with 2 if the run itself could not be made. It expects the programs of the control plane
// in bin/k8s (or $KUBEBUILDER_ASSETS) and bin/bonafide: make chaos builds them first. What it keeps,
// the logs above all, is in .dev/chaos.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/bonafide-dev/bonafide/hack/internal/checkout"
)

// Exit codes.
const (
	exitViolated = 1
	exitFailed   = 2
)

func main() { os.Exit(command(os.Args[1:])) }

func command(args []string) int {
	o, minutes := options{replicas: 2, bound: 5 * time.Minute, resync: resync}, 0.0
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	flags.Float64Var(&minutes, "minutes", 5, "how long things go wrong")
	flags.Uint64Var(&o.seed, "seed", 0, "of the plan; 0 chooses one")
	flags.IntVar(&o.replicas, "replicas", o.replicas, "how many operators run")
	flags.DurationVar(&o.bound, "bound", o.bound, "how long everything may take to settle once the faults have ended")
	flags.StringVar(&o.operator, "operator", "", "the program bonafide; bin/bonafide by default")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return exitFailed
	}
	o.length = time.Duration(minutes * float64(time.Minute))
	if o.seed == 0 {
		o.seed = rand.Uint64N(1 << 32)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := o.locate(); err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		return exitFailed
	}
	r, err := run(ctx, o, os.Stdout)
	if err != nil {
		fmt.Fprintf(os.Stderr, "chaos: the run with seed %d could not be made: %v; its logs are in %s\n", o.seed, err, o.dir)
		return exitFailed
	}
	if len(r.violations) > 0 {
		return exitViolated
	}
	return 0
}

// locate fills in what follows from where the checkout is.
func (o *options) locate() error {
	var err error
	if o.root, err = checkout.Root(); err != nil {
		return err
	}
	if o.assets, err = checkout.Assets(o.root); err != nil {
		return err
	}
	if o.operator == "" {
		o.operator = filepath.Join(o.root, "bin", "bonafide")
	}
	if o.dir == "" {
		o.dir = filepath.Join(o.root, ".dev", "chaos", fmt.Sprint(o.seed))
	}
	return nil
}
