package controllers

import (
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// visibleCustomer is the part of a customer that stands in spec.
func visibleCustomer(f frozenCustomer) provider.Customer {
	c := provider.Customer{Type: provider.CustomerPersonal}
	if t := f.Terms; t != nil {
		c.Terms = &provider.Terms{AcceptedBy: t.AcceptedBy, AcceptedAt: t.AcceptedAt}
	}
	if f.Business == nil {
		c.Person = visiblePerson(f.Personal)
		return c
	}
	c.Type, c.Business = provider.CustomerBusiness, visibleBusiness(f.Business)
	for _, o := range f.Owners {
		c.Owners = append(c.Owners, provider.Member{Name: o.Name, Owner: visibleOwner(o.Spec)})
	}
	return c
}

func visiblePerson(p *v1alpha1.PersonalSpec) provider.Person {
	return provider.Person{
		FirstName: string(p.FirstName),
		LastName:  string(p.LastName),
		Email:     strings.TrimSpace(string(p.Email)),
		Phone:     string(p.Phone),
		Address:   addressOf(p.Address),
		Background: provider.PersonBackground{
			Nationality: string(p.Nationality), Employment: provider.Employment(p.Employment),
			Occupation: string(p.Occupation), Finances: financesOf(p.Finances),
		},
	}
}

func visibleBusiness(b *v1alpha1.BusinessSpec) provider.Business {
	out := provider.Business{
		Name: b.Name, DoingBusinessAs: b.DoingBusinessAs, Structure: provider.Structure(b.Structure),
		Classification: b.Classification, Website: b.Website, Phone: string(b.Phone), Address: addressOf(b.Address),
		AdminFirstName: string(b.Admin.FirstName), AdminLastName: string(b.Admin.LastName), Email: string(b.Admin.Email),
		Background: provider.BusinessBackground{
			RegistrationNumber: b.RegistrationNumber, IncorporationDate: string(b.IncorporationDate), Description: b.Description,
			Scope: provider.Scope(b.VerificationScope), Finances: financesOf(b.Finances),
		},
	}
	if b.OperatingAddress != nil {
		operating := addressOf(*b.OperatingAddress)
		out.Background.Operating = &operating
	}
	if c := b.Controller; c != nil {
		out.Controller = &provider.Controller{
			FirstName: string(c.FirstName), LastName: string(c.LastName), Title: c.Title, Address: addressOf(c.Address),
		}
	}
	return out
}

// visibleOwner is the part of an owner that stands in spec.
func visibleOwner(spec v1alpha1.BeneficialOwnerSpec) provider.Owner {
	o := provider.Owner{
		FirstName: string(spec.FirstName), LastName: string(spec.LastName), Email: string(spec.Email), Address: addressOf(spec.Address),
		Background: provider.OwnerBackground{
			Phone: string(spec.Phone), Title: spec.Title, Nationality: string(spec.Nationality),
			Share: shareOf(spec), Since: string(spec.Since),
		},
	}
	for _, role := range spec.Roles {
		o.Background.Roles = append(o.Background.Roles, provider.OwnerRole(role))
	}
	for _, d := range spec.Declarations {
		o.Background.Declarations = append(o.Background.Declarations, provider.Declaration(d))
	}
	return o
}

// shareOf is the part that an owner has; nil if spec does not say. The schema sees to the form.
func shareOf(spec v1alpha1.BeneficialOwnerSpec) *provider.Share {
	var share provider.Share
	switch {
	case spec.OwnershipPercent != nil:
		share = provider.Share(*spec.OwnershipPercent * 100)
	case spec.OwnershipShare != "":
		whole, decimals, _ := strings.Cut(string(spec.OwnershipShare), ".")
		hundredths, err := strconv.Atoi(whole + (decimals + "00")[:2])
		if err != nil {
			return nil
		}
		share = provider.Share(hundredths)
	default:
		return nil
	}
	return &share
}

func financesOf(f *v1alpha1.FinancesSpec) provider.Finances {
	if f == nil {
		return provider.Finances{}
	}
	return provider.Finances{
		Purpose: string(f.Purpose), SourcesOfFunds: stringsOf(f.SourcesOfFunds), SourcesOfWealth: stringsOf(f.SourcesOfWealth),
		MonthlyVolumeUSD: f.MonthlyVolumeUSD, AnnualRevenueUSD: f.AnnualRevenueUSD, MonthlyDepositsUSD: f.MonthlyDepositsUSD,
		MonthlyWithdrawalsUSD: f.MonthlyWithdrawalsUSD, MonthlyPayments: f.MonthlyPayments,
	}
}

func stringsOf[T ~string](list []T) []string {
	var out []string
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

func addressOf(a v1alpha1.Address) provider.Address {
	return provider.Address{
		Line1: string(a.Line1), Line2: string(a.Line2), Line3: string(a.Line3),
		City: a.City, State: a.State, PostalCode: a.PostalCode, Country: a.Country,
	}
}
