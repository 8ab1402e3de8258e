package dwolla

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

const ownerID = "66666666-6666-4666-8666-666666666666"

// ada is an owner that Dwolla takes.
func ada() provider.Owner {
	return provider.Owner{
		FirstName: "Ada", LastName: "Byron", Email: "ada@example.com",
		Address:  provider.Address{Line1: "1 Main St", City: "Des Moines", State: "IA", PostalCode: "50309-1234", Country: "US"},
		Identity: provider.Identity{DateOfBirth: pii.New(plantedDOB), SSN: pii.New(plantedSSN)},
	}
}

func ownerJSON(status, more string) string {
	return `{` + more + `"id":"` + ownerID + `","firstName":"Ada","lastName":"Byron","verificationStatus":"` + status + `",
	"address":{"address1":"1 Main St","address2":"","city":"Des Moines","stateProvinceRegion":"IA","country":"US","postalCode":"50309"}}`
}

func location(path string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://api-sandbox.dwolla.com"+path)
		w.WriteHeader(http.StatusCreated)
	}
}

func TestCreateOwner(t *testing.T) {
	foreignOwner := ada()
	foreignOwner.Address = provider.Address{Line1: "1 Rue X", City: "Monaco", Country: "MC"}
	foreignOwner.Identity = provider.Identity{DateOfBirth: pii.New(plantedDOB), PassportNumber: pii.New(plantedPassport), PassportCountry: "FR"}
	for name, tc := range map[string]struct {
		owner provider.Owner
		want  string
	}{
		"by SSN": {ada(), `{"firstName":"Ada","lastName":"Byron","dateOfBirth":"1990-01-31","ssn":"123456789",` +
			`"address":{"address1":"1 Main St","city":"Des Moines","stateProvinceRegion":"IA","country":"US","postalCode":"50309-1234"}}`},
		"by passport": {foreignOwner, `{"firstName":"Ada","lastName":"Byron","dateOfBirth":"1990-01-31",` +
			`"passport":{"number":"` + plantedPassport + `","country":"FR"},` +
			`"address":{"address1":"1 Rue X","city":"Monaco","stateProvinceRegion":"MC","country":"MC"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.On("POST /customers/"+customerID+"/beneficial-owners", location("/beneficial-owners/"+ownerID))
			id, err := f.provider(t).CreateOwner(t.Context(), provider.OwnerRequest{CustomerID: customerID, IdempotencyKey: "o1", Owner: tc.owner})
			require.NoError(t, err)
			assert.Equal(t, ownerID, id)
			call := f.Calls("POST /customers/" + customerID + "/beneficial-owners")[0]
			assert.Equal(t, tc.want, call.Body)
			assert.Equal(t, "o1", call.Header.Get("Idempotency-Key"))
		})
	}
	f := newFake()
	create := func() error {
		_, err := f.provider(t).CreateOwner(t.Context(), provider.OwnerRequest{CustomerID: customerID, Owner: ada()})
		return err
	}
	f.Answers("POST /customers/"+customerID+"/beneficial-owners", 400,
		validation+`{"code":"Required","path":"/address/city"},{"code":"InvalidFormat","path":"/ssn"},{"code":"Odd","path":"/x"}]}}`)
	e := mustError(t, create())
	assert.Equal(t, []provider.FieldPath{"address.city", "firstName", "identitySecretRef[ssn]"}, pathsOf(e.Fields))
	f.On("POST /customers/"+customerID+"/beneficial-owners", location("/customers/"+customerID))
	assert.Equal(t, provider.OutcomeUnknown, mustError(t, create()).Outcome)
	_, err := f.provider(t).CreateOwner(t.Context(), provider.OwnerRequest{CustomerID: "x"})
	assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
}

func TestOwnerStatuses(t *testing.T) {
	pending, rejected := `{"id":"d","status":"pending"}`, `{"id":"d","status":"reviewed","failureReason":"ScanIdExpired"}`
	for name, tc := range map[string]struct {
		status, more, docs string
		phase              provider.Phase
		reason, code       string
		correction         provider.Correction
		due                provider.ReviewDue
	}{
		"verified":          {status: "verified", phase: provider.PhaseVerified, reason: "Verified"},
		"incomplete":        {status: "incomplete", more: links("self", "retry-verification"), phase: provider.PhaseActionRequired, reason: "RetryRequired", code: "CorrectOwner", correction: provider.CorrectionAllowed},
		"without links":     {status: "incomplete", phase: provider.PhaseActionRequired, reason: "RetryRequired", code: "CorrectOwner", correction: provider.CorrectionAllowed},
		"no attempt":        {status: "incomplete", more: links("self"), phase: provider.PhaseActionRequired, reason: "RetryRequired", code: "ContactProvider"},
		"document":          {status: "document", docs: " ", phase: provider.PhaseActionRequired, reason: "DocumentRequired", code: "UploadDocument"},
		"document rejected": {status: "document", docs: rejected, phase: provider.PhaseActionRequired, reason: "DocumentRequired", code: "UploadDocument"},
		"document uploaded": {status: "document", docs: pending, phase: provider.PhaseInReview, reason: "DocumentUnderReview", due: provider.ReviewDue{BusinessDays: 2}},
		"unheard of":        {status: "pondering", phase: provider.PhaseInReview, reason: "UnknownStatus"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("GET /beneficial-owners/"+ownerID, 200, ownerJSON(tc.status, tc.more))
			f.Answers("GET /customers/"+customerID+"/beneficial-owners", 200,
				`{"_links":{"self":{"href":"x"}},"_embedded":{"beneficial-owners":[`+ownerJSON(tc.status, tc.more)+`]}}`)
			if tc.docs != "" {
				f.Answers("GET /beneficial-owners/"+ownerID+"/documents", 200, documents(tc.docs))
			}
			p := f.provider(t)
			o, err := p.GetOwner(t.Context(), ownerID)
			require.NoError(t, err)
			list, err := p.ListOwners(t.Context(), customerID)
			require.NoError(t, err)
			assert.Equal(t, []provider.OwnerObservation{o}, list, "a list says the same")
			assert.Equal(t, ownerID, o.OwnerID)
			assert.Equal(t, tc.status, o.Status)
			assert.Equal(t, tc.phase, o.Phase)
			assert.Equal(t, tc.reason, o.Reason)
			assert.Equal(t, tc.correction, o.Correction)
			assert.Equal(t, tc.due, o.ReviewDue)
			assert.Empty(t, p.ShownOwner(ada()).Diff(o.Profile))
			assert.Equal(t, tc.docs != "", f.Count("GET /beneficial-owners/"+ownerID+"/documents") > 0)
			if tc.code == "" {
				assert.Empty(t, o.Requirements)
				return
			}
			require.Len(t, o.Requirements, 1)
			assert.Equal(t, tc.code, o.Requirements[0].Code)
			assert.Equal(t, provider.SubjectOwner, o.Requirements[0].Subject)
			if tc.docs == rejected {
				assert.Equal(t, "Dwolla needs a document to verify the owner. It rejected the last one: it is expired, "+
					"or its date of expiry cannot be seen.", o.Requirements[0].Message)
			}
		})
	}
	f := newFake()
	f.Answers("GET /beneficial-owners/"+ownerID, 200, ownerJSON("document", ""))
	_, err := f.provider(t).GetOwner(t.Context(), ownerID)
	assert.Error(t, err, "without the list nobody can tell whom the owner waits for")
	for _, id := range []string{"", "../token"} {
		_, err := f.provider(t).GetOwner(t.Context(), id)
		assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
	}
	f.Answers("GET /beneficial-owners/"+ownerID, 200, `{}`)
	_, err = f.provider(t).GetOwner(t.Context(), ownerID)
	assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class, "another server")
	f.Answers("GET /customers/"+customerID+"/beneficial-owners", 200, `{}`)
	_, err = f.provider(t).ListOwners(t.Context(), customerID)
	assert.Equal(t, provider.ClassUnavailable, mustError(t, err).Class, "an empty object is not an empty list")
}

func TestCorrectOwner(t *testing.T) {
	const path = "/beneficial-owners/" + ownerID
	for name, tc := range map[string]struct {
		status int
		answer string
		then   string
		class  provider.Class
	}{
		"verified":               {200, ownerJSON("verified", ""), "", ""},
		"wants a document":       {200, ownerJSON("document", links("verify-with-document")), "", ""},
		"is not incomplete":      {403, `{"code":"forbidden","message":"Not authorized to update beneficial owner."}`, "verified", provider.ClassConflict},
		"in Dwolla's other word": {403, `{"code":"InvalidResourceState"}`, "document", provider.ClassConflict},
		"not ours":               {403, `{"code":"Forbidden"}`, "", provider.ClassAuth},
		"no scope":               {401, `{"code":"InvalidScopes"}`, "verified", provider.ClassAuth},
		"gone":                   {404, `{"code":"notFound"}`, "", provider.ClassNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("POST "+path, tc.status, tc.answer)
			if tc.then != "" {
				f.Answers("GET "+path, 200, ownerJSON(tc.then, ""))
			}
			o, err := f.provider(t).CorrectOwner(t.Context(), provider.OwnerRequest{OwnerID: ownerID, IdempotencyKey: "c", Owner: ada()})
			if tc.class != "" {
				e := mustError(t, err)
				assert.Equal(t, tc.class, e.Class)
				assert.Equal(t, provider.OutcomeRefused, e.Outcome)
				return
			}
			require.NoError(t, err)
			assert.NotEmpty(t, o.Phase)
			assert.Contains(t, f.Calls("POST " + path)[0].Body, `"ssn":"123456789"`)
			assert.Zero(t, f.Count("GET "+path))
		})
	}
}

func TestRemoveOwner(t *testing.T) {
	const path = "DELETE /beneficial-owners/" + ownerID
	f := newFake()
	p := f.provider(t)
	require.NoError(t, p.RemoveOwner(t.Context(), ownerID), "gone already")
	for _, body := range []string{"", `{}`, ownerJSON("verified", "")} {
		f.Answers(path, 200, body)
		require.NoError(t, p.RemoveOwner(t.Context(), ownerID))
	}
	f.Answers(path, 403, `{"code":"Forbidden"}`)
	assert.Equal(t, provider.ClassAuth, mustError(t, p.RemoveOwner(t.Context(), ownerID)).Class)
	assert.Equal(t, provider.ClassInvalid, mustError(t, p.RemoveOwner(t.Context(), "")).Class)
}

func TestCertificationByLinks(t *testing.T) {
	const ownership = "/customers/" + customerID + "/beneficial-ownership"
	for name, tc := range map[string]struct {
		body   string
		status int
		answer string
		want   provider.Certification
		calls  int
	}{
		"a person":                       {body: customerJSON(customerID, "verified", links("send")), want: provider.CertificationNotNeeded},
		"a sole proprietorship":          {body: businessJSON("verified", BusinessSoleProprietorship, links("send")), want: provider.CertificationNotNeeded},
		"nothing is outstanding":         {body: businessJSON("verified", BusinessLLC, links("self", "send")), want: provider.CertificationDone},
		"nor with an owner to verify":    {body: businessJSON("verified", BusinessLLC, links("self", "verify-beneficial-owners")), want: provider.CertificationDone},
		"outstanding, and may send":      {body: businessJSON("verified", BusinessLLC, links("send", "certify-beneficial-ownership")), want: provider.CertificationAgain},
		"never certified":                {body: businessJSON("verified", BusinessLLC, links("certify-beneficial-ownership")), answer: "uncertified", want: provider.CertificationNeeded, calls: 1},
		"again, with an owner to verify": {body: businessJSON("verified", BusinessLLC, links("certify-beneficial-ownership")), answer: "recertify", want: provider.CertificationAgain, calls: 1},
		"an answer without links":        {body: businessJSON("verified", BusinessLLC, ""), answer: "certified", want: provider.CertificationDone, calls: 1},
		"retry does not tell by links":   {body: businessJSON("retry", BusinessLLC, links("retry-verification")), answer: "uncertified", want: provider.CertificationNeeded, calls: 1},
		"a new word":                     {body: businessJSON("verified", BusinessLLC, ""), answer: "pondering", want: provider.CertificationNeeded, calls: 1},
		"exempt":                         {body: businessJSON("retry", BusinessLLC, links("self")), status: 404, answer: `{"code":"not_found"}`, want: provider.CertificationNotNeeded, calls: 1},
		"suspended, and not to be read":  {body: businessJSON("suspended", BusinessLLC, links("self")), status: 403, answer: `{"code":"forbidden"}`, want: provider.CertificationNotNeeded, calls: 1},
		"cannot be read":                 {body: businessJSON("retry", BusinessLLC, links("self")), status: 403, answer: `{"code":"forbidden"}`, calls: 1},
		"is not Dwolla's":                {body: businessJSON("retry", BusinessLLC, links("self")), status: 200, answer: `{}`, calls: 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("GET /customers/"+customerID, 200, tc.body)
			if tc.status == 0 {
				tc.status, tc.answer = 200, `{"_links":{},"status":"`+tc.answer+`"}`
			}
			f.Answers("GET "+ownership, tc.status, tc.answer)
			o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
			assert.Equal(t, tc.calls, f.Count("GET "+ownership))
			if tc.want == "" {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.want, o.Certification)
		})
	}
}

func TestAbility(t *testing.T) {
	for more, want := range map[string]provider.Ability{
		"": provider.AbilityUnknown, links("self"): provider.AbilityNone, links("self", "send"): provider.AbilityFull,
	} {
		for _, body := range []string{customerJSON(customerID, "verified", more), businessJSON("verified", BusinessSoleProprietorship, more)} {
			f := newFake()
			f.Answers("GET /customers/"+customerID, 200, body)
			o, err := f.provider(t).GetCustomer(t.Context(), provider.CustomerRef{ID: customerID})
			require.NoError(t, err)
			assert.Equal(t, want, o.Ability)
		}
	}
}

func TestCertifyOwnership(t *testing.T) {
	const path = "/customers/" + customerID + "/beneficial-ownership"
	const forbidden = `{"code":"forbidden","message":"Forbidden from updating beneficial ownership status for this customer."}`
	for name, tc := range map[string]struct {
		status int
		answer string
		then   string
		want   provider.Certification
		class  provider.Class
	}{
		"certified":             {200, `{"status":"certified"}`, "", provider.CertificationDone, ""},
		"certified already":     {403, forbidden, "certified", provider.CertificationDone, ""},
		"an owner is to verify": {403, forbidden, "uncertified", provider.CertificationNeeded, provider.ClassConflict},
		"in the other word":     {403, `{"code":"InvalidResourceState"}`, "recertify", provider.CertificationAgain, provider.ClassConflict},
		"not ours":              {403, forbidden, "", "", provider.ClassAuth},
		"exempt":                {404, `{"code":"not_found"}`, "", "", provider.ClassNotFound},
		"another server":        {200, `{}`, "", "", provider.ClassUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("POST "+path, tc.status, tc.answer)
			if tc.then != "" {
				f.Answers("GET "+path, 200, `{"status":"`+tc.then+`"}`)
			}
			got, err := f.provider(t).CertifyOwnership(t.Context(), customerID, "certify-1")
			assert.Equal(t, tc.want, got)
			assert.Equal(t, `{"status":"certified"}`, f.Calls("POST " + path)[0].Body)
			if tc.class != "" {
				assert.Equal(t, tc.class, mustError(t, err).Class)
				return
			}
			require.NoError(t, err)
		})
	}
}
