package director

import (
	"context"
	"errors"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
)

// lookEvery is how often it is asked whether everything has settled.
const lookEvery = time.Second

// Settle waits until everything is as the provider and spec have it, at two looks in a row, but no longer
// than the bound. It returns the last evidence, with whatever is unsettled still.
func (d *Director) Settle(ctx context.Context, bound time.Duration) (verdict.Evidence, []verdict.Violation, error) {
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	defer d.forging.Wait()
	fail := newFailure(cancel)
	defer d.keep(ctx, fail)() // A leader that was frozen to the last may have lost its lease.
	for _, r := range d.stage.Replicas {
		if err := r.AwaitReady(ctx); err != nil {
			return verdict.Evidence{}, nil, err
		}
	}
	var last verdict.Evidence
	var unsettled []verdict.Violation
	for settled := 0; settled < 2; {
		// People go on doing what only they can do.
		if err := d.takeOver(ctx, plan.Action{}); err != nil && !errors.Is(err, errInapplicable) && ctx.Err() == nil {
			return last, unsettled, err
		}
		if err := d.seeOffAll(ctx); err != nil && ctx.Err() == nil {
			return last, unsettled, err
		}
		e, err := d.gather(ctx)
		if ctx.Err() != nil {
			return last, unsettled, fail.first()
		}
		if err != nil {
			return last, unsettled, err
		}
		last, unsettled = e, verdict.Unsettled(e)
		for _, v := range unsettled {
			d.log.Info("unsettled", "rule", v.Rule, "object", v.Object, "expected", v.Expected, "actual", v.Actual)
		}
		settled++
		if len(unsettled) > 0 {
			settled = 0
		}
		if !pause(ctx, lookEvery) {
			return last, unsettled, fail.first()
		}
	}
	d.forging.Wait()
	last.Forged, last.Refused = d.lies.all(), d.stage.Balancer.Refused()
	return last, nil, nil
}

// gather reads the objects, and then the providers' side of them.
func (d *Director) gather(ctx context.Context) (verdict.Evidence, error) {
	e := verdict.Evidence{Lives: d.Lives()}
	var customers v1alpha1.VerifiedCustomerList
	var owners v1alpha1.BeneficialOwnerList
	here := client.InNamespace(stage.Namespace)
	if err := d.stage.Kube.List(ctx, &customers, here); err != nil {
		return e, err
	}
	if err := d.stage.Kube.List(ctx, &owners, here); err != nil {
		return e, err
	}
	e.Customers, e.Owners = customers.Items, owners.Items
	for _, p := range d.stage.Platforms {
		side, err := d.sideOf(ctx, p)
		if err != nil {
			return e, err
		}
		e.Providers = append(e.Providers, side)
	}
	e.Forged, e.Refused = d.lies.all(), d.stage.Balancer.Refused()
	return e, nil
}

// sideOf is a provider's side.
func (d *Director) sideOf(ctx context.Context, p platform.Platform) (side verdict.Provider, err error) {
	side.Traits = p.Traits()
	if side.Customers, err = p.Customers(ctx); err != nil {
		return side, err
	}
	if side.Owners, err = p.Owners(ctx); err != nil {
		return side, err
	}
	if side.Counters, err = d.stage.Control.Counters(ctx, side.Name); err != nil {
		return side, err
	}
	if k, keeps := p.(platform.Keeper); keeps {
		if side.Webhook, err = d.webhookOf(ctx, k); err != nil {
			return side, err
		}
	}
	deliveries, err := d.stage.Deliveries(ctx, p)
	for _, one := range deliveries {
		side.Deliveries = append(side.Deliveries, verdict.Delivery{
			EventID: one.ID, Topic: one.Topic, CustomerID: one.CustomerID, ResourceID: one.ResourceID, OfOwners: one.OfOwners,
			Created: one.Created, Attempts: len(one.Codes), Acknowledged: one.Acknowledged(),
		})
	}
	return side, err
}
