package provider

import (
	"hash"
	"slices"
	"strconv"
	"strings"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// PersonBackground is what only some providers ask of a person.
type PersonBackground struct {
	// Nationality as ISO 3166-1 alpha-2.
	Nationality string
	Employment  Employment
	// Occupation is the provider's ID of it, or its name in the provider's list.
	Occupation string
	Finances   Finances
}

// Employment is how a person earns a living.
type Employment string

// The kinds of employment, as the VerifiedCustomer API names them.
const (
	EmploymentEmployed     Employment = "Employed"
	EmploymentSelfEmployed Employment = "SelfEmployed"
	EmploymentRetired      Employment = "Retired"
	EmploymentStudent      Employment = "Student"
	EmploymentUnemployed   Employment = "Unemployed"
)

// Finances are what the account is for. Purpose and sources are the provider's IDs of them, or their names
// in the provider's lists. Amounts are whole US dollars; nil when nothing is said.
type Finances struct {
	Purpose string
	// SourcesOfFunds and SourcesOfWealth, the largest first.
	SourcesOfFunds        []string
	SourcesOfWealth       []string
	MonthlyVolumeUSD      *int64
	AnnualRevenueUSD      *int64
	MonthlyDepositsUSD    *int64
	MonthlyWithdrawalsUSD *int64
	// MonthlyPayments is how many payments are expected in a month.
	MonthlyPayments *int64
}

// Scope is how much of a business is verified, where a provider offers a choice.
type Scope string

// The scopes. Empty is the provider's own default.
const (
	ScopeFull    Scope = "Full"
	ScopeMinimal Scope = "Minimal"
)

// BusinessBackground is what only some providers ask of a business.
type BusinessBackground struct {
	// RegistrationNumber in the public register of the address's country.
	RegistrationNumber string
	// IncorporationDate as YYYY-MM-DD.
	IncorporationDate string
	Description       string
	// Operating is where the business works, if not at its registered address.
	Operating *Address
	Scope     Scope
	// Tax is the tax number of a business that has no EIN.
	Tax      TaxID
	Finances Finances
}

// OwnerBackground is what only some providers ask of an owner.
type OwnerBackground struct {
	Phone string
	Title string
	// Nationality as ISO 3166-1 alpha-2.
	Nationality  string
	Share        *Share
	Roles        []OwnerRole
	Declarations []Declaration
	// Since is when the person came to own or direct the business, as YYYY-MM-DD.
	Since string
}

// Share is a part of a business in hundredths of a percent: 3333 is 33.33 %.
type Share int32

// WholeShare is all of a business.
const WholeShare Share = 100_00

// OwnerRole is what an owner is to the business beside owning a part of it.
type OwnerRole string

// The roles, as the BeneficialOwner API names them.
const (
	RoleShareholder OwnerRole = "Shareholder"
	RoleControl     OwnerRole = "Control"
	RoleSigner      OwnerRole = "Signer"
	RoleDirector    OwnerRole = "Director"
)

// Declaration is what a person declares of themselves.
type Declaration string

// The declarations, as the BeneficialOwner API names them.
const (
	DeclaredPoliticallyExposed Declaration = "PoliticallyExposed"
	DeclaredUSTaxResident      Declaration = "USTaxResident"
)

// Papers are what identifies somebody beside the date of birth and a social security number.
type Papers struct {
	Tax      TaxID
	Document IdentityDocument
}

// TaxID is a number under which somebody pays taxes.
type TaxID struct {
	Number pii.String
	// Type is the provider's word for the kind of number. Empty leaves it to the driver.
	Type string
	// Country as ISO 3166-1 alpha-2; empty means that of the address.
	Country string
}

// IdentityDocument is what stands in somebody's identity document. The document's picture is a Document.
type IdentityDocument struct {
	// Type is DocumentPassport, DocumentLicense, DocumentIDCard or DocumentResidencePermit.
	Type   DocumentType
	Number pii.String
	// Country that issued it as ISO 3166-1 alpha-2; empty means that of the address.
	Country string
	// State that issued a licence.
	State string
	// IssueDate and ExpiryDate as YYYY-MM-DD.
	IssueDate  pii.String
	ExpiryDate pii.String
}

// Terms is a customer's acceptance of the provider's terms, as a person attests it.
type Terms struct {
	// AcceptedBy is who accepted them, and AcceptedAt when, in RFC 3339.
	AcceptedBy string
	AcceptedAt string
}

func (b PersonBackground) write(h hash.Hash) {
	writeIfAny(h, "Background", append([]string{b.Nationality, string(b.Employment), b.Occupation}, b.Finances.fields()...)...)
}

func (b BusinessBackground) write(h hash.Hash) {
	fields := append([]string{b.RegistrationNumber, b.IncorporationDate, b.Description, string(b.Scope)}, b.Finances.fields()...)
	fields = append(fields, b.Tax.fields()...)
	if b.Operating != nil {
		fields = append(fields, b.Operating.fields()...)
	}
	writeIfAny(h, "Background", fields...)
}

func (b OwnerBackground) write(h hash.Hash) {
	share := ""
	if b.Share != nil {
		share = strconv.Itoa(int(*b.Share))
	}
	writeIfAny(h, "Background", b.Phone, b.Title, b.Nationality, share, inAnyOrder(b.Roles), inAnyOrder(b.Declarations), b.Since)
}

func (p Papers) write(h hash.Hash) {
	d := p.Document
	writeIfAny(h, "Papers", append(p.Tax.fields(),
		string(d.Type), d.Number.Reveal(), d.Country, d.State, d.IssueDate.Reveal(), d.ExpiryDate.Reveal())...)
}

func (t TaxID) fields() []string { return []string{t.Number.Reveal(), t.Type, t.Country} }

func (f Finances) fields() []string {
	return []string{
		f.Purpose, inOrder(f.SourcesOfFunds), inOrder(f.SourcesOfWealth),
		number(f.MonthlyVolumeUSD), number(f.AnnualRevenueUSD), number(f.MonthlyDepositsUSD), number(f.MonthlyWithdrawalsUSD),
		number(f.MonthlyPayments),
	}
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// inOrder is a list as one field, and inAnyOrder one whose order does not count.
func inOrder[T ~string](list []T) string { return strings.Join(words(list), "\n") }

func inAnyOrder[T ~string](list []T) string {
	all := words(list)
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// words are the entries of a list in one spelling.
func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, word := range list {
		out[i] = strings.ToLower(strings.TrimSpace(string(word)))
	}
	return out
}

// writeIfAny is writeFields under a label, and nothing if all fields are empty: what was submitted before
// there were such fields keeps its fingerprint.
func writeIfAny(h hash.Hash, label string, fields ...string) {
	if slices.ContainsFunc(fields, func(f string) bool { return strings.TrimSpace(f) != "" }) {
		writeFields(h, append([]string{label}, fields...)...)
	}
}
