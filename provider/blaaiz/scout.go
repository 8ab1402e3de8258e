package blaaiz

import (
	"context"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// maxPages bounds the pages that are looked through: more than that under one e-mail address or registration
// number is no list to find anything in.
const maxPages = 10

var typesOfCustomer = map[provider.CustomerType]string{
	provider.CustomerPersonal: TypeIndividual,
	provider.CustomerBusiness: TypeBusiness,
}

// FindLookalikes implements provider.Scout: individuals by e-mail address, businesses by registration number
// and country, or by e-mail address if there is no number. Lists match exactly, and Blaaiz does not say in which
// spelling it keeps an address: one with capitals is looked for in small letters too.
func (p *Provider) FindLookalikes(ctx context.Context, r provider.FindRequest) ([]string, error) {
	f := filterFor(r)
	if f.Email == "" && f.RegistrationNumber == "" {
		return nil, provider.Invalid(OpListCustomers, "customers are looked for by e-mail address, businesses also by registration number")
	}
	country := ""
	if f.RegistrationNumber != "" {
		country = r.Country
	}
	ids, err := p.lookalikes(ctx, f, country)
	if lower := strings.ToLower(f.Email); err == nil && lower != f.Email {
		var more []string
		f.Email = lower
		more, err = p.lookalikes(ctx, f, country)
		ids = append(ids, more...)
	}
	return ids, err
}

// requestFor asks for what looks like c.
func requestFor(c provider.Customer) provider.FindRequest {
	if c.Type == provider.CustomerBusiness {
		b := c.Business
		return provider.FindRequest{
			Type: c.Type, Email: b.Email, RegistrationNumber: b.Background.RegistrationNumber, Country: b.Address.Country,
		}
	}
	return provider.FindRequest{Type: c.Type, Email: c.Person.Email}
}

func filterFor(r provider.FindRequest) Filter {
	f := Filter{Type: typesOfCustomer[r.Type]}
	if r.Type == provider.CustomerBusiness {
		f.RegistrationNumber = strings.TrimSpace(r.RegistrationNumber)
	}
	if f.RegistrationNumber == "" {
		f.Email = strings.TrimSpace(r.Email)
	}
	return f
}

// lookalikes are the customers that the filter chooses, of a country if one is given. More than maxPages of
// them are no list to look through: those found are enough to stop at.
func (p *Provider) lookalikes(ctx context.Context, f Filter, country string) ([]string, error) {
	var ids []string
	for f.Page = 1; f.Page <= maxPages; f.Page++ {
		page, err := p.client.ListCustomers(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Customers {
			is, err := p.isOfCountry(ctx, row, country)
			if err != nil {
				return nil, err
			}
			if is {
				ids = append(ids, row.ID)
			}
		}
		if !page.More {
			break
		}
	}
	return ids, nil
}

// isOfCountry tells whether a row of a list is of a country. Rows may lack it: then the customer is read.
func (p *Provider) isOfCountry(ctx context.Context, row Customer, country string) (bool, error) {
	if country == "" {
		return true, nil
	}
	if row.Country == "" && row.IncorporationCountry == "" {
		whole, err := p.client.GetCustomer(ctx, row.ID)
		if provider.ClassOf(err) == provider.ClassNotFound {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		row = *whole
	}
	return row.ofCountry(country), nil
}

func (c *Customer) ofCountry(country string) bool {
	return alike(c.Country, country) || alike(c.IncorporationCountry, country)
}

func alike(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
