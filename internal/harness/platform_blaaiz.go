package harness

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/visitor"
)

// blaaizPlatform is Blaaiz: it reviews a customer as one package, rejects single owners and documents with
// comments, and takes a package that differs after that.
type blaaizPlatform struct{}

func (blaaizPlatform) Name() string { return "blaaiz" }

func (blaaizPlatform) Abilities() Abilities { return Abilities{Packs: true} }

func (blaaizPlatform) Connect(w *World, spec *v1alpha1.VerificationProviderSpec, c *v1alpha1.ProviderConnection) {
	w.Helper()
	c.Endpoint = w.Sandbox.BlaaizURL()
	spec.Blaaiz = c
	manual := "manual"
	require.NoError(w, w.Control.Set(w.Context, controlapi.Settings{Blaaiz: &controlapi.BlaaizSettings{Review: &manual}}))
}

// Subscribe implements Platform. Blaaiz chooses the secret, and shows it once.
func (blaaizPlatform) Subscribe(w *World, url string) string {
	w.Helper()
	secret, err := visitor.RegisterBlaaizWebhook(w.Context, w.Sandbox.BlaaizURL(), url)
	require.NoError(w, err)
	return secret
}

// blaaizIdentity is the content of an identity Secret that Blaaiz takes.
func blaaizIdentity(born, tax, kind, number string) map[string]string {
	return map[string]string{
		"dateOfBirth": born, "taxID": tax, "documentType": kind, "documentNumber": number, "documentCountry": "US",
		"documentIssueDate": "2019-07-23", "documentExpiryDate": "2998-08-24",
	}
}

func (blaaizPlatform) Person(w *World, name string) Applicant {
	vc := customerOf(w, name, v1alpha1.CustomerPersonal)
	vc.Spec.Personal = &v1alpha1.PersonalSpec{
		FirstName: "Jane", LastName: "Doe", Email: v1alpha1.Email(emailIn(w, name)), Phone: "+15554321234", Address: brooklyn(),
		IdentitySecretRef: v1alpha1.SecretReference{Name: name},
	}
	vc.Spec.Documents = []v1alpha1.DocumentSpec{
		paper(name, "front", "License", "Person", "Front", ""), paper(name, "back", "License", "Person", "Back", ""),
		paper(name, "bill", "ProofOfAddress", "Person", "", ""),
	}
	return Applicant{
		Name: name, Email: emailIn(w, name), Customer: vc, Papers: 3, HandIns: 1,
		Secrets: append(filesOf(w, vc.Spec.Documents), secret(name, blaaizIdentity("1971-03-19", "413582967", "License", "K7392846Q"))),
		Correct: func() {
			w.Change(name, func(vc *v1alpha1.VerifiedCustomer) { renew(w, vc.Spec.Documents, "front") })
		},
	}
}

func (p blaaizPlatform) Business(w *World, name string) Applicant {
	vc := customerOf(w, name, v1alpha1.CustomerBusiness)
	olga, otto := p.owner(w, name, name+"-olga", "Olga", 60), p.owner(w, name, name+"-otto", "Otto", 40)
	olga.Spec.Documents = []v1alpha1.DocumentSpec{paper(olga.Name, "passport", "Passport", "Person", "Front", "")}
	otto.Spec.Documents = []v1alpha1.DocumentSpec{
		paper(otto.Name, "front", "License", "Person", "Front", ""), paper(otto.Name, "back", "License", "Person", "Back", ""),
	}
	vc.Spec.Business = &v1alpha1.BusinessSpec{
		Name: "Acme Bakery " + name, DoingBusinessAs: "Acme", Structure: "LLC", Classification: "Food", Website: "https://acme.example.com",
		Phone: "+15554321234", Address: brooklyn(),
		Admin:             v1alpha1.BusinessAdmin{FirstName: "Ann", LastName: "Admin", Email: v1alpha1.Email(emailIn(w, name))},
		IdentitySecretRef: v1alpha1.SecretReference{Name: name}, RegistrationNumber: name + "-" + w.Namespace,
		IncorporationDate: "2015-03-04", Description: "Bakes bread.", VerificationScope: "Full",
		Finances: &v1alpha1.FinancesSpec{
			SourcesOfFunds: []v1alpha1.ListedName{"business revenue"}, AnnualRevenueUSD: amountOf(750_000), MonthlyPayments: amountOf(40),
		},
		BeneficialOwnership: &v1alpha1.BeneficialOwnershipSpec{Owners: []string{olga.Name, otto.Name}, Certified: true},
	}
	vc.Spec.Documents = []v1alpha1.DocumentSpec{
		paper(name, "charter", "Incorporation", "Business", "", ""),
		paper(name, "statement", "Other", "Business", "", "BANK_STATEMENT"),
	}
	secrets := append(filesOf(w, vc.Spec.Documents), secret(name, map[string]string{"taxID": "41-3582967"}),
		secret(olga.Name, blaaizIdentity("1973-05-11", "413582970", "Passport", "K7392847Q")),
		secret(otto.Name, blaaizIdentity("1974-06-12", "413582971", "License", "K7392848Q")))
	secrets = append(append(secrets, filesOf(w, olga.Spec.Documents)...), filesOf(w, otto.Spec.Documents)...)
	return Applicant{
		Name: name, Email: emailIn(w, name), Customer: vc, Owners: []*v1alpha1.BeneficialOwner{olga, otto}, Secrets: secrets,
		Papers: 5, HandIns: 1,
		Correct: func() {
			w.changeOwner(olga.Name, func(bo *v1alpha1.BeneficialOwner) { renew(w, bo.Spec.Documents, "passport") })
		},
		Elsewhere: func() {
			w.Change(name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.Description = "Bakes bread and cake." })
		},
	}
}

func (blaaizPlatform) owner(w *World, customer, name, firstName string, percent int32) *v1alpha1.BeneficialOwner {
	bo := ownerOf(w, customer, name, firstName)
	bo.Spec.Email, bo.Spec.Title, bo.Spec.Nationality = v1alpha1.Email(emailIn(w, name)), "Director", "US"
	bo.Spec.OwnershipPercent, bo.Spec.Roles = &percent, []v1alpha1.OwnerRole{"Shareholder", "Control"}
	return bo
}

func (blaaizPlatform) Stranger(w *World, email string) string {
	w.Helper()
	var created struct{ Data struct{ ID string } }
	blaaiz := visitor.Blaaiz(w.Sandbox.BlaaizURL(), "customer:write")
	require.NoError(w, blaaiz.Call(w.Context, http.MethodPost, "/api/external/customer", map[string]string{
		"type": "individual", "first_name": "Sam", "last_name": "Stranger", "email": email, "country": "US",
		"id_type": "passport", "id_number": "X9876543",
	}, &created))
	return created.Data.ID
}

func (blaaizPlatform) status(v Verdict) string {
	if v == Verified {
		return "VERIFIED"
	}
	return "REJECTED"
}

func (p blaaizPlatform) Decide(w *World, id string, v Verdict, silent bool) {
	w.Helper()
	m := controlapi.BlaaizMove{Status: p.status(v), Silent: silent}
	c, err := w.Control.BlaaizCustomer(w.Context, id)
	require.NoError(w, err)
	switch v {
	case Verified:
		for _, o := range c.Owners {
			m.Reviews = append(m.Reviews, controlapi.BlaaizReview{ID: o.ID, Status: "APPROVED"})
		}
		for _, d := range c.Documents {
			m.Reviews = append(m.Reviews, controlapi.BlaaizReview{ID: d.ID, Status: "APPROVED"})
		}
	case Wanting:
		m.Comment = "The identity document is not legible."
		if len(c.Owners) > 0 {
			m.Comment = "One or more records need your attention."
			m.Reviews = append(m.Reviews, controlapi.BlaaizReview{
				ID: c.Owners[0].ID, Status: "REJECTED", Comments: []string{"The identity document is not legible."},
			})
		}
	case SetBack:
		m.Comment = "The information could not be verified."
	default:
		unknownVerdict(w, v)
	}
	_, err = w.Control.MoveBlaaizCustomer(w.Context, id, m)
	require.NoError(w, err)
}

func (blaaizPlatform) PhaseAfter(v Verdict) v1alpha1.Phase {
	if v == Verified {
		return v1alpha1.PhaseVerified
	}
	return v1alpha1.PhaseRejected
}

func (blaaizPlatform) Known(w *World) (known []Known) {
	w.Helper()
	all, err := w.Control.BlaaizCustomers(w.Context)
	require.NoError(w, err)
	for _, c := range all {
		known = append(known, Known{c.ID, c.Email})
	}
	return known
}

func (blaaizPlatform) Look(w *World, id string) Truth {
	w.Helper()
	c, err := w.Control.BlaaizCustomer(w.Context, id)
	require.NoError(w, err)
	t := Truth{
		Status: c.Status, Decidable: c.Checking || c.Status == "PROCESSING", HandIns: c.Submissions,
		Papers: map[string]int{}, Owners: map[string]string{},
	}
	for _, field := range c.Files {
		t.Papers[field]++
	}
	for _, d := range c.Documents {
		t.Papers[d.Type+"/"+d.Name]++
		if d.Status == "REJECTED" {
			t.Rejected++
		}
	}
	for _, o := range c.Owners {
		t.Owners[o.ID] = o.Status
		if o.Status == "REJECTED" {
			t.Rejected++
		}
		if o.HasFront {
			t.Papers[o.Email+"/front"]++
		}
		if o.HasBack {
			t.Papers[o.Email+"/back"]++
		}
	}
	return t
}

func (p blaaizPlatform) Announcement(e Announced) []byte {
	status := p.status(e.Verdict)
	old := "VERIFIED"
	if e.Verdict == Verified {
		old = "PENDING"
	}
	body, err := json.Marshal(map[string]any{
		"message": "Customer verification status updated", "event_type": "customer.status_changed",
		"customer_id": e.CustomerID, "customer_email": "somebody@example.com", "old_status": old, "new_status": status, "comment": nil,
		"updated_at": e.Created.UTC().Format("2006-01-02T15:04:05.000Z"), "event_id": e.ID, "type": "customer",
	})
	if err != nil {
		panic(err)
	}
	return body
}

func (blaaizPlatform) Sign(secret string, body []byte) http.Header {
	at := strconv.FormatInt(time.Now().Unix(), 10)
	return http.Header{
		"X-Blaaiz-Timestamp": {at}, "X-Blaaiz-Signature": {hmacOf(secret, []byte(at+"."), body)}, "Content-Type": {"application/json"},
	}
}

func (blaaizPlatform) Route(c Call, t v1alpha1.CustomerType) Route {
	const one = "/api/external/customer/{customer}"
	routes := map[Call]Route{
		Create: {"POST /api/external/customer", http.MethodPost, "^/api/external/customer$"},
		Look:   {"GET " + one, http.MethodGet, "^/api/external/customer/[^/]+$"},
		List:   {"GET /api/external/customer", http.MethodGet, "^/api/external/customer$"},
		HandIn: {"POST " + one + "/files", http.MethodPost, "^/api/external/customer/[^/]+/files$"},
	}
	if t == v1alpha1.CustomerBusiness {
		routes[HandIn] = Route{"POST " + one + "/submit", http.MethodPost, "^/api/external/customer/[^/]+/submit$"}
	}
	return routes[c]
}

func (blaaizPlatform) Costs(t v1alpha1.CustomerType) map[string]int {
	const one = "/api/external/customer/{customer}"
	costs := map[string]int{"GET /api/external/customer": 1, "POST /api/external/customer": 1}
	if t == v1alpha1.CustomerPersonal {
		// Three files, registered by the one request that begins the review.
		costs["POST /api/external/file/get-presigned-url"] = 3
		costs["PUT /uploads/{file}"] = 3
		costs["POST "+one+"/files"] = 1
		costs["GET "+one] = 5
		return costs
	}
	costs["POST "+one+"/owner/{owner}/file/presigned-url"] = 3
	costs["POST "+one+"/owner/{owner}/files"] = 2
	costs["POST "+one+"/document/presigned-url"] = 2
	costs["POST "+one+"/document"] = 2
	costs["PUT /uploads/{file}"] = 5
	costs["POST "+one+"/submit"] = 1
	// Blaaiz does not show all of an owner, so that the driver says it once more.
	costs["PUT "+one] = 1
	costs["GET "+one] = 7
	return costs
}
