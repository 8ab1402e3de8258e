package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// crowd follows customers and owners together, by watches as any client could.
type crowd struct {
	customers, owners watch.Interface
	// last is what the watches showed of each last, by its name as kubectl takes it: vcust/jane-doe.
	last map[string]v1alpha1.Verifiable
}

// watchCrowd follows everybody in the namespace.
func (d *dev) watchCrowd(ctx context.Context) (*crowd, error) {
	cluster, err := d.cluster()
	if err != nil {
		return nil, err
	}
	customers, err := cluster.Watch(ctx, &v1alpha1.VerifiedCustomerList{}, client.InNamespace(namespace))
	if err != nil {
		return nil, err
	}
	owners, err := cluster.Watch(ctx, &v1alpha1.BeneficialOwnerList{}, client.InNamespace(namespace))
	if err != nil {
		customers.Stop()
		return nil, err
	}
	return &crowd{customers: customers, owners: owners, last: map[string]v1alpha1.Verifiable{}}, nil
}

func (c *crowd) stop() {
	c.customers.Stop()
	c.owners.Stop()
}

// until returns when all that are named are as they should be, and since when each was. One that was so and
// is no longer has to become so again.
func (c *crowd) until(ctx context.Context, is func(v1alpha1.Verifiable) bool, names ...string) (map[string]time.Time, error) {
	reached := map[string]time.Time{}
	for len(reached) < len(names) {
		var event watch.Event
		select {
		case event = <-c.customers.ResultChan():
		case event = <-c.owners.ResultChan():
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		o, ok := event.Object.(v1alpha1.Verifiable)
		if !ok {
			return nil, errors.Join(errors.New("a watch ended early"), context.Cause(ctx))
		}
		name := nameOf(o)
		c.last[name] = o
		switch _, was := reached[name]; {
		case !slices.Contains(names, name):
		case !is(o):
			delete(reached, name)
		case !was:
			reached[name] = time.Now()
		}
	}
	return reached, nil
}

// nameOf is the name of an object as kubectl takes it.
func nameOf(o v1alpha1.Verifiable) string {
	kind := "vcust"
	if _, is := o.(*v1alpha1.BeneficialOwner); is {
		kind = "bowner"
	}
	return fmt.Sprintf("%s/%s", kind, o.GetName())
}

// isReady tells whether an object is Ready as it is written now, and not as it was before.
func isReady(o v1alpha1.Verifiable) bool {
	st := o.Verification()
	return st.ObservedGeneration == o.GetGeneration() && meta.IsStatusConditionTrue(st.Conditions, v1alpha1.ConditionReady)
}
