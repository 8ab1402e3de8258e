package lifecycle_test

import (
	"k8s.io/apimachinery/pkg/api/equality"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// moved tells whether two statuses differ in anything but the moments of looks and what only
// records them.
func moved(before, after *v1alpha1.VerificationStatus) bool {
	return !equality.Semantic.DeepEqual(withoutMoments(before), withoutMoments(after))
}

func withoutMoments(st *v1alpha1.VerificationStatus) *v1alpha1.VerificationStatus {
	out := st.DeepCopy()
	out.LastSyncTime, out.NextSyncTime, out.LastEvent = nil, nil, nil
	if out.Facts != nil && out.Facts.Observation != nil {
		out.Facts.Observation.Through = nil
		out.Facts.Observation.Serial = 0
	}
	return out
}
