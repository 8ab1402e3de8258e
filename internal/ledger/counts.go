package ledger

import (
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/metrics"
)

// countWrite counts a write of status.
func countWrite(kind string, err error) {
	result := metrics.PatchWritten
	switch {
	case apierrors.IsConflict(err):
		result = metrics.PatchConflict
	case err != nil:
		result = metrics.PatchFailed
	}
	metrics.StatusPatches.WithLabelValues(kind, result).Inc()
}

// countVerified records how long a verification took, once in the life of an object: the write that
// tells of it holds an optimistic lock, so no two processes count it. Somebody who was taken over had
// been verified, or not, before the object was there.
func (l *Ledger) countVerified(before, after v1alpha1.Verifiable) {
	if before.Verification().Phase == v1alpha1.PhaseVerified || after.Verification().Phase != v1alpha1.PhaseVerified {
		return
	}
	for i, move := range after.Verification().History {
		verdict := move.To == v1alpha1.ReasonVerified && i < len(after.Verification().History)-1
		if verdict || move.Cause == v1alpha1.CauseTakenOver {
			return
		}
	}
	metrics.Verified(after.Kind(), l.Clock.Now().Sub(after.GetCreationTimestamp().Time))
}
