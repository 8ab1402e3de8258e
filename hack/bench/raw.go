package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/uuid"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// rawClient is client-go with nothing on top.
func rawClient(config *rest.Config) (*rest.RESTClient, error) {
	c := rest.CopyConfig(config)
	c.GroupVersion = &v1alpha1.GroupVersion
	c.APIPath = "/apis"
	c.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	return rest.RESTClientFor(c)
}

// marker stands in a prepared patch for the ID of the event: every patch changes something.
const marker = "11111111-2222-4333-8444-555555555555"

// rawPatches are status patches for one customer, made beforehand: what the operator would send for
// events about a bank account, byte for byte, but for the lock.
type rawPatches struct {
	name   string
	bodies [2][]byte
}

// rawPatchesFor prepares the patches: to a verified bank account, and to one that is not, in turns, so
// that each changes a condition.
func rawPatchesFor(vc *v1alpha1.VerifiedCustomer) (*rawPatches, error) {
	p := &rawPatches{name: vc.Name}
	effects := []provider.Effect{provider.EffectFundingVerified, provider.EffectFundingUnverified}
	before := withEffect(vc, effects[1])
	for i, effect := range effects {
		after := withEffect(vc, effect)
		body, err := client.MergeFrom(before).Data(after)
		if err != nil {
			return nil, err
		}
		p.bodies[i], before = body, after
	}
	return p, nil
}

func withEffect(vc *v1alpha1.VerifiedCustomer, effect provider.Effect) *v1alpha1.VerifiedCustomer {
	out := vc.DeepCopy()
	now := time.Now()
	lifecycle.NoteEffect(out.Verification(), provider.Event{
		ID: marker, Time: now, Concern: provider.ConcernAbility, Effect: effect,
	})
	lifecycle.Conclude(out.Verification(), lifecycle.Circumstances{UID: vc.UID, ResyncInterval: 6 * time.Hour, Now: now})
	return out
}

// body is the n-th patch, with the event's ID.
func (p *rawPatches) body(n int, eventID string) []byte {
	return bytes.ReplaceAll(p.bodies[n%2], []byte(marker), []byte(eventID))
}

// patchRaw sends the n-th patch, and returns the ID of the event that it tells of.
func (s *stage) patchRaw(ctx context.Context, p *rawPatches, n int, eventID string) error {
	err := s.raw.Patch(types.MergePatchType).Namespace(namespace).Resource("verifiedcustomers").Name(p.name).
		SubResource("status").Body(p.body(n, eventID)).Do(ctx).Error()
	if err != nil {
		return fmt.Errorf("patching status: %w", err)
	}
	return nil
}

func newID() string { return string(uuid.NewUUID()) }
