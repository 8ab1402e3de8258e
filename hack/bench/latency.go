package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"k8s.io/client-go/kubernetes/scheme"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// latencySlices is how many slices one side of measurement d takes: a p99 needs events.
const latencySlices = 2

// latency is measurement d: a steady rate, and for each request the time until an informer shows the
// condition that it led to.
func latency(ctx context.Context, s *stage) ([]row, error) {
	p, err := s.withPeople(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.startWitness(ctx)
	if err != nil {
		return nil, err
	}
	patches := make([]*rawPatches, len(p.twins))
	for i, twin := range p.twins {
		if patches[i], err = rawPatchesFor(twin); err != nil {
			return nil, err
		}
	}
	raw := func(ctx context.Context, _ lines, n int, id string) error {
		return s.patchRaw(ctx, patches[n%len(patches)], n/len(patches), id)
	}
	deliver := func(make func(*v1alpha1.VerifiedCustomer, int) event) func(context.Context, lines, int, string) error {
		return func(_ context.Context, free lines, n int, id string) error {
			e := make(p.subjects[n%len(p.subjects)], n/len(p.subjects))
			e.id = id
			one := <-free
			defer func() { free <- one }()
			return one.send(e.request(hookPath))
		}
	}
	kinds := []func(context.Context, lines, int, string) error{raw, deliver(abilityEvent), deliver(thinEvent)}
	medians, tails := make([][]float64, len(kinds)), make([][]float64, len(kinds))
	sides := make([]side, len(kinds))
	for i, kind := range kinds {
		sides[i] = func(ctx context.Context) (float64, error) {
			free, err := dialLines(p.operator.webhooks)
			if err != nil {
				return 0, err
			}
			defer free.close()
			took, err := w.observe(ctx, s.rate, latencySlices*s.slice, func(ctx context.Context, n int, id string) error {
				return kind(ctx, free, n, id)
			})
			if err != nil {
				return 0, err
			}
			medians[i], tails[i] = append(medians[i], quantile(took, 0.5)), append(tails[i], quantile(took, 0.99))
			return 0, nil
		}
	}
	if _, err := alternate(ctx, s.pairs, sides...); err != nil {
		return nil, err
	}
	at := fmt.Sprintf("at %d/s", s.rate)
	return []row{
		compared("(d) p50 from request to visible condition "+at, medians[0], medians[1], "%.1f", " ms", nil),
		compared("(d) p99 from request to visible condition "+at, tails[0], tails[1], "%.1f", " ms", atMost(2)),
		compared("(d) p50 of thin events "+at, medians[0], medians[2], "%.1f", " ms", nil),
		compared("(d) p99 of thin events "+at, tails[0], tails[2], "%.1f", " ms", nil),
	}, nil
}

// lines are the connections to a webhook server that are free. The server closes one that is idle for
// long, so each slice has its own.
type lines chan *sender

func dialLines(address string) (lines, error) {
	free := make(lines, 64)
	for range cap(free) {
		one, err := dial(address)
		if err != nil {
			free.close()
			return nil, err
		}
		free <- one
	}
	return free, nil
}

// close closes them, once nobody uses one any more.
func (l lines) close() {
	for len(l) > 0 {
		(<-l).close()
	}
}

// witness sees what any client of the API server sees, through an informer.
type witness struct {
	mu      sync.Mutex
	began   map[string]time.Time
	took    []float64
	arrived chan struct{}
}

func (s *stage) startWitness(ctx context.Context) (*witness, error) {
	c, err := cache.New(s.config, cache.Options{Scheme: scheme.Scheme})
	if err != nil {
		return nil, err
	}
	informer, err := c.GetInformer(ctx, &v1alpha1.VerifiedCustomer{}, cache.BlockUntilSynced(false))
	if err != nil {
		return nil, err
	}
	w := &witness{arrived: make(chan struct{}, 1)}
	if _, err := informer.AddEventHandler(toolscache.ResourceEventHandlerFuncs{
		UpdateFunc: func(_, o any) { w.see(o.(*v1alpha1.VerifiedCustomer)) },
	}); err != nil {
		return nil, err
	}
	go func() { _ = c.Start(ctx) }()
	if !c.WaitForCacheSync(ctx) {
		return nil, errors.New("the informer did not start")
	}
	return w, nil
}

// see notes the events that a customer's status tells of.
func (w *witness) see(vc *v1alpha1.VerifiedCustomer) {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	note := func(id string) {
		if began, ok := w.began[id]; ok {
			delete(w.began, id)
			w.took = append(w.took, float64(now.Sub(began).Microseconds())/1000)
		}
	}
	if vc.Status.LastEvent != nil {
		note(vc.Status.LastEvent.ID)
	}
	if vc.Status.Facts != nil {
		for _, a := range vc.Status.Facts.Abilities {
			note(a.EventID)
		}
	}
	if len(w.began) == 0 {
		select {
		case w.arrived <- struct{}{}:
		default:
		}
	}
}

// observe has something done at a steady rate, whether or not the earlier ones are done, and returns
// the milliseconds until each was visible, sorted.
func (w *witness) observe(ctx context.Context, rate int, d time.Duration, do func(ctx context.Context, n int, id string) error) ([]float64, error) {
	w.mu.Lock()
	w.began, w.took = map[string]time.Time{}, nil
	w.mu.Unlock()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for n := range int(d.Seconds() * float64(rate)) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		id := newID()
		w.mu.Lock()
		w.began[id] = time.Now()
		w.mu.Unlock()
		group.Go(func() {
			if err := do(ctx, n, id); err != nil {
				cancel(err)
			}
		})
	}
	group.Wait()
	if err := w.settle(ctx); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(slices.Values(w.took)), nil
}

// settle waits until everything that was done is visible.
func (w *witness) settle(ctx context.Context) error {
	patience := time.NewTimer(30 * time.Second)
	defer patience.Stop()
	for {
		w.mu.Lock()
		left := len(w.began)
		w.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case <-w.arrived:
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-patience.C:
			return fmt.Errorf("%d conditions never became visible", left)
		}
	}
}
