package fin

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

const (
	customerID = "f9e1b162-8a05-4611-9e13-f38e0eb24a29"
	partyID    = "0a54ae0e-7c7c-49c3-b7f0-5c8c4f5f4c01"
	tosValue   = "67bd224e-9a71-4dc0-8782-f40ac07eb94e"
	tosURL     = "https://orchestration.fin.com/orchestration-customer-tos?customer_id=" + customerID +
		"&tos_policies_value=" + tosValue

	plantedTax    = "123-45-6789"
	plantedDOB    = "1980-02-29"
	plantedNumber = "X98765432"
)

var today = time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)

// What the tests of all drivers share, under the names that it has here.
var (
	credentials = wiretest.Credentials
	secrets     = wiretest.Secrets
	mustError   = wiretest.Failure
	answer      = wiretest.As("application/json")
)

// fake is Fin. It issues tokens by itself unless a route says otherwise.
type fake struct{ *wiretest.Fake }

func newFake() *fake {
	f := &fake{wiretest.NewFake(answer, `{"message":"Not found"}`)}
	f.On("POST /v1/oauth/token", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, pairJSON(fmt.Sprintf("issued-%d", f.Count("POST /v1/oauth/token")), 24*time.Hour, 7*24*time.Hour))
	})
	f.On("POST /v1/oauth/refresh-token", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, pairJSON(fmt.Sprintf("refreshed-%d", f.Count("POST /v1/oauth/refresh-token")), 24*time.Hour, 7*24*time.Hour))
	})
	return f
}

func (f *fake) client(t testing.TB) *Client {
	t.Helper()
	c, err := New(f.Config())
	require.NoError(t, err)
	return c
}

const finTime = "2006-01-02 15:04:05-07"

// pairJSON is a token answer whose clock is an hour ahead of ours.
func pairJSON(name string, access, refresh time.Duration) string {
	now := time.Now().UTC().Add(time.Hour)
	return fmt.Sprintf(`{"access_token":"access-%s","access_token_ttl":%q,"refresh_token":"refresh-%s","refresh_token_ttl":%q,"current_time":%q}`,
		name, now.Add(access).Format(finTime), name, now.Add(refresh).Format(finTime), now.Format(finTime))
}

// jane is a person that Fin takes.
func jane() Individual {
	return Individual{
		BasicInfo: IndividualInfo{
			FirstName: "Jane", LastName: "Doe", DateOfBirth: pii.New(plantedDOB), Email: "jane@example.com",
			Phone: "+15554321234", CountryOfResidence: "USA", PrimaryNationality: "USA",
			TaxInfo: []TaxID{{Country: "USA", Type: "SSN", Number: pii.New(plantedTax)}},
		},
		Address: IndividualAddress{
			Line1: "99-99 33rd St", City: "Brooklyn", PostalCode: "11101", Subdivision: "US-NY", Country: "USA",
		},
		FinancialProfile: IndividualFinances{
			EmploymentStatus: EmploymentEmployed, OccupationID: 3, PurposeID: 1, SourceOfFundIDs: []int{1}, MonthlyVolumeUSD: 1000,
		},
		MetaData: map[string]string{"reference": "k1"},
	}
}

func acmeAddress() Address {
	return Address{Line1: "1 Main St", City: "Des Moines", Subdivision: "US-IA", PostalCode: "50309", Country: "USA"}
}

func party(name string, percent float64, roles ...string) AssociatedParty {
	return AssociatedParty{
		Ref: name,
		BasicInfo: PartyInfo{
			FirstName: name, LastName: "Owner", DateOfBirth: pii.New("1975-06-07"), Email: name + "@example.com",
			Phone: "+15554321234", CountryOfResidence: "USA", PrimaryNationality: "USA",
			TaxInfo: []TaxID{{Country: "USA", Type: "SSN", Number: pii.New(plantedTax)}},
		},
		Address: acmeAddress(),
		Roles:   roles,
		Ownership: &OwnershipInfo{
			Designation: "Director", Percent: percent, Since: "2015-06-01", Control: true, Signatory: true, Director: true,
		},
	}
}

// acme is a business that Fin takes.
func acme() Business {
	return Business{
		IndustryCodes: []string{"541511"},
		BasicInfo: BusinessInfo{
			LegalName: "Acme & Sons", TradeName: "Acme", Description: "Software", EntityType: EntityCorporation,
			Email: "acme@example.com", Phone: "+15554321234", IncorporationDate: "2015-06-01", CountryOfIncorp: "USA",
			RegistrationNumber: "C1234567", Websites: []string{"https://acme.example"},
			TaxInfo: []TaxID{{Country: "USA", Type: "EIN", Number: pii.New("12-3456789")}},
		},
		FinancialProfile: BusinessFinances{
			PurposeID: 101, SourceOfFundIDs: []int{101}, SourceOfWealthIDs: []int{1}, EstimatedAnnualRevenueUSD: 1000000,
			ExpectedMonthlyDepositsUSD: 1000, ExpectedMonthlyWithdrawalsUSD: 1000,
		},
		Addresses: BusinessAddresses{SameAsIncorporated: true, Incorporated: acmeAddress()},
		AssociatedParties: []AssociatedParty{
			party("ada", 60, RoleShareholder, RoleUBO), party("bob", 40, RoleUBO),
		},
	}
}

func passport() IdentifyingDocument {
	return IdentifyingDocument{
		Type: DocumentPassport, Number: pii.New(plantedNumber), Country: "USA", IssueDate: pii.New("2020-01-01"),
		ExpiryDate: pii.New("2030-01-01"), Files: []DocumentFile{{URI: "/abcdefgh_document.png"}},
	}
}

func individualDocuments() IndividualDocuments {
	return IndividualDocuments{
		Identifying: []IdentifyingDocument{passport()},
		Address: []AddressDocument{{
			Type: DocumentUtilityBill, Country: "USA", Files: []DocumentFile{{URI: "/bcdefghi_document.pdf"}},
		}},
		TOSValue: tosValue,
	}
}
