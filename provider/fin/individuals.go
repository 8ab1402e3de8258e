package fin

import (
	"cmp"
	"context"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

// The types of customers.
const (
	TypeIndividual = "INDIVIDUAL"
	TypeBusiness   = "BUSINESS"
)

// How a customer is verified. RELIANCE means that Fin relies on what the account's owner checked; it has
// to be enabled for the account.
const (
	VerificationStandard = "STANDARD"
	VerificationReliance = "RELIANCE"
)

// The employment statuses.
const (
	EmploymentEmployed     = "EMPLOYED"
	EmploymentSelfEmployed = "SELF_EMPLOYED"
	EmploymentRetired      = "RETIRED"
	EmploymentStudent      = "STUDENT"
	EmploymentUnemployed   = "UNEMPLOYED"
)

// Individual is what Fin takes to create a person's customer (page Create an individual customer, V2).
// Countries are ISO 3166-1 alpha-3, dates YYYY-MM-DD. Each field in another script than Latin wants a
// Latin transliteration in its sibling of the same name with En.
type Individual struct {
	// VerificationType is STANDARD if empty.
	VerificationType string             `json:"verification_type"`
	BasicInfo        IndividualInfo     `json:"basic_info"`
	Address          IndividualAddress  `json:"address"`
	FinancialProfile IndividualFinances `json:"financial_profile"`
	// MetaData is the caller's own; reference is the usual key. No answer of Fin's shows it again.
	MetaData map[string]string `json:"meta_data,omitempty"`
}

// IndividualInfo says who the person is.
type IndividualInfo struct {
	FirstName    string     `json:"first_name"`
	FirstNameEn  string     `json:"first_name_en,omitempty"`
	MiddleName   string     `json:"middle_name,omitempty"`
	MiddleNameEn string     `json:"middle_name_en,omitempty"`
	LastName     string     `json:"last_name"`
	LastNameEn   string     `json:"last_name_en,omitempty"`
	DateOfBirth  pii.String `json:"dob"`
	// Email in lower case.
	Email string `json:"email"`
	// Phone as E.164, with the code of the country of residence.
	Phone                string  `json:"phone"`
	CountryOfResidence   string  `json:"country_of_residence"`
	PrimaryNationality   string  `json:"primary_nationality"`
	SecondaryNationality string  `json:"secondary_nationality,omitempty"`
	Gender               string  `json:"gender,omitempty"`
	TaxInfo              []TaxID `json:"tax_info"`
}

// TaxID is a number that a tax authority gave. Which types each country has is on Fin's pages Individual
// tax ID documents and Business tax ID documents by region; USA has SSN and EIN.
type TaxID struct {
	Country string     `json:"country_code"`
	Type    string     `json:"document_type"`
	Number  pii.String `json:"document_id"`
}

// IndividualAddress is where a person lives.
type IndividualAddress struct {
	Line1      string `json:"street_line_1"`
	Line1En    string `json:"street_line_1_en,omitempty"`
	Line2      string `json:"street_line_2,omitempty"`
	Line2En    string `json:"street_line_2_en,omitempty"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	// Subdivision is the ISO 3166-2 code ("US-CA").
	Subdivision string `json:"subdivision_code"`
	// Country has to be the country of residence.
	Country string `json:"country"`
}

// IndividualFinances say what the person does and wants. IDs are those of the catalogue.
type IndividualFinances struct {
	EmploymentStatus         string `json:"employment_status"`
	OccupationID             int    `json:"occupation_id"`
	PurposeID                int    `json:"purpose_id"`
	PurposeRemarks           string `json:"purpose_remarks,omitempty"`
	SourceOfFundIDs          []int  `json:"source_of_fund_ids"`
	SourceOfFundsDescription string `json:"source_of_funds_description,omitempty"`
	// MonthlyVolumeUSD in whole dollars.
	MonthlyVolumeUSD int `json:"monthly_volume_usd"`
}

// Created is the answer to a create.
type Created struct {
	CustomerID string `json:"customer_id"`
	// TOSPoliciesURL is where the terms are to be shown to the customer; TOSValue reads the value that
	// an attach wants out of it.
	TOSPoliciesURL string `json:"tos_policies_url"`
}

// CreateIndividual creates a person's customer, in status INCOMPLETE: nothing is verified until documents
// are attached. Fin refuses no duplicates and has no idempotency key: after an error for which
// OutcomeUnknown holds, look with FindByEmail before doing it again.
func (c *Client) CreateIndividual(ctx context.Context, p Individual) (*Created, error) {
	p.VerificationType = cmp.Or(p.VerificationType, VerificationStandard)
	return c.create(ctx, post(OpCreateIndividual, "/v2/customers/individual", encode(p)))
}

func (c *Client) create(ctx context.Context, r call) (*Created, error) {
	var out Created
	if _, err := c.fetch(ctx, r, &out); err != nil {
		return nil, err
	}
	if !uuid.MatchString(out.CustomerID) {
		return nil, nameless(r.operation, "the customer")
	}
	return &out, nil
}

// customerPath is a path below one customer.
func customerPath(operation, version, id, rest string) (string, error) {
	if !uuid.MatchString(id) {
		return "", provider.Invalid(operation, "a customer's ID at Fin is a UUID")
	}
	return "/" + version + "/customers/" + id + rest, nil
}
