package rules

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// badInput is something wrong with a person, how it is told, and what puts it right. None of the
// fixes touches the object unless the object is what is wrong.
type badInput struct {
	name   string
	spec   func(*v1alpha1.PersonalSpec)
	secret map[string]string // nil for none at all
	fault  *controlapi.Fault
	reason string
	says   []string
	posts  int // at the provider before it is put right
	// repair is what the Secret is put right to; empty if spec is to be put right.
	repair map[string]string
}

func badInputs() []badInput {
	good := harness.Identity("1234")
	secret := func(change func(map[string]string)) map[string]string {
		s := harness.Identity("1234")
		change(s)
		return s
	}
	refused := &controlapi.Fault{Method: http.MethodPost, Path: pathCustomers, Status: 400, Body: json.RawMessage(
		`{"code":"ValidationError","message":"m","_embedded":{"errors":[{"code":"InvalidFormat","message":"FirstName of Jane invalid.","path":"/firstName"}]}}`)}
	return []badInput{
		{name: "no Secret", reason: v1alpha1.ReasonSecretNotFound, repair: good,
			says: []string{`Secret "jane" does not exist`, "create it"}},
		{name: "no birth date", secret: map[string]string{"ssn": "1234"}, reason: v1alpha1.ReasonSecretKeyMissing, repair: good,
			says: []string{`Secret "jane"`, `"dateOfBirth"`, "add it"}},
		{name: "no ssn", secret: map[string]string{"dateOfBirth": "1990-01-31"}, reason: v1alpha1.ReasonSecretKeyMissing, repair: good,
			says: []string{`Secret "jane"`, `"ssn"`, "add it", "documentNumber"}},
		{name: "an empty ssn", secret: secret(func(s map[string]string) { s["ssn"] = " " }), reason: v1alpha1.ReasonSecretKeyMissing, repair: good,
			says: []string{`Secret "jane"`, `"ssn"`, "add it"}},
		{name: "a passport", secret: secret(func(s map[string]string) {
			delete(s, "ssn")
			s["passportNumber"], s["passportCountry"] = "X123", "CA"
		}), reason: v1alpha1.ReasonInvalidInput, repair: good, says: []string{"[ssn]", "a passport does not replace it"}},
		{name: "under age", secret: secret(func(s map[string]string) { s["dateOfBirth"] = "2020-01-31" }),
			reason: v1alpha1.ReasonInvalidInput, repair: good, says: []string{"[dateOfBirth]", "too young", "18"}},
		{name: "not a date", secret: secret(func(s map[string]string) { s["dateOfBirth"] = "31.01.1990" }),
			reason: v1alpha1.ReasonInvalidInput, repair: good, says: []string{"[dateOfBirth]", "YYYY-MM-DD"}},
		{name: "six digits", secret: harness.Identity("123456"),
			reason: v1alpha1.ReasonInvalidInput, repair: good, says: []string{"[ssn]", "neither four nor nine digits"}},
		{name: "a phone of seven digits", secret: good, spec: func(p *v1alpha1.PersonalSpec) { p.Phone = "5551234" },
			reason: v1alpha1.ReasonInvalidInput, says: []string{"personal.phone", "ten digits", "not sent"}},
		{name: "a phone with a country code", secret: good, spec: func(p *v1alpha1.PersonalSpec) { p.Phone = "+15554321234" },
			reason: v1alpha1.ReasonInvalidInput, says: []string{"personal.phone", "ten digits"}},
		{name: "abroad", secret: good, spec: func(p *v1alpha1.PersonalSpec) { p.Address.Country, p.Address.State = "CA", "ON" },
			reason: v1alpha1.ReasonInvalidInput, says: []string{"personal.address.country", "United States"}},
		{name: "no state of the US", secret: good, spec: func(p *v1alpha1.PersonalSpec) { p.Address.State = "ZZ" },
			reason: v1alpha1.ReasonInvalidInput, says: []string{"personal.address.state", "not a US state"}},
		{name: "a long name", secret: good, spec: func(p *v1alpha1.PersonalSpec) {
			p.LastName = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren"
		},
			reason: v1alpha1.ReasonInvalidInput, says: []string{"personal.lastName", "50 characters"}},
		{name: "refused by the server", secret: good, spec: func(p *v1alpha1.PersonalSpec) { p.FirstName = "J[]" }, fault: refused,
			reason: v1alpha1.ReasonInvalidInput, says: []string{"personal.firstName", "is refused", "as on the identity document"}, posts: 1},
	}
}

// Whatever is wrong with a person is told by a condition that says what to do, costs no wasted call,
// and is over by itself once it is put right.
func TestInputsOfPersons(t *testing.T) {
	t.Parallel()
	for _, tc := range badInputs() {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			if tc.fault != nil {
				w.AddFault(*tc.fault)
			}
			vc := w.Person("jane", "Jane")
			if tc.spec != nil {
				tc.spec(vc.Spec.Personal)
			}
			if tc.secret != nil {
				w.CreateSecret("jane", tc.secret)
			}
			w.Create(vc)
			vc = w.UntilReason("jane", v1alpha1.ConditionSynced, tc.reason)
			says(w, harness.Condition(vc, v1alpha1.ConditionSynced).Message, tc.says...)
			assert.Equal(t, tc.reason, harness.Condition(vc, v1alpha1.ConditionReady).Reason)
			assert.Equal(t, v1alpha1.PhasePending, vc.Status.Phase)
			require.NotEmpty(t, vc.Status.Requirements)
			settledGeneration(w, "jane")
			assert.Equal(t, tc.posts, posts(op.Steps()))

			switch {
			case tc.repair == nil:
				w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal = w.Person("jane", "Jane").Spec.Personal })
			case tc.secret == nil:
				w.CreateSecret("jane", tc.repair)
			default:
				w.UpdateSecret("jane", tc.repair)
			}
			vc = w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			assert.Nil(t, vc.Status.Facts.Refusal)
			assert.Equal(t, 1, w.Counters().Creates.Total)
		})
	}
}

// An object that has its customer cannot be pointed at another one.
func TestInputsAnotherCustomerID(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := verifiedJane(w).Status.CustomerID
	other := createElsewhere(w, "Sam", "sam@example.com")
	w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.CustomerID = other })
	vc := w.UntilReason("jane", v1alpha1.ConditionStalled, v1alpha1.ReasonCustomerIDMismatch)
	says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, id, "spec.customerID", "remove this object")
	assert.Equal(t, id, vc.Status.CustomerID)
	w.Delete(&v1alpha1.VerifiedCustomer{}, "jane")
	w.UntilGone("jane")
}

// Secrets are read when they are needed: what is not needed may be gone.
func TestInputsSecretIsNotNeededOnceVerified(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	verifiedJane(w)
	w.Delete(&corev1.Secret{}, "jane")
	vc := w.Touch("jane")
	assert.Equal(t, v1alpha1.ReasonSynced, harness.Condition(vc, v1alpha1.ConditionSynced).Reason)
	quiet(w, op)
}

// A document that is missing is named, and so is the owner whose it is: each of them lists some.
func TestInputsMissingDocumentsOfAPackage(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := p.Business(w, "acme")
		owner := a.Owners[0].Name
		lost := func(documents []v1alpha1.DocumentSpec) (name string, put func(key string)) {
			return documents[0].Name, func(key string) { documents[0].Source.SecretKeyRef.Key = key }
		}
		_, putOwners := lost(a.Owners[0].Spec.Documents)
		name, put := lost(a.Customer.Spec.Documents)
		put("lost.png")
		putOwners("lost.png")
		w.ApplyAll(a)
		vc := w.UntilReason(a.Name, v1alpha1.ConditionSynced, v1alpha1.ReasonSecretKeyMissing)
		says(w, harness.Condition(vc, v1alpha1.ConditionSynced).Message, "spec.documents["+name+"]: Secret", `"lost.png"`)

		w.Change(a.Name, func(vc *v1alpha1.VerifiedCustomer) {
			_, put := lost(vc.Spec.Documents)
			put("file.png")
		})
		w.UntilCustomer(a.Name, "waiting for its owner's document", func(vc *v1alpha1.VerifiedCustomer) bool {
			c := harness.Condition(vc, v1alpha1.ConditionSynced)
			return c.Reason == v1alpha1.ReasonSecretKeyMissing && strings.Contains(c.Message, `] of BeneficialOwner "`+owner+`": Secret`)
		})
	})
}

// An owner who goes along with a business may be what holds it up. The business tells of what is wrong with whom,
// and the owner sends whoever looks at it there.
func TestInputsOwnersOfAPackage(t *testing.T) {
	harness.WherePacked(t, func(t *testing.T, p harness.Platform) {
		w := harness.NewWorld(t, harness.On(p))
		w.StartOperator()
		a := p.Business(w, "acme")
		a.Owners[0].Spec.Email = ""
		w.ApplyAll(a)
		name := a.Owners[0].Name
		vc := w.UntilReason(a.Name, v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
		says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "BeneficialOwner/"+name+".email: is missing")
		bo := untilOwnerReason(w, name, v1alpha1.ConditionSynced, v1alpha1.ReasonDependencyNotReady)
		ownerSays(w, bo, v1alpha1.ConditionSynced, `VerifiedCustomer "acme"`, "its condition Synced says why")
	})
}
