package walks

import (
	"fmt"
	"slices"
	"sync"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// ledger keeps which object ever stood for which owner of the provider's, and who of them was ever
// verified.
type ledger struct {
	walk *walk

	mu sync.Mutex
	// claims are the objects by the ID of the owner whom they stand for.
	claims map[string]map[types.UID]string
	// verified holds "customer ID/name of the owner's object".
	verified map[string]bool
	// lost are the objects that were deleted before they stood for anybody.
	lost map[types.UID]bool
	// removed are the owners whom the operator removed: an object stood for each, if only between two samples.
	removed map[string]bool
}

func newLedger(w *walk) *ledger {
	return &ledger{
		walk: w, claims: map[string]map[types.UID]string{}, verified: map[string]bool{}, lost: map[types.UID]bool{}, removed: map[string]bool{},
	}
}

// sample takes a look at the cluster and the provider.
func (l *ledger) sample() {
	l.walk.Helper()
	require.NoError(l.walk, l.trySample())
}

// trySample is sample for those who must not fail the walk.
func (l *ledger) trySample() error {
	w := l.walk
	var list v1alpha1.BeneficialOwnerList
	if err := w.Kube.List(w.Context, &list, client.InNamespace(w.Namespace)); err != nil {
		return err
	}
	all, err := w.Control.AllOwners(w.Context)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range list.Items {
		bo := &list.Items[i]
		if bo.Status.OwnerID == "" {
			continue
		}
		l.claim(bo)
		for _, truth := range all {
			if truth.ID == bo.Status.OwnerID && truth.Status == "verified" && !truth.Removed {
				l.verified[truth.CustomerID+"/"+bo.Name] = true
			}
		}
	}
	return nil
}

func (l *ledger) claim(bo *v1alpha1.BeneficialOwner) {
	if l.claims[bo.Status.OwnerID] == nil {
		l.claims[bo.Status.OwnerID] = map[types.UID]string{}
	}
	l.claims[bo.Status.OwnerID][bo.UID] = bo.Name
	delete(l.lost, bo.UID)
}

// deleted notes that an owner's object is about to be deleted.
func (l *ledger) deleted(bo *v1alpha1.BeneficialOwner) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bo.Status.OwnerID == "" {
		l.lost[bo.UID] = true
	} else {
		l.claim(bo)
	}
}

func (l *ledger) removes(ownerID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.removed[ownerID] = true
}

func (l *ledger) wasVerified(customerID, name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.verified[customerID+"/"+name]
}

// shared lists the owners for whom more than one object ever stood.
func (l *ledger) shared() (out []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, by := range l.claims {
		if len(by) > 1 {
			out = append(out, fmt.Sprintf("owner %s: %v", id, by))
		}
	}
	return out
}

// replaced is how many owners an object stood for one after the other, at most.
func (l *ledger) replaced() (most int) {
	for _, ids := range l.stoodFor() {
		most = max(most, len(ids))
	}
	return most
}

// doubled lists the objects that stood for more than one of some owners.
func (l *ledger) doubled(standing []string) (out []string) {
	for uid, ids := range l.stoodFor() {
		ids = slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(standing, id) })
		if len(ids) > 1 {
			out = append(out, fmt.Sprintf("object %s: %v", uid, ids))
		}
	}
	return out
}

// stoodFor are the IDs of the owners for whom an object ever stood, by its UID.
func (l *ledger) stoodFor() map[types.UID][]string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[types.UID][]string{}
	for id, by := range l.claims {
		for uid := range by {
			out[uid] = append(out[uid], id)
		}
	}
	return out
}

// unclaimed lists, of some owners, those for whom no object ever stood.
func (l *ledger) unclaimed(ids []string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return len(l.claims[id]) > 0 || l.removed[id] })
}

// lostOnes is how many objects were deleted before they stood for anybody.
func (l *ledger) lostOnes() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.lost)
}
