package controllers

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/util/uuid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// establish sees to it that the provider has the customer and that the object knows its ID: by
// taking over the one that spec names, by finishing a create that was begun, or by creating.
func (p *pass) establish(ctx context.Context) error {
	if p.vc.Status.CustomerID != "" {
		return nil
	}
	if p.vc.Spec.CustomerID != "" {
		return p.takeOver(ctx)
	}
	if intentOf(p.vc) != nil {
		return p.recover(ctx)
	}
	return p.create(ctx)
}

// takeOver adopts the existing customer that spec names. That is explicit, so the customer may
// carry any key, or none.
func (p *pass) takeOver(ctx context.Context) error {
	o, err := p.account.Client.GetCustomer(ctx, p.vc.Spec.CustomerID)
	if provider.ClassOf(err) == provider.ClassNotFound {
		return stall(v1alpha1.ReasonCustomerNotFound,
			"the provider has no customer of the ID in spec.customerID for this account: check that the VerificationProvider's environment and account "+
				"are the ones that the customer lives at; to correct the ID, delete this object and apply it anew")
	}
	if err != nil {
		return p.failed(err)
	}
	if o.Type != provider.CustomerPersonal {
		return stall(v1alpha1.ReasonInvalidInput, "the customer that spec.customerID names is not a person, but spec.type is Personal")
	}
	if err := p.claim(ctx, o.CustomerID, nothingElse); err != nil {
		return err
	}
	return p.lookClaimed(ctx, v1alpha1.CauseTakenOver)
}

// lookClaimed looks at a customer that this object stands for from now on. Whatever moved it before
// the claim was written was announced to nobody, so an earlier look may be out of date.
func (p *pass) lookClaimed(ctx context.Context, cause v1alpha1.MoveCause) error {
	o, err := p.account.Client.GetCustomer(ctx, p.vc.Status.CustomerID)
	if err != nil {
		return p.failed(err)
	}
	p.sight(o, cause)
	return nil
}

// create submits a new customer: intent first, then the POST, then a look at what came of it.
func (p *pass) create(ctx context.Context) error {
	in, err := p.r.loadInputs(ctx, p.account, p.vc.Namespace, p.vc.Spec.Personal)
	if err != nil {
		return haltForSecret(err)
	}
	if h := p.refusedBefore(in.fingerprint); h != nil {
		return h
	}
	if fields := p.account.Client.ValidateCustomer(in.customer); len(fields) > 0 {
		return stall(v1alpha1.ReasonInvalidInput,
			"%s would refuse the customer, so it was not sent: %s", p.account.Driver.Name, provider.JoinFields(fields))
	}
	intent := &createIntent{
		UID: p.vc.UID, IdempotencyKey: string(uuid.NewUUID()), StartedAt: p.r.Clock.Now().UTC(),
		Generation: p.generation, Personal: p.vc.Spec.Personal.DeepCopy(),
		Fingerprint: in.fingerprint, KeyID: p.account.KeyID, SecretVersion: in.secretVersion,
	}
	declare := func(ctx context.Context, vc *v1alpha1.VerifiedCustomer) error { return p.r.declare(ctx, vc, intent) }
	if err := p.patchMetadata(ctx, declare); err != nil {
		return err
	}
	id, err := p.submit(ctx, intent, in)
	if id == "" || err != nil {
		return err
	}
	p.established(id, intent, in.customer)
	return nil
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
	return stall(r.Reason, "%s", r.Message).because(fingerprint)
}

// submit sends the request that an intent announced, and reads the outcome. The ID is empty, and
// there is no error, if the customer turned out to be known already.
func (p *pass) submit(ctx context.Context, intent *createIntent, in inputs) (string, error) {
	id, err := p.account.Client.CreateCustomer(ctx, provider.CreateRequest{
		Key: createKey(p.vc.UID), IdempotencyKey: intent.IdempotencyKey, Customer: in.customer,
	})
	if err != nil {
		return "", p.refused(ctx, intent, in, err)
	}
	return id, nil
}

// established notes that the customer exists, under which ID, and with which data.
func (p *pass) established(id string, intent *createIntent, c provider.Customer) {
	p.submitted = p.account.Client.ProfileOf(c)
	p.note(func(st *v1alpha1.VerifiedCustomerStatus) {
		st.CustomerID = id
		lifecycle.FactsOf(st).Submission = &v1alpha1.SubmissionFact{
			Fingerprint: intent.Fingerprint, KeyID: intent.KeyID,
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
			"the provider did not answer the submission, so it is not known whether it was taken; the operator looks before it does anything else")
	}
	switch provider.ClassOf(err) {
	case provider.ClassDuplicate:
		return p.duplicate(ctx, in, err)
	case provider.ClassInvalid:
		if err := p.patchMetadata(ctx, p.r.withdraw); err != nil {
			return err
		}
		return stall(v1alpha1.ReasonInvalidInput, "%s", err.Error()).because(in.fingerprint)
	default:
		return p.failed(err)
	}
}

// duplicate looks at the customer that stands in the way. If it carries this object's key, an
// earlier attempt made it. Otherwise it is somebody else's: it is never adopted by e-mail or name.
func (p *pass) duplicate(ctx context.Context, in inputs, cause error) error {
	if id := provider.As(cause).ExistingID; id != "" {
		o, err := p.account.Client.GetCustomer(ctx, id)
		if err == nil && o.Key == createKey(p.vc.UID) {
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
	if id := provider.As(cause).ExistingID; id != "" {
		which = fmt.Sprintf(" (%s)", id)
	}
	return stall(v1alpha1.ReasonDuplicateCustomer,
		"the provider has a customer with this e-mail address already%s, which this object did not create: "+
			"if it is the same person, set spec.customerID to its ID to take it over; otherwise correct spec.personal.email", which).because(in.fingerprint)
}

// adopt takes the customer that an earlier attempt of this object made.
func (p *pass) adopt(ctx context.Context, o provider.Observation) error {
	submitted := nothingElse
	if intent := intentOf(p.vc); intent != nil && intent.Fingerprint != "" {
		frozen := p.vc.Spec.Personal
		if intent.Personal != nil {
			frozen = intent.Personal
		}
		submitted = func() { p.established(o.CustomerID, intent, visibleCustomer(frozen)) }
	}
	if err := p.claim(ctx, o.CustomerID, submitted); err != nil {
		return err
	}
	return p.lookClaimed(ctx, v1alpha1.CauseCreated)
}
