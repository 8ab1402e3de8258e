package fin_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/fin"
	"github.com/bonafide-dev/bonafide/provider/pii"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// dialects are the two copies of Fin's pages.
func dialects(t *testing.T, test func(*testing.T, controlapi.FinSettings)) {
	for _, dialect := range []string{"openapi", "older"} {
		for _, strict := range []bool{false, true} {
			name := dialect
			if strict {
				name += ", strict"
			}
			t.Run(name, func(t *testing.T) { test(t, controlapi.FinSettings{Dialect: &dialect, Strict: &strict}) })
		}
	}
}

func TestSandboxCredentials(t *testing.T) {
	w := newWorld(t, controlapi.FinSettings{})
	require.NoError(t, w.client.Check(t.Context()))
	assert.Equal(t, provider.ClassAuth, failure(t, w.login("wrong").Check(t.Context())).Class)
	_, err := w.control.ExpireTokens(t.Context())
	require.NoError(t, err)
	require.NoError(t, w.client.Check(t.Context()), "a token that ended before its time is replaced")
	_, err = w.control.ExpireTokens(t.Context())
	require.NoError(t, err)
	_, err = w.control.ExpireFinRefreshTokens(t.Context())
	require.NoError(t, err)
	created := w.createPerson("Jane", "after@example.com")
	require.NotEmpty(t, created.CustomerID, "even under a POST")
	all, err := w.control.FinCustomers(t.Context())
	require.NoError(t, err)
	assert.Len(t, all, 1)
}

func TestSandboxIndividual(t *testing.T) {
	dialects(t, func(t *testing.T, s controlapi.FinSettings) {
		w := newWorld(t, s)
		created := w.createPerson("Jane", "jane@example.com")
		id := created.CustomerID
		e := w.until("created", func(e provider.Event) bool { return e.Topic == fin.EventCustomerCreated })
		assert.Equal(t, id, e.CustomerID)
		assert.Equal(t, provider.ConcernCreated, e.Concern)
		c, err := w.client.GetIndividual(t.Context(), id)
		require.NoError(t, err)
		o := fin.Observe(c)
		assert.Equal(t, provider.PhaseActionRequired, o.Phase)
		assert.Equal(t, "Incomplete", o.Reason)
		assert.Equal(t, created.TOSPoliciesURL, c.TOSPoliciesURL)
		found, err := w.client.FindByEmail(t.Context(), fin.TypeIndividual, "jane@example.com")
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, id, found[0].ID)

		require.NoError(t, w.client.AttachIndividualDocuments(t.Context(), id, w.documents(created)))
		c = w.reaches(id, fin.StatusApproved, w.client.GetIndividual)
		o = fin.Observe(c)
		assert.Equal(t, provider.PhaseVerified, o.Phase)
		assert.Empty(t, o.Requirements)
		assert.False(t, o.Through.IsZero())
		err = w.client.AttachIndividualDocuments(t.Context(), id, w.documents(created))
		assert.Equal(t, provider.ClassConflict, failure(t, err).Class, "nothing more is taken of who is approved")
		capabilities, err := w.client.GetCapabilities(t.Context(), id)
		require.NoError(t, err)
		assert.NotEmpty(t, capabilities.OnRamp)
		truth, err := w.control.FinCustomer(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, "jane@example.com", truth.Reference)
		assert.Equal(t, 1, truth.Submissions)
	})
}

func TestSandboxBusiness(t *testing.T) {
	dialects(t, func(t *testing.T, s controlapi.FinSettings) {
		w := newWorld(t, s)
		created, err := w.client.CreateBusiness(t.Context(), w.business("Acme", "acme@example.com"))
		require.NoError(t, err)
		id := created.CustomerID
		c, err := w.client.GetBusiness(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, c.Parties, 2)
		assert.Equal(t, "Incomplete", fin.ObserveParty(c, c.Parties[0]).Reason)

		types, ok := fin.RequiredDocuments(fin.EntityCorporation, "USA")
		require.True(t, ok)
		d := fin.BusinessDocuments{TOSValue: fin.TOSValue(created.TOSPoliciesURL)}
		uris := w.upload(id, len(types)+2)
		for i, documentType := range types {
			require.True(t, d.Add(fin.BusinessDocument{Type: documentType, Files: []fin.DocumentFile{{URI: uris[i]}}}))
		}
		require.Empty(t, d.Validate())
		require.NoError(t, w.client.AttachBusinessDocuments(t.Context(), id, d))
		c = w.reaches(id, fin.StatusPartiesRemaining, w.client.GetBusiness)
		assert.Equal(t, "AssociatedPartiesRemaining", fin.Observe(c).Reason)

		var parties []fin.PartyDocuments
		for i, p := range c.Parties {
			doc := fin.PartyDocuments{PartyID: p.ID, Identifying: []fin.IdentifyingDocument{{
				Type: fin.DocumentPassport, Number: pii.New("X98765432"), Country: "USA", IssueDate: pii.New("2020-01-01"), ExpiryDate: pii.New("2099-01-01"),
				Files: []fin.DocumentFile{{URI: uris[len(types)+i]}},
			}}}
			require.Empty(t, doc.Validate(time.Now(), "USA"))
			parties = append(parties, doc)
		}
		require.NoError(t, w.client.AttachPartyDocuments(t.Context(), id, parties...))
		c = w.reaches(id, fin.StatusApproved, w.client.GetBusiness)
		assert.Equal(t, provider.CustomerBusiness, fin.Observe(c).Type)
		for _, p := range c.Parties {
			assert.Equal(t, provider.PhaseVerified, fin.ObserveParty(c, p).Phase)
		}
	})
}

// TestSandboxRequest: a request for information comes by event, says which side is wrong, and goes away when
// it is answered.
func TestSandboxRequest(t *testing.T) {
	w := newWorld(t, controlapi.FinSettings{})
	created := w.createPerson("rfi", "rfi@example.com")
	id := created.CustomerID
	require.NoError(t, w.client.AttachIndividualDocuments(t.Context(), id, w.documents(created)))
	w.until("the request", func(e provider.Event) bool { return e.Topic == fin.EventCustomerRFI && e.CustomerID == id })
	c, err := w.client.GetIndividual(t.Context(), id)
	require.NoError(t, err)
	o := fin.Observe(c)
	assert.Equal(t, provider.PhaseActionRequired, o.Phase)
	assert.Equal(t, fin.StatusActionRequired, o.Status, "the read was by V1, whose name is REINITIATE")
	require.NotEmpty(t, o.Requirements)
	assert.Equal(t, "UploadDocument", o.Requirements[0].Code)

	err = w.client.AnswerIndividual(t.Context(), id, fin.IndividualAnswer{ProofOfIdentity: &fin.IndividualProof{Type: "VISA"}})
	assert.Equal(t, provider.ClassInvalid, failure(t, err).Class)
	require.NoError(t, w.client.AttachIndividualDocuments(t.Context(), id, w.documents(created)))
	c = w.reaches(id, fin.StatusApproved, w.client.GetIndividual)
	assert.Empty(t, fin.Observe(c).Requirements)
}

func TestSandboxVerdicts(t *testing.T) {
	for name, tc := range map[string]struct {
		status string
		phase  provider.Phase
		reason string
	}{
		"rejected":   {fin.StatusRejected, provider.PhaseRejected, "Rejected"},
		"hold":       {fin.StatusInCompliance, provider.PhaseInReview, "OnHold"},
		"reviewing":  {fin.StatusReviewing, provider.PhaseInReview, "UnderReview"},
		"processing": {fin.StatusProcessing, provider.PhaseInReview, "Queued"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, controlapi.FinSettings{})
			created := w.createPerson(name, name+"@example.com")
			require.NoError(t, w.client.AttachIndividualDocuments(t.Context(), created.CustomerID, w.documents(created)))
			o := fin.Observe(w.reaches(created.CustomerID, tc.status, w.client.GetIndividual))
			assert.Equal(t, tc.phase, o.Phase)
			assert.Equal(t, tc.reason, o.Reason)
		})
	}
}

// TestSandboxRefusals: what the client lets through and Fin refuses, by field where Fin says which.
func TestSandboxRefusals(t *testing.T) {
	w := newWorld(t, controlapi.FinSettings{})
	p := w.person("Jane", "jane@example.com")
	p.VerificationType = fin.VerificationReliance
	_, err := w.client.CreateIndividual(t.Context(), p)
	e := failure(t, err)
	assert.Equal(t, provider.ClassInvalid, e.Class)
	assert.Equal(t, provider.FieldPath("verification_type"), e.Fields[0].Path)

	b := w.business("Acme", "acme@example.com")
	b.AssociatedParties[0].BasicInfo.DateOfBirth = pii.New("2020-01-01")
	_, err = w.client.CreateBusiness(t.Context(), b)
	e = failure(t, err)
	assert.Equal(t, provider.OutcomeRefused, e.Outcome)
	require.Len(t, e.Fields, 1)
	assert.Equal(t, provider.FieldPath("associated_parties[0].basic_info.dob"), e.Fields[0].Path)

	jane, john := w.createPerson("Jane", "jane@example.com"), w.createPerson("John", "john@example.com")
	err = w.client.AttachIndividualDocuments(t.Context(), john.CustomerID, w.documents(jane))
	assert.Error(t, err, "another's files, and another's terms")
	_, err = w.client.GetIndividual(t.Context(), "11111111-1111-4111-8111-111111111111")
	assert.Equal(t, provider.ClassNotFound, failure(t, err).Class)
}

// TestSandboxLostAnswer: a create whose answer is lost is not repeated, and can be found.
func TestSandboxLostAnswer(t *testing.T) {
	w := newWorld(t, controlapi.FinSettings{})
	p := w.person("Jane", "jane@example.com")
	for name, fault := range map[string]controlapi.Fault{
		"dropped": {API: "fin", Method: "POST", Path: "/v2/customers/individual", Drop: controlapi.DropAfter},
		"failed":  {API: "fin", Method: "POST", Path: "/v2/customers/individual", StatusAfter: 502},
	} {
		_, err := w.control.AddFault(t.Context(), fault)
		require.NoError(t, err)
		p.BasicInfo.Email = name + "@example.com"
		_, err = w.client.CreateIndividual(t.Context(), p)
		assert.Equal(t, provider.OutcomeUnknown, failure(t, err).Outcome, name)
		found, err := w.client.FindByEmail(t.Context(), fin.TypeIndividual, p.BasicInfo.Email)
		require.NoError(t, err)
		assert.Len(t, found, 1, name)
	}
}

// TestSandboxAnswers: what an answer may hold is what was asked for, of an individual and of a party.
func TestSandboxAnswers(t *testing.T) {
	manual := "manual"
	w := newWorld(t, controlapi.FinSettings{Review: &manual})
	created := w.createPerson("Jane", "jane@example.com")
	id := created.CustomerID
	require.NoError(t, w.client.AttachIndividualDocuments(t.Context(), id, w.documents(created)))
	w.reaches(id, fin.StatusReviewing, w.client.GetIndividual)
	_, err := w.control.AskFinCustomer(t.Context(), id, controlapi.FinRFI{Requests: []controlapi.FinRequest{{
		Section: fin.SectionProofOfAddress, Categories: []controlapi.FinCategory{{DocumentType: "UTILITY_BILL",
			Fields: []controlapi.FinField{{Name: "files", DataType: "URI", Status: fin.FieldExpired, Reason: "Older than a quarter"}}}},
	}}})
	require.NoError(t, err)
	c, err := w.client.GetIndividual(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, fin.Observe(c).Requirements, 1)
	assert.Equal(t, `Fin needs the document UTILITY_BILL (proof_of_address): what it has is expired. Fin says: "Older than a quarter"`,
		fin.Observe(c).Requirements[0].Message)
	require.NoError(t, w.client.AnswerIndividual(t.Context(), id, fin.IndividualAnswer{ProofOfAddress: &fin.IndividualProof{
		Type: fin.DocumentBankStatement, Country: "USA", Files: []fin.DocumentFile{{URI: w.upload(id, 1)[0]}}}}))
	c = w.reaches(id, fin.StatusReviewing, w.client.GetIndividual)
	assert.Empty(t, fin.Observe(c).Requirements)

	business, err := w.client.CreateBusiness(t.Context(), w.business("Acme", "acme@example.com"))
	require.NoError(t, err)
	id = business.CustomerID
	c, err = w.client.GetBusiness(t.Context(), id)
	require.NoError(t, err)
	ada, bob := c.Parties[0], c.Parties[1]
	_, err = w.control.AskFinCustomer(t.Context(), id, controlapi.FinRFI{Requests: []controlapi.FinRequest{{
		PartyID: ada.ID, Section: fin.SectionIdentifying, Categories: []controlapi.FinCategory{{DocumentType: "PASSPORT",
			Fields: []controlapi.FinField{{Name: "files", DataType: "URI", Status: fin.FieldMissing}}}},
	}}})
	require.NoError(t, err)
	c, err = w.client.GetBusiness(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, "Fin needs the document PASSPORT of the associated party "+ada.ID+" (identifying_documents): it is missing.",
		fin.Observe(c).Requirements[0].Message)
	assert.Equal(t, "DocumentRequired", fin.ObserveParty(c, ada).Reason)
	assert.Empty(t, fin.ObserveParty(c, bob).Requirements)
	require.NoError(t, w.client.AnswerBusiness(t.Context(), id, fin.BusinessAnswer{Parties: []fin.PartyDocuments{{PartyID: ada.ID,
		Identifying: []fin.IdentifyingDocument{{Type: fin.DocumentPassport, Number: pii.New("X98765432"), Country: "USA",
			IssueDate: pii.New("2020-01-01"), ExpiryDate: pii.New("2099-01-01"), Files: []fin.DocumentFile{{URI: w.upload(id, 1)[0]}}}}}}}))
	c, err = w.client.GetBusiness(t.Context(), id)
	require.NoError(t, err)
	assert.Empty(t, fin.ObserveParty(c, ada).Requirements)
}
