package platform

import (
	"context"
	"net/http"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// fin reviews a customer as one package, asks for single documents, and keeps all other data as they were
// created. It takes creates twice, and shows nobody the reference under which one was made.
type fin struct{ Handle }

// finSecret signs its webhooks.
const finSecret = "another-signing-secret-of-the-stage"

func (fin) Traits() verdict.Traits {
	return verdict.Traits{
		Name: "fin", Keyed: true, Packed: true, Creates: []string{"POST /v2/customers/individual", "POST /v2/customers/business"},
	}
}

func (fin) Repertoire() plan.Repertoire {
	return packed(plan.Repertoire{
		Provider: "fin", Share: 20,
		Persons:       []string{"Jane", "Jane", "Jane", "rejected", "rfi", "rfi", "hold", "reviewing", "processing", "incomplete"},
		Businesses:    []string{"Acme Bakery", "Acme Bakery", "Acme Bakery", "rejected", "rfi", "hold", "reviewing"},
		Controllers:   []string{"Carla"},
		Owners:        []string{"Olga", "Olga", "rejected", "rfi"},
		PersonMoves:   []string{finApprove, finApprove, finAsk, finAsk, finHold, finReject},
		BusinessMoves: []string{finApprove, finApprove, finAsk, finAskOwner, finAskOwner, finHold, finReject},
		OwnerMoves:    []string{"APPROVED", "REJECTED"},
	})
}

// What Fin's staff do.
const (
	finApprove  = "approve"
	finReject   = "reject"
	finHold     = "hold"
	finAsk      = "ask"
	finAskOwner = "ask-owner"
)

// Settings implements Platform: a step takes a third of a second at the run's scale of time.
func (fin) Settings() controlapi.Settings {
	some, step := "some", controlapi.Duration(5*time.Minute)
	return controlapi.Settings{Fin: &controlapi.FinSettings{Retries: &some, Step: &step}}
}

func (f fin) Connect(spec *v1alpha1.VerificationProviderSpec, c *v1alpha1.ProviderConnection) {
	c.Endpoint = f.Sandbox.FinURL()
	spec.Fin = c
}

func (f fin) Subscribe(ctx context.Context, url string) (string, error) {
	_, err := f.Control.AddFinEndpoint(ctx, controlapi.FinEndpoint{URL: url, Secret: finSecret})
	return finSecret, err
}

func (fin) identity(r Registry) map[string]string {
	values := identity(r, "Passport")
	values["ssn"] = r.SSN()
	return values
}

func finTerms() *v1alpha1.TermsAcceptance {
	return &v1alpha1.TermsAcceptance{AcceptedBy: "jane@example.com", AcceptedAt: "2026-05-31T12:00:00Z"}
}

func (f fin) Person(p plan.Person, r Registry) Manifests {
	vc := customer("fin", p.Name, v1alpha1.CustomerPersonal)
	vc.Spec.TermsAcceptance = finTerms()
	vc.Spec.Personal = personal(p, r, packedPhone)
	vc.Spec.Personal.Nationality, vc.Spec.Personal.Employment, vc.Spec.Personal.Occupation = "US", "Employed", "Engineer"
	vc.Spec.Personal.Finances = &v1alpha1.FinancesSpec{
		Purpose: "Savings", SourcesOfFunds: []v1alpha1.ListedName{"Salary"}, MonthlyVolumeUSD: amount(1000),
	}
	return made(f, vc, p.Document, r, Secret(p.Name, f.identity(r)))
}

func (f fin) Business(b plan.Business, r Registry) Manifests {
	vc := customer("fin", b.Name, v1alpha1.CustomerBusiness)
	vc.Spec.TermsAcceptance = finTerms()
	vc.Spec.Business = packedBusiness(b, r)
	vc.Spec.Business.Classification = "541511"
	vc.Spec.Business.Finances = &v1alpha1.FinancesSpec{
		Purpose: "Payroll", SourcesOfFunds: []v1alpha1.ListedName{"Business revenue"}, SourcesOfWealth: []v1alpha1.ListedName{"Investment income"},
		AnnualRevenueUSD: amount(750_000), MonthlyDepositsUSD: amount(60_000), MonthlyWithdrawalsUSD: amount(50_000),
	}
	m := made(f, vc, b.Document, r, Secret(b.Name, map[string]string{"ein": r.EIN()}))
	m.Certified = b.Certified
	return m
}

func (f fin) Owner(b plan.Business, o plan.Owner, r Registry) Manifests {
	bo := owner(b.Name, o)
	bo.Spec.Email, bo.Spec.Phone, bo.Spec.Title = r.Email(o.Name, 0), "+15554321235", "Director"
	bo.Spec.Nationality, bo.Spec.Since, bo.Spec.OwnershipPercent = "US", "2015-03-04", shareOf(b, o.Name)
	bo.Spec.Roles = []v1alpha1.OwnerRole{"Shareholder", "Control"}
	return made(f, bo, o.Document, r, Secret(o.Name, f.identity(r)))
}

func (fin) Documents(o v1alpha1.Verifiable) []v1alpha1.DocumentSpec {
	vc, isCustomer := o.(*v1alpha1.VerifiedCustomer)
	switch {
	case isCustomer && vc.Spec.Business != nil:
		return []v1alpha1.DocumentSpec{
			paper(vc.Name, "charter", "Incorporation", "Business", "", ""), paper(vc.Name, "register", "Other", "Business", "", "SHAREHOLDER_REGISTER"),
		}
	case isCustomer:
		return []v1alpha1.DocumentSpec{
			paper(vc.Name, "passport", "Passport", "Person", "Front", ""), paper(vc.Name, "bill", "ProofOfAddress", "Person", "", "UTILITY_BILL"),
		}
	}
	return []v1alpha1.DocumentSpec{paper(o.GetName(), "passport", "Passport", "Person", "Front", "")}
}

func (fin) Asks(o v1alpha1.Verifiable) bool {
	st := o.Verification()
	return st.ProviderStatus == "ACTION_REQUIRED" || st.ProviderStatus == "REJECTED" || len(st.Requirements) > 0 && st.Phase != v1alpha1.PhasePending
}

// Correct implements Platform: with other documents, for they are all that can be changed.
func (f fin) Correct(o v1alpha1.Verifiable, r Registry) map[string]map[string]string {
	documents := f.Documents(o)
	SetDocuments(o, documents)
	return map[string]map[string]string{scansOf(o.GetName()): Scans(documents, r)}
}

func (f fin) Move(ctx context.Context, id, how string, silent bool) error {
	c, err := f.Control.FinCustomer(ctx, id)
	if err != nil {
		return allowed(err)
	}
	if c.Submissions == 0 {
		return ErrOutOfPlace // The staff see nobody who was not handed in.
	}
	if how == finAsk || how == finAskOwner {
		_, err = f.Control.AskFinCustomer(ctx, id, controlapi.FinRFI{Requests: []controlapi.FinRequest{finRequest(c, how)}, Silent: silent})
		return allowed(err)
	}
	status := map[string]string{finApprove: "APPROVED", finReject: "REJECTED", finHold: "IN_COMPLIANCE"}[how]
	_, err = f.Control.MoveFinCustomer(ctx, id, controlapi.FinMove{Status: status, Silent: silent})
	return allowed(err)
}

// finRequest asks a customer, or its first owner, for another document.
func finRequest(c controlapi.FinCustomer, how string) controlapi.FinRequest {
	q, document := controlapi.FinRequest{Section: "proof_of_identity"}, "PASSPORT"
	switch {
	case how == finAskOwner && len(c.Parties) > 0:
		q.PartyID, q.Section = c.Parties[0].ID, "identifying_documents"
	case len(c.Parties) > 0:
		q.Section, document = "ownership_documents", "SHAREHOLDER_REGISTER"
	}
	q.Categories = []controlapi.FinCategory{{DocumentType: document, Fields: []controlapi.FinField{
		{Name: "files", DataType: "URI", Status: "INVALID", Reason: "It is not legible."},
	}}}
	return q
}

func (f fin) MoveOwner(ctx context.Context, _, id, how string) error {
	_, err := f.Control.MoveFinParty(ctx, id, controlapi.FinPartyMove{Status: how})
	return allowed(err)
}

func (f fin) Events(ctx context.Context) (all []Event, err error) {
	events, err := f.Control.FinEvents(ctx)
	for _, e := range events {
		all = append(all, Event{ID: e.ID, Topic: e.Type, CustomerID: e.CustomerID, ResourceID: e.CustomerID, Created: e.Created})
	}
	return all, err
}

func (fin) EventID(body []byte) string {
	var event struct{ Event struct{ ID string } }
	return idIn(body, &event, &event.Event.ID)
}

func (fin) Announcement(eventID, customerID string, n int) []byte {
	kind, data := "customer.status", map[string]any{
		"customer_id": customerID, "type": "INDIVIDUAL", "verification_type": "STANDARD",
		"customer_status": []string{"APPROVED", "REJECTED", "ACTION_REQUIRED"}[n%3],
	}
	if n%4 == 3 {
		kind, data = "customer.rfi", map[string]any{"customer_id": customerID, "request_for_information": []any{}}
	}
	return encode(map[string]any{
		"event": map[string]any{
			"id": eventID, "event_reference_id": customerID, "type": kind, "sandbox_mode": true,
			"created_at": time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"),
		},
		"data": data,
	})
}

func (f fin) Sign(key string, body []byte) http.Header {
	return http.Header{"Content-Type": {"application/json"}, "X-Fin-Signature-Algorithm": {"sha256"}, f.SignatureHeader(): {hmacOf(key, body)}}
}

func (fin) SignatureHeader() string { return "X-Fin-Signature" }

func (fin) Paths() (create, handIn string) {
	return "^/v2/customers/(individual|business)$", "/attach$"
}
