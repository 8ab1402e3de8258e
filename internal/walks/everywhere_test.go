package walks

import (
	"net/http"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// tour is a walk that can be taken at any provider: a person and a business with two owners, who are applied,
// changed, deleted and applied anew, while the provider comes to verdicts and things go wrong on the way.
type tour struct {
	*course
	plan    itinerary
	reviews *reviews

	parties map[string]*party
	// decided are the customers on whom there was a verdict, by ID.
	decided map[string]bool
	files   int
	asked   int
	// seen counts what was met, over all walks.
	seen map[string]int
}

// party is one of the two customers, over all the lives of the objects.
type party struct {
	name string
	// who was applied, and lives how often each of the objects was.
	who   harness.Applicant
	lives map[string]int
	// corrected and elsewhere tell that what can be done once was done.
	corrected, elsewhere bool
	// packages is how many there can have been at most: the one that was applied, and one for each change since.
	packages int
	// adopted is an ID that a person found out, for the next life to take over.
	adopted string
}

// The names of the two customers.
const (
	ann  = "ann"
	acme = "acme"
)

var names = []string{ann, acme}

// After any walk at any provider, every object stands where the provider has it, and nothing was done twice or
// too soon.
func TestEverywhere(t *testing.T) {
	harness.Everywhere(t, func(t *testing.T, p harness.Platform) {
		var once sync.Once
		// The walks of a provider are taken one after the other.
		seen := map[string]int{}
		rapid.Check(t, func(r *rapid.T) {
			i := rapid.Custom(drawItinerary).Draw(r, "plan")
			beginTour(t, &once, r, p, i, seen).run()
		})
		t.Logf("what was met on the way: %v", seen)
	})
}

func beginTour(t *testing.T, once *sync.Once, r *rapid.T, p harness.Platform, i itinerary, seen map[string]int) *tour {
	w := &tour{plan: i, seen: seen, parties: map[string]*party{}, decided: map[string]bool{}}
	w.course = newCourse(t, once, r, i, harness.On(p))
	for _, name := range names {
		w.parties[name] = &party{name: name, lives: map[string]int{}, packages: 1}
	}
	w.reviews = &reviews{tour: w}
	w.oversee = func(next http.RoundTripper) http.RoundTripper { return overseen{w.reviews, next} }
	w.start()
	return w
}

func (w *tour) run() {
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	for _, s := range w.plan {
		w.revive()
		s.take(w)
		w.checkSoFar()
	}
	w.end()
}
