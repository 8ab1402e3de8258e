package blaaiz

import (
	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// NarrowCustomer implements provider.Narrower: what is not sent to Blaaiz is no reason to hand a package in
// again.
func (p *Provider) NarrowCustomer(c provider.Customer) provider.Customer {
	c.Terms = nil
	c.Person.Background = provider.PersonBackground{}
	c.Person.Papers = narrowPapers(c.Person.Papers)
	b := &c.Business
	b.AdminFirstName, b.AdminLastName = "", ""
	b.Owner, b.Controller = provider.Identity{}, nil
	b.Background.Tax = provider.TaxID{Number: b.Background.Tax.Number}
	b.Background.Finances = provider.Finances{
		Purpose:          b.Background.Finances.Purpose,
		SourcesOfFunds:   first(b.Background.Finances.SourcesOfFunds),
		AnnualRevenueUSD: b.Background.Finances.AnnualRevenueUSD,
		MonthlyPayments:  b.Background.Finances.MonthlyPayments,
	}
	owners := make([]provider.Member, len(c.Owners))
	for i, m := range c.Owners {
		m.Owner = p.NarrowOwner(m.Owner)
		owners[i] = m
	}
	if c.Owners != nil {
		c.Owners = owners
	}
	return c
}

// NarrowOwner implements provider.Narrower.
func (p *Provider) NarrowOwner(o provider.Owner) provider.Owner {
	o.Background.Since = ""
	o.Identity.Papers = narrowPapers(o.Identity.Papers)
	o.Identity.Papers.Document.IssueDate = pii.String{}
	return o
}

// narrowPapers leaves out what kind of tax number it is, and the state of a licence.
func narrowPapers(p provider.Papers) provider.Papers {
	p.Tax = provider.TaxID{Number: p.Tax.Number}
	p.Document.State = ""
	return p
}

func first(list []string) []string { return list[:min(len(list), 1)] }
