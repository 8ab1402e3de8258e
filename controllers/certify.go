package controllers

import (
	"context"
	"fmt"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// certify certifies the ownership of a business at the provider. That is a person's legal
// statement: it happens only when spec makes it, every owner that it names exists and is verified,
// and the provider has no owner that it does not name.
func (c *customer) certify(ctx context.Context) error {
	o := c.pass.facts().Observation
	if o != nil && isClosed(o.Phase) {
		return nil // It is taken again once the account is open. What is known of the ownership stays.
	}
	if o == nil || !asksForCertification(o) {
		c.noteDone(o)
		return nil
	}
	certifier, can := c.client().(provider.Certifier)
	keeper, keeps := c.client().(provider.OwnerKeeper)
	if !can || !keeps {
		return nil
	}
	obstacle, ids, err := c.obstacle(ctx)
	if err != nil {
		return err
	}
	if obstacle == nil {
		obstacle, err = c.mismatch(ctx, keeper, ids)
	}
	if err != nil {
		return err
	}
	if obstacle != nil {
		c.noteOwnership(obstacle)
		return nil
	}
	if err := c.pass.requireNewest(ctx); err != nil {
		return err
	}
	if _, err := certifier.CertifyOwnership(ctx, c.vc.Status.CustomerID, c.certifyKey()); err != nil {
		if provider.ClassOf(err) == provider.ClassConflict {
			c.noteOwnership(&v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersNotVerified, Withdrawn: c.withdrawn(),
				Message: "The provider does not take the certification yet: it may wait for the business or one of its owners. The operator tries again every few minutes."})
			return nil
		}
		return c.pass.failed(err)
	}
	c.noteOwnership(nil)
	c.pass.seen = nil // What the customer can do now, only a look tells.
	if _, err = c.pass.look(ctx); err == nil {
		c.noteDone(c.pass.facts().Observation)
	}
	return err
}

// certifyKey is the same for every try that follows from one look, so that a statement whose answer
// nobody read is not made twice. A look that came later would have shown it.
func (c *customer) certifyKey() string {
	return fmt.Sprintf("%s-certify-%d", c.vc.UID, c.pass.facts().Observation.Serial)
}

// noteDone remembers that the ownership was certified: what spec said then is used up.
func (c *customer) noteDone(o *v1alpha1.ObservationFact) {
	if o != nil && o.Certification == string(provider.CertificationDone) {
		c.noteOwnership(&v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonCertified, Message: "The ownership is certified."})
	} else if o == nil || !asksForCertification(o) {
		c.noteOwnership(nil)
	}
}

// asked is what the provider asks for. After one certification every further one is asked for again,
// also once the time that it gives for it is over.
func (c *customer) asked() provider.Certification {
	if last := c.pass.facts().Ownership; last != nil &&
		(last.Withdrawn || last.Reason == v1alpha1.ReasonCertified || last.Reason == v1alpha1.ReasonRecertificationRequired) {
		return provider.CertificationAgain
	}
	return provider.Certification(c.pass.facts().Observation.Certification)
}

// withdrawn tells that the statement was withdrawn since the provider asked for it again. Whatever is in the
// way of the new one, nobody has to withdraw it a second time.
func (c *customer) withdrawn() bool {
	last := c.pass.facts().Ownership
	return last != nil && last.Withdrawn
}

// isClosed tells of accounts of which a provider takes neither owners nor statements about them, however
// often they are sent.
func isClosed(p v1alpha1.Phase) bool {
	switch p {
	case v1alpha1.PhaseRejected, v1alpha1.PhaseSuspended, v1alpha1.PhaseDeactivated:
		return true
	}
	return false
}

func asksForCertification(o *v1alpha1.ObservationFact) bool {
	c := provider.Certification(o.Certification)
	return c == provider.CertificationNeeded || c == provider.CertificationAgain
}

func (c *customer) noteOwnership(fact *v1alpha1.OwnershipFact) {
	c.pass.note(func(o v1alpha1.Verifiable) {
		facts := lifecycle.FactsOf(o.Verification())
		facts.Ownership = fact.DeepCopy()
		if fact != nil && fact.Reason == v1alpha1.ReasonUnnamedOwner {
			facts.Ownership.Serial = lifecycle.Serial(o.Verification())
		}
	})
}
