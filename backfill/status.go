package backfill

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// seconds is a time as status keeps it.
func seconds(t time.Time) *metav1.Time { return &metav1.Time{Time: t.UTC().Truncate(time.Second)} }

// optional are the members of BackfillStatus that a write has to take away when they are absent.
var optional = []string{"cursor", "found", "walk", "caughtUpTime", "gapTime"}

// patchOf is a merge patch that makes status.backfill of an object what st is, and touches nothing else:
// the rest of status is another writer's, and neither has to wait for the other. It names the object's
// UID, so that one that was created anew is left alone.
func patchOf(uid types.UID, st *v1alpha1.BackfillStatus) (client.Patch, error) {
	raw, err := json.Marshal(st)
	if err != nil {
		return nil, fmt.Errorf("encoding status.backfill: %w", err)
	}
	members := map[string]any{}
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, fmt.Errorf("encoding status.backfill: %w", err)
	}
	for _, name := range optional {
		if _, ok := members[name]; !ok {
			members[name] = nil
		}
	}
	body, err := json.Marshal(map[string]any{
		"metadata": map[string]any{"uid": uid}, "status": map[string]any{"backfill": members},
	})
	if err != nil {
		return nil, fmt.Errorf("encoding the patch of status.backfill: %w", err)
	}
	return client.RawPatch(types.MergePatchType, body), nil
}

// write stores status.backfill.
func (r *Reconciler) write(ctx context.Context, vp *v1alpha1.VerificationProvider, st *v1alpha1.BackfillStatus) error {
	patch, err := patchOf(vp.UID, st)
	if err != nil {
		return err
	}
	target := &v1alpha1.VerificationProvider{}
	target.Namespace, target.Name = vp.Namespace, vp.Name
	if err := r.Client.Status().Patch(ctx, target, patch); err != nil {
		return fmt.Errorf("writing status.backfill: %w", err)
	}
	return nil
}
