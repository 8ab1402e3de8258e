package plugin

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// shared is the API server of this package's tests, without an operator: tests write the status
// that an operator would.
var shared struct {
	client     client.Client
	kubeconfig string
}

func TestMain(m *testing.M) { os.Exit(withAPIServer(m)) }

func withAPIServer(m *testing.M) int {
	root := filepath.Join("..", "..")
	assets := os.Getenv("KUBEBUILDER_ASSETS")
	if assets == "" {
		assets = filepath.Join(root, "bin", "k8s")
	}
	env := &envtest.Environment{
		BinaryAssetsDirectory: assets,
		CRDDirectoryPaths:     []string{filepath.Join(root, "config", "crd", "bases")},
		ErrorIfCRDPathMissing: true,
	}
	config, err := env.Start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "starting the API server (hack/controlplane/build.sh builds it):", err)
		return 1
	}
	defer func() { _ = env.Stop() }()
	config.QPS = -1

	directory, err := os.MkdirTemp("", "kubectl-bonafide")
	if err == nil {
		defer os.RemoveAll(directory)
		shared.kubeconfig = filepath.Join(directory, "kubeconfig")
		err = os.WriteFile(shared.kubeconfig, env.KubeConfig, 0o600)
	}
	if err == nil {
		shared.client, err = client.New(config, client.Options{Scheme: testScheme()})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func testScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	utilruntime.Must(corev1.AddToScheme(scheme))
	utilruntime.Must(rbacv1.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	return scheme
}
