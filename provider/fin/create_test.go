package fin

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/internal/wiretest"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

func TestCreateIndividual(t *testing.T) {
	const route = "POST /v2/customers/individual"
	f := newFake()
	f.Answers(route, 200, fmt.Sprintf(`{"data":{"customer_id":%q,"tos_policies_url":%q}}`, customerID, tosURL))
	p := jane()
	p.BasicInfo.LastName, p.BasicInfo.LastNameEn = " Müller & Co ", "Mueller"
	got, err := f.client(t).CreateIndividual(t.Context(), p)
	require.NoError(t, err)
	assert.Equal(t, &Created{CustomerID: customerID, TOSPoliciesURL: tosURL}, got)
	assert.Equal(t, tosValue, TOSValue(got.TOSPoliciesURL))
	assert.Equal(t, `{"verification_type":"STANDARD","basic_info":{"first_name":"Jane","last_name":"Müller & Co",`+
		`"last_name_en":"Mueller","dob":"1980-02-29","email":"jane@example.com","phone":"+15554321234",`+
		`"country_of_residence":"USA","primary_nationality":"USA","tax_info":[{"country_code":"USA","document_type":"SSN",`+
		`"document_id":"123-45-6789"}]},"address":{"street_line_1":"99-99 33rd St","city":"Brooklyn","postal_code":"11101",`+
		`"subdivision_code":"US-NY","country":"USA"},"financial_profile":{"employment_status":"EMPLOYED","occupation_id":3,`+
		`"purpose_id":1,"source_of_fund_ids":[1],"monthly_volume_usd":1000},"meta_data":{"reference":"k1"}}`,
		f.Calls(route)[0].Body)
}

// TestCreateBusiness: both forms of the answer are understood, and both readings of what is required are met.
func TestCreateBusiness(t *testing.T) {
	const route = "POST /v2/customers/business"
	for name, tc := range map[string]struct {
		status int
		form   string
	}{
		"bare, 201":    {201, `{"customer_id":%q,"tos_policies_url":%q}`},
		"in data, 200": {200, `{"data":{"customer_id":%q,"tos_policies_url":%q}}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers(route, tc.status, fmt.Sprintf(tc.form, customerID, tosURL))
			given := acme()
			got, err := f.client(t).CreateBusiness(t.Context(), given)
			require.NoError(t, err)
			assert.Equal(t, customerID, got.CustomerID)
			assert.Equal(t, tosURL, got.TOSPoliciesURL)
			body := f.Calls(route)[0].Body
			for _, want := range []string{
				`"legal_name":"Acme & Sons","legal_name_en":"Acme & Sons"`, `"street_line_1_en":"1 Main St"`,
				`"state":"US-IA","subdivision_code":"US-IA"`, `"first_name":"ada","first_name_en":"ada"`,
				`"percentage_of_ownership":60,`, `"third_party_fund_usage":false`, `"is_incorporated_address_same":true`,
				`"document_id":"12-3456789"`, `"roles":["shareholder","ubo"]`,
			} {
				assert.Contains(t, body, want)
			}
			for _, absent := range []string{"holding_structure", "compliance", "physical_address", "is_dao", "REDACTED"} {
				assert.NotContains(t, body, absent)
			}
			assert.Equal(t, acme(), given, "what was given is not changed")
		})
	}
}

// TestCompleteKeepsTransliterations: only what is ASCII stands for itself.
func TestCompleteKeepsTransliterations(t *testing.T) {
	b := acme()
	b.BasicInfo.LegalName = "Müller GmbH"
	b.AssociatedParties[0].BasicInfo.LastName, b.AssociatedParties[0].BasicInfo.LastNameEn = "Ñandú", "Nandu"
	b.HoldingStructure = &HoldingStructure{CorporateShareholders: []CorporateShareholder{{Name: "Holding", Country: "USA"}}}
	done := b.complete()
	assert.Empty(t, done.BasicInfo.LegalNameEn)
	assert.Equal(t, "Nandu", done.AssociatedParties[0].BasicInfo.LastNameEn)
	assert.Equal(t, "Holding", done.HoldingStructure.CorporateShareholders[0].NameEn)
	assert.Empty(t, b.HoldingStructure.CorporateShareholders[0].NameEn)
}

// TestCreateOutcomes: Fin has no idempotency key, so a create is sent once, and whatever may have had its
// effect says so.
func TestCreateOutcomes(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil   func(*fake)
		outcome provider.Outcome
	}{
		"broken": {func(f *fake) {
			f.On("POST /v2/customers/individual", func(http.ResponseWriter, *http.Request) { panic("unreachable") })
		}, provider.OutcomeUnknown},
		"failure": {func(f *fake) {
			f.Answers("POST /v2/customers/individual", 503, `{"message":"x"}`)
		}, provider.OutcomeUnknown},
		"nameless": {func(f *fake) {
			f.Answers("POST /v2/customers/individual", 200, `{"data":{}}`)
		}, provider.OutcomeUnknown},
		"odd ID": {func(f *fake) {
			f.Answers("POST /v2/customers/individual", 200, `{"data":{"customer_id":"../x"}}`)
		}, provider.OutcomeUnknown},
		"refused": {func(f *fake) {
			f.Answers("POST /v2/customers/individual", 422, `{"message":"x","errors":[]}`)
		}, provider.OutcomeRefused},
	} {
		t.Run(name, func(t *testing.T) {
			f := withPurposes()
			tc.spoil(f)
			c := f.client(t)
			require.NoError(t, c.Check(t.Context()), "it has a token")
			f.Broken = name == "broken"
			_, err := c.CreateIndividual(t.Context(), jane())
			assert.Equal(t, tc.outcome, mustError(t, err).Outcome)
			assert.Equal(t, 1, f.Count("POST /v2/customers/individual"))
		})
	}
}

func TestNew(t *testing.T) {
	wiretest.Constructor{
		New: func(cfg provider.Config) (string, error) {
			c, err := New(cfg)
			if err != nil {
				return "", err
			}
			return c.api.Endpoint(), nil
		},
		Sandbox:    "https://sandbox.api.fin.com",
		Production: "https://api.fin.com",
		Lacking:    "Fin needs a client ID and a client secret",
	}.Check(t)
}

func TestCheckForeign(t *testing.T) {
	for name, body := range map[string]string{"page": `<html>`, "other JSON": `{"data":{"customers":[]}}`} {
		f := newFake()
		f.Answers(purpose, 200, body)
		e := mustError(t, f.client(t).Check(t.Context()))
		assert.Equal(t, provider.ClassInvalid, e.Class, name)
	}
}

// callsWithData are the calls that send personal data.
func callsWithData() map[string]func(context.Context, *Client) error {
	return map[string]func(context.Context, *Client) error{
		"individual": func(ctx context.Context, c *Client) error { _, err := c.CreateIndividual(ctx, jane()); return err },
		"business":   func(ctx context.Context, c *Client) error { _, err := c.CreateBusiness(ctx, acme()); return err },
		"attach": func(ctx context.Context, c *Client) error {
			return c.AttachIndividualDocuments(ctx, customerID, individualDocuments())
		},
		"attach parties": func(ctx context.Context, c *Client) error {
			return c.AttachPartyDocuments(ctx, customerID, PartyDocuments{PartyID: partyID, Identifying: []IdentifyingDocument{passport()}})
		},
		"answer": func(ctx context.Context, c *Client) error {
			return c.AnswerIndividual(ctx, customerID, IndividualAnswer{ProofOfIdentity: &IndividualProof{
				Type: DocumentPassport, Number: pii.New(plantedNumber)}})
		},
		"upload": func(ctx context.Context, c *Client) error {
			_, err := c.Upload(ctx, customerID, File{Content: []byte("%PDF-" + quoted)})
			return err
		},
		"find": func(ctx context.Context, c *Client) error {
			_, err := c.FindByEmail(ctx, TypeIndividual, "jane@example.com")
			return err
		},
	}
}

const quoted = `123-45-6789 1980-02-29 12-3456789 X98765432 jane@example.com`

var planted = strings.Fields(quoted)

// TestNoPersonalDataInErrors: every call that sends personal data meets every answer that quotes it back.
func TestNoPersonalDataInErrors(t *testing.T) {
	bodies := map[string]string{
		"message": `{"message":"` + quoted + `"}`,
		"map":     `{"message":"m","data":{"basic_info.dob":"` + quoted + `","` + quoted + `":"x","jane@example.com":"x"}}`,
		"list":    `{"message":"m","errors":[{"` + quoted + `":"` + quoted + `"},{"field":"` + quoted + `"}]}`,
		"code":    `{"error":{"code":"` + quoted + `","message":"` + quoted + `"}}`,
		"page":    quoted,
		"half":    `{"data":{"customer_id":"` + quoted,
		"id":      `{"data":{"customer_id":"` + quoted + `","files":[{"file0":5}]}}`,
	}
	for call, do := range callsWithData() {
		for _, status := range []int{200, 201, 302, 400, 401, 403, 404, 409, 422, 423, 429, 500, 503} {
			for name, body := range bodies {
				f := newFake()
				c := f.client(t)
				for _, route := range []string{
					"POST /v2/customers/individual", "POST /v2/customers/business", "GET /v2/customers", "POST /v1/customers/upload",
					"POST /v2/customers/" + customerID + "/individual/attach", "PATCH /v1/customers/" + customerID,
					"POST /v2/customers/" + customerID + "/associated-parties/individual/attach",
				} {
					f.Answers(route, status, body)
				}
				if status >= 500 && call == "find" {
					continue // repeated with pauses; the texts are those of the others
				}
				assertClean(t, fmt.Sprintf("%s %d %s", call, status, name), do(t.Context(), c))
			}
		}
		f := withPurposes()
		c := f.client(t)
		require.NoError(t, c.Check(t.Context()), "it has a token")
		f.Broken = true
		if call != "find" {
			assertClean(t, call+" broken", do(t.Context(), c))
		}
	}
}

func assertClean(t *testing.T, name string, err error) {
	t.Helper()
	printed := wiretest.Printed(err)
	for _, value := range planted {
		assert.NotContains(t, printed, value, name)
	}
}

// TestNoPersonalDataInPrints: what is handed to the client may be printed.
func TestNoPersonalDataInPrints(t *testing.T) {
	for _, v := range []any{jane(), acme(), individualDocuments(), []IdentifyingDocument{passport()}, File{Content: []byte(quoted)}} {
		printed := fmt.Sprintf("%v %+v %#v", v, v, v)
		for _, value := range []string{plantedTax, plantedDOB, plantedNumber, "12-3456789"} {
			assert.NotContains(t, printed, value)
		}
	}
}
