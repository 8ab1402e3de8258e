package platform

import (
	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
)

// This file has what the providers that review a customer as one package have in common.

// packedPhone is one as they take them: with the code of a country.
const packedPhone = "+15554321234"

// packedBusiness is what they are told of a business beside what every provider is.
func packedBusiness(b plan.Business, r Registry) *v1alpha1.BusinessSpec {
	spec := business(b, r, packedPhone)
	spec.DoingBusinessAs, spec.Website = "Acme", "https://acme.example.com"
	spec.RegistrationNumber, spec.IncorporationDate, spec.Description = b.Name, "2015-03-04", "Bakes bread."
	return spec
}

// packed completes the repertoire of a provider that reviews a customer as one package: nothing comes of a business
// without an owner, or of anybody without documents, so most have theirs at once, and what is corrected or attached is
// handed in anew. Neither a create nor a hand-in has a key there.
func packed(r plan.Repertoire) plan.Repertoire {
	r.FewestOwners, r.MostOwners, r.Ready, r.Certified = 1, 2, 3, 3
	r.PersonChores = []plan.Kind{
		plan.Correct, plan.Correct, plan.Correct, plan.Correct, plan.Attach, plan.Attach, plan.Touch, plan.Delete,
	}
	r.BusinessChores = []plan.Kind{plan.Correct, plan.Correct, plan.Attach, plan.Attach, plan.Touch}
	r.OwnerChores = []plan.Kind{plan.Correct, plan.Correct, plan.Attach, plan.Attach, plan.Touch}
	r.Open = true
	return r
}
