package platform

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/visitor"
)

// blaaiz reviews a customer as one package, and rejects it with comments on single owners and documents. It
// has no place for anybody's key.
type blaaiz struct{ Handle }

func (blaaiz) Traits() verdict.Traits {
	return verdict.Traits{Name: "blaaiz", Packed: true, Creates: []string{"POST /api/external/customer"}}
}

func (blaaiz) Repertoire() plan.Repertoire {
	return packed(plan.Repertoire{
		Provider: "blaaiz", Share: 20,
		Persons:       []string{"Jane", "Jane", "Jane", "rejected", "rejected", "pending"},
		Businesses:    []string{"Acme Bakery", "Acme Bakery", "Acme Bakery", "rejected", "processing"},
		Controllers:   []string{"Carla"},
		Owners:        []string{"Olga", "Olga", "rejected"},
		PersonMoves:   []string{blaaizVerify, blaaizReject, blaaizReject},
		BusinessMoves: []string{blaaizVerify, blaaizReject, blaaizRejectOwner, blaaizRejectDocument, blaaizRevert},
		OwnerMoves:    []string{"APPROVED", "REJECTED"},
	})
}

// What Blaaiz's staff do.
const (
	blaaizVerify         = "verify"
	blaaizReject         = "reject"
	blaaizRejectOwner    = "reject-owner"
	blaaizRejectDocument = "reject-document"
	blaaizRevert         = "revert"
)

// Settings implements Platform: the verdict on a person takes a second at the run's scale of time, that on a
// business two.
func (blaaiz) Settings() controlapi.Settings {
	person, business := controlapi.Duration(15*time.Minute), controlapi.Duration(30*time.Minute)
	return controlapi.Settings{Blaaiz: &controlapi.BlaaizSettings{PersonReview: &person, BusinessReview: &business}}
}

func (b blaaiz) Connect(spec *v1alpha1.VerificationProviderSpec, c *v1alpha1.ProviderConnection) {
	c.Endpoint = b.Sandbox.BlaaizURL()
	spec.Blaaiz = c
}

// Subscribe implements Platform. Blaaiz chooses the secret.
func (b blaaiz) Subscribe(ctx context.Context, url string) (string, error) {
	return visitor.RegisterBlaaizWebhook(ctx, b.Sandbox.BlaaizURL(), url)
}

func (blaaiz) identity(r Registry, kind string) map[string]string {
	values := identity(r, kind)
	values["taxID"] = r.SSN()
	return values
}

func (b blaaiz) Person(p plan.Person, r Registry) Manifests {
	vc := customer("blaaiz", p.Name, v1alpha1.CustomerPersonal)
	vc.Spec.Personal = personal(p, r, packedPhone)
	return made(b, vc, p.Document, r, Secret(p.Name, b.identity(r, "License")))
}

func (b blaaiz) Business(of plan.Business, r Registry) Manifests {
	vc := customer("blaaiz", of.Name, v1alpha1.CustomerBusiness)
	vc.Spec.Business = packedBusiness(of, r)
	vc.Spec.Business.Classification, vc.Spec.Business.VerificationScope = "Bakery", "Full"
	vc.Spec.Business.Finances = &v1alpha1.FinancesSpec{
		SourcesOfFunds: []v1alpha1.ListedName{"business revenue"}, AnnualRevenueUSD: amount(750_000), MonthlyPayments: amount(40),
	}
	m := made(b, vc, of.Document, r, Secret(of.Name, map[string]string{"taxID": r.EIN()}))
	m.Certified = of.Certified
	return m
}

func (b blaaiz) Owner(of plan.Business, o plan.Owner, r Registry) Manifests {
	bo := owner(of.Name, o)
	bo.Spec.Email, bo.Spec.Title, bo.Spec.Nationality = r.Email(o.Name, 0), "Director", "US"
	bo.Spec.OwnershipPercent, bo.Spec.Roles = shareOf(of, o.Name), []v1alpha1.OwnerRole{"Shareholder", "Control"}
	return made(b, bo, o.Document, r, Secret(o.Name, b.identity(r, "Passport")))
}

func (blaaiz) Documents(o v1alpha1.Verifiable) []v1alpha1.DocumentSpec {
	vc, isCustomer := o.(*v1alpha1.VerifiedCustomer)
	switch {
	case isCustomer && vc.Spec.Business != nil:
		return []v1alpha1.DocumentSpec{
			paper(vc.Name, "charter", "Incorporation", "Business", "", ""), paper(vc.Name, "statement", "Other", "Business", "", "BANK_STATEMENT"),
		}
	case isCustomer:
		return []v1alpha1.DocumentSpec{
			paper(vc.Name, "front", "License", "Person", "Front", ""), paper(vc.Name, "back", "License", "Person", "Back", ""),
			paper(vc.Name, "bill", "ProofOfAddress", "Person", "", ""),
		}
	}
	return []v1alpha1.DocumentSpec{paper(o.GetName(), "passport", "Passport", "Person", "Front", "")}
}

func (blaaiz) Asks(o v1alpha1.Verifiable) bool { return o.Verification().ProviderStatus == "REJECTED" }

// Correct implements Platform: with other documents, and other data about them.
func (b blaaiz) Correct(o v1alpha1.Verifiable, r Registry) map[string]map[string]string {
	documents := b.Documents(o)
	SetDocuments(o, documents)
	secrets := map[string]map[string]string{scansOf(o.GetName()): Scans(documents, r)}
	vc, isCustomer := o.(*v1alpha1.VerifiedCustomer)
	switch {
	case isCustomer && vc.Spec.Business != nil:
		vc.Spec.Business.Description += " Cake, too."
	case isCustomer:
		secrets[vc.Name] = b.identity(r, "License")
	default:
		secrets[o.GetName()] = b.identity(r, "Passport")
	}
	return secrets
}

func (b blaaiz) Move(ctx context.Context, id, how string, silent bool) error {
	c, err := b.Control.BlaaizCustomer(ctx, id)
	if err != nil {
		return allowed(err)
	}
	if c.Submissions == 0 || how == blaaizRevert && c.Status != "PROCESSING" {
		return ErrOutOfPlace // The staff see nobody who was not handed in.
	}
	m := controlapi.BlaaizMove{Status: "REJECTED", Silent: silent, Comment: "The information could not be verified."}
	reject := func(id string) {
		m.Reviews = append(m.Reviews, controlapi.BlaaizReview{ID: id, Status: "REJECTED", Comments: []string{"It is not legible."}})
	}
	approve := func(id string) {
		m.Reviews = append(m.Reviews, controlapi.BlaaizReview{ID: id, Status: "APPROVED"})
	}
	switch how {
	case blaaizVerify:
		m.Status, m.Comment = "VERIFIED", ""
		for _, o := range c.Owners {
			approve(o.ID)
		}
		for _, d := range c.Documents {
			approve(d.ID)
		}
	case blaaizRevert:
		m.Status, m.Comment = "PENDING", ""
	case blaaizRejectOwner:
		reject(c.Owners[0].ID)
	case blaaizRejectDocument:
		reject(c.Documents[0].ID)
	}
	_, err = b.Control.MoveBlaaizCustomer(ctx, id, m)
	return allowed(err)
}

func (b blaaiz) MoveOwner(ctx context.Context, customerID, id, how string) error {
	_, err := b.Control.ReviewBlaaiz(ctx, customerID, controlapi.BlaaizReview{ID: id, Status: how})
	return allowed(err)
}

func (b blaaiz) Events(ctx context.Context) (all []Event, err error) {
	events, err := b.Control.BlaaizEvents(ctx)
	for _, e := range events {
		all = append(all, Event{ID: e.ID, Topic: e.Type, CustomerID: e.CustomerID, ResourceID: e.CustomerID, Created: e.Updated})
	}
	return all, err
}

func (blaaiz) EventID(body []byte) string {
	var event struct {
		ID string `json:"event_id"`
	}
	return idIn(body, &event, &event.ID)
}

// idIn decodes a body, and returns what of it the ID then is.
func idIn(body []byte, event any, id *string) string {
	if json.Unmarshal(body, event) != nil {
		return ""
	}
	return *id
}

func (blaaiz) Announcement(eventID, customerID string, n int) []byte {
	return encode(map[string]any{
		"message": "Customer verification status updated", "event_type": "customer.status_changed",
		"customer_id": customerID, "customer_email": "somebody@example.com", "old_status": "PENDING",
		"new_status": []string{"VERIFIED", "REJECTED"}[n%2], "comment": nil,
		"updated_at": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "event_id": eventID, "type": "customer",
	})
}

func (b blaaiz) Sign(key string, body []byte) http.Header {
	at := strconv.FormatInt(time.Now().Unix(), 10)
	return http.Header{
		"Content-Type": {"application/json"}, "X-Blaaiz-Timestamp": {at}, b.SignatureHeader(): {hmacOf(key, []byte(at+"."), body)},
	}
}

func (blaaiz) SignatureHeader() string { return "X-Blaaiz-Signature" }

func (blaaiz) Paths() (create, handIn string) {
	return "^/api/external/customer$", "^/api/external/customer/[^/]+/(files|submit)$"
}
