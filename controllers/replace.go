package controllers

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// replacer is a subject whose record can be removed at the provider and added anew, where the provider
// does not let it change.
type replacer interface {
	// replaceable tells whether spec allows it.
	replaceable() bool
	// remove removes the record for good. Doing it twice is harmless.
	remove(ctx context.Context, id string) error
}

// origin tells on whose side data came to differ, since the provider last held what spec says.
type origin int

const (
	// originUnknown: nothing tells. There is no measure, or it was taken under other credentials.
	originUnknown origin = iota
	// originSpec: spec changed.
	originSpec
	// originProvider: the provider shows other data than it did then, and spec is the same.
	originProvider
	// originNobody: spec is as it was submitted, so the difference is the provider's way of writing it.
	originNobody
)

// stuck handles fields that the provider does not let change now: the record is replaced if spec changed
// and says so; otherwise somebody has to decide. A record is never replaced for what became of it at the
// provider alone.
func (p *pass) stuck(ctx context.Context, blocked []provider.FieldPath, desired provider.Profile, shown provider.Observation) error {
	r, can := p.s.(replacer)
	by, err := p.originOf(ctx, desired)
	if haltOf(err) != nil && !(can && r.replaceable()) {
		err = nil // Nothing would be replaced in any case.
	}
	if err != nil {
		return err
	}
	if by == originNobody {
		if p.seen != nil {
			shown = *p.seen
		}
		p.inSyncWith(desired, shown.Profile)
		return nil
	}
	if can && r.replaceable() && by == originSpec {
		return p.replace(ctx)
	}
	return stall(v1alpha1.ReasonFieldsNotUpdatable, "%s does not let these fields change while the %s's status is %q: %s; %s",
		p.account.Driver.Name, p.o.Noun(), shown.Status, join(blocked), p.wayOut(can, by)).because(p.changeMark(desired)).besides()
}

// wayOut says what to do about fields that cannot change.
func (p *pass) wayOut(replaceable bool, by origin) string {
	const setBack = "set them back in spec, or have them changed at the provider"
	switch {
	case !replaceable:
		return setBack
	case by == originSpec:
		return setBack + ", or set spec.updatePolicy to Replace to have the " + p.o.Noun() + " removed and added anew"
	case by == originProvider:
		return "they changed at the provider and not in spec, for which nobody is replaced: set them in spec to what the provider shows, or have them changed there"
	}
	return "as the account's credentials were exchanged, nothing tells whether spec changed or the provider, and nobody is replaced on a guess: " +
		"set them in spec to what the provider shows, or have them changed there"
}

// originOf tells on whose side data came to differ. The fingerprints of an earlier key compare with nothing:
// under a new one, that the provider held all of this very generation of spec still tells that spec is the same.
func (p *pass) originOf(ctx context.Context, desired provider.Profile) (origin, error) {
	facts := p.facts()
	switch fact := facts.Profile; {
	case fact == nil:
		return p.originSince(ctx, facts.Submission)
	case fact.KeyID != p.account.KeyID:
		if facts.AppliedGeneration == p.generation && facts.Refusal == nil {
			return originNobody, nil
		}
		return originUnknown, nil
	case fact.Desired != p.account.ProfileFingerprint(desired):
		return originSpec, nil
	}
	return originProvider, nil
}

// originSince is originOf for a record that the provider was never seen to hold as spec says: it is measured by what
// was submitted. Only a record that can be replaced is certain to have been submitted by its object. It halts while the
// Secret is missing that was submitted along.
func (p *pass) originSince(ctx context.Context, last *v1alpha1.SubmissionFact) (origin, error) {
	if _, can := p.s.(replacer); !can || last == nil || last.KeyID != p.account.KeyID {
		return originUnknown, nil
	}
	in, err := p.load(ctx)
	if err != nil {
		return originUnknown, haltForSecret(err) // As long as it is missing it does not tell, and nothing is replaced without it.
	}
	if in.fingerprint == last.Fingerprint {
		return originNobody, nil
	}
	return originSpec, nil
}

// replace begins a replacement once the changed data are complete and have stayed the same for a while:
// it cannot be undone, and has somebody certify the ownership again. That it is begun is written down
// first, so that a record that is missing afterwards is not taken for one that the provider lost.
func (p *pass) replace(ctx context.Context) error {
	if err := p.readyToReplace(ctx); err != nil {
		return err
	}
	begun := &v1alpha1.ReplacementFact{RemovedID: p.o.RemoteID(), StartedAt: metav1.NewMicroTime(p.r.Clock.Now())}
	ours, err := p.writeAhead(ctx, func(o v1alpha1.Verifiable) bool {
		facts := lifecycle.FactsOf(o.Verification())
		if facts.Replacement != nil || o.RemoteID() != begun.RemovedID {
			return false
		}
		facts.Replacement = begun.DeepCopy()
		return true
	})
	if err != nil {
		return err
	}
	if !ours {
		return begunElsewhere("the replacement")
	}
	if err := p.establish(ctx); err != nil {
		return err
	}
	if err := p.observe(ctx); err != nil {
		return err
	}
	return p.update(ctx)
}

// readyToReplace halts until the changed data can be added, and have stayed the same for a while.
func (p *pass) readyToReplace(ctx context.Context) error {
	in, err := p.load(ctx)
	if err != nil {
		return haltForSecret(err)
	}
	if err := p.admissible(in); err != nil {
		return err
	}
	if h := p.s.barred(); h != nil {
		return h // Who is removed now could not be added anew.
	}
	return p.holdBack(in.fingerprint, "the "+p.o.Noun()+" is replaced").orNil()
}

// finishReplacement removes the record and has the object stand for nobody, with the intent to add the
// record anew written down: establish takes it from there.
func (p *pass) finishReplacement(ctx context.Context) error {
	begun := p.facts().Replacement
	if begun == nil {
		return nil
	}
	if o := p.facts().Observation; o == nil || !o.Gone {
		if err := p.s.(replacer).remove(ctx, begun.RemovedID); err != nil {
			return p.failed(err)
		}
		p.missed(v1alpha1.CauseReplaced) // Whatever halts the rest, nobody is verified now, nor removed once more.
	}
	in, err := p.load(ctx)
	if err != nil {
		return haltForSecret(err)
	}
	if err := p.admissible(in); err != nil {
		return err
	}
	intent := p.newIntent(in)
	if err := p.patchMetadata(ctx, func(ctx context.Context, o v1alpha1.Verifiable) error { return p.r.declare(ctx, o, intent) }); err != nil {
		return err
	}
	at := p.r.Clock.Now()
	p.seen, p.shown, p.submitted = nil, false, nil
	p.note(func(o v1alpha1.Verifiable) {
		if o.RemoteID() == begun.RemovedID { // Another operator may have come to the end of it.
			o.SetRemoteID("")
			lifecycle.Replace(o.Verification(), at)
		}
	})
	p.r.steady.forget(p.o.GetUID())
	return p.write(ctx)
}
