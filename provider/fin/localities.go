package fin

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/provider"
)

// This file checks what has to be as its country has it: Fin's lists of countries and of their subdivisions tell,
// and its refusal of a create may not say which field it is about.

// dialled is a phone number with the country whose code it has to begin with.
type dialled struct{ path, number, country string }

// located is an address below a path.
type located struct{ path, postalCode, subdivision, country string }

// localities are what a create has of either.
type localities struct {
	phones    []dialled
	addresses []located
}

func (p Individual) localities() localities {
	return localities{
		[]dialled{{"basic_info.phone", p.BasicInfo.Phone, p.BasicInfo.CountryOfResidence}},
		[]located{{"address.", p.Address.PostalCode, p.Address.Subdivision, p.Address.Country}},
	}
}

func (b Business) localities() localities {
	out := localities{
		[]dialled{{"basic_info.phone", b.BasicInfo.Phone, b.BasicInfo.CountryOfIncorp}},
		[]located{b.Addresses.Incorporated.at("addresses.incorporated_address.")},
	}
	if b.Addresses.Physical != nil {
		out.addresses = append(out.addresses, b.Addresses.Physical.at("addresses.physical_address."))
	}
	for i, p := range b.AssociatedParties {
		of := "associated_parties[" + strconv.Itoa(i) + "]."
		out.phones = append(out.phones, dialled{of + "basic_info.phone", p.BasicInfo.Phone, p.BasicInfo.CountryOfResidence})
		out.addresses = append(out.addresses, p.Address.at(of+"address."))
	}
	return out
}

func (a Address) at(path string) located {
	return located{path, a.PostalCode, a.Subdivision, a.Country}
}

// locate refuses what is not as its country has it. Nothing was created when it fails. What Fin's lists do not have
// is Fin's to decide.
func (p *Provider) locate(ctx context.Context, operation string, l localities) error {
	countries, err := p.client.Countries(ctx)
	if err != nil && provider.ClassOf(err) != provider.ClassNotFound {
		return provider.Unsent(err)
	}
	var found []provider.FieldError
	fail := func(path, problem string) {
		found = append(found, provider.FieldError{Path: provider.FieldPath(path), Message: problem})
	}
	for _, phone := range l.phones {
		if c, known := countryOf(countries, phone.country); known && !c.Dials(phone.number) {
			fail(phone.path, "does not begin with the code of the country of the address")
		}
	}
	for _, a := range l.addresses {
		if c, known := countryOf(countries, a.country); known && !c.TakesPostalCode(a.postalCode) {
			fail(a.path+"postal_code", "does not have the form of the country's postal codes")
		}
		divided, err := p.subdivided(ctx, a.country, a.subdivision)
		if err != nil {
			return provider.Unsent(err)
		}
		if !divided {
			fail(a.path+"subdivision_code", "is not in Fin's list of the country's states and provinces")
		}
	}
	if len(found) > 0 {
		return refused(operation, found)
	}
	return nil
}

func countryOf(countries []Country, alpha3 string) (Country, bool) {
	at := slices.IndexFunc(countries, func(c Country) bool { return c.Code == strings.TrimSpace(alpha3) })
	if at < 0 {
		return Country{}, false
	}
	return countries[at], true
}

// subdivided tells whether a country has a subdivision, as far as Fin lists any.
func (p *Provider) subdivided(ctx context.Context, alpha3, code string) (bool, error) {
	list, err := p.client.Subdivisions(ctx, strings.TrimSpace(alpha3))
	if provider.ClassOf(err) == provider.ClassNotFound || err == nil && len(list) == 0 {
		return true, nil
	}
	return slices.ContainsFunc(list, func(s Subdivision) bool { return s.Code == strings.TrimSpace(code) }), err
}
