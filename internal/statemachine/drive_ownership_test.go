package statemachine

import (
	"net/http"

	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// ownersName is the name of the one owner that a business in these rows has.
func (a *actor) ownersName() string { return a.name + "-owner" }

// applyWithOwner applies a business that is certified, and an owner under a first name, which is Dwolla's
// trigger.
func applyWithOwner(firstName string) func(*actor) {
	return func(a *actor) {
		addsOwnerObject(firstName)(a)
		sound().but(func(c *company) { c.owners = []string{a.ownersName()} }).apply(a)
	}
}

func addsOwnerObject(firstName string) func(*actor) {
	return func(a *actor) { a.ApplyOwner(a.Owner(a.ownersName(), a.name, firstName), wholeSSN) }
}

// untilOwnerNeedsDocument waits until the owner is at Dwolla: the business looks the same before.
func untilOwnerNeedsDocument(a *actor) {
	a.Until("the owner is asked for a document", func() bool {
		return a.OwnerObject(a.ownersName()).Status.Phase == v1alpha1.PhaseActionRequired
	})
}

func namesOwners(names ...string) func(*actor) {
	return func(a *actor) {
		a.changeSpec(func(s *v1alpha1.VerifiedCustomerSpec) { s.Business.BeneficialOwnership.Owners = names })
	}
}

// addsOwner has whoever writes manifests add an owner.
func addsOwner(a *actor) { then(namesOwners(a.ownersName()), addsOwnerObject("Olga"))(a) }

// dropsOwner has them remove one, at Dwolla too.
func dropsOwner(a *actor) {
	namesOwners()(a)
	a.changeOneOwner(func(s *v1alpha1.BeneficialOwnerSpec) { s.DeletionPolicy = v1alpha1.OwnerDeletionDelete })
	a.Delete(&v1alpha1.BeneficialOwner{}, a.ownersName())
}

// correctsOneOwner corrects the owner, which Dwolla then verifies.
func correctsOneOwner(a *actor) {
	a.changeOneOwner(func(s *v1alpha1.BeneficialOwnerSpec) { s.FirstName = "Ottilie" })
}

func (a *actor) changeOneOwner(change func(*v1alpha1.BeneficialOwnerSpec)) {
	a.Helper()
	bo := &v1alpha1.BeneficialOwner{}
	require.NoError(a, a.Kube.Get(a.Context, types.NamespacedName{Namespace: a.Namespace, Name: a.ownersName()}, bo))
	before := bo.DeepCopy()
	change(&bo.Spec)
	require.NoError(a, a.Kube.Patch(a.Context, bo, client.MergeFrom(before)))
}

// certifies makes the statement that the owners are complete.
func certifies(a *actor) { setCertified(true)(a) }

func setCertified(certified bool) func(*actor) {
	return func(a *actor) {
		a.changeSpec(func(s *v1alpha1.VerifiedCustomerSpec) { s.Business.BeneficialOwnership.Certified = certified })
	}
}

// certifiesAnew withdraws the statement, and makes it again once that was seen.
func certifiesAnew(a *actor) {
	setCertified(false)(a)
	a.Until("the operator saw that the statement is withdrawn", func() bool {
		vc := a.Customer(a.name)
		return vc.Status.ObservedGeneration == vc.Generation
	})
	setCertified(true)(a)
}

// movesOwnership has Dwolla put the certification into a status. No event tells of it, so somebody asks.
func movesOwnership(to string) func(*actor) {
	return func(a *actor) {
		_, err := a.Control.MoveOwnership(a.Context, a.id(), controlapi.OwnershipMove{Status: to})
		require.NoError(a, err)
		a.ask()
	}
}

// asksOwnerAgain has Dwolla ask for an owner's data once more.
func asksOwnerAgain(a *actor) {
	_, err := a.Control.MoveOwner(a.Context, a.ownerID(), controlapi.OwnerMove{Status: "incomplete"})
	require.NoError(a, err)
}

// ownerID is Dwolla's ID of the only owner.
func (a *actor) ownerID() string {
	a.Helper()
	owners := a.Truth(a.id()).Owners
	require.Len(a, owners, 1)
	return owners[0]
}

// addsStranger adds an owner at Dwolla for whom no object stands.
func addsStranger(a *actor) {
	a.call(http.MethodPost, "/customers/"+a.id()+"/beneficial-owners", http.StatusCreated, nil, map[string]any{
		"firstName": "Stan", "lastName": "Stranger", "dateOfBirth": "1980-01-31", "ssn": "123456780",
		"address": map[string]string{
			"address1": "1 Elm St", "city": "Des Moines", "stateProvinceRegion": "IA", "country": "US", "postalCode": "50309",
		},
	})
}

// removesStranger removes that owner.
func removesStranger(a *actor) {
	a.call(http.MethodDelete, "/beneficial-owners/"+a.ownerID(), http.StatusOK, nil, nil)
}

// verifiesOwner has Dwolla verify the owner.
func verifiesOwner(a *actor) {
	_, err := a.Control.MoveOwner(a.Context, a.ownerID(), controlapi.OwnerMove{Status: "verified"})
	require.NoError(a, err)
}
