package rules

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Every topic about a person's verification moves the conditions to what the provider then says, and
// leaves in status which event it was. Polling plays no part: the resync interval is hours.
func TestVerificationTopicsMoveConditions(t *testing.T) {
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)

	move := func(status string) func(*harness.World, string) {
		return func(w *harness.World, id string) {
			_, err := w.Control.MoveCustomer(w.Context, id, controlapi.Move{Status: status})
			require.NoError(w, err)
		}
	}
	review := func(result string) func(*harness.World, string) {
		return func(w *harness.World, id string) {
			c, err := w.Control.Customer(w.Context, id)
			require.NoError(w, err)
			require.NotEmpty(w, c.Documents)
			_, err = w.Control.ReviewDocument(w.Context, c.Documents[len(c.Documents)-1].ID, controlapi.Review{Result: result})
			require.NoError(w, err)
		}
	}
	for _, tc := range []struct {
		name   string
		first  string // the first name with which the life begins
		steps  []func(*harness.World, string)
		topic  string // of the event that has the last word
		phase  v1alpha1.Phase
		reason string
		action string
	}{
		{"reverification needed", "Jane", []func(*harness.World, string){move("retry")},
			"customer_reverification_needed", v1alpha1.PhaseActionRequired, v1alpha1.ReasonRetryRequired, "RetryWithFullSSN"},
		{"kba needed", "Jane", []func(*harness.World, string){move("kba")},
			"customer_kba_verification_needed", v1alpha1.PhaseActionRequired, v1alpha1.ReasonKBARequired, "AnswerKBA"},
		{"verified", "kba", []func(*harness.World, string){move("verified")},
			"customer_verified", v1alpha1.PhaseVerified, v1alpha1.ReasonVerified, ""},
		{"document needed", "Jane", []func(*harness.World, string){move("document")},
			"customer_verification_document_needed", v1alpha1.PhaseActionRequired, v1alpha1.ReasonDocumentRequired, "UploadDocument"},
		{"document uploaded", "document", []func(*harness.World, string){upload},
			"customer_verification_document_uploaded", v1alpha1.PhaseInReview, v1alpha1.ReasonDocumentUnderReview, ""},
		{"document failed", "document", []func(*harness.World, string){upload, review(controlapi.ReviewRejected)},
			"customer_verification_document_failed", v1alpha1.PhaseActionRequired, v1alpha1.ReasonDocumentRequired, "UploadDocument"},
		{"document approved", "document", []func(*harness.World, string){upload, review(controlapi.ReviewApproved)},
			"", v1alpha1.PhaseVerified, v1alpha1.ReasonVerified, ""},
		{"suspended", "Jane", []func(*harness.World, string){move("suspended")},
			"customer_suspended", v1alpha1.PhaseSuspended, v1alpha1.ReasonSuspended, "ContactProvider"},
		{"activated", "suspended", []func(*harness.World, string){move("activated")},
			"customer_activated", v1alpha1.PhaseVerified, v1alpha1.ReasonVerified, ""},
		{"deactivated", "Jane", []func(*harness.World, string){move("deactivated")},
			"customer_deactivated", v1alpha1.PhaseDeactivated, v1alpha1.ReasonDeactivated, "ReactivateCustomer"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			name := strings.ReplaceAll(tc.name, " ", "-")
			w.Apply(w.Person(name, tc.first), "1234")
			vc := w.UntilCustomer(name, "observed", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.ProviderStatus != "" })
			w.UntilDelivered()
			for _, step := range tc.steps {
				step(w, vc.Status.CustomerID)
				w.UntilDelivered()
			}
			vc = w.UntilReason(name, v1alpha1.ConditionVerified, tc.reason)
			assert.Equal(t, tc.phase, vc.Status.Phase)
			if tc.topic != "" {
				require.NotNil(t, vc.Status.LastEvent)
				assert.Equal(t, tc.topic, vc.Status.LastEvent.Topic)
				assert.Equal(t, vc.Status.LastEvent.ID, vc.Status.History[len(vc.Status.History)-1].EventID)
			}
			if tc.action == "" {
				assert.Empty(t, vc.Status.Requirements)
			} else {
				assert.Equal(t, tc.action, vc.Status.Requirements[0].Code)
				assert.NotEmpty(t, vc.Status.Requirements[0].Action)
			}
		})
	}
}

// Topics of quizzes announce what another event repeats; each alone must do.
func TestQuizTopicsAloneMoveConditions(t *testing.T) {
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	for topic, becomes := range map[string]struct {
		status, reason string
	}{
		"customer_kba_verification_passed": {"verified", v1alpha1.ReasonVerified},
		"customer_kba_verification_failed": {"document", v1alpha1.ReasonDocumentRequired},
	} {
		t.Run(topic, func(t *testing.T) {
			name := strings.ReplaceAll(topic, "_", "-")
			w.Apply(w.Person(name, "kba"), "1234")
			vc := w.UntilReason(name, v1alpha1.ConditionVerified, v1alpha1.ReasonKBARequired)
			w.UntilDelivered()
			_, err := w.Control.MoveCustomer(w.Context, vc.Status.CustomerID, controlapi.Move{Status: becomes.status, Silent: true})
			require.NoError(t, err)
			_, err = w.Control.Emit(w.Context, controlapi.Emit{Topic: topic, CustomerID: vc.Status.CustomerID})
			require.NoError(t, err)
			vc = w.UntilReason(name, v1alpha1.ConditionVerified, becomes.reason)
			assert.Equal(t, topic, vc.Status.LastEvent.Topic)
		})
	}
}

// upload gives the provider a document of the customer, as its dashboard would.
func upload(w *harness.World, customerID string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(w, form.WriteField("documentType", "license"))
	file, err := form.CreateFormFile("file", "front.png")
	require.NoError(w, err)
	_, err = file.Write([]byte("\x89PNG\r\n\x1a\n of " + customerID))
	require.NoError(w, err)
	require.NoError(w, form.Close())
	response := w.DwollaForm("/customers/"+customerID+"/documents", form.FormDataContentType(), body.Bytes())
	require.Equal(w, http.StatusCreated, response.StatusCode)
}
