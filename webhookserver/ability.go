package webhookserver

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// noteEffect writes what an event says of the customer's ability to act, and what the others say that
// wait with it. Nothing is asked: the events themselves are all there is.
func (s *Server) noteEffect(ctx context.Context, vp *v1alpha1.VerificationProvider, vc *v1alpha1.VerifiedCustomer, e provider.Event) (string, error) {
	return s.inTurn(ctx, vp, vc, e, nil, func(target v1alpha1.Verifiable) (string, error) {
		var noted []provider.Event
		before := target.GetResourceVersion()
		c := lifecycle.Circumstances{ResyncInterval: vp.Spec.ResyncInterval.Duration, Now: s.Clock.Now()}
		err := s.Ledger.Commit(ctx, target, c, func(_ context.Context, o v1alpha1.Verifiable) error {
			noted = s.crowd.effects(vc.UID)
			noteEffects(o, noted)
			return nil
		})
		if err != nil {
			return resultFailed, err
		}
		for _, n := range noted {
			s.known.add(knownKey(vp, n, vc.UID))
		}
		if target.GetResourceVersion() == before {
			return resultNoNews, nil // Another replica took it.
		}
		return resultApplied, nil
	})
}

func noteEffects(o v1alpha1.Verifiable, events []provider.Event) {
	for _, e := range events {
		lifecycle.NoteEffect(o.Verification(), e)
	}
}

// How many Kubernetes Events about activity one customer, and all together, may cause: a busy account
// must not push everybody's useful Events out of the API server.
const (
	tellEachEvery = 10 * time.Second
	tellEachBurst = 5
	tellAllPerSec = 10
	tellAllBurst  = 50
	tellCustomers = 4096
)

// gossip bounds the Kubernetes Events about activity.
type gossip struct {
	mu   sync.Mutex
	all  *rate.Limiter
	each map[types.UID]*rate.Limiter
}

func (g *gossip) allows(uid types.UID, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all == nil {
		g.all = rate.NewLimiter(tellAllPerSec, tellAllBurst)
	}
	if g.each == nil || len(g.each) >= tellCustomers {
		g.each = map[types.UID]*rate.Limiter{}
	}
	if g.each[uid] == nil {
		g.each[uid] = rate.NewLimiter(rate.Every(tellEachEvery), tellEachBurst)
	}
	return g.each[uid].AllowN(now, 1) && g.all.AllowN(now, 1)
}

// tell emits a Kubernetes Event about what happened to the customer's money: worth knowing, and of
// no consequence for the verification. The topic is the action, because Events that differ in the note
// alone are counted as one.
func (s *Server) tell(vc *v1alpha1.VerifiedCustomer, e provider.Event) {
	if s.gossip.allows(vc.UID, s.Clock.Now()) {
		s.Recorder.Eventf(vc, nil, corev1.EventTypeNormal, "ProviderActivity", e.Topic, "%s: %s %s", e.Topic, e.ResourceKind, e.ResourceID)
	}
}
