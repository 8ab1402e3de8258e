package operator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"k8s.io/client-go/discovery"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/manager"

	"github.com/bonafide-dev/bonafide/webhookserver"
)

// addProbes serves /healthz (this process works) and /readyz (send it webhooks: it serves, it is
// not shutting down, and it can store what arrives).
func addProbes(ctx context.Context, mgr manager.Manager, server *webhookserver.Server) error {
	api, err := discovery.NewDiscoveryClientForConfigAndClient(mgr.GetConfig(), mgr.GetHTTPClient())
	if err != nil {
		return fmt.Errorf("building the readiness probe: %w", err)
	}
	reachable := &remembered{life: 2 * time.Second, ask: func(ctx context.Context) error {
		return api.RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
	}}
	return errors.Join(
		mgr.AddHealthzCheck("ping", healthz.Ping),
		mgr.AddReadyzCheck("webhooks", func(*http.Request) error {
			if ctx.Err() != nil {
				return errors.New("shutting down")
			}
			return server.Serving()
		}),
		mgr.AddReadyzCheck("kube-apiserver", func(r *http.Request) error { return reachable.check(r.Context()) }),
	)
}

// remembered asks at most once in life, however often it is probed.
type remembered struct {
	ask  func(context.Context) error
	life time.Duration

	mu    sync.Mutex
	at    time.Time
	known error
}

func (r *remembered) check(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.at) < r.life {
		return r.known
	}
	bounded, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	r.known, r.at = r.ask(bounded), time.Now()
	return r.known
}
