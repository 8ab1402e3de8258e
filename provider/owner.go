package provider

import (
	"context"
	"time"
)

// OwnerKeeper is a client whose provider verifies the beneficial owners of a business one by one.
type OwnerKeeper interface {
	// ValidateOwner finds what the provider would refuse. Paths are those of the BeneficialOwner API
	// ("address.state", "identitySecretRef[ssn]").
	ValidateOwner(o Owner) []FieldError
	// CreateOwner adds an owner to a business. After an error for which OutcomeUnknown holds, it may
	// exist all the same.
	CreateOwner(ctx context.Context, r OwnerRequest) (ownerID string, err error)
	// GetOwner reads what the provider says of an owner. Class NotFound when it has none.
	GetOwner(ctx context.Context, ownerID string) (OwnerObservation, error)
	// ListOwners lists all owners of a business.
	ListOwners(ctx context.Context, customerID string) ([]OwnerObservation, error)
	// CorrectOwner spends the one correction; see Corrector.
	CorrectOwner(ctx context.Context, r OwnerRequest) (OwnerObservation, error)
	// RemoveOwner removes an owner for good. Doing it twice is harmless.
	RemoveOwner(ctx context.Context, ownerID string) error
	// ShownOwner is what GetOwner's Profile would read if the provider held exactly o.
	ShownOwner(o Owner) Profile
}

// OwnerRequest submits an owner: CustomerID when it is new, OwnerID when it is corrected.
type OwnerRequest struct {
	CustomerID     string
	OwnerID        string
	IdempotencyKey string
	Owner          Owner
}

// OwnerObservation is what a provider said of an owner at one moment; see Observation.
type OwnerObservation struct {
	OwnerID string
	// Email by which an owner who came with the business is recognised; empty if the provider does not show it.
	Email        string
	Status       string
	Phase        Phase
	Reason       string
	Requirements []Requirement
	Correction   Correction
	ReviewDue    ReviewDue
	Profile      Profile
	Through      time.Time
}

// AsObservation is the observation in the form that all records have.
func (o OwnerObservation) AsObservation() Observation {
	return Observation{
		CustomerID: o.OwnerID, Status: o.Status, Phase: o.Phase, Reason: o.Reason, Requirements: o.Requirements,
		Correction: o.Correction, ReviewDue: o.ReviewDue, Profile: o.Profile, Through: o.Through,
	}
}

// Certification tells where the certification of a business's ownership stands.
type Certification string

// The states of certification.
const (
	// CertificationNotNeeded: the provider asks for none (persons, exempt structures).
	CertificationNotNeeded Certification = "NotNeeded"
	// CertificationNeeded: nobody has certified the ownership yet.
	CertificationNeeded Certification = "Needed"
	// CertificationDone: the ownership is certified.
	CertificationDone Certification = "Done"
	// CertificationAgain: it was certified, and has to be again within the provider's time.
	CertificationAgain Certification = "Again"
)

// Certifier is a client whose provider wants the ownership of a business certified.
type Certifier interface {
	// CertifyOwnership states that the owners are complete and correct. Under the same key it is one
	// statement, however often it is sent.
	// Class Conflict when the provider does not take it now.
	CertifyOwnership(ctx context.Context, customerID, idempotencyKey string) (Certification, error)
}
