package walks

import (
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
)

// reviews watches, over all the operator's lives, the calls that begin a review.
type reviews struct {
	tour *tour

	mu       sync.Mutex
	problems []string
}

// overseen is one operator's way to the provider, past reviews.
type overseen struct {
	*reviews
	next http.RoundTripper
}

var customerInPath = regexp.MustCompile(`/customers?/([0-9a-f-]{36})/`)

// RoundTrip implements http.RoundTripper: nobody is handed in of whom something is rejected that did not change.
func (o overseen) RoundTrip(r *http.Request) (*http.Response, error) {
	rejected := o.rejectedBefore(r)
	response, err := o.next.RoundTrip(r)
	if err == nil && rejected > 0 && response.StatusCode < http.StatusMultipleChoices {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.problems = append(o.problems, fmt.Sprintf("%s %s: handed in while %d owners or documents were rejected and had not changed", r.Method, r.URL.Path, rejected))
	}
	return response, err
}

// rejectedBefore is how much of a customer is rejected who is about to be handed in.
func (o overseen) rejectedBefore(r *http.Request) int {
	w := o.tour
	for _, name := range names {
		route := w.Route(harness.HandIn, w.typeOf(name))
		if r.Method != route.Method || !regexp.MustCompile(route.Path).MatchString(r.URL.Path) {
			continue
		}
		m := customerInPath.FindStringSubmatch(r.URL.Path)
		if m == nil || !w.Platform.Abilities().Packs {
			return 0
		}
		quiet := *w.World
		quiet.TB = mute{w.World.TB}
		return quiet.Platform.Look(&quiet, m[1]).Rejected
	}
	return 0
}

// checkSoFar checks what must hold at any moment.
func (w *tour) checkSoFar() {
	w.Helper()
	w.reviews.mu.Lock()
	problems := w.reviews.problems
	w.reviews.mu.Unlock()
	require.Empty(w, problems, "what the operator should not have done")
	for _, name := range names {
		id := w.customerOf(name)
		if id == "" {
			continue
		}
		p, truth := w.parties[name], w.Platform.Look(w.World, id)
		if w.Platform.Abilities().Packs {
			require.LessOrEqual(w, truth.HandIns, p.who.HandIns*p.packages, "packages of %s that were handed in", name)
		}
		most := 1
		if w.Platform.Abilities().Piles {
			most = max(1, truth.HandIns)
		}
		for paper, n := range truth.Papers {
			require.LessOrEqual(w, n, most, "document %s of %s", paper, name)
		}
	}
}

// end has the troubles end, waits until nothing is left to do, and once more while the provider decides on everybody.
func (w *tour) end() {
	w.Helper()
	w.calm()
	w.untilAgreed(false)
	w.untilAgreed(true)
	w.staysSo()
	w.seen["killed operators"] += w.kills
	for _, name := range names {
		w.seen["packages and corrections"] += w.Platform.Look(w.World, w.customerOf(name)).HandIns
	}
}

// untilAgreed waits until everybody is there, was looked at, and the cluster and the provider agree. What takes a
// person to find out is found out.
func (w *tour) untilAgreed(finally bool) {
	w.Helper()
	var open []string
	for range rounds {
		w.UntilDelivered()
		w.nextRound()
		w.restart(true)
		w.lookAtAll()
		agreed := harness.Poll(w.Context, patience, func() bool {
			for _, name := range names {
				w.restore(name)
				w.resolve(name)
				if finally {
					w.decideOn(name)
				}
			}
			open = w.open(finally)
			return len(open) == 0
		})
		w.checkSoFar()
		if agreed {
			return
		}
	}
	w.Fatalf("the cluster and the provider do not come to agree:\n%s", strings.Join(open, "\n"))
}

// decideOn ends the review that somebody is under.
func (w *tour) decideOn(name string) {
	w.Helper()
	id := w.customerOf(name)
	if id != "" && w.Platform.Abilities().Packs && w.Platform.Look(w.World, id).Decidable {
		w.Platform.Decide(w.World, id, harness.Verified, false)
	}
}

// restore applies whatever is missing.
func (w *tour) restore(name string) {
	w.Helper()
	for part := range parts {
		w.apply(name, part)
	}
}

func (w *tour) lookAtAll() {
	w.Helper()
	for _, name := range names {
		w.lookAt(name)
	}
}

// open lists in what the objects differ from what the provider has, or wait for nothing.
func (w *tour) open(finally bool) (out []string) {
	w.Helper()
	for _, name := range names {
		vc := w.present(name)
		if vc == nil {
			out = append(out, name+": there is no object yet")
			continue
		}
		st := &vc.Status.VerificationStatus
		if vc.Status.CustomerID == "" {
			out = append(out, name+": it is not at the provider: "+problemOf(st))
			continue
		}
		truth := w.Platform.Look(w.World, vc.Status.CustomerID)
		for _, d := range append(w.standsAs(st, truth.Status), w.leftOver(st, truth, finally)...) {
			out = append(out, name+": "+d)
		}
		for _, owner := range theOwnersOf(name) {
			for _, d := range w.ownerOpen(w.presentOwner(owner), truth) {
				out = append(out, owner+": "+d)
			}
		}
	}
	return out
}

// standsAs checks that status tells what the provider does.
func (w *tour) standsAs(st *v1alpha1.VerificationStatus, status string) (out []string) {
	if st.ProviderStatus != status {
		out = append(out, fmt.Sprintf("status says %q, the provider %q; %s", st.ProviderStatus, status, problemOf(st)))
	}
	switch p := problem(st); {
	case p != nil && p.Severity == v1alpha1.ProblemRetrying:
		out = append(out, "the operator still tries: "+problemOf(st))
	case p == nil && (st.LastSyncTime == nil || st.LastSyncTime.Time.Before(w.since)):
		out = append(out, "it was not looked at lately")
	}
	return out
}

func problem(st *v1alpha1.VerificationStatus) *v1alpha1.ProblemFact {
	if st.Facts == nil {
		return nil
	}
	return st.Facts.Problem
}

// leftOver lists what was begun, or could be, and is not done.
func (w *tour) leftOver(st *v1alpha1.VerificationStatus, truth harness.Truth, finally bool) (out []string) {
	if st.Facts == nil || !w.Platform.Abilities().Packs {
		return nil
	}
	if p := st.Facts.Package; p != nil && p.HandedInAt == nil {
		out = append(out, "a package is on its way: "+problemOf(st))
	}
	if truth.HandIns == 0 {
		out = append(out, "nothing was handed in: "+problemOf(st))
	}
	if finally && truth.Decidable && truth.HandIns > 0 {
		out = append(out, "the provider has still to decide")
	}
	return out
}

func (w *tour) ownerOpen(bo *v1alpha1.BeneficialOwner, truth harness.Truth) []string {
	if bo == nil {
		return []string{"there is no object yet"}
	}
	st := &bo.Status.VerificationStatus
	status, there := truth.Owners[bo.Status.OwnerID]
	if !there {
		if outcomeUnknown(st) || problem(st) != nil && problem(st).Reason == v1alpha1.ReasonDependencyNotReady && !w.Platform.Abilities().Packs {
			return nil // For people to find out, or the business is closed to owners.
		}
		return []string{fmt.Sprintf("the owner %q is not at the provider: %s", bo.Status.OwnerID, problemOf(st))}
	}
	return w.standsAs(st, status)
}

// staysSo checks that nothing more happens at the provider when everybody is looked at once more.
func (w *tour) staysSo() {
	w.Helper()
	var before, after map[string]any
	for range rounds {
		w.UntilDelivered()
		before = w.effects()
		w.nextRound()
		w.lookAtAll()
		w.Until("everybody was looked at", func() bool { return len(w.open(true)) == 0 })
		w.UntilDelivered()
		if after = w.effects(); reflect.DeepEqual(before, after) {
			break
		}
	}
	assert.Equal(w, before, after, "things go on at the provider, and do not come to an end")
	w.checkSoFar()
}

// effects are what there is at the provider and, where somebody who asks for a look does not ask for another try of
// what was refused, the calls that change something there, by their names.
func (w *tour) effects() map[string]any {
	w.Helper()
	out := map[string]any{}
	for _, name := range names {
		out[name] = w.Platform.Look(w.World, w.customerOf(name))
	}
	for route, answers := range w.Counters().Calls {
		if w.Platform.Abilities().Packs && !strings.HasPrefix(route, "GET ") && !strings.Contains(route, "token") {
			out[route] = answers["total"]
		}
	}
	return out
}

// mute is a test to which nothing is reported: for looks that may come when the walk is over.
type mute struct{ testing.TB }

func (mute) Errorf(string, ...any) {}
func (mute) FailNow()              {}
