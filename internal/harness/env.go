// Package harness is where tests run the whole of Bonafide: a real API server, the simulated
// provider over real HTTP, and operators in process that can be killed between any two of their
// requests and started again.
//
// It knows every room of the house, as tests do. Nothing but tests may import it.
package harness

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"

	"github.com/bonafide-dev/bonafide/internal/apiserver"
	"github.com/bonafide-dev/bonafide/internal/operator"
)

// shared is the API server that all tests of one package use.
var shared struct {
	config *rest.Config
	client client.Client
}

// Main runs the tests of a package on an API server of their own.
func Main(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	// Tests wait for other processes and for timers more than they compute. The command line has
	// the last word: m.Run parses it.
	if err := flag.Set("test.parallel", "8"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ctrl.SetLogger(zap.New(zap.WriteTo(logs), zap.UseDevMode(false)))
	code, err := apiserver.Run(m, func(_ *envtest.Environment, config *rest.Config) (err error) {
		shared.config = config
		shared.client, err = NewClient(config)
		return err
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return code
}

// NewClient is a client without a cache, for tests to read the truth.
func NewClient(config *rest.Config) (client.Client, error) {
	scheme, err := operator.Scheme()
	if err != nil {
		return nil, err
	}
	c, err := client.New(config, client.Options{Scheme: scheme})
	if err != nil {
		return nil, fmt.Errorf("building a client: %w", err)
	}
	return c, nil
}
