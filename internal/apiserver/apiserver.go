// Package apiserver is a real API server with the CRDs, for the tests of a package.
//
// It knows where its programs and the CRDs are. It must not know the operator, so that every package's tests can
// import it. Nothing but tests may.
package apiserver

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// Run runs the tests of a package while an API server is there, which use is told of first, and returns the exit code.
// The error says why no test was run, with a code of 1, or that the API server could not be stopped after them.
func Run(m *testing.M, use func(env *envtest.Environment, config *rest.Config) error) (code int, err error) {
	env, config, err := start()
	if err != nil {
		return 1, err
	}
	defer func() {
		if stopErr := stop(env); err == nil {
			err = stopErr
		}
	}()
	if err := use(env, config); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// Lazy is an API server that starts when a test first asks for it. It is for packages where a single test often needs
// none, and for those with fuzz targets: go test runs these in a process for each core, which must not start one each.
type Lazy struct {
	once   sync.Once
	env    *envtest.Environment
	config *rest.Config
	err    error
}

// Config tells how to reach the API server.
func (l *Lazy) Config(tb testing.TB) *rest.Config {
	tb.Helper()
	l.once.Do(func() { l.env, l.config, l.err = start() })
	if l.err != nil {
		tb.Fatal(l.err)
	}
	return rest.CopyConfig(l.config)
}

// Stop stops the API server, if any test asked for it. It is for TestMain, after the tests.
func (l *Lazy) Stop() error {
	if l.env == nil {
		return nil
	}
	return stop(l.env)
}

func start() (*envtest.Environment, *rest.Config, error) {
	env, err := Environment()
	if err != nil {
		return nil, nil, err
	}
	config, err := env.Start()
	if err != nil {
		return nil, nil, fmt.Errorf("starting the API server: %w", err)
	}
	config.QPS = -1
	return env, config, nil
}

func stop(env *envtest.Environment) error {
	if err := env.Stop(); err != nil {
		return fmt.Errorf("stopping the API server: %w", err)
	}
	return nil
}

// Environment is an API server with the CRDs, not started yet.
func Environment() (*envtest.Environment, error) {
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

// repository is the root of the source tree.
func repository() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}
