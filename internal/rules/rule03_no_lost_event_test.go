package rules

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/apiserver"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Rule 3: a webhook is acknowledged only once its effect is in the API server, or it needs none. What
// cannot be done now is answered with 503, and delivered again.

// hurried makes of Dwolla's first hour between two deliveries a second.
func hurried(o *sandbox.Options) { o.TimeScale = 3600 }

// requireComeBack checks the answer of an operator that could not take an event.
func requireComeBack(t testing.TB, a answer) {
	t.Helper()
	require.Equal(t, http.StatusServiceUnavailable, a.Code, a.Text)
	seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
	require.NoError(t, err)
	assert.Positive(t, seconds)
}

// requireEffectOfAcknowledged checks that every customer whose event was acknowledged stands, in the
// API server, where the provider has it. Each customer must have had one event since ids was made.
func requireEffectOfAcknowledged(w *harness.World, topic string, ids map[string]string) (acknowledged int) {
	w.Helper()
	taken := map[string]bool{}
	for _, d := range deliveries(w) {
		if d.Topic == topic && d.acknowledged() {
			taken[d.Customer] = true
		}
	}
	for name, id := range ids {
		if taken[id] {
			assert.Equal(w, w.Truth(id).Status, w.Customer(name).Status.ProviderStatus, "%s: acknowledged without effect", name)
		}
	}
	return len(taken)
}

// untilTruth waits until every customer stands where the provider has it.
func untilTruth(w *harness.World, ids map[string]string) {
	w.Helper()
	for name, id := range ids {
		truth := w.Truth(id).Status
		w.UntilCustomer(name, "at "+truth, func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.ProviderStatus == truth })
	}
}

func TestRule03APIServerCutOffDuringDeliveries(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithSandbox(hurried))
	gateway := w.NewGateway()
	w.StartReplica(gateway.Config(), w.HookAddress)
	ids := verified(w, 40)
	hold(w)
	for _, id := range ids {
		w.Move(id, controlapi.Move{Status: "suspended"})
	}
	// Cut somewhere in the middle of the deliveries.
	release(w, controlapi.Release{Concurrent: true})
	w.Until("some events were taken", func() bool { return outcomes(w, "customer_suspended")["succeeded"] >= 5 })
	gateway.Shut()
	w.Until("an event was refused", func() bool { return outcomes(w, "customer_suspended")["failed"] > 0 })
	requireComeBack(t, deliver(w, happened("customer_suspended", ids["jane-0"])))
	acknowledged := requireEffectOfAcknowledged(w, "customer_suspended", ids)
	t.Logf("%d of %d were acknowledged before the cut", acknowledged, len(ids))
	gateway.Open()
	untilTruth(w, ids)
}

// The operator starts while the API server is there, and has never served before it goes away: there
// is no signing key in memory to tell a genuine event by.
func TestRule03APIServerAwayBeforeTheFirstEvent(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithSandbox(hurried))
	first := w.StartOperator()
	id := verified(w, 1)["jane-0"]
	first.Stop()
	gateway := w.NewGateway()
	w.StartReplica(gateway.Config(), w.HookAddress)
	untilServing(w)
	gateway.Shut()
	w.Move(id, controlapi.Move{Status: "suspended"})
	w.Until("the event was refused", func() bool { return outcomes(w, "customer_suspended")["failed"] > 0 })
	requireComeBack(t, deliver(w, happened("customer_suspended", id)))
	gateway.Open()
	untilTruth(w, map[string]string{"jane-0": id})
}

// An API server that really is stopped, and started again on the same data.
func TestRule03APIServerStoppedAndStarted(t *testing.T) {
	t.Parallel()
	env, err := apiserver.Environment()
	require.NoError(t, err)
	// With a directory of its own the certificates outlive the process, which is given no time to
	// take leave of its clients.
	env.ControlPlane.GetAPIServer().CertDir = t.TempDir()
	env.ControlPlaneStopTimeout = time.Millisecond
	config, err := env.Start()
	require.NoError(t, err)
	t.Cleanup(func() { _ = env.Stop() })
	config.QPS = -1
	kube, err := harness.NewClient(config)
	require.NoError(t, err)
	w := harness.NewWorldOn(t, config, kube, harness.WithSandbox(hurried))
	w.StartOperator()
	ids := verified(w, 5)

	_ = env.ControlPlane.GetAPIServer().Stop() // says that it had to be killed
	for _, id := range ids {
		w.Move(id, controlapi.Move{Status: "suspended"})
	}
	w.Until("all events were refused", func() bool { return outcomes(w, "customer_suspended")["failed"] >= len(ids) })
	requireComeBack(t, deliver(w, happened("customer_suspended", ids["jane-0"])))
	assert.Zero(t, outcomes(w, "customer_suspended")["succeeded"])
	require.NoError(t, env.ControlPlane.GetAPIServer().Start())
	redeliver(w)
	untilTruth(w, ids)
	// It goes on working, too: the caches have found back.
	w.Apply(w.Person("later", "Jane"), "1234")
	w.UntilPhase("later", v1alpha1.PhaseVerified)
}

func TestRule03ProviderFailsWhenItIsLookedAt(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]controlapi.Fault{
		"500":             {Status: http.StatusInternalServerError, Count: 3}, // the client tries three times
		"503 with a wait": {Status: http.StatusServiceUnavailable, Headers: map[string]string{"Retry-After": "1"}},
		"429":             {Status: http.StatusTooManyRequests, Headers: map[string]string{"Retry-After": "1"}},
		"401":             {Status: http.StatusUnauthorized, Count: 2},
		"403":             {Status: http.StatusForbidden},
		"404":             {Status: http.StatusNotFound},
		"cut off":         {Drop: controlapi.DropBefore, Count: 3},
		"not JSON":        {Status: http.StatusOK, Body: json.RawMessage(`"a proxy's page"`)},
		"another":         {Status: http.StatusOK, Body: json.RawMessage(`{"id": "22222222-2222-4222-8222-222222222222", "status": "verified", "_links": {}}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t, harness.WithSandbox(hurried))
			w.StartOperator()
			id := verified(w, 1)["jane-0"]
			before := w.Customer("jane-0").Status.History
			fault.Method, fault.Path = http.MethodGet, "^/customers/"
			w.AddFault(fault)
			moveQuietly(w, id, "suspended")
			requireComeBack(t, deliver(w, happened("customer_suspended", id)))
			assert.Equal(t, before, w.Customer("jane-0").Status.History)
			// And the one that the provider keeps delivering comes through.
			w.ClearFaults()
			release(w, controlapi.Release{})
			w.UntilPhase("jane-0", v1alpha1.PhaseSuspended)
		})
	}
}

// Neither the API server nor the provider answers. The sender has an answer in 8 s, and not the 10
// after which it gives up.
func TestRule03AnswersInTimeWhenOthersHang(t *testing.T) {
	t.Parallel()
	for name, hang := range map[string]func(*harness.World, *harness.Operator) (end func()){
		"API server": func(_ *harness.World, op *harness.Operator) func() { return op.Stall(harness.AllOfKube).Release },
		"provider": func(w *harness.World, _ *harness.Operator) func() {
			w.AddFault(controlapi.Fault{Method: http.MethodGet, Path: "^/customers/", Count: -1, Delay: controlapi.Duration(20 * time.Second)})
			return w.ClearFaults
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			op := w.StartOperator()
			id := verified(w, 1)["jane-0"]
			end := hang(w, op)
			moveQuietly(w, id, "suspended")
			answers := make(chan answer)
			began := time.Now()
			for i := range 10 { // as many as Dwolla delivers at once; they wait for one another
				event := happened("customer_suspended", id)
				event.Created = event.Created.Add(time.Duration(i) * time.Millisecond)
				go func() { answers <- deliver(w, event) }()
			}
			for range 10 {
				requireComeBack(t, <-answers)
			}
			assert.Less(t, time.Since(began), 9*time.Second)
			end()
			require.Equal(t, http.StatusOK, deliver(w, later("customer_suspended", id)).Code)
			requirePhase(w, "jane-0", v1alpha1.PhaseSuspended)
		})
	}
}

func TestRule03KilledAroundTheWriteOfAnEvent(t *testing.T) {
	t.Parallel()
	const stepsOfCreate = 3
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprintf("after=%t", after), func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t, harness.WithSandbox(hurried))
			op := w.StartOperatorToDie(stepsOfCreate+1, after)
			id := verified(w, 1)["jane-0"]
			require.Len(t, op.Steps(), stepsOfCreate)
			w.Move(id, controlapi.Move{Status: "suspended"})
			require.True(t, op.AwaitDeath(10*time.Second), "steps %v", op.Steps())
			w.UntilDelivered()
			assert.Zero(t, outcomes(w, "customer_suspended")["succeeded"], "a dead operator acknowledged")
			if after {
				requirePhase(w, "jane-0", v1alpha1.PhaseSuspended)
			} else {
				requirePhase(w, "jane-0", v1alpha1.PhaseVerified)
			}
			w.StartOperator()
			w.Until("the event was delivered again", func() bool { return outcomes(w, "customer_suspended")["succeeded"] == 1 })
			vc := w.Customer("jane-0")
			life{"verified", "suspended"}.requireHistoryOf(t, vc)
			assert.Len(t, vc.Status.History, 2)
		})
	}
}

func TestRule03ResyncFindsWhatNeverArrived(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t, harness.WithProvider(func(vp *v1alpha1.VerificationProvider) {
		vp.Spec.ResyncInterval = metav1.Duration{Duration: time.Second}
	}))
	w.StartOperator()
	id := verified(w, 1)["jane-0"]
	_, err := w.Control.AddWebhookFault(w.Context, controlapi.WebhookFault{Action: controlapi.ActionDrop, Count: -1})
	require.NoError(t, err)
	for status, phase := range map[string]v1alpha1.Phase{
		"suspended": v1alpha1.PhaseSuspended, "document": v1alpha1.PhaseActionRequired, "deactivated": v1alpha1.PhaseDeactivated,
	} {
		w.Move(id, controlapi.Move{Status: status})
		vc := w.UntilPhase("jane-0", phase)
		assert.Equal(t, v1alpha1.CauseResync, vc.Status.History[len(vc.Status.History)-1].Cause)
		assert.Zero(t, outcomes(w, topicOf[status])["attempted"])
	}
}
