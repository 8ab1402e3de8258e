package controllers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"

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
	if _, err := certifier.CertifyOwnership(ctx, c.vc.Status.CustomerID, c.certifyKey()); err != nil {
		if provider.ClassOf(err) == provider.ClassConflict {
			c.noteOwnership(&v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersNotVerified,
				Message: "The provider does not take the certification yet; the operator tries again with its next look."})
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

// obstacle is what, of all that stands in the cluster, keeps the ownership from being certified. If
// nothing does, ids are the provider's IDs of the named owners.
func (c *customer) obstacle(ctx context.Context) (*v1alpha1.OwnershipFact, []string, error) {
	asked := c.asked()
	statement := lifecycle.CertificationAsked(asked)
	ownership := c.vc.Spec.Business.BeneficialOwnership
	last := c.pass.facts().Ownership
	withdrawn := last != nil && last.Withdrawn
	if ownership == nil || !ownership.Certified {
		statement.Withdrawn = asked == provider.CertificationAgain
		return &statement, nil, nil
	}
	if asked == provider.CertificationAgain && !withdrawn {
		return &statement, nil, nil
	}
	owners, missing, err := c.namedOwners(ctx)
	if err != nil {
		return nil, nil, err
	}
	var waiting, ids []string
	for _, o := range owners {
		if !meta.IsStatusConditionTrue(o.Status.Conditions, v1alpha1.ConditionReady) {
			waiting = append(waiting, o.Name)
		}
		ids = append(ids, strings.ToLower(o.Status.OwnerID))
	}
	switch {
	case len(missing) > 0:
		return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersMissing, Withdrawn: withdrawn,
			Message: fmt.Sprintf("These owners have no BeneficialOwner object of this customer yet: %s.", strings.Join(missing, ", ")),
			Action:  "Apply them, or take them out of spec.business.beneficialOwnership.owners."}, nil, nil
	case len(waiting) > 0:
		return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersNotVerified, Withdrawn: withdrawn,
			Message: fmt.Sprintf("These owners are not verified yet: %s.", strings.Join(waiting, ", ")),
			Action:  "kubectl get bowner says what each of them waits for."}, nil, nil
	}
	return nil, ids, nil
}

// mismatch is the obstacle that the provider has an owner of this business whom spec does not name, or
// lacks one whom it does: an owner whom somebody just removed there, or who was added to a record that
// an earlier object stood for. named are the IDs of the owners in the order of spec.
func (c *customer) mismatch(ctx context.Context, keeper provider.OwnerKeeper, named []string) (*v1alpha1.OwnershipFact, error) {
	owners, err := keeper.ListOwners(ctx, c.vc.Status.CustomerID)
	if err != nil {
		return nil, c.pass.failed(err)
	}
	var unnamed, present, absent []string
	for _, o := range owners {
		present = append(present, strings.ToLower(o.OwnerID))
		if !slices.Contains(named, strings.ToLower(o.OwnerID)) {
			unnamed = append(unnamed, o.OwnerID)
		}
	}
	for i, id := range named {
		if !slices.Contains(present, id) {
			absent = append(absent, c.vc.Spec.Business.BeneficialOwnership.Owners[i])
		}
	}
	last := c.pass.facts().Ownership
	withdrawn := last != nil && last.Withdrawn
	switch {
	case len(unnamed) > 0:
		return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonUnnamedOwner, Withdrawn: withdrawn,
			Message: fmt.Sprintf("The provider has owners whom spec.business.beneficialOwnership.owners does not name: %s.", strings.Join(unnamed, ", ")),
			Action:  "Have them removed there, or name the BeneficialOwner of each."}, nil
	case len(absent) > 0:
		return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersMissing, Withdrawn: withdrawn,
			Message: fmt.Sprintf("The provider does not have these among the owners of this business: %s. They were removed there, or belong to an earlier record of it.", strings.Join(absent, ", ")),
			Action:  "Delete their BeneficialOwner objects and apply them again, or take them out of spec.business.beneficialOwnership.owners."}, nil
	}
	return nil, nil
}

func (c *customer) noteOwnership(fact *v1alpha1.OwnershipFact) {
	c.pass.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).Ownership = fact })
}
