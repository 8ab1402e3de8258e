package stage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/internal/controlplane"
	"github.com/bonafide-dev/bonafide/hack/internal/process"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// serviceAccount is the operator's, as config/rbac has it: it may do what the shipped role grants.
var serviceAccount = types.NamespacedName{Namespace: "bonafide-system", Name: "bonafide-manager"}

// Config says what to put up.
type Config struct {
	// Root of the repository, for the manifests.
	Root string
	// Assets is the folder of etcd, kube-apiserver and kubectl.
	Assets string
	// Operator is the program bonafide.
	Operator string
	// Dir is where everything is kept: etcd's data, credentials, and the logs in Dir/logs.
	Dir string
	// Operators is how many replicas of the operator run.
	Operators int
	// ResyncInterval of the VerificationProviders.
	ResyncInterval time.Duration
	// Provider are the options of the simulated providers; their log is added.
	Provider sandbox.Options
}

// Stage is all of it, running.
type Stage struct {
	Config
	// Kube reads and writes past every cache, as an administrator.
	Kube client.Client
	// Sandbox is the providers, Control steers it, and Platforms are what it simulates.
	Sandbox   *sandbox.Sandbox
	Control   *controlclient.Client
	Platforms []platform.Platform
	// Keys sign the providers' webhooks.
	Keys Keys
	// Balancer is where the providers deliver their webhooks.
	Balancer *Balancer
	// Replicas of the operator.
	Replicas []*Replica

	processes process.Group
	plane     *controlplane.Plane
	closers   []func() error
}

// Set puts everything up, and returns when all replicas are ready and webhooks are subscribed to. What
// was started of a stage that did not come to be is ended.
func Set(ctx context.Context, c Config) (*Stage, error) {
	s := &Stage{Config: c, processes: process.Group{RunDir: filepath.Join(c.Dir, "run"), LogDir: filepath.Join(c.Dir, "logs")}}
	for _, step := range []func(context.Context) error{
		s.startControlPlane, s.install, s.startSandbox, s.startReplicas, s.furnish, s.awaitReplicas, s.awaitSubscriptions,
	} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, s.Strike(context.WithoutCancel(ctx)))
		}
	}
	return s, nil
}

// Logs is the folder of all logs.
func (s *Stage) Logs() string { return s.processes.LogDir }

// Strike ends everything. The logs stay.
func (s *Stage) Strike(ctx context.Context) error {
	var errs []error
	for _, r := range s.Replicas {
		errs = append(errs, r.Thaw(), r.Kill())
	}
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	// Nothing is kept of it, so it need not end well.
	errs = append(errs, s.processes.Kill(controlplane.APIServer), controlplane.Stop(ctx, s.processes))
	return errors.Join(errs...)
}

func (s *Stage) path(name string) string { return filepath.Join(s.Dir, name) }

func (s *Stage) startControlPlane(ctx context.Context) error {
	plane, err := controlplane.Start(ctx, controlplane.Config{
		Assets: s.Assets, DataDir: s.path("data"), Kubeconfig: s.path("kubeconfig"), Namespace: Namespace,
		Processes: s.processes, WithoutControllers: true,
	})
	if err != nil {
		return err
	}
	s.plane = plane
	config, err := clientcmd.BuildConfigFromFlags("", s.path("kubeconfig"))
	if err != nil {
		return err
	}
	config.QPS = -1
	config.Timeout = 10 * time.Second
	scheme, err := operator.Scheme()
	if err != nil {
		return err
	}
	s.Kube, err = client.New(config, client.Options{Scheme: scheme})
	return err
}

// install installs the kinds and the role that the operator is shipped with.
func (s *Stage) install(ctx context.Context) error {
	for _, args := range [][]string{
		{"apply", "-k", "config/crd"},
		{"apply", "-f", "config/manager/namespace.yaml"},
		{"apply", "-k", "config/rbac"},
		{"create", "namespace", Namespace},
		{"wait", "--for=condition=Established", "--timeout=30s", "crd", "--all"},
	} {
		kubectl := exec.CommandContext(ctx, filepath.Join(s.Assets, "kubectl"), append([]string{"--kubeconfig=" + s.path("kubeconfig")}, args...)...)
		kubectl.Dir = s.Root
		if out, err := kubectl.CombinedOutput(); err != nil {
			return fmt.Errorf("kubectl %v: %w: %s", args, err, out)
		}
	}
	return controlplane.ServiceAccountKubeconfig(ctx, s.path("kubeconfig"), s.path("operator.kubeconfig"), serviceAccount)
}

// FreezeAPIServer has the API server hang: it takes requests and answers none.
func (s *Stage) FreezeAPIServer() error { return s.processes.Freeze(controlplane.APIServer) }

// ThawAPIServer lets it answer again.
func (s *Stage) ThawAPIServer() error { return s.processes.Thaw(controlplane.APIServer) }

// KillAPIServer ends the API server at once; etcd stays.
func (s *Stage) KillAPIServer() error { return s.processes.Kill(controlplane.APIServer) }

// StartAPIServer starts the API server that was killed, and returns when it is ready.
func (s *Stage) StartAPIServer(ctx context.Context) error {
	if s.processes.Running(controlplane.APIServer) {
		return s.processes.Thaw(controlplane.APIServer)
	}
	return s.plane.StartAPIServer(ctx)
}

// openLog opens a log of this process's own beside those of the programs.
func (s *Stage) openLog(name string) (*os.File, error) {
	f, err := os.OpenFile(s.processes.LogPath(name), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err == nil {
		s.closers = append(s.closers, f.Close)
	}
	return f, err
}
