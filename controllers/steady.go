package controllers

import (
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// steadiness holds a correction back until its data have stayed the same for a while. A correction
// often is two changes, one of spec and one of the Secret; whoever applies them one after the other
// must not see the only attempt spent on the first half.
type steadiness struct {
	mu    sync.Mutex
	since map[types.UID]candidate
}

type candidate struct {
	fingerprint string
	at          time.Time
}

// holdBack halts, besides, until the data have stayed the same for a while; nil once they have. effect is what
// becomes of them then.
func (p *pass) holdBack(fingerprint, effect string) *halt {
	left := p.r.steady.left(p.o.GetUID(), fingerprint, p.r.Clock.Now(), p.r.CorrectionQuiet)
	if left <= 0 {
		return nil
	}
	h := await(v1alpha1.ReasonHeldBack, "%s once the data have stayed the same for a while, so that a change in two steps is not taken for two", effect)
	h.after = left
	return h.besides()
}

// left is how much of the quiet time is still to pass for these data. It forgets after a restart,
// which only makes it wait anew.
func (s *steadiness) left(uid types.UID, fingerprint string, now time.Time, quiet time.Duration) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.since == nil {
		s.since = map[types.UID]candidate{}
	}
	c, ok := s.since[uid]
	if !ok || c.fingerprint != fingerprint {
		c = candidate{fingerprint: fingerprint, at: now}
		s.since[uid] = c
	}
	return quiet - now.Sub(c.at)
}

// forget drops what is remembered of a customer.
func (s *steadiness) forget(uid types.UID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.since, uid)
}
