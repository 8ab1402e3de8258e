// Package rules keeps rules in the order in which they are tried: the first that applies and has hits left
// is the one, and spends a hit.
//
// It knows neither what a rule is about nor what follows from it; both are the business of the engine that
// has the rules.
package rules

import (
	"fmt"
	"slices"
	"sync"
)

// Tally are the fields of a rule that tell rules apart and count. They are the rule's own, so that whoever
// is shown it sees where it stands.
type Tally struct {
	ID *string
	// Count is how often the rule applies: 0 means once, -1 always. Skip is how often it lets pass first.
	Count, Skip *int
	// Hits is how often it has applied so far, and Remaining how often it still will, or -1.
	Hits, Remaining *int
}

// List holds rules of type F about things of type T. It is safe for concurrent use.
type List[F, T any] struct {
	newID func() string
	of    func(*F) Tally

	mu    sync.Mutex
	rules []*rule[F, T]
}

type rule[F, T any] struct {
	value F
	Tally
	applies func(T) bool
	skip    int
}

// New returns an empty list. newID names the rules that are added, and of finds the fields that count.
func New[F, T any](newID func() string, of func(*F) Tally) *List[F, T] {
	return &List[F, T]{newID: newID, of: of}
}

// Add puts a rule at the end of the list and returns it with its id. applies is called with the list locked.
func (l *List[F, T]) Add(f F, applies func(T) bool) (F, error) {
	r := &rule[F, T]{value: f, applies: applies}
	r.Tally = l.of(&r.value)
	if *r.Count < -1 || *r.Skip < 0 {
		return f, fmt.Errorf("count must be -1 or more, skip 0 or more")
	}
	if *r.Count == 0 {
		*r.Count = 1
	}
	*r.ID, *r.Hits, *r.Remaining, r.skip = l.newID(), 0, *r.Count, *r.Skip
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rules = append(l.rules, r)
	return r.value, nil
}

// All returns the rules in the order in which they are tried, the exhausted ones included.
func (l *List[F, T]) All() []F {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]F, 0, len(l.rules))
	for _, r := range l.rules {
		out = append(out, r.value)
	}
	return out
}

// Remove takes a rule away and tells whether it was there.
func (l *List[F, T]) Remove(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := len(l.rules)
	l.rules = slices.DeleteFunc(l.rules, func(r *rule[F, T]) bool { return *r.ID == id })
	return len(l.rules) < before
}

// Clear takes all rules away.
func (l *List[F, T]) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rules = nil
}

// Pick returns the rule that applies to v and spends one of its hits.
func (l *List[F, T]) Pick(v T) (picked F, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.rules {
		switch {
		case *r.Remaining == 0 || !r.applies(v):
			continue
		case r.skip > 0:
			r.skip--
			continue
		}
		*r.Hits++
		if *r.Remaining > 0 {
			*r.Remaining--
		}
		return r.value, true
	}
	return picked, false
}
