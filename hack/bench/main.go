// Command bench measures Bonafide against a real API server, with the real operator and a simulated
// provider, all on this machine. What a measurement says is a ratio: of the operator (the subject) and of
// the least that the same work can cost (the baseline), taken in alternation in one run. Absolute figures
// say more about the machine.
//
//	a  events per second to durable condition, distinct customers : raw status patches per second
//	b  events per second on one hot customer                      : one serial writer on that object
//	c  verify and acknowledge, where nothing has to be written    : a handler that only checks the HMAC
//	d  time from request to visible condition at a steady rate    : the same of a raw patch
//	e  memory, time to ready and provider calls of a restart with many customers
//
// It needs the programs of the control plane in bin/k8s (or $KUBEBUILDER_ASSETS), bin/bonafide and
// bin/sandbox: make bench builds them first. It knows the product from outside: its API, its webhooks, its
// flags and its probes. A goal that is missed is a result, not an error.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// options are what a run can be told.
type options struct {
	only      string
	pairs     int
	slice     time.Duration
	rate      int
	customers int
	restarts  int
	assets    string
	binaries  string
	pprof     string
	keep      string
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == bareCommand {
		exit(serveBare(os.Args[2:]))
	}
	o := options{}
	flag.StringVar(&o.only, "only", "a,b,c,d,e", "measurements to take, separated by commas")
	flag.IntVar(&o.pairs, "pairs", 5, "how many alternated pairs make a ratio")
	flag.DurationVar(&o.slice, "slice", 2*time.Second, "how long one side of a pair runs")
	flag.IntVar(&o.rate, "rate", 100, "events per second in measurement d")
	flag.IntVar(&o.customers, "customers", 10000, "customers in measurement e")
	flag.IntVar(&o.restarts, "restarts", 5, "how often the operator is started in measurement e")
	flag.StringVar(&o.assets, "assets", os.Getenv("KUBEBUILDER_ASSETS"), "folder of kube-apiserver and etcd")
	flag.StringVar(&o.binaries, "bin", "bin", "folder of the programs bonafide and sandbox")
	flag.StringVar(&o.pprof, "pprof", "", "address at which the operator serves its profiles meanwhile")
	flag.StringVar(&o.keep, "logs", "", "folder that keeps the programs' logs; by default they are removed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exit(run(ctx, o))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measurements by the letter that -only names, in the order in which they are taken.
var measurements = []struct {
	letter string
	take   func(context.Context, *stage) ([]row, error)
}{
	{"a", throughput},
	{"b", hot},
	{"c", acknowledge},
	{"d", latency},
	{"e", restarts},
}

// run takes the measurements and prints the table.
func run(ctx context.Context, o options) error {
	began := time.Now()
	wanted := map[string]bool{}
	for letter := range strings.SplitSeq(o.only, ",") {
		wanted[strings.TrimSpace(letter)] = true
	}
	s, err := newStage(ctx, o)
	if err != nil {
		return err
	}
	defer s.close()
	var rows []row
	for _, m := range measurements {
		if !wanted[m.letter] {
			continue
		}
		s.say("measuring %s", m.letter)
		taken, err := m.take(ctx, s)
		if err != nil {
			return fmt.Errorf("measurement %s: %w", m.letter, err)
		}
		rows = append(rows, taken...)
	}
	printTable(os.Stdout, rows, s.conditions(time.Since(began)))
	return nil
}
