package controllers

import (
	"context"
	"strings"

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
)

// submission is the fact that these data are, or were, submitted.
func (in inputs) submission(a *account.Account, generation int64) *v1alpha1.SubmissionFact {
	return &v1alpha1.SubmissionFact{
		Fingerprint: in.fingerprint, KeyID: a.KeyID, Generation: generation, SecretVersion: in.secretVersion,
	}
}

// load joins the present spec with its Secrets.
func (p *pass) load(ctx context.Context) (inputs, error) {
	frozen, err := p.s.freeze()
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
		return c, version, err
	}
	values, err := secrets.Read(ctx, r.Live, namespace, f.Business.IdentitySecretRef.Name)
	if err != nil {
		return c, "", err
	}
	c.Business.EIN = values.Optional(keyEIN)
	if f.Business.Controller == nil {
		// The owner answers for the business: with an identity, and with an EIN if there is one.
		c.Business.Owner, err = identityOf(values)
		return c, values.Version, err
	}
	if _, err := values.Required(keyEIN); err != nil {
		return c, "", err
	}
	controller, version, err := r.identity(ctx, namespace, f.Business.Controller.IdentitySecretRef)
	c.Business.Controller.Identity = controller
	return c, values.Version + "," + version, err
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
	if i.SSN.IsEmpty() && i.PassportNumber.IsEmpty() {
		return provider.Identity{}, &secrets.MissingError{Secret: values.Name, Key: keySSN}
	}
	return i, nil
}

// visibleCustomer is the part of a customer that stands in spec.
func visibleCustomer(f frozenCustomer) provider.Customer {
	if f.Business != nil {
		return provider.Customer{Type: provider.CustomerBusiness, Business: visibleBusiness(f.Business)}
	}
	return provider.Customer{Type: provider.CustomerPersonal, Person: provider.Person{
		FirstName: string(f.Personal.FirstName),
		LastName:  string(f.Personal.LastName),
		Email:     strings.TrimSpace(string(f.Personal.Email)),
		Phone:     string(f.Personal.Phone),
		Address:   addressOf(f.Personal.Address),
	}}
}

func visibleBusiness(b *v1alpha1.BusinessSpec) provider.Business {
	out := provider.Business{
		Name: b.Name, DoingBusinessAs: b.DoingBusinessAs, Structure: provider.Structure(b.Structure),
		Classification: b.Classification, Website: b.Website, Phone: string(b.Phone), Address: addressOf(b.Address),
		AdminFirstName: string(b.Admin.FirstName), AdminLastName: string(b.Admin.LastName), Email: string(b.Admin.Email),
	}
	if c := b.Controller; c != nil {
		out.Controller = &provider.Controller{
			FirstName: string(c.FirstName), LastName: string(c.LastName), Title: c.Title, Address: addressOf(c.Address),
		}
	}
	return out
}

func addressOf(a v1alpha1.Address) provider.Address {
	return provider.Address{
		Line1: string(a.Line1), Line2: string(a.Line2), Line3: string(a.Line3),
		City: a.City, State: a.State, PostalCode: a.PostalCode, Country: a.Country,
	}
}
