package testenv

import (
	"net/http"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Fin logs in to the simulated Fin.
func (e *Env) Fin() *Caller {
	e.T.Helper()
	c := &Caller{Env: e, Base: e.Sandbox.FinURL()}
	c.Token = c.OK(http.StatusOK, http.MethodPost, "/v1/oauth/token",
		Fields{"client_id": sandbox.Key, "client_secret": sandbox.Secret})["access_token"].(string)
	return c
}

// SetFin changes settings of the simulated Fin.
func (e *Env) SetFin(s controlapi.FinSettings) {
	e.T.Helper()
	require.NoError(e.T, e.Control.Set(e.T.Context(), controlapi.Settings{Fin: &s}))
}

// Quick makes every step of a verification at Fin take a millisecond, and waits for nobody's verdict if
// manual.
func (e *Env) Quick(review string) {
	e.T.Helper()
	step := controlapi.Duration(time.Millisecond)
	e.SetFin(controlapi.FinSettings{Step: &step, Review: &review})
}

// FinPerson is a complete V2 individual.
func FinPerson(firstName, email string) Fields {
	return Fields{
		"verification_type": "STANDARD",
		"basic_info": Fields{
			"first_name": firstName, "last_name": "Doe", "dob": "1980-02-29", "email": email,
			"phone": "+15554321234", "country_of_residence": "USA", "primary_nationality": "USA",
			"tax_info": []any{Fields{"country_code": "USA", "document_type": "SSN", "document_id": "123-45-6789"}},
		},
		"address": Fields{
			"street_line_1": "99-99 33rd St", "city": "Brooklyn", "subdivision_code": "US-NY", "postal_code": "11101",
			"country": "USA",
		},
		"financial_profile": Fields{
			"employment_status": "EMPLOYED", "occupation_id": 3, "purpose_id": 1, "source_of_fund_ids": []any{1},
			"monthly_volume_usd": 1000,
		},
		"meta_data": Fields{"reference": "ref-" + email},
	}
}

// FinPersonV1 is a complete V1 individual.
func FinPersonV1(firstName, email string) Fields {
	return Fields{
		"verification_type": "STANDARD",
		"basic_info": Fields{
			"first_name": firstName, "last_name": "Doe", "dob": "1980-02-29", "email": email,
			"phone": "+15554321234", "country_of_residence": "USA", "nationality": "USA", "tin": "123-45-6789",
		},
		"address": Fields{
			"street": "99-99 33rd St", "city": "Brooklyn", "state": "US-NY", "postal_code": "11101", "country": "USA",
		},
		"financial_profile": Fields{
			"occupation_id": 3, "source_of_fund_id": 1, "purpose_id": 1, "monthly_volume_usd": 1000,
		},
	}
}

// FinBusiness is a complete business with two parties who own 60 and 30 percent.
func FinBusiness(legalName, email string) Fields {
	address := Fields{
		"street_line_1": "1 Main St", "city": "Des Moines", "state": "US-IA", "subdivision_code": "US-IA",
		"postal_code": "50309", "country": "USA",
	}
	return Fields{
		"verification_type": "STANDARD", "industry_codes": []any{"541511"},
		"basic_info": Fields{
			"legal_name": legalName, "trade_name": "Acme", "description": "Software", "entity_type": "CORPORATION",
			"email": email, "phone": "+15554321234", "incorporation_date": "2015-06-01",
			"country_of_incorporation": "USA", "registration_number": "C1234567",
			"tax_info": []any{Fields{"country_code": "USA", "document_type": "EIN", "document_id": "12-3456789"}},
			"websites": []any{"https://acme.example"},
		},
		"financial_profile": Fields{
			"purpose_id": 101, "source_of_fund_ids": []any{101}, "source_of_wealth_ids": []any{1},
			"estimated_annual_revenue_usd": 1000000, "expected_monthly_deposits_usd": 1000,
			"expected_monthly_withdrawals_usd": 1000, "third_party_fund_usage": false,
		},
		"addresses": Fields{"is_incorporated_address_same": true, "incorporated_address": address},
		"associated_parties": []any{
			FinParty("Ada", "ada@example.com", 60, "shareholder", "ubo"),
			FinParty("Bob", "bob@example.com", 30, "ubo"),
		},
	}
}

// FinParty is a complete associated party.
func FinParty(firstName, email string, percent float64, roles ...string) Fields {
	return Fields{
		"basic_info": Fields{
			"first_name": firstName, "last_name": "Owner", "dob": "1975-06-07", "email": email,
			"phone": "+15554321234", "country_of_residence": "USA", "primary_nationality": "USA",
			"tax_info": []any{Fields{"country_code": "USA", "document_type": "SSN", "document_id": "123-45-6789"}},
		},
		"address": Fields{
			"street_line_1": "3 Main St", "city": "Des Moines", "state": "US-IA", "subdivision_code": "US-IA",
			"postal_code": "50309", "country": "USA",
		},
		"roles": roles,
		"ownership_info": Fields{
			"designation": "Director", "percentage_of_ownership": percent,
			"relationship_establishment_date": "2015-06-01",
			"has_control":                     true, "is_signer": true, "is_director": true,
		},
	}
}
