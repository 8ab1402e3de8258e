package blaaiz

import (
	"context"
	"net/http"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// AddressUpdate changes an address.
type AddressUpdate struct {
	Street  Change[string]
	City    Change[string]
	State   Change[string]
	ZipCode Change[string]
	Country Change[string]
}

// IndividualUpdate changes fields of an individual.
type IndividualUpdate struct {
	FirstName    Change[string]
	LastName     Change[string]
	Email        Change[string]
	Phone        Change[string]
	Address      AddressUpdate
	DateOfBirth  Change[pii.String]
	TIN          Change[pii.String]
	IDType       Change[string]
	IDNumber     Change[pii.String]
	IDIssueDate  Change[pii.String]
	IDExpiryDate Change[pii.String]
}

// BusinessUpdate changes fields of a business, and of its owners. Address.Country changes the country of
// incorporation with it.
type BusinessUpdate struct {
	Name               Change[string]
	Email              Change[string]
	Phone              Change[string]
	Address            AddressUpdate
	RegistrationNumber Change[string]
	TIN                Change[pii.String]
	Operating          AddressUpdate
	TradingName        Change[string]
	IndustryType       Change[string]
	Type               Change[string]
	IncorporationDate  Change[string]
	Description        Change[string]
	Website            Change[string]
	SourceOfFunds      Change[string]
	AnnualRevenue      Change[string]
	AccountPurpose     Change[string]
	MonthlyPayments    Change[int]
	// AddOwners are new; Owners exist. Those that are in neither stay.
	AddOwners []Owner
	Owners    []OwnerUpdate
}

// OwnerUpdate changes fields of an owner. It resets an owner who was rejected to PENDING and drops the
// reviewers' comments (guide Handling rejections).
type OwnerUpdate struct {
	ID                string
	FirstName         Change[string]
	LastName          Change[string]
	Email             Change[string]
	Phone             Change[string]
	Title             Change[string]
	Address           AddressUpdate
	Nationality       Change[string]
	Share             Change[Percent]
	HasControl        Change[bool]
	IsSigner          Change[bool]
	IsBeneficialOwner Change[bool]
	IsPEP             Change[bool]
	USATaxResidency   Change[bool]
	DateOfBirth       Change[pii.String]
	TIN               Change[pii.String]
	IDType            Change[string]
	IDNumber          Change[pii.String]
	IDCountry         Change[string]
	IDExpiryDate      Change[pii.String]
}

// UpdateIndividual changes an individual (API reference, Update a customer). Class Conflict while the
// customer is under review; of one who is verified only fields that are empty can be set.
func (c *Client) UpdateIndividual(ctx context.Context, id string, u IndividualUpdate) (*Customer, error) {
	return c.update(ctx, id, u.object(), true)
}

// UpdateBusiness changes a business and its owners, all of it or nothing. Class Conflict while it is under
// review or an owner is approved. An update that adds owners is not repeated here: after OutcomeUnknown they
// may exist, so read the customer before another try.
func (c *Client) UpdateBusiness(ctx context.Context, id string, u BusinessUpdate) (*Customer, error) {
	for _, w := range u.Owners {
		if !identifier.MatchString(w.ID) {
			return nil, provider.Invalid(OpUpdateCustomer, "an owner who is to change needs the ID that Blaaiz gave")
		}
	}
	return c.update(ctx, id, u.object(), len(u.AddOwners) == 0)
}

func (c *Client) update(ctx context.Context, id string, body object, repeatable bool) (*Customer, error) {
	return c.customer(ctx, id, call{
		operation: OpUpdateCustomer, method: http.MethodPut, body: body.encode(), repeatable: repeatable,
	})
}

// DeleteOwner removes an owner for good. Doing it twice is harmless. Class Conflict for one who is approved
// or under review.
func (c *Client) DeleteOwner(ctx context.Context, customerID, ownerID string) error {
	path, err := pathOf(OpDeleteOwner, customerID, "owner", ownerID)
	if err != nil {
		return err
	}
	return c.delete(ctx, OpDeleteOwner, path)
}

// delete removes what is at path. That it is gone already is no error.
func (c *Client) delete(ctx context.Context, operation, path string) error {
	_, err := c.send(ctx, call{operation: operation, method: http.MethodDelete, path: path, repeatable: true})
	if provider.ClassOf(err) == provider.ClassNotFound {
		return nil
	}
	return err
}
