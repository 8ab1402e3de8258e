package controllers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// certify certifies the ownership of a business at the provider. That is a person's legal
// statement: it happens only when spec makes it, every owner that it names exists and is verified,
// and the provider has no owner that it does not name.
func (c *customer) certify(ctx context.Context) error {
	o := c.pass.facts().Observation
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
		obstacle, err = c.unnamed(ctx, keeper, ids)
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

func asksForCertification(o *v1alpha1.ObservationFact) bool {
	c := provider.Certification(o.Certification)
	return c == provider.CertificationNeeded || c == provider.CertificationAgain
}

// obstacle is what, of all that stands in the cluster, keeps the ownership from being certified. If
// nothing does, ids are the provider's IDs of the named owners.
func (c *customer) obstacle(ctx context.Context) (*v1alpha1.OwnershipFact, []string, error) {
	asked := c.asked()
	reason, message := lifecycle.CertificationAsked(asked)
	ownership := c.vc.Spec.Business.BeneficialOwnership
	last := c.pass.facts().Ownership
	withdrawn := last != nil && last.Withdrawn
	if ownership == nil || !ownership.Certified {
		return &v1alpha1.OwnershipFact{Reason: reason, Message: message, Withdrawn: asked == provider.CertificationAgain}, nil, nil
	}
	if asked == provider.CertificationAgain && !withdrawn {
		return &v1alpha1.OwnershipFact{Reason: reason, Message: message}, nil, nil
	}
	var missing, waiting, ids []string
	for _, name := range ownership.Owners {
		o := &v1alpha1.BeneficialOwner{}
		err := c.r.Client.Get(ctx, types.NamespacedName{Namespace: c.vc.Namespace, Name: name}, o)
		switch {
		case apierrors.IsNotFound(err) || err == nil && o.Spec.CustomerRef.Name != c.vc.Name:
			missing = append(missing, name)
		case err != nil:
			return nil, nil, fmt.Errorf("getting the owner %s: %w", name, err)
		case !meta.IsStatusConditionTrue(o.Status.Conditions, v1alpha1.ConditionReady):
			waiting = append(waiting, name)
		default:
			ids = append(ids, strings.ToLower(o.Status.OwnerID))
		}
	}
	switch {
	case len(missing) > 0:
		return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersMissing, Withdrawn: withdrawn, Message: fmt.Sprintf(
			"These owners have no BeneficialOwner object of this customer yet: %s. Apply them, or take them out of spec.business.beneficialOwnership.owners.", strings.Join(missing, ", "))}, nil, nil
	case len(waiting) > 0:
		return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersNotVerified, Withdrawn: withdrawn, Message: fmt.Sprintf(
			"These owners are not verified yet: %s. See kubectl get bowner.", strings.Join(waiting, ", "))}, nil, nil
	}
	return nil, ids, nil
}

// unnamed is the obstacle that the provider has an owner whom spec does not name.
func (c *customer) unnamed(ctx context.Context, keeper provider.OwnerKeeper, named []string) (*v1alpha1.OwnershipFact, error) {
	owners, err := keeper.ListOwners(ctx, c.vc.Status.CustomerID)
	if err != nil {
		return nil, c.pass.failed(err)
	}
	var unnamed []string
	for _, o := range owners {
		if !slices.Contains(named, strings.ToLower(o.OwnerID)) {
			unnamed = append(unnamed, o.OwnerID)
		}
	}
	if len(unnamed) == 0 {
		return nil, nil
	}
	last := c.pass.facts().Ownership
	return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonUnnamedOwner, Withdrawn: last != nil && last.Withdrawn, Message: fmt.Sprintf(
		"The provider has owners whom spec.business.beneficialOwnership.owners does not name: %s. Have them removed there, or add a BeneficialOwner for each.", strings.Join(unnamed, ", "))}, nil
}

func (c *customer) noteOwnership(fact *v1alpha1.OwnershipFact) {
	c.pass.note(func(o v1alpha1.Verifiable) { lifecycle.FactsOf(o.Verification()).Ownership = fact })
}

// restless implements subject: documents are looked for until the provider has what it asks for; a certification that spec asks for is tried whenever something about
// the owners changes, but a stranger at the provider only with each look.
func (c *customer) restless() bool {
	o, last := c.pass.facts().Observation, c.pass.facts().Ownership
	if c.pass.paperworkLeft(c.vc.Spec.Documents) || c.stateDue() {
		return true
	}
	if c.vc.Spec.Business == nil || o == nil || !asksForCertification(o) {
		return false
	}
	return last == nil || last.Reason != v1alpha1.ReasonUnnamedOwner
}

// settle implements subject.
func (c *customer) settle(ctx context.Context) error {
	if taker, ok := c.client().(provider.DocumentTaker); ok {
		if err := (paperwork{pass: c.pass, taker: taker, specs: c.vc.Spec.Documents}).file(ctx); err != nil {
			return err
		}
	}
	if c.vc.Spec.Business == nil {
		return nil
	}
	return c.certify(ctx)
}

// retains implements subject.
func (c *customer) retains() bool { return c.vc.Spec.DeletionPolicy != v1alpha1.DeletionDeactivate }

// part implements subject.
func (c *customer) part(ctx context.Context, id string) (behind string, err error) {
	deactivator, ok := c.client().(provider.Deactivator)
	if !ok {
		return "the provider has no way to deactivate it", nil
	}
	_, err = deactivator.DeactivateCustomer(ctx, id)
	return "", err
}
