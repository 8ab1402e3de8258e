package rules

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

var goodCredentials = map[string]string{"key": sandbox.Key, "secret": sandbox.Secret}

// accountWorld is a world with a clock of its own: a provider that refused is not asked again at once.
type accountWorld struct {
	*harness.World
	clock harness.Clock
}

// Whatever is wrong with an account is told by the VerificationProvider, with what to do about it;
// its customers wait, and go on by themselves once it is put right.
func TestInputsOfProviders(t *testing.T) {
	t.Parallel()
	endpoint := func(w *accountWorld, address string) {
		w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.Dwolla.Endpoint = address })
	}
	rightEndpoint := func(w *accountWorld) { endpoint(w, w.Sandbox.DwollaURL()) }
	rightSecret := func(w *accountWorld) { w.UpdateSecret("dwolla-api", goodCredentials) }
	for _, tc := range []struct {
		name   string
		wrong  func(*accountWorld)
		reason string
		says   []string
		right  func(*accountWorld)
	}{
		{"bad credentials", func(w *accountWorld) {
			w.UpdateSecret("dwolla-api", map[string]string{"key": "wrong", "secret": "wrong"})
		}, v1alpha1.ReasonCredentialsRefused, []string{"refuses the key and secret", "check both", "Sandbox"}, rightSecret},
		{"no Secret", func(w *accountWorld) { w.Delete(&corev1.Secret{}, "dwolla-api") },
			v1alpha1.ReasonSecretNotFound, []string{`Secret "dwolla-api" does not exist`, "create it"},
			func(w *accountWorld) { w.CreateSecret("dwolla-api", goodCredentials) }},
		{"no key in the Secret", func(w *accountWorld) { w.UpdateSecret("dwolla-api", map[string]string{"key": sandbox.Key}) },
			v1alpha1.ReasonSecretKeyMissing, []string{`"dwolla-api"`, `"secret"`, "add it"}, rightSecret},
		{"another server", func(w *accountWorld) { endpoint(w, htmlServer(w.World)) },
			v1alpha1.ReasonInvalidEndpoint, []string{"not Dwolla's API", "check the endpoint"}, rightEndpoint},
		{"nobody there", func(w *accountWorld) { endpoint(w, "http://"+closedAddress(w.World)) },
			v1alpha1.ReasonProviderUnavailable, []string{"no connection to the provider"}, rightEndpoint},
		{"the account is not active", func(w *accountWorld) {
			w.AddFault(controlapi.Fault{Path: "^/$", Count: -1, Status: 403, Body: []byte(`{"code":"InvalidAccountStatus","message":"m"}`)})
		}, v1alpha1.ReasonCredentialsRefused, []string{"confirm the account's e-mail address", "active"},
			func(w *accountWorld) { w.ClearFaults(); w.clock.Advance(2 * time.Minute) }},
		{"failing", func(w *accountWorld) { w.AddFault(controlapi.Fault{Path: "^/$", Count: 7, Status: 500}) },
			v1alpha1.ReasonProviderUnavailable, []string{"failed to process the request"}, func(*accountWorld) {}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := &accountWorld{World: harness.NewWorld(t)}
			tc.wrong(w)
			w.StartOperator(w.clock.Use)
			vp := w.UntilProvider(tc.reason)
			for _, c := range vp.Status.Conditions {
				if c.Type == v1alpha1.ConditionAuthenticated {
					says(w.World, c.Message, tc.says...)
					assert.Equal(t, metav1.ConditionFalse, c.Status)
				}
			}
			w.Apply(w.Person("jane", "Jane"), "1234")
			vc := w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonProviderNotReady)
			says(w.World, harness.Condition(vc, v1alpha1.ConditionReady).Message, `VerificationProvider "dwolla"`, "not Ready", "goes on by itself")
			assert.Equal(t, metav1.ConditionTrue, harness.Condition(vc, v1alpha1.ConditionReconciling).Status)
			tc.right(w)
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			assert.Equal(t, 1, w.Counters().Creates.Total)
		})
	}
}

func htmlServer(w *harness.World) string {
	s := httptest.NewServer(http.HandlerFunc(func(r http.ResponseWriter, _ *http.Request) {
		r.Header().Set("Content-Type", "text/html")
		_, _ = r.Write([]byte("<html>It works!</html>"))
	}))
	w.Cleanup(s.Close)
	return s.URL
}

func closedAddress(w *harness.World) string {
	l, err := net.Listen("tcp", anyAddress)
	require.NoError(w, err)
	defer l.Close()
	return l.Addr().String()
}

// Credentials that the provider stops to accept while a customer is being created: the
// VerificationProvider says so within seconds, and all goes on when they are right again.
func TestInputsCredentialsRevoked(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var clock harness.Clock
	w.StartOperator(clock.Use)
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	clock.Advance(2 * time.Minute) // The proof is older than a suspicion.
	revoked := controlapi.Fault{Count: -1, Status: 403, Body: []byte(`{"code":"InvalidApplicationStatus","message":"m"}`)}
	w.AddFault(revoked)
	w.Apply(w.Person("jane", "Jane"), "1234")
	w.UntilProvider(v1alpha1.ReasonCredentialsRefused)
	w.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonProviderNotReady)
	w.ClearFaults()
	clock.Advance(2 * time.Minute)
	w.TouchProvider()
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	exactlyOne(w, w.UntilPhase("jane", v1alpha1.PhaseVerified), emailOf(w, "jane"))
}

// moody refuses one access token, and then once the credentials, which are good.
type moody struct {
	http.RoundTripper
	on, tokens, logins atomic.Bool
}

func (m *moody) RoundTrip(r *http.Request) (*http.Response, error) {
	var body string
	switch login := strings.HasSuffix(r.URL.Path, "/token"); {
	case !m.on.Load():
	case login && !m.logins.Swap(true):
		body = `{"error":"invalid_client","error_description":"x"}`
	case !login && !m.tokens.Swap(true):
		body = `{"code":"ExpiredAccessToken","message":"x"}`
	}
	if body == "" {
		return m.RoundTripper.RoundTrip(r)
	}
	return &http.Response{
		StatusCode: http.StatusUnauthorized, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// Credentials that are refused once and are good are not reported: the account is checked at once, and that asks
// the provider.
func TestInputsCredentialsRefusedOnce(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	var clock harness.Clock
	var m moody
	w.StartOperator(clock.Use, func(o *operator.Options) {
		m.RoundTripper = o.ProviderTransport
		o.ProviderTransport = &m
	})
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	clock.Advance(2 * time.Minute) // The proof is older than a suspicion.
	before := w.Provider().Status
	m.on.Store(true)
	w.Apply(w.Person("jane", "Jane"), "1234")
	w.Until("the account is proven again", func() bool { return !w.Provider().Status.LastCheckTime.Equal(before.LastCheckTime) })
	exactlyOne(w, w.UntilPhase("jane", v1alpha1.PhaseVerified), emailOf(w, "jane"))
	since := func(st v1alpha1.VerificationProviderStatus) time.Time {
		return meta.FindStatusCondition(st.Conditions, v1alpha1.ConditionReady).LastTransitionTime.Time
	}
	assert.Equal(t, since(before), since(w.Provider().Status), "it was ready all the while")
}

// A VerificationProvider may come after its customers, and go before them.
func TestInputsProviderMissing(t *testing.T) {
	t.Parallel()
	w := harness.NewWorld(t)
	op := w.StartOperator()
	verifiedJane(w)
	vp := w.Provider()
	w.Delete(&v1alpha1.VerificationProvider{}, harness.ProviderName)
	w.Apply(w.Person("jim", "Jim"), "1234")
	vc := w.UntilReason("jim", v1alpha1.ConditionReady, v1alpha1.ReasonProviderNotFound)
	says(w, harness.Condition(vc, v1alpha1.ConditionReady).Message, `no VerificationProvider "dwolla" in namespace "`+w.Namespace+`"`, "create it", "spec.providerRef", "cannot be changed", "apply it again")
	vc = w.Touch("jane")
	assert.Equal(t, v1alpha1.ReasonProviderNotFound, harness.Condition(vc, v1alpha1.ConditionSynced).Reason)
	assert.Equal(t, v1alpha1.ReasonVerified, harness.Condition(vc, v1alpha1.ConditionReady).Reason, "she stays verified")

	looks := w.Calls(routeLook)
	again := &v1alpha1.VerificationProvider{ObjectMeta: metav1.ObjectMeta{Name: vp.Name}, Spec: vp.Spec}
	w.Create(again)
	w.UntilReason("jim", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
	w.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonSynced)
	w.UntilDelivered()
	assert.Equal(t, looks+2, w.Calls(routeLook), "Jim's, and the one that was asked for Jane in vain")
	quiet(w, op)
}

// A VerificationProvider serves the namespaces that it says, and others as soon as it says so.
func TestInputsNamespaces(t *testing.T) {
	t.Parallel()
	selector := func(labels map[string]string) v1alpha1.AllowedNamespaces {
		return v1alpha1.AllowedNamespaces{From: v1alpha1.NamespacesFromSelector, Selector: &metav1.LabelSelector{MatchLabels: labels}}
	}
	for name, allowed := range map[string]v1alpha1.AllowedNamespaces{
		"all":      {From: v1alpha1.NamespacesFromAll},
		"selector": selector(map[string]string{"team": "onboarding"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := harness.NewWorld(t)
			guest := harness.NewWorld(t, harness.WithoutWebhooks()) // Its own provider stays unused.
			w.StartOperator(func(o *operator.Options) { o.Namespaces = []string{w.Namespace, guest.Namespace} })
			w.UntilProvider(v1alpha1.ReasonAuthenticated)
			vc := guest.Person("jane", "Jane")
			vc.Spec.ProviderRef.Namespace = w.Namespace
			guest.Apply(vc, "1234")
			vc = guest.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonNamespaceNotAllowed)
			says(w, harness.Condition(vc, v1alpha1.ConditionReady).Message, w.Namespace, "spec.allowedNamespaces")
			w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) { vp.Spec.AllowedNamespaces = allowed })
			if name == "selector" {
				vc = guest.Touch("jane")
				assert.Equal(t, v1alpha1.ReasonNamespaceNotAllowed, harness.Condition(vc, v1alpha1.ConditionReady).Reason)
				ns := &corev1.Namespace{}
				require.NoError(t, w.Kube.Get(w.Context, client.ObjectKey{Name: guest.Namespace}, ns))
				ns.Labels["team"] = "onboarding"
				require.NoError(t, w.Kube.Update(w.Context, ns))
			}
			vc = guest.UntilReason("jane", v1alpha1.ConditionReady, v1alpha1.ReasonVerified)
			exactlyOne(w, vc, emailOf(guest, "jane"))

			// One that the provider no longer serves is let go all the same.
			w.ChangeProvider(func(vp *v1alpha1.VerificationProvider) {
				vp.Spec.AllowedNamespaces = v1alpha1.AllowedNamespaces{From: v1alpha1.NamespacesFromSame}
			})
			guest.Change("jane", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.DeletionPolicy = v1alpha1.DeletionDeactivate })
			guest.UntilReason("jane", v1alpha1.ConditionSynced, v1alpha1.ReasonNamespaceNotAllowed)
			guest.Delete(&v1alpha1.VerifiedCustomer{}, "jane")
			guest.UntilGone("jane")
			guest.UntilKubeEvent("jane", "Warning LeftBehind: the customer "+vc.Status.CustomerID)
		})
	}
}
