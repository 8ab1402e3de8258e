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
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"

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
	env, err := NewEnvironment()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	config, err := env.Start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "starting the API server:", err)
		return 1
	}
	defer func() { _ = env.Stop() }()
	config.QPS = -1
	shared.config = config
	if shared.client, err = NewClient(config); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// NewEnvironment is an API server with the CRDs, not started yet.
func NewEnvironment() (*envtest.Environment, error) {
	root := repository()
	assets := os.Getenv("KUBEBUILDER_ASSETS")
	if assets == "" {
		assets = filepath.Join(root, "bin", "k8s")
	}
	if _, err := os.Stat(filepath.Join(assets, "kube-apiserver")); err != nil {
		return nil, fmt.Errorf("there is no kube-apiserver in %s: run hack/controlplane/build.sh first", assets)
	}
	return &envtest.Environment{
		BinaryAssetsDirectory: assets,
		CRDDirectoryPaths:     []string{filepath.Join(root, "config", "crd", "bases")},
		ErrorIfCRDPathMissing: true,
		// Several API servers may start at once, beside compilers.
		ControlPlaneStartTimeout: 2 * time.Minute,
	}, nil
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

// repository is the root of the source tree.
func repository() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}
