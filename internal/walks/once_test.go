package walks

import (
	"fmt"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// checkOnce checks what must never have happened, by what the provider counted all the time.
func (w *walk) checkOnce() {
	w.Helper()
	w.ledger.sample()
	all, counters := w.everything(), w.Counters()

	for key, n := range counters.Creates.ByCorrelationID {
		assert.Equal(w, 1, n, "customers of %s", key)
	}
	for fingerprint, n := range counters.Documents {
		// Of an owner who was replaced the provider has no document any more.
		assert.LessOrEqual(w, n, max(1, w.ledger.replaced()), "uploads of the content %s", fingerprint)
	}
	for _, c := range all.Customers {
		assert.LessOrEqual(w, c.AttemptsUsed, c.AttemptsAllowed, "attempts of business %s", c.CorrelationID)
		assert.LessOrEqual(w, c.AttemptsUsed, w.witness.changesOf(c.CorrelationID),
			"attempts of business %s that were spent, and submissions that differed from the one before", c.CorrelationID)
	}
	ids := make([]string, 0, len(all.Owners))
	var standing []string
	for _, o := range all.Owners {
		ids = append(ids, o.ID)
		if !o.Removed {
			standing = append(standing, o.ID)
		}
		assert.LessOrEqual(w, o.AttemptsUsed, o.AttemptsAllowed, "attempts of owner %s", o.ID)
		assert.LessOrEqual(w, o.AttemptsUsed, w.witness.changesOf(w.witness.names[o.ID]),
			"attempts of owner %s that were spent, and submissions that differed from the one before", o.ID)
	}
	assert.Empty(w, w.ledger.shared(), "owners for whom more than one object stood")
	assert.Empty(w, w.ledger.doubled(standing), "objects for which the provider has more than one owner")
	unclaimed := w.ledger.unclaimed(ids)
	assert.LessOrEqual(w, len(unclaimed), w.ledger.lostOnes()+len(w.unknown()),
		"owners for whom no object ever stood (%v), and objects of which that can be told: a second owner was made for one", unclaimed)
	assert.Empty(w, w.witness.complaints(), "what the operator should not have done")
	require.False(w, w.Failed(), "the provider has:\n%s", w.inventory())
}

// unknown are the owners of whom nobody can tell whether the provider has them: people have to find out.
func (w *walk) unknown() (names []string) {
	w.Helper()
	for _, name := range owners {
		if bo := w.owner(name); bo != nil && bo.Status.OwnerID == "" && outcomeUnknown(&bo.Status.VerificationStatus) {
			names = append(names, name)
		}
	}
	return names
}

func outcomeUnknown(st *v1alpha1.VerificationStatus) bool {
	return st.Facts != nil && st.Facts.Problem != nil && st.Facts.Problem.Reason == v1alpha1.ReasonCreateOutcomeUnknown
}

// inventory tells what there is at the provider.
func (w *walk) inventory() string {
	all, text := w.everything(), ""
	for _, c := range all.Customers {
		text += fmt.Sprintf("  business %s: %+v\n", c.CorrelationID, c)
	}
	for _, o := range all.Owners {
		text += fmt.Sprintf("  owner %+v\n", o)
	}
	return text
}
