package walks

import (
	"net/http"
	"sync"
	"testing"

	"k8s.io/apimachinery/pkg/types"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// walk is a walk as it is taken.
type walk struct {
	*course
	plan    plan
	witness *witness
	ledger  *ledger

	// state is held while the walk changes a business, so that whoever sees what follows from the change
	// also finds it in statements.
	state      sync.Mutex
	statements map[types.UID][]statement

	// lives counts the objects that were applied under a name.
	lives map[string]int
	// closed are the businesses that the provider closed by itself at some time, and reopened those
	// of which it asked for the certification anew.
	closed, reopened map[types.UID]bool
	emails, asked    int
}

// statement is what a generation of a business's spec says of its ownership.
type statement struct {
	generation int64
	certified  bool
	owners     []string
}

// begin makes the world of a walk, with an operator that runs. once is for the first failure of a lane.
func begin(t *testing.T, once *sync.Once, r *rapid.T, p plan) *walk {
	w := &walk{
		plan: p, statements: map[types.UID][]statement{}, lives: map[string]int{},
		closed: map[types.UID]bool{}, reopened: map[types.UID]bool{},
	}
	w.course = newCourse(t, once, r, p)
	w.ledger = newLedger(w)
	w.witness = newWitness(w)
	w.oversee = func(next http.RoundTripper) http.RoundTripper { return testimony{w.witness, next} }
	w.start()
	return w
}

// run takes the walk to its end.
func (w *walk) run() {
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	for _, s := range w.plan {
		w.revive()
		w.ledger.sample()
		s.take(w)
	}
	w.end()
}

// said keeps what a business says of its ownership. The caller holds state.
func (w *walk) said(vc *v1alpha1.VerifiedCustomer) {
	o := vc.Spec.Business.BeneficialOwnership
	w.statements[vc.UID] = append(w.statements[vc.UID], statement{vc.Generation, o.Certified, o.Owners})
}

// statementsSince are those that a reconciler may act on that last acted on a generation: that one,
// and all later ones.
func (w *walk) statementsSince(uid types.UID, generation int64) (out []statement) {
	w.state.Lock()
	defer w.state.Unlock()
	for i, s := range w.statements[uid] {
		next := i + 1
		if next < len(w.statements[uid]) && w.statements[uid][next].generation <= generation {
			continue // A later one was acted on already.
		}
		out = append(out, s)
	}
	return out
}
