// Package counters counts what passed between the sandbox and the programs under test: calls by route
// and status, webhook deliveries by topic and outcome, uses of idempotency keys.
//
// It counts only; what exists at the provider (customers ever created, attempts used) is the business of
// the simulated API itself, and a reset of the counters does not touch it.
package counters

import (
	"maps"
	"net/http"
	"strconv"
	"sync"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
)

// Total is the outcome under which every event of a key is counted, besides its own outcome.
const Total = "total"

// Dropped is the status of a call whose connection was closed without a response.
const Dropped = "dropped"

// Group is a family of counters.
type Group string

// The groups.
const (
	Calls       Group = "calls"
	Webhooks    Group = "webhooks"
	Idempotency Group = "idempotency"
)

type address struct {
	api   string
	group Group
}

// Set is a set of counters. It is safe for concurrent use.
type Set struct {
	mu     sync.Mutex
	counts map[address]map[string]map[string]int
}

// New returns a set in which everything is zero.
func New() *Set { return &Set{counts: make(map[address]map[string]map[string]int)} }

// Add counts one outcome of a key.
func (s *Set) Add(api string, group Group, key, outcome string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := address{api, group}
	if s.counts[at] == nil {
		s.counts[at] = make(map[string]map[string]int)
	}
	if s.counts[at][key] == nil {
		s.counts[at][key] = make(map[string]int)
	}
	s.counts[at][key][outcome]++
}

// Snapshot returns a copy of one group: counts by key and outcome. It is never nil.
func (s *Set) Snapshot(api string, group Group) map[string]map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]map[string]int)
	for key, outcomes := range s.counts[address{api, group}] {
		out[key] = maps.Clone(outcomes)
	}
	return out
}

// Reset sets everything to zero.
func (s *Set) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.counts)
}

// Wrap counts the calls that next serves. route names the template of a request's path.
func (s *Set) Wrap(api string, route func(*http.Request) string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, sw, done := route(r), httpx.NewStatusWriter(w), false
		defer func() {
			status := Dropped
			if done {
				status = strconv.Itoa(sw.Status())
			}
			s.Add(api, Calls, key, Total)
			s.Add(api, Calls, key, status)
		}()
		next.ServeHTTP(sw, r)
		done = true
	})
}
