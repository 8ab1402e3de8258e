package fin

import (
	"net/http"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

type createdView struct {
	CustomerID string `json:"customer_id"`
	TOSURL     string `json:"tos_policies_url"`
}

// createIndividual serves POST /v1 and /v2/customers/individual (reference 7).
func (a *API) createIndividual(v version) endpoint {
	return func(w http.ResponseWriter, r *http.Request) *apiError {
		in, err := body(r, errMalformed)
		if err != nil {
			return err
		}
		c := &customer{version: v, kind: typeIndividual, verification: in.Required("verification_type", howVerified)}
		if v == version1 {
			c.readV1(in)
		} else {
			c.readV2(in)
		}
		c.reference = reference(in)
		if err := errInvalid(in.Problems()); err != nil {
			return err
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		if c.verification == "RELIANCE" && !a.settings.reliance {
			return refuse(http.StatusLocked, noReliance)
		}
		a.add(c)
		return writeData(w, createdView{c.id, c.tosURL()})
	}
}

const noReliance = "RELIANCE is not available for your client"

func (c *customer) readV2(in *input.Object) {
	if basic := in.Object("basic_info", true); basic != nil {
		c.firstName = transliterated(basic, "first_name", true, false)
		c.lastName = transliterated(basic, "last_name", true, false)
		transliterated(basic, "middle_name", false, false)
		basic.Required("dob", input.Age(18, 120))
		c.email = basic.Required("email", lowercase)
		c.phone = basic.Required("phone", e164)
		c.country = basic.Required("country_of_residence", knownCountry)
		basic.Required("primary_nationality", knownCountry)
		basic.Optional("secondary_nationality", knownCountry)
		basic.Optional("gender", input.OneOf("MALE", "FEMALE"))
		taxInfo(basic, "SSN", anySSN)
		dials(basic, c.phone, c.country)
	}
	if address := in.Object("address", true); address != nil {
		transliterated(address, "street_line_1", true, false, noPOBox)
		transliterated(address, "street_line_2", false, false, noPOBox)
		address.Required("city")
		postal, subdivision := address.Required("postal_code"), address.Required("subdivision_code")
		code := address.Required("country", knownCountry)
		if code != "" && c.country != "" && code != c.country {
			address.Fail("country", "must equal country_of_residence")
		}
		place(address, code, "subdivision_code", subdivision, postal)
	}
	if finance := in.Object("financial_profile", true); finance != nil {
		finance.Required("employment_status",
			input.OneOf("EMPLOYED", "SELF_EMPLOYED", "RETIRED", "STUDENT", "UNEMPLOYED"))
		catalogued(finance, "occupation_id", occupations)
		catalogued(finance, "purpose_id", purposes)
		finance.Optional("purpose_remarks")
		finance.Ints("source_of_fund_ids", 1, known(sourcesOfFunds, typeIndividual))
		finance.Optional("source_of_funds_description")
		finance.Int("monthly_volume_usd", true, 0)
	}
}

func (c *customer) readV1(in *input.Object) {
	if basic := in.Object("basic_info", true); basic != nil {
		c.firstName, c.lastName = basic.Required("first_name", latin), basic.Required("last_name", latin)
		basic.Required("dob", input.Age(18, 120))
		c.email = basic.Required("email", lowercase)
		c.phone = basic.Required("phone", e164)
		c.country = basic.Required("country_of_residence", knownCountry)
		basic.Required("nationality", knownCountry)
		rule := latin
		if c.country == "USA" {
			rule = ssn
		}
		basic.Required("tin", rule)
		dials(basic, c.phone, c.country)
	}
	if address := in.Object("address", true); address != nil {
		address.Required("street", latin, noPOBox)
		address.Required("city", latin)
		state, postal := address.Required("state"), address.Required("postal_code")
		place(address, address.Required("country", knownCountry), "state", state, postal)
	}
	if finance := in.Object("financial_profile", true); finance != nil {
		catalogued(finance, "occupation_id", occupations)
		catalogued(finance, "source_of_fund_id", sourcesOfFunds)
		catalogued(finance, "purpose_id", purposes)
		finance.Int("monthly_volume_usd", true, 0)
	}
}

// catalogued reads an id of a catalogue for individuals.
func catalogued(in *input.Object, name string, all []item) {
	if id, ok := in.Int(name, true, 0); ok && !known(all, typeIndividual)(id) {
		in.Fail(name, "is unknown")
	}
}
