// Package operator puts the reconcilers and the webhook server on a manager. It is what cmd/bonafide
// runs, and what tests run in process.
//
// It knows every room of the house and how they are wired. It holds no logic of its own.
package operator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/backfill"
	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/census"
	"github.com/bonafide-dev/bonafide/internal/documents"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/provider/registry"
	"github.com/bonafide-dev/bonafide/webhookserver"
)

// shutdownTimeout is how long the manager waits, after the webhook server's shutdown delay, for what is
// under way: the drain of the webhook server, then a pass of a reconciler.
const shutdownTimeout = time.Minute

// leaseDuration, and the parts of it in newManager, are controller-runtime's own.
const leaseDuration = 15 * time.Second

// Options are what an operator can be told.
type Options struct {
	// WebhookListener takes the providers' webhooks.
	WebhookListener net.Listener
	// Exposure says how the webhook server stands towards the outside.
	Exposure webhookserver.Exposure
	// MetricsAddress and HealthAddress as controller-runtime has them; "0" turns them off.
	MetricsAddress string
	HealthAddress  string
	// PprofAddress serves profiles of the process; empty turns them off.
	PprofAddress string
	// CertDir holds tls.crt and tls.key of the webhook server; empty for plain HTTP.
	CertDir string
	// LeaderElection lets one of several replicas reconcile, by a lease in LeaderElectionNamespace.
	LeaderElection          bool
	LeaderElectionNamespace string
	// LeaseDuration is how long a leader that is heard of no more keeps the others waiting; 0 for 15 s. The
	// leader itself gives up when it could not renew the lease for two thirds of it.
	LeaseDuration time.Duration
	// Selector chooses the customers that this operator sees; nil for all.
	Selector labels.Selector
	// Namespaces that the operator sees; empty for all.
	Namespaces []string
	// Workers is how many customers are reconciled at once.
	Workers int
	// StatusWrites is how many writes of status are under way at the API server at once; 0 for
	// ledger.DefaultWritesAtOnce.
	StatusWrites int
	// CorrectionQuiet is how long corrected data must stay the same before the one attempt is spent.
	CorrectionQuiet time.Duration
	// SubscriptionCheck is how often the provider is asked whether a webhook subscription still stands; 0 for
	// controllers.DefaultSubscriptionCheck.
	SubscriptionCheck time.Duration
	// Backfill is the pace of the walks through providers' lists of events.
	Backfill backfill.Options
	// Documents says where documents may be read from.
	Documents documents.Options
	// UserAgent names this operator to providers.
	UserAgent string
	// ProviderTransport is underneath all providers' clients; nil for their own.
	ProviderTransport http.RoundTripper
	// Clock is the operator's clock; nil for the real one.
	Clock clock.PassiveClock
	// Logger for everything; the zero value uses controller-runtime's.
	Logger logr.Logger
	// SeveralInProcess lets more than one operator run in a process, which only tests want.
	SeveralInProcess bool
}

// Operator is a manager with all that an operator does.
type Operator struct {
	manager.Manager
	webhooks *webhookserver.Server
	// started is closed once the caches are filled.
	started startSignal
}

// startPatience is how long an operator that is told to end has for filling its caches first.
const startPatience = 10 * time.Second

// Start runs the operator until ctx ends, or something fails. A manager that loses the lease waits for
// nobody: the deliveries that are under way are finished all the same, for every replica takes them.
//
// A manager whose context ends while its caches are being filled spins, and never ends: it is told afterwards. If
// the API server does not let them be filled in time it is left behind, with nothing under way.
func (o *Operator) Start(ctx context.Context) error {
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() {
		ended <- o.Manager.Start(run)
		stop()
	}()
	go func() {
		<-ctx.Done()
		<-o.started
		stop()
	}()
	var late <-chan time.Time
	select {
	case <-ctx.Done():
		late = o.overdue()
	case err := <-ended:
		ended <- err
	}
	for {
		select {
		case err := <-ended:
			o.webhooks.Wait()
			return err
		case <-late:
			if late = o.overdue(); late != nil {
				return nil
			}
		}
	}
}

// overdue fires if the caches are not filled in time; never if they are already.
func (o *Operator) overdue() <-chan time.Time {
	select {
	case <-o.started:
		return nil
	default:
		return time.After(startPatience)
	}
}

// startSignal is closed by the manager after it has filled its caches.
type startSignal chan struct{}

// Start implements manager.Runnable.
func (s startSignal) Start(context.Context) error {
	close(s)
	return nil
}

// NeedLeaderElection has every replica start it.
func (startSignal) NeedLeaderElection() bool { return false }

// New wires an operator up for the API server of config. Start on the result runs it.
func New(ctx context.Context, config *rest.Config, o Options) (*Operator, error) {
	if o.Clock == nil {
		o.Clock = clock.RealClock{}
	}
	mgr, err := newManager(config, o)
	if err != nil {
		return nil, err
	}
	server, err := wire(ctx, mgr, o)
	if err != nil {
		return nil, err
	}
	if err := addProbes(ctx, mgr, server); err != nil {
		return nil, err
	}
	operator := &Operator{Manager: mgr, webhooks: server, started: make(startSignal)}
	if err := mgr.Add(operator.started); err != nil {
		return nil, fmt.Errorf("adding the signal of the start: %w", err)
	}
	return operator, nil
}

// Scheme holds the kinds that the operator handles.
func Scheme() (*runtime.Scheme, error) {
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return nil, fmt.Errorf("building the scheme: %w", err)
	}
	return scheme, nil
}

func newManager(restConfig *rest.Config, o Options) (manager.Manager, error) {
	scheme, err := Scheme()
	if err != nil {
		return nil, err
	}
	timeout := o.Exposure.ShutdownDelay + shutdownTimeout
	lease := cmp.Or(o.LeaseDuration, leaseDuration)
	renewal, retry := lease*2/3, lease*2/15
	selected := cache.ByObject{Label: o.Selector}
	mgr, err := ctrl.NewManager(restConfig, manager.Options{
		Scheme:                        scheme,
		Logger:                        o.Logger,
		Metrics:                       metricsserver.Options{BindAddress: o.MetricsAddress},
		HealthProbeBindAddress:        o.HealthAddress,
		PprofBindAddress:              o.PprofAddress,
		LeaderElection:                o.LeaderElection,
		LeaderElectionID:              "bonafide.bonafide.dev",
		LeaderElectionNamespace:       o.LeaderElectionNamespace,
		LeaderElectionReleaseOnCancel: true,
		LeaseDuration:                 &lease,
		RenewDeadline:                 &renewal,
		RetryPeriod:                   &retry,
		GracefulShutdownTimeout:       &timeout,
		Controller:                    config.Controller{SkipNameValidation: &o.SeveralInProcess},
		Cache: cache.Options{
			DefaultTransform:  slim,
			DefaultNamespaces: namespaces(o.Namespaces),
			ByObject: map[client.Object]cache.ByObject{
				&v1alpha1.VerifiedCustomer{}: selected,
				&v1alpha1.BeneficialOwner{}:  selected,
			},
		},
		// Secrets are read by name, past the cache: the operator may not list or watch them.
		Client: client.Options{Cache: &client.CacheOptions{DisableFor: []client.Object{&corev1.Secret{}}}},
	})
	if err != nil {
		return nil, fmt.Errorf("connecting to the API server: %w", err)
	}
	return mgr, nil
}

func namespaces(names []string) map[string]cache.Config {
	var out map[string]cache.Config
	for _, name := range names {
		if out == nil {
			out = map[string]cache.Config{}
		}
		out[name] = cache.Config{}
	}
	return out
}

// wire puts the controllers and the webhook server on the manager.
func wire(ctx context.Context, mgr manager.Manager, o Options) (*webhookserver.Server, error) {
	drivers := registry.Drivers()
	recorder := mgr.GetEventRecorder("bonafide")
	accounts := &account.Pool{
		Live: mgr.GetAPIReader(), Drivers: drivers, OnCall: metrics.Call, OnHold: metrics.Hold,
		UserAgent: o.UserAgent, Transport: o.ProviderTransport, Clock: o.Clock,
	}
	book := &ledger.Ledger{Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Recorder: recorder, Clock: o.Clock, WritesAtOnce: o.StatusWrites}

	metrics.Fleet.CountWith(census.Taker{Cache: mgr.GetCache()}.Count)
	if err := controllers.AddIndexes(ctx, mgr.GetFieldIndexer()); err != nil {
		return nil, err
	}
	providers := &controllers.ProviderReconciler{
		Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Accounts: accounts, Recorder: recorder, Clock: o.Clock,
		SubscriptionCheck: o.SubscriptionCheck,
	}
	loader, err := documents.New(mgr.GetAPIReader(), o.Documents)
	if err != nil {
		return nil, err
	}
	dependencies := controllers.Dependencies{
		Documents: loader,
		Client:    mgr.GetClient(), Live: mgr.GetAPIReader(), Accounts: accounts, Ledger: book,
		Recorder: recorder, Clock: o.Clock, CheckProvider: providers.Suspect,
		CorrectionQuiet: o.CorrectionQuiet,
	}
	customers, owners := controllers.NewCustomerReconciler(dependencies), controllers.NewOwnerReconciler(dependencies)
	server := &webhookserver.Server{
		Client: mgr.GetClient(), Live: mgr.GetAPIReader(), Cache: mgr.GetCache(), Accounts: accounts, Ledger: book,
		Drivers: drivers, Recorder: recorder, Clock: o.Clock, Listener: o.WebhookListener, Exposure: o.Exposure, Logger: mgr.GetLogger(),
	}
	walks := backfill.New(mgr.GetClient(), accounts,
		func(vp *v1alpha1.VerificationProvider) backfill.Taker { return server.Backlog(vp) }, o.Clock, o.Backfill)
	server.Missed = walks.Nudge
	if o.CertDir != "" {
		watcher, config, err := certificate(o.CertDir)
		if err != nil {
			return nil, err
		}
		if err := mgr.Add(watcher); err != nil {
			return nil, fmt.Errorf("watching the certificate: %w", err)
		}
		server.TLS = config
	}
	return server, errors.Join(providers.SetupWithManager(mgr), customers.SetupWithManager(mgr, o.Workers), owners.SetupWithManager(mgr, o.Workers),
		walks.SetupWithManager(mgr), mgr.Add(server))
}
