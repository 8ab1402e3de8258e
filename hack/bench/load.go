package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// errEnough ends a worker's load early: there is nothing left to do.
var errEnough = errors.New("enough")

// forever is longer than anything here takes.
const forever = time.Hour

// load runs so many workers for a while, and returns how often per second they did one. do gets a
// worker's number and how often it did one before.
func load(ctx context.Context, workers int, d time.Duration, do func(ctx context.Context, worker, n int) error) (float64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var done atomic.Int64
	var group sync.WaitGroup
	began := time.Now()
	end := began.Add(d)
	for w := range workers {
		group.Go(func() {
			for n := 0; time.Now().Before(end) && ctx.Err() == nil; n++ {
				if err := do(ctx, w, n); err != nil {
					if !errors.Is(err, errEnough) {
						cancel(err)
					}
					return
				}
				done.Add(1)
			}
		})
	}
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	// What was under way at the end counts, and so does the time that it took.
	return float64(done.Load()) / time.Since(began).Seconds(), nil
}

// deliveries is load by connections to a webhook server.
func deliveries(ctx context.Context, address string, connections int, d time.Duration, next func(worker, n int) []byte) (float64, error) {
	senders := make([]*sender, connections)
	for i := range senders {
		var err error
		if senders[i], err = dial(address); err != nil {
			return 0, errors.Join(errors.New("connecting to the webhook server"), err)
		}
		defer senders[i].close()
	}
	return load(ctx, connections, d, func(_ context.Context, worker, n int) error {
		return senders[worker].send(next(worker, n))
	})
}
