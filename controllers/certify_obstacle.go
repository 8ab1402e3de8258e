package controllers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/lifecycle"
	"github.com/bonafide-dev/bonafide/provider"
)

// obstacle is what, of all that stands in the cluster, keeps the ownership from being certified. If
// nothing does, ids are the provider's IDs of the named owners.
func (c *customer) obstacle(ctx context.Context) (*v1alpha1.OwnershipFact, []string, error) {
	asked := c.asked()
	statement := lifecycle.CertificationAsked(asked, provider.Certification(c.pass.facts().Observation.Certification))
	ownership, withdrawn := c.vc.Spec.Business.BeneficialOwnership, c.withdrawn()
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
		return c.unverified(waiting), nil, nil
	}
	return nil, ids, nil
}

// mismatch is the obstacle that the provider has an owner of this business whom spec does not name, or
// lacks one whom it does, or has not verified one: an owner whom somebody just removed there, or who was
// added to a record that an earlier object stood for, or of whom the provider asks for more, and the event
// is not here yet. named are the IDs of the owners in the order of spec.
func (c *customer) mismatch(ctx context.Context, keeper provider.OwnerKeeper, named []string) (*v1alpha1.OwnershipFact, error) {
	owners, err := keeper.ListOwners(ctx, c.vc.Status.CustomerID)
	if err != nil {
		return nil, c.pass.failed(err)
	}
	var unnamed, present, absent, unverified []string
	names := c.vc.Spec.Business.BeneficialOwnership.Owners
	for _, o := range owners {
		id := strings.ToLower(o.OwnerID)
		present = append(present, id)
		switch at := slices.Index(named, id); {
		case at < 0:
			unnamed = append(unnamed, o.OwnerID)
		case o.Phase != provider.PhaseVerified:
			unverified = append(unverified, names[at])
		}
	}
	for i, id := range named {
		if !slices.Contains(present, id) {
			absent = append(absent, names[i])
		}
	}
	switch {
	case len(unnamed) > 0:
		return c.unnamed(ctx, unnamed)
	case len(absent) > 0:
		return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersMissing, Withdrawn: c.withdrawn(),
			Message: fmt.Sprintf("The provider does not have these among the owners of this business: %s. They were removed there, or belong to an earlier record of it.", strings.Join(absent, ", ")),
			Action:  "Delete their BeneficialOwner objects and apply them again, or take them out of spec.business.beneficialOwnership.owners."}, nil
	case len(unverified) > 0:
		return c.unverified(unverified), nil
	}
	return nil, nil
}

// unverified is the obstacle that owners of these names are not verified.
func (c *customer) unverified(names []string) *v1alpha1.OwnershipFact {
	return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonOwnersNotVerified, Withdrawn: c.withdrawn(),
		Message: fmt.Sprintf("These owners are not verified yet: %s.", strings.Join(names, ", ")),
		Action:  "kubectl get bowner says what each of them waits for."}
}

// unnamed is the obstacle that the provider has owners of these IDs whom spec does not name. Whoever has an
// object here can be named. Of the others none may be applied: the provider would have the person twice.
func (c *customer) unnamed(ctx context.Context, ids []string) (*v1alpha1.OwnershipFact, error) {
	var list v1alpha1.BeneficialOwnerList
	err := c.r.Client.List(ctx, &list, client.MatchingFields{IndexOwnersCustomer: client.ObjectKeyFromObject(c.vc).String()}, client.UnsafeDisableDeepCopy)
	if err != nil {
		return nil, fmt.Errorf("listing the owners of the customer: %w", err)
	}
	var nameable, strangers []string
	for _, id := range ids {
		at := slices.IndexFunc(list.Items, func(bo v1alpha1.BeneficialOwner) bool {
			return strings.EqualFold(bo.Status.OwnerID, id) && bo.DeletionTimestamp.IsZero()
		})
		if at < 0 {
			strangers = append(strangers, id)
		} else {
			nameable = append(nameable, list.Items[at].Name)
		}
	}
	var actions []string
	if len(nameable) > 0 {
		actions = append(actions, fmt.Sprintf("Add to spec.business.beneficialOwnership.owners: %s.", strings.Join(nameable, ", ")))
	}
	if len(strangers) > 0 {
		actions = append(actions, fmt.Sprintf("Have these, for whom no BeneficialOwner object stands, removed at the provider: %s. "+
			"The operator cannot take over an owner: whoever does own a part of the business is applied after that, and named.", strings.Join(strangers, ", ")))
	}
	return &v1alpha1.OwnershipFact{Reason: v1alpha1.ReasonUnnamedOwner, Withdrawn: c.withdrawn(),
		Message: fmt.Sprintf("The provider has owners whom spec.business.beneficialOwnership.owners does not name: %s.", strings.Join(ids, ", ")),
		Action:  strings.Join(actions, " ")}, nil
}
