package fin

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/internal/httpx"
	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// Entity types that have rules of their own.
const (
	entityLLC         = "LIMITED_LIABILITY_COMPANY"
	entityCorporation = "CORPORATION"
	entityListed      = "PUBLICLY_LISTED_COMPANY"
)

var entityType = input.OneOf(entityLLC, entityListed, "SOLE_PROPRIETOR", "PARTNERSHIP", entityCorporation, "TRUST",
	"PRIVATE_FOUNDATION", "CHARITY", "NONPROFIT_ORGANIZATION", "PUBLIC_AGENCY_OR_AUTHORITY")

// createBusiness serves POST /v2/customers/business (reference 8).
func (a *API) createBusiness(w http.ResponseWriter, r *http.Request) *apiError {
	in, err := body(r, errMalformed400)
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	strict := a.settings.strict
	c := &customer{
		version: version2, kind: typeBusiness, verification: in.Required("verification_type", howVerified),
	}
	in.Strings("industry_codes", 1, naics)
	c.readBusiness(in.Object("basic_info", true), strict)
	readFinances(in.Object("financial_profile", true))
	readAddresses(in.Object("addresses", true), strict)
	c.readParties(in, strict)
	readHoldings(in.Object("holding_structure", false), strict)
	readListings(in, c.entityType)
	readCompliance(in.Object("compliance", false))
	c.reference = reference(in)
	if err := errFields(in.Problems()); err != nil {
		return err
	}
	if c.verification == "RELIANCE" && !a.settings.reliance {
		return errStatus(http.StatusLocked, noReliance)
	}
	a.add(c)
	if a.settings.older {
		return writeData(w, createdView{c.id, c.tosURL()})
	}
	httpx.WriteJSON(w, http.StatusCreated, createdView{c.id, c.tosURL()})
	return nil
}

func (c *customer) readBusiness(in *input.Object, strict bool) {
	if in == nil {
		return
	}
	c.businessName = transliterated(in, "legal_name", true, strict, input.AtMost(255))
	transliterated(in, "trade_name", true, false)
	in.Required("description", input.AtMost(500))
	c.entityType = in.Required("entity_type", entityType)
	c.email = in.Required("email", lowercase)
	c.phone = in.Required("phone", e164)
	in.Required("incorporation_date", input.Past)
	c.country = in.Required("country_of_incorporation", knownCountry)
	in.Required("registration_number")
	in.Optional("legal_entity_identifier", input.Length(20, 20))
	in.Bool("is_dao", false)
	taxInfo(in, "EIN", ein)
	in.Strings("websites", 1, input.URI)
	dials(in, c.phone, c.country)
}

func readFinances(in *input.Object) {
	if in == nil {
		return
	}
	if id, ok := in.Int("purpose_id", true, 0); ok {
		switch purpose, found := lookUp(purposes, typeBusiness, id); {
		case !found:
			in.Fail("purpose_id", "is unknown")
		case purpose.other && !in.Has("purpose_remarks"):
			in.Require("purpose_remarks")
		}
	}
	in.Optional("purpose_remarks")
	in.Ints("source_of_fund_ids", 1, known(sourcesOfFunds, typeBusiness))
	in.Optional("source_of_funds_description")
	in.Ints("source_of_wealth_ids", 1, known(sourcesOfWealth, typeBusiness))
	for _, name := range []string{
		"estimated_annual_revenue_usd", "expected_monthly_deposits_usd", "expected_monthly_withdrawals_usd",
	} {
		in.Int(name, true, 0)
	}
	in.Int("expected_transaction_value_usd", false, 0)
	in.Int("expected_monthly_transaction_count", false, 0)
	in.Bool("third_party_fund_usage", true)
}

func readAddresses(in *input.Object, strict bool) {
	if in == nil {
		return
	}
	same := in.Bool("is_incorporated_address_same", true)
	v2Address(in.Object("incorporated_address", true), strict)
	v2Address(in.Object("physical_address", !same && in.Has("is_incorporated_address_same")), strict)
}

// readHoldings checks who holds the business besides its parties (reference 8.2).
func readHoldings(in *input.Object, strict bool) {
	if in == nil {
		return
	}
	in.Bool("has_material_intermediary_ownership", false)
	for _, holder := range in.Objects("corporate_shareholders", 0) {
		transliterated(holder, "entity_name", true, strict)
		holder.Required("registration_country_code", knownCountry)
		holder.Number("ownership_percentage", true, 0, 100)
		holder.Optional("registration_number")
		holder.Optional("entity_type", entityType)
		holder.Optional("incorporation_date", input.Past)
	}
	for _, branch := range in.Objects("foreign_branches", 0) {
		branch.Required("registration_country_code", knownCountry)
		branch.Optional("name")
		branch.Optional("registration_number")
	}
}

func readListings(in *input.Object, entity string) {
	minimum := 0
	if entity == entityListed {
		minimum = 1
	}
	for _, listing := range in.Objects("public_listings", minimum) {
		listing.Optional("mic")
		listing.Optional("isin", input.Length(12, 12))
		listing.Optional("ticker_symbol")
	}
}
