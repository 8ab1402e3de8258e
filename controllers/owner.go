package controllers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/provider"
)

// keyLife is how long a provider is sure to know an idempotency key, with a margin.
const keyLife = 23 * time.Hour

// owner is a BeneficialOwner as the subject of a pass.
type owner struct {
	r    *core
	bo   *v1alpha1.BeneficialOwner
	pass *pass
	// customerID is the provider's ID of the business, and phase where the business stands, known once the
	// account is open.
	customerID string
	phase      v1alpha1.Phase
	// strangers tells that the provider has owners of the business that no object stands for.
	strangers bool
}

func (w *owner) bind(o v1alpha1.Verifiable) { w.bo = o.(*v1alpha1.BeneficialOwner) }

func (w *owner) keeper() provider.OwnerKeeper { return w.pass.account.Client.(provider.OwnerKeeper) }

func (w *owner) home() string { return w.bo.Spec.CustomerRef.Name }

func (w *owner) accept() error { return nil }

// providerName implements subject.
func (w *owner) providerName(ctx context.Context) (types.NamespacedName, bool) {
	vc := &v1alpha1.VerifiedCustomer{}
	if err := w.r.Client.Get(ctx, types.NamespacedName{Namespace: w.bo.Namespace, Name: w.bo.Spec.CustomerRef.Name}, vc); err != nil {
		return types.NamespacedName{}, false
	}
	return ProviderOf(vc), true
}

// account implements subject: an owner is kept at the account of its customer, and waits for the
// customer's ID.
func (w *owner) account(ctx context.Context) (*account.Account, error) {
	name := types.NamespacedName{Namespace: w.bo.Namespace, Name: w.bo.Spec.CustomerRef.Name}
	vc := &v1alpha1.VerifiedCustomer{}
	if err := w.r.Client.Get(ctx, name, vc); err != nil {
		if apierrors.IsNotFound(err) {
			return nil, await(v1alpha1.ReasonDependencyNotReady,
				"there is no VerifiedCustomer %q in this namespace: create it; if spec.customerRef is wrong, which cannot be changed, delete this object and "+
					"apply it again with the right one", name.Name).forGood(true)
		}
		return nil, fmt.Errorf("getting the customer %s: %w", name, err)
	}
	if vc.Spec.Business == nil {
		return nil, stall(v1alpha1.ReasonInvalidInput, "VerifiedCustomer %q is a person, and only businesses have beneficial owners: delete this object, and apply it again with the "+
			"business in spec.customerRef, which cannot be changed", vc.Name)
	}
	if vc.Status.CustomerID == "" {
		return nil, await(v1alpha1.ReasonDependencyNotReady, "VerifiedCustomer %q is not at the provider yet, and its condition Synced says why; this object goes on by itself once it is", vc.Name)
	}
	a, err := w.r.openAccount(ctx, ProviderOf(vc), vc.Namespace)
	if err != nil {
		return nil, err
	}
	w.customerID, w.phase = vc.Status.CustomerID, vc.Status.Phase
	if _, ok := a.Client.(provider.PackageTaker); ok {
		w.pass.s = &member{owner: w, business: vc}
		return a, nil
	}
	if _, ok := a.Client.(provider.OwnerKeeper); !ok {
		return nil, stall(v1alpha1.ReasonTypeNotSupported, "%s verifies no beneficial owners", a.Driver.Name)
	}
	if w.bo.Status.OwnerID == "" && intentOf(w.bo) == nil { // What was begun is brought to its end.
		if h := w.barred(); h != nil {
			return nil, h
		}
	}
	return a, nil
}

// barred implements subject: of a business that is closed a provider takes neither owners nor anything about them.
func (w *owner) barred() *halt {
	if !isClosed(w.phase) {
		return nil
	}
	return await(v1alpha1.ReasonDependencyNotReady,
		"VerifiedCustomer %q is %s, and the provider takes nothing of the owners of such a business; this object goes on by itself once that is over",
		w.bo.Spec.CustomerRef.Name, w.phase)
}

func (w *owner) existing() string { return "" }

func (w *owner) fits(provider.Observation) error { return nil }

// freeze implements subject.
func (w *owner) freeze(context.Context) (json.RawMessage, error) {
	raw, err := json.Marshal(submittedOf(w.bo))
	if err != nil {
		return nil, fmt.Errorf("freezing spec: %w", err)
	}
	return raw, nil
}

// submittedOf is the part of an owner's spec that is submitted.
func submittedOf(bo *v1alpha1.BeneficialOwner) v1alpha1.BeneficialOwnerSpec {
	spec := bo.Spec
	spec.Documents, spec.DeletionPolicy, spec.UpdatePolicy = nil, "", ""
	return spec
}

// load implements subject.
func (w *owner) load(ctx context.Context, frozen json.RawMessage) (inputs, error) {
	var spec v1alpha1.BeneficialOwnerSpec
	if err := json.Unmarshal(frozen, &spec); err != nil || spec.IdentitySecretRef.Name == "" {
		return inputs{}, fmt.Errorf("the create intent holds no owner")
	}
	in := inputs{owner: visibleOwner(spec), frozen: frozen}
	var err error
	if in.owner.Identity, in.secretVersion, err = w.r.identity(ctx, w.bo.Namespace, spec.IdentitySecretRef); err != nil {
		return inputs{}, err
	}
	in.fingerprint = w.pass.account.OwnerFingerprint(in.owner)
	return in, nil
}

func (w *owner) desired() provider.Profile { return w.keeper().ShownOwner(visibleOwner(w.bo.Spec)) }

// profileOf implements subject.
func (w *owner) profileOf(frozen json.RawMessage) provider.Profile {
	var spec v1alpha1.BeneficialOwnerSpec
	if json.Unmarshal(frozen, &spec) != nil {
		return nil
	}
	return w.keeper().ShownOwner(visibleOwner(spec))
}

func (w *owner) validate(in inputs) []provider.FieldError { return w.keeper().ValidateOwner(in.owner) }

func (w *owner) validateCorrection(in inputs) []provider.FieldError { return w.validate(in) }

func (w *owner) uniquePath() string { return "spec.email" }

// claimants implements subject.
func (w *owner) claimants(ctx context.Context, id string) ([]v1alpha1.Verifiable, error) {
	var list v1alpha1.BeneficialOwnerList
	if err := w.r.Live.List(ctx, &list, client.MatchingFields{"status.ownerID": id}); err != nil {
		return nil, fmt.Errorf("looking for other claims of the owner: %w", err)
	}
	var others []v1alpha1.Verifiable
	for i := range list.Items {
		if list.Items[i].UID != w.bo.UID {
			others = append(others, &list.Items[i])
		}
	}
	return others, nil
}

// get implements subject.
func (w *owner) get(ctx context.Context, id string) (provider.Observation, error) {
	o, err := w.keeper().GetOwner(ctx, id)
	return o.AsObservation(), err
}

// create implements subject.
func (w *owner) create(ctx context.Context, idempotencyKey string, in inputs) (string, error) {
	return w.keeper().CreateOwner(ctx, provider.OwnerRequest{CustomerID: w.customerID, IdempotencyKey: idempotencyKey, Owner: in.owner})
}

// find implements subject. An owner carries no key, and is never adopted by name. What can be told is
// whether the provider has an owner of this business for whom no object stands: if not, the create
// had no effect. If it has, only the same request under the same key is safe, while the provider
// knows the key.
func (w *owner) find(ctx context.Context, intent *createIntent) (provider.Observation, error) {
	owners, err := w.keeper().ListOwners(ctx, w.customerID)
	if err != nil {
		return provider.Observation{}, err
	}
	for _, o := range owners {
		others, err := w.claimants(ctx, o.OwnerID)
		if err != nil {
			return provider.Observation{}, err
		}
		w.strangers = w.strangers || len(others) == 0
	}
	if w.strangers && w.r.Clock.Since(intent.StartedAt) > keyLife {
		return provider.Observation{}, outcomeUnknown("the provider has an owner of this business for whom no object stands, and it may be this one")
	}
	return provider.Observation{}, &provider.Error{Class: provider.ClassNotFound, Outcome: provider.OutcomeRefused, Message: "no owner can be told to be this one"}
}

// reserve implements subject: the provider tells owners by their keys.
func (w *owner) reserve(context.Context) (func(), error) { return func() {}, nil }

// repeats implements subject: a provider that keeps owners one by one has keys for it.
func (w *owner) repeats() bool { return true }

// repeatable implements subject.
func (w *owner) repeatable() bool { return !w.strangers }

// gone implements subject: before there is an owner, it is the business that the provider lacks.
func (w *owner) gone() *v1alpha1.ProblemFact {
	if w.bo.Status.OwnerID == "" {
		return customerGone()
	}
	return OwnerGone()
}

// unaccounted implements subject.
func (w *owner) unaccounted() string {
	if !w.strangers {
		return ""
	}
	return "its creation was begun, and the provider has an owner of this business for whom no object stands: it may be this one; have it removed there"
}

func (w *owner) isOwn(provider.Observation) bool { return false }

func (w *owner) corrects() bool { return true }

// correct implements subject.
func (w *owner) correct(ctx context.Context, idempotencyKey string, in inputs) (provider.Observation, error) {
	o, err := w.keeper().CorrectOwner(ctx, provider.OwnerRequest{
		CustomerID: w.customerID, OwnerID: w.bo.Status.OwnerID, IdempotencyKey: idempotencyKey, Owner: in.owner,
	})
	return o.AsObservation(), err
}

// replaceable implements replacer.
func (w *owner) replaceable() bool { return w.bo.Spec.UpdatePolicy == v1alpha1.OwnerUpdateReplace }

// remove implements replacer.
func (w *owner) remove(ctx context.Context, id string) error { return w.keeper().RemoveOwner(ctx, id) }

// update implements subject: an owner who is verified cannot change, only be removed and added anew.
func (w *owner) update(context.Context, string, []provider.FieldPath) (provider.Observation, bool, error) {
	return provider.Observation{}, false, nil
}

func (w *owner) setState(context.Context) error { return nil }

func (w *owner) restless() bool { return w.pass.paperworkLeft(w.bo.Spec.Documents) }

func (w *owner) hungry() bool { return w.restless() }

// behind implements subject: the business may have been looked at along with its owners.
func (w *owner) behind(ctx context.Context) bool {
	if w.bo.Status.OwnerID == "" {
		return false
	}
	vc := &v1alpha1.VerifiedCustomer{} // Nobody here changes it, so it need not be copied.
	name := types.NamespacedName{Namespace: w.bo.Namespace, Name: w.bo.Spec.CustomerRef.Name}
	if w.r.Client.Get(ctx, name, vc, client.UnsafeDisableDeepCopy) != nil {
		return false
	}
	isThis := func(f v1alpha1.OwnerFact) bool { return strings.EqualFold(f.ID, w.bo.Status.OwnerID) }
	seen, o := seenAmong(vc, isThis), w.pass.facts().Observation
	if isGone(vc) {
		return o != nil && !o.Gone && slices.ContainsFunc(vc.Status.Facts.Observation.Owners, isThis)
	}
	return seen != nil && (o == nil || o.Gone || seen.Status != o.Status || seen.Phase != o.Phase || seen.Reason != o.Reason ||
		!slices.Equal(seen.Requirements, o.Requirements))
}

func (w *owner) event() *provider.Event { return nil }

// finish implements subject.
func (w *owner) finish(ctx context.Context) error {
	faulty, err := w.pass.fileDocuments(ctx, w.bo.Spec.Documents, w.bo.Status.OwnerID)
	if err != nil {
		return err
	}
	return faulty.orNil()
}

// retains implements subject.
func (w *owner) retains() bool { return w.bo.Spec.DeletionPolicy != v1alpha1.OwnerDeletionDelete }

// part implements subject.
func (w *owner) part(ctx context.Context, id string) (behind string, err error) {
	return "", w.keeper().RemoveOwner(ctx, id)
}
