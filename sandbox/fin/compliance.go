package fin

import "github.com/bonafide-dev/bonafide/sandbox/internal/input"

// readCompliance checks the optional block of the same name (reference 8.2).
func readCompliance(in *input.Object) {
	if in == nil {
		return
	}
	in.Bool("operates_in_prohibited_countries", false)
	in.Optional("additional_description_for_compliance_screening")
	if risk := in.Object("risk_profile", false); risk != nil {
		risky := risk.Strings("high_risk_activities", 0, input.OneOf("adult_entertainment", "crypto_exchange",
			"gambling", "cannabis", "weapons", "money_services", "cross_border_payments"))
		if len(risky) > 0 {
			risk.Required("high_risk_activities_explanation")
		}
		risk.Bool("conducts_money_services", false)
		risk.Bool("conducts_money_services_via_fin", false)
		risk.Optional("conducts_money_services_description")
	}
	if regulated := in.Object("regulated_activity", false); regulated != nil {
		regulated.Required("description")
		regulated.Required("primary_authority_country_code", knownCountry)
		regulated.Required("primary_authority_name")
		regulated.Required("license_number")
	}
	readAML(in.Object("aml", false))
}

func readAML(in *input.Object) {
	if in == nil {
		return
	}
	for _, name := range []string{
		"supervisory_authority_name", "license_number", "customer_risk_classification_from_due_diligence",
		"enhanced_due_diligence_process", "procedures_for_transaction_monitoring",
		"subject_to_ml_or_tf_investigation", "subject_to_regulatory_enforcement_past_2_years",
		"client_funds_accessibility",
	} {
		in.Optional(name)
	}
	for _, name := range []string{
		"has_appointed_mlro", "prohibits_anonymous_or_fictitious_accounts",
		"prohibits_accounts_for_unlicensed_or_shell_customers", "confirms_no_service_to_sanctioned_countries",
		"aml_ctf_audit_completed",
	} {
		in.Bool(name, false)
	}
	for _, name := range []string{
		"customer_identity_verification", "pep_and_sanctions_screening", "transaction_monitoring",
	} {
		if means := in.Object(name, false); means != nil {
			means.Required("method")
			means.Required("system")
		}
	}
	in.Strings("sanction_lists", 0)
	in.Optional("planned_audit_date", input.Date)
	split := in.Object("customer_risk_split", false)
	if split == nil {
		return
	}
	sum, complete := int64(0), true
	for _, name := range []string{"low_risk", "medium_risk", "high_risk"} {
		n, ok := split.Int(name, true, 0)
		sum, complete = sum+n, complete && ok
	}
	if complete && sum != 100 {
		in.Fail("customer_risk_split", "must sum to 100")
	}
}
