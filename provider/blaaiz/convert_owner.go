package blaaiz

import (
	"cmp"
	"slices"

	"github.com/bonafide-dev/bonafide/provider"
)

// toOwner is an owner as Blaaiz takes one. Roles and declarations are said either way: one that is not there
// is not so. A director is nothing of its own at Blaaiz.
func toOwner(o provider.Owner) Owner {
	has := func(role provider.OwnerRole) *bool { return says(slices.Contains(o.Background.Roles, role)) }
	declares := func(d provider.Declaration) *bool { return says(slices.Contains(o.Background.Declarations, d)) }
	d := o.Identity.Papers.Document
	out := Owner{
		FirstName:         trimmed(o.FirstName),
		LastName:          trimmed(o.LastName),
		Email:             trimmed(o.Email),
		Phone:             trimmed(o.Background.Phone),
		Title:             trimmed(o.Background.Title),
		Address:           toAddress(o.Address),
		Nationality:       trimmed(o.Background.Nationality),
		HasControl:        has(provider.RoleControl),
		IsSigner:          has(provider.RoleSigner),
		IsBeneficialOwner: says(ownsPart(o.Background)),
		IsPEP:             declares(provider.DeclaredPoliticallyExposed),
		USATaxResidency:   declares(provider.DeclaredUSTaxResident),
		DateOfBirth:       o.Identity.DateOfBirth,
		TIN:               taxNumber(o.Identity.Papers.Tax, o.Identity.SSN),
		IDType:            idTypes[d.Type],
		IDNumber:          d.Number,
		IDExpiryDate:      d.ExpiryDate,
	}
	if out.IDType != "" || !d.Number.IsEmpty() {
		out.IDCountry = cmp.Or(trimmed(d.Country), out.Address.Country)
	}
	if s := o.Background.Share; s != nil {
		share := Percent(*s)
		out.Share = &share
	}
	return out
}

// ownsPart tells whether somebody owns a part of the business, rather than only directing it.
func ownsPart(b provider.OwnerBackground) bool {
	return b.Share != nil && *b.Share > 0 || slices.Contains(b.Roles, provider.RoleShareholder)
}

func says(b bool) *bool { return &b }
