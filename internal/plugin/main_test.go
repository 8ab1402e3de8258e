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
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/apiserver"
)

// shared is the API server of this package's tests, without an operator: tests write the status
// that an operator would.
var shared struct {
	client     client.Client
	kubeconfig string
}

func TestMain(m *testing.M) { os.Exit(withAPIServer(m)) }

func withAPIServer(m *testing.M) int {
	directory, err := os.MkdirTemp("", "kubectl-bonafide")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(directory)
	shared.kubeconfig = filepath.Join(directory, "kubeconfig")
	code, err := apiserver.Run(m, func(env *envtest.Environment, config *rest.Config) (err error) {
		if err = os.WriteFile(shared.kubeconfig, env.KubeConfig, 0o600); err != nil {
			return err
		}
		shared.client, err = client.New(config, client.Options{Scheme: testScheme()})
		return err
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return code
}

func testScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	utilruntime.Must(corev1.AddToScheme(scheme))
	utilruntime.Must(rbacv1.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	return scheme
}
