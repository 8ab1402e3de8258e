package fin

// HoldingStructure names what owns a business beside natural persons, and where else it is (page Create a
// business customer, V2).
type HoldingStructure struct {
	MaterialIntermediaries bool                   `json:"has_material_intermediary_ownership,omitempty"`
	CorporateShareholders  []CorporateShareholder `json:"corporate_shareholders,omitempty"`
	ForeignBranches        []ForeignBranch        `json:"foreign_branches,omitempty"`
}

// CorporateShareholder is a company that owns a part of the business.
type CorporateShareholder struct {
	Name               string  `json:"entity_name"`
	NameEn             string  `json:"entity_name_en,omitempty"`
	Country            string  `json:"registration_country_code"`
	Percent            float64 `json:"ownership_percentage"`
	RegistrationNumber string  `json:"registration_number,omitempty"`
	EntityType         string  `json:"entity_type,omitempty"`
	IncorporationDate  string  `json:"incorporation_date,omitempty"`
}

// ForeignBranch is a branch in another country.
type ForeignBranch struct {
	Country            string `json:"registration_country_code"`
	Name               string `json:"name,omitempty"`
	RegistrationNumber string `json:"registration_number,omitempty"`
}

// PublicListing is where shares of the business are traded.
type PublicListing struct {
	MIC    string `json:"mic,omitempty"`
	ISIN   string `json:"isin,omitempty"`
	Ticker string `json:"ticker_symbol,omitempty"`
}

// Compliance is what Fin asks of businesses of higher risk (guide High-risk businesses).
type Compliance struct {
	ProhibitedCountries   *bool              `json:"operates_in_prohibited_countries,omitempty"`
	AdditionalDescription string             `json:"additional_description_for_compliance_screening,omitempty"`
	RiskProfile           *RiskProfile       `json:"risk_profile,omitempty"`
	RegulatedActivity     *RegulatedActivity `json:"regulated_activity,omitempty"`
	AML                   *AML               `json:"aml,omitempty"`
}

// RiskProfile names activities of higher risk.
type RiskProfile struct {
	// Activities are of adult_entertainment, crypto_exchange, gambling, cannabis, weapons,
	// money_services and cross_border_payments.
	Activities               []string `json:"high_risk_activities,omitempty"`
	ActivitiesExplanation    string   `json:"high_risk_activities_explanation,omitempty"`
	MoneyServices            *bool    `json:"conducts_money_services,omitempty"`
	MoneyServicesViaFin      *bool    `json:"conducts_money_services_via_fin,omitempty"`
	MoneyServicesDescription string   `json:"conducts_money_services_description,omitempty"`
}

// RegulatedActivity names the licence of a regulated business.
type RegulatedActivity struct {
	Description      string `json:"description"`
	AuthorityCountry string `json:"primary_authority_country_code"`
	AuthorityName    string `json:"primary_authority_name"`
	LicenseNumber    string `json:"license_number"`
}

// AML says how the business itself prevents money laundering.
type AML struct {
	Authority                string             `json:"supervisory_authority_name,omitempty"`
	LicenseNumber            string             `json:"license_number,omitempty"`
	HasMLRO                  *bool              `json:"has_appointed_mlro,omitempty"`
	RiskSplit                *CustomerRiskSplit `json:"customer_risk_split,omitempty"`
	ProhibitsAnonymous       *bool              `json:"prohibits_anonymous_or_fictitious_accounts,omitempty"`
	ProhibitsUnlicensed      *bool              `json:"prohibits_accounts_for_unlicensed_or_shell_customers,omitempty"`
	IdentityVerification     *Procedure         `json:"customer_identity_verification,omitempty"`
	Screening                *Procedure         `json:"pep_and_sanctions_screening,omitempty"`
	Monitoring               *Procedure         `json:"transaction_monitoring,omitempty"`
	SanctionLists            []string           `json:"sanction_lists,omitempty"`
	RiskClassification       string             `json:"customer_risk_classification_from_due_diligence,omitempty"`
	EnhancedDueDiligence     string             `json:"enhanced_due_diligence_process,omitempty"`
	MonitoringProcedures     string             `json:"procedures_for_transaction_monitoring,omitempty"`
	Investigation            string             `json:"subject_to_ml_or_tf_investigation,omitempty"`
	Enforcement              string             `json:"subject_to_regulatory_enforcement_past_2_years,omitempty"`
	NoServiceToSanctioned    *bool              `json:"confirms_no_service_to_sanctioned_countries,omitempty"`
	ClientFundsAccessibility string             `json:"client_funds_accessibility,omitempty"`
	AuditCompleted           *bool              `json:"aml_ctf_audit_completed,omitempty"`
	PlannedAuditDate         string             `json:"planned_audit_date,omitempty"`
}

// CustomerRiskSplit are percentages of the business's own customers, 100 together.
type CustomerRiskSplit struct {
	Low    int `json:"low_risk"`
	Medium int `json:"medium_risk"`
	High   int `json:"high_risk"`
}

// Procedure is how, and with what, something is done.
type Procedure struct {
	Method string `json:"method"`
	System string `json:"system"`
}
