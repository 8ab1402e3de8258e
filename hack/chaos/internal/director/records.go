package director

import (
	"maps"
	"slices"
	"sync"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox"
)

// records are what was done, for the verdict and the report.
type records struct {
	mu       sync.Mutex
	lives    map[string]verdict.Life
	canaries []verdict.Canary
	done     map[plan.Kind]int
	skipped  map[plan.Kind]int
	planted  int
	// meddled counts the calls with which others changed subscriptions, as the provider counts them.
	meddled map[string]int
}

func newRecords() records {
	return records{
		lives: map[string]verdict.Life{}, done: map[plan.Kind]int{}, skipped: map[plan.Kind]int{}, meddled: map[string]int{},
		canaries: []verdict.Canary{{What: "the secret of the accounts", Value: sandbox.Secret}},
	}
}

// born notes an object that was applied.
func (r *records) born(name string, l verdict.Life) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lives[name] = l
}

// note changes what is known of a life. It tells whether there is one that goes on.
func (r *records) note(name string, change func(*verdict.Life)) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, ok := r.lives[name]
	if !ok || l.Deleted {
		return false
	}
	change(&l)
	r.lives[name] = l
	return true
}

// forgive expects nothing more of how a deletion left the customer.
func (r *records) forgive(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.lives[name]
	l.Deactivates = false
	r.lives[name] = l
}

func (r *records) life(name string) (verdict.Life, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, ok := r.lives[name]
	return l, ok && !l.Deleted
}

func (r *records) did(a plan.Action) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[a.Do]++
}

func (r *records) meddle(call string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.meddled[call]++
}

func (r *records) skip(k plan.Kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skipped[k]++
}

// plant gives a number that no other identity has, and notes the values made of it as canaries.
func (r *records) plant(values func(n int) []verdict.Canary) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.planted++
	r.canaries = append(r.canaries, values(r.planted)...)
}

// Lives are what people did to each object.
func (d *Director) Lives() map[string]verdict.Life {
	d.records.mu.Lock()
	defer d.records.mu.Unlock()
	return maps.Clone(d.records.lives)
}

// Canaries are the values that must not be found outside of Secrets, and the IDs of forged events, of
// which nobody must know anything.
func (d *Director) Canaries() []verdict.Canary {
	d.records.mu.Lock()
	all := slices.Clone(d.records.canaries)
	d.records.mu.Unlock()
	for provider, keys := range d.stage.Keys.All() {
		for _, key := range keys {
			all = append(all, verdict.Canary{What: "a signing key of " + provider, Value: key})
		}
	}
	for _, f := range d.lies.all() {
		all = append(all, verdict.Canary{What: "the ID of a forged event", Value: f.EventID})
	}
	return all
}

// Done are how often each kind of thing was done.
func (d *Director) Done() map[plan.Kind]int {
	d.records.mu.Lock()
	defer d.records.mu.Unlock()
	return maps.Clone(d.records.done)
}

// Skipped are how often there was nothing to do it to.
func (d *Director) Skipped() map[plan.Kind]int {
	d.records.mu.Lock()
	defer d.records.mu.Unlock()
	return maps.Clone(d.records.skipped)
}

// Meddled are how often somebody changed subscriptions, by the call as the provider counts it.
func (d *Director) Meddled() map[string]int {
	d.records.mu.Lock()
	defer d.records.mu.Unlock()
	return maps.Clone(d.records.meddled)
}
