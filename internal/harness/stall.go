package harness

import (
	"net/http"
	"strings"
	"sync"
)

// Stall holds requests of an operator back: they have left it, and neither arrive nor fail.
type Stall struct {
	world   *World
	match   func(*http.Request) bool
	release chan struct{}
	once    sync.Once

	mu   sync.Mutex
	held int
}

// Stall holds back the requests that match says, until Release.
func (o *Operator) Stall(match func(*http.Request) bool) *Stall {
	s := &Stall{world: o.world, match: match, release: make(chan struct{})}
	o.Lifeline.mu.Lock()
	defer o.Lifeline.mu.Unlock()
	o.Lifeline.stalls = append(o.Lifeline.stalls, s)
	return s
}

// UntilHeld waits until so many requests were held back.
func (s *Stall) UntilHeld(n int) {
	s.world.Helper()
	s.world.Until("requests are held back", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.held >= n
	})
}

// Release lets all of them go on their way, and later ones too.
func (s *Stall) Release() { s.once.Do(func() { close(s.release) }) }

// StatusWrite is the step that writes the status of a customer.
const StatusWrite = "kube PUT verifiedcustomers/status"

// StatusWrites matches what writes the status of a customer.
func StatusWrites(r *http.Request) bool { return kubeStep(r) == StatusWrite }

// AllOfKube matches every request to the API server but watches.
func AllOfKube(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api") && r.URL.Query().Get("watch") != "true"
}

// waitIn keeps a request for as long as a stall matches it, its sender waits, and the operator lives.
func (l *Lifeline) waitIn(r *http.Request) error {
	l.mu.Lock()
	stalls := append([]*Stall(nil), l.stalls...)
	l.mu.Unlock()
	for _, s := range stalls {
		if !s.match(r) {
			continue
		}
		s.mu.Lock()
		s.held++
		s.mu.Unlock()
		select {
		case <-s.release:
		case <-l.died:
			return errKilled
		case <-r.Context().Done():
			return r.Context().Err()
		}
	}
	return nil
}
