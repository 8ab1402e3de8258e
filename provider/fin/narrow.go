package fin

import (
	"slices"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// NarrowCustomer implements provider.Narrower: what is not sent to Fin is no news to it.
func (p *Provider) NarrowCustomer(c provider.Customer) provider.Customer {
	c.Person.PassportNumber, c.Person.PassportCountry = pii.String{}, ""
	c.Person.SSN = unlessTaxed(c.Person.SSN, c.Person.Papers.Tax)
	f := &c.Person.Background.Finances
	*f = provider.Finances{Purpose: f.Purpose, SourcesOfFunds: f.SourcesOfFunds, MonthlyVolumeUSD: f.MonthlyVolumeUSD}

	b := &c.Business
	b.AdminFirstName, b.AdminLastName, b.Owner, b.Controller = "", "", provider.Identity{}, nil
	b.EIN = unlessTaxed(b.EIN, b.Background.Tax)
	b.Background.Scope, b.Background.Finances.MonthlyVolumeUSD = "", nil

	c.Owners = slices.Clone(c.Owners)
	for i := range c.Owners {
		c.Owners[i].Owner = p.NarrowOwner(c.Owners[i].Owner)
	}
	return c
}

// NarrowOwner implements provider.Narrower.
func (p *Provider) NarrowOwner(o provider.Owner) provider.Owner {
	o.Identity.PassportNumber, o.Identity.PassportCountry = pii.String{}, ""
	o.Identity.SSN = unlessTaxed(o.Identity.SSN, o.Identity.Papers.Tax)
	o.Background.Declarations = nil
	return o
}

// unlessTaxed is a number that Fin is told only if there is no other one for taxes.
func unlessTaxed(number pii.String, t provider.TaxID) pii.String {
	if t.Number.IsEmpty() {
		return number
	}
	return pii.String{}
}

// DataOf implements provider.DataKeeper.
func (p *Provider) DataOf(c provider.Customer) provider.Customer {
	c.Terms = nil
	c.Person.Papers.Document = provider.IdentityDocument{}
	c.Owners = slices.Clone(c.Owners)
	for i := range c.Owners {
		c.Owners[i].Owner.Identity.Papers.Document = provider.IdentityDocument{}
	}
	return c
}

// WithoutData implements provider.DataKeeper: documents, with what stands in an identity document, and the terms
// are all that Fin takes after the create.
func (p *Provider) WithoutData(pkg provider.Package) provider.Package {
	c := pkg.Customer
	pkg.Customer = provider.Customer{Type: c.Type, Terms: c.Terms}
	pkg.Customer.Person.Papers.Document = c.Person.Papers.Document
	for _, m := range c.Owners {
		bare := provider.Member{Name: m.Name, ID: m.ID, Documents: m.Documents}
		bare.Owner.Identity.Papers.Document = m.Owner.Identity.Papers.Document
		pkg.Customer.Owners = append(pkg.Customer.Owners, bare)
	}
	return pkg
}
