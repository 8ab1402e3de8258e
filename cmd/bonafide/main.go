// Command bonafide is the operator: it reconciles customers (on the leader) and takes the providers'
// webhooks (in every replica). It holds flags and wiring, no logic.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"

	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/internal/operator"
)

func main() {
	f := parseFlags()
	ctrl.SetLogger(zap.New(zap.UseFlagOptions(&f.log)))
	if err := run(ctrl.SetupSignalHandler(), f); err != nil {
		fmt.Fprintln(os.Stderr, "bonafide:", err)
		os.Exit(1)
	}
}

// run runs the operator until ctx ends.
func run(ctx context.Context, f flags) error {
	setPace(ctx)
	if err := errors.Join(
		bindable("--metrics-bind-address", f.MetricsAddress),
		bindable("--health-probe-bind-address", f.HealthAddress),
	); err != nil {
		return err
	}
	listener, err := listen("--webhook-bind-address", f.webhookAddress)
	if err != nil {
		return err
	}
	defer listener.Close()
	f.WebhookListener = listener

	config, err := ctrl.GetConfig()
	if err != nil {
		return fmt.Errorf("finding the API server: %w; give --kubeconfig, or run in a cluster", err)
	}
	// The API server's own priority and fairness limits clients; a second limit here only delays
	// the answer to webhooks.
	config.QPS = -1
	config.UserAgent = f.UserAgent
	metrics.Register()
	mgr, err := operator.New(ctx, config, f.Options)
	if err != nil {
		return err
	}
	if err := mgr.Start(ctx); err != nil {
		return fmt.Errorf("running: %w", err)
	}
	return nil
}

// listen opens an address, with an error that names the flag to change.
func listen(flag, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("the address %s is taken by another program: choose another with %s", address, flag)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s %s: %w", flag, address, err)
	}
	return l, nil
}

// bindable tells early, and with the flag's name, that an address of the manager's is taken.
func bindable(flag, address string) error {
	if address == "0" || address == "" {
		return nil
	}
	l, err := listen(flag, address)
	if err != nil {
		return err
	}
	return l.Close()
}
