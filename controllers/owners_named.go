package controllers

import (
	"context"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// namedOwners gets the BeneficialOwner objects that spec names, in its order. Those of missing do not exist, or
// are of another customer.
func (c *customer) namedOwners(ctx context.Context) (owners []*v1alpha1.BeneficialOwner, missing []string, err error) {
	if c.vc.Spec.Business == nil || c.vc.Spec.Business.BeneficialOwnership == nil {
		return nil, nil, nil
	}
	for _, name := range c.vc.Spec.Business.BeneficialOwnership.Owners {
		bo := &v1alpha1.BeneficialOwner{}
		err := c.r.Client.Get(ctx, types.NamespacedName{Namespace: c.vc.Namespace, Name: name}, bo)
		switch {
		case apierrors.IsNotFound(err) || err == nil && bo.Spec.CustomerRef.Name != c.vc.Name:
			missing = append(missing, name)
		case err != nil:
			return nil, nil, fmt.Errorf("getting the owner %s: %w", name, err)
		default:
			owners = append(owners, bo)
		}
	}
	return owners, missing, nil
}

// ownersToPack gets the owners whom spec names, who go along with the business. Before all of them are there, it
// goes nowhere.
func (c *customer) ownersToPack(ctx context.Context) ([]*v1alpha1.BeneficialOwner, error) {
	owners, missing, err := c.namedOwners(ctx)
	if err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		return nil, await(v1alpha1.ReasonOwnersMissing,
			"these owners, who go along with the business, have no BeneficialOwner object of this customer yet: %s; apply them, or take them out of spec.business.beneficialOwnership.owners",
			strings.Join(missing, ", "))
	}
	return owners, nil
}
