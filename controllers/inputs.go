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
)

// inputs are the data of a customer as they now stand: spec and identity Secret together.
type inputs struct {
	customer      provider.Customer
	fingerprint   string
	secretVersion string
}

// submission is the fact that these data are, or were, submitted.
func (in inputs) submission(a *account.Account, generation int64) *v1alpha1.SubmissionFact {
	return &v1alpha1.SubmissionFact{
		Fingerprint: in.fingerprint, KeyID: a.KeyID, Generation: generation, SecretVersion: in.secretVersion,
	}
}

// loadInputs reads the identity Secret of a person and joins it with spec.
func (r *CustomerReconciler) loadInputs(ctx context.Context, a *account.Account, namespace string, personal *v1alpha1.PersonalSpec) (inputs, error) {
	values, err := secrets.Read(ctx, r.Live, namespace, personal.IdentitySecretRef.Name)
	if err != nil {
		return inputs{}, err
	}
	c := visibleCustomer(personal)
	if c.Person.DateOfBirth, err = values.Required(keyDateOfBirth); err != nil {
		return inputs{}, err
	}
	c.Person.SSN = values.Optional(keySSN)
	c.Person.PassportNumber = values.Optional(keyPassportNumber)
	c.Person.PassportCountry = values.Optional(keyPassportCountry).Reveal()
	if c.Person.SSN.IsEmpty() && c.Person.PassportNumber.IsEmpty() {
		return inputs{}, &secrets.MissingError{Secret: values.Name, Key: keySSN}
	}
	return inputs{customer: c, fingerprint: a.Fingerprint(c), secretVersion: values.Version}, nil
}

// visibleCustomer is the part of a customer that stands in spec.
func visibleCustomer(personal *v1alpha1.PersonalSpec) provider.Customer {
	return provider.Customer{Type: provider.CustomerPersonal, Person: provider.Person{
		FirstName: string(personal.FirstName),
		LastName:  string(personal.LastName),
		Email:     strings.TrimSpace(string(personal.Email)),
		Phone:     string(personal.Phone),
		Address: provider.Address{
			Line1:      string(personal.Address.Line1),
			Line2:      string(personal.Address.Line2),
			City:       personal.Address.City,
			State:      personal.Address.State,
			PostalCode: personal.Address.PostalCode,
			Country:    personal.Address.Country,
		},
	}}
}
