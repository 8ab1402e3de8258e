package rules

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// leaving is a customer named jane that shall be deactivated when it is deleted.
func leaving(w *harness.World) *v1alpha1.VerifiedCustomer {
	vc := w.Person("jane", "Jane")
	vc.Spec.DeletionPolicy = v1alpha1.DeletionDeactivate
	return vc
}

func deleteJane(w *harness.World) {
	w.Helper()
	w.Delete(&v1alpha1.VerifiedCustomer{}, "jane")
}

// A deletion ends whatever is missing or in the way, does what the policy says where it can, and an
// Event tells what stayed behind.
func TestRule09DeleteEnds(t *testing.T) {
	t.Parallel()
	retain := func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.DeletionPolicy = v1alpha1.DeletionRetain }
	for _, tc := range []struct {
		name   string
		change func(*v1alpha1.VerifiedCustomer)
		before func(w *harness.World, id string)
		status string // at the provider afterwards
		event  string
	}{
		{name: "policy Retain", change: retain, status: "verified", event: "Normal Retained: the customer ID stays"},
		{name: "policy Deactivate", status: "deactivated", event: "Normal Deactivated: the customer ID was deactivated"},
		{name: "deactivated already", status: "deactivated", event: "Normal Deactivated: the customer ID was deactivated",
			before: func(w *harness.World, id string) { w.Move(id, controlapi.Move{Status: "deactivated", Silent: true}) }},
		{name: "suspended", status: "suspended", event: "Warning LeftBehind: the customer ID at the provider of \"dwolla\" was left as it is",
			before: func(w *harness.World, id string) { w.Move(id, controlapi.Move{Status: "suspended", Silent: true}) }},
		{name: "gone at the provider", status: "verified", event: "Normal Deactivated",
			before: func(w *harness.World, _ string) {
				w.AddFault(always(http.MethodPost, pathOneCustomer, http.StatusNotFound))
			}},
		{name: "the answer is lost", status: "deactivated", event: "Normal Deactivated",
			before: func(w *harness.World, _ string) {
				w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Drop: controlapi.DropAfter})
			}},
		{name: "another request is under way", status: "deactivated", event: "Normal Deactivated",
			before: func(w *harness.World, _ string) {
				w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Status: http.StatusConflict})
			}},
		{name: "VerificationProvider gone", status: "verified", event: "Warning LeftBehind: the customer ID",
			before: func(w *harness.World, _ string) { w.Delete(&v1alpha1.VerificationProvider{}, harness.ProviderName) }},
		{name: "credentials gone", status: "verified", event: "Warning LeftBehind: the customer ID",
			before: func(w *harness.World, _ string) {
				w.Delete(&corev1.Secret{}, "dwolla-api")
				w.TouchProvider()
				w.UntilProvider(v1alpha1.ReasonSecretNotFound)
			}},
		{name: "a credential gone", status: "verified", event: "Warning LeftBehind: the customer ID",
			before: func(w *harness.World, _ string) {
				w.UpdateSecret("dwolla-api", map[string]string{"key": "sandbox-key"})
				w.TouchProvider()
				w.UntilProvider(v1alpha1.ReasonSecretKeyMissing)
			}},
		{name: "identity gone", status: "deactivated", event: "Normal Deactivated",
			before: func(w *harness.World, _ string) { w.Delete(&corev1.Secret{}, "jane") }},
		{name: "Retain, everything gone", change: retain, status: "verified", event: "Normal Retained",
			before: func(w *harness.World, _ string) {
				w.Delete(&corev1.Secret{}, "jane")
				w.Delete(&corev1.Secret{}, "dwolla-api")
				w.Delete(&v1alpha1.VerificationProvider{}, harness.ProviderName)
			}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			w.StartOperator()
			vc := leaving(w)
			if tc.change != nil {
				tc.change(vc)
			}
			w.Apply(vc, "1234")
			id := w.UntilPhase("jane", v1alpha1.PhaseVerified).Status.CustomerID
			if tc.before != nil {
				tc.before(w, id)
			}
			deleteJane(w)
			w.UntilGone("jane")
			assert.Equal(t, tc.status, w.Truth(id).Status)
			w.UntilKubeEvent("jane", strings.ReplaceAll(tc.event, "ID", id))
		})
	}
}

// A provider that cannot be reached holds a deletion up, for an hour and no longer.
func TestRule09UnreachableProvider(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]controlapi.Fault{
		"unreachable": {Drop: controlapi.DropBefore, Count: -1},
		"failing":     {Status: 500, Count: -1},
		"refusing":    {Status: 403, Count: -1},
		"revoked":     {Status: 403, Count: -1, Path: "/"}, // The VerificationProvider is not Ready any more.
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			var clock harness.Clock
			w.StartOperator(clock.Use)
			w.Apply(leaving(w), "1234")
			id := w.UntilPhase("jane", v1alpha1.PhaseVerified).Status.CustomerID
			w.UntilDelivered()
			revoked := fault.Path != ""
			if !revoked {
				fault.Path = pathOneCustomer
			}
			w.AddFault(fault)
			deleteJane(w)
			w.Until("it was tried", func() bool { return w.Calls(routeChange) >= 1 })
			clock.Advance(50 * time.Minute)
			tried := w.Calls(routeChange)
			w.Ask("jane")
			w.Until("it was tried again", func() bool { return revoked || w.Calls(routeChange) > tried })
			assert.NotNil(t, w.Customer("jane").DeletionTimestamp)
			held := w.UntilCustomer("jane", "held up", func(vc *v1alpha1.VerifiedCustomer) bool { return vc.Status.Facts.Problem != nil })
			assert.Contains(t, []string{v1alpha1.ReasonProviderUnavailable, v1alpha1.ReasonProviderNotReady},
				harness.Condition(held, v1alpha1.ConditionSynced).Reason, "status says what it waits for")

			clock.Advance(15 * time.Minute)
			w.AskIfThere("jane") // It may be gone already.
			w.UntilGone("jane")
			event := w.UntilKubeEvent("jane", "Warning LeftBehind: the customer "+id)
			assert.Contains(t, event, "within an hour")
			w.ClearFaults()
			assert.Equal(t, "verified", w.Truth(id).Status)
		})
	}
}

// A deletion in the middle of a create, wherever the operator died, leaves no customer behind that
// nobody knows of.
func TestRule09DeletedDuringCreate(t *testing.T) {
	t.Parallel()
	for _, policy := range []v1alpha1.DeletionPolicy{v1alpha1.DeletionDeactivate, v1alpha1.DeletionRetain} {
		for _, d := range []death{{1, false}, {1, true}, {2, false}, {2, true}, {3, false}, {3, true}} {
			t.Run(fmt.Sprint(policy, d), func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t)
				op := w.StartOperatorToDie(d.n, d.after)
				w.UntilProvider(v1alpha1.ReasonAuthenticated)
				vc := leaving(w)
				vc.Spec.DeletionPolicy = policy
				w.Apply(vc, "1234")
				require.True(t, op.AwaitDeath(patience))
				deleteJane(w)
				var clock harness.Clock
				clock.Advance(3 * time.Minute)
				w.StartOperator(clock.Use)
				w.UntilGone("jane")
				customers, err := w.Control.Customers(w.Context)
				require.NoError(t, err)
				if d.n < 2 || d.n == 2 && !d.after {
					assert.Empty(t, customers, "a deletion created a customer")
					return
				}
				require.Len(t, customers, 1)
				switch {
				case policy == v1alpha1.DeletionDeactivate:
					assert.Equal(t, "deactivated", customers[0].Status)
				case d.n == 3 && d.after:
					w.UntilKubeEvent("jane", "Normal Retained: the customer "+customers[0].ID)
				default:
					assert.Equal(t, "verified", customers[0].Status)
					w.UntilKubeEvent("jane", "Warning LeftBehind: the customer that may have been created")
				}
			})
		}
	}
}

// A submission that is still on its way when the object is deleted may yet arrive: a deletion that
// has to deactivate waits until it cannot.
func TestRule09DeletedWhileTheRequestIsOnItsWay(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathCustomers, Delay: controlapi.Duration(4 * time.Second)})
	w.Apply(leaving(w), "1234")
	w.Until("it is on its way", func() bool { return posts(op.Steps()) > 0 })
	op.Kill()
	deleteJane(w)
	var clock harness.Clock
	w.StartReplica(w.Config, anyAddress, clock.Use)
	w.Until("the provider was asked", func() bool { return w.Calls(routeFind) > 0 })
	w.Until("the request arrives", func() bool { return w.Counters().Creates.Total > 0 })
	clock.Advance(3 * time.Minute)
	w.Ask("jane")
	w.UntilGone("jane")
	customers, err := w.Control.Customers(w.Context)
	require.NoError(t, err)
	require.Len(t, customers, 1)
	assert.Equal(t, "deactivated", customers[0].Status)
}

// The same without a crash: the object is deleted while the operator waits for the answer.
func TestRule09DeletedWhileTheAnswerIsAwaited(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathCustomers, DelayAfter: controlapi.Duration(700 * time.Millisecond)})
	w.Apply(leaving(w), "1234")
	w.Until("the customer exists", func() bool { return w.Counters().Creates.Total > 0 })
	deleteJane(w)
	w.UntilGone("jane")
	customers, err := w.Control.Customers(w.Context)
	require.NoError(t, err)
	require.Len(t, customers, 1)
	assert.Equal(t, "deactivated", customers[0].Status)
}

// A namespace is deleted in an order of its own: whatever goes first, nothing stays.
func TestRule09NamespaceInAnyOrder(t *testing.T) {
	t.Parallel()
	secrets := func(w *harness.World) {
		require.NoError(w, w.Kube.DeleteAllOf(w.Context, &corev1.Secret{}, client.InNamespace(w.Namespace)))
	}
	provider := func(w *harness.World) { w.Delete(&v1alpha1.VerificationProvider{}, harness.ProviderName) }
	orders := map[string][]func(*harness.World){
		"customer, provider, Secrets": {deleteJane, provider, secrets},
		"provider, customer, Secrets": {provider, deleteJane, secrets},
		"Secrets, provider, customer": {secrets, provider, deleteJane},
		"Secrets, customer, provider": {secrets, deleteJane, provider},
	}
	for name, order := range orders {
		for _, atProvider := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, created=%v", name, atProvider), func(t *testing.T) {
				t.Parallel()
				w := harness.NewWorld(t)
				w.StartOperator()
				w.UntilProvider(v1alpha1.ReasonAuthenticated)
				if atProvider {
					w.Apply(leaving(w), "1234")
					w.UntilPhase("jane", v1alpha1.PhaseVerified)
				} else {
					w.Create(leaving(w))
					w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonSecretNotFound)
				}
				for _, remove := range order {
					remove(w)
				}
				w.UntilGone("jane")
			})
		}
	}
}

// An object that is deleted while an operator finds out what became of its create has nobody created for it.
func TestRule09NothingIsRepeatedForWhatIsDeleted(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperatorToDie(2, false) // The intent, then the create.
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	w.Apply(w.Person("jane", "Jane"), "1234")
	require.True(t, op.AwaitDeath(patience))
	w.UpdateSecret("dwolla-api", map[string]string{"key": "sandbox-key"})
	w.TouchProvider()
	op = w.StartOperator()
	w.UntilProvider(v1alpha1.ReasonSecretKeyMissing)
	live := op.Stall(func(r *http.Request) bool {
		return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/verifiedcustomers/jane")
	})
	w.UpdateSecret("dwolla-api", goodCredentials)
	w.TouchProvider()
	live.UntilHeld(1)
	deleteJane(w)
	live.Release()
	w.UntilGone("jane")
	assert.Zero(t, w.Counters().Creates.Total)
}
