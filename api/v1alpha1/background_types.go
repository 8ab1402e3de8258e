package v1alpha1

// Employment is how a person earns a living.
// +kubebuilder:validation:Enum=Employed;SelfEmployed;Retired;Student;Unemployed
type Employment string

// CountryCode is a country as ISO 3166-1 alpha-2.
// +kubebuilder:validation:MaxLength=100
// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Z]{2}$')",message="a country must be two capital letters (ISO 3166-1 alpha-2), for example US"
type CountryCode string

// Date is a day.
// +kubebuilder:validation:MaxLength=100
// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$')",message="a date must be written YYYY-MM-DD, for example 2019-05-31; quote it in YAML"
type Date string

// ListedName is an entry of one of a provider's lists: its name there, or its ID.
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=255
type ListedName string

// FinancesSpec says what an account is for, where the provider asks (Fin, Blaaiz). Amounts are whole US dollars.
type FinancesSpec struct {
	// purpose of the account: its name in the provider's list, or its ID there.
	// +optional
	Purpose ListedName `json:"purpose,omitempty"`

	// sourcesOfFunds are where the money comes from, the largest first: names in the provider's list, or IDs.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	SourcesOfFunds []ListedName `json:"sourcesOfFunds,omitempty"`

	// sourcesOfWealth are where the wealth of a business comes from, the largest first: names in the
	// provider's list, or IDs.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MaxItems=20
	SourcesOfWealth []ListedName `json:"sourcesOfWealth,omitempty"`

	// monthlyVolumeUSD is what a person expects to move in a month.
	// +optional
	// +kubebuilder:validation:Minimum=0
	MonthlyVolumeUSD *int64 `json:"monthlyVolumeUSD,omitempty"`

	// annualRevenueUSD is what a business estimates to take in a year.
	// +optional
	// +kubebuilder:validation:Minimum=0
	AnnualRevenueUSD *int64 `json:"annualRevenueUSD,omitempty"`

	// monthlyDepositsUSD is what a business expects to receive in a month.
	// +optional
	// +kubebuilder:validation:Minimum=0
	MonthlyDepositsUSD *int64 `json:"monthlyDepositsUSD,omitempty"`

	// monthlyWithdrawalsUSD is what a business expects to pay out in a month.
	// +optional
	// +kubebuilder:validation:Minimum=0
	MonthlyWithdrawalsUSD *int64 `json:"monthlyWithdrawalsUSD,omitempty"`

	// monthlyPayments is how many payments a business expects in a month.
	// +optional
	// +kubebuilder:validation:Minimum=0
	MonthlyPayments *int64 `json:"monthlyPayments,omitempty"`
}

// VerificationScope is how much of a business is verified.
// +kubebuilder:validation:Enum=Full;Minimal
type VerificationScope string

// TermsAcceptance is a person's statement that the customer was shown the provider's terms and accepted
// them. The operator never implies it.
type TermsAcceptance struct {
	// acceptedBy is who accepted the terms for the customer, for example an e-mail address.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=255
	AcceptedBy string `json:"acceptedBy"`

	// acceptedAt is when, in RFC 3339.
	// +kubebuilder:validation:MaxLength=100
	// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$')",message="acceptedAt must be a time like 2026-05-31T12:00:00Z; quote it in YAML"
	AcceptedAt string `json:"acceptedAt"`
}

// OwnerRole is what an owner is to the business beside owning a part of it.
// +kubebuilder:validation:Enum=Shareholder;Control;Signer;Director
type OwnerRole string

// Declaration is what a person declares of themselves.
// +kubebuilder:validation:Enum=PoliticallyExposed;USTaxResident
type Declaration string

// Share is a part of a business in percent, with up to two decimals.
// +kubebuilder:validation:MaxLength=100
// +kubebuilder:validation:XValidation:rule="self.matches('^(100([.]00?)?|[0-9]{1,2}([.][0-9]{1,2})?)$')",message="a share must be a percentage between 0 and 100 with at most two decimals, quoted, for example \"33.33\""
type Share string
