package webhookserver

import (
	"sync"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// lobby is where events wait for their customer to become known. Whenever a customer with an ID
// appears in the cache, everybody who waits looks again.
type lobby struct {
	mu      sync.Mutex
	arrived chan struct{}
}

func (l *lobby) wakeFor(old, o any) {
	is, ok := o.(v1alpha1.Verifiable)
	if !ok || is.RemoteID() == "" {
		return
	}
	if was, ok := old.(v1alpha1.Verifiable); ok && was.RemoteID() == is.RemoteID() {
		return
	}
	l.wake()
}

func (l *lobby) wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.arrived != nil {
		close(l.arrived)
		l.arrived = nil
	}
}

// next is closed when the next customer becomes known. Take it before looking, so that nobody who
// arrives in between is missed.
func (l *lobby) next() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.arrived == nil {
		l.arrived = make(chan struct{})
	}
	return l.arrived
}
