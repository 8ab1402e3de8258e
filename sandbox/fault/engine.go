// Package fault makes calls to a simulated API go wrong on demand: errors before or after the effect,
// delays, connections closed without an answer, too many requests.
//
// It sits in front of an API as HTTP middleware and knows nothing of what the API does; what an error
// looks like it asks the API's [Profile].
package fault

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/internal/rules"
)

// Engine holds the rules. It is safe for concurrent use.
type Engine struct {
	rules *rules.List[controlapi.Fault, call]

	mu       sync.Mutex
	rps      float64
	limiters map[string]*rate.Limiter
	closed   chan struct{}
	once     sync.Once
}

// call is what rules are about.
type call struct {
	api string
	*http.Request
}

// New returns an engine without rules. newID names the rules that are added.
func New(newID func() string) *Engine {
	return &Engine{
		rules: rules.New[controlapi.Fault, call](newID, func(f *controlapi.Fault) rules.Tally {
			return rules.Tally{ID: &f.ID, Count: &f.Count, Skip: &f.Skip, Hits: &f.Hits, Remaining: &f.Remaining}
		}),
		limiters: make(map[string]*rate.Limiter), closed: make(chan struct{}),
	}
}

// Close ends the delays under way.
func (e *Engine) Close() { e.once.Do(func() { close(e.closed) }) }

// Add puts a rule at the end of the list and returns it with its id.
func (e *Engine) Add(f controlapi.Fault) (controlapi.Fault, error) {
	path, err := regexp.Compile(f.Path)
	if err != nil {
		return f, fmt.Errorf("path: %w", err)
	}
	if err := validate(f); err != nil {
		return f, err
	}
	f.Method = strings.ToUpper(f.Method)
	return e.rules.Add(f, func(c call) bool {
		return (f.API == "" || f.API == c.api) && (f.Method == "" || f.Method == c.Method) && path.MatchString(c.URL.Path)
	})
}

func validate(f controlapi.Fault) error {
	for name, status := range map[string]int{"status": f.Status, "statusAfter": f.StatusAfter} {
		if status != 0 && (status < 200 || status > 599) {
			return fmt.Errorf("%s %d: must be from 200 to 599", name, status)
		}
	}
	ways := 0
	for _, set := range []bool{f.Status != 0, f.StatusAfter != 0, f.Drop != ""} {
		if set {
			ways++
		}
	}
	switch {
	case f.Drop != "" && f.Drop != controlapi.DropBefore && f.Drop != controlapi.DropAfter:
		return fmt.Errorf("drop %q: must be %q or %q", f.Drop, controlapi.DropBefore, controlapi.DropAfter)
	case ways > 1:
		return fmt.Errorf("at most one of status, statusAfter and drop may be set")
	case ways == 0 && f.Delay == 0 && f.DelayAfter == 0 && !f.LockKey:
		return fmt.Errorf("nothing to do: set one of status, statusAfter, drop, delay, delayAfter, lockKey")
	}
	return nil
}

// List returns the rules in the order in which they are tried, the exhausted ones included.
func (e *Engine) List() []controlapi.Fault { return e.rules.All() }

// Remove takes a rule away and tells whether it was there.
func (e *Engine) Remove(id string) bool { return e.rules.Remove(id) }

// Clear takes all rules away.
func (e *Engine) Clear() { e.rules.Clear() }

// SetRate lets every API serve at most rps calls a second; 0 lifts the limit.
func (e *Engine) SetRate(rps float64) error {
	if rps < 0 {
		return fmt.Errorf("rps %v: must not be negative", rps)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rps = rps
	clear(e.limiters)
	return nil
}

// Rate returns the limit in force; 0 is none.
func (e *Engine) Rate() float64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.rps
}

// overRate takes a token from the API's bucket and tells whether there was none.
func (e *Engine) overRate(api string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.rps == 0 {
		return false
	}
	l, ok := e.limiters[api]
	if !ok {
		l = rate.NewLimiter(rate.Limit(e.rps), max(1, int(e.rps)))
		e.limiters[api] = l
	}
	return !l.Allow()
}

// sleep waits for d, or until the engine is closed.
func (e *Engine) sleep(d controlapi.Duration) {
	if d == 0 {
		return
	}
	t := time.NewTimer(time.Duration(d))
	defer t.Stop()
	select {
	case <-t.C:
	case <-e.closed:
	}
}
