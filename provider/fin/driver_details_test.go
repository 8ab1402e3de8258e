package fin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
)

// TestDriverUnreadableDetails: page Get customer details calls the requests of V1 open objects, and shows of its
// rejection_reason that it is an object or null, while V2 has both in a form that is documented. What V1 has and cannot be
// read is read by V2, and is nowhere taken for nothing.
func TestDriverUnreadableDetails(t *testing.T) {
	details := func(status, more string) scripted {
		return scripted{200, `{"data":{"customer_id":"` + someID + `","type":"INDIVIDUAL","tos_policies_url":"` + someTOS +
			`","customer_status":"` + status + `"` + more + `}}`}
	}
	const (
		asked     = `,"request_for_information":[{"scope":"CUSTOMER","section":"proof_of_address","categories":[{"document_type":"UTILITY_BILL","fields":[{"field_name":"files","data_type":"URI","status":"EXPIRED"}]}]}]`
		askedOpen = `,"request_for_information":[{"kind":"proof_of_address"},{"kind":"proof_of_identity"}]`
		said      = `,"rejection_reason":{"applicant":{"moderation_comment":"Sanctioned.","reject_labels":[]},"documents":[]}`
	)
	for name, tc := range map[string]struct {
		v1, v2  scripted
		phase   provider.Phase
		pkg     provider.PackageState
		code    string
		message string
	}{
		"asked after the approval": {
			details("APPROVED", askedOpen), details("APPROVED", asked), provider.PhaseVerified, provider.PackageWantedAgain,
			"UploadDocument", "Fin needs the document UTILITY_BILL (proof_of_address): what it has is expired.",
		},
		"asked, and V2 does not have the customer": {
			details("APPROVED", askedOpen), scripted{404, `{"message":"Not found"}`}, provider.PhaseVerified, provider.PackageWantedAgain,
			"ProviderDirective", "Fin requests something, in a form that is on none of its pages.",
		},
		"partly read": {
			details("REINITIATE", `,"request_for_information":[{"section":"tax_info"},7]`), details("ACTION_REQUIRED", asked),
			provider.PhaseActionRequired, provider.PackageWantedAgain,
			"UploadDocument", "Fin needs the document UTILITY_BILL (proof_of_address): what it has is expired.",
		},
		"rejected for something": {
			details("REJECTED", `,"rejection_reason":{"why":"text"}`), details("REJECTED", said), provider.PhaseRejected, provider.PackageNone,
			"ContactProvider", `Fin refuses what it was told: no reason is given. Fin says: "Sanctioned."`,
		},
		"rejected for what V1 says": {
			details("REJECTED", said), scripted{500, ""}, provider.PhaseRejected, provider.PackageNone,
			"ContactProvider", `Fin refuses what it was told: no reason is given. Fin says: "Sanctioned."`,
		},
		"nothing is asked": {
			details("APPROVED", `,"request_for_information":[]`), scripted{500, ""}, provider.PhaseVerified, provider.PackageNone, "", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := scriptOf(map[string]scripted{"GET /v1/customers/" + someID: tc.v1, "GET /v2/customers/" + someID: tc.v2})
			o, err := s.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: someID, Type: provider.CustomerPersonal, HandedIn: true})
			require.NoError(t, err)
			assert.Equal(t, tc.phase, o.Phase)
			assert.Equal(t, tc.pkg, o.Package)
			if tc.code == "" {
				assert.Empty(t, o.Requirements)
				return
			}
			require.Len(t, o.Requirements, 1)
			assert.Equal(t, tc.code, o.Requirements[0].Code)
			assert.Equal(t, tc.message, o.Requirements[0].Message)
		})
	}
}

// TestDriverUnreadableRequest: what cannot be read is answered by nobody, and said to be.
func TestDriverUnreadableRequest(t *testing.T) {
	s := scriptOf(map[string]scripted{"GET /v1/customers/" + someID: {200, `{"data":{"customer_id":"` + someID + `","type":"INDIVIDUAL",
		"customer_status":"ACTION_REQUIRED","tos_policies_url":"` + someTOS + `","request_for_information":["odd",{}]}}`}})
	c := jane("Jane", "jane@example.com")
	err := s.provider(t).HandIn(t.Context(), packageOf(someID, c))
	assert.Equal(t, []string{"documents: is what Fin asks about in a form that is on none of its pages: answer in Fin's dashboard, or ask its support"}, fields(t, err))
	assert.Empty(t, s.bodies["PATCH /v1/customers/"+someID])
}
