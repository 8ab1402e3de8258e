// Package walks takes the whole system on random walks: businesses with controllers, owners, documents
// and the certification of their ownership are applied, changed and deleted in any order, while the
// provider changes its mind, answers get lost, webhooks come twice, late, in disorder or never, and the
// operator is killed between any two of its requests. In the end all of that stops, and what must hold
// then, and must have held all the time, is checked against what the simulated provider knows.
//
// A walk is planned before it begins, so that a seed stands for one plan; how the operator and the
// provider run beside it differs from time to time. A failure prints the plan, what was wrong, and the
// seed: repeat it with
//
//	go test ./internal/walks -run 'TestWalks/lane-0' -rapid.seed=N -rapid.checks=1
//
// RAPID_CHECKS, or -rapid.checks, says how many walks each of the lanes takes.
//
// TestWalks goes far into what Dwolla alone has. TestEverywhere (everywhere_*_test.go) is taken at every provider of
// harness.Platforms, by what is true of all of them.
//
// It knows every room of the house, as tests do. It steers the provider only by the control API of the
// sandbox and the operator only by what users can do; it must not look into either.
package walks

import (
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/internal/harness"
)

// A run takes so many walks in each of so many lanes beside one another: they wait more than they
// compute.
const (
	lanes       = 4
	walksByLane = "3"
)

func TestMain(m *testing.M) {
	preset("RAPID_CHECKS", "rapid.checks", walksByLane)
	// A walk that fails is not made shorter: each attempt takes as long as a walk, or a failing one, and how
	// the operator runs beside it differs from one to the next.
	preset("RAPID_SHRINKTIME", "rapid.shrinktime", "0s")
	harness.Main(m)
}

// preset sets a flag of rapid's that neither the environment nor, later, the command line sets.
func preset(variable, name, value string) {
	if os.Getenv(variable) != "" {
		return
	}
	if err := flag.Set(name, value); err != nil {
		panic(err)
	}
}

// After any walk, every object stands where the provider has it, and nothing was done twice or too soon.
func TestWalks(t *testing.T) {
	for lane := range lanes {
		t.Run(fmt.Sprintf("lane-%d", lane), func(t *testing.T) {
			t.Parallel()
			var once sync.Once
			rapid.Check(t, func(r *rapid.T) {
				p := rapid.Custom(drawPlan).Draw(r, "plan")
				begin(t, &once, r, p).run()
			})
		})
	}
}
