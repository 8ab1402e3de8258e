package walks

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// The end of a walk. Time goes by in rounds; each is longer than any request can be under way, and than
// the provider may go without being looked at. A round's patience is how long the operator is given to
// come to an end of what it then can do.
const (
	rounds   = 6
	round    = resync + resync/2
	patience = 15 * time.Second
)

// end has the troubles end, waits until nothing is left to do, and checks what must then hold.
func (w *walk) end() {
	w.Helper()
	w.calm()
	w.untilAgreed()
	w.staysSo()
	w.checkOnce()
}

// untilAgreed waits until everybody was looked at and the cluster and the provider agree. Somebody asks for
// the looks: after an absence they are spread over more time than a walk lasts.
func (w *walk) untilAgreed() {
	w.Helper()
	var open []string
	for range rounds {
		w.UntilDelivered()
		w.nextRound()
		w.restart(true)
		w.askAll()
		if harness.Poll(w.Context, patience, func() bool {
			open = w.disagreements()
			return len(open) == 0
		}) {
			return
		}
	}
	w.Fatalf("the cluster and the provider do not come to agree:\n%s", strings.Join(open, "\n"))
}

// staysSo checks that nothing more happens at the provider when everybody is looked at once more, but
// for what somebody's asking brings about.
func (w *walk) staysSo() {
	w.Helper()
	var before, after any
	for range rounds {
		w.UntilDelivered()
		before = w.everything()
		for name, value := range w.askAll() {
			w.untilLookedAt(name, value)
		}
		w.UntilDelivered()
		if after = w.everything(); reflect.DeepEqual(before, after) {
			break
		}
	}
	require.Equal(w, before, after, "things go on at the provider, and do not come to an end")
	require.Empty(w, w.disagreements(), "the end did not last")
}

// askAll has everybody looked at, and returns what tells that they were.
func (w *walk) askAll() map[string]string {
	w.Helper()
	asked := map[string]string{}
	for _, name := range append(slices.Clone(businesses), owners...) {
		asked[name] = w.ask(name)
	}
	return asked
}

func (w *walk) untilLookedAt(name, value string) {
	w.Helper()
	w.Until(name+" is looked at", func() bool {
		var st *v1alpha1.VerificationStatus
		if vc := w.business(name); slices.Contains(businesses, name) && vc != nil {
			st = &vc.Status.VerificationStatus
		}
		if bo := w.owner(name); slices.Contains(owners, name) && bo != nil {
			st = &bo.Status.VerificationStatus
		}
		return st == nil || st.Facts != nil && st.Facts.ReconcileAt == value
	})
}

// everything is what there is at the provider, but for how often it refused a certification: that is tried with
// every look, because nothing else tells whether it is taken.
func (w *walk) everything() (all struct {
	Customers []controlapi.Customer
	Owners    []controlapi.Owner
}) {
	w.Helper()
	var err error
	all.Customers, err = w.Control.Customers(w.Context)
	require.NoError(w, err)
	all.Owners, err = w.Control.AllOwners(w.Context)
	require.NoError(w, err)
	for i := range all.Customers {
		if all.Customers[i].Ownership != nil {
			all.Customers[i].Ownership.CertificationsRefused = 0
		}
	}
	return all
}
