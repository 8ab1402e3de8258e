package controllers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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

// providerName implements subject.
func (c *customer) providerName(context.Context) (types.NamespacedName, bool) {
	return ProviderOf(c.vc), true
}

func (c *customer) existing() string { return c.vc.Spec.CustomerID }

// fits implements subject.
func (c *customer) fits(o provider.Observation) error {
	if o.Type != "" && string(o.Type) != string(c.vc.Spec.Type) {
		return unfit("the customer that spec.customerID names is of type %s at the provider, but spec.type is %s", o.Type, c.vc.Spec.Type)
	}
	return nil
}

// frozenCustomer is the part of spec that is submitted.
type frozenCustomer struct {
	Personal *v1alpha1.PersonalSpec `json:"personal,omitempty"`
	Business *v1alpha1.BusinessSpec `json:"business,omitempty"`
	// Owners who come with the business, and the acceptance of terms: see provider.PackageTaker.
	Owners []frozenOwner             `json:"owners,omitempty"`
	Terms  *v1alpha1.TermsAcceptance `json:"terms,omitempty"`
}

// frozenOwner is an owner who comes with a business.
type frozenOwner struct {
	Name string                       `json:"name"`
	Spec v1alpha1.BeneficialOwnerSpec `json:"spec"`
}

// freeze implements subject.
func (c *customer) freeze(ctx context.Context) (json.RawMessage, error) {
	var owners []*v1alpha1.BeneficialOwner
	if c.isPacked() {
		var err error
		if owners, err = c.ownersToPack(ctx); err != nil {
			return nil, err
		}
	}
	return c.freezeWith(owners)
}

// freezeWith is the part of spec that is submitted, with the owners who go along.
func (c *customer) freezeWith(owners []*v1alpha1.BeneficialOwner) (json.RawMessage, error) {
	f := frozenCustomer{Personal: c.vc.Spec.Personal}
	if c.isPacked() {
		f.Terms = c.vc.Spec.TermsAcceptance
	}
	for _, bo := range owners {
		f.Owners = append(f.Owners, frozenOwner{Name: bo.Name, Spec: submittedOf(bo)})
	}
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
	in.business, in.controller = c.pass.account.PartFingerprints(in.customer)
	if c.isPacked() {
		in.data, in.owners = c.contents(in.customer)
	}
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

func (c *customer) uniquePath() string {
	switch b := c.vc.Spec.Business; {
	case b != nil && b.RegistrationNumber != "":
		return "spec.business.admin.email or spec.business.registrationNumber"
	case b != nil:
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
	return c.client().GetCustomer(ctx, ReferenceTo(c.vc, id))
}

// ReferenceTo names the customer of an ID at the provider, with what a VerifiedCustomer says of it.
func ReferenceTo(vc *v1alpha1.VerifiedCustomer, id string) provider.CustomerRef {
	ref := provider.CustomerRef{ID: id, Type: provider.CustomerType(vc.Spec.Type)}
	if facts := vc.Status.Facts; facts != nil {
		ref.HandedIn = facts.Package != nil && facts.Package.HandedInAt != nil
		if o := facts.Observation; o != nil {
			ref.Remark = provider.Remark{Status: o.Status, Text: o.Remark}
		}
	}
	return ref
}

// create implements subject.
func (c *customer) create(ctx context.Context, idempotencyKey string, in inputs) (string, error) {
	return c.client().CreateCustomer(ctx, provider.CreateRequest{
		Key: createKey(c.vc.UID), IdempotencyKey: idempotencyKey, Customer: in.customer,
	})
}

// find implements subject: by the key that the record carries, or else by what could be it.
func (c *customer) find(ctx context.Context, intent *createIntent) (provider.Observation, error) {
	if scout, ok := c.client().(provider.Scout); ok {
		return provider.Observation{}, c.suspect(ctx, scout, intent)
	}
	finder, ok := c.client().(provider.Finder)
	if !ok {
		return provider.Observation{}, outcomeUnknown("the provider cannot be asked for it")
	}
	id, err := finder.FindCustomer(ctx, c.sought(c.submittedBy(intent)))
	if provider.ClassOf(err) == provider.ClassInvalid {
		return provider.Observation{}, outcomeUnknown("the provider refuses to be asked for it")
	}
	if err != nil {
		return provider.Observation{}, err
	}
	return c.get(ctx, id)
}

// submittedBy is what an intent submitted.
func (c *customer) submittedBy(intent *createIntent) frozenCustomer {
	f, err := thawCustomer(intent.Spec)
	if err != nil {
		return frozenCustomer{Personal: c.vc.Spec.Personal, Business: c.vc.Spec.Business}
	}
	return f
}

// sought is by what a customer may be found at the provider.
func (c *customer) sought(f frozenCustomer) provider.FindRequest {
	r := provider.FindRequest{Key: createKey(c.vc.UID), Type: provider.CustomerType(c.vc.Spec.Type)}
	if f.Business == nil {
		r.Email = string(f.Personal.Email)
		return r
	}
	r.Email, r.RegistrationNumber, r.Country = string(f.Business.Admin.Email), f.Business.RegistrationNumber, f.Business.Address.Country
	return r
}

// repeatable implements subject: a provider that keeps the key unique refuses a second customer, and a
// Scout's shows one that arrived after all.
func (c *customer) repeatable() bool {
	_, unique := c.client().(provider.KeyEnforcer)
	_, scouted := c.client().(provider.Scout)
	return unique || scouted
}

func (c *customer) repeats() bool {
	_, ok := c.client().(provider.Repeater)
	return ok
}

func (c *customer) gone() *v1alpha1.ProblemFact { return customerGone() }

func (c *customer) unaccounted() string { return "" }

func (c *customer) isOwn(o provider.Observation) bool { return o.Key == createKey(c.vc.UID) }

// barred implements subject: what a customer's own status lets be sent, the provider's observations say.
func (c *customer) barred() *halt { return nil }

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

// restless implements subject: documents are looked for until the provider has what it asks for; a
// certification that spec asks for is tried whenever something about the owners changes, but with a stranger
// at the provider only after each look.
func (c *customer) restless() bool {
	o, last := c.pass.facts().Observation, c.pass.facts().Ownership
	if c.hungry() {
		return true
	}
	if c.vc.Spec.Business == nil || o == nil || isClosed(o.Phase) || !asksForCertification(o) {
		return false
	}
	return last == nil || last.Reason != v1alpha1.ReasonUnnamedOwner || last.Serial != 0 && last.Serial != o.Serial
}

// hungry implements subject: of an ownership no Secret tells.
func (c *customer) hungry() bool {
	if facts := c.pass.facts(); facts.Observation != nil &&
		(facts.Observation.Package != string(provider.PackageNone) || facts.Package != nil && facts.Package.HandedInAt == nil) {
		return true // A package to hand in, or one of which is to be noted that it arrived.
	}
	return c.pass.paperworkLeft(c.vc.Spec.Documents) || c.stateDue()
}

func (c *customer) behind(context.Context) bool { return false }

func (c *customer) event() *provider.Event { return nil }

// finish implements subject.
func (c *customer) finish(ctx context.Context) error {
	if taker, ok := c.client().(provider.PackageTaker); ok {
		return c.handIn(ctx, taker)
	}
	faulty, err := c.file(ctx)
	if err != nil {
		return err
	}
	if c.vc.Spec.Business != nil {
		if err := c.certify(ctx); err != nil {
			return err
		}
	}
	return faulty.orNil()
}

// file implements filer.
func (c *customer) file(ctx context.Context) (faulty *halt, err error) {
	specs := c.vc.Spec.Documents
	faulty, err = c.pass.fileDocuments(ctx, specs, "")
	if faulty == nil && err == nil && c.pass.wantsDocuments(specs) {
		faulty = c.misdirected(specs)
	}
	return faulty, err
}

// misdirected halts on a document about somebody whom a customer of this kind has not: nobody ever asks for it,
// and whoever added it waits in vain.
func (c *customer) misdirected(specs []v1alpha1.DocumentSpec) *halt {
	subjects := c.subjects()
	for _, spec := range specs {
		if !slices.Contains(subjects, string(spec.Subject)) {
			return stall(v1alpha1.ReasonInvalidInput, "spec.documents[%s] was not sent, because its subject is %s, and this customer has none: write %s",
				spec.Name, spec.Subject, strings.Join(subjects, " or ")).besides()
		}
	}
	return nil
}

// subjects are those whom the customer's documents can be about.
func (c *customer) subjects() []string {
	switch {
	case c.vc.Spec.Business == nil:
		return []string{"Person"}
	case hasNoController(c.vc.Spec.Business.Structure):
		return []string{"Person", "Business", "DBA"}
	}
	return []string{"Business", "Controller", "DBA"}
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

// ProviderOf is the VerificationProvider that a customer refers to.
func ProviderOf(vc *v1alpha1.VerifiedCustomer) types.NamespacedName {
	ref := vc.Spec.ProviderRef
	if ref.Namespace == "" {
		return types.NamespacedName{Namespace: vc.Namespace, Name: ref.Name}
	}
	return types.NamespacedName{Namespace: ref.Namespace, Name: ref.Name}
}
