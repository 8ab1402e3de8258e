package v1alpha1

// BusinessStructure is the legal structure of a business. It decides whether the business needs a
// controller, whether its owners have to be named, and whether ownership has to be certified.
// +kubebuilder:validation:Enum=SoleProprietorship;UnincorporatedAssociation;Trust;Corporation;PubliclyTradedCorporation;NonProfitCorporation;NonProfitLLC;LLC;Partnership
type BusinessStructure string

// BusinessSpec is a company.
// +kubebuilder:validation:XValidation:rule="!(self.structure in ['SoleProprietorship', 'UnincorporatedAssociation', 'Trust'] && has(self.controller))",message="controller must not be set for the structures SoleProprietorship, UnincorporatedAssociation and Trust, which have none"
type BusinessSpec struct {
	// name is the registered legal name.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=255
	// +kubebuilder:validation:XValidation:rule="self.trim() == self",message="name must not be blank, nor begin or end with white space"
	Name string `json:"name"`

	// doingBusinessAs is the name under which the business trades, if it is another one.
	// +optional
	// +kubebuilder:validation:MaxLength=255
	DoingBusinessAs string `json:"doingBusinessAs,omitempty"`

	// structure is the legal structure.
	Structure BusinessStructure `json:"structure"`

	// classification is the industry: the provider's ID of it, or its name in the provider's list.
	// +optional
	// +kubebuilder:validation:MaxLength=255
	Classification string `json:"classification,omitempty"`

	// website of the business, with https://.
	// +optional
	// +kubebuilder:validation:MaxLength=255
	// +kubebuilder:validation:XValidation:rule="isURL(self) && self.matches('^https?://[^/?#@]+[.][^/?#@.]+([/?#]|$)')",message="website must be an address like https://www.example.com"
	Website string `json:"website,omitempty"`

	// phone of the business.
	// +optional
	Phone Phone `json:"phone,omitempty"`

	// address of the business.
	Address Address `json:"address"`

	// admin is the person who opens the account; for structures without a controller, the owner.
	Admin BusinessAdmin `json:"admin"`

	// controller is a person with significant responsibility to manage the business, where the provider asks
	// for one (Dwolla, of all structures but SoleProprietorship, UnincorporatedAssociation and Trust).
	// +optional
	Controller *BusinessController `json:"controller,omitempty"`

	// identitySecretRef names the Secret, in this namespace, with the key ein, or taxID, taxIDType and
	// taxIDCountry; for the structures SoleProprietorship, UnincorporatedAssociation and Trust also the
	// owner's dateOfBirth and ssn.
	IdentitySecretRef SecretReference `json:"identitySecretRef"`

	// registrationNumber of the business in the public register of its country, where the provider asks
	// (Fin, Blaaiz).
	// +optional
	// +kubebuilder:validation:MaxLength=100
	// +kubebuilder:validation:XValidation:rule="self.trim() == self",message="registrationNumber must not begin or end with white space"
	RegistrationNumber string `json:"registrationNumber,omitempty"`

	// incorporationDate is when the business was founded, where the provider asks (Fin, Blaaiz).
	// +optional
	IncorporationDate Date `json:"incorporationDate,omitempty"`

	// description of what the business does, where the provider asks (Fin, Blaaiz).
	// +optional
	// +kubebuilder:validation:MaxLength=2000
	Description string `json:"description,omitempty"`

	// operatingAddress is where the business works, if not at address.
	// +optional
	OperatingAddress *Address `json:"operatingAddress,omitempty"`

	// verificationScope is how much of the business is verified, where the provider offers a choice
	// (Blaaiz): its own default when left out.
	// +optional
	VerificationScope VerificationScope `json:"verificationScope,omitempty"`

	// finances say what the account is for, where the provider asks (Fin, Blaaiz).
	// +optional
	Finances *FinancesSpec `json:"finances,omitempty"`

	// beneficialOwnership names the owners and says whether ownership is certified.
	// +optional
	BeneficialOwnership *BeneficialOwnershipSpec `json:"beneficialOwnership,omitempty"`
}

// BusinessAdmin is the person who opens the account of a business.
type BusinessAdmin struct {
	// firstName of the person.
	FirstName PersonName `json:"firstName"`

	// lastName of the person.
	LastName PersonName `json:"lastName"`

	// email of the account.
	Email Email `json:"email"`
}

// BusinessController is a person with significant responsibility to manage a business.
type BusinessController struct {
	// firstName of the person.
	FirstName PersonName `json:"firstName"`

	// lastName of the person.
	LastName PersonName `json:"lastName"`

	// title at the business, for example Chief Executive Officer.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=100
	Title string `json:"title"`

	// address is where the person lives.
	Address Address `json:"address"`

	// identitySecretRef names the Secret, in this namespace, with dateOfBirth, and ssn, or
	// passportNumber and passportCountry.
	IdentitySecretRef SecretReference `json:"identitySecretRef"`
}

// BeneficialOwnershipSpec says who owns a business.
type BeneficialOwnershipSpec struct {
	// owners names the BeneficialOwner objects, in this namespace, of everybody who owns 25 percent
	// or more. An empty list says that there is nobody; objects that are not named here are
	// never taken into account.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=253
	Owners []string `json:"owners,omitempty"`

	// certified is a person's legal statement that owners is complete and correct. Only true has
	// the operator certify the ownership at the provider.
	// +optional
	Certified bool `json:"certified,omitempty"`
}
