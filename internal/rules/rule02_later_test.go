package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// A correction that the provider refuses is not sent again until the data differ from it, whatever
// goes wrong in between.
func TestRule02RefusedCorrection(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := needsRetry(w).Status.CustomerID
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Status: 400, Body: json.RawMessage(
		`{"code":"ValidationError","message":"no","_embedded":{"errors":[{"code":"Invalid","message":"Ssn invalid.","path":"/ssn"}]}}`)})
	w.UpdateSecret("ravi", harness.Identity("123-45-6789"))
	settledGeneration(w, "ravi") // To ask for a look would be to ask for another try.
	vc := w.UntilReason("ravi", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "personal.identitySecretRef[ssn]", "nine digits")
	assert.Nil(t, vc.Status.Facts.Correction)

	settledGeneration(w, "ravi")
	assert.Equal(t, 1, w.Calls(routeChange), "the refused data were sent again")
	w.UpdateSecret("ravi", map[string]string{"ssn": "123-45-6789"}) // Another problem in between.
	settledGeneration(w, "ravi")
	w.UntilReason("ravi", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretKeyMissing)
	w.UpdateSecret("ravi", harness.Identity("123-45-6789"))
	settledGeneration(w, "ravi")
	w.UntilReason("ravi", v1alpha1.ConditionStalled, v1alpha1.ReasonInvalidInput)
	assert.Equal(t, 1, w.Calls(routeChange), "the refused data were sent again")

	w.UpdateSecret("ravi", harness.Identity("123-45-0000"))
	vc = w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentRequired)
	oneAttempt(w, vc)
	assert.Equal(t, id, vc.Status.CustomerID)
}

// Nobody knows what became of a correction, and the Secret lacks what it takes to repeat it: the provider is looked at
// once, and not over and over.
func TestRule02UnknownOutcomeWithoutASecret(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	first := w.StartOperator()
	needsRetry(w)
	first.Crash()
	correctRavi(w)
	require.True(t, w.StartOperatorToDie(2, false).AwaitDeath(patience))
	w.UpdateSecret("ravi", map[string]string{"ssn": "123-45-6789"})
	op := w.StartOperator()
	vc := w.UntilReason("ravi", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretKeyMissing)
	assert.NotNil(t, vc.Status.Facts.Correction)
	quiet(w, op)
	w.UpdateSecret("ravi", harness.Identity("123-45-6789"))
	oneAttempt(w, w.UntilReason("ravi", v1alpha1.ConditionReady, v1alpha1.ReasonVerified))
}

// anyCredentials lets every key and secret pass as the sandbox's own: an account whose credentials
// were rotated.
type anyCredentials struct{ http.RoundTripper }

func (a anyCredentials) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/token") {
		r = r.Clone(r.Context())
		r.SetBasicAuth(sandbox.Key, sandbox.Secret)
	}
	return a.RoundTripper.RoundTrip(r)
}

func rotateCredentials(w *harness.World) {
	w.Helper()
	version := w.Provider().Status.CredentialsVersion
	w.UpdateSecret("dwolla-api", map[string]string{"key": "rotated", "secret": "rotated"})
	w.TouchProvider()
	w.Until("the new credentials are in use", func() bool { return w.Provider().Status.CredentialsVersion != version })
}

// The key of fingerprints comes from the credentials. When those are rotated while a correction is
// awaited, nobody can tell any more whether the data differ: nothing is sent until they change.
func TestRule02RotatedCredentials(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator(func(o *operator.Options) { o.ProviderTransport = anyCredentials{o.ProviderTransport} })
	before := needsRetry(w)
	rotateCredentials(w)
	vc := w.Touch("ravi")
	assert.NotEqual(t, before.Status.Facts.Submission.KeyID, vc.Status.Facts.Submission.KeyID)
	w.Touch("ravi")
	assert.Zero(t, w.Calls(routeChange), "unchanged data were sent")

	correctRavi(w)
	w.Ask("ravi")
	oneAttempt(w, w.UntilPhase("ravi", v1alpha1.PhaseVerified))
}

// A second chance given by the provider's staff needs data that differ from those of the first.
func TestRule02SecondChance(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	id := needsRetry(w).Status.CustomerID
	w.UpdateSecret("ravi", harness.Identity("123-45-6789"))
	w.Ask("ravi")
	w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentRequired)

	w.Move(id, controlapi.Move{Status: "retry"})
	w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired)
	w.Touch("ravi")
	assert.Equal(t, 1, w.Calls(routeChange), "the same data were sent for the second chance")

	w.Change("ravi", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.FirstName = "Ravi" })
	w.UntilPhase("ravi", v1alpha1.PhaseVerified)
	truth := w.Truth(id)
	assert.Equal(t, 2, truth.AttemptsUsed)
	assert.Equal(t, 2, truth.AttemptsAllowed)
	assert.Equal(t, 2, w.Calls(routeChange))
}

// A customer that was taken over in retry: nobody knows what failed, so nothing is sent until
// something changes.
func TestRule02TakenOver(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	id := createElsewhere(w, "retry", "ravi@example.com")
	vc := w.Person("ravi", "Ravi")
	vc.Spec.CustomerID, vc.Spec.Personal.Email = id, "ravi@example.com"
	w.Apply(vc, "123-45-6789")
	w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired)
	w.Touch("ravi")
	w.Touch("ravi")
	assert.Zero(t, w.Calls(routeChange))
	w.UpdateSecret("ravi", harness.Identity("123-45-0000"))
	w.Ask("ravi")
	oneAttempt(w, w.UntilPhase("ravi", v1alpha1.PhaseVerified))
}

// A correction during which the webhooks of all that went before arrive, twice and shuffled.
func TestRule02RacingWebhooks(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	_, err := w.Control.AddWebhookFault(w.Context, controlapi.WebhookFault{Action: controlapi.ActionHold, Count: -1})
	require.NoError(t, err)
	id := needsRetry(w).Status.CustomerID
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, DelayAfter: controlapi.Duration(500 * time.Millisecond)})
	correctRavi(w)
	w.Ask("ravi")
	w.Until("the correction took effect", func() bool { return w.Truth(id).AttemptsUsed > 0 })
	require.NoError(t, w.Control.ClearWebhookFaults(w.Context))
	_, err = w.Control.Release(w.Context, controlapi.Release{Order: controlapi.OrderShuffle, Copies: 3, Concurrent: true})
	require.NoError(t, err)
	w.UntilDelivered()
	oneAttempt(w, w.UntilPhase("ravi", v1alpha1.PhaseVerified))
	w.Touch("ravi")
	assert.Equal(t, 1, w.Calls(routeChange))
}

// An operator that no longer leads, and does not know, comes to the same correction while the one that
// leads is sending it.
func TestRule02TwoOperators(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	behind := w.StartOperator()
	id := needsRetry(w).Status.CustomerID
	seenAll(w)
	behind.FreezeWatches()
	ahead := w.StartReplica(w.Config, anyAddress)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Delay: controlapi.Duration(7 * time.Second)})
	w.UpdateSecret("ravi", harness.Identity("123-45-6789"))
	w.Ask("ravi")
	w.UntilCustomer("ravi", "being corrected", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.Facts.Correction != nil })
	statusWrites := len(behind.Steps())
	w.Until("the one behind comes to it", func() bool { return len(behind.Steps()) > statusWrites })
	vc := w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentRequired)
	behind.ThawWatches()
	assert.Equal(t, 1, posts(ahead.Steps())+posts(behind.Steps())-1, "one POST besides the create")
	truth := w.Truth(id)
	assert.Equal(t, 1, truth.AttemptsUsed)
	assert.Zero(t, truth.AttemptsRefused)
	assert.Equal(t, id, vc.Status.CustomerID)
}

// The answer to the correction was lost, and before the operator looks, the provider's staff have
// given the customer a second chance: the first data do not spend that one too.
func TestRule02SecondChanceBeforeRecovery(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	first := w.StartOperator()
	id := needsRetry(w).Status.CustomerID
	first.Crash()
	w.UpdateSecret("ravi", harness.Identity("123-45-6789"))
	require.True(t, w.StartOperatorToDie(2, true).AwaitDeath(patience))
	w.Move(id, controlapi.Move{Status: "retry"})
	w.StartOperator()
	w.UntilCustomer("ravi", "through with the first correction", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.Facts.Correction == nil
	})
	vc := w.Touch("ravi")
	assert.Equal(t, v1alpha1.ReasonRetryRequired, harness.Condition(vc, v1alpha1.ConditionVerified).Reason)
	truth := w.Truth(id)
	assert.Equal(t, 1, truth.AttemptsUsed)
	assert.Equal(t, 2, truth.AttemptsAllowed)
	w.Change("ravi", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.FirstName = "Ravi" })
	w.UntilPhase("ravi", v1alpha1.PhaseVerified)
	assert.Equal(t, 2, w.Truth(id).AttemptsUsed)
}

// The answer to the create was lost, and the data were corrected before the operator found out that
// they had to be: what failed is remembered, even by an operator that dies once more, so the
// correction is recognised as one.
func TestRule02CorrectedBeforeRecovery(t *testing.T) {
	t.Parallel()
	for _, then := range []death{{}, {1, true}, {2, true}} {
		t.Run(fmt.Sprint(then), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperatorToDie(2, true)
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			w.Apply(w.Person("ravi", "retry"), "6789")
			require.True(t, op.AwaitDeath(patience))
			correctRavi(w)
			if then.n > 0 {
				require.True(t, w.StartOperatorToDie(then.n, then.after).AwaitDeath(patience))
			}
			w.StartOperator()
			oneAttempt(w, w.UntilPhase("ravi", v1alpha1.PhaseVerified))
		})
	}
}
