package blaaiz

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/provider/pii"
)

func TestPercent(t *testing.T) {
	for text, want := range map[string]Percent{
		`"60.00"`: 60_00, `"33.33"`: 33_33, `100`: Hundred, `0`: 0, `null`: 0, `""`: 0, `33.3`: 33_30, `"33.3333"`: 33_33, `0.07`: 7,
	} {
		var p Percent
		require.NoError(t, json.Unmarshal([]byte(text), &p), text)
		assert.Equal(t, want, p, text)
	}
	for _, text := range []string{`"x"`, `{}`, `"NaN"`, `1e99`} {
		var p Percent
		assert.Error(t, json.Unmarshal([]byte(text), &p), text)
	}
	for p, want := range map[Percent]string{60_00: `60`, 33_33: `33.33`, 33_30: `33.3`, Hundred: `100`, 0: `0`, 7: `0.07`, 10_00: `10`} {
		b, err := json.Marshal(p)
		require.NoError(t, err)
		assert.Equal(t, want, string(b))
	}
	rapid.Check(t, func(t *rapid.T) {
		p := Percent(rapid.IntRange(0, 100_00).Draw(t, "p"))
		b, err := json.Marshal(p)
		require.NoError(t, err)
		var back, shown Percent
		require.NoError(t, json.Unmarshal(b, &back))
		require.NoError(t, json.Unmarshal([]byte(`"`+p.String()+`"`), &shown))
		require.Equal(t, [2]Percent{p, p}, [2]Percent{back, shown})
	})
}

func TestPrivate(t *testing.T) {
	for text, want := range map[string]string{`"A1"`: "A1", `12345678901`: "12345678901", `null`: "", `{}`: "", `true`: ""} {
		var p Private
		require.NoError(t, json.Unmarshal([]byte(text), &p))
		assert.Equal(t, want, p.Reveal(), text)
	}
}

// Left out, set and cleared are three things, for every field of an update.
func TestUpdateBodies(t *testing.T) {
	empty := AddressUpdate{}
	address := AddressUpdate{Street: Clear[string](), City: To(""), State: To("Lagos"), ZipCode: Clear[string](), Country: To("NG")}
	for name, tc := range map[string]struct {
		body object
		want string
	}{
		"nothing of an individual": {IndividualUpdate{Address: empty}.object(), `{}`},
		"nothing of a business":    {BusinessUpdate{}.object(), `{}`},
		"nothing of an owner":      {OwnerUpdate{ID: "o"}.object(), `{"id":"o"}`},
		"an individual": {IndividualUpdate{
			FirstName: To("J"), LastName: To("D"), Email: To("e"), Phone: Clear[string](), Address: address, DateOfBirth: To(pii.New("1980-02-29")),
			TIN: Clear[pii.String](), IDType: To("passport"), IDNumber: To(pii.New("A1")), IDIssueDate: Clear[pii.String](), IDExpiryDate: To(pii.New("2999-01-01")),
		}.object(), `{"city":"","country":"NG","dob":"1980-02-29","email":"e","first_name":"J","id_expiry_date":"2999-01-01","id_issue_date":null,
			"id_number":"A1","id_type":"passport","last_name":"D","phone":null,"state":"Lagos","street":null,"tin":null,"zip_code":null}`},
		"a business": {BusinessUpdate{
			Name: To("N"), Email: To("e"), Phone: To("p"), Address: address, RegistrationNumber: To("R"), TIN: To(pii.New("T")),
			Operating: AddressUpdate{Country: To("GH"), City: Clear[string]()}, TradingName: Clear[string](), IndustryType: To("i"), Type: To("llc"),
			IncorporationDate: To("2020-01-01"), Description: Clear[string](), Website: Clear[string](), SourceOfFunds: To("other"),
			AnnualRevenue: To("0_99999"), AccountPurpose: To("other"), MonthlyPayments: To(0),
			AddOwners: []Owner{{FirstName: "A", LastName: "B"}}, Owners: []OwnerUpdate{{ID: "o", Share: To(Percent(33_33)), IsPEP: To(false)}},
		}.object(), `{"account_purpose":"other","business_description":null,"business_name":"N","business_type":"llc","city":"","country":"NG",
			"email":"e","estimated_annual_revenue":"0_99999","expected_monthly_payments":0,"incorporation_country":"NG","incorporation_date":"2020-01-01",
			"industry_type":"i","operating_city":null,"operating_country":"GH","owners":[{"first_name":"A","last_name":"B"},
			{"id":"o","is_pep":false,"ownership_percentage":33.33}],"phone":"p","registration_number":"R","source_of_funds":"other","state":"Lagos",
			"street":null,"tin":"T","trading_name":null,"website":null,"zip_code":null}`},
		"an owner": {OwnerUpdate{
			ID: "o", FirstName: To("F"), LastName: To("L"), Email: To("e"), Phone: Clear[string](), Title: Clear[string](), Address: AddressUpdate{Street: To("s")},
			Nationality: To("NG"), Share: Clear[Percent](), HasControl: To(true), IsSigner: To(false), IsBeneficialOwner: To(true), IsPEP: Clear[bool](),
			USATaxResidency: To(false), DateOfBirth: To(pii.New("1980-01-01")), TIN: Clear[pii.String](), IDType: To("id_card"), IDNumber: To(pii.New("X")),
			IDCountry: To("NG"), IDExpiryDate: Clear[pii.String](),
		}.object(), `{"date_of_birth":"1980-01-01","email":"e","first_name":"F","has_control":true,"id":"o","id_document_country":"NG","id_document_number":"X",
			"id_document_type":"id_card","id_expiry_date":null,"is_beneficial_owner":true,"is_pep":null,"is_signer":false,"last_name":"L","nationality":"NG",
			"ownership_percentage":null,"phone":null,"street":"s","tin":null,"title":null,"usa_tax_residency":false}`},
	} {
		assert.JSONEq(t, tc.want, string(tc.body.encode()), name)
	}
}

func TestCreateBodies(t *testing.T) {
	yes, no, share := true, false, Percent(60_00)
	assert.JSONEq(t, `{"type":"individual"}`, string(Individual{}.object().encode()), "what is empty is not sent")
	assert.JSONEq(t, `{"type":"business"}`, string(Business{}.object().encode()))
	assert.JSONEq(t, `{"type":"individual","first_name":"J","last_name":"D","email":"e","phone":"p","street":"s","city":"c","state":"st","zip_code":"z",
		"country":"NG","dob":"1980-02-29","tin":"T","id_type":"passport","id_number":"A1","id_issue_date":"2020-01-01","id_expiry_date":"2999-01-01"}`,
		string(Individual{FirstName: "J", LastName: "D", Email: "e", Phone: "p", Address: Address{"s", "c", "st", "z", "NG"}, DateOfBirth: pii.New("1980-02-29"),
			TIN: pii.New("T"), IDType: IDPassport, IDNumber: pii.New("A1"), IDIssueDate: pii.New("2020-01-01"), IDExpiryDate: pii.New("2999-01-01")}.object().encode()))
	assert.JSONEq(t, `{"type":"business","business_name":"N","email":"e","phone":"p","street":"s","city":"c","state":"st","zip_code":"z","country":"NG",
		"incorporation_country":"NG","registration_number":"R","tin":"T","kyb_scope":"MINIMAL","operating_street":"os","operating_city":"oc","operating_state":"ost",
		"operating_zip_code":"oz","operating_country":"GH","trading_name":"t","industry_type":"i","business_type":"llc","incorporation_date":"2020-01-01",
		"business_description":"d","website":"w","source_of_funds":"other","estimated_annual_revenue":"0_99999","account_purpose":"other","expected_monthly_payments":0,
		"owners":[{"first_name":"F","last_name":"L","email":"e","phone":"p","title":"CEO","street":"s","city":"c","state":"st","zip_code":"z","country":"NG",
		"nationality":"GH","ownership_percentage":60,"has_control":true,"is_signer":false,"is_beneficial_owner":true,"is_pep":false,"usa_tax_residency":false,
		"date_of_birth":"1980-01-01","tin":"T","id_document_type":"id_card","id_document_number":"X","id_document_country":"NG","id_expiry_date":"2999-01-01"}]}`,
		string(Business{Name: "N", Email: "e", Phone: "p", Address: Address{"s", "c", "st", "z", "NG"}, RegistrationNumber: "R", TIN: pii.New("T"), Scope: ScopeMinimal,
			Operating: Address{"os", "oc", "ost", "oz", "GH"}, BusinessDetails: BusinessDetails{TradingName: "t", IndustryType: "i", Type: "llc",
				IncorporationDate: "2020-01-01", Description: "d", Website: "w", SourceOfFunds: "other", AnnualRevenue: "0_99999", AccountPurpose: "other",
				MonthlyPayments: ptr(0)},
			Owners: []Owner{{FirstName: "F", LastName: "L", Email: "e", Phone: "p", Title: "CEO", Address: Address{"s", "c", "st", "z", "NG"}, Nationality: "GH",
				Share: &share, HasControl: &yes, IsSigner: &no, IsBeneficialOwner: &yes, IsPEP: &no, USATaxResidency: &no, DateOfBirth: pii.New("1980-01-01"),
				TIN: pii.New("T"), IDType: IDCard, IDNumber: pii.New("X"), IDCountry: "NG", IDExpiryDate: pii.New("2999-01-01")}}}.object().encode()))
}

func TestChangesPrintNoPersonalData(t *testing.T) {
	u := OwnerUpdate{ID: "o", DateOfBirth: To(pii.New("1980-02-29")), IDNumber: To(pii.New("A1234567"))}
	b, err := json.Marshal(u)
	require.NoError(t, err)
	printed := fmt.Sprintf("%v %+v %#v %s", u, u, u, b)
	assert.NotContains(t, printed, "1980-02-29")
	assert.NotContains(t, printed, "A1234567")
}
