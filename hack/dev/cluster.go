package main

import (
	"context"
	"errors"
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

// byPhase counts the customers and the owners of the namespace.
func (d *dev) byPhase(ctx context.Context) (customers, owners map[string]int, err error) {
	cluster, err := d.cluster()
	if err != nil {
		return nil, nil, err
	}
	var vcusts v1alpha1.VerifiedCustomerList
	var bowners v1alpha1.BeneficialOwnerList
	here := client.InNamespace(namespace)
	if err := errors.Join(cluster.List(ctx, &vcusts, here), cluster.List(ctx, &bowners, here)); err != nil {
		return nil, nil, err
	}
	customers, owners = map[string]int{}, map[string]int{}
	for _, c := range vcusts.Items {
		customers[string(c.Status.Phase)]++
	}
	for _, o := range bowners.Items {
		owners[string(o.Status.Phase)]++
	}
	return customers, owners, nil
}

// within bounds a step, so that what never comes is an error and not a wait.
func within(ctx context.Context, limit time.Duration, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("%s did not happen within %s", what, limit))
}
