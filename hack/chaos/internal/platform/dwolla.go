package platform

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/plan"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/visitor"
)

// dwolla verifies a customer as soon as it is created, allows one correction each time that it asks, and
// reviews owners and documents one by one. It keeps a key with each customer.
type dwolla struct{ Handle }

// dwollaSecret signs its webhooks.
const dwollaSecret = "a-signing-secret-of-the-stage"

func (dwolla) Traits() verdict.Traits {
	return verdict.Traits{Name: "dwolla", Keyed: true, Finds: true, Creates: []string{"POST /customers"}}
}

func (dwolla) Repertoire() plan.Repertoire {
	return plan.Repertoire{
		Provider: "dwolla", Share: 60,
		Persons:     []string{"Jane", "Jane", "Jane", "retry", "retry", "document", "document", "kba", "suspended"},
		Businesses:  []string{"Acme LLC", "Acme LLC", "Acme LLC", "retry", "document"},
		Controllers: []string{"Carla", "Carla", "Carla", "retry", "document"},
		Owners:      []string{"Olga", "Olga", "incomplete", "document"},
		MostOwners:  2, Ready: 2, Certified: 2,
		PersonChores: []plan.Kind{
			plan.Correct, plan.Correct, plan.Correct, plan.ChangeEmail, plan.ChangeEmail, plan.Attach, plan.Attach,
			plan.Close, plan.Reopen, plan.Touch, plan.Delete, plan.DeleteClosed,
		},
		BusinessChores: []plan.Kind{
			plan.Correct, plan.Correct, plan.Certify, plan.Certify, plan.ChangeEmail, plan.Attach, plan.Close, plan.Reopen, plan.Touch,
		},
		OwnerChores:   []plan.Kind{plan.Correct, plan.Correct, plan.Attach, plan.Touch},
		PersonMoves:   []string{"suspended", "suspended", "activated", "activated", "retry", "document", "verified", "verified", "deactivated"},
		BusinessMoves: []string{"suspended", "activated", "activated", "retry", "document", "verified", "verified"},
		OwnerMoves:    []string{"incomplete", "document", "verified", "verified"},
		Reviews:       true, Recertifies: true, Subscribes: true,
	}
}

func (dwolla) Settings() controlapi.Settings { return controlapi.Settings{} }

func (d dwolla) Connect(spec *v1alpha1.VerificationProviderSpec, c *v1alpha1.ProviderConnection) {
	c.Endpoint = d.Sandbox.DwollaURL()
	spec.Dwolla = c
}

// Subscribe leaves the subscription to the operator.
func (dwolla) Subscribe(context.Context, string) (string, error) { return dwollaSecret, nil }

// dwollaPhone is one as Dwolla takes them: without the code of a country.
const dwollaPhone = "5554321234"

// industry is an industry classification that the simulated Dwolla knows.
const industry = "9ed3f671-7d6f-11e3-803c-5404a6144203"

func (dwolla) identity(r Registry) map[string]string {
	return map[string]string{"ssn": r.SSN(), "dateOfBirth": r.Birthday()}
}

func (d dwolla) Person(p plan.Person, r Registry) Manifests {
	vc := customer("dwolla", p.Name, v1alpha1.CustomerPersonal)
	vc.Spec.Personal = personal(p, r, dwollaPhone)
	return made(d, vc, p.Document, r, Secret(p.Name, d.identity(r)))
}

func (d dwolla) Business(b plan.Business, r Registry) Manifests {
	vc := customer("dwolla", b.Name, v1alpha1.CustomerBusiness)
	vc.Spec.Business = business(b, r, dwollaPhone)
	vc.Spec.Business.Classification = industry
	vc.Spec.Business.Controller = &v1alpha1.BusinessController{
		FirstName: v1alpha1.PersonName(b.Controller), LastName: "Control", Title: "CEO", Address: address(),
		IdentitySecretRef: v1alpha1.SecretReference{Name: b.Name + "-controller"},
	}
	m := made(d, vc, b.Document, r, Secret(b.Name, map[string]string{"ein": r.EIN()}), Secret(b.Name+"-controller", d.identity(r)))
	m.Certified = b.Certified
	return m
}

func (d dwolla) Owner(b plan.Business, o plan.Owner, r Registry) Manifests {
	return made(d, owner(b.Name, o), o.Document, r, Secret(o.Name, d.identity(r)))
}

func (dwolla) Documents(o v1alpha1.Verifiable) []v1alpha1.DocumentSpec {
	if vc, ok := o.(*v1alpha1.VerifiedCustomer); ok && vc.Spec.Business != nil {
		return []v1alpha1.DocumentSpec{paper(vc.Name, "letter", "Other", "Business", "", ""), paper(vc.Name, "passport", "Passport", "Controller", "", "")}
	}
	return []v1alpha1.DocumentSpec{paper(o.GetName(), "license", "License", "Person", "", "")}
}

func (dwolla) Asks(o v1alpha1.Verifiable) bool {
	s := o.Verification().ProviderStatus
	return s == "retry" || s == "incomplete"
}

func (d dwolla) Correct(o v1alpha1.Verifiable, r Registry) map[string]map[string]string {
	switch o := o.(type) {
	case *v1alpha1.BeneficialOwner:
		o.Spec.FirstName = "Olga"
	case *v1alpha1.VerifiedCustomer:
		if o.Spec.Business != nil {
			o.Spec.Business.Name, o.Spec.Business.Controller.FirstName = "Acme LLC", "Carla"
			return map[string]map[string]string{o.Name: {"ein": r.EIN()}, o.Name + "-controller": d.identity(r)}
		}
		o.Spec.Personal.FirstName = "Jane"
	}
	return map[string]map[string]string{o.GetName(): d.identity(r)}
}

func (d dwolla) Customers(ctx context.Context) (all []verdict.Customer, err error) {
	truth, err := d.Control.Customers(ctx)
	for _, t := range truth {
		c := verdict.Customer{
			ID: t.ID, Status: t.Status, Email: t.Email, Key: t.CorrelationID, Readings: d.readings(t.Status, t.Documents),
			Reviews: verdict.Reviews{Used: t.AttemptsUsed, Granted: t.AttemptsAllowed}, Documents: d.documents(t.Documents),
			TakesOwners: slices.Contains([]string{"verified", "retry", "document"}, t.Status),
		}
		if t.Ownership != nil {
			certified := t.Ownership.Status == "certified"
			c.Certified = &certified
		}
		all = append(all, c)
	}
	return all, err
}

func (d dwolla) Owners(ctx context.Context) (all []verdict.Owner, err error) {
	truth, err := d.Control.AllOwners(ctx)
	for _, t := range truth {
		all = append(all, verdict.Owner{
			ID: t.ID, CustomerID: t.CustomerID, Status: t.Status, Readings: d.readings(t.Status, t.Documents),
			Reviews: verdict.Reviews{Used: t.AttemptsUsed, Granted: t.AttemptsAllowed}, Documents: d.documents(t.Documents), Removed: t.Removed,
		})
	}
	return all, err
}

func (dwolla) documents(truth []controlapi.Document) (all []verdict.Document) {
	for _, t := range truth {
		all = append(all, verdict.Document{ID: t.ID, Status: t.Verification})
	}
	return all
}

// readings is the design's table of how Dwolla's statuses read.
func (dwolla) readings(status string, documents []controlapi.Document) []verdict.Reading {
	switch status {
	case "verified":
		return []verdict.Reading{{Phase: v1alpha1.PhaseVerified}}
	case "suspended":
		return []verdict.Reading{{Phase: v1alpha1.PhaseSuspended}}
	case "deactivated":
		return []verdict.Reading{{Phase: v1alpha1.PhaseDeactivated}}
	case "document":
		// Whether a document that waits for its review is all that is wanted, the provider's links tell.
		if slices.ContainsFunc(documents, func(d controlapi.Document) bool { return d.Verification == "pending" }) {
			return []verdict.Reading{{Phase: v1alpha1.PhaseInReview}, {Phase: v1alpha1.PhaseActionRequired}}
		}
	}
	return []verdict.Reading{{Phase: v1alpha1.PhaseActionRequired}}
}

func (d dwolla) Move(ctx context.Context, id, how string, silent bool) error {
	_, err := d.Control.MoveCustomer(ctx, id, controlapi.Move{Status: how, Silent: silent})
	return allowed(err)
}

func (d dwolla) MoveOwner(ctx context.Context, _, id, how string) error {
	_, err := d.Control.MoveOwner(ctx, id, controlapi.OwnerMove{Status: how})
	return allowed(err)
}

func (d dwolla) Review(ctx context.Context, how string) error {
	customers, err := d.Control.Customers(ctx)
	if err != nil {
		return err
	}
	owners, err := d.Control.AllOwners(ctx)
	if err != nil {
		return err
	}
	var documents []controlapi.Document
	for _, c := range customers {
		documents = append(documents, c.Documents...)
	}
	for _, o := range owners {
		documents = append(documents, o.Documents...)
	}
	reviewed := ErrOutOfPlace
	for _, doc := range documents {
		if doc.Verification != "pending" {
			continue
		}
		_, err := d.Control.ReviewDocument(ctx, doc.ID, controlapi.Review{Result: how})
		if err = allowed(err); err == nil {
			reviewed = nil
		} else if !errors.Is(err, ErrOutOfPlace) {
			return err
		}
	}
	return reviewed
}

func (d dwolla) Recertify(ctx context.Context, id string) error {
	if o, err := d.Control.Ownership(ctx, id); err != nil || o.Status != "certified" {
		return errors.Join(allowed(err), ErrOutOfPlace)
	}
	_, err := d.Control.MoveOwnership(ctx, id, controlapi.OwnershipMove{Status: "recertify"})
	return allowed(err)
}

// pageSize is the most that Dwolla gives at once.
const pageSize = 200

func (d dwolla) Events(ctx context.Context) (all []Event, err error) {
	for {
		var page struct {
			Total    int
			Embedded struct {
				Events []struct {
					ID, Topic, ResourceID string
					Created               time.Time
					Links                 map[string]struct{ Href string } `json:"_links"`
				}
			} `json:"_embedded"`
		}
		if err := visitor.Dwolla(d.Sandbox.DwollaURL()).Call(ctx, http.MethodGet, fmt.Sprintf("/events?limit=%d&offset=%d", pageSize, len(all)), nil, &page); err != nil {
			return nil, err
		}
		for _, e := range page.Embedded.Events {
			all = append(all, Event{
				ID: e.ID, Topic: e.Topic, CustomerID: path.Base(e.Links["customer"].Href), ResourceID: e.ResourceID, Created: e.Created,
				OfOwners: strings.HasPrefix(e.Topic, "customer_beneficial_owner_"),
			})
		}
		if len(page.Embedded.Events) == 0 || len(all) >= page.Total {
			return all, nil
		}
	}
}

func (dwolla) EventID(body []byte) string {
	var event struct{ ID string }
	return idIn(body, &event, &event.ID)
}

// dwollaTopics would each have an effect, some of them without any look at the provider.
var dwollaTopics = []string{
	"customer_verified", "customer_suspended", "customer_deactivated", "customer_reverification_needed",
	"customer_funding_source_negative", "customer_funding_source_unverified", "customer_exchange_deactivated",
}

func (dwolla) Announcement(eventID, customerID string, n int) []byte {
	link := func(path string) map[string]string {
		return map[string]string{"href": "https://api-sandbox.dwolla.com" + path}
	}
	return encode(map[string]any{
		"_links": map[string]any{
			"self": link("/events/" + eventID), "customer": link("/customers/" + customerID), "resource": link("/customers/" + customerID),
			"account": link("/accounts/11111111-1111-4111-8111-111111111111"),
		},
		"created": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "id": eventID, "resourceId": customerID,
		"topic": dwollaTopics[n%len(dwollaTopics)],
	})
}

func (d dwolla) Sign(key string, body []byte) http.Header {
	return http.Header{"Content-Type": {"application/json"}, d.SignatureHeader(): {hmacOf(key, body)}}
}

func (dwolla) SignatureHeader() string { return "X-Request-Signature-Sha-256" }

func (dwolla) Paths() (create, handIn string) {
	return "^/customers$", "^/customers/[^/]+$"
}
