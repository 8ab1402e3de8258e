package webhookserver

import (
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/provider"
)

// crowd is the events that wait for the turn of their customer. One look does for all that have
// arrived when it begins.
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
