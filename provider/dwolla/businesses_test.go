package dwolla

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/provider"
	"github.com/bonafide-dev/bonafide/provider/pii"
)

const (
	plantedEIN      = "12-3456780"
	plantedPassport = "X98765432"
	industryID      = "9ed3f66b-7d6f-11e3-95ac-5404a6144203"
	groupID         = "9ed3f669-7d6f-11e3-b545-5404a6144203"
)

// acme is a company that Dwolla takes, with a controller in the US.
func acme() provider.Customer {
	return provider.Customer{Type: provider.CustomerBusiness, Business: provider.Business{
		Name: "Acme Wines Inc.", DoingBusinessAs: "Acme", Structure: provider.StructureLLC, Classification: industryID,
		Website: "https://www.acme.example.com", Phone: "5554321234",
		Address: provider.Address{
			Line1: "99-99 33rd St", Line2: "Apt 8", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US",
		},
		EIN: pii.New(plantedEIN), AdminFirstName: "Jane", AdminLastName: "Doe", Email: "jane@example.com",
		Controller: &provider.Controller{
			FirstName: "Ada", LastName: "Byron", Title: "CEO",
			Address: provider.Address{Line1: "1 Main St", City: "Des Moines", State: "IA", PostalCode: "50309", Country: "US"},
			Identity: provider.Identity{
				DateOfBirth: pii.New(plantedDOB), SSN: pii.New("6789"),
			},
		},
	}}
}

// abroad is acme with a controller who has no SSN.
func abroad() provider.Customer {
	c := acme()
	c.Business.Controller.Address = provider.Address{Line1: "1 Rue X", Line3: "B", City: "Monaco", Country: "MC", PostalCode: "98000"}
	c.Business.Controller.Identity = provider.Identity{
		DateOfBirth: pii.New(plantedDOB), PassportNumber: pii.New(plantedPassport), PassportCountry: "FR",
	}
	return c
}

// sole is a sole proprietorship.
func sole() provider.Customer {
	c := acme()
	c.Business.Structure, c.Business.Controller, c.Business.EIN = provider.StructureSoleProprietorship, nil, pii.String{}
	c.Business.Owner = provider.Identity{DateOfBirth: pii.New(plantedDOB), SSN: pii.New(plantedSSN)}
	return c
}

const (
	acmeHead = `{"firstName":"Jane","lastName":"Doe","email":"jane@example.com","type":"business","address1":"99-99 33rd St",` +
		`"address2":"Apt 8","city":"Brooklyn","state":"NY","postalCode":"11101",`
	acmeTail = `"businessName":"Acme Wines Inc.","doingBusinessAs":"Acme","businessType":"llc","businessClassification":"` + industryID +
		`","website":"https://www.acme.example.com","ein":"123456780"`
	adaHead = `"controller":{"firstName":"Ada","lastName":"Byron","title":"CEO","dateOfBirth":"1990-01-31",`
	adaHome = `"address":{"address1":"1 Main St","city":"Des Moines","stateProvinceRegion":"IA","country":"US","postalCode":"50309"}},`
)

func TestCreateBusinessBody(t *testing.T) {
	const phone = `"phone":"5554321234",`
	spaced := acme()
	spaced.Business.EIN, spaced.Business.Name = pii.New(" 123456780\n"), " Acme Wines Inc. "
	both := acme()
	both.Business.Controller.Identity.PassportNumber, both.Business.Controller.Identity.PassportCountry = pii.New("X1"), "FR"
	for name, tc := range map[string]struct {
		customer provider.Customer
		want     string
	}{
		"company":                  {acme(), acmeHead + phone + adaHead + `"ssn":"6789",` + adaHome + acmeTail + `,"correlationId":"k"}`},
		"other spelling of it":     {spaced, acmeHead + phone + adaHead + `"ssn":"6789",` + adaHome + acmeTail + `,"correlationId":"k"}`},
		"an SSN spares a passport": {both, acmeHead + phone + adaHead + `"ssn":"6789",` + adaHome + acmeTail + `,"correlationId":"k"}`},
		"controller abroad": {abroad(), acmeHead + phone + adaHead + `"passport":{"number":"` + plantedPassport + `","country":"FR"},` +
			`"address":{"address1":"1 Rue X","address3":"B","city":"Monaco","stateProvinceRegion":"MC","country":"MC","postalCode":"98000"}},` +
			acmeTail + `,"correlationId":"k"}`},
		"sole proprietorship": {sole(), acmeHead + `"dateOfBirth":"1990-01-31","ssn":"123456789",` + phone +
			`"businessName":"Acme Wines Inc.","doingBusinessAs":"Acme","businessType":"soleProprietorship","businessClassification":"` +
			industryID + `","website":"https://www.acme.example.com","correlationId":"k"}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			_, _ = f.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Key: "K", IdempotencyKey: "i1", Customer: tc.customer})
			calls := f.Calls("POST /customers")
			require.Len(t, calls, 1)
			assert.Equal(t, tc.want, calls[0].Body)
			assert.Equal(t, "i1", calls[0].Header.Get("Idempotency-Key"))
			assert.Zero(t, f.Count("GET /business-classifications"), "an ID is not looked up")
		})
	}
}

func TestStructures(t *testing.T) {
	for structure, want := range map[provider.Structure]string{
		provider.StructureSoleProprietorship: "soleProprietorship", provider.StructureUnincorporatedAssociation: "soleProprietorship",
		provider.StructureTrust: "soleProprietorship", provider.StructureCorporation: "corporation",
		provider.StructurePubliclyTraded: "corporation", provider.StructureNonProfitCorporation: "corporation",
		provider.StructureNonProfitLLC: "llc", provider.StructureLLC: "llc", provider.StructurePartnership: "partnership",
	} {
		c := acme()
		c.Business.Structure = structure
		b := toBusiness(c.Business)
		assert.Equal(t, want, b.BusinessType, structure)
		assert.Equal(t, want != "soleProprietorship", b.Controller != nil, structure)
	}
	assert.Len(t, businessTypes, 9)
}

// businessJSON is acme as Dwolla shows it, with further members in front.
func businessJSON(status, kind, more string) string {
	controller := ""
	if kind != BusinessSoleProprietorship {
		controller = `"controller":{"firstName":"Ada","lastName":"Byron","title":"CEO","address":{"address1":"1 Main St",` +
			`"city":"Des Moines","stateProvinceRegion":"IA","country":"US","postalCode":"50309"}},`
	}
	return `{` + more + controller + `"id":"` + customerID + `","firstName":"Jane","lastName":"Doe","email":"jane@example.com",
	"type":"business","status":"` + status + `","created":"2026-01-02T03:04:05.678Z","phone":"5554321234",
	"address1":"99-99 33rd St","address2":"Apt 8","city":"Brooklyn","state":"NY","postalCode":"11101","correlationId":"k",
	"businessName":"Acme Wines Inc.","doingBusinessAs":"Acme","businessType":"` + kind + `","businessClassification":"` + industryID + `",
	"website":"https://www.acme.example.com"}`
}

func embeddedErrors(entries string) string { return `"_embedded":{"errors":[` + entries + `]},` }

func TestCorrectBusiness(t *testing.T) {
	const path = "/customers/" + customerID
	whole := acme()
	whole.Business.Controller.Identity.SSN = pii.New(plantedSSN)
	both := acme()
	both.Business.Controller.Identity = provider.Identity{
		DateOfBirth: pii.New(plantedDOB), SSN: pii.New(plantedSSN), PassportNumber: pii.New(plantedPassport), PassportCountry: "FR",
	}
	fourOfOwner := sole()
	fourOfOwner.Business.Owner.SSN = pii.New("6789")
	bare := acme()
	bare.Business.Controller.Identity = provider.Identity{}
	const ssn = `"ssn":"123456789",`
	const passport = `"passport":{"number":"` + plantedPassport + `","country":"FR"},`
	const phone = `"phone":"5554321234",`
	for name, tc := range map[string]struct {
		customer provider.Customer
		kind     string
		now      string
		more     string
		want     string
		class    provider.Class
		fields   []provider.FieldPath
	}{
		"business alone": {customer: acme(), now: "retry", more: links("self", "retry-verification"), want: acmeHead + phone + acmeTail + `}`},
		"with controller": {customer: whole, now: "retry", more: links("retry-verification", "retry-with-full-ssn"),
			want: acmeHead + phone + adaHead + ssn + adaHome + acmeTail + `}`},
		"by a directive's link": {customer: whole, now: "retry", more: links("retry-verification") +
			embeddedErrors(`{"code":"Required","_links":{"retry-with-full-ssn":{"href":"x"}}}`),
			want: acmeHead + phone + adaHead + ssn + adaHome + acmeTail + `}`},
		"business alone, a directive about the controller": {customer: whole, now: "retry", more: links("retry-verification") +
			embeddedErrors(`{"code":"ResidentialAddressRequired","_links":{"update-customer":{"href":"x"}}},{"code":"PersonalIDRequired"}`),
			want: acmeHead + phone + acmeTail + `}`},
		"passport asked for": {customer: both, now: "retry", more: links("retry-verification") +
			embeddedErrors(`{"code":"ForeignPassportNumberRequired"}`),
			want: acmeHead + phone + adaHead + ssn + passport + adaHome + acmeTail + `}`},
		"controller abroad": {customer: abroad(), now: "retry", more: links("retry-with-full-ssn"), want: acmeHead + phone + adaHead + passport +
			`"address":{"address1":"1 Rue X","address3":"B","city":"Monaco","stateProvinceRegion":"MC","country":"MC","postalCode":"98000"}},` +
			acmeTail + `}`},
		"four digits of the controller": {customer: acme(), now: "retry", more: links("retry-with-full-ssn"),
			class: provider.ClassInvalid, fields: []provider.FieldPath{controllerPaths.ssn}},
		"passport is missing": {customer: whole, now: "retry", more: links("retry-with-full-ssn") +
			embeddedErrors(`{"code":"ForeignPassportNumberRequired"}`),
			class: provider.ClassInvalid, fields: []provider.FieldPath{controllerPaths.passportNumber, controllerPaths.passportCountry}},
		"what is not sent need not be there": {customer: bare, now: "retry", more: links("retry-verification"), want: acmeHead + phone + acmeTail + `}`},
		"four digits of the owner": {customer: fourOfOwner, kind: BusinessSoleProprietorship, now: "retry", more: links("retry-verification"),
			class: provider.ClassInvalid, fields: []provider.FieldPath{businessSSN}},
		"verified already":   {customer: whole, now: "verified", more: links("self"), class: provider.ClassConflict},
		"no attempt is left": {customer: whole, now: "retry", more: links("self"), class: provider.ClassConflict},
		"is gone":            {customer: whole, class: provider.ClassNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			if tc.now != "" {
				kind := tc.kind
				if kind == "" {
					kind = BusinessLLC
				}
				f.Answers("GET "+path, 200, businessJSON(tc.now, kind, tc.more))
			}
			f.Answers("POST "+path, 200, businessJSON("verified", BusinessLLC, links("self", "send")))
			o, err := f.provider(t).CorrectCustomer(t.Context(), provider.SubmitRequest{
				CustomerID: customerID, IdempotencyKey: "c1", Customer: tc.customer,
			})
			if tc.class != "" {
				e := mustError(t, err)
				assert.Equal(t, tc.class, e.Class)
				assert.Equal(t, provider.OutcomeRefused, e.Outcome, "nothing was spent")
				assert.Equal(t, tc.fields, pathsOf(e.Fields))
				assert.Zero(t, f.Count("POST "+path))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, provider.PhaseVerified, o.Phase)
			assert.Equal(t, tc.want, f.Calls("POST " + path)[0].Body)
			assert.Equal(t, "c1", f.Calls("POST " + path)[0].Header.Get("Idempotency-Key"))
		})
	}
}

func pathsOf(fields []provider.FieldError) (paths []provider.FieldPath) {
	for _, f := range fields {
		paths = append(paths, f.Path)
	}
	return paths
}

// TestCorrectionOutcomes: before the attempt is sent every failure leaves it unspent, afterwards none
// says so.
func TestCorrectionOutcomes(t *testing.T) {
	const path = "/customers/" + customerID
	f := newFake()
	f.Answers("GET "+path, 502, "")
	correct := func() *provider.Error {
		_, err := f.provider(t).CorrectCustomer(t.Context(), provider.SubmitRequest{CustomerID: customerID, Customer: acme()})
		return mustError(t, err)
	}
	assert.Equal(t, provider.OutcomeRefused, correct().Outcome)
	f.Answers("GET "+path, 200, businessJSON("retry", BusinessLLC, links("retry-verification")))
	f.Answers("POST "+path, 500, `{"code":"ServerError"}`)
	assert.Equal(t, provider.OutcomeUnknown, correct().Outcome)
	f.Answers("POST "+path, 200, businessJSON("retry", BusinessLLC, links("self")))
	f.Answers("GET "+path+"/beneficial-ownership", 401, `{"code":"InvalidScopes"}`)
	assert.Equal(t, provider.OutcomeUnknown, correct().Outcome, "the attempt is spent")
}

func TestBusinessRefusals(t *testing.T) {
	for pointer, want := range map[string]provider.FieldPath{
		"/businessName": "business.name", "/doingBusinessAs": "business.doingBusinessAs", "/businessType": "business.structure",
		"/businessClassification": "business.classification", "/website": "business.website", "/phone": "business.phone",
		"/address1": "business.address.line1", "/address2": "business.address.line2", "/city": "business.address.city",
		"/state": "business.address.state", "/postalCode": "business.address.postalCode", "/firstName": "business.admin.firstName",
		"/lastName": "business.admin.lastName", "/email": "business.admin.email", "/ein": "business.identitySecretRef[ein]",
		"/dateOfBirth": "business.identitySecretRef[dateOfBirth]", "/ssn": "business.identitySecretRef[ssn]",
		"/controller": "business.controller", "/controller/firstName": "business.controller.firstName",
		"/controller/lastName": "business.controller.lastName", "/controller/title": "business.controller.title",
		"/controller/dateOfBirth": "business.controller.identitySecretRef[dateOfBirth]",
		"/controller/ssn":         "business.controller.identitySecretRef[ssn]", "controller.ssn": "business.controller.identitySecretRef[ssn]",
		"/controller/passport/number":             "business.controller.identitySecretRef[passportNumber]",
		"/controller/passport/country":            "business.controller.identitySecretRef[passportCountry]",
		"/controller/passport":                    "business.controller.identitySecretRef[passportNumber]",
		"/controller/address/address1":            "business.controller.address.line1",
		"/controller/address/address2":            "business.controller.address.line2",
		"/controller/address/address3":            "business.controller.address.line3",
		"/controller/address/city":                "business.controller.address.city",
		"/controller/address/stateProvinceRegion": "business.controller.address.state",
		"/controller/address/postalCode":          "business.controller.address.postalCode",
		"/controller/address/country":             "business.controller.address.country",
		"/somethingNew":                           "business",
	} {
		f := newFake()
		f.Answers("POST /customers", 400, validation+`{"code":"InvalidFormat","message":"x","path":"`+pointer+`"}]}}`)
		f.Answers("GET /business-classifications", 200, classificationsJSON)
		_, err := f.provider(t).CreateCustomer(t.Context(), provider.CreateRequest{Key: "k", Customer: acme()})
		e := mustError(t, err)
		assert.Equal(t, []provider.FieldPath{want}, pathsOf(e.Fields), pointer)
		assert.Contains(t, e.Fields[0].Message, "(Dwolla: InvalidFormat)")
		assert.NoError(t, e.Err)
	}
	for _, f := range slices.Concat(businessForm.fields, ownerForm.fields, documentForm.fields, personForm.fields, subscriptionForm.fields) {
		assert.NotEmpty(t, f.rule, f.path)
	}
}

func TestUpdateBusiness(t *testing.T) {
	const address = `"address1":"99-99 33rd St","address2":"Apt 8","city":"Brooklyn","state":"NY","postalCode":"11101"`
	for name, tc := range map[string]struct {
		fields []provider.FieldPath
		want   string
	}{
		"all that may change": {[]provider.FieldPath{businessDBA, businessWebsite, businessPhone, adminEmail, businessCity},
			`{"email":"jane@example.com","phone":"5554321234",` + address + `,"doingBusinessAs":"Acme","website":"https://www.acme.example.com"}`},
		"address as a whole": {[]provider.FieldPath{businessLine2}, `{` + address + `}`},
		"the structure":      {[]provider.FieldPath{businessStructure}, ""},
		"a controller":       {[]provider.FieldPath{controllerPaths.title}, ""},
		"a person's field":   {[]provider.FieldPath{fieldEmail}, ""},
		"none":               {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			f.Answers("POST /customers/"+customerID, 200, businessJSON("verified", BusinessLLC, links("send")))
			o, err := f.provider(t).UpdateCustomer(t.Context(), provider.SubmitRequest{CustomerID: customerID, Customer: acme(), Fields: tc.fields})
			if tc.want == "" {
				assert.Equal(t, provider.ClassInvalid, mustError(t, err).Class)
				assert.Empty(t, f.Seen())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.want, f.Calls("POST /customers/" + customerID)[0].Body)
			assert.Equal(t, provider.CertificationDone, o.Certification)
		})
	}
	f := newFake()
	f.Answers("POST /customers/"+customerID, 400, validation+`{"code":"ReadOnly","path":"/website"}]}}`)
	_, err := f.provider(t).UpdateCustomer(t.Context(), provider.SubmitRequest{
		CustomerID: customerID, Customer: acme(), Fields: []provider.FieldPath{businessWebsite}})
	assert.Equal(t, []provider.FieldPath{businessWebsite}, pathsOf(mustError(t, err).Fields))
}

func TestBusinessProfile(t *testing.T) {
	var held Customer
	require.NoError(t, json.Unmarshal([]byte(businessJSON("verified", BusinessLLC, "")), &held))
	p := newFake().provider(t)
	desired := p.ProfileOf(acme())
	assert.Equal(t, desired, shown(&held))
	assert.Equal(t, "llc", desired[businessStructure])
	assert.Equal(t, "CEO", desired["business.controller.title"])
	assert.NotContains(t, desired, businessEIN)

	byName := acme()
	byName.Business.Classification, byName.Business.DoingBusinessAs = "Wineries", ""
	assert.Empty(t, p.ProfileOf(byName).Diff(shown(&held)), "an industry by its name is not held against an ID")
	nonProfit := acme()
	nonProfit.Business.Structure = provider.StructureNonProfitLLC
	assert.Empty(t, p.ProfileOf(nonProfit).Diff(shown(&held)), "Dwolla has one word for both")

	moved := acme()
	moved.Business.Address.Line2, moved.Business.Website = "", "https://acme.example.com"
	moved.Business.Address.PostalCode = "50309-1234"
	diff := p.ProfileOf(moved).Diff(shown(&held))
	assert.Equal(t, []provider.FieldPath{businessPostalCode, businessWebsite}, diff)
	u, ok := businessUpdateOf(toBusiness(moved.Business), diff)
	require.True(t, ok)
	require.NoError(t, json.Unmarshal(encode(u), &held))
	assert.Empty(t, p.ProfileOf(moved).Diff(shown(&held)), "no update without end")

	var foreign Customer
	require.NoError(t, json.Unmarshal(encode(struct {
		Type       string          `json:"type"`
		Controller ShownController `json:"controller"`
	}{"business", ShownController{Address: toBusiness(abroad().Business).Controller.Address}}), &foreign))
	assert.Equal(t, "MC", shown(&foreign)[controllerPaths.state], "a country without regions repeats its code")
	assert.Equal(t, "MC", p.ProfileOf(abroad())[controllerPaths.state])
}

// TestEveryPostHasAKey: one of the caller's, or else one that no other call has.
func TestEveryPostHasAKey(t *testing.T) {
	f := newFake()
	f.On("POST /customers/"+customerID, func(w http.ResponseWriter, _ *http.Request) {
		hal(w, 200, customerJSON(customerID, "deactivated", ""))
	})
	p := f.provider(t)
	for range 2 {
		_, err := p.DeactivateCustomer(t.Context(), customerID)
		require.NoError(t, err)
	}
	_, _ = p.CertifyOwnership(t.Context(), customerID, "certify-1")
	_, _ = p.BeginQuiz(t.Context(), customerID)
	_, _ = p.Answer(t.Context(), customerID, map[string]string{"1": "2"})
	seen := map[string]bool{}
	for _, s := range f.Seen() {
		if s.Method == http.MethodPost && s.Path != "/token" {
			key := s.Header.Get("Idempotency-Key")
			assert.NotEmpty(t, key, s.Path)
			assert.False(t, seen[key], s.Path)
			seen[key] = true
		}
	}
	assert.Len(t, seen, 5)
}
