package fin_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// FuzzAnswer: whatever Fin requests, an answer holds no section that is not requested, and an error is one of the
// driver's own that says nothing of what Fin wrote.
func FuzzAnswer(f *testing.F) {
	for _, requests := range []string{
		`[{"section":"proof_of_identity","categories":[{"document_type":"PASSPORT","fields":[{"field_name":"files","data_type":"URI","status":"EXPIRED","side":"FRONT"}]}]}]`,
		`[{"scope":"CUSTOMER","section":"ownership_documents","categories":[{"document_type":"SHAREHOLDER_REGISTRY","fields":[{"field_name":"files","data_type":"URI","status":"MISSING","options":[]}]}]}]`,
		`[{"scope":"ASSOCIATED_PARTY","associated_party_id":"` + adaID + `","section":"address_documents","categories":[{"document_type":"UTILITY_BILL","fields":[]}]}]`,
		`[{"section":"tos_policies_value","categories":[{"document_type":"TOS","fields":[{"field_name":"tos_policies_value","data_type":"TEXT","status":"MISSING"}]}]}]`,
		`[{"section":"identifying_documents","categories":[{"document_type":"SELFIE"}]},{"section":"tax_info","categories":[]}]`,
		`[{"scope":"ASSOCIATED PARTY","section":"tax_info"}]`, `[]`, `[1]`, `{}`,
	} {
		f.Add(requests, true)
		f.Add(requests, false)
	}
	f.Fuzz(func(t *testing.T, requests string, business bool) {
		if !json.Valid([]byte(requests)) {
			return
		}
		c, details, kind := jane("Jane", "jane@example.com"), "GET /v1/customers/"+someID, "INDIVIDUAL"
		if business {
			c, details, kind = acme("Acme", "acme@example.com", "ada", "bob"), "GET /v2/customers/"+someID, "BUSINESS"
		}
		s := scriptOf(map[string]scripted{
			"PATCH /v1/customers/" + someID: {200, `{"data":{"customer_id":"` + someID + `"}}`},
			details: {200, `{"data":{"customer_id":"` + someID + `","type":"` + kind + `","customer_status":"APPROVED","tos_policies_url":"` +
				someTOS + `","request_for_information":` + requests + bothParties + `}}`},
		})
		err := s.provider(t).HandIn(t.Context(), packageOf(someID, c))
		if err != nil {
			e := failure(t, err)
			require.Contains(t, []provider.Class{provider.ClassInvalid, provider.ClassConflict}, e.Class)
			require.Equal(t, provider.OutcomeRefused, e.Outcome)
			require.NotContains(t, s.bodies, "PATCH /v1/customers/"+someID)
			return
		}
		var sent map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(s.bodies["PATCH /v1/customers/"+someID]), &sent))
		require.NotEmpty(t, sent)
		var asked []struct {
			Section string `json:"section"`
			PartyID string `json:"associated_party_id"`
		}
		_ = json.Unmarshal([]byte(requests), &asked)
		for section := range sent {
			found := strings.Contains(requests, "tos_policies_value") && section == "tos_policies_value"
			for _, a := range asked {
				byName := map[string]string{"identifying_documents": "proof_of_identity", "address_documents": "proof_of_address"}[a.Section]
				found = found || a.Section == section || byName == section || section == "associated_party_attachments" && a.PartyID != ""
			}
			require.True(t, found, "%s was not asked for", section)
		}
	})
}
