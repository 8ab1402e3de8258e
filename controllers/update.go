package controllers

import (
	"context"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// update brings the data that the provider shows to what spec says, as far as the provider lets it.
// An update is sent on a real difference only: at some providers even a harmless one has a price.
func (p *pass) update(ctx context.Context) error {
	desired := p.s.desired()
	if _, can := p.s.(replacer); can && p.inSync(desired) && !p.awaitsCorrection() {
		p.r.steady.forget(p.o.GetUID()) // A replacement that was held back was taken back.
	}
	if p.awaitsCorrection() || p.inSync(desired) {
		// While a correction is awaited, data change by the correction alone.
		p.applied = true
		return nil
	}
	if p.seen == nil {
		if err := p.inVain(ctx, desired); err != nil {
			return err
		}
	}
	shown, err := p.look(ctx)
	if err != nil {
		return err
	}
	if h := p.refusedBefore(p.changeMark(desired)); h != nil {
		return h
	}
	differing := desired.Kept(shown.Keeps).Diff(shown.Profile)
	if len(differing) == 0 || p.isProvidersSpelling(desired, shown.Profile) {
		p.inSyncWith(desired, shown.Profile)
		return nil
	}
	allowed, blocked := partition(differing, shown.Updatable)
	if len(allowed) > 0 {
		if err := p.send(ctx, allowed, desired, len(blocked) == 0); err != nil {
			return err
		}
	}
	if len(blocked) > 0 {
		return p.stuck(ctx, blocked, desired, shown)
	}
	return nil
}

// inVain halts, without asking the provider, if nothing would come of a change now. What it answers is written, and
// what is written begins another pass: a look in each of them would have no end.
func (p *pass) inVain(ctx context.Context, desired provider.Profile) error {
	if h := p.refusedBefore(p.changeMark(desired)); h != nil {
		return h
	}
	if r, can := p.s.(replacer); !can || !r.replaceable() {
		return nil
	}
	by, err := p.originOf(ctx, desired)
	if haltOf(err) != nil && !p.lookedInVain() {
		return nil // The provider may show what spec says, and then nothing else has to tell.
	}
	if by != originSpec || err != nil {
		return err
	}
	return p.readyToReplace(ctx)
}

// changeMark names the change from what the provider last showed to what spec says: one that was
// refused is not tried again until either side differs.
func (p *pass) changeMark(desired provider.Profile) string {
	o := p.facts().Observation
	return p.account.ProfileFingerprint(provider.Profile{
		"desired": p.account.ProfileFingerprint(desired), "shown": o.Profile, "status": o.Status,
	})
}

// inSync tells, without asking the provider, that it holds what spec says: neither has changed
// since it last did.
func (p *pass) inSync(desired provider.Profile) bool {
	fact, o := p.facts().Profile, p.facts().Observation
	return fact != nil && o != nil && fact.KeyID == p.account.KeyID &&
		fact.Desired == p.account.ProfileFingerprint(desired) && fact.Shown == o.Profile
}

// isProvidersSpelling tells that the differences are the provider's own way of writing what was
// submitted: sending it again would change nothing, for ever.
func (p *pass) isProvidersSpelling(desired, shown provider.Profile) bool {
	if p.submitted != nil && len(desired.Diff(p.submitted)) == 0 {
		return true
	}
	fact := p.facts().Profile
	return fact != nil && fact.KeyID == p.account.KeyID &&
		fact.Desired == p.account.ProfileFingerprint(desired) && fact.Shown == p.account.ProfileFingerprint(shown)
}

func (p *pass) inSyncWith(desired, shown provider.Profile) {
	fact := &v1alpha1.ProfileFact{
		KeyID: p.account.KeyID, Desired: p.account.ProfileFingerprint(desired), Shown: p.account.ProfileFingerprint(shown),
	}
	p.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).Profile = fact })
	p.applied = true
}

// send updates fields at the provider. complete tells that nothing else differs.
func (p *pass) send(ctx context.Context, fields []provider.FieldPath, desired provider.Profile, complete bool) error {
	if err := p.requireNewest(ctx); err != nil {
		return err
	}
	o, can, err := p.s.update(ctx, string(uuid.NewUUID()), fields)
	if !can {
		return stall(v1alpha1.ReasonFieldsNotUpdatable, "%s does not let these data change: %s", p.account.Driver.Name, join(fields)).because(p.changeMark(desired))
	}
	if class := provider.ClassOf(err); class == provider.ClassInvalid || class == provider.ClassDuplicate {
		return stall(v1alpha1.ReasonInvalidInput, "%s", told(err)).because(p.changeMark(desired))
	}
	if class := provider.ClassOf(err); class == provider.ClassConflict && provider.OutcomeOf(err) == provider.OutcomeRefused {
		return p.notNow(ctx, fields, desired, err)
	}
	if err != nil {
		return p.failed(err)
	}
	p.sight(o, v1alpha1.CauseUpdated)
	if complete {
		p.inSyncWith(desired, o.Profile)
	}
	return nil
}

// notNow handles a provider that said it would let fields change, and refused to in its present state. If that
// is still what it says, trying again is in vain until either side differs.
func (p *pass) notNow(ctx context.Context, fields []provider.FieldPath, desired provider.Profile, refusal error) error {
	tried := p.changeMark(desired)
	p.seen = nil
	shown, err := p.look(ctx)
	if err != nil {
		return err
	}
	if p.changeMark(desired) != tried {
		return p.failed(refusal)
	}
	return stall(v1alpha1.ReasonFieldsNotUpdatable,
		"%s refused to change these fields while the %s's status is %q: %s; set them back in spec, or have them changed at the provider",
		p.account.Driver.Name, p.o.Noun(), shown.Status, join(fields)).because(tried).besides()
}

func partition(fields, updatable []provider.FieldPath) (allowed, blocked []provider.FieldPath) {
	for _, f := range fields {
		if slices.Contains(updatable, f) {
			allowed = append(allowed, f)
		} else {
			blocked = append(blocked, f)
		}
	}
	return allowed, blocked
}

func join(fields []provider.FieldPath) string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = "spec." + string(f)
	}
	return strings.Join(out, ", ")
}
