package controllers

import (
	"context"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/account"
	"github.com/bonafide-dev/bonafide/internal/secrets"
	"github.com/bonafide-dev/bonafide/provider"
)

// Keys of an identity Secret.
const (
	keyDateOfBirth     = "dateOfBirth"
	keySSN             = "ssn"
	keyPassportNumber  = "passportNumber"
	keyPassportCountry = "passportCountry"
	keyEIN             = "ein"

	keyTaxID        = "taxID"
	keyTaxIDType    = "taxIDType"
	keyTaxIDCountry = "taxIDCountry"

	keyDocumentType       = "documentType"
	keyDocumentNumber     = "documentNumber"
	keyDocumentCountry    = "documentCountry"
	keyDocumentState      = "documentState"
	keyDocumentIssueDate  = "documentIssueDate"
	keyDocumentExpiryDate = "documentExpiryDate"
)

// submission is the fact that these data are, or were, submitted.
func (in inputs) submission(a *account.Account, generation int64) *v1alpha1.SubmissionFact {
	return &v1alpha1.SubmissionFact{
		Fingerprint: in.fingerprint, Business: in.business, Controller: in.controller, Data: in.data, Owners: in.owners,
		KeyID: a.KeyID, Generation: generation, SecretVersion: in.secretVersion,
	}
}

// load joins the present spec with its Secrets.
func (p *pass) load(ctx context.Context) (inputs, error) {
	frozen, err := p.s.freeze(ctx)
	if err != nil {
		return inputs{}, err
	}
	return p.s.load(ctx, frozen)
}

// completeCustomer joins what was frozen of a customer with the Secrets that it names. version
// changes whenever one of them does.
func (r *core) completeCustomer(ctx context.Context, namespace string, f frozenCustomer) (c provider.Customer, version string, err error) {
	c = visibleCustomer(f)
	if f.Personal != nil {
		identity, version, err := r.identity(ctx, namespace, f.Personal.IdentitySecretRef)
		c.Person.DateOfBirth, c.Person.SSN = identity.DateOfBirth, identity.SSN
		c.Person.PassportNumber, c.Person.PassportCountry = identity.PassportNumber, identity.PassportCountry
		c.Person.Papers = identity.Papers
		return c, version, err
	}
	if version, err = r.completeBusiness(ctx, namespace, f.Business, &c.Business); err != nil {
		return c, "", err
	}
	for i, o := range f.Owners {
		identity, owners, err := r.identity(ctx, namespace, o.Spec.IdentitySecretRef)
		if err != nil {
			return c, "", err
		}
		c.Owners[i].Owner.Identity = identity
		version += "," + owners
	}
	return c, version, nil
}

// completeBusiness joins a business with the Secrets that it names.
func (r *core) completeBusiness(ctx context.Context, namespace string, spec *v1alpha1.BusinessSpec, b *provider.Business) (version string, err error) {
	values, err := secrets.Read(ctx, r.Live, namespace, spec.IdentitySecretRef.Name)
	if err != nil {
		return "", err
	}
	b.EIN, b.Background.Tax = values.Optional(keyEIN), taxOf(values)
	if hasNoController(spec.Structure) {
		// The owner answers for the business: with an identity, and with an EIN if there is one.
		b.Owner, err = identityOf(values)
		return values.Version, err
	}
	if b.Background.Tax.Number.IsEmpty() && b.EIN.IsEmpty() {
		return "", values.Missing(keyEIN, "taxID, where the provider takes the number of another country")
	}
	if spec.Controller == nil {
		return values.Version, nil
	}
	controller, version, err := r.identity(ctx, namespace, spec.Controller.IdentitySecretRef)
	b.Controller.Identity = controller
	return values.Version + "," + version, err
}

// hasNoController tells of the structures for which the schema has no controller.
func hasNoController(s v1alpha1.BusinessStructure) bool {
	switch provider.Structure(s) {
	case provider.StructureSoleProprietorship, provider.StructureUnincorporatedAssociation, provider.StructureTrust:
		return true
	}
	return false
}

// identity reads what identifies a person.
func (r *core) identity(ctx context.Context, namespace string, ref v1alpha1.SecretReference) (provider.Identity, string, error) {
	values, err := secrets.Read(ctx, r.Live, namespace, ref.Name)
	if err != nil {
		return provider.Identity{}, "", err
	}
	identity, err := identityOf(values)
	return identity, values.Version, err
}

func identityOf(values secrets.Values) (provider.Identity, error) {
	born, err := values.Required(keyDateOfBirth)
	if err != nil {
		return provider.Identity{}, err
	}
	i := provider.Identity{
		DateOfBirth: born, SSN: values.Optional(keySSN),
		PassportNumber: values.Optional(keyPassportNumber), PassportCountry: values.Optional(keyPassportCountry).Reveal(),
	}
	i.Papers = provider.Papers{Tax: taxOf(values), Document: documentOf(values, i)}
	if i.SSN.IsEmpty() && i.Papers.Tax.Number.IsEmpty() && i.Papers.Document.Number.IsEmpty() {
		return provider.Identity{}, values.Missing(keySSN, "what else the provider identifies a person by: taxID, documentNumber or passportNumber")
	}
	return i, nil
}

func taxOf(values secrets.Values) provider.TaxID {
	return provider.TaxID{
		Number: values.Optional(keyTaxID), Type: values.Optional(keyTaxIDType).Reveal(), Country: values.Optional(keyTaxIDCountry).Reveal(),
	}
}

// documentOf is the identity document, which is the passport if no other is told.
func documentOf(values secrets.Values, i provider.Identity) provider.IdentityDocument {
	d := provider.IdentityDocument{
		Type: provider.DocumentType(values.Optional(keyDocumentType).Reveal()), Number: values.Optional(keyDocumentNumber),
		Country: values.Optional(keyDocumentCountry).Reveal(), State: values.Optional(keyDocumentState).Reveal(),
		IssueDate: values.Optional(keyDocumentIssueDate), ExpiryDate: values.Optional(keyDocumentExpiryDate),
	}
	if d.Number.IsEmpty() && !i.PassportNumber.IsEmpty() {
		d.Type, d.Number, d.Country = provider.DocumentPassport, i.PassportNumber, i.PassportCountry
	}
	return d
}
