package rules

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// directedTo brings a business named acme into a status with a directive of Dwolla's.
func directedTo(w *harness.World, vc *v1alpha1.VerifiedCustomer, reason string, m controlapi.Move) *v1alpha1.VerifiedCustomer {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.ApplyBusiness(vc)
	id := w.UntilReason("acme", v1alpha1.ConditionVerified, reason).Status.CustomerID
	w.UntilDelivered()
	w.Move(id, m)
	return w.UntilCustomer("acme", "asked for more", func(vc *v1alpha1.VerifiedCustomer) bool {
		for _, r := range vc.Status.Requirements {
			if r.Code == m.Directives[0].Code || m.Directives[0].Code == "Required" && r.Subject == "DBA" {
				return true
			}
		}
		return false
	})
}

func directive(code, link string) controlapi.Directive {
	return controlapi.Directive{Code: code, Message: "as Dwolla says it", Link: link}
}

// wantsBoth is Dwolla's own sample: the whole SSN of the controller, and a document of the DBA.
var wantsBoth = controlapi.Move{Status: "retry", Wants: controlapi.WantsBoth,
	Directives: []controlapi.Directive{directive("Required", "upload-dba-document"), directive("Required", "retry-with-full-ssn")}}

// paper is a document of the DBA.
func paper() v1alpha1.DocumentSpec {
	d := picture("dba", "acme-dba", "DBA")
	d.Type = "Other"
	return d
}

// A document that a directive asks for beside the correction goes before the one attempt is spent, also when
// its Secret comes last.
func TestDocumentBesideACorrection(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	vc := directedTo(w, w.Business("acme", "Acme Bakery", "retry"), v1alpha1.ReasonRetryRequired, wantsBoth)
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) {
		vc.Spec.Business.Controller.FirstName = "Carla"
		vc.Spec.Documents = []v1alpha1.DocumentSpec{paper()}
	})
	w.UntilReason("acme", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
	assert.Zero(t, w.Calls(routeChange), "the attempt would be judged without the document")
	setPicture(w, "acme-dba", "the DBA", true)
	w.Ask("acme")
	w.UntilPhase("acme", v1alpha1.PhaseVerified)
	truth := w.Truth(vc.Status.CustomerID)
	assert.Equal(t, 1, truth.AttemptsUsed)
	assert.Len(t, truth.Documents, 1)
	oncePerContent(w, 1)
}

// It goes as well while nothing is corrected, and is no longer asked for while it waits for review.
func TestDocumentWithoutACorrection(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	directedTo(w, w.Business("acme", "Acme Bakery", "retry"), v1alpha1.ReasonRetryRequired, wantsBoth)
	setPicture(w, "acme-dba", "the DBA", true)
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Documents = []v1alpha1.DocumentSpec{paper()} })
	w.UntilCustomer("acme", "uploaded", hasDocument("Pending", ""))
	w.UntilDelivered()
	vc := w.Touch("acme")
	for _, r := range vc.Status.Requirements {
		assert.Empty(t, r.Document)
	}
	assert.Zero(t, w.Calls(routeChange))

	review(w, vc.Status.Documents[0].ID, controlapi.ReviewRejected)
	vc = w.UntilCustomer("acme", "rejected", hasDocument("Rejected", "ScanNotReadable"))
	assert.Equal(t, "Business", vc.Status.Requirements[len(vc.Status.Requirements)-1].Document)
	oncePerContent(w, 1)
}

// Data that a directive lets change in status document are changed; where Dwolla refuses that all the same,
// it is not tried for ever.
func TestDirectiveInDocument(t *testing.T) {
	t.Parallel()
	for _, refused := range []bool{false, true} {
		t.Run(map[bool]string{false: "taken", true: "refused"}[refused], func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			directedTo(w, w.Business("acme", "document", "Carla"), v1alpha1.ReasonDocumentRequired, controlapi.Move{
				Status: "document", Wants: controlapi.WantsBusiness, Directives: []controlapi.Directive{directive("POBoxNotAllowed", "update-customer")},
			})
			if refused {
				w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Count: -1, Status: http.StatusForbidden,
					Body: json.RawMessage(`{"code":"InvalidResourceState","message":"Resource cannot be modified."}`)})
			}
			w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Business.Address.Line1 = "7 Main St" })
			if !refused {
				w.UntilReason("acme", v1alpha1.ConditionSynced, v1alpha1.ReasonSynced)
				w.UntilCustomer("acme", "changed", func(*v1alpha1.VerifiedCustomer) bool { return w.Calls(routeChange) == 1 })
				assert.Empty(t, harness.Condition(acted(w, "acme"), v1alpha1.ConditionStalled).Type)
				return
			}
			w.UntilReason("acme", v1alpha1.ConditionSynced, v1alpha1.ReasonFieldsNotUpdatable)
			w.Touch("acme")
			require.LessOrEqual(t, w.Calls(routeChange), 2, "a touch asks for another try")
		})
	}
}

// What Dwolla takes only in status retry is sent once the customer is back in it, whenever it was corrected.
func TestDirectiveForRetryOnly(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	vc := directedTo(w, w.Business("acme", "document", "Carla"), v1alpha1.ReasonDocumentRequired, controlapi.Move{
		Status: "document", Wants: controlapi.WantsBusiness, Directives: []controlapi.Directive{directive("EINMismatch", "")},
	})
	told := vc.Status.Requirements[len(vc.Status.Requirements)-1]
	assert.Contains(t, told.Action, "put back into status retry")
	secret := &corev1.Secret{}
	secret.Name, secret.Namespace = "acme", w.Namespace
	secret.StringData = map[string]string{"ein": "98-7654321"}
	require.NoError(t, w.Kube.Update(w.Context, secret))
	w.Touch("acme")
	assert.Zero(t, w.Calls(routeChange))
	w.Move(vc.Status.CustomerID, controlapi.Move{Status: "retry", Wants: controlapi.WantsBusiness})
	w.UntilCustomer("acme", "corrected", func(*v1alpha1.VerifiedCustomer) bool { return w.Truth(vc.Status.CustomerID).AttemptsUsed == 1 })
}

// A document about somebody whom the customer has not is never asked for: that is told, and the others go.
func TestDocumentOfNobody(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	setPicture(w, "acme-letter", "the letter", true)
	vc := w.Business("acme", "document", "document")
	vc.Spec.Documents = []v1alpha1.DocumentSpec{picture("letter", "acme-letter", "")}
	vc.Spec.Documents[0].Type = "Other"
	w.ApplyBusiness(vc)
	vc = w.UntilReason("acme", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	assert.Contains(t, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "spec.documents[letter]")
	assert.Equal(t, "CorrectInput", vc.Status.Requirements[0].Code)
	w.Change("acme", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Documents[0].Subject = "Business" })
	w.UntilCustomer("acme", "uploaded", hasDocument("Pending", ""))
	vc = acted(w, "acme")
	assert.Empty(t, harness.Condition(vc, v1alpha1.ConditionStalled))
}
