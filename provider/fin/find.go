package fin

import (
	"context"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// FindLookalikes implements provider.Scout: Fin keeps no mark of the creator's that it would show, and shows no
// registration number, so the e-mail address is all that a customer can be told by. It reads Fin's whole list
// of the type, a call for every 512 customers, for Fin filters by nothing else (page List customers, V2).
// Without a type both are read.
func (p *Provider) FindLookalikes(ctx context.Context, r provider.FindRequest) ([]string, error) {
	if strings.TrimSpace(r.Email) == "" {
		return nil, provider.Invalid(OpListCustomers, "Fin's customers are told by their e-mail address, and there is none")
	}
	types := []string{TypeIndividual, TypeBusiness}
	switch r.Type {
	case provider.CustomerPersonal:
		types = types[:1]
	case provider.CustomerBusiness:
		types = types[1:]
	}
	var ids []string
	for _, t := range types {
		found, err := p.client.FindByEmail(ctx, t, r.Email)
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			ids = append(ids, c.ID)
		}
	}
	return ids, nil
}
