package harness

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"

	"github.com/bonafide-dev/bonafide/internal/operator"
)

// Operator is one life of an operator in this process.
type Operator struct {
	*Lifeline
	world  *World
	cancel context.CancelFunc
	ended  chan struct{}
	err    error
}

// StartOperator starts an operator for the world's namespace. It runs until it is stopped or killed,
// or the test ends.
func (w *World) StartOperator(changes ...func(*operator.Options)) *Operator {
	w.Helper()
	return w.startOperator(w.Config, w.HookAddress, newLifeline(), changes)
}

// StartOperatorToDie starts an operator that dies at its n-th request with an effect.
func (w *World) StartOperatorToDie(n int, after bool, changes ...func(*operator.Options)) *Operator {
	w.Helper()
	line := newLifeline()
	line.KillAt(n, after)
	return w.startOperator(w.Config, w.HookAddress, line, changes)
}

// StartOperatorToDieAmong starts an operator that dies at its n-th request with an effect that matches.
func (w *World) StartOperatorToDieAmong(match func(step string) bool, n int, after bool, changes ...func(*operator.Options)) *Operator {
	w.Helper()
	line := newLifeline()
	line.KillAmong(match, n, after)
	return w.startOperator(w.Config, w.HookAddress, line, changes)
}

// StartReplica starts a further operator that takes webhooks at another address.
func (w *World) StartReplica(config *rest.Config, address string, changes ...func(*operator.Options)) *Operator {
	w.Helper()
	return w.startOperator(config, address, newLifeline(), changes)
}

func (w *World) startOperator(config *rest.Config, address string, line *Lifeline, changes []func(*operator.Options)) *Operator {
	w.Helper()
	listener, err := net.Listen("tcp", address)
	require.NoError(w, err)
	config = rest.CopyConfig(config)
	name := customerStep
	if w.managed {
		name = kubeStep
	}
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return wire{line: line, next: next, name: name} })
	transport := http.DefaultTransport.(*http.Transport).Clone()
	o := operator.Options{
		WebhookListener: listener, MetricsAddress: "0", HealthAddress: "0", Workers: 4, UserAgent: "bonafide-test",
		Namespaces: []string{w.Namespace}, SeveralInProcess: true,
		ProviderTransport: wire{line: line, next: transport, name: providerStep},
	}
	for _, change := range changes {
		change(&o)
	}
	ctx, cancel := context.WithCancel(w.Context)
	mgr, err := operator.New(ctx, config, o)
	require.NoError(w, err)
	op := &Operator{Lifeline: line, world: w, cancel: cancel, ended: make(chan struct{})}
	synced := make(chan struct{})
	go func() {
		if mgr.GetCache().WaitForCacheSync(ctx) {
			close(synced)
		}
	}()
	go func() {
		defer close(op.ended)
		op.err = mgr.Start(ctx)
		_ = listener.Close()
	}()
	w.Cleanup(func() {
		// An operator that ends before its caches are filled has some time for it first, and is left behind after it: let
		// it fill them.
		select {
		case <-synced:
		case <-op.ended:
		case <-line.Died():
		case <-time.After(patience):
		}
		line.Kill()
		cancel()
		transport.CloseIdleConnections()
		<-op.ended
	})
	return op
}

// Stop shuts the operator down gracefully and waits for its end.
func (o *Operator) Stop() {
	o.world.Helper()
	o.cancel()
	require.NoError(o.world, within(patience, o.ended), "the operator did not shut down")
	require.NoError(o.world, o.err)
	o.Lifeline.Kill()
}

// AwaitFailure waits until the operator has ended by itself, and returns why.
func (o *Operator) AwaitFailure() error {
	o.world.Helper()
	require.NoError(o.world, within(patience, o.ended), "the operator did not end")
	return o.err
}

// Crash ends the operator as SIGKILL would: nothing that it was about to do happens.
func (o *Operator) Crash() {
	o.world.Helper()
	o.Lifeline.Kill()
	o.cancel()
	require.NoError(o.world, within(patience, o.ended), "the killed operator's goroutines did not end")
}

// AwaitDeath waits until the operator has died at the request that it was told to die at, and
// reports whether it did before the deadline.
func (o *Operator) AwaitDeath(deadline time.Duration) bool {
	if within(deadline, o.Died()) != nil {
		return false
	}
	o.Crash()
	return true
}
