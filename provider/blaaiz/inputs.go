package blaaiz

import "github.com/bonafide-dev/bonafide/provider/pii"

// The types of customers.
const (
	TypeIndividual = "individual"
	TypeBusiness   = "business"
)

// Scope is how much of a business Blaaiz verifies (guide KYB overview).
type Scope string

// The scopes. Minimal has to be enabled by Blaaiz for the platform.
const (
	// ScopeFull: identity, owners who hold all of it, a file of each, and a formation document.
	ScopeFull Scope = "FULL"
	// ScopeMinimal: identity and a formation document. Owners may be stored and do not count.
	ScopeMinimal Scope = "MINIMAL"
)

// The types of identity documents. IDCard is an owner's only.
const (
	IDPassport       = "passport"
	IDDriversLicense = "drivers_license"
	IDResidentPermit = "resident_permit"
	IDCard           = "id_card"
)

// Address is a postal address. Fields that are empty are not sent.
type Address struct {
	Street  string
	City    string
	State   string
	ZipCode string
	// Country as ISO 3166-1 alpha-2.
	Country string
}

// Individual is what Blaaiz takes of a natural person (API reference, Create a customer). Fields that are
// empty are not sent; required are FirstName, LastName, Email, the address's Country, IDType and IDNumber.
type Individual struct {
	FirstName string
	LastName  string
	Email     string
	Phone     string
	// Address of residence. Its Country has to match the identity document.
	Address Address
	// DateOfBirth as YYYY-MM-DD.
	DateOfBirth pii.String
	TIN         pii.String
	// IDType is IDPassport, IDDriversLicense or IDResidentPermit.
	IDType   string
	IDNumber pii.String
	// IDIssueDate and IDExpiryDate as YYYY-MM-DD.
	IDIssueDate  pii.String
	IDExpiryDate pii.String
}

// Business is what Blaaiz takes of a company (API reference, Create a customer). Fields that are empty are
// not sent; required are Name, Email, RegistrationNumber and the address's Country.
type Business struct {
	Name  string
	Email string
	Phone string
	// Address is the registered one. Its Country is sent as the country of incorporation too: Blaaiz wants
	// the two to be equal.
	Address Address
	// RegistrationNumber is unique within the platform for one country.
	RegistrationNumber string
	TIN                pii.String
	// Scope is the platform's default if empty; it can be raised later, with UpgradeScope, and not lowered.
	Scope Scope
	// Operating is where it works, if elsewhere. Its Country may differ.
	Operating Address
	BusinessDetails
	// Owners, at most MaxOwners.
	Owners []Owner
}

// BusinessDetails are the optional facts about a business. UpgradeScope takes them too.
type BusinessDetails struct {
	TradingName  string
	IndustryType string
	// Type is one of BusinessTypes.
	Type string
	// IncorporationDate as YYYY-MM-DD.
	IncorporationDate string
	Description       string
	Website           string
	// SourceOfFunds is one of SourcesOfFunds, AnnualRevenue one of AnnualRevenues (bands of US dollars) and
	// AccountPurpose one of AccountPurposes.
	SourceOfFunds  string
	AnnualRevenue  string
	AccountPurpose string
	// MonthlyPayments is how many are expected in a month. Nil is not sent.
	MonthlyPayments *int
}

// The words that Blaaiz takes (API reference, Create a customer).
var (
	BusinessTypes   = []string{"corporation", "government_entity", "llc", "non_profit", "other", "partnership", "sole_proprietorship"}
	SourcesOfFunds  = []string{"business_revenue", "business_loans", "investment_income", "third_party_funds", "other"}
	AnnualRevenues  = []string{"0_99999", "100000_499999", "500000_999999", "1000000_4999999", "5000000_24999999", "25000000_99999999", "100000000_249999999", "250000000_plus"}
	AccountPurposes = []string{"receive_payments_for_goods_and_services", "send_payments_for_goods_and_services", "send_receive_funds_related_parties", "other"}
)

// MaxOwners is how many owners a business may have.
const MaxOwners = 5

// Owner is a natural person who owns or controls a part of a business. FirstName and LastName are required.
type Owner struct {
	FirstName string
	LastName  string
	// Email is unique among the owners of a business, whatever its capitals.
	Email   string
	Phone   string
	Title   string
	Address Address
	// Nationality as ISO 3166-1 alpha-2.
	Nationality string
	// Share is how much of the business is owned. Nil is not sent; UpgradeScope needs it.
	Share *Percent
	// Nil is not sent.
	HasControl        *bool
	IsSigner          *bool
	IsBeneficialOwner *bool
	IsPEP             *bool
	USATaxResidency   *bool
	// DateOfBirth as YYYY-MM-DD.
	DateOfBirth pii.String
	TIN         pii.String
	// IDType is IDPassport, IDDriversLicense, IDCard or IDResidentPermit.
	IDType       string
	IDNumber     pii.String
	IDCountry    string
	IDExpiryDate pii.String
}
