package controllers

import (
	"context"
	"fmt"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// recover finishes a create that was begun and whose outcome is not known: the process died, the
// answer was lost, or the provider was busy with it. It looks for the record; if there certainly is
// none, it repeats the very same request.
func (p *pass) recover(ctx context.Context) error {
	fresh := p.o.Empty()
	if err := p.r.Live.Get(ctx, client.ObjectKeyFromObject(p.o), fresh); err != nil {
		return fmt.Errorf("reading the object past the cache: %w", err)
	}
	if fresh.GetUID() != p.o.GetUID() || !fresh.GetDeletionTimestamp().IsZero() {
		return outdated(fresh) // Nothing is sent for what is being deleted, however far the cache is behind.
	}
	p.rebase(fresh)
	p.generation = fresh.GetGeneration()
	intent := intentOf(fresh)
	if fresh.RemoteID() != "" || intent == nil {
		return p.establish(ctx) // The cache was behind: there is nothing to recover.
	}
	o, err := p.s.find(ctx, intent)
	switch {
	case err == nil:
		return p.adopt(ctx, o)
	case haltOf(err) != nil:
		return err
	case provider.ClassOf(err) == provider.ClassNotFound && !p.s.repeats():
		return p.renew(ctx, intent)
	case provider.ClassOf(err) == provider.ClassNotFound:
		return p.repeat(ctx, intent)
	default:
		return p.failed(err)
	}
}

// repeat sends the same request under the same key again, as it was frozen by the intent, even if
// spec changed meanwhile. If the Secret changed, the same request cannot be made any more; then a
// new attempt is safe only once the first can no longer take effect.
func (p *pass) repeat(ctx context.Context, intent *createIntent) error {
	if len(intent.Spec) > 0 && intent.KeyID == p.account.KeyID {
		in, err := p.s.load(ctx, intent.Spec)
		if err == nil && in.fingerprint == intent.Fingerprint {
			return p.resubmit(ctx, intent, in)
		}
	}
	return p.renew(ctx, intent)
}

// resubmit sends a request for the second time. The answer may be the first one's, given once more,
// and somebody may have taken that record over since.
func (p *pass) resubmit(ctx context.Context, intent *createIntent, in inputs) error {
	id, err := p.submit(ctx, intent, in)
	if id == "" || err != nil {
		return err
	}
	return p.claim(ctx, id, func() { p.established(id, intent, in.frozen) })
}

// conflicted handles an attempt whose key the provider holds as busy: another request under it is
// under way, or ended in a way that left the key locked.
func (p *pass) conflicted(ctx context.Context, intent *createIntent, cause error) error {
	if intent.settled(p.r.Clock.Now()) {
		return p.renew(ctx, intent)
	}
	h := retry(v1alpha1.ReasonConflict, cause, "the provider is still busy with the submission; the operator looks again")
	h.after = settleTime / 4
	return h.heeding(cause)
}

// renew begins a new attempt under a new key. The provider was just looked at and has no record of
// this object; that the old attempt cannot add one later is told by time, and by the provider
// itself if it keeps this object's key unique.
func (p *pass) renew(ctx context.Context, intent *createIntent) error {
	if wait := settleTime - p.r.Clock.Since(intent.StartedAt); wait > 0 {
		h := retry(v1alpha1.ReasonProviderUnavailable, nil,
			"it is not known yet whether an earlier submission was taken; the operator looks again before it sends the changed data")
		h.after = wait
		return h
	}
	if !p.s.repeatable() {
		return outcomeUnknown("the request cannot be repeated, because its data changed")
	}
	return p.create(ctx)
}

func outcomeUnknown(why string) *halt {
	return stall(v1alpha1.ReasonCreateOutcomeUnknown,
		"a submission was begun and nothing tells whether it was taken: %s. Look for it in the provider's dashboard: "+
			"if it is there, set spec.customerID to its ID (an owner has no such field: have it removed there); if it is not, remove the annotation %s from this object to have it submitted again",
		why, v1alpha1.AnnotationCreateIntent)
}
