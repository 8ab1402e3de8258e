package rules

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// verifiedJane brings a person named jane to Verified.
func verifiedJane(w *harness.World) *v1alpha1.VerifiedCustomer {
	w.Helper()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	vc := w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilDelivered()
	return vc
}

// acted waits until all of a customer's spec was acted on.
func acted(w *harness.World, name string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	return w.UntilCustomer(name, "acted on", func(vc *v1alpha1.VerifiedCustomer) bool {
		return vc.Status.ObservedGeneration == vc.Generation
	})
}

// quiet checks that an operator does nothing more about the customers of a world: it runs until
// another customer is verified, and counts what was done about all others meanwhile.
func quiet(w *harness.World, op *harness.Operator) {
	w.Helper()
	looks, changes, steps := w.Calls(routeLook), w.Calls(routeChange), len(op.Steps())
	name := "fence-" + strconv.Itoa(steps)
	w.Apply(w.Person(name, "Fay"), "1234")
	w.UntilPhase(name, v1alpha1.PhaseVerified)
	w.UntilDelivered()
	assert.Equal(w, looks+1, w.Calls(routeLook), "looks at others than the fence")
	assert.Equal(w, changes, w.Calls(routeChange), "changes of others than the fence")
	assert.Equal(w, steps+3, len(op.Steps()), "effects on others than the fence: %v", op.Steps()[steps:])
}

// Fields that may change are changed by one call, and that was it.
func TestDriftUpdate(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := verifiedJane(w).Status.CustomerID
	w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) {
		p := vc.Spec.Personal
		p.Email, p.Phone, p.Address.Line1, p.Address.PostalCode = "jane@new.example.com", "5550001111", "7 New Street", "11102-1234"
	})
	vc := acted(w, "jane")
	assert.Equal(t, v1alpha1.ReasonVerified, harness.Condition(vc, v1alpha1.ConditionReady).Reason)
	assert.Equal(t, "jane@new.example.com", w.Truth(id).Email)
	w.Touch("jane")
	w.Touch("jane")
	assert.Equal(t, 1, w.Calls(routeChange))
	op.Stop()
	op = w.StartOperator()
	w.Touch("jane")
	assert.Equal(t, 1, w.Calls(routeChange))
	quiet(w, op)
}

// An update whose answer is lost is not sent twice, and one that fails is sent again at the pace of
// the back-off.
func TestDriftUpdateFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault controlapi.Fault
		calls int
	}{
		"answer lost":  {controlapi.Fault{Drop: controlapi.DropAfter}, 1},
		"500 twice":    {controlapi.Fault{Status: 500, Count: 2}, 3},
		"rate limited": {controlapi.Fault{Status: 429, Headers: map[string]string{"Retry-After": "1"}}, 2},
		"409 for once": {controlapi.Fault{Status: 409}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			verifiedJane(w)
			tc.fault.Method, tc.fault.Path = http.MethodPost, pathOneCustomer
			w.AddFault(tc.fault)
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Phone = "5550001111" })
			vc := w.UntilCustomer("jane", "updated", func(vc *v1alpha1.VerifiedCustomer) bool {
				return vc.Status.ObservedGeneration == vc.Generation && harness.Condition(vc, v1alpha1.ConditionSynced).Reason == v1alpha1.ReasonSynced
			})
			assert.Equal(t, v1alpha1.ReasonVerified, harness.Condition(vc, v1alpha1.ConditionReady).Reason)
			assert.Equal(t, tc.calls, w.Calls(routeChange))
			quiet(w, op)
		})
	}
}

// What fails is tried again at the pace of the back-off: the status that tells of the failure does
// not hasten the next try.
func TestDriftBacksOff(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		path, route string
		begin       func(*harness.World)
	}{
		"create": {pathCustomers, routeCreate, func(w *harness.World) { w.Apply(w.Person("jim", "Jim"), "1234") }},
		"update": {pathOneCustomer, routeChange, func(w *harness.World) {
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Phone = "5550001111" })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			verifiedJane(w)
			w.AddFault(always(http.MethodPost, tc.path, http.StatusInternalServerError))
			before, begun := w.Calls(tc.route), time.Now()
			tc.begin(w)
			w.Until("it was tried three times", func() bool { return w.Calls(tc.route) >= before+3 })
			assert.Greater(t, time.Since(begun), 3*time.Second, "one second, then two")
		})
	}
}

// A change that the provider refuses, or does not let be made, is told, not repeated, and heals when
// it is set back.
func TestDriftRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*harness.World, *v1alpha1.PersonalSpec)
		reason string
		says   []string
		calls  int
	}{
		"a name": {
			func(_ *harness.World, p *v1alpha1.PersonalSpec) { p.FirstName = "Janet" },
			v1alpha1.ReasonFieldsNotUpdatable, []string{"spec.personal.firstName", "set them back"}, 0,
		},
		"a name and a phone": {
			func(_ *harness.World, p *v1alpha1.PersonalSpec) { p.FirstName, p.Phone = "Janet", "5550001111" },
			v1alpha1.ReasonFieldsNotUpdatable, []string{"spec.personal.firstName"}, 1,
		},
		"somebody else's e-mail": {
			func(w *harness.World, p *v1alpha1.PersonalSpec) {
				p.Email = "sam@example.com"
				createElsewhere(w, "Sam", "sam@example.com")
			},
			v1alpha1.ReasonInvalidInput, []string{"e-mail address already"}, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			verifiedJane(w)
			original := w.Customer("jane").Spec.Personal
			changed := original.DeepCopy()
			tc.change(w, changed)
			w.UntilDelivered()
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal = changed })
			vc := w.UntilReason("jane", v1alpha1.ConditionStalled, tc.reason)
			says(w, harness.Condition(vc, v1alpha1.ConditionStalled).Message, tc.says...)
			assert.Equal(t, v1alpha1.PhaseVerified, vc.Status.Phase)
			assert.Equal(t, "False", string(harness.Condition(vc, v1alpha1.ConditionReady).Status))
			settledGeneration(w, "jane")
			assert.Equal(t, tc.calls, w.Calls(routeChange))
			quiet(w, op)

			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal = original })
			w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			assert.Equal(t, vc.Status.CustomerID, w.Customer("jane").Status.CustomerID)
		})
	}
}

// What somebody changes at the provider behind the operator's back is set right once, with the next
// look.
func TestDriftBehindOurBack(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := verifiedJane(w).Status.CustomerID
	response := w.Dwolla(http.MethodPost, "/customers/"+id, `{"phone":"5550009999"}`)
	require.Equal(t, http.StatusOK, response.StatusCode)
	before := w.Calls(routeChange)
	w.Touch("jane")
	assert.Equal(t, before+1, w.Calls(routeChange))
	w.Touch("jane")
	assert.Equal(t, before+1, w.Calls(routeChange))
	quiet(w, op)
}

// While the customer's status lets nothing change, that is told; as soon as it does, the change is
// made.
func TestDriftWhileSuspended(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	id := verifiedJane(w).Status.CustomerID
	w.Move(id, controlapi.Move{Status: "suspended"})
	w.UntilReason("jane", v1alpha1.ConditionVerified, v1alpha1.ReasonSuspended)
	w.UntilDelivered()
	w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Phone = "5550001111" })
	vc := w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonFieldsNotUpdatable)
	says(w, harness.Condition(vc, v1alpha1.ConditionSynced).Message, "spec.personal.phone", `"suspended"`)
	quiet(w, op)
	assert.Zero(t, w.Calls(routeChange))
	w.Move(id, controlapi.Move{Status: "activated"})
	w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	assert.Equal(t, 1, w.Calls(routeChange))
}

// speller is a provider that writes addresses in a way of its own.
type speller struct{ http.RoundTripper }

func (s speller) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := s.RoundTripper.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusOK {
		return response, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	_ = response.Body.Close()
	for from, to := range map[string]string{"33rd St": "33RD STREET", "New Street": "NEW ST", "1 Main St\"": "1 MAIN STREET\""} {
		body = bytes.ReplaceAll(body, []byte(from), []byte(to))
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return response, nil
}

// The provider's own way of writing what was submitted is no drift: it is not sent again, for ever.
func TestDriftOfSpelling(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	spelling := func(o *operator.Options) { o.ProviderTransport = speller{o.ProviderTransport} }
	op := w.StartOperator(spelling)
	verifiedJane(w)
	w.Touch("jane")
	assert.Zero(t, w.Calls(routeChange))
	w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Address.Line1 = "7 New Street" })
	acted(w, "jane")
	w.Touch("jane")
	op.Crash()
	op = w.StartOperator(spelling)
	w.Touch("jane")
	assert.Equal(t, 1, w.Calls(routeChange))
	assert.Equal(t, v1alpha1.ReasonSynced, harness.Condition(w.Customer("jane"), v1alpha1.ConditionSynced).Reason)
	quiet(w, op)
}

// A pass that finds nothing to do writes nothing and tells nothing; one that runs into the same error
// again leaves the status byte for byte as it is.
func TestDriftOfNothing(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	verifiedJane(w)
	w.UntilKubeEvent("jane", "Normal Verified")
	steps, before, events := len(op.Steps()), w.Customer("jane"), w.KubeEvents("jane")
	w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Labels = map[string]string{"touched": "yes"} })
	w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.RateLimit.Burst = 999 })
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	quiet(w, op)
	assert.Equal(t, before.Status, w.Customer("jane").Status)
	assert.Equal(t, events, w.KubeEvents("jane"))
	assert.Len(t, op.Steps(), steps+3, "the fence's own")

	w.AddFault(always(http.MethodGet, pathOneCustomer, http.StatusBadGateway))
	w.Ask("jane")
	failing := w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonProviderUnavailable)
	bytesOf := func(vc *v1alpha1.VerifiedCustomer) string {
		b, err := json.Marshal(vc)
		require.NoError(t, err)
		return string(b)
	}
	calls, events := w.Calls(routeLook), w.KubeEvents("jane")
	const aPass = 3 // calls: a GET that fails is repeated at once
	w.Until("it failed twice more", func() bool { return w.Calls(routeLook) >= calls+2*aPass+1 })
	assert.Equal(t, bytesOf(failing), bytesOf(w.Customer("jane")))
	assert.Equal(t, events, w.KubeEvents("jane"))
	assert.Equal(t, v1alpha1.ReasonVerified, harness.Condition(failing, v1alpha1.ConditionReady).Reason)
}
