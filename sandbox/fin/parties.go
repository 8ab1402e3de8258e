package fin

import (
	"slices"

	"github.com/bonafide-dev/bonafide/sandbox/internal/input"
)

// Roles of an associated party.
const (
	roleShareholder = "shareholder"
	roleUBO         = "ubo"
)

// readParties reads associated_parties and the rules over all of them (reference 8.1).
func (c *customer) readParties(in *input.Object, strict bool) {
	emails, roles, total := make(map[string]bool), []string{}, 0.0
	both := false
	list := in.Objects("associated_parties", 1)
	for _, one := range list {
		p, its := readParty(one, strict)
		if p.email != "" && emails[p.email] {
			one.Fail("basic_info.email", "must be unique among associated parties")
		}
		emails[p.email] = true
		total += p.ownership
		roles = append(roles, its...)
		both = both || slices.Contains(its, roleShareholder) && slices.Contains(its, roleUBO)
		c.parties = append(c.parties, p)
	}
	if len(list) == 0 || len(in.Problems()) > 0 {
		return // rules over all parties make no sense while one of them is wrong
	}
	switch {
	case strict && !both:
		in.Fail("associated_parties", "at least one associated party must be both shareholder and ubo")
	case !slices.Contains(roles, roleShareholder) || !slices.Contains(roles, roleUBO):
		in.Fail("associated_parties", "at least one shareholder and one ubo are required")
	}
	switch {
	case total <= 0:
		in.Fail("associated_parties", "total percentage_of_ownership must be greater than 0")
	case strict && total >= 100:
		in.Fail("associated_parties", "total percentage_of_ownership must be less than 100")
	case total > 100:
		in.Fail("associated_parties", "total percentage_of_ownership must not exceed 100")
	}
}

func readParty(in *input.Object, strict bool) (p *party, roles []string) {
	p = new(party)
	in.Optional("ref")
	if basic := in.Object("basic_info", true); basic != nil {
		p.firstName = transliterated(basic, "first_name", true, strict, input.AtMost(50))
		transliterated(basic, "last_name", true, strict, input.AtMost(50))
		transliterated(basic, "middle_name", false, false)
		basic.Required("dob", input.Age(18, 120))
		p.email = basic.Required("email", lowercase)
		basic.Required("phone", e164)
		p.country = basic.Required("country_of_residence", knownCountry)
		basic.Required("primary_nationality", knownCountry)
		basic.Optional("secondary_nationality", knownCountry)
		taxInfo(basic, "SSN", anySSN)
	}
	v2Address(in.Object("address", true), strict)
	roles = in.Strings("roles", 1, input.OneOf(roleShareholder, roleUBO))
	if owns := in.Object("ownership_info", slices.Contains(roles, roleUBO)); owns != nil {
		owns.Required("designation", input.AtMost(100))
		p.ownership, _ = owns.Number("percentage_of_ownership", true, 0, 100)
		owns.Required("relationship_establishment_date", input.Past)
		for _, name := range []string{"has_control", "is_signer", "is_director"} {
			owns.Bool(name, true)
		}
	}
	return p, roles
}
