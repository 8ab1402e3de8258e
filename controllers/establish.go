package controllers

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/metrics"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// establish sees to it that the provider has the record and that the object knows its ID: by taking
// over the one that spec names, by finishing a create that was begun, or by creating.
func (p *pass) establish(ctx context.Context) error {
	if err := p.finishReplacement(ctx); err != nil {
		return err
	}
	if p.o.RemoteID() != "" {
		return nil
	}
	if m, ok := p.s.(*member); ok {
		return m.join(ctx)
	}
	if p.s.existing() != "" {
		return p.takeOver(ctx)
	}
	if intentOf(p.o) != nil {
		return p.recover(ctx)
	}
	return p.create(ctx)
}

// takeOver adopts the existing record that spec names. That is explicit, so the record may carry
// any key, or none.
func (p *pass) takeOver(ctx context.Context) error {
	o, err := p.s.get(ctx, p.s.existing())
	switch provider.ClassOf(err) {
	case provider.ClassInvalid:
		return unfit("spec.customerID is refused: %s; to correct the ID, delete this object and apply it anew", told(err))
	case provider.ClassNotFound:
		return stall(v1alpha1.ReasonCustomerNotFound,
			"the provider has no customer of the ID in spec.customerID for this account: check that the VerificationProvider's environment and account "+
				"are the ones that the customer lives at; to correct the ID, delete this object and apply it anew")
	}
	if err != nil {
		return p.failed(err)
	}
	if err := p.s.fits(o); err != nil {
		return err
	}
	if err := p.claim(ctx, o.CustomerID, nothingElse); err != nil {
		return err
	}
	return p.lookClaimed(ctx, v1alpha1.CauseTakenOver)
}

// unfit halts on a record that cannot be taken over. What is wrong stands in fields that cannot be changed, so that it
// is not looked at as often as a Secret is.
func unfit(format string, args ...any) *halt {
	h := stall(v1alpha1.ReasonInvalidInput, format, args...)
	h.after = dependencyPoll
	return h
}

// lookClaimed looks at a record that this object stands for from now on. Whatever moved it before
// the claim was written was announced to nobody, so an earlier look may be out of date.
func (p *pass) lookClaimed(ctx context.Context, cause v1alpha1.MoveCause) error {
	o, err := p.s.get(ctx, p.o.RemoteID())
	if err != nil {
		return p.failed(err)
	}
	p.sight(o, cause)
	return nil
}

// create submits a new record: intent first, then the POST, then a look at what came of it.
func (p *pass) create(ctx context.Context) error {
	in, err := p.load(ctx)
	if err != nil {
		return haltForSecret(err)
	}
	if err := p.admissible(in); err != nil {
		return err
	}
	end, err := p.s.reserve(ctx)
	if err != nil {
		return err
	}
	defer end()
	intent := p.newIntent(in)
	declare := func(ctx context.Context, o v1alpha1.Verifiable) error { return p.r.declare(ctx, o, intent) }
	if err := p.patchMetadata(ctx, declare); err != nil {
		return err
	}
	id, err := p.submit(ctx, intent, in)
	if id == "" || err != nil {
		return err
	}
	p.established(id, intent, in.frozen)
	return nil
}

// admissible halts on data that the provider refused, or certainly would refuse.
func (p *pass) admissible(in inputs) error {
	if h := p.refusedBefore(in.fingerprint); h != nil {
		return h
	}
	if fields := p.s.validate(in); len(fields) > 0 {
		return stall(v1alpha1.ReasonInvalidInput,
			"%s would refuse the data, so they were not sent: %s", p.account.Driver.Name, provider.JoinFields(fields))
	}
	return nil
}

// newIntent is the intent to create the record from these data, not written yet.
func (p *pass) newIntent(in inputs) *createIntent {
	return &createIntent{
		UID: p.o.GetUID(), IdempotencyKey: string(uuid.NewUUID()), StartedAt: p.r.Clock.Now().UTC(),
		Generation: p.generation, Spec: in.frozen,
		Fingerprint: in.fingerprint, KeyID: p.account.KeyID, SecretVersion: in.secretVersion,
		Business: in.business, Controller: in.controller, Data: in.data, Owners: in.owners,
	}
}

// refusedBefore halts on data that the provider refused already: they are not sent again until they
// differ.
func (p *pass) refusedBefore(fingerprint string) *halt {
	r := p.facts().Refusal
	if r == nil || r.Fingerprint != fingerprint {
		return nil
	}
	if p.facts().ReconcileAt != p.reconcileAt {
		return nil // Somebody asks for another try.
	}
	h := stall(r.Reason, "%s", r.Message).because(fingerprint)
	h.aside = r.Reason == v1alpha1.ReasonFieldsNotUpdatable
	return h
}

// submit sends the request that an intent announced, and reads the outcome. The ID is empty, and
// there is no error, if the record turned out to be known already.
func (p *pass) submit(ctx context.Context, intent *createIntent, in inputs) (string, error) {
	id, err := p.s.create(ctx, intent.IdempotencyKey, in)
	metrics.Create(p.account.Driver.Name, p.o.Kind(), err)
	if err != nil {
		return "", p.refused(ctx, intent, in, err)
	}
	return id, nil
}

// established notes that the record exists, under which ID, and with which data.
func (p *pass) established(id string, intent *createIntent, frozen json.RawMessage) {
	p.submitted = p.s.profileOf(frozen)
	p.note(func(o v1alpha1.Verifiable) {
		o.SetRemoteID(id)
		lifecycle.FactsOf(o.Verification()).Submission = &v1alpha1.SubmissionFact{
			Fingerprint: intent.Fingerprint, Business: intent.Business, Controller: intent.Controller, KeyID: intent.KeyID,
			Data: intent.Data, Owners: intent.Owners,
			Generation: intent.Generation, SecretVersion: intent.SecretVersion,
		}
	})
}

// refused decides what a failed create means. Only a definite refusal of the data clears the
// intent; whatever may have had its effect keeps it, and the next pass looks before it acts.
func (p *pass) refused(ctx context.Context, intent *createIntent, in inputs, err error) error {
	if provider.OutcomeOf(err) == provider.OutcomeUnknown {
		if provider.ClassOf(err) == provider.ClassConflict {
			return p.conflicted(ctx, intent, err)
		}
		return retry(v1alpha1.ReasonProviderUnavailable, err,
			"the provider did not answer the submission, so it is not known whether it was taken; the operator looks before it does anything else").heeding(err)
	}
	switch provider.ClassOf(err) {
	case provider.ClassDuplicate:
		return p.duplicate(ctx, in, err)
	case provider.ClassInvalid:
		if err := p.patchMetadata(ctx, p.r.withdraw); err != nil {
			return err
		}
		return stall(v1alpha1.ReasonInvalidInput, "%s", told(err)).because(in.fingerprint)
	default:
		return p.failed(err)
	}
}

// duplicate looks at the record that stands in the way. If it carries this object's key, an earlier
// attempt made it. Otherwise it is somebody else's: it is never adopted by e-mail or name.
func (p *pass) duplicate(ctx context.Context, in inputs, cause error) error {
	existing := provider.As(cause).ExistingID
	if existing != "" {
		o, err := p.s.get(ctx, existing)
		if err == nil && p.s.isOwn(o) {
			return p.adopt(ctx, o)
		}
		if err != nil && provider.ClassOf(err) != provider.ClassNotFound {
			return p.failed(err)
		}
	}
	if err := p.patchMetadata(ctx, p.r.withdraw); err != nil {
		return err
	}
	which := ""
	if existing != "" {
		which = fmt.Sprintf(" (%s)", existing)
	}
	return stall(v1alpha1.ReasonDuplicateCustomer,
		"the provider has a customer with this e-mail address or registration number already%s, which this object did not create: "+
			"if it is the same one, set spec.customerID to its ID to take it over; otherwise correct %s", which, p.s.uniquePath()).because(in.fingerprint)
}

// adopt takes the record that an earlier attempt of this object made.
func (p *pass) adopt(ctx context.Context, o provider.Observation) error {
	submitted := nothingElse
	if intent := intentOf(p.o); intent != nil && intent.Fingerprint != "" {
		submitted = func() { p.established(o.CustomerID, intent, intent.Spec) }
	}
	if err := p.claim(ctx, o.CustomerID, submitted); err != nil {
		return err
	}
	return p.lookClaimed(ctx, v1alpha1.CauseCreated)
}
