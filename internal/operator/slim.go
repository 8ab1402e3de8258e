package operator

import (
	"unique"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// lastApplied is where kubectl apply keeps a copy of the whole manifest.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// slim takes from objects what nobody here reads before they go into the cache: with many customers it
// would be most of the operator's memory. Nobody writes an object as a whole: status is replaced through its
// subresource, and metadata are patched by their differences, so that what is missing here stays as it is in
// the API server. Words that stand in every status are kept once.
func slim(o any) (any, error) {
	object, err := meta.Accessor(o)
	if err != nil {
		return o, nil // A tombstone: it has nothing to take.
	}
	object.SetManagedFields(nil)
	if annotations := object.GetAnnotations(); annotations[lastApplied] != "" {
		delete(annotations, lastApplied)
		object.SetAnnotations(annotations)
	}
	if v, ok := o.(v1alpha1.Verifiable); ok {
		share(v)
	}
	return o, nil
}

// share has objects share the strings that most of them have: each was decoded as a copy of its own,
// and conditions are more than half of an object's memory.
func share(o v1alpha1.Verifiable) {
	o.SetNamespace(shared(o.GetNamespace()))
	for i, finalizer := range o.GetFinalizers() {
		o.GetFinalizers()[i] = shared(finalizer)
	}
	st := o.Verification()
	st.Phase, st.ProviderStatus = shared(st.Phase), shared(st.ProviderStatus)
	for i := range st.Conditions {
		c := &st.Conditions[i]
		c.Type, c.Status, c.Reason, c.Message = shared(c.Type), shared(c.Status), shared(c.Reason), shared(c.Message)
	}
	for i := range st.History {
		h := &st.History[i]
		h.From, h.To, h.Cause = shared(h.From), shared(h.To), shared(h.Cause)
	}
	if st.Facts == nil {
		return
	}
	if seen := st.Facts.Observation; seen != nil {
		seen.Status, seen.Phase, seen.Reason = shared(seen.Status), shared(seen.Phase), shared(seen.Reason)
	}
	if sent := st.Facts.Submission; sent != nil {
		sent.KeyID = shared(sent.KeyID)
	}
	if profile := st.Facts.Profile; profile != nil {
		profile.KeyID = shared(profile.KeyID)
	}
}

// shared is s itself, in the one place where all that are equal lie. The runtime lets go of it with the
// last object that has it.
func shared[S ~string](s S) S { return unique.Make(s).Value() }
