package webhookserver

import (
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/provider"
)

// crowd is the events that wait for the turn of the object that they are about. One look, and one write,
// does for all that have arrived when it begins: whoever has the turn next finds its event done.
type crowd struct {
	mu      sync.Mutex
	waiting map[types.UID]map[*provider.Event]struct{}
}

// join adds an event, and returns what takes it away.
func (c *crowd) join(uid types.UID, e *provider.Event) (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting == nil {
		c.waiting = map[types.UID]map[*provider.Event]struct{}{}
	}
	if c.waiting[uid] == nil {
		c.waiting[uid] = map[*provider.Event]struct{}{}
	}
	c.waiting[uid][e] = struct{}{}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waiting[uid], e)
		if len(c.waiting[uid]) == 0 {
			delete(c.waiting, uid)
		}
	}
}

// effects lists those of the events that are there now whose news they carry themselves.
func (c *crowd) effects(uid types.UID) []provider.Event {
	return effectsAmong(c.present(uid))
}

func effectsAmong(events []provider.Event) []provider.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e provider.Event) bool { return e.Concern != provider.ConcernAbility })
}

// present lists the events that are there now.
func (c *crowd) present(uid types.UID) []provider.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []provider.Event
	for e := range c.waiting[uid] {
		out = append(out, *e)
	}
	return out
}
