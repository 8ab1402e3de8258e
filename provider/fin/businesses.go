package fin

import (
	"cmp"
	"context"
	"slices"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

// The types of legal entities (page Create a business customer, V2).
const (
	EntityLLC               = "LIMITED_LIABILITY_COMPANY"
	EntityPubliclyListed    = "PUBLICLY_LISTED_COMPANY"
	EntitySoleProprietor    = "SOLE_PROPRIETOR"
	EntityPartnership       = "PARTNERSHIP"
	EntityCorporation       = "CORPORATION"
	EntityTrust             = "TRUST"
	EntityPrivateFoundation = "PRIVATE_FOUNDATION"
	EntityCharity           = "CHARITY"
	EntityNonProfit         = "NONPROFIT_ORGANIZATION"
	EntityPublicAgency      = "PUBLIC_AGENCY_OR_AUTHORITY"
)

// The roles of associated parties.
const (
	RoleShareholder = "shareholder"
	RoleUBO         = "ubo"
)

// Business is what Fin takes to create a business's customer (page Create a business customer, V2).
// Everybody who owns or controls it comes with it: no call adds a party later. Formats as in Individual.
type Business struct {
	// VerificationType is STANDARD if empty.
	VerificationType string `json:"verification_type"`
	// IndustryCodes are NAICS 2022 codes of six digits.
	IndustryCodes     []string          `json:"industry_codes"`
	BasicInfo         BusinessInfo      `json:"basic_info"`
	FinancialProfile  BusinessFinances  `json:"financial_profile"`
	Addresses         BusinessAddresses `json:"addresses"`
	AssociatedParties []AssociatedParty `json:"associated_parties"`
	HoldingStructure  *HoldingStructure `json:"holding_structure,omitempty"`
	// PublicListings are required of publicly traded companies.
	PublicListings []PublicListing   `json:"public_listings,omitempty"`
	Compliance     *Compliance       `json:"compliance,omitempty"`
	MetaData       map[string]string `json:"meta_data,omitempty"`
}

// BusinessInfo says what the business is.
type BusinessInfo struct {
	LegalName             string  `json:"legal_name"`
	LegalNameEn           string  `json:"legal_name_en,omitempty"`
	TradeName             string  `json:"trade_name"`
	TradeNameEn           string  `json:"trade_name_en,omitempty"`
	Description           string  `json:"description"`
	EntityType            string  `json:"entity_type"`
	Email                 string  `json:"email"`
	Phone                 string  `json:"phone"`
	IncorporationDate     string  `json:"incorporation_date"`
	CountryOfIncorp       string  `json:"country_of_incorporation"`
	RegistrationNumber    string  `json:"registration_number"`
	LegalEntityIdentifier string  `json:"legal_entity_identifier,omitempty"`
	IsDAO                 bool    `json:"is_dao,omitempty"`
	TaxInfo               []TaxID `json:"tax_info"`
	// Websites are addresses, one at least.
	Websites []string `json:"websites"`
}

// BusinessFinances say where its money comes from and goes to. IDs are those of the catalogue, the
// largest contributor first; amounts are whole dollars.
type BusinessFinances struct {
	PurposeID                       int    `json:"purpose_id"`
	PurposeRemarks                  string `json:"purpose_remarks,omitempty"`
	SourceOfFundIDs                 []int  `json:"source_of_fund_ids"`
	SourceOfFundsDescription        string `json:"source_of_funds_description,omitempty"`
	SourceOfWealthIDs               []int  `json:"source_of_wealth_ids"`
	EstimatedAnnualRevenueUSD       int    `json:"estimated_annual_revenue_usd"`
	ExpectedMonthlyDepositsUSD      int    `json:"expected_monthly_deposits_usd"`
	ExpectedMonthlyWithdrawalsUSD   int    `json:"expected_monthly_withdrawals_usd"`
	ExpectedTransactionValueUSD     int    `json:"expected_transaction_value_usd,omitempty"`
	ExpectedMonthlyTransactionCount int    `json:"expected_monthly_transaction_count,omitempty"`
	// ThirdPartyFundUsage is true of money services and payment processors only; it makes Fin look
	// harder.
	ThirdPartyFundUsage bool `json:"third_party_fund_usage"`
}

// BusinessAddresses are the one of incorporation and, if that is another, the physical one.
type BusinessAddresses struct {
	SameAsIncorporated bool     `json:"is_incorporated_address_same"`
	Incorporated       Address  `json:"incorporated_address"`
	Physical           *Address `json:"physical_address,omitempty"`
}

// Address is that of a business or an associated party.
type Address struct {
	Line1   string `json:"street_line_1"`
	Line1En string `json:"street_line_1_en,omitempty"`
	Line2   string `json:"street_line_2,omitempty"`
	Line2En string `json:"street_line_2_en,omitempty"`
	City    string `json:"city"`
	// State and Subdivision are both the ISO 3166-2 code; an empty State is sent as Subdivision is.
	State       string `json:"state"`
	Subdivision string `json:"subdivision_code"`
	PostalCode  string `json:"postal_code"`
	Country     string `json:"country"`
}

// AssociatedParty is a natural person who owns or controls a part of a business. Companies among the
// owners go into HoldingStructure.
type AssociatedParty struct {
	// Ref is the caller's own name of the party. No answer shows it again: a party is recognised by its
	// e-mail address only.
	Ref       string    `json:"ref,omitempty"`
	BasicInfo PartyInfo `json:"basic_info"`
	Address   Address   `json:"address"`
	Roles     []string  `json:"roles"`
	// Ownership is required of an ubo.
	Ownership *OwnershipInfo `json:"ownership_info,omitempty"`
}

// PartyInfo says who an associated party is.
type PartyInfo struct {
	FirstName            string     `json:"first_name"`
	FirstNameEn          string     `json:"first_name_en,omitempty"`
	MiddleName           string     `json:"middle_name,omitempty"`
	MiddleNameEn         string     `json:"middle_name_en,omitempty"`
	LastName             string     `json:"last_name"`
	LastNameEn           string     `json:"last_name_en,omitempty"`
	DateOfBirth          pii.String `json:"dob"`
	Email                string     `json:"email"`
	Phone                string     `json:"phone"`
	CountryOfResidence   string     `json:"country_of_residence"`
	PrimaryNationality   string     `json:"primary_nationality"`
	SecondaryNationality string     `json:"secondary_nationality,omitempty"`
	TaxInfo              []TaxID    `json:"tax_info"`
}

// OwnershipInfo says what a party owns and does.
type OwnershipInfo struct {
	Designation string `json:"designation"`
	// Percent is 0 to 100; over all parties it is more than 0 and at most 100.
	Percent   float64 `json:"percentage_of_ownership"`
	Since     string  `json:"relationship_establishment_date"`
	Control   bool    `json:"has_control"`
	Signatory bool    `json:"is_signer"`
	Director  bool    `json:"is_director"`
}

// CreateBusiness creates a business's customer with all its associated parties, in status INCOMPLETE. The
// IDs of the parties are not in the answer: GetBusiness shows them. As to doing it again, see
// CreateIndividual.
func (c *Client) CreateBusiness(ctx context.Context, b Business) (*Created, error) {
	return c.create(ctx, post(OpCreateBusiness, "/v2/customers/business", encode(b.complete())))
}

// complete fills what one copy of Fin's pages requires and the other does not: the transliterations, which
// for Latin text are the text itself, and the state next to the equal subdivision code.
func (b Business) complete() Business {
	b.VerificationType = cmp.Or(b.VerificationType, VerificationStandard)
	b.BasicInfo.LegalNameEn = latin(b.BasicInfo.LegalNameEn, b.BasicInfo.LegalName)
	b.Addresses.Incorporated = b.Addresses.Incorporated.complete()
	if p := b.Addresses.Physical; p != nil {
		physical := p.complete()
		b.Addresses.Physical = &physical
	}
	b.AssociatedParties = slices.Clone(b.AssociatedParties)
	for i := range b.AssociatedParties {
		p := &b.AssociatedParties[i]
		p.BasicInfo.FirstNameEn = latin(p.BasicInfo.FirstNameEn, p.BasicInfo.FirstName)
		p.BasicInfo.LastNameEn = latin(p.BasicInfo.LastNameEn, p.BasicInfo.LastName)
		p.Address = p.Address.complete()
	}
	if h := b.HoldingStructure; h != nil {
		holding := *h
		holding.CorporateShareholders = slices.Clone(h.CorporateShareholders)
		for i := range holding.CorporateShareholders {
			s := &holding.CorporateShareholders[i]
			s.NameEn = latin(s.NameEn, s.Name)
		}
		b.HoldingStructure = &holding
	}
	return b
}

func (a Address) complete() Address {
	a.Line1En = latin(a.Line1En, a.Line1)
	a.State = cmp.Or(a.State, a.Subdivision)
	return a
}

// latin is the transliteration en of s, which is s itself where none is needed.
func latin(en, s string) string {
	if en == "" && isASCII(s) {
		return s
	}
	return en
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
