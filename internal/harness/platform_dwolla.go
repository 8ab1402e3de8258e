package harness

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"path"

	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// dwollaPlatform is Dwolla: it verifies a customer as soon as it is created, allows one correction, and
// verifies owners one by one.
type dwollaPlatform struct{}

func (dwollaPlatform) Name() string { return "dwolla" }

func (dwollaPlatform) Abilities() Abilities {
	return Abilities{FindsOwn: true, ListsEvents: true, Deactivates: true}
}

func (dwollaPlatform) Connect(w *World, spec *v1alpha1.VerificationProviderSpec, c *v1alpha1.ProviderConnection) {
	c.Endpoint = w.Sandbox.DwollaURL()
	spec.Dwolla = c
}

func (dwollaPlatform) Subscribe(w *World, url string) string {
	w.Helper()
	w.Subscribe(url, SigningSecret)
	return SigningSecret
}

func (p dwollaPlatform) Person(w *World, name string) Applicant {
	a := Applicant{Name: name, Email: emailIn(w, name), Customer: w.Person(name, "Jane")}
	a.Secrets = append(a.Secrets, secret(name, map[string]string{"dateOfBirth": "1971-03-19", "ssn": "413-58-2967"}))
	a.Correct = func() {
		w.CreateSecret(name+"-again", map[string]string{"dateOfBirth": "1971-03-19", "ssn": "413-58-2968"})
		w.Change(name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.IdentitySecretRef.Name = name + "-again" })
	}
	a.Elsewhere = func() { w.noteDocument(name) }
	return a
}

// noteDocument holds a document ready that nobody asks for.
func (w *World) noteDocument(name string) {
	w.Create(file(w, name+"-spare"))
	w.Change(name, func(vc *v1alpha1.VerifiedCustomer) {
		vc.Spec.Documents = append(vc.Spec.Documents, paper(name, "spare", "License", "Person", "", ""))
	})
}

func (p dwollaPlatform) Business(w *World, name string) Applicant {
	owners := []string{name + "-olga", name + "-otto"}
	a := Applicant{Name: name, Email: emailIn(w, name), Customer: w.Business(name, "Acme Bakery", "Carla", owners...)}
	a.Secrets = append(a.Secrets,
		secret(name, map[string]string{"ein": "41-3582967"}),
		secret(name+"-controller", map[string]string{"dateOfBirth": "1972-04-21", "ssn": "413-58-2969"}),
		secret(owners[0], map[string]string{"dateOfBirth": "1973-05-11", "ssn": "413-58-2970"}),
		secret(owners[1], map[string]string{"dateOfBirth": "1974-06-12", "ssn": "413-58-2971"}))
	a.Owners = []*v1alpha1.BeneficialOwner{ownerOf(w, name, owners[0], "Olga"), ownerOf(w, name, owners[1], "Otto")}
	a.Correct = func() {
		w.Change(name, func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.Name = "Acme Bakeries" })
	}
	a.Elsewhere = func() { w.noteDocument(name) }
	return a
}

func (dwollaPlatform) Stranger(w *World, email string) string {
	w.Helper()
	body, err := json.Marshal(map[string]string{
		"type": "personal", "firstName": "Sam", "lastName": "Stranger", "email": email, "phone": "5559876543",
		"address1": "1 Elm St", "city": "Albany", "state": "NY", "postalCode": "12203",
		"dateOfBirth": "1980-02-02", "ssn": "4321",
	})
	require.NoError(w, err)
	response := w.Dwolla(http.MethodPost, "/customers", string(body))
	require.Equal(w, http.StatusCreated, response.StatusCode)
	return path.Base(response.Header.Get("Location"))
}

// status of a verdict at Dwolla, and the topic that tells of it.
func (dwollaPlatform) words(v Verdict) (status, topic string) {
	switch v {
	case SetBack:
		return "suspended", "customer_suspended"
	case Wanting:
		return "retry", "customer_reverification_needed"
	}
	return "verified", "customer_verified"
}

func (p dwollaPlatform) Decide(w *World, id string, v Verdict, silent bool) {
	w.Helper()
	status, _ := p.words(v)
	if v == Verified && w.Truth(id).Status == status {
		return // Dwolla was quicker.
	}
	w.Move(id, controlapi.Move{Status: status, Silent: silent})
}

func (dwollaPlatform) PhaseAfter(v Verdict) v1alpha1.Phase {
	return map[Verdict]v1alpha1.Phase{
		Verified: v1alpha1.PhaseVerified, SetBack: v1alpha1.PhaseSuspended, Wanting: v1alpha1.PhaseActionRequired,
	}[v]
}

func (dwollaPlatform) Known(w *World) (known []Known) {
	w.Helper()
	all, err := w.Control.Customers(w.Context)
	require.NoError(w, err)
	for _, c := range all {
		known = append(known, Known{c.ID, c.Email})
	}
	return known
}

func (dwollaPlatform) Look(w *World, id string) Truth {
	w.Helper()
	c := w.Truth(id)
	t := Truth{Status: c.Status, Decidable: true, HandIns: c.AttemptsUsed, Papers: map[string]int{}, Owners: map[string]string{}}
	for _, owner := range c.Owners {
		o, err := w.Control.Owner(w.Context, owner)
		require.NoError(w, err)
		t.Owners[owner] = o.Status
	}
	for _, d := range c.Documents {
		t.Papers[d.Fingerprint]++
	}
	return t
}

func (p dwollaPlatform) Announcement(e Announced) []byte {
	const base = "https://api-sandbox.dwolla.com"
	link := func(path string) map[string]string { return map[string]string{"href": base + path} }
	_, topic := p.words(e.Verdict)
	body, err := json.Marshal(map[string]any{
		"_links": map[string]any{
			"account": link("/accounts/11111111-1111-4111-8111-111111111111"), "self": link("/events/" + e.ID),
			"customer": link("/customers/" + e.CustomerID), "resource": link("/customers/" + e.CustomerID),
		},
		"created": e.Created.UTC().Format("2006-01-02T15:04:05.000Z"), "id": e.ID, "resourceId": e.CustomerID, "topic": topic,
	})
	if err != nil {
		panic(err)
	}
	return body
}

func (dwollaPlatform) Sign(secret string, body []byte) http.Header {
	return http.Header{"X-Request-Signature-Sha-256": {hmacOf(secret, body)}, "Content-Type": {"application/json"}}
}

// hmacOf is the HMAC-SHA-256 of parts one after the other, in hexadecimal digits.
func hmacOf(secret string, parts ...[]byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	for _, part := range parts {
		mac.Write(part)
	}
	return hex.EncodeToString(mac.Sum(nil))
}

func (dwollaPlatform) Route(c Call, _ v1alpha1.CustomerType) Route {
	return map[Call]Route{
		Create: {"POST /customers", http.MethodPost, "^/customers$"},
		Look:   {"GET /customers/{id}", http.MethodGet, "^/customers/[^/]+$"},
		List:   {"GET /customers", http.MethodGet, "^/customers$"},
		HandIn: {"POST /customers/{id}", http.MethodPost, "^/customers/[^/]+$"},
	}[c]
}

func (dwollaPlatform) Costs(t v1alpha1.CustomerType) map[string]int {
	if t == v1alpha1.CustomerPersonal {
		return map[string]int{"POST /customers": 1, "GET /customers/{id}": 1}
	}
	// One list, to be sure that nobody unnamed is there; after the statement one look at the business.
	return map[string]int{
		"POST /customers": 1, "GET /customers/{id}": 2,
		"POST /customers/{id}/beneficial-owners": 2, "GET /customers/{id}/beneficial-owners": 1,
		"GET /beneficial-owners/{id}": 2, "POST /customers/{id}/beneficial-ownership": 1,
	}
}
