package controllers

import (
	"fmt"
	"os"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	kuberest "k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/apiserver"
)

// kube is a client of the API server of this package's tests, for which no operator works. Where an operator does,
// tests are in internal/rules.
var kube client.Client

func TestMain(m *testing.M) {
	code, err := apiserver.Run(m, func(_ *envtest.Environment, config *kuberest.Config) (err error) {
		scheme := runtime.NewScheme()
		utilruntime.Must(corev1.AddToScheme(scheme))
		utilruntime.Must(v1alpha1.AddToScheme(scheme))
		kube, err = client.New(config, client.Options{Scheme: scheme})
		return err
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}
