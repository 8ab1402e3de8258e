package ledger

import (
	"encoding/json"
	"fmt"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// patch is the merge patch that makes the one status the other, under the lock. It is, byte for byte, what
// client.MergeFromWithOptimisticLock makes of objects that differ in status alone, without encoding and comparing
// all the rest of them.
func (c *change) patch() (client.Patch, error) {
	p := statusPatch{}
	p.Metadata.ResourceVersion = c.before.GetResourceVersion()
	var err error
	if p.Status, err = jsonpatch.CreateMergePatch(c.was, c.is); err != nil {
		return nil, fmt.Errorf("comparing status: %w", err)
	}
	body, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encoding the patch of status: %w", err)
	}
	return client.RawPatch(types.MergePatchType, body), nil
}

// statusPatch is a merge patch that the API server refuses if the object has another version.
type statusPatch struct {
	Metadata struct {
		ResourceVersion string `json:"resourceVersion"`
	} `json:"metadata"`
	Status json.RawMessage `json:"status"`
}
