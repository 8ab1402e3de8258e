package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// change is what a write makes of a status. Its lock is the version of the object that was read.
type change struct {
	before, after v1alpha1.Verifiable
	// was and is are the two statuses, encoded.
	was, is []byte
}

// changeOf compares the statuses of two versions of an object; nil if they are the same.
func changeOf(before, after v1alpha1.Verifiable) (*change, error) {
	c := &change{before: before, after: after}
	var err error
	if c.was, err = json.Marshal(statusOf(before)); err != nil {
		return nil, fmt.Errorf("encoding status: %w", err)
	}
	if c.is, err = json.Marshal(statusOf(after)); err != nil {
		return nil, fmt.Errorf("encoding status: %w", err)
	}
	if bytes.Equal(c.was, c.is) {
		return nil, nil
	}
	if before.GetResourceVersion() == "" {
		return nil, errors.New("the object has no resource version: it was not read from the API server")
	}
	return c, nil
}

// write writes the new status. It is replaced as a whole, which costs the API server less than a patch does
// (docs/performance.md), unless somebody newer wrote to it: of what this operator does not know it would leave nothing,
// and a patch leaves all. Afterwards the object is as it was written.
func (c *change) write(ctx context.Context, to client.Client) error {
	if formatOf(c.before) > v1alpha1.FactsFormat {
		patch, err := c.patch()
		if err != nil {
			return err
		}
		return to.Status().Patch(ctx, c.after, patch)
	}
	sent := c.after.Empty()
	sent.SetName(c.before.GetName())
	sent.SetNamespace(c.before.GetNamespace())
	sent.SetUID(c.before.GetUID())
	sent.SetResourceVersion(c.before.GetResourceVersion())
	setStatus(sent, c.after)
	if facts := sent.Verification().Facts; facts != nil {
		facts.Format = v1alpha1.FactsFormat
	}
	if err := to.Status().Update(ctx, sent); err != nil {
		return err
	}
	assign(c.after, sent)
	return nil
}

// formatOf is the format in which an object's facts were written.
func formatOf(o v1alpha1.Verifiable) int32 {
	if facts := o.Verification().Facts; facts != nil {
		return facts.Format
	}
	return 0
}

// statusOf is the part of an object that a write of status changes.
func statusOf(o v1alpha1.Verifiable) any {
	switch o := o.(type) {
	case *v1alpha1.VerifiedCustomer:
		return &o.Status
	case *v1alpha1.BeneficialOwner:
		return &o.Status
	}
	return nil
}

// setStatus makes the status of o that of from, and shares it.
func setStatus(o, from v1alpha1.Verifiable) {
	switch o := o.(type) {
	case *v1alpha1.VerifiedCustomer:
		o.Status = from.(*v1alpha1.VerifiedCustomer).Status
	case *v1alpha1.BeneficialOwner:
		o.Status = from.(*v1alpha1.BeneficialOwner).Status
	}
}

// assign makes o what from is; both are of one kind.
func assign(o, from v1alpha1.Verifiable) {
	switch o := o.(type) {
	case *v1alpha1.VerifiedCustomer:
		*o = *from.(*v1alpha1.VerifiedCustomer)
	case *v1alpha1.BeneficialOwner:
		*o = *from.(*v1alpha1.BeneficialOwner)
	}
}
