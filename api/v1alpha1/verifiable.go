package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Verifiable is an object that stands for somebody who is being verified.
// +kubebuilder:object:generate=false
type Verifiable interface {
	metav1.Object
	runtime.Object
	// Verification is the part of status that all of them have.
	Verification() *VerificationStatus
	// RemoteID is the provider's ID of the record; empty before it is known.
	RemoteID() string
	// SetRemoteID notes the provider's ID of the record.
	SetRemoteID(id string)
	// Noun is what people call who is verified: customer, owner.
	Noun() string
	// Kind is the name of the object's kind, which an object that was read need not carry.
	Kind() string
	// Empty makes an empty object of the same kind, to read into.
	Empty() Verifiable
}

var (
	_ Verifiable = (*VerifiedCustomer)(nil)
	_ Verifiable = (*BeneficialOwner)(nil)
)

// Verification implements Verifiable.
func (c *VerifiedCustomer) Verification() *VerificationStatus { return &c.Status.VerificationStatus }

// RemoteID implements Verifiable.
func (c *VerifiedCustomer) RemoteID() string { return c.Status.CustomerID }

// SetRemoteID implements Verifiable.
func (c *VerifiedCustomer) SetRemoteID(id string) { c.Status.CustomerID = id }

// Verification implements Verifiable.
func (o *BeneficialOwner) Verification() *VerificationStatus { return &o.Status.VerificationStatus }

// RemoteID implements Verifiable.
func (o *BeneficialOwner) RemoteID() string { return o.Status.OwnerID }

// SetRemoteID implements Verifiable.
func (o *BeneficialOwner) SetRemoteID(id string) { o.Status.OwnerID = id }

// Noun implements Verifiable.
func (c *VerifiedCustomer) Noun() string { return "customer" }

// Noun implements Verifiable.
func (o *BeneficialOwner) Noun() string { return "owner" }

// Kind implements Verifiable.
func (c *VerifiedCustomer) Kind() string { return "VerifiedCustomer" }

// Kind implements Verifiable.
func (o *BeneficialOwner) Kind() string { return "BeneficialOwner" }

// Empty implements Verifiable.
func (c *VerifiedCustomer) Empty() Verifiable { return &VerifiedCustomer{} }

// Empty implements Verifiable.
func (o *BeneficialOwner) Empty() Verifiable { return &BeneficialOwner{} }
