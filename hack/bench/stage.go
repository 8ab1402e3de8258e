package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// Names of what every measurement uses.
const (
	namespace    = "bench"
	providerName = "dwolla"
	// The operator of measurements a to d sees the customers with this label, and no others: what raw
	// patches write costs it nothing.
	label           = "bench"
	labelSubject    = "subject"
	subjectSelector = label + "=" + labelSubject
)

// hookPath is where the operator takes deliveries.
const hookPath = "/webhooks/" + namespace + "/" + providerName

// stage is what measurements are taken on: an API server, a simulated provider, and the objects that an
// operator needs. Operators come and go.
type stage struct {
	options
	began      time.Time
	dir        string
	env        *envtest.Environment
	config     *rest.Config
	kube       client.Client
	raw        *rest.RESTClient
	kubeconfig string

	sandbox   *program
	dwollaURL string
	control   *controlclient.Client

	people *people
}

// newStage builds the stage.
func newStage(ctx context.Context, o options) (*stage, error) {
	ctrl.SetLogger(logr.Discard())
	if o.assets == "" {
		o.assets = filepath.Join("bin", "k8s")
	}
	s := &stage{options: o, began: time.Now(), dir: o.keep}
	for _, step := range []func(context.Context) error{s.makeFolder, s.startControlPlane, s.startSandbox, s.install} {
		if err := step(ctx); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

func (s *stage) makeFolder(context.Context) (err error) {
	if s.keep != "" {
		return os.MkdirAll(s.dir, 0o755)
	}
	s.dir, err = os.MkdirTemp("", "bonafide-bench-")
	return err
}

func (s *stage) startControlPlane(context.Context) error {
	s.say("starting an API server")
	if _, err := os.Stat(filepath.Join(s.assets, "kube-apiserver")); err != nil {
		return fmt.Errorf("there is no kube-apiserver in %s: make controlplane builds it", s.assets)
	}
	s.env = &envtest.Environment{
		BinaryAssetsDirectory: s.assets,
		CRDDirectoryPaths:     []string{filepath.Join("config", "crd", "bases")},
		ErrorIfCRDPathMissing: true,
	}
	config, err := s.env.Start()
	if err != nil {
		return fmt.Errorf("starting the API server: %w", err)
	}
	config.QPS = -1
	if err := v1alpha1.AddToScheme(scheme.Scheme); err != nil {
		return err
	}
	s.config = config
	if s.kube, err = client.New(config, client.Options{Scheme: scheme.Scheme}); err != nil {
		return err
	}
	if s.raw, err = rawClient(config); err != nil {
		return err
	}
	user, err := s.env.AddUser(envtest.User{Name: "bonafide", Groups: []string{"system:masters"}}, nil)
	if err != nil {
		return err
	}
	content, err := user.KubeConfig()
	if err != nil {
		return err
	}
	s.kubeconfig = filepath.Join(s.dir, "kubeconfig")
	return os.WriteFile(s.kubeconfig, content, 0o600)
}

func (s *stage) startSandbox(ctx context.Context) error {
	addresses, err := freeAddresses(2)
	if err != nil {
		return err
	}
	s.dwollaURL = "http://" + addresses[0]
	s.control = controlclient.New("http://" + addresses[1])
	if s.sandbox, err = start(s.dir, "sandbox", filepath.Join(s.binaries, "sandbox"), "--log-level=WARN",
		"--dwolla-bind-address="+addresses[0], "--control-bind-address="+addresses[1],
		"--fin-bind-address=127.0.0.1:0", "--blaaiz-bind-address=127.0.0.1:0"); err != nil {
		return err
	}
	return s.sandbox.ready(ctx, "http://"+addresses[1]+"/healthz")
}

// install creates the namespace and the account.
func (s *stage) install(ctx context.Context) error {
	secret := func(name string, values map[string]string) *corev1.Secret {
		return &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace}, StringData: values}
	}
	return s.create(ctx,
		&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}},
		secret("dwolla-api", map[string]string{"key": sandbox.Key, "secret": sandbox.Secret}),
		secret("dwolla-webhook", map[string]string{"secret": signingSecret}),
		&v1alpha1.VerificationProvider{
			ObjectMeta: metav1.ObjectMeta{Name: providerName, Namespace: namespace},
			Spec: v1alpha1.VerificationProviderSpec{
				Dwolla: &v1alpha1.ProviderConnection{
					Endpoint: s.dwollaURL, CredentialsSecretRef: v1alpha1.SecretReference{Name: "dwolla-api"},
				},
				Webhook: &v1alpha1.WebhookSpec{SigningSecretRef: v1alpha1.SecretReference{Name: "dwolla-webhook"}},
				// The most that the schema allows, so that the limiter limits nothing.
				RateLimit: v1alpha1.RateLimit{RequestsPerSecond: 1000, Burst: 1000},
			},
		})
}

func (s *stage) create(ctx context.Context, objects ...client.Object) error {
	for _, o := range objects {
		if err := s.kube.Create(ctx, o); err != nil {
			return fmt.Errorf("creating %T %s: %w", o, o.GetName(), err)
		}
	}
	return nil
}

// close ends what runs.
func (s *stage) close() {
	s.leave()
	s.sandbox.stop()
	if s.env != nil {
		if err := s.env.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "bench: stopping the API server:", err)
		}
	}
	if s.keep == "" && s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// conditions says where and how the figures came about.
func (s *stage) conditions(took time.Duration) string {
	return fmt.Sprintf("%d CPUs, %s/%s, %s; %d alternated pairs of %s a side; the run took %s.",
		runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), s.pairs, s.slice, took.Round(time.Second))
}

// until waits for a state.
func until(ctx context.Context, what string, ok func() (bool, error)) error {
	return untilEach(ctx, 50*time.Millisecond, what, ok)
}

// untilEach waits for a state that is not looked at more often than that.
func untilEach(ctx context.Context, pause time.Duration, what string, ok func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	for {
		done, err := ok()
		if done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("waiting until %s", what), ctx.Err())
		case <-time.After(pause):
		}
	}
}
