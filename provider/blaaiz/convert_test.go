package blaaiz

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

func TestBand(t *testing.T) {
	assert.Empty(t, band(nil))
	for revenue, want := range map[int64]string{
		0: "0_99999", 99_999: "0_99999", 100_000: "100000_499999", 499_999: "100000_499999", 500_000: "500000_999999",
		1_000_000: "1000000_4999999", 4_999_999: "1000000_4999999", 5_000_000: "5000000_24999999", 25_000_000: "25000000_99999999",
		100_000_000: "100000000_249999999", 249_999_999: "100000000_249999999", 250_000_000: "250000000_plus", 1 << 62: "250000000_plus",
	} {
		assert.Equal(t, want, band(&revenue), revenue)
	}
}

func TestTaxNumber(t *testing.T) {
	for name, tc := range map[string]struct{ tax, american, want string }{
		"its own":           {"NG-123", "123-45-6789", "NG-123"},
		"social security":   {"", "123-45-6789", "123456789"},
		"the last four":     {"", "6789", ""},
		"employer's number": {"", "12-3456789", "123456789"},
		"none":              {"", "", ""},
	} {
		got := taxNumber(provider.TaxID{Number: pii.New(tc.tax)}, pii.New(tc.american))
		assert.Equal(t, tc.want, got.Reveal(), name)
	}
}

func TestWords(t *testing.T) {
	for structure, want := range map[provider.Structure]string{
		provider.StructureSoleProprietorship: "sole_proprietorship", provider.StructureUnincorporatedAssociation: "other",
		provider.StructureTrust: "other", provider.StructureCorporation: "corporation", provider.StructurePubliclyTraded: "corporation",
		provider.StructureNonProfitCorporation: "non_profit", provider.StructureNonProfitLLC: "non_profit", provider.StructureLLC: "llc",
		provider.StructurePartnership: "partnership",
	} {
		d, problems := toDetails(provider.Business{Structure: structure})
		assert.Empty(t, problems)
		assert.Equal(t, want, d.Type)
		assert.Contains(t, BusinessTypes, d.Type)
	}
	for _, word := range []string{"business_revenue", "Business Revenue", "BUSINESS-REVENUE", "businessRevenue", " business  revenue "} {
		d, problems := toDetails(provider.Business{Background: provider.BusinessBackground{
			Finances: provider.Finances{SourcesOfFunds: []string{word, "nonsense"}},
		}})
		assert.Empty(t, problems, word)
		assert.Equal(t, "business_revenue", d.SourceOfFunds, word)
	}
}

func TestOwnerFlags(t *testing.T) {
	share := provider.Share(25_00)
	o := toOwner(provider.Owner{
		Address: provider.Address{Country: "NG"},
		Background: provider.OwnerBackground{
			Share: &share, Roles: []provider.OwnerRole{provider.RoleSigner, provider.RoleDirector},
			Declarations: []provider.Declaration{provider.DeclaredUSTaxResident},
		},
	})
	assert.Equal(t, []bool{false, true, true, false, true}, []bool{*o.HasControl, *o.IsSigner, *o.IsBeneficialOwner, *o.IsPEP, *o.USATaxResidency})
	assert.Equal(t, Percent(25_00), *o.Share)
	assert.Empty(t, o.IDCountry, "no document, no country of it")
	o = toOwner(provider.Owner{Background: provider.OwnerBackground{Roles: []provider.OwnerRole{provider.RoleControl}}})
	assert.Equal(t, []bool{true, false}, []bool{*o.HasControl, *o.IsBeneficialOwner}, "control is no share")
	o = toOwner(provider.Owner{
		Address:  provider.Address{Country: "NG"},
		Identity: provider.Identity{Papers: provider.Papers{Document: provider.IdentityDocument{Type: provider.DocumentPassport}}},
	})
	assert.Equal(t, "NG", o.IDCountry)
}

// shownAs is what Blaaiz shows of a customer after a request with this body.
func shownAs(t require.TestingT, body object) *Customer {
	kyc := object{}
	for _, name := range []string{
		"dob", "street", "city", "state", "zip_code", "operating_street", "operating_city", "operating_state", "operating_zip_code",
		"operating_country", "id_issue_date", "id_expiry_date",
	} {
		if v, there := body[name]; there {
			kyc[name] = v
		}
	}
	body["kyc_data"] = kyc
	var c Customer
	require.NoError(t, json.Unmarshal(body.encode(), &c))
	return &c
}

var anyWord = rapid.StringMatching(`[A-Za-zé0-9][A-Za-zé0-9 -]{0,12}[A-Za-zé0-9]`)

// maybe is a word or nothing.
func maybe(t *rapid.T, label string) string {
	if rapid.Bool().Draw(t, label+" is there") {
		return anyWord.Draw(t, label)
	}
	return ""
}

func anyAddress(t *rapid.T, label string) Address {
	return Address{
		Street: maybe(t, label+" street"), City: maybe(t, label+" city"), State: maybe(t, label+" state"),
		ZipCode: maybe(t, label+" zip"), Country: rapid.SampledFrom([]string{"NG", "GH", "US"}).Draw(t, label+" country"),
	}
}

func anyIndividual(t *rapid.T) Individual {
	return Individual{
		FirstName: anyWord.Draw(t, "first"), LastName: anyWord.Draw(t, "last"), Email: anyWord.Draw(t, "email"), Phone: maybe(t, "phone"),
		Address: anyAddress(t, "address"), DateOfBirth: pii.New(maybe(t, "born")), TIN: pii.New(maybe(t, "tin")),
		IDType: IDPassport, IDNumber: pii.New(anyWord.Draw(t, "number")), IDIssueDate: pii.New(maybe(t, "issued")), IDExpiryDate: pii.New(maybe(t, "expires")),
	}
}

// What Blaaiz shows of a customer as it was sent differs in nothing, and once it is changed as the difference
// says, it does not differ either.
func TestDifferencesOfIndividuals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := anyIndividual(t), anyIndividual(t)
		shown := shownAs(t, before.object())
		_, none := individualUpdate(before, shown)
		assert.Empty(t, none.fields)
		u, d := individualUpdate(after, shown)
		changed := before.object()
		for name, value := range u.object() {
			if changed[name] = value; value == nil {
				delete(changed, name)
			}
		}
		assert.Len(t, u.object(), len(d.fields), "each difference is sent, and nothing else")
		_, none = individualUpdate(after, shownAs(t, changed))
		assert.Empty(t, none.fields)
	})
}

func anyBusiness(t *rapid.T) Business {
	payments := rapid.IntRange(0, 9).Draw(t, "payments")
	return Business{
		Name: anyWord.Draw(t, "name"), Email: anyWord.Draw(t, "email"), Phone: maybe(t, "phone"), Address: anyAddress(t, "address"),
		RegistrationNumber: anyWord.Draw(t, "registration"), TIN: pii.New(maybe(t, "tin")), Operating: anyAddress(t, "operating"),
		BusinessDetails: BusinessDetails{
			TradingName: maybe(t, "trading"), IndustryType: maybe(t, "industry"), Type: rapid.SampledFrom(BusinessTypes).Draw(t, "type"),
			IncorporationDate: maybe(t, "incorporated"), Description: maybe(t, "description"), Website: maybe(t, "website"),
			SourceOfFunds: maybe(t, "source"), AnnualRevenue: maybe(t, "revenue"), AccountPurpose: maybe(t, "purpose"), MonthlyPayments: &payments,
		},
	}
}

func TestDifferencesOfBusinesses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := anyBusiness(t), anyBusiness(t)
		shown := shownAs(t, before.object())
		_, none := businessUpdate(before, shown)
		assert.Empty(t, none.fields)
		u, _ := businessUpdate(after, shown)
		changed := before.object()
		for name, value := range u.object() {
			if changed[name] = value; value == nil {
				delete(changed, name)
			}
		}
		_, none = businessUpdate(after, shownAs(t, changed))
		assert.Empty(t, none.fields)
		assert.Equal(t, changed["country"], changed["incorporation_country"], "both go together")
	})
}

// A number of which only a part is shown contradicts nothing.
func TestMaskedNumbersContradictNothing(t *testing.T) {
	shown := ShownOwner{ID: ownerID, FirstName: "Ada", IDNumber: Private{pii.New("*****321")}, TIN: Private{pii.New("1")}}
	_, d := ownerUpdate(Owner{FirstName: "Ada", IDNumber: pii.New("B7654321"), TIN: pii.New("2")}, shown)
	assert.Equal(t, []string{"tin", "id_document_number"}, d.fields)
	assert.Equal(t, []string{"tin"}, d.contradicted)
}

// The day counts, whether or not a time of day goes with it.
func TestSameDay(t *testing.T) {
	assert.True(t, sameDay("2999-01-01", "2999-01-01T00:00:00.000000Z"))
	assert.False(t, sameDay("2999-01-01", "2999-01-02T00:00:00.000000Z"))
	assert.False(t, sameDay("2999-01-01", ""))
}
