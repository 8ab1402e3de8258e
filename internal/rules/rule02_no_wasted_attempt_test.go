package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// needsRetry brings a person named ravi to where Dwolla waits for the one correction.
func needsRetry(w *harness.World) *v1alpha1.VerifiedCustomer {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("ravi", "retry"), "6789")
	vc := w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonRetryRequired)
	w.UntilDelivered()
	return vc
}

// correctRavi corrects spec and Secret so that Dwolla verifies him. Spec comes first: without all nine
// digits that half cannot be sent, whereas the other half could, by operators without a quiet time.
func correctRavi(w *harness.World) {
	w.Helper()
	w.Change("ravi", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.FirstName = "Ravi" })
	w.UpdateSecret("ravi", harness.Identity("123-45-6789"))
	w.Ask("ravi")
}

// settledGeneration makes a change that no provider hears of, and waits until it was acted on: whatever the
// operator had to do before is done.
func settledGeneration(w *harness.World, name string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	w.Change(name, func(vc *v1alpha1.VerifiedCustomer) {
		if vc.Spec.DeletionPolicy == v1alpha1.DeletionDeactivate {
			vc.Spec.DeletionPolicy = v1alpha1.DeletionRetain
		} else {
			vc.Spec.DeletionPolicy = v1alpha1.DeletionDeactivate
		}
	})
	return w.UntilCustomer(name, "acted on", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.ObservedGeneration == vc.Generation
	})
}

// oneAttempt checks that one attempt was spent, with all nine digits.
func oneAttempt(w *harness.World, vc *v1alpha1.VerifiedCustomer) {
	w.Helper()
	truth := w.Truth(vc.Status.CustomerID)
	assert.Equal(w, 1, truth.AttemptsUsed, "attempts spent")
	assert.Equal(w, 9, truth.SSNDigits)
	assert.Nil(w, vc.Status.Facts.Correction)
}

// While the data are those that failed, nothing makes the operator spend the attempt; four digits do
// not either. A change of the Secret alone does, once.
func TestRule02OnlyWithOtherData(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := needsRetry(w).Status.CustomerID

	w.Touch("ravi")
	w.UpdateSecret("ravi", harness.Identity(" 6789 ")) // The same number, written in another way.
	w.Touch("ravi")
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.RateLimit.Burst = 999 })
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Touch("ravi")
	op.Stop()
	op = w.StartOperator()
	vc := w.Touch("ravi")
	assert.Zero(t, w.Calls(routeChange))
	assert.Equal(t, "RetryWithFullSSN", vc.Status.Requirements[0].Code)

	w.UpdateSecret("ravi", harness.Identity("1111"))
	w.Ask("ravi")
	vc = w.UntilReason("ravi", v1alpha1.ConditionStalled, v1alpha1.ReasonCorrectionInvalid)
	says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, "personal.identitySecretRef[ssn]", "nine digits", "not sent")
	settledGeneration(w, "ravi")
	assert.Zero(t, w.Calls(routeChange))
	assert.Zero(t, posts(op.Steps()))

	w.UpdateSecret("ravi", harness.Identity("111-22-1111")) // Nobody touches the object.
	vc = w.UntilReason("ravi", v1alpha1.ConditionVerified, v1alpha1.ReasonDocumentRequired)
	oneAttempt(w, vc)
	assert.Equal(t, v1alpha1.ReasonSynced, harness.Condition(settledGeneration(w, "ravi"), v1alpha1.ConditionSynced).Reason)
	assert.Equal(t, 1, w.Calls(routeChange))
	assert.Equal(t, id, w.Customer("ravi").Status.CustomerID)
}

// Wherever an operator dies during a correction, the attempt is spent once.
func TestRule02KilledAnywhere(t *testing.T) {
	t.Parallel()
	// The steps: what is about to be sent, the POST, the status.
	for _, deaths := range [][]death{
		{{1, false}}, {{1, true}}, {{2, false}}, {{2, true}}, {{3, false}}, {{3, true}},
		{{2, true}, {1, false}}, {{2, true}, {1, true}}, {{2, false}, {1, false}}, {{2, false}, {1, true}}, {{1, true}, {1, true}, {1, false}},
	} {
		t.Run(fmt.Sprint(deaths), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			first := w.StartOperator()
			needsRetry(w)
			first.Crash()
			correctRavi(w)
			for i, d := range deaths {
				op := w.StartOperatorToDie(d.n, d.after)
				require.True(t, op.AwaitDeath(patience), "life %d has no step %d: %v", i+1, d.n, op.Steps())
			}
			w.StartOperator()
			vc := w.UntilPhase("ravi", v1alpha1.PhaseVerified)
			oneAttempt(w, vc)
			w.UntilReason("ravi", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
		})
	}
}

// Whatever becomes of the answer to the correction, the attempt is spent once, without anybody's help.
func TestRule02LostAnswers(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]controlapi.Fault{
		"dropped after the effect":        {Drop: controlapi.DropAfter},
		"dropped before the effect":       {Drop: controlapi.DropBefore},
		"500 before the effect":           {Status: 500},
		"500 after the effect":            {StatusAfter: 500},
		"a proxy's page after the effect": {StatusAfter: 200, Body: json.RawMessage(`"<html>Welcome</html>"`)},
		"429 with Retry-After":            {Status: 429, Headers: map[string]string{"Retry-After": "1"}},
		"409 after the effect":            {Drop: controlapi.DropAfter, LockKey: true},
		"somebody else's page, 403":       {Status: 403, Body: json.RawMessage(`"<html>Blocked</html>"`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			needsRetry(w)
			f.Method, f.Path = http.MethodPost, pathOneCustomer
			w.AddFault(f)
			correctRavi(w)
			w.Ask("ravi")
			w.UntilPhase("ravi", v1alpha1.PhaseVerified)
			oneAttempt(w, w.UntilReason("ravi", v1alpha1.ConditionReady, v1alpha1.ReasonVerified))
		})
	}
}

// A correction that is lost while the data change once more: nothing is sent until it is known that
// the first cannot arrive any more.
func TestRule02ChangedAfterTheRequestWasLost(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var clock harness.Clock
	first := w.StartOperator()
	needsRetry(w)
	first.Crash()
	correctRavi(w)
	require.True(t, w.StartOperatorToDie(2, false).AwaitDeath(patience))
	w.UpdateSecret("ravi", harness.Identity("999-88-7777"))
	w.StartOperator(clock.Use)
	vc := w.Touch("ravi")
	assert.Equal(t, v1alpha1.ReasonProviderUnavailable, harness.Condition(vc, v1alpha1.ConditionSynced).Reason)
	assert.Zero(t, w.Calls(routeChange))
	clock.Advance(3 * time.Minute)
	w.Ask("ravi")
	oneAttempt(w, w.UntilPhase("ravi", v1alpha1.PhaseVerified))
	assert.Equal(t, 1, w.Calls(routeChange))
}

// A key that stays locked although its request had no effect is given up once the request can no
// longer take effect.
func TestRule02LockedKey(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var clock harness.Clock
	w.StartOperator(clock.Use)
	needsRetry(w)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Drop: controlapi.DropBefore, LockKey: true})
	correctRavi(w)
	w.Ask("ravi")
	w.UntilReason("ravi", v1alpha1.ConditionSynced, v1alpha1.ReasonProviderUnavailable)
	w.Touch("ravi")
	assert.Zero(t, w.Truth(w.Customer("ravi").Status.CustomerID).AttemptsUsed)
	clock.Advance(3 * time.Minute)
	w.Ask("ravi")
	oneAttempt(w, w.UntilPhase("ravi", v1alpha1.PhaseVerified))
}
