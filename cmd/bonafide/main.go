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
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/provider/registry"
	"github.com/bonafide-dev/bonafide/webhookserver"
)

func main() {
	o := parseFlags()
	ctrl.SetLogger(zap.New(zap.UseFlagOptions(&o.log)))
	if err := run(ctrl.SetupSignalHandler(), o); err != nil {
		fmt.Fprintln(os.Stderr, "bonafide:", err)
		os.Exit(1)
	}
}

// run wires the operator together and runs it until ctx ends.
func run(ctx context.Context, o options) error {
	for _, address := range []struct{ flag, value string }{
		{"--metrics-bind-address", o.metricsAddress}, {"--health-probe-bind-address", o.healthAddress},
	} {
		if err := bindable(address.flag, address.value); err != nil {
			return err
		}
	}
	listener, err := listen("--webhook-bind-address", o.webhookAddress)
	if err != nil {
		return err
	}
	defer listener.Close()

	mgr, err := newManager(o)
	if err != nil {
		return err
	}
	metrics.Register()
	server, err := wire(ctx, mgr, o, listener)
	if err != nil {
		return err
	}
	if err := addProbes(ctx, mgr, server); err != nil {
		return err
	}
	if err := mgr.Start(ctx); err != nil {
		return fmt.Errorf("running: %w", err)
	}
	return nil
}

func newManager(o options) (manager.Manager, error) {
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return nil, fmt.Errorf("building the scheme: %w", err)
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return nil, fmt.Errorf("finding the API server: %w; give --kubeconfig, or run in a cluster", err)
	}
	// The API server's own priority and fairness limits clients; a second limit here only delays
	// the answer to webhooks.
	config.QPS = -1
	config.UserAgent = "bonafide"
	mgr, err := ctrl.NewManager(config, o.managerOptions(scheme))
	if err != nil {
		return nil, fmt.Errorf("connecting to the API server: %w", err)
	}
	return mgr, nil
}

// wire puts the controllers and the webhook server on the manager.
func wire(ctx context.Context, mgr manager.Manager, o options, listener net.Listener) (*webhookserver.Server, error) {
	drivers := registry.Drivers()
	realTime := clock.RealClock{}
	recorder := mgr.GetEventRecorder("bonafide")
	accounts := &account.Pool{
		Live: mgr.GetAPIReader(), Drivers: drivers, OnCall: metrics.Call, UserAgent: "bonafide/" + version(), Clock: realTime,
	}
	book := &ledger.Ledger{Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Recorder: recorder, Clock: realTime}

	if err := controllers.AddIndexes(ctx, mgr.GetFieldIndexer()); err != nil {
		return nil, err
	}
	providers := &controllers.ProviderReconciler{
		Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Accounts: accounts, Recorder: recorder, Clock: realTime,
	}
	customers := &controllers.CustomerReconciler{
		Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Accounts: accounts, Ledger: book,
		Recorder: recorder, Clock: realTime, CheckProvider: providers.Suspect,
	}
	server := &webhookserver.Server{
		Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Cache: mgr.GetCache(), Accounts: accounts, Ledger: book,
		Drivers: drivers, Clock: realTime, Listener: listener,
	}
	if o.certDir != "" {
		config, err := watchCertificate(mgr, o.certDir)
		if err != nil {
			return nil, err
		}
		server.TLS = config
	}
	return server, errors.Join(providers.SetupWithManager(mgr), customers.SetupWithManager(mgr, o.workers), mgr.Add(server))
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

// shutdownTimeout is how long the manager waits for what is under way: a pass of a reconciler, or
// the drain of the webhook server, whichever is longer.
const shutdownTimeout = 30 * time.Second
