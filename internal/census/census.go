// Package census counts customers and owners by provider and phase, for metrics.
//
// It knows the cache and the kinds in it. It must not know how providers or metrics work; nothing that
// it returns names anybody.
package census

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/internal/metrics"
)

// NoProvider is the provider of those whose VerificationProvider does not exist.
const NoProvider = "none"

// Phases are all there are. Every provider that has anybody has a count for each, so that a series does
// not vanish when its last customer moves on.
var Phases = []v1alpha1.Phase{
	v1alpha1.PhasePending, v1alpha1.PhaseInReview, v1alpha1.PhaseActionRequired, v1alpha1.PhaseVerified,
	v1alpha1.PhaseRejected, v1alpha1.PhaseSuspended, v1alpha1.PhaseDeactivated,
}

// Taker counts what a cache holds. Objects are read where they lie: nothing is copied, and nothing must
// be changed.
type Taker struct {
	// Cache to count in. Reading from the API server this way would be too dear.
	Cache client.Reader
}

// Count counts everybody.
func (t Taker) Count(ctx context.Context) (metrics.Count, error) {
	names, err := t.providers(ctx)
	if err != nil {
		return metrics.Count{}, err
	}
	var customers v1alpha1.VerifiedCustomerList
	if err := t.Cache.List(ctx, &customers, client.UnsafeDisableDeepCopy); err != nil {
		return metrics.Count{}, fmt.Errorf("counting customers: %w", err)
	}
	var owners v1alpha1.BeneficialOwnerList
	if err := t.Cache.List(ctx, &owners, client.UnsafeDisableDeepCopy); err != nil {
		return metrics.Count{}, fmt.Errorf("counting owners: %w", err)
	}
	count := metrics.Count{Customers: map[metrics.Standing]int{}, Owners: map[metrics.Standing]int{}}
	for i := range customers.Items {
		vc := &customers.Items[i]
		note(count.Customers, names.of(vc), vc.Status.Phase)
	}
	for i := range owners.Items {
		bo := &owners.Items[i]
		name, err := t.providerOfOwner(ctx, names, bo)
		if err != nil {
			return metrics.Count{}, err
		}
		note(count.Owners, name, bo.Status.Phase)
	}
	return count, nil
}

// note counts one, whose object may be too new to have a phase.
func note(standings map[metrics.Standing]int, provider string, phase v1alpha1.Phase) {
	if phase == "" {
		phase = v1alpha1.PhasePending
	}
	if _, known := standings[metrics.Standing{Provider: provider, Phase: string(v1alpha1.PhasePending)}]; !known {
		for _, p := range Phases {
			standings[metrics.Standing{Provider: provider, Phase: string(p)}] = 0
		}
	}
	standings[metrics.Standing{Provider: provider, Phase: string(phase)}]++
}

// providers are the names of providers by their VerificationProviders.
type providers map[types.NamespacedName]string

func (p providers) of(vc *v1alpha1.VerifiedCustomer) string {
	if name := p[controllers.ProviderOf(vc)]; name != "" {
		return name
	}
	return NoProvider
}

func (t Taker) providers(ctx context.Context) (providers, error) {
	var list v1alpha1.VerificationProviderList
	if err := t.Cache.List(ctx, &list, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("listing providers: %w", err)
	}
	out := providers{}
	for i := range list.Items {
		name, _ := list.Items[i].Spec.Connection()
		out[client.ObjectKeyFromObject(&list.Items[i])] = name
	}
	return out, nil
}

// providerOfOwner is the provider of the customer that an owner belongs to.
func (t Taker) providerOfOwner(ctx context.Context, names providers, bo *v1alpha1.BeneficialOwner) (string, error) {
	vc := &v1alpha1.VerifiedCustomer{}
	key := types.NamespacedName{Namespace: bo.Namespace, Name: bo.Spec.CustomerRef.Name}
	err := t.Cache.Get(ctx, key, vc, &client.GetOptions{UnsafeDisableDeepCopy: ptr.To(true)})
	if apierrors.IsNotFound(err) {
		return NoProvider, nil
	}
	if err != nil {
		return "", fmt.Errorf("getting the customer of an owner: %w", err)
	}
	return names.of(vc), nil
}
