package controllers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// settleTime is how long after its beginning a request can at most still take effect: well over the
// client's and any gateway's time-outs.
const settleTime = 2 * time.Minute

// createIntent is what the annotation bonafide.dev/create-intent holds: that a create is about to
// happen, under which keys, and with what of spec. It is written before the POST and freezes the
// request: until its outcome is known, nothing else may be sent for this object.
type createIntent struct {
	// UID of the object that the intent was made for. A manifest that was copied with its
	// annotations carries somebody else's intent, which counts for nothing.
	UID types.UID `json:"uid"`
	// IdempotencyKey of this attempt.
	IdempotencyKey string `json:"idempotencyKey"`
	// StartedAt is when the intent was written.
	StartedAt time.Time `json:"startedAt"`
	// Generation of spec, and what of it is submitted. Nothing of the identity Secret is here.
	Generation int64           `json:"generation"`
	Spec       json.RawMessage `json:"spec,omitempty"`
	// Fingerprint of the whole request, with the Secret's part, under the key KeyID.
	Fingerprint   string `json:"fingerprint"`
	KeyID         string `json:"keyID"`
	SecretVersion string `json:"secretVersion"`
	// Business and Controller are the fingerprints of these parts, where there are both.
	Business   string `json:"business,omitempty"`
	Controller string `json:"controller,omitempty"`
	// Data and Owners are the fingerprints of the customer's own data and of the owners submitted along.
	Data   string                 `json:"data,omitempty"`
	Owners []v1alpha1.PackedOwner `json:"packedOwners,omitempty"`
}

// createKey is the mark that the provider keeps with the customer: the same over all attempts.
func createKey(uid types.UID) string { return "bonafide-" + string(uid) }

// intentOf reads the object's own intent; nil if it has none.
func intentOf(o v1alpha1.Verifiable) *createIntent {
	raw, ok := o.GetAnnotations()[v1alpha1.AnnotationCreateIntent]
	if !ok {
		return nil
	}
	var i createIntent
	if err := json.Unmarshal([]byte(raw), &i); err != nil || i.UID == "" {
		// Somebody edited it. That a create may have happened is the safe reading.
		return &createIntent{UID: o.GetUID(), IdempotencyKey: string(o.GetUID())}
	}
	if i.UID != o.GetUID() {
		return nil
	}
	return &i
}

// settled tells whether the request behind the intent can no longer take effect.
func (i *createIntent) settled(now time.Time) bool { return now.Sub(i.StartedAt) > settleTime }

// CreateBegunWithin tells whether a create for the object was begun less than window ago and its
// customer is not known yet.
func CreateBegunWithin(o v1alpha1.Verifiable, now time.Time, window time.Duration) bool {
	i := intentOf(o)
	return i != nil && o.RemoteID() == "" && now.Sub(i.StartedAt) < window
}

// declare writes the intent and the finalizer in one patch that a stale cache loses: the API server
// refuses it unless o is the newest there is.
func (r *core) declare(ctx context.Context, o v1alpha1.Verifiable, i *createIntent) error {
	raw, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("encoding the create intent: %w", err)
	}
	return r.patchMetadata(ctx, o, func() {
		controllerutil.AddFinalizer(o, v1alpha1.Finalizer)
		annotations := maps.Clone(o.GetAnnotations())
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[v1alpha1.AnnotationCreateIntent] = string(raw)
		o.SetAnnotations(annotations)
	})
}

// withdraw removes the intent, after a definite refusal.
func (r *core) withdraw(ctx context.Context, o v1alpha1.Verifiable) error {
	return r.patchMetadata(ctx, o, func() {
		annotations := maps.Clone(o.GetAnnotations())
		delete(annotations, v1alpha1.AnnotationCreateIntent)
		o.SetAnnotations(annotations)
	})
}

// hold puts the finalizer on an object that needs one.
func (r *core) hold(ctx context.Context, o v1alpha1.Verifiable) error {
	if controllerutil.ContainsFinalizer(o, v1alpha1.Finalizer) {
		return nil
	}
	return r.patchMetadata(ctx, o, func() { controllerutil.AddFinalizer(o, v1alpha1.Finalizer) })
}

// release lets the object go.
func (r *core) release(ctx context.Context, o v1alpha1.Verifiable) error {
	return r.patchMetadata(ctx, o, func() { controllerutil.RemoveFinalizer(o, v1alpha1.Finalizer) })
}

// patchMetadata patches what change changes. A merge patch replaces lists whole, so without the
// optimistic lock it could undo somebody else's finalizer.
func (r *core) patchMetadata(ctx context.Context, o v1alpha1.Verifiable, change func()) error {
	before := copyOf(o)
	change()
	patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Patch(ctx, o, patch); err != nil {
		return fmt.Errorf("writing metadata: %w", err)
	}
	r.Ledger.Wrote(o)
	return nil
}
