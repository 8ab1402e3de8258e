package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	corev1 "k8s.io/api/core/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// options are the operator's flags. --kubeconfig is controller-runtime's own.
type options struct {
	webhookAddress string
	metricsAddress string
	healthAddress  string
	certDir        string
	leaderElect    bool
	leaderElectNS  string
	selector       labels.Selector
	workers        int
	log            zap.Options
}

func parseFlags() options {
	o := options{}
	selector := ""
	showVersion := false
	flag.StringVar(&o.webhookAddress, "webhook-bind-address", ":8080", "address at which the providers' webhooks are taken")
	flag.StringVar(&o.metricsAddress, "metrics-bind-address", ":9090", "address of the Prometheus metrics; 0 turns them off")
	flag.StringVar(&o.healthAddress, "health-probe-bind-address", ":8081", "address of /healthz and /readyz; 0 turns them off")
	flag.StringVar(&o.certDir, "webhook-cert-dir", "", "folder with tls.crt and tls.key for the webhook server, read again when they change; plain HTTP without it")
	flag.BoolVar(&o.leaderElect, "leader-elect", false, "let one of several replicas reconcile; every replica takes webhooks")
	flag.StringVar(&o.leaderElectNS, "leader-election-namespace", "", "namespace of the leader election's lease; by default the operator's own")
	flag.StringVar(&selector, "watch-label-selector", "", "reconcile only customers and owners with these labels")
	flag.IntVar(&o.workers, "workers", 16, "how many customers are reconciled at once")
	flag.BoolVar(&showVersion, "version", false, "print the version and exit")
	o.log.BindFlags(flag.CommandLine)
	flag.Parse()
	if showVersion {
		fmt.Println("bonafide", version())
		os.Exit(0)
	}
	parsed, err := labels.Parse(selector)
	if err != nil {
		fmt.Fprintf(os.Stderr, "bonafide: --watch-label-selector: %v\n", err)
		os.Exit(2)
	}
	o.selector = parsed
	return o
}

func (o options) managerOptions(scheme *runtime.Scheme) manager.Options {
	timeout := shutdownTimeout
	selected := cache.ByObject{Label: o.selector}
	return manager.Options{
		Scheme:                        scheme,
		Metrics:                       metricsserver.Options{BindAddress: o.metricsAddress},
		HealthProbeBindAddress:        o.healthAddress,
		LeaderElection:                o.leaderElect,
		LeaderElectionID:              "bonafide.bonafide.dev",
		LeaderElectionNamespace:       o.leaderElectNS,
		LeaderElectionReleaseOnCancel: true,
		GracefulShutdownTimeout:       &timeout,
		Cache: cache.Options{ByObject: map[client.Object]cache.ByObject{
			&v1alpha1.VerifiedCustomer{}: selected,
			&v1alpha1.BeneficialOwner{}:  selected,
		}},
		// Secrets are read by name, past the cache: the operator may not list or watch them.
		Client: client.Options{Cache: &client.CacheOptions{DisableFor: []client.Object{&corev1.Secret{}}}},
	}
}

// version is the module's version, or the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	if info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
