package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// CustomerType tells persons from businesses.
// +kubebuilder:validation:Enum=Personal;Business
type CustomerType string

// The types of customers.
const (
	CustomerPersonal CustomerType = "Personal"
	CustomerBusiness CustomerType = "Business"
)

// DeletionPolicy says what happens at the provider when the object is deleted.
// +kubebuilder:validation:Enum=Retain;Deactivate
type DeletionPolicy string

// The deletion policies of customers.
const (
	// DeletionRetain leaves the customer at the provider as it is.
	DeletionRetain DeletionPolicy = "Retain"
	// DeletionDeactivate deactivates the customer at the provider.
	DeletionDeactivate DeletionPolicy = "Deactivate"
)

// VerifiedCustomerSpec is a customer whose identity a provider shall verify.
// +kubebuilder:validation:XValidation:rule="self.type == 'Personal' ? has(self.personal) && !has(self.business) : true",message="a customer of type Personal needs spec.personal, and must not have spec.business"
// +kubebuilder:validation:XValidation:rule="self.type == 'Business' ? has(self.business) && !has(self.personal) : true",message="a customer of type Business needs spec.business, and must not have spec.personal"
// +kubebuilder:validation:XValidation:rule="!has(oldSelf.customerID) || (has(self.customerID) && self.customerID == oldSelf.customerID)",message="customerID cannot be changed or removed once it is set: to take over another customer, create another VerifiedCustomer"
type VerifiedCustomerSpec struct {
	// providerRef names the VerificationProvider that verifies the customer. It cannot change: the
	// customer lives at that provider.
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="providerRef cannot be changed, the customer lives at that provider: create another VerifiedCustomer for another provider"
	ProviderRef ProviderReference `json:"providerRef"`

	// type is Personal for a natural person and Business for a company. It cannot change.
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="type cannot be changed: create another VerifiedCustomer of the other type"
	Type CustomerType `json:"type"`

	// customerID takes over a customer that exists at the provider already, by the provider's own
	// ID, instead of creating one. Leave it out to have the customer created. It cannot change.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=255
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Za-z0-9._-]{1,128}$')",message="customerID must be the provider's ID alone, without the address around it: up to 128 letters, digits, dots, hyphens and underscores"
	CustomerID string `json:"customerID,omitempty"`

	// personal is the person, for type Personal.
	// +optional
	Personal *PersonalSpec `json:"personal,omitempty"`

	// business is the company, for type Business.
	// +optional
	Business *BusinessSpec `json:"business,omitempty"`

	// documents are what the operator may upload when the provider asks for documents.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=20
	Documents []DocumentSpec `json:"documents,omitempty"`

	// termsAcceptance says who accepted the provider's terms for the customer, and when; needed where the
	// provider has terms of its own for customers (Fin).
	// +optional
	TermsAcceptance *TermsAcceptance `json:"termsAcceptance,omitempty"`

	// state is Active, or Deactivated to close the customer's account for the time being. Active again
	// reactivates what this object deactivated; it never lifts what the provider did.
	// +optional
	// +kubebuilder:default=Active
	State CustomerState `json:"state,omitempty"`

	// deletionPolicy says what happens at the provider when this object is deleted: Retain leaves
	// the customer as it is, so that a pruned manifest never closes a person's account; Deactivate
	// deactivates it.
	// +optional
	// +kubebuilder:default=Retain
	DeletionPolicy DeletionPolicy `json:"deletionPolicy,omitempty"`
}

// CustomerState says whether a customer's account shall be open.
// +kubebuilder:validation:Enum=Active;Deactivated
type CustomerState string

// The states that spec can ask for.
const (
	StateActive      CustomerState = "Active"
	StateDeactivated CustomerState = "Deactivated"
)

// ProviderReference names a VerificationProvider.
type ProviderReference struct {
	// name of the VerificationProvider.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// namespace of the VerificationProvider; this object's namespace when left out. The provider's
	// allowedNamespaces must include this object's namespace.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Namespace string `json:"namespace,omitempty"`
}

// PersonalSpec is a natural person.
type PersonalSpec struct {
	// firstName as on the person's identity document.
	FirstName PersonName `json:"firstName"`

	// lastName as on the person's identity document.
	LastName PersonName `json:"lastName"`

	// email of the person. Providers keep it unique among their customers.
	Email Email `json:"email"`

	// phone in digits, with a leading + and country code where the provider wants it (Dwolla: the
	// ten digits of a US number, nothing else).
	// +optional
	Phone Phone `json:"phone,omitempty"`

	// address is where the person lives.
	Address Address `json:"address"`

	// identitySecretRef names the Secret, in this namespace, with what must not stand in a manifest:
	// dateOfBirth (YYYY-MM-DD), and what the provider identifies a person by: ssn; passportNumber and
	// passportCountry; taxID, taxIDType and taxIDCountry; documentType (Passport, License, IDCard or
	// ResidencePermit), documentNumber, documentCountry, documentState, documentIssueDate and
	// documentExpiryDate.
	IdentitySecretRef SecretReference `json:"identitySecretRef"`

	// nationality of the person, where the provider asks (Fin).
	// +optional
	Nationality CountryCode `json:"nationality,omitempty"`

	// employment is how the person earns a living, where the provider asks (Fin).
	// +optional
	Employment Employment `json:"employment,omitempty"`

	// occupation of the person, where the provider asks (Fin): its name in the provider's list, or its ID.
	// +optional
	Occupation ListedName `json:"occupation,omitempty"`

	// finances say what the account is for, where the provider asks (Fin).
	// +optional
	Finances *FinancesSpec `json:"finances,omitempty"`
}

// PersonName is a person's first or last name.
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=100
// +kubebuilder:validation:XValidation:rule="self.trim() == self",message="a name must not be blank, nor begin or end with white space"
// +kubebuilder:validation:XValidation:rule="!self.matches('[<>=\"`!?%~${}\\\\\\\\\\\\p{Cc}]')",message="a name must not contain any of < > = \" ` ! ? % ~ $ { } \\ or control characters: write it as on the identity document"
type PersonName string

// Email is an e-mail address.
// +kubebuilder:validation:MinLength=3
// +kubebuilder:validation:MaxLength=254
// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Za-z0-9.!#$%&\\'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$')",message="email must be an address like jane@example.com"
type Email string

// Phone is a telephone number.
// +kubebuilder:validation:MaxLength=64
// +kubebuilder:validation:XValidation:rule="self.matches('^[+]?[0-9]{7,15}$')",message="phone must be 7 to 15 digits, with a leading + if it has a country code, and nothing else: write 5554321234 instead of (555) 432-1234"
type Phone string

// Address is a postal address.
// +kubebuilder:validation:XValidation:rule="self.country != 'US' || !self.city.matches('[0-9]')",message="city of a US address must be a name without digits"
// +kubebuilder:validation:XValidation:rule="self.country != 'US' || (has(self.state) && self.state.matches('^[A-Z]{2}$'))",message="state must be the two-letter code of the US state in capitals, for example NY"
// +kubebuilder:validation:XValidation:rule="self.country != 'US' || (has(self.postalCode) && self.postalCode.matches('^[0-9]{5}(-[0-9]{4})?$'))",message="postalCode of a US address must have five digits, or five and four like 50314-1234; quote it in YAML"
type Address struct {
	// line1 is the street and number. A PO box is not an address where somebody lives.
	// +kubebuilder:validation:XValidation:rule="size(self.trim()) > 0",message="line1 must be the street and number"
	Line1 StreetLine `json:"line1"`

	// line2 is an apartment, suite or floor.
	// +optional
	Line2 StreetLine `json:"line2,omitempty"`

	// line3 is a further line, where the provider takes one.
	// +optional
	Line3 StreetLine `json:"line3,omitempty"`

	// city of the address.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=100
	// +kubebuilder:validation:XValidation:rule="size(self.trim()) > 0 && !self.matches('[<>=]')",message="city must be a name"
	City string `json:"city"`

	// state, province or region: for the US its two-letter code in capitals.
	// +optional
	// +kubebuilder:validation:MaxLength=100
	State string `json:"state,omitempty"`

	// postalCode: for the US five digits, or five and four like 50314-1234.
	// +optional
	// +kubebuilder:validation:MaxLength=20
	PostalCode string `json:"postalCode,omitempty"`

	// country as two capital letters (ISO 3166-1 alpha-2), for example US.
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Z]{2}$')",message="country must be two capital letters (ISO 3166-1 alpha-2), for example US"
	// +kubebuilder:validation:MaxLength=100
	Country string `json:"country"`
}

// StreetLine is one line of a street address.
// +kubebuilder:validation:MaxLength=100
// +kubebuilder:validation:XValidation:rule="!self.matches('(?i)(^|[^a-z])p[.]?\\\\s*o[.]?\\\\s*box([^a-z]|$)|(?i)(^|[^a-z])post\\\\s+office\\\\s+box([^a-z]|$)')",message="a PO box cannot be verified: write the street address where the person lives or the business is"
type StreetLine string

// DocumentType is the kind of a document.
// +kubebuilder:validation:Enum=Passport;License;IDCard;ResidencePermit;Selfie;ProofOfAddress;Incorporation;Other
type DocumentType string

// DocumentSide is the side of a document that a file shows.
// +kubebuilder:validation:Enum=Front;Back
type DocumentSide string

// DocumentSubject is whom a document is about.
// +kubebuilder:validation:Enum=Person;Business;Controller;DBA
type DocumentSubject string

// DocumentSpec is a document that may be uploaded when the provider asks for one.
type DocumentSpec struct {
	// name of the document within this object.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Name string `json:"name"`

	// type is Passport, License, IDCard, ResidencePermit or Selfie for persons; ProofOfAddress;
	// Incorporation, for what a business was founded by; or Other.
	Type DocumentType `json:"type"`

	// category is the provider's own word for the kind of document, where type does not tell it, for
	// example SHAREHOLDER_REGISTER.
	// +optional
	// +kubebuilder:validation:MaxLength=100
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Z][A-Z0-9_]*$')",message="category must be the provider's own word in capitals, for example SHAREHOLDER_REGISTER"
	Category string `json:"category,omitempty"`

	// side of the document that the file shows: Front or Back, for documents that have two.
	// +optional
	Side DocumentSide `json:"side,omitempty"`

	// subject is whom the document is about: Person, Business, Controller or DBA. A business that has a controller
	// has no Person: write one of the others.
	// +optional
	// +kubebuilder:default=Person
	Subject DocumentSubject `json:"subject,omitempty"`

	// source is where the document's bytes are.
	Source DocumentSource `json:"source"`
}

// DocumentSource is where a document's bytes are: in a Secret, or at an address.
// +kubebuilder:validation:XValidation:rule="has(self.secretKeyRef) != has(self.url)",message="a document's source is either secretKeyRef or url: write one of them"
// +kubebuilder:validation:XValidation:rule="has(self.url) == has(self.sha256)",message="a document's url needs the sha256 of its content beside it, and only a url has one"
type DocumentSource struct {
	// secretKeyRef names a Secret in this namespace, and the key that holds the file.
	// +optional
	SecretKeyRef *SecretKeyReference `json:"secretKeyRef,omitempty"`

	// url is an https address from which the file is read.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	// +kubebuilder:validation:XValidation:rule="self.startsWith('https://')",message="a document's url must begin with https://"
	URL string `json:"url,omitempty"`

	// sha256 of the file behind url, in 64 hexadecimal digits.
	// +optional
	// +kubebuilder:validation:MaxLength=255
	// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9a-f]{64}$')",message="sha256 must be 64 hexadecimal digits in small letters, as sha256sum prints them"
	SHA256 string `json:"sha256,omitempty"`
}

// SecretKeyReference names a key of a Secret in the same namespace.
type SecretKeyReference struct {
	// name of the Secret.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`

	// key within the Secret; it ends like the file, for example front.png.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Key string `json:"key"`
}

// VerifiedCustomer is a customer whose identity a provider verifies.
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=vcust,categories=bonafide
// +kubebuilder:selectablefield:JSONPath=`.status.customerID`
// +kubebuilder:selectablefield:JSONPath=`.status.phase`
// +kubebuilder:selectablefield:JSONPath=`.spec.providerRef.name`
// +kubebuilder:printcolumn:name="Type",type=string,JSONPath=`.spec.type`
// +kubebuilder:printcolumn:name="Provider",type=string,JSONPath=`.spec.providerRef.name`
// +kubebuilder:printcolumn:name="Phase",type=string,JSONPath=`.status.phase`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Action",type=string,JSONPath=`.status.requirements[0].code`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="ID",type=string,JSONPath=`.status.customerID`,priority=1
// +kubebuilder:printcolumn:name="Status",type=string,JSONPath=`.status.providerStatus`,priority=1
// +kubebuilder:printcolumn:name="Last Event",type=string,JSONPath=`.status.lastEvent.topic`,priority=1
type VerifiedCustomer struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the customer as it should be.
	Spec VerifiedCustomerSpec `json:"spec"`

	// status is where the customer stands.
	// +optional
	// +kubebuilder:default={"observedGeneration":-1,"phase":"Pending"}
	Status VerifiedCustomerStatus `json:"status,omitempty"`
}

// VerifiedCustomerList is a list of VerifiedCustomers.
// +kubebuilder:object:root=true
type VerifiedCustomerList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []VerifiedCustomer `json:"items"`
}
