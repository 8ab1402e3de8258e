package controllers

import (
	"context"
	"fmt"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// recover finishes a create that was begun and whose outcome is not known: the process died, the
// answer was lost, or the provider was busy with it. It looks for the customer that carries this
// object's key; if there certainly is none, it repeats the very same request.
func (p *pass) recover(ctx context.Context) error {
	fresh := &v1alpha1.VerifiedCustomer{}
	if err := p.r.Live.Get(ctx, client.ObjectKeyFromObject(p.vc), fresh); err != nil {
		return fmt.Errorf("reading the customer past the cache: %w", err)
	}
	p.rebase(fresh)
	p.generation = fresh.Generation
	intent := intentOf(fresh)
	if fresh.Status.CustomerID != "" || intent == nil {
		return p.establish(ctx) // The cache was behind: there is nothing to recover.
	}
	finder, ok := p.account.Client.(provider.Finder)
	if !ok {
		return outcomeUnknown("the provider cannot be asked for it")
	}
	id, err := finder.FindCustomer(ctx, provider.FindRequest{Key: createKey(fresh.UID), Email: intent.email(fresh)})
	switch {
	case err == nil:
		o, err := p.account.Client.GetCustomer(ctx, id)
		if err != nil {
			return p.failed(err)
		}
		return p.adopt(ctx, o)
	case provider.ClassOf(err) == provider.ClassNotFound:
		return p.repeat(ctx, intent)
	case provider.ClassOf(err) == provider.ClassInvalid:
		return outcomeUnknown("the provider refuses to be asked for it")
	default:
		return p.failed(err)
	}
}

// email is the address under which the customer was submitted.
func (i *createIntent) email(vc *v1alpha1.VerifiedCustomer) string {
	if i.Personal != nil {
		return string(i.Personal.Email)
	}
	return string(vc.Spec.Personal.Email)
}

// repeat sends the same request under the same key again, as it was frozen by the intent, even if
// spec changed meanwhile. If the Secret changed, the same request cannot be made any more; then a
// new attempt is safe only once the first can no longer take effect.
func (p *pass) repeat(ctx context.Context, intent *createIntent) error {
	if intent.Personal != nil && intent.KeyID == p.account.KeyID {
		in, err := p.r.loadInputs(ctx, p.account, p.vc.Namespace, intent.Personal)
		if err == nil && in.fingerprint == intent.Fingerprint {
			return p.resubmit(ctx, intent, in)
		}
	}
	return p.renew(ctx, intent)
}

// resubmit sends a request for the second time. The answer may be the first one's, given once more,
// and somebody may have taken that customer over since.
func (p *pass) resubmit(ctx context.Context, intent *createIntent, in inputs) error {
	id, err := p.submit(ctx, intent, in)
	if id == "" || err != nil {
		return err
	}
	return p.claim(ctx, id, func() { p.established(id, intent, in.customer) })
}

// conflicted handles an attempt whose key the provider holds as busy: another request under it is
// under way, or ended in a way that left the key locked.
func (p *pass) conflicted(ctx context.Context, intent *createIntent, cause error) error {
	if intent.settled(p.r.Clock.Now()) {
		return p.renew(ctx, intent)
	}
	h := retry(v1alpha1.ReasonConflict, cause, "the provider is still busy with the submission; the operator looks again")
	h.after = settleTime / 4
	return h
}

// renew begins a new attempt under a new key. The provider was just looked at and has no customer
// of this object; that the old attempt cannot add one later is told by time, and by the provider
// itself if it keeps this object's key unique.
func (p *pass) renew(ctx context.Context, intent *createIntent) error {
	if wait := settleTime - p.r.Clock.Since(intent.StartedAt); wait > 0 {
		h := retry(v1alpha1.ReasonProviderUnavailable, nil,
			"it is not known yet whether an earlier submission was taken; the operator looks again before it sends the changed data")
		h.after = wait
		return h
	}
	if _, unique := p.account.Client.(provider.KeyEnforcer); !unique {
		return outcomeUnknown("the request cannot be repeated, because its data changed")
	}
	return p.create(ctx)
}

func outcomeUnknown(why string) *halt {
	return stall(v1alpha1.ReasonCreateOutcomeUnknown,
		"a submission was begun and nothing tells whether it was taken: %s. Look for the customer in the provider's dashboard: "+
			"if it is there, set spec.customerID to its ID; if it is not, remove the annotation %s from this object to have it submitted again",
		why, v1alpha1.AnnotationCreateIntent)
}
