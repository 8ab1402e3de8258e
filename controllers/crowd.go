package controllers

import (
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

const (
	// handInsAtOnce bounds how many packages are handed in at once at one account. A package is many calls, and bounded
	// in time: at a provider that takes few calls a minute, more of them would all be cut off, again and again, and every
	// worker would wait for that one provider.
	handInsAtOnce = 4
	// handInTurn is how long a package waits before it tries to be one of them.
	handInTurn = 15 * time.Second
)

// crowd counts who is at work at an account.
type crowd struct {
	mu sync.Mutex
	in map[types.NamespacedName]int
}

// enter lets one more in, unless there are so many already.
func (c *crowd) enter(account types.NamespacedName, most int) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in[account] >= most {
		return nil, false
	}
	if c.in == nil {
		c.in = map[types.NamespacedName]int{}
	}
	c.in[account]++
	return func() { c.leave(account) }, true
}

func (c *crowd) leave(account types.NamespacedName) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in[account]--; c.in[account] == 0 {
		delete(c.in, account)
	}
}
