package main

import (
	"context"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// cluster is a client of the API server, as the administrator.
func (d *dev) cluster() (client.WithWatch, error) {
	config, err := clientcmd.BuildConfigFromFlags("", d.kubeconfig())
	if err != nil {
		return nil, err
	}
	scheme := runtime.NewScheme()
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return nil, err
	}
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return nil, err
	}
	return client.NewWithWatch(config, client.Options{Scheme: scheme})
}

// customersByPhase counts the customers of the namespace.
func (d *dev) customersByPhase(ctx context.Context) (map[string]int, error) {
	cluster, err := d.cluster()
	if err != nil {
		return nil, err
	}
	var customers v1alpha1.VerifiedCustomerList
	if err := cluster.List(ctx, &customers, client.InNamespace(namespace)); err != nil {
		return nil, err
	}
	phases := map[string]int{}
	for _, c := range customers.Items {
		phases[string(c.Status.Phase)]++
	}
	return phases, nil
}

// within bounds a step, so that what never comes is an error and not a wait.
func within(ctx context.Context, limit time.Duration, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("%s did not happen within %s", what, limit))
}
