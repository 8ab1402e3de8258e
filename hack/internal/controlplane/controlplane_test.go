package controlplane

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/bonafide-dev/bonafide/hack/internal/process"
)

func clientFor(t *testing.T, kubeconfig string) kubernetes.Interface {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return kubernetes.NewForConfigOrDie(config)
}

// The operator is tested under its own role, so a role must bind here as it does in a cluster.
func TestServiceAccountsMayOnlyWhatTheirRolesGrant(t *testing.T) {
	assets := os.Getenv("KUBEBUILDER_ASSETS")
	if assets == "" {
		t.Skip("KUBEBUILDER_ASSETS is not set: make test sets it")
	}
	dir := t.TempDir()
	config := Config{
		Assets: assets, DataDir: dir, Kubeconfig: filepath.Join(dir, "admin"), Namespace: "default",
		Processes: process.Group{RunDir: filepath.Join(dir, "run"), LogDir: filepath.Join(dir, "logs")},
	}
	t.Cleanup(func() {
		if err := Stop(context.Background(), config.Processes); err != nil {
			t.Error(err)
		}
	})
	if _, err := Start(t.Context(), config); err != nil {
		t.Fatal(err)
	}

	admin := clientFor(t, config.Kubeconfig)
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "robot"}}
	if _, err := admin.CoreV1().ServiceAccounts("default").Create(t.Context(), account, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	robot := filepath.Join(dir, "robot")
	if err := ServiceAccountKubeconfig(t.Context(), config.Kubeconfig, robot, types.NamespacedName{Namespace: "default", Name: "robot"}); err != nil {
		t.Fatal(err)
	}
	_, err := clientFor(t, robot).CoreV1().Secrets("default").List(t.Context(), metav1.ListOptions{})
	if !apierrors.IsForbidden(err) {
		t.Errorf("an account without a role lists Secrets: %v", err)
	}
}
