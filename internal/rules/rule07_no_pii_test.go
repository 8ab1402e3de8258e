package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/go-logr/logr/funcr"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/harness"
	"github.com/bonafide-dev/bonafide/internal/operator"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// Rule 7: no personal data leave their Secret. Lives go well and badly here, the provider echoes what
// it was sent wherever it can, and afterwards everything that the operator ever let out is searched.

// spy keeps all that an operator lets out.
type spy struct {
	mu  sync.Mutex
	out map[string]*bytes.Buffer
}

func (s *spy) heard(where, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil {
		s.out = map[string]*bytes.Buffer{}
	}
	if s.out[where] == nil {
		s.out[where] = &bytes.Buffer{}
	}
	s.out[where].WriteString(what + "\n")
}

// all is everything that was heard, by where it was heard.
func (s *spy) all() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	for where, text := range s.out {
		out[where] = text.String()
	}
	return out
}

// tap passes requests on, and tells the spy what must hold no personal data of them.
type tap struct {
	next http.RoundTripper
	tell func(*http.Request)
}

// RoundTrip implements http.RoundTripper.
func (t tap) RoundTrip(r *http.Request) (*http.Response, error) {
	t.tell(r)
	return t.next.RoundTrip(r)
}

// provider hears the addresses of calls at the provider, and their headers but for credentials.
func (s *spy) provider(r *http.Request) {
	header := r.Header.Clone()
	header.Del("Authorization")
	s.heard("a call at the provider", fmt.Sprint(r.Method, " ", r.URL, " ", header))
}

// kube hears whole requests to the API server.
func (s *spy) kube(r *http.Request) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	s.heard("a request to the API server", fmt.Sprint(r.Method, " ", r.URL, " ", string(body)))
}

// startOperator starts an operator that logs at every level there is.
func (s *spy) startOperator(w *harness.World) *harness.Operator {
	w.Helper()
	config := rest.CopyConfig(w.Config)
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return tap{next, s.kube} })
	return w.StartReplica(config, w.HookAddress, func(o *operator.Options) {
		o.ProviderTransport = tap{o.ProviderTransport, s.provider}
		o.Logger = funcr.NewJSON(func(line string) { s.heard("a log", line) }, funcr.Options{Verbosity: 127, LogCaller: funcr.All})
	})
}

// objects tells the spy all objects of the world's namespace but its Secrets.
func (s *spy) objects(w *harness.World) {
	w.Helper()
	d, err := discovery.NewDiscoveryClientForConfig(w.Config)
	require.NoError(w, err)
	lists, err := d.ServerPreferredNamespacedResources()
	require.NoError(w, err)
	kinds := map[string]bool{}
	for _, list := range lists {
		gv, err := schema.ParseGroupVersion(list.GroupVersion)
		require.NoError(w, err)
		for _, r := range list.APIResources {
			if r.Kind == "Secret" || !strings.Contains(fmt.Sprint(r.Verbs), "list") {
				continue
			}
			objects := &unstructured.UnstructuredList{}
			objects.SetGroupVersionKind(gv.WithKind(r.Kind + "List"))
			require.NoError(w, w.Kube.List(w.Context, objects, client.InNamespace(w.Namespace)), r.Kind)
			for _, o := range objects.Items {
				kinds[r.Kind] = true
				text, err := json.Marshal(o.Object)
				require.NoError(w, err)
				s.heard("an object of kind "+r.Kind, string(text))
			}
		}
	}
	for _, kind := range []string{"VerifiedCustomer", "VerificationProvider", "Event"} {
		require.True(w, kinds[kind], "no %s was searched", kind)
	}
}

func TestRule07PersonalDataStayInTheirSecrets(t *testing.T) {
	t.Parallel()
	s := &spy{}
	w := harness.NewWorld(t)
	op := s.startOperator(w)
	w.UntilProvider(v1alpha1.ReasonAuthenticated)
	values := plant(w)

	post(w, w.HookURL(), signed("forged", []byte(values[0])), []byte(values[0]))
	for _, body := range []string{values[0], fmt.Sprintf(`{"id": %q, "ssn": %q}`, values[0], values[1])} {
		a := post(w, w.HookURL(), signed(harness.SigningSecret, []byte(body)), []byte(body))
		s.heard("an answer to a webhook", fmt.Sprint(a))
	}
	w.UntilDelivered()
	op.Stop()
	s.objects(w)
	s.heard("the metrics", metricsText(w))
	s.heard("a log of the process", harness.Logs())

	secrets := append(values, "sandbox-secret", harness.SigningSecret)
	all := s.all()
	for where, text := range all {
		found := search(text, secrets)
		assert.Empty(t, found, "%s holds %v", where, found)
	}
	require.Contains(t, all["a log"], "webhookserver", "the webhook server's log was not searched")
	require.Contains(t, all["a log"], "event taken", "what is logged at higher levels was not searched")
	require.Contains(t, all["a call at the provider"], "POST")
	require.Contains(t, all["a request to the API server"], "create-intent")
}

// plant lets customers live with identities of their own, and returns what must not be found.
func plant(w *harness.World) (values []string) {
	w.Helper()
	identity := func(secret map[string]string) map[string]string {
		for _, v := range secret {
			values = append(values, v)
		}
		return secret
	}
	echo := func(text string) json.RawMessage {
		quoted, err := json.Marshal(text)
		require.NoError(w, err)
		return json.RawMessage(fmt.Sprintf(`{"code": "ValidationError", "message": %[1]s, "_embedded": {"errors": [
			{"code": "Invalid", "message": %[1]s, "path": "/ssn", "_links": {"about": {"href": %[1]s}}},
			{"code": %[1]s, "message": %[1]s, "path": %[1]s}]}}`, quoted))
	}
	create := func(name, firstName string, secret map[string]string) {
		w.CreateSecret(name, identity(secret))
		w.Create(w.Person(name, firstName))
	}
	synced := func(name, reason string) { w.UntilReason(name, v1alpha1.ConditionSynced, reason) }

	create("well", "Jane", map[string]string{"dateOfBirth": "1971-03-19", "ssn": "413-58-2967"})
	w.UntilPhase("well", v1alpha1.PhaseVerified)
	create("whole", "Jane", map[string]string{"dateOfBirth": "1972-04-21", "ssn": "413592968"})
	id := w.UntilPhase("whole", v1alpha1.PhaseVerified).Status.CustomerID

	// What the operator itself refuses.
	create("young", "Jane", map[string]string{"dateOfBirth": "2019-07-23", "ssn": "413-58-2969"})
	synced("young", v1alpha1.ReasonInvalidInput)
	create("strange", "Jane", map[string]string{"dateOfBirth": "the 23rd of July 1966", "ssn": "SSN=413-58-2970\x00\xf1\n{\"a\":1}"})
	synced("strange", v1alpha1.ReasonInvalidInput)
	create("passport", "Jane", map[string]string{"dateOfBirth": "1973-05-11", "passportNumber": "K7392846Q", "passportCountry": "413-58-2971"})
	synced("passport", v1alpha1.ReasonInvalidInput)
	create("huge", "Jane", map[string]string{"dateOfBirth": "1974-06-12", "ssn": strings.Repeat("413-58-2972 ", 5000)})
	synced("huge", v1alpha1.ReasonInvalidInput)
	values = append(values, "413-58-2972")

	// What the provider refuses, loses, or fails at, with an echo.
	for i, fault := range []controlapi.Fault{
		{Status: http.StatusBadRequest}, {Status: http.StatusForbidden}, {Status: http.StatusInternalServerError, Count: 3},
		{StatusAfter: http.StatusInternalServerError}, {StatusAfter: http.StatusConflict}, {Drop: controlapi.DropAfter},
		{StatusAfter: http.StatusCreated, Headers: map[string]string{"Location": "https://x/customers/413-58-3006"}},
	} {
		name, ssn := fmt.Sprintf("echo-%d", i), fmt.Sprintf("413-58-%d", 3000+i)
		fault.Method, fault.Path, fault.Body = http.MethodPost, pathCustomers, echo(ssn)
		if fault.Headers == nil {
			fault.Headers = map[string]string{}
		}
		fault.Headers["X-Request-Id"] = ssn
		if fault.Drop != "" {
			fault.Headers, fault.Body = nil, nil
		}
		w.AddFault(fault)
		create(name, "Jane", map[string]string{"dateOfBirth": fmt.Sprintf("1980-03-%d", 10+i), "ssn": ssn})
		switch {
		case fault.Status == http.StatusBadRequest:
			synced(name, v1alpha1.ReasonInvalidInput)
			continue
		case fault.StatusAfter == http.StatusConflict: // the operator would give the provider half a minute
			synced(name, v1alpha1.ReasonConflict)
			w.Ask(name)
		}
		w.UntilPhase(name, v1alpha1.PhaseVerified)
	}

	// A correction that is refused, with what the provider says about it.
	create("wrong", "retry", map[string]string{"dateOfBirth": "1975-08-14", "ssn": "413-58-2973"})
	wrong := w.UntilPhase("wrong", v1alpha1.PhaseActionRequired).Status.CustomerID
	w.UntilDelivered()
	w.Move(wrong, controlapi.Move{Status: "retry", Directives: []controlapi.Directive{{Code: "413-58-2973", Message: "413-58-2973 of 1975-08-14 is unknown", Link: "retry-with-full-ssn"}}})
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Status: http.StatusBadRequest, Count: -1, Body: echo("413-58-2974")})
	w.UpdateSecret("wrong", identity(map[string]string{"dateOfBirth": "1975-08-15", "ssn": "413-58-2974"}))
	w.Ask("wrong")
	synced("wrong", v1alpha1.ReasonInvalidInput)
	w.ClearFaults()

	// Looks that are answered with more than Dwolla shows.
	for _, body := range []string{
		`{"ssn": "413592968", "dateOfBirth": "1972-04-21"`,
		fmt.Sprintf(`{"id": %q, "status": "verified", "type": "personal", "ssn": "413592968", "dateOfBirth": "1972-04-21", "_links": {}}`, id),
	} {
		text, err := json.Marshal(body)
		require.NoError(w, err)
		w.AddFault(controlapi.Fault{Method: http.MethodGet, Path: pathOneCustomer, Status: http.StatusOK, Body: text})
		w.Touch("whole")
	}
	w.AddFault(controlapi.Fault{Method: http.MethodPost, Path: pathOneCustomer, Status: http.StatusForbidden, Body: echo("413592968")})
	w.Change("whole", func(vc *v1alpha1.VerifiedCustomer) { vc.Spec.DeletionPolicy = v1alpha1.DeletionDeactivate })
	w.Delete(&v1alpha1.VerifiedCustomer{}, "whole")
	w.UntilGone("whole")

	// And a Secret of another shape altogether.
	w.Create(&corev1.Secret{ObjectMeta: objectMeta("shape"), Data: map[string][]byte{"identity.json": []byte(`{"ssn": "413-58-2975"}`)}})
	values = append(values, "413-58-2975")
	w.Create(w.Person("shape", "Jane"))
	synced("shape", v1alpha1.ReasonSecretKeyMissing)
	return values
}
