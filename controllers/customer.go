package controllers

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/provider"
)

// customer is a VerifiedCustomer as the subject of a pass.
type customer struct {
	r    *core
	vc   *v1alpha1.VerifiedCustomer
	pass *pass
}

func (c *customer) bind(o v1alpha1.Verifiable) { c.vc = o.(*v1alpha1.VerifiedCustomer) }

func (c *customer) client() provider.Client { return c.pass.account.Client }

func (c *customer) noun() string { return "customer" }
func (c *customer) home() string { return c.vc.Spec.ProviderRef.Name }

// accept implements subject.
func (c *customer) accept() error {
	spec, id := c.vc.Spec, c.vc.Status.CustomerID
	if spec.CustomerID != "" && id != "" && CustomerIDKey(spec.CustomerID) != CustomerIDKey(id) {
		return stall(v1alpha1.ReasonCustomerIDMismatch,
			"this object already stands for the customer %s, but spec.customerID names another: remove this object (its customer stays) and create one for the other customer", id)
	}
	return nil
}

// account implements subject.
func (c *customer) account(ctx context.Context) (*account.Account, error) {
	return c.r.openAccount(ctx, ProviderOf(c.vc), c.vc.Namespace)
}

func (c *customer) existing() string { return c.vc.Spec.CustomerID }

// fits implements subject.
func (c *customer) fits(o provider.Observation) error {
	if string(o.Type) != string(c.vc.Spec.Type) {
		return stall(v1alpha1.ReasonInvalidInput,
			"the customer that spec.customerID names is of type %s at the provider, but spec.type is %s", o.Type, c.vc.Spec.Type)
	}
	return nil
}

// frozenCustomer is the part of spec that is submitted.
type frozenCustomer struct {
	Personal *v1alpha1.PersonalSpec `json:"personal,omitempty"`
	Business *v1alpha1.BusinessSpec `json:"business,omitempty"`
}

// freeze implements subject.
func (c *customer) freeze() (json.RawMessage, error) {
	f := frozenCustomer{Personal: c.vc.Spec.Personal}
	if c.vc.Spec.Business != nil {
		f.Business = c.vc.Spec.Business.DeepCopy()
		f.Business.BeneficialOwnership = nil // Owners are submitted by objects of their own.
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("freezing spec: %w", err)
	}
	return raw, nil
}

func thawCustomer(frozen json.RawMessage) (frozenCustomer, error) {
	var f frozenCustomer
	if err := json.Unmarshal(frozen, &f); err != nil || (f.Personal == nil) == (f.Business == nil) {
		return f, fmt.Errorf("the create intent holds no customer")
	}
	return f, nil
}

// load implements subject.
func (c *customer) load(ctx context.Context, frozen json.RawMessage) (inputs, error) {
	f, err := thawCustomer(frozen)
	if err != nil {
		return inputs{}, err
	}
	in := inputs{frozen: frozen}
	if in.customer, in.secretVersion, err = c.r.completeCustomer(ctx, c.vc.Namespace, f); err != nil {
		return inputs{}, err
	}
	in.fingerprint = c.pass.account.Fingerprint(in.customer)
	return in, nil
}

// desired implements subject.
func (c *customer) desired() provider.Profile {
	return c.client().ProfileOf(visibleCustomer(frozenCustomer{Personal: c.vc.Spec.Personal, Business: c.vc.Spec.Business}))
}

// profileOf implements subject.
func (c *customer) profileOf(frozen json.RawMessage) provider.Profile {
	f, err := thawCustomer(frozen)
	if err != nil {
		return nil
	}
	return c.client().ProfileOf(visibleCustomer(f))
}

func (c *customer) validate(in inputs) []provider.FieldError {
	return c.client().ValidateCustomer(in.customer)
}

func (c *customer) validateCorrection(in inputs) []provider.FieldError {
	return c.client().(provider.Corrector).ValidateCorrection(in.customer)
}

func (c *customer) emailPath() string {
	if c.vc.Spec.Business != nil {
		return "spec.business.admin.email"
	}
	return "spec.personal.email"
}

// claimants implements subject.
func (c *customer) claimants(ctx context.Context, id string) ([]v1alpha1.Verifiable, error) {
	var list v1alpha1.VerifiedCustomerList
	if err := c.r.Live.List(ctx, &list, client.MatchingFields{"status.customerID": id}); err != nil {
		return nil, fmt.Errorf("looking for other claims of the customer: %w", err)
	}
	var others []v1alpha1.Verifiable
	for i := range list.Items {
		if list.Items[i].UID != c.vc.UID {
			others = append(others, &list.Items[i])
		}
	}
	return others, nil
}

// get implements subject.
func (c *customer) get(ctx context.Context, id string) (provider.Observation, error) {
	return c.client().GetCustomer(ctx, id)
}

// create implements subject.
func (c *customer) create(ctx context.Context, idempotencyKey string, in inputs) (string, error) {
	return c.client().CreateCustomer(ctx, provider.CreateRequest{
		Key: createKey(c.vc.UID), IdempotencyKey: idempotencyKey, Customer: in.customer,
	})
}

// find implements subject: by the key that the record carries.
func (c *customer) find(ctx context.Context, intent *createIntent) (provider.Observation, error) {
	finder, ok := c.client().(provider.Finder)
	if !ok {
		return provider.Observation{}, outcomeUnknown("the provider cannot be asked for it")
	}
	id, err := finder.FindCustomer(ctx, provider.FindRequest{Key: createKey(c.vc.UID), Email: c.email(intent)})
	if provider.ClassOf(err) == provider.ClassInvalid {
		return provider.Observation{}, outcomeUnknown("the provider refuses to be asked for it")
	}
	if err != nil {
		return provider.Observation{}, err
	}
	return c.get(ctx, id)
}

// email is the address under which the customer was submitted.
func (c *customer) email(intent *createIntent) string {
	f, err := thawCustomer(intent.Spec)
	if err != nil {
		f = frozenCustomer{Personal: c.vc.Spec.Personal, Business: c.vc.Spec.Business}
	}
	if f.Business != nil {
		return string(f.Business.Admin.Email)
	}
	return string(f.Personal.Email)
}

// repeatable implements subject: a provider that keeps the key unique refuses a second customer.
func (c *customer) repeatable() bool {
	_, unique := c.client().(provider.KeyEnforcer)
	return unique
}

func (c *customer) gone() *v1alpha1.ProblemFact { return customerGone() }

func (c *customer) unaccounted() string { return "" }

func (c *customer) isOwn(o provider.Observation) bool { return o.Key == createKey(c.vc.UID) }

func (c *customer) corrects() bool {
	_, ok := c.client().(provider.Corrector)
	return ok
}

// correct implements subject.
func (c *customer) correct(ctx context.Context, idempotencyKey string, in inputs) (provider.Observation, error) {
	return c.client().(provider.Corrector).CorrectCustomer(ctx, provider.SubmitRequest{
		CustomerID: c.vc.Status.CustomerID, IdempotencyKey: idempotencyKey, Customer: in.customer,
	})
}

// update implements subject.
func (c *customer) update(ctx context.Context, idempotencyKey string, fields []provider.FieldPath) (provider.Observation, bool, error) {
	updater, ok := c.client().(provider.Updater)
	if !ok {
		return provider.Observation{}, false, nil
	}
	o, err := updater.UpdateCustomer(ctx, provider.SubmitRequest{
		CustomerID: c.vc.Status.CustomerID, IdempotencyKey: idempotencyKey, Fields: fields,
		Customer: visibleCustomer(frozenCustomer{Personal: c.vc.Spec.Personal, Business: c.vc.Spec.Business}),
	})
	return o, true, err
}

// ProviderOf is the VerificationProvider that a customer refers to.
func ProviderOf(vc *v1alpha1.VerifiedCustomer) types.NamespacedName {
	ref := vc.Spec.ProviderRef
	if ref.Namespace == "" {
		return types.NamespacedName{Namespace: vc.Namespace, Name: ref.Name}
	}
	return types.NamespacedName{Namespace: ref.Namespace, Name: ref.Name}
}
