package rules

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

const pathDocuments = "/documents$"

// png is a picture as far as its first bytes tell.
func png(of string) map[string]string {
	return map[string]string{"front.png": "\x89PNG\r\n\x1a\n of " + of}
}

// picture is a document in a Secret.
func picture(name, secret string, subject v1alpha1.DocumentSubject) v1alpha1.DocumentSpec {
	d := v1alpha1.DocumentSpec{Name: name, Type: "License", Subject: subject,
		Source: v1alpha1.DocumentSource{SecretKeyRef: &v1alpha1.SecretKeyReference{Name: secret, Key: "front.png"}}}
	if subject == "Business" {
		d.Type = "Other"
	}
	return d
}

// setPicture fills the Secret of a document, as raw bytes.
func setPicture(w *harness.World, name, of string, create bool) {
	w.Helper()
	s := &corev1.Secret{}
	s.Name, s.Namespace = name, w.Namespace
	s.Data = map[string][]byte{"front.png": []byte(png(of)["front.png"])}
	if create {
		w.Create(s)
		return
	}
	require.NoError(w, w.Kube.Update(w.Context, s))
}

// dora is a person of whom Dwolla wants a document, which spec holds ready.
func dora(w *harness.World) {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	vc := w.Person("dora", "document")
	vc.Spec.Documents = []v1alpha1.DocumentSpec{picture("license", "dora-docs", "Person")}
	w.Apply(vc, "1234")
}

// oncePerContent checks that no content was uploaded twice, and how many there were.
func oncePerContent(w *harness.World, contents int) {
	w.Helper()
	seen := w.Counters().Documents
	assert.Len(w, seen, contents)
	for fingerprint, n := range seen {
		assert.Equal(w, 1, n, "uploads of %s", fingerprint)
	}
}

func review(w *harness.World, documentID, result string) {
	w.Helper()
	_, err := w.Control.ReviewDocument(w.Context, documentID, controlapi.Review{Result: result})
	require.NoError(w, err)
	w.UntilDelivered()
}

func hasDocument(state, reason string) func(*v1alpha1.VerifiedCustomer) bool {
	return func(vc *v1alpha1.VerifiedCustomer) bool {
		d := vc.Status.Documents
		return len(d) == 1 && d[0].Status == state && d[0].FailureReason == reason && d[0].IdempotencyKey == ""
	}
}

// A document goes to the provider once; rejected, it is not sent again, another one is; what became
// of it is in status.
func TestDocumentOfAPerson(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	dora(w)
	w.UntilReason("dora", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
	setPicture(w, "dora-docs", "dora", true)
	w.Ask("dora")
	vc := w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	assert.Equal(t, v1alpha1.PhaseInReview, vc.Status.Phase)
	w.UntilDelivered()
	vc = w.Touch("dora")
	oncePerContent(w, 1)
	require.True(t, hasDocument("Pending", "")(vc), "%+v", vc.Status.Documents)

	review(w, vc.Status.Documents[0].ID, controlapi.ReviewRejected)
	w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentRequired)
	vc = w.UntilCustomer("dora", "rejected", hasDocument("Rejected", "ScanNotReadable"))
	assert.Equal(t, v1alpha1.PhaseActionRequired, vc.Status.Phase)
	w.Touch("dora")
	op.Stop()
	w.StartOperator()
	w.Touch("dora")
	// Another name does not make another document of it.
	w.Change("dora", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Documents[0].Name = "renamed" })
	w.Touch("dora")
	oncePerContent(w, 1)

	setPicture(w, "dora-docs", "dora, in focus", false)
	w.Ask("dora")
	w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	oncePerContent(w, 2)
	truth := w.Truth(vc.Status.CustomerID)
	review(w, truth.Documents[1].ID, controlapi.ReviewApproved)
	w.UntilReason("dora", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilCustomer("dora", "accepted", func(vc *v1alpha1.VerifiedCustomer) bool {
		for _, d := range vc.Status.Documents {
			if d.ID == truth.Documents[1].ID {
				return d.Status == "Accepted"
			}
		}
		return false
	})
}

// Whatever becomes of the answer to an upload, the provider has the content once, and status knows
// under which ID.
func TestDocumentLostAnswers(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]controlapi.Fault{
		"dropped after the effect":  {Drop: controlapi.DropAfter},
		"dropped before the effect": {Drop: controlapi.DropBefore},
		"500 after the effect":      {StatusAfter: 500},
		"created without Location":  {StatusAfter: 201, Body: []byte(`{}`)},
		"429":                       {Status: 429, Headers: map[string]string{"Retry-After": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			f.Method, f.Path = http.MethodPost, pathDocuments
			w.AddFault(f)
			w.CreateSecret("other", nil)
			setPicture(w, "dora-docs", "dora", true)
			dora(w)
			w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
			vc := w.UntilCustomer("dora", "known by its ID", func(vc *v1alpha1.VerifiedCustomer) bool {
				return len(vc.Status.Documents) == 1 && vc.Status.Documents[0].ID != ""
			})
			oncePerContent(w, 1)
			review(w, vc.Status.Documents[0].ID, controlapi.ReviewRejected)
			w.UntilCustomer("dora", "rejected", hasDocument("Rejected", "ScanNotReadable"))
			w.Touch("dora")
			oncePerContent(w, 1)
		})
	}
}

// Wherever the operator dies during an upload, the provider has the content once.
func TestDocumentKilledAnywhere(t *testing.T) {
	t.Parallel()
	for _, d := range []death{{1, false}, {1, true}, {2, false}, {2, true}, {3, false}, {3, true}} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			first := w.StartOperator()
			dora(w)
			w.UntilReason("dora", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
			w.UntilDelivered()
			first.Crash()
			setPicture(w, "dora-docs", "dora", true)
			op := w.StartOperatorToDie(d.n, d.after)
			require.True(t, op.AwaitDeath(patience), "no step %d: %v", d.n, op.Steps())
			w.StartOperator()
			w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
			w.UntilCustomer("dora", "known by its ID", func(vc *v1alpha1.VerifiedCustomer) bool {
				return len(vc.Status.Documents) == 1 && vc.Status.Documents[0].ID != ""
			})
			oncePerContent(w, 1)
		})
	}
}

// What the provider would refuse is not sent, and the condition says which document it is about.
func TestDocumentOfTheWrongType(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	setPicture(w, "dora-docs", "dora", true)
	vc := w.Person("dora", "document")
	vc.Spec.Documents = []v1alpha1.DocumentSpec{picture("license", "dora-docs", "Person")}
	vc.Spec.Documents[0].Type = "Other"
	w.Apply(vc, "1234")
	vc = w.UntilReason("dora", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "spec.documents[license]", "Passport", "not sent")
	oncePerContent(w, 0)
	w.Change("dora", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Documents[0].Type = "Passport" })
	w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	oncePerContent(w, 1)
}

// Documents of a business and of an owner, each where it belongs.
func TestDocumentsOfABusinessAndAnOwner(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	setPicture(w, "acme-docs", "acme", true)
	setPicture(w, "olga-docs", "olga", true)
	vc := w.Business("acme", "document", "Carla", "olga")
	vc.Spec.Documents = []v1alpha1.DocumentSpec{picture("letter", "acme-docs", "Business")}
	bo := w.Owner("olga", "acme", "document")
	bo.Spec.Documents = []v1alpha1.DocumentSpec{picture("license", "olga-docs", "Person")}
	w.ApplyOwner(bo, "123456789")
	w.ApplyBusiness(vc)
	vc = w.UntilReason("acme", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	bo = untilOwnerReason(w, "olga", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	w.UntilDelivered()
	oncePerContent(w, 2)
	truth, err := w.Control.Owner(w.Context, bo.Status.OwnerID)
	require.NoError(t, err)
	require.Len(t, truth.Documents, 1)
	review(w, truth.Documents[0].ID, controlapi.ReviewApproved)
	untilOwnerReason(w, "olga", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	review(w, w.Truth(vc.Status.CustomerID).Documents[0].ID, controlapi.ReviewApproved)
	certifiedOnce(w)
	oncePerContent(w, 2)
}

// A document that is not there, or would be refused, holds back neither the others nor the
// certification of the ownership; the condition names it all the same.
func TestFaultyDocumentHoldsNothingBack(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	setPicture(w, "good-docs", "acme", true)
	vc := w.Business("acme", "document", "document")
	wrong := picture("wrong", "good-docs", "Controller")
	wrong.Type = "Other"
	vc.Spec.Documents = []v1alpha1.DocumentSpec{
		picture("missing", "no-such-secret", "Controller"), wrong, picture("letter", "good-docs", "Business"),
	}
	w.ApplyBusiness(vc)
	vc = w.UntilCustomer("acme", "asked for the missing one", func(vc *v1alpha1.VerifiedCustomer) bool {
		c := harness.Condition(vc, v1alpha1.ConditionSynced)
		return len(w.Counters().Documents) == 1 && c.Reason == v1alpha1.ReasonSecretNotFound
	})
	says(w, harness.Condition(vc, v1alpha1.ConditionSynced).Message, "spec.documents[missing]")
	oncePerContent(w, 1)
}

// A content that was rejected is not sent again after another one was, however often spec goes back to it.
func TestDocumentEarlierContent(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	setPicture(w, "dora-docs", "dora", true)
	dora(w)
	for n, content := range []string{"dora", "dora, in focus"} {
		if n > 0 {
			setPicture(w, "dora-docs", content, false)
			w.Ask("dora")
		}
		vc := w.UntilCustomer("dora", "sent", func(vc *v1alpha1.VerifiedCustomer) bool {
			d := vc.Status.Documents
			return len(d) == 1 && d[0].ID != "" && d[0].Status == "Pending" && len(d[0].Earlier) == n
		})
		w.UntilDelivered()
		review(w, vc.Status.Documents[0].ID, controlapi.ReviewRejected)
		w.UntilCustomer("dora", "rejected", hasDocument("Rejected", "ScanNotReadable"))
	}
	setPicture(w, "dora-docs", "dora", false)
	w.Touch("dora")
	w.Touch("dora")
	oncePerContent(w, 2)
}

// A change that the provider does not take holds back no document that it waits for, and is told all the
// same.
func TestDocumentBesidesAChangeThatIsRefused(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	dora(w)
	w.UntilReason("dora", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
	w.Change("dora", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.LastName = "Newname" })
	w.UntilReason("dora", v1alpha1.ConditionStalled, v1alpha1.ReasonFieldsNotUpdatable)
	quiet(w, op) // Two things are in the way, and nothing can be done about either.
	setPicture(w, "dora-docs", "dora", true)
	w.Ask("dora")
	vc := w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	oncePerContent(w, 1)
	review(w, w.Truth(vc.Status.CustomerID).Documents[0].ID, controlapi.ReviewApproved)
	w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonVerified)
	assert.Equal(t, v1alpha1.ReasonFieldsNotUpdatable, harness.Condition(w.Customer("dora"), v1alpha1.ConditionStalled).Reason)
}

// A document was rejected, and the credentials are rotated: nobody can tell whether its content is still the same.
// It is not sent, and the condition says how to have it sent.
func TestDocumentRejectedBeforeARotation(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator(func(o *operator.Options) { o.ProviderTransport = anyCredentials{o.ProviderTransport} })
	setPicture(w, "dora-docs", "dora", true)
	dora(w)
	vc := w.UntilCustomer("dora", "sent", hasDocument("Pending", ""))
	w.UntilDelivered()
	review(w, vc.Status.Documents[0].ID, controlapi.ReviewRejected)
	w.UntilCustomer("dora", "rejected", hasDocument("Rejected", "ScanNotReadable"))

	rotateCredentials(w)
	setPicture(w, "dora-docs", "dora, in focus", false)
	w.Ask("dora")
	vc = w.UntilReason("dora", v1alpha1.ConditionSynced, v1alpha1.ReasonDocumentNotComparable)
	says(w, harness.Condition(vc, v1alpha1.ConditionSynced).Message, "spec.documents[license]", "another name")
	asksFor(w, vc, "UploadDocument")
	quiet(w, op)
	oncePerContent(w, 1)
	w.Change("dora", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Documents[0].Name = "license-again" })
	w.UntilReason("dora", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentUnderReview)
	oncePerContent(w, 2)
}

// A document that the provider does not take as it is goes to it once: that is told for as long as it is the same, by
// operators that come later too. Another content goes, and the same one when somebody asks for another try.
func TestDocumentThatIsRefused(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	refuse := controlapi.Fault{Method: http.MethodPost, Path: "^/customers/[^/]+/documents$", Count: -1, Status: http.StatusBadRequest,
		Body: json.RawMessage(`{"code":"invalidFileType","message":"File type not supported."}`)}
	w.AddFault(refuse)
	setPicture(w, "dora-docs", "dora", true)
	dora(w)
	refused := func() {
		t.Helper()
		vc := w.UntilReason("dora", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
		says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "spec.documents[license]", "type")
	}
	uploads := func() int { return w.Calls("POST /customers/{id}/documents") }
	label := func(value string) {
		w.Change("dora", func(vc *v1alpha1.VerifiedCustomer) { vc.Labels = map[string]string{"touched": value} })
	}
	refused()
	w.UntilDelivered()
	for _, value := range []string{"a", "b"} {
		label(value)
		assert.Equal(t, 1, w.UntilAtRest("uploads", 6*time.Second, uploads)) // It looks at Secrets every five seconds.
	}
	refused()
	op.Stop()
	w.StartOperator()
	settledGeneration(w, "dora")
	refused()
	assert.Equal(t, 1, uploads())
	w.Touch("dora")
	refused()
	assert.Equal(t, 2, uploads(), "somebody asked for another try")
	w.ClearFaults()
	setPicture(w, "dora-docs", "dora once more", false)
	vc := w.UntilCustomer("dora", "uploaded", hasDocument("Pending", ""))
	assert.Empty(t, vc.Status.Documents[0].Earlier)
	assert.Empty(t, harness.Condition(acted(w, "dora"), v1alpha1.ConditionStalled))
	oncePerContent(w, 1)
}
