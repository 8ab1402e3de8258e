package harness

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/visitor"
)

// finPlatform is Fin: it reviews a customer as one package, of which only documents can change, and asks for
// single documents.
type finPlatform struct{}

func (finPlatform) Name() string { return "fin" }

func (finPlatform) Abilities() Abilities {
	return Abilities{Packs: true, Piles: true, TellsWorlds: true}
}

func (finPlatform) Connect(w *World, spec *v1alpha1.VerificationProviderSpec, c *v1alpha1.ProviderConnection) {
	w.Helper()
	c.Endpoint = w.Sandbox.FinURL()
	spec.Fin = c
	manual, some, step := "manual", "some", controlapi.Duration(20*time.Millisecond)
	require.NoError(w, w.Control.Set(w.Context, controlapi.Settings{Fin: &controlapi.FinSettings{
		Review: &manual, Retries: &some, Step: &step,
	}}))
}

func (finPlatform) Subscribe(w *World, url string) string {
	w.Helper()
	_, err := w.Control.AddFinEndpoint(w.Context, controlapi.FinEndpoint{URL: url, Secret: SigningSecret})
	require.NoError(w, err)
	return SigningSecret
}

// finIdentity is the content of an identity Secret that Fin takes.
func finIdentity(born, ssn, passport string) map[string]string {
	return map[string]string{
		"dateOfBirth": born, "ssn": ssn, "documentType": "Passport", "documentNumber": passport, "documentCountry": "US",
		"documentIssueDate": "2019-07-23", "documentExpiryDate": "2998-08-24",
	}
}

func finTerms() *v1alpha1.TermsAcceptance {
	return &v1alpha1.TermsAcceptance{AcceptedBy: "jane@example.com", AcceptedAt: "2026-05-31T12:00:00Z"}
}

func (finPlatform) Person(w *World, name string) Applicant {
	vc := customerOf(w, name, v1alpha1.CustomerPersonal)
	vc.Spec.TermsAcceptance = finTerms()
	vc.Spec.Personal = &v1alpha1.PersonalSpec{
		FirstName: "Jane", LastName: "Doe", Email: v1alpha1.Email(emailIn(w, name)), Phone: "+15554321234", Address: brooklyn(),
		IdentitySecretRef: v1alpha1.SecretReference{Name: name}, Nationality: "US", Employment: "Employed", Occupation: "Engineer",
		Finances: &v1alpha1.FinancesSpec{
			Purpose: "Savings", SourcesOfFunds: []v1alpha1.ListedName{"Salary"}, MonthlyVolumeUSD: amountOf(1000),
		},
	}
	vc.Spec.Documents = []v1alpha1.DocumentSpec{
		paper(name, "passport", "Passport", "Person", "Front", ""),
		paper(name, "bill", "ProofOfAddress", "Person", "", "UTILITY_BILL"),
	}
	return Applicant{
		Name: name, Email: emailIn(w, name), Customer: vc, Papers: 2, HandIns: 1,
		Secrets: append(filesOf(w, vc.Spec.Documents), secret(name, finIdentity("1971-03-19", "413-58-2967", "K7392846Q"))),
		Correct: func() {
			w.Change(name, func(vc *v1alpha1.VerifiedCustomer) { renew(w, vc.Spec.Documents, "passport") })
		},
		Elsewhere: func() {
			w.Change(name, func(vc *v1alpha1.VerifiedCustomer) { renew(w, vc.Spec.Documents, "bill") })
		},
	}
}

func (p finPlatform) Business(w *World, name string) Applicant {
	vc := customerOf(w, name, v1alpha1.CustomerBusiness)
	vc.Spec.TermsAcceptance = finTerms()
	olga, otto := p.owner(w, name, name+"-olga", "Olga", 60), p.owner(w, name, name+"-otto", "Otto", 30)
	vc.Spec.Business = &v1alpha1.BusinessSpec{
		Name: "Acme Bakery", DoingBusinessAs: "Acme", Structure: "LLC", Classification: "541511", Website: "https://acme.example.com",
		Phone: "+15554321234", Address: brooklyn(),
		Admin:             v1alpha1.BusinessAdmin{FirstName: "Ann", LastName: "Admin", Email: v1alpha1.Email(emailIn(w, name))},
		IdentitySecretRef: v1alpha1.SecretReference{Name: name}, RegistrationNumber: name + "-" + w.Namespace,
		IncorporationDate: "2015-03-04", Description: "Bakes bread.",
		Finances: &v1alpha1.FinancesSpec{
			Purpose: "Payroll", SourcesOfFunds: []v1alpha1.ListedName{"Business revenue"},
			SourcesOfWealth:  []v1alpha1.ListedName{"Investment income"},
			AnnualRevenueUSD: amountOf(750_000), MonthlyDepositsUSD: amountOf(60_000), MonthlyWithdrawalsUSD: amountOf(50_000),
		},
		BeneficialOwnership: &v1alpha1.BeneficialOwnershipSpec{Owners: []string{olga.Name, otto.Name}, Certified: true},
	}
	vc.Spec.Documents = []v1alpha1.DocumentSpec{
		paper(name, "charter", "Incorporation", "Business", "", ""),
		paper(name, "register", "Other", "Business", "", "SHAREHOLDER_REGISTER"),
	}
	secrets := append(filesOf(w, vc.Spec.Documents), secret(name, map[string]string{"ein": "41-3582967"}),
		secret(olga.Name, finIdentity("1973-05-11", "413-58-2970", "K7392847Q")),
		secret(otto.Name, finIdentity("1974-06-12", "413-58-2971", "K7392848Q")))
	secrets = append(append(secrets, filesOf(w, olga.Spec.Documents)...), filesOf(w, otto.Spec.Documents)...)
	return Applicant{
		Name: name, Email: emailIn(w, name), Customer: vc, Owners: []*v1alpha1.BeneficialOwner{olga, otto}, Secrets: secrets,
		Papers: 4, HandIns: 2,
		Correct: func() {
			w.changeOwner(olga.Name, func(bo *v1alpha1.BeneficialOwner) { renew(w, bo.Spec.Documents, "passport") })
		},
		Elsewhere: func() {
			w.Change(name, func(vc *v1alpha1.VerifiedCustomer) { renew(w, vc.Spec.Documents, "register") })
		},
	}
}

func (finPlatform) owner(w *World, customer, name, firstName string, percent int32) *v1alpha1.BeneficialOwner {
	bo := ownerOf(w, customer, name, firstName)
	bo.Spec.Email, bo.Spec.Phone, bo.Spec.Title = v1alpha1.Email(emailIn(w, name)), "+15554321235", "Director"
	bo.Spec.Nationality, bo.Spec.Since, bo.Spec.OwnershipPercent = "US", "2015-03-04", &percent
	bo.Spec.Roles = []v1alpha1.OwnerRole{"Shareholder", "Control"}
	bo.Spec.Documents = []v1alpha1.DocumentSpec{paper(name, "passport", "Passport", "Person", "Front", "")}
	return bo
}

func (finPlatform) Stranger(w *World, email string) string {
	w.Helper()
	var created struct {
		Data struct {
			CustomerID string `json:"customer_id"`
		}
	}
	fin := visitor.Fin(w.Sandbox.FinURL())
	require.NoError(w, fin.Call(w.Context, http.MethodPost, "/v1/customers/individual", map[string]any{
		"verification_type": "STANDARD",
		"basic_info": map[string]any{
			"first_name": "Sam", "last_name": "Stranger", "dob": "1980-02-02", "email": email, "phone": "+15559876543",
			"country_of_residence": "USA", "nationality": "USA", "tin": "413-58-4321",
		},
		"address": map[string]any{"street": "1 Elm St", "city": "Albany", "state": "US-NY", "postal_code": "12203", "country": "USA"},
		"financial_profile": map[string]any{
			"occupation_id": 1, "source_of_fund_id": 1, "purpose_id": 1, "monthly_volume_usd": 1,
		},
	}, &created))
	return created.Data.CustomerID
}

func (finPlatform) status(v Verdict) string {
	return map[Verdict]string{Verified: "APPROVED", SetBack: "REJECTED", Wanting: "ACTION_REQUIRED"}[v]
}

func (p finPlatform) Decide(w *World, id string, v Verdict, silent bool) {
	w.Helper()
	if v == Wanting {
		p.ask(w, id, silent)
		return
	}
	_, err := w.Control.MoveFinCustomer(w.Context, id, controlapi.FinMove{Status: p.status(v), Silent: silent})
	require.NoError(w, err)
}

// ask asks a person, or the first owner of a business, for another passport.
func (finPlatform) ask(w *World, id string, silent bool) {
	w.Helper()
	c, err := w.Control.FinCustomer(w.Context, id)
	require.NoError(w, err)
	request := controlapi.FinRequest{Section: "proof_of_identity", Categories: []controlapi.FinCategory{{
		DocumentType: "PASSPORT",
		Fields:       []controlapi.FinField{{Name: "files", DataType: "URI", Status: "INVALID", Reason: "It is not legible.", Side: "FRONT"}},
	}}}
	if len(c.Parties) > 0 {
		request.PartyID, request.Section = c.Parties[0].ID, "identifying_documents"
	}
	_, err = w.Control.AskFinCustomer(w.Context, id, controlapi.FinRFI{Requests: []controlapi.FinRequest{request}, Silent: silent})
	require.NoError(w, err)
}

func (finPlatform) PhaseAfter(v Verdict) v1alpha1.Phase {
	return map[Verdict]v1alpha1.Phase{
		Verified: v1alpha1.PhaseVerified, SetBack: v1alpha1.PhaseRejected, Wanting: v1alpha1.PhaseActionRequired,
	}[v]
}

func (finPlatform) Known(w *World) (known []Known) {
	w.Helper()
	all, err := w.Control.FinCustomers(w.Context)
	require.NoError(w, err)
	for _, c := range all {
		known = append(known, Known{c.ID, c.Email})
	}
	return known
}

func (finPlatform) Look(w *World, id string) Truth {
	w.Helper()
	c, err := w.Control.FinCustomer(w.Context, id)
	require.NoError(w, err)
	t := Truth{Status: c.Status, Decidable: c.Status == "REVIEWING", HandIns: c.Submissions, Papers: map[string]int{}, Owners: map[string]string{}}
	for _, party := range c.Parties {
		t.Owners[party.ID] = party.Status
	}
	for _, d := range c.Documents {
		t.Papers[strings.Join([]string{d.PartyID, d.Section, d.Type}, "/")]++
	}
	return t
}

func (p finPlatform) Announcement(e Announced) []byte {
	kind, data := "customer.status", map[string]any{
		"customer_id": e.CustomerID, "type": "INDIVIDUAL", "customer_status": p.status(e.Verdict), "verification_type": "STANDARD",
	}
	if e.Verdict == Wanting {
		kind, data = "customer.rfi", map[string]any{"customer_id": e.CustomerID, "request_for_information": []any{}}
	}
	body, err := json.Marshal(map[string]any{
		"event": map[string]any{
			"id": e.ID, "event_reference_id": e.CustomerID, "type": kind,
			"created_at": e.Created.UTC().Format("2006-01-02T15:04:05.000000Z"), "sandbox_mode": !e.Production,
		},
		"data": data,
	})
	if err != nil {
		panic(err)
	}
	return body
}

func (finPlatform) Sign(secret string, body []byte) http.Header {
	h := http.Header{"Content-Type": {"application/json"}}
	h.Set("x-fin-signature", hmacOf(secret, body))
	h.Set("x-fin-signature-algorithm", "sha256")
	return h
}

func (finPlatform) Route(c Call, t v1alpha1.CustomerType) Route {
	if t == v1alpha1.CustomerBusiness {
		return map[Call]Route{
			Create: {"POST /v2/customers/business", http.MethodPost, "^/v2/customers/business$"},
			Look:   {"GET /v2/customers/{id}", http.MethodGet, "^/v2/customers/[^/]+$"},
			List:   {"GET /v2/customers", http.MethodGet, "^/v2/customers$"},
			HandIn: {"POST /v2/customers/{id}/associated-parties/individual/attach", http.MethodPost, "/associated-parties/individual/attach$"},
		}[c]
	}
	return map[Call]Route{
		Create: {"POST /v2/customers/individual", http.MethodPost, "^/v2/customers/individual$"},
		Look:   {"GET /v1/customers/{id}", http.MethodGet, "^/v1/customers/[^/]+$"},
		List:   {"GET /v2/customers", http.MethodGet, "^/v2/customers$"},
		HandIn: {"POST /v2/customers/{id}/individual/attach", http.MethodPost, "^/v2/customers/[^/]+/individual/attach$"},
	}[c]
}

func (finPlatform) Costs(t v1alpha1.CustomerType) map[string]int {
	if t == v1alpha1.CustomerPersonal {
		return map[string]int{
			"GET /v1/occupations": 1, "GET /v1/purposes": 1, "GET /v1/source-of-funds": 1,
			"GET /v1/countries": 1, "GET /v1/countries/{code}/subdivisions": 1,
			"GET /v2/customers": 1, "POST /v2/customers/individual": 1, "GET /v1/customers/{id}": 8,
			"POST /v1/customers/upload": 2, "POST /v2/customers/{id}/individual/attach": 1,
		}
	}
	return map[string]int{
		"GET /v1/purposes": 1, "GET /v1/source-of-funds": 1, "GET /v1/source-of-wealth": 1,
		"GET /v1/countries": 1, "GET /v1/countries/{code}/subdivisions": 1,
		"GET /v2/customers": 1, "POST /v2/customers/business": 1, "GET /v2/customers/{id}": 8,
		"POST /v1/customers/upload": 4, "POST /v2/customers/{id}/business/attach": 1,
		"POST /v2/customers/{id}/associated-parties/individual/attach": 1,
	}
}
