package director

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/platform"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/stage"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
)

// faults are the rules that are in force, by what they are about.
type faults struct {
	mu    sync.Mutex
	rules map[string]string
}

// replace puts a rule in the place of the one that is about the same, which may be used up.
func (f *faults) replace(about, id string, remove func(id string) error) error {
	f.mu.Lock()
	before := f.rules[about]
	if f.rules == nil {
		f.rules = map[string]string{}
	}
	f.rules[about] = id
	f.mu.Unlock()
	var refusal *controlclient.Error
	if before == "" {
		return nil
	}
	if err := remove(before); err != nil && !errors.As(err, &refusal) {
		return err
	}
	return nil
}

// loseWebhooks has something happen to a provider's next deliveries, instead of what was to happen to them.
func (d *Director) loseWebhooks(ctx context.Context, a plan.Action) error {
	f := controlapi.WebhookFault{API: a.Who, Action: a.How, Count: a.Count}
	if a.How == controlapi.ActionDelay {
		f.Delay = controlapi.Duration(a.For)
	}
	added, err := d.stage.Control.AddWebhookFault(ctx, f)
	if err != nil {
		return err
	}
	return d.faults.replace("webhooks of "+a.Who, added.ID, func(id string) error { return d.stage.Control.RemoveWebhookFault(ctx, id) })
}

// release sends what was held, in another order and maybe more than once.
func (d *Director) release(ctx context.Context, a plan.Action) error {
	n, err := d.stage.Control.Release(ctx, controlapi.Release{Order: a.How, Copies: a.Count})
	if err == nil && n == 0 {
		return errInapplicable
	}
	return err
}

// retryAfter is what the provider asks for when it is called too often: without it, it would want to be
// left alone for minutes.
var retryAfter = map[string]string{"Retry-After": "1"}

// failProvider has a provider's next calls go wrong, instead of what was to happen to them.
func (d *Director) failProvider(ctx context.Context, a plan.Action) error {
	f := map[string]controlapi.Fault{
		plan.FaultTooMany:     {Status: http.StatusTooManyRequests, Headers: retryAfter},
		plan.FaultInternal:    {Status: http.StatusInternalServerError},
		plan.FaultUnavailable: {Status: http.StatusServiceUnavailable},
		plan.FaultLost:        {StatusAfter: http.StatusInternalServerError},
		plan.FaultCutBefore:   {Drop: controlapi.DropBefore},
		plan.FaultCutAfter:    {Drop: controlapi.DropAfter},
		plan.FaultSlow:        {DelayAfter: controlapi.Duration(a.For)},
	}[a.How]
	f.API, f.Count = a.Who, a.Count
	f.Method, f.Path = platform.Route(d.of[a.Who], a.On)
	added, err := d.stage.Control.AddFault(ctx, f)
	if err != nil {
		return err
	}
	return d.faults.replace("calls of "+a.Who+" "+a.On, added.ID, func(id string) error { return d.stage.Control.RemoveFault(ctx, id) })
}

func (d *Director) expireTokens(ctx context.Context, _ plan.Action) error {
	_, err := d.stage.Control.ExpireTokens(ctx)
	return err
}

// replica finds one by its name.
func (d *Director) replica(name string) (*stage.Replica, error) {
	i := slices.IndexFunc(d.stage.Replicas, func(r *stage.Replica) bool { return r.Name == name })
	if i < 0 {
		return nil, errInapplicable
	}
	return d.stage.Replicas[i], nil
}

// killReplica kills an operator, and starts it again.
func (d *Director) killReplica(ctx context.Context, a plan.Action) error {
	r, err := d.replica(a.Who)
	if err != nil {
		return err
	}
	if err := r.Kill(); err != nil {
		return err
	}
	pause(ctx, a.For)
	return r.Start()
}

// stopReplica has an operator shut down, and starts it again.
func (d *Director) stopReplica(ctx context.Context, a plan.Action) error {
	r, err := d.replica(a.Who)
	if err != nil {
		return err
	}
	if err := r.Stop(ctx); err != nil {
		return err
	}
	return r.Start()
}

func (d *Director) awaitReplica(ctx context.Context, a plan.Action) error {
	r, err := d.replica(a.Who)
	if err != nil {
		return err
	}
	return r.AwaitReady(ctx)
}

// freezeReplica has an operator stand still. It may be the leader, and lead no more when it goes on.
func (d *Director) freezeReplica(ctx context.Context, a plan.Action) error {
	r, err := d.replica(a.Who)
	if err != nil {
		return err
	}
	if err := r.Freeze(); err != nil {
		return err
	}
	pause(ctx, a.For)
	return r.Thaw()
}

// killAPI kills the API server, and starts it again.
func (d *Director) killAPI(ctx context.Context, a plan.Action) error {
	if err := d.stage.KillAPIServer(); err != nil {
		return err
	}
	pause(ctx, a.For)
	return d.stage.StartAPIServer(context.WithoutCancel(ctx))
}

// freezeAPI has the API server take requests and answer none.
func (d *Director) freezeAPI(ctx context.Context, a plan.Action) error {
	if err := d.stage.FreezeAPIServer(); err != nil {
		return err
	}
	pause(ctx, a.For)
	return d.stage.ThawAPIServer()
}

// endFaults has everything work from now on. What was held is delivered; what was lost stays lost.
func (d *Director) endFaults(ctx context.Context) error {
	control := d.stage.Control
	_, err := control.Release(ctx, controlapi.Release{Order: controlapi.OrderShuffle})
	return errors.Join(control.ClearWebhookFaults(ctx), control.ClearFaults(ctx), err)
}
