package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"

	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/internal/ledger"
	"github.com/bonafide-dev/bonafide/internal/operator"
)

// flags are the operator's flags. --kubeconfig is controller-runtime's own.
type flags struct {
	operator.Options
	webhookAddress string
	log            zap.Options
}

func parseFlags() flags {
	f := flags{}
	f.UserAgent = "bonafide/" + version()
	selector, showVersion := "", false
	flag.StringVar(&f.webhookAddress, "webhook-bind-address", ":8080", "address at which the providers' webhooks are taken")
	flag.StringVar(&f.MetricsAddress, "metrics-bind-address", ":9090", "address of the Prometheus metrics; 0 turns them off")
	flag.StringVar(&f.HealthAddress, "health-probe-bind-address", ":8081", "address of /healthz and /readyz; 0 turns them off")
	flag.StringVar(&f.PprofAddress, "pprof-bind-address", "", "address of profiles (/debug/pprof) for whoever looks into performance: keep it private; off by default")
	flag.StringVar(&f.CertDir, "webhook-cert-dir", "", "folder with tls.crt and tls.key for the webhook server, read again when they change; plain HTTP without it")
	exposureFlags(flag.CommandLine, &f.Exposure)
	flag.BoolVar(&f.LeaderElection, "leader-elect", false, "let one of several replicas reconcile; every replica takes webhooks")
	flag.StringVar(&f.LeaderElectionNamespace, "leader-election-namespace", "", "namespace of the leader election's lease; by default the operator's own")
	flag.DurationVar(&f.LeaseDuration, "leader-election-lease-duration", 15*time.Second, "how long a leader that is heard of no more keeps the others waiting; it gives up by itself when it could not renew the lease for two thirds of that")
	flag.StringVar(&selector, "watch-label-selector", "", "reconcile only customers and owners with these labels")
	flag.IntVar(&f.Workers, "workers", 16, "how many customers are reconciled at once")
	flag.IntVar(&f.StatusWrites, "status-writes-at-once", ledger.DefaultWritesAtOnce, "how many writes of status are under way at the API server at once, of each replica; more help only where the API server has more than a few CPUs")
	flag.DurationVar(&f.CorrectionQuiet, "correction-quiet-period", 5*time.Second, "how long corrected data must stay the same before the one attempt that a provider allows is spent on them")
	flag.DurationVar(&f.SubscriptionCheck, "subscription-check-interval", controllers.DefaultSubscriptionCheck, "how often a provider is asked whether the webhook subscription that the operator keeps there still stands and delivers")
	flag.Func("document-hosts", "hosts that documents may be read from over https, separated by commas: files.example.com, or *.example.com; none by default", func(v string) error {
		f.Documents.Hosts = strings.Split(v, ",")
		return nil
	})
	flag.BoolVar(&showVersion, "version", false, "print the version and exit")
	f.log.BindFlags(flag.CommandLine)
	flag.Parse()
	if showVersion {
		fmt.Println("bonafide", version())
		os.Exit(0)
	}
	settleExposure(&f.Exposure, f.CertDir != "")
	if f.StatusWrites < 1 {
		fmt.Fprintln(os.Stderr, "bonafide: --status-writes-at-once: at least one")
		os.Exit(2)
	}
	if f.SubscriptionCheck < time.Second {
		fmt.Fprintln(os.Stderr, "bonafide: --subscription-check-interval: at least a second")
		os.Exit(2)
	}
	parsed, err := labels.Parse(selector)
	if err != nil {
		fmt.Fprintf(os.Stderr, "bonafide: --watch-label-selector: %v\n", err)
		os.Exit(2)
	}
	f.Selector = parsed
	return f
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
