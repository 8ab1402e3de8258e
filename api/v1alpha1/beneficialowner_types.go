package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// BeneficialOwnerSpec is a person who owns a part of a business.
// +kubebuilder:validation:XValidation:rule="!(has(self.ownershipPercent) && has(self.ownershipShare))",message="write either ownershipPercent, a whole number, or ownershipShare, with decimals"
type BeneficialOwnerSpec struct {
	// customerRef names the VerifiedCustomer, in this namespace, of type Business. It cannot change.
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="customerRef cannot be changed: create another BeneficialOwner for another business"
	CustomerRef CustomerReference `json:"customerRef"`

	// firstName as on the person's identity document.
	FirstName PersonName `json:"firstName"`

	// lastName as on the person's identity document.
	LastName PersonName `json:"lastName"`

	// email of the person, where the provider takes one.
	// +optional
	Email Email `json:"email,omitempty"`

	// ownershipPercent is the part of the business that the person owns, where the provider asks.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=100
	OwnershipPercent *int32 `json:"ownershipPercent,omitempty"`

	// ownershipShare is ownershipPercent with up to two decimals, quoted: "33.33".
	// +optional
	OwnershipShare Share `json:"ownershipShare,omitempty"`

	// phone of the person, where the provider asks (Fin).
	// +optional
	Phone Phone `json:"phone,omitempty"`

	// title of the person at the business, where the provider asks (Fin, Blaaiz).
	// +optional
	// +kubebuilder:validation:MaxLength=100
	Title string `json:"title,omitempty"`

	// nationality of the person, where the provider asks (Fin, Blaaiz).
	// +optional
	Nationality CountryCode `json:"nationality,omitempty"`

	// roles are what the person is to the business beside owning a part of it, where the provider asks:
	// Shareholder, Control, Signer, Director.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=4
	Roles []OwnerRole `json:"roles,omitempty"`

	// declarations are what the person declares, where the provider asks (Blaaiz): PoliticallyExposed,
	// USTaxResident. Each one that is not there is declared not to be so.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=2
	Declarations []Declaration `json:"declarations,omitempty"`

	// since is when the person came to own or direct the business, where the provider asks (Fin).
	// +optional
	Since Date `json:"since,omitempty"`

	// address is where the person lives.
	Address Address `json:"address"`

	// identitySecretRef names the Secret, in this namespace, with dateOfBirth, and ssn (all nine
	// digits), or passportNumber and passportCountry, or what else the provider identifies a person by: see
	// identitySecretRef of a VerifiedCustomer.
	IdentitySecretRef SecretReference `json:"identitySecretRef"`

	// documents are what the operator may upload when the provider asks for documents.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=20
	Documents []DocumentSpec `json:"documents,omitempty"`

	// deletionPolicy says what happens at the provider when this object is deleted: Retain leaves
	// the owner as it is; Delete removes it, which may ask for the ownership to be certified again.
	// +optional
	// +kubebuilder:default=Retain
	DeletionPolicy OwnerDeletionPolicy `json:"deletionPolicy,omitempty"`

	// updatePolicy says what happens when names or address are changed after the provider verified
	// the owner, which it does not let change: Refuse leaves the owner as it is and says so in Synced;
	// Replace removes the owner and adds it anew, with all that asks for: it is verified again, with
	// documents if need be, and the ownership has to be certified again.
	// +optional
	// +kubebuilder:default=Refuse
	UpdatePolicy OwnerUpdatePolicy `json:"updatePolicy,omitempty"`
}

// OwnerUpdatePolicy says what happens when spec differs from an owner whom the provider does not let change.
// +kubebuilder:validation:Enum=Refuse;Replace
type OwnerUpdatePolicy string

// The update policies of owners.
const (
	// OwnerUpdateRefuse leaves the owner as it is, and says so in Synced.
	OwnerUpdateRefuse OwnerUpdatePolicy = "Refuse"
	// OwnerUpdateReplace removes the owner at the provider and adds it anew.
	OwnerUpdateReplace OwnerUpdatePolicy = "Replace"
)

// OwnerDeletionPolicy says what happens at the provider when the object is deleted.
// +kubebuilder:validation:Enum=Retain;Delete
type OwnerDeletionPolicy string

// The deletion policies of owners.
const (
	// OwnerDeletionRetain leaves the owner at the provider as it is.
	OwnerDeletionRetain OwnerDeletionPolicy = "Retain"
	// OwnerDeletionDelete removes the owner at the provider.
	OwnerDeletionDelete OwnerDeletionPolicy = "Delete"
)

// CustomerReference names a VerifiedCustomer in the same namespace.
type CustomerReference struct {
	// name of the VerifiedCustomer.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
}

// BeneficialOwnerStatus is where an owner stands.
type BeneficialOwnerStatus struct {
	VerificationStatus `json:",inline"`

	// ownerID is the provider's ID of the owner.
	// +optional
	OwnerID string `json:"ownerID,omitempty"`
}

// BeneficialOwner is a person who owns a part of a business that is a VerifiedCustomer.
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=bowner,categories=bonafide
// +kubebuilder:selectablefield:JSONPath=`.status.ownerID`
// +kubebuilder:selectablefield:JSONPath=`.spec.customerRef.name`
// +kubebuilder:printcolumn:name="Customer",type=string,JSONPath=`.spec.customerRef.name`
// +kubebuilder:printcolumn:name="Phase",type=string,JSONPath=`.status.phase`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Action",type=string,JSONPath=`.status.requirements[0].code`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="ID",type=string,JSONPath=`.status.ownerID`,priority=1
// +kubebuilder:printcolumn:name="Status",type=string,JSONPath=`.status.providerStatus`,priority=1
// +kubebuilder:printcolumn:name="Last Event",type=string,JSONPath=`.status.lastEvent.topic`,priority=1
type BeneficialOwner struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the owner as it should be.
	Spec BeneficialOwnerSpec `json:"spec"`

	// status is where the owner stands.
	// +optional
	// +kubebuilder:default={"observedGeneration":-1,"phase":"Pending"}
	Status BeneficialOwnerStatus `json:"status,omitempty"`
}

// BeneficialOwnerList is a list of BeneficialOwners.
// +kubebuilder:object:root=true
type BeneficialOwnerList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []BeneficialOwner `json:"items"`
}
