package blaaiz

import (
	"github.com/bonafide-dev/bonafide/provider"
)

// validatePerson finds what Blaaiz refuses of a person.
func (p *Provider) validatePerson(person provider.Person) []provider.FieldError {
	f := formOf(provider.Customer{Type: provider.CustomerPersonal})
	problems := f.translate(toIndividual(person).Validate(p.now()))
	if issuer := trimmed(person.Papers.Document.Country); issuer != "" && !alike(issuer, person.Address.Country) {
		problems = append(problems, provider.FieldError{
			Path:    "personal.identitySecretRef[documentCountry]",
			Message: "is not the country of the address, which Blaaiz wants: give a document of the country where the person lives",
		})
	}
	return problems
}

// validateBusiness finds what Blaaiz refuses of a business, and of the owners that come with it.
func (p *Provider) validateBusiness(c provider.Customer) []provider.FieldError {
	b, problems := toBusiness(c)
	f := formOf(c)
	problems = append(f.translate(b.Validate(p.now())), problems...)
	for i, m := range c.Owners {
		if b.Owners[i].Email == "" {
			problems = append(problems, provider.FieldError{
				Path: provider.MemberPath(m.Name, "email"), Message: "is missing: Blaaiz's owners are told apart by it",
			})
		}
	}
	return problems
}
