package rules

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Wherever an operator is killed while it creates a customer, and wherever the one after it is killed
// while it finds out, the last one ends with the one customer that there is.
func TestRule01KilledAnywhere(t *testing.T) {
	t.Parallel()
	// The steps of a create: the intent, the POST, the status. Those of a recovery that finds the
	// customer: its ID, the rest of status. Those of one that finds none: the POST, the status.
	lives := [][]death{
		{{1, false}}, {{1, true}}, {{2, false}}, {{2, true}}, {{3, false}}, {{3, true}},
		{{2, true}, {1, false}}, {{2, true}, {1, true}}, {{2, true}, {2, false}}, {{2, true}, {2, true}},
		{{2, false}, {1, false}}, {{2, false}, {1, true}}, {{2, false}, {2, false}}, {{2, false}, {2, true}},
		{{1, true}, {1, true}, {1, true}, {1, true}},
	}
	for _, webhooks := range []bool{true, false} {
		for _, deaths := range lives {
			if !webhooks && len(deaths) > 1 {
				continue // Who finds the customer is the same; webhooks make the harder case.
			}
			t.Run(fmt.Sprintf("%v webhooks=%v", deaths, webhooks), func(t *testing.T) {
				t.Parallel()
				var options []harness.Option
				if !webhooks {
					options = append(options, harness.WithoutWebhooks())
				}
				w := harness.NewWorld(t, options...)
				for i, d := range deaths {
					op := w.StartOperatorToDie(d.n, d.after)
					if i == 0 {
						w.UntilProvider(v1alpha1.ReasonAuthenticated)
						w.Apply(w.Person("jane", "Jane"), "1234")
					}
					require.True(t, op.AwaitDeath(patience), "life %d has no step %d: %v", i+1, d.n, op.Steps())
				}
				w.StartOperator()
				vc := w.UntilPhase("jane", v1alpha1.PhaseVerified)
				exactlyOne(w, vc, emailOf(w, "jane"))
			})
		}
	}
}

// Whatever becomes of the answer to the POST, and of the answers that would tell, one customer comes
// of it, without anybody's help.
func TestRule01LostAnswers(t *testing.T) {
	t.Parallel()
	create := func(f controlapi.Fault) controlapi.Fault {
		f.Method, f.Path = http.MethodPost, pathCustomers
		return f
	}
	expired := json.RawMessage(`{"code":"ExpiredAccessToken","message":"Expired access token."}`)
	for name, faults := range map[string][]controlapi.Fault{
		"dropped after the effect":             {create(controlapi.Fault{Drop: controlapi.DropAfter})},
		"dropped before the effect":            {create(controlapi.Fault{Drop: controlapi.DropBefore})},
		"dropped three times":                  {create(controlapi.Fault{Drop: controlapi.DropBefore, Count: 2}), create(controlapi.Fault{Drop: controlapi.DropAfter})},
		"500 before the effect":                {create(controlapi.Fault{Status: 500})},
		"500 after the effect":                 {create(controlapi.Fault{StatusAfter: 500})},
		"503 with Retry-After":                 {create(controlapi.Fault{Status: 503, Headers: map[string]string{"Retry-After": "1"}})},
		"504 of a gateway after the effect":    {create(controlapi.Fault{StatusAfter: 504, Body: json.RawMessage(`"<html>Gateway Time-out</html>"`)})},
		"a proxy's page after the effect":      {create(controlapi.Fault{StatusAfter: 200, Body: json.RawMessage(`"<html>Welcome</html>"`)})},
		"a created without Location":           {create(controlapi.Fault{StatusAfter: 201, Body: json.RawMessage(`{}`)})},
		"408":                                  {create(controlapi.Fault{StatusAfter: 408})},
		"429 with Retry-After":                 {create(controlapi.Fault{Status: 429, Headers: map[string]string{"Retry-After": "1"}})},
		"a token that expired":                 {create(controlapi.Fault{Status: 401, Body: expired})},
		"409 after the effect":                 {create(controlapi.Fault{Drop: controlapi.DropAfter, LockKey: true})},
		"then the search fails":                {create(controlapi.Fault{Drop: controlapi.DropAfter}), {Method: http.MethodGet, Path: pathCustomers, Status: 500, Count: 4}},
		"then the found one cannot be read":    {create(controlapi.Fault{Drop: controlapi.DropAfter}), {Method: http.MethodGet, Path: pathOneCustomer, Status: 500, Count: 4}},
		"created, but the look at it is lost":  {{Method: http.MethodGet, Path: pathOneCustomer, Drop: controlapi.DropAfter, Count: 4}},
		"created, but the look at it is a 429": {{Method: http.MethodGet, Path: pathOneCustomer, Status: 429, Headers: map[string]string{"Retry-After": "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			for _, f := range faults {
				w.AddFault(f)
			}
			w.Apply(w.Person("jane", "Jane"), "1234")
			vc := w.UntilPhase("jane", v1alpha1.PhaseVerified)
			exactlyOne(w, vc, emailOf(w, "jane"))
			w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
		})
	}
}

// A key that stays locked although its request had no effect is given up, but only once the request
// can no longer take effect.
func TestRule01LockedKey(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var clock harness.Clock
	w.StartOperator(clock.Use)
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathCustomers, Drop: controlapi.DropBefore, LockKey: true})
	w.Apply(w.Person("jane", "Jane"), "1234")
	w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonConflict)

	clock.Advance(time.Minute)
	vc := w.Touch("jane")
	assert.Equal(t, v1alpha1.ReasonConflict, harness.Condition(vc, v1alpha1.ConditionSynced).Reason)
	assert.Zero(t, w.Counters().Creates.Total)

	clock.Advance(2 * time.Minute)
	w.Ask("jane")
	exactlyOne(w, w.UntilPhase("jane", v1alpha1.PhaseVerified), emailOf(w, "jane"))
}

// The provider takes longer than the client waits, and the customer comes into being after the
// operator began to look for it.
func TestRule01AnswerAfterTheTimeout(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator(func(o *operator.Options) { o.ProviderTransport = hasty{o.ProviderTransport} })
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathCustomers, Delay: controlapi.Duration(3 * time.Second)})
	w.Apply(w.Person("jane", "Jane"), "1234")
	w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonProviderUnavailable)
	w.Until("the first request is processed at last", func() bool { return w.Counters().Calls[routeCreate]["201"] > 1 })
	exactlyOne(w, w.UntilPhase("jane", v1alpha1.PhaseVerified), emailOf(w, "jane"))
}

// hasty waits 300 ms for the answer to a POST.
type hasty struct{ http.RoundTripper }

func (h hasty) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost {
		return h.RoundTripper.RoundTrip(r)
	}
	ctx, cancel := context.WithTimeout(r.Context(), 300*time.Millisecond)
	time.AfterFunc(time.Minute, cancel) // The body is read after this returns.
	return h.RoundTripper.RoundTrip(r.WithContext(ctx))
}

// Things happen while the POST is under way; what it did is noted all the same.
func TestRule01WhileTheRequestIsUnderWay(t *testing.T) {
	t.Parallel()
	for name, meanwhile := range map[string]func(*harness.World, *harness.Operator){
		"the manifest is edited": func(w *harness.World, _ *harness.Operator) {
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.Personal.Phone = "5550001111" })
		},
		"the operator shuts down": func(w *harness.World, op *harness.Operator) {
			op.Stop()
			assert.NotEmpty(w, w.Customer("jane").Status.CustomerID, "a shutdown waits for what is under way")
			w.StartOperator()
		},
		"the API server fails": func(_ *harness.World, op *harness.Operator) {
			failures := 3
			op.Block(func(r *http.Request) bool {
				if !harness.StatusWrites(r) || failures == 0 {
					return false
				}
				failures--
				return true
			})
		},
		"the intent is removed": func(w *harness.World, _ *harness.Operator) {
			w.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Annotations, vc.Finalizers = nil, nil })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathCustomers, DelayAfter: controlapi.Duration(700 * time.Millisecond)})
			w.Apply(w.Person("jane", "Jane"), "1234")
			w.Until("the customer exists", func() bool { return w.Counters().Creates.Total > 0 })
			meanwhile(w, op)
			vc := w.UntilCustomer("jane", "ready", func(vc *v1alpha1.VerifiedCustomer) bool {
				return vc.Status.ObservedGeneration == vc.Generation && harness.Condition(vc, v1alpha1.ConditionReady).Reason == v1alpha1.ReasonVerified
			})
			exactlyOne(w, vc, emailOf(w, "jane"))
		})
	}
}

// An operator whose cache is behind, as one that no longer leads and does not know, loses the write
// that has to come before the POST.
func TestRule01StaleCache(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	behind := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Create(w.Person("jane", "Jane"))
	w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
	seenAll(w)
	behind.FreezeWatches()

	ahead := w.StartReplica(w.Config, anyAddress)
	w.Touch("jane")
	w.CreateSecret("jane", harness.Identity("1234"))
	w.Ask("jane")
	vc := w.UntilPhase("jane", v1alpha1.PhaseVerified)

	// It looks at the Secret every few seconds, and then believes that it can begin.
	w.Until("the one behind tries to begin", func() bool {
		for _, step := range behind.Steps() {
			if step == "kube PATCH verifiedcustomers" {
				return true
			}
		}
		return false
	})
	behind.ThawWatches()
	w.Apply(w.Person("fence", "Jim"), "1234")
	w.UntilPhase("fence", v1alpha1.PhaseVerified)
	assert.Equal(t, 1, w.Counters().Creates.ByEmail[emailOf(w, "jane")])
	assert.Equal(t, 1, w.Counters().Creates.ByCorrelationID["bonafide-"+string(vc.UID)])
	assert.Equal(t, 2, posts(ahead.Steps())+posts(behind.Steps()), "one POST for each")
}
