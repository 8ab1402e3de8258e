package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/sandbox"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
	"github.com/bonafide-dev/bonafide/sandbox/controlclient"
	"github.com/bonafide-dev/bonafide/sandbox/visitor"
)

// Names of the objects in a world of Dwolla's, which every world is that is not told otherwise.
const (
	ProviderName  = "dwolla"
	SigningSecret = "a-signing-secret-of-tests"
)

// patience is how long tests wait for a state. It is long because it is never waited out unless
// something is wrong.
const patience = 2 * time.Minute

// World is one test's own namespace, simulated provider and webhook address.
type World struct {
	testing.TB
	Context   context.Context
	Namespace string
	// Kube reads and writes past every cache; Config is for operators and further clients.
	Kube   client.Client
	Config *rest.Config
	// Sandbox is the provider, and Control steers it.
	Sandbox *sandbox.Sandbox
	Control *controlclient.Client
	// HookAddress is where the operator takes webhooks, over all its lives.
	HookAddress string
	// Platform is the provider that is simulated, and the name of the VerificationProvider.
	Platform Platform
	// SigningSecret is what the provider signs its webhooks with.
	SigningSecret string

	// managed tells that the operator keeps the subscription.
	managed bool
}

var worlds atomic.Int64

// Option changes a world before it begins.
type Option func(*setup)

type setup struct {
	sandbox      sandbox.Options
	provider     func(*v1alpha1.VerificationProvider)
	noSubscriber bool
	managed      bool
	platform     Platform
}

// On has the world be that of another provider than Dwolla.
func On(p Platform) Option { return func(s *setup) { s.platform = p } }

// WithSandbox changes how the simulated provider is started.
func WithSandbox(change func(*sandbox.Options)) Option {
	return func(s *setup) { change(&s.sandbox) }
}

// WithProvider changes the VerificationProvider before it is created.
func WithProvider(change func(*v1alpha1.VerificationProvider)) Option {
	return func(s *setup) { s.provider = change }
}

// WithoutWebhooks leaves the operator without a subscription.
func WithoutWebhooks() Option { return func(s *setup) { s.noSubscriber = true } }

// WithManagedSubscription has the operator keep the subscription by itself. Its writes of the
// VerificationProvider count as steps then.
func WithManagedSubscription() Option {
	return func(s *setup) { s.managed, s.noSubscriber = true, true }
}

// NewWorld makes a namespace with a VerificationProvider that points at a simulated provider of its
// own, Dwolla unless an option says otherwise, whose webhooks go to HookAddress. No operator runs yet.
func NewWorld(t testing.TB, options ...Option) *World {
	t.Helper()
	return NewWorldOn(t, shared.config, shared.client, options...)
}

// NewWorldOn is NewWorld on an API server of the test's own.
func NewWorldOn(t testing.TB, config *rest.Config, kube client.Client, options ...Option) *World {
	t.Helper()
	number := worlds.Add(1)
	// Each provider has customer IDs of its own: no two accounts share any.
	s := setup{sandbox: sandbox.Options{Seed: uint64(number)}, platform: dwollaPlatform{}}
	for _, o := range options {
		o(&s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	box, err := sandbox.Start(s.sandbox)
	require.NoError(t, err)
	t.Cleanup(func() { _ = box.Close() })

	w := &World{
		TB: t, Context: ctx, Namespace: fmt.Sprintf("world-%d", number), Kube: kube, Config: config,
		Sandbox: box, Control: box.Control(), HookAddress: FreeAddress(t), managed: s.managed,
		Platform: s.platform, SigningSecret: SigningSecret,
	}
	w.Create(&corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: w.Namespace}})
	if !s.noSubscriber {
		w.SigningSecret = w.Platform.Subscribe(w, w.HookURL())
	}
	name := w.Platform.Name()
	w.CreateSecret(name+"-api", map[string]string{"key": sandbox.Key, "secret": sandbox.Secret})
	w.CreateSecret(name+"-webhook", map[string]string{"secret": w.SigningSecret})
	vp := &v1alpha1.VerificationProvider{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.Namespace},
		Spec: v1alpha1.VerificationProviderSpec{
			Webhook:   &v1alpha1.WebhookSpec{SigningSecretRef: v1alpha1.SecretReference{Name: name + "-webhook"}},
			RateLimit: v1alpha1.RateLimit{RequestsPerSecond: 1000, Burst: 1000},
		},
	}
	w.Platform.Connect(w, &vp.Spec, &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: name + "-api"}})
	if s.managed {
		vp.Spec.Webhook.URL = "http://" + w.HookAddress
	}
	if s.provider != nil {
		s.provider(vp)
	}
	w.Create(vp)
	return w
}

// HookURL is where the provider delivers this world's events.
func (w *World) HookURL() string {
	return fmt.Sprintf("http://%s/webhooks/%s/%s", w.HookAddress, w.Namespace, w.Platform.Name())
}

// Create creates an object in the world's namespace.
func (w *World) Create(o client.Object) {
	w.Helper()
	if _, isNamespace := o.(*corev1.Namespace); !isNamespace {
		o.SetNamespace(w.Namespace)
	}
	require.NoError(w, w.Kube.Create(w.Context, o))
}

// CreateSecret creates a Secret.
func (w *World) CreateSecret(name string, values map[string]string) {
	w.Helper()
	w.Create(&corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: name}, StringData: values})
}

// UpdateSecret replaces what a Secret holds.
func (w *World) UpdateSecret(name string, values map[string]string) {
	w.Helper()
	s := &corev1.Secret{}
	require.NoError(w, w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, s))
	s.Data, s.StringData = nil, values
	require.NoError(w, w.Kube.Update(w.Context, s))
}

// Person is a VerifiedCustomer of the world that Dwolla accepts, whose identity Secret is named like
// it. The first name decides what the simulated Dwolla makes of it.
func (w *World) Person(name, firstName string) *v1alpha1.VerifiedCustomer {
	return &v1alpha1.VerifiedCustomer{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.Namespace},
		Spec: v1alpha1.VerifiedCustomerSpec{
			ProviderRef: v1alpha1.ProviderReference{Name: ProviderName},
			Type:        v1alpha1.CustomerPersonal,
			Personal: &v1alpha1.PersonalSpec{
				FirstName: v1alpha1.PersonName(firstName), LastName: "Doe",
				Email: v1alpha1.Email(name + "@" + w.Namespace + ".example.com"), Phone: "5554321234",
				Address: v1alpha1.Address{
					Line1: "99-99 33rd St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US",
				},
				IdentitySecretRef: v1alpha1.SecretReference{Name: name},
			},
		},
	}
}

// Identity is the content of an identity Secret that Dwolla accepts.
func Identity(ssn string) map[string]string {
	return map[string]string{"dateOfBirth": "1990-01-31", "ssn": ssn}
}

// Apply creates a person and the identity Secret.
func (w *World) Apply(vc *v1alpha1.VerifiedCustomer, ssn string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	w.CreateSecret(vc.Spec.Personal.IdentitySecretRef.Name, Identity(ssn))
	w.Create(vc)
	return vc
}

// Change changes a customer's spec or metadata.
func (w *World) Change(name string, change func(*v1alpha1.VerifiedCustomer)) {
	w.Helper()
	vc := w.Customer(name)
	before := vc.DeepCopy()
	change(vc)
	require.NoError(w, w.Kube.Patch(w.Context, vc, client.MergeFrom(before)))
}

// Customer reads a customer.
func (w *World) Customer(name string) *v1alpha1.VerifiedCustomer {
	w.Helper()
	vc := &v1alpha1.VerifiedCustomer{}
	require.NoError(w, w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: name}, vc))
	return vc
}

// Provider reads the VerificationProvider.
func (w *World) Provider() *v1alpha1.VerificationProvider {
	w.Helper()
	vp := &v1alpha1.VerificationProvider{}
	require.NoError(w, w.Kube.Get(w.Context, types.NamespacedName{Namespace: w.Namespace, Name: w.Platform.Name()}, vp))
	return vp
}

// Counters is what the simulated provider has seen.
func (w *World) Counters() controlapi.APICounters {
	w.Helper()
	c, err := w.Control.Counters(w.Context, w.Platform.Name())
	require.NoError(w, err)
	return c
}

// Calls is how often a route of the simulated provider was called: "POST /customers".
func (w *World) Calls(route string) int {
	w.Helper()
	return w.Counters().Calls[route]["total"]
}

// AddFault makes calls at the simulated provider go wrong.
func (w *World) AddFault(f controlapi.Fault) {
	w.Helper()
	f.API = w.Platform.Name()
	_, err := w.Control.AddFault(w.Context, f)
	require.NoError(w, err)
}

// Subscribe has the simulated Dwolla deliver to url, as a user would ask it to.
func (w *World) Subscribe(url, secret string) {
	w.Helper()
	body, err := json.Marshal(map[string]string{"url": url, "secret": secret})
	require.NoError(w, err)
	response := w.Dwolla(http.MethodPost, "/webhook-subscriptions", string(body))
	require.Equal(w, http.StatusCreated, response.StatusCode)
}

// Dwolla makes a call at the simulated Dwolla that no operator makes.
func (w *World) Dwolla(method, path, body string) *http.Response {
	w.Helper()
	return w.dwolla(method, path, "application/vnd.dwolla.v1.hal+json", []byte(body))
}

// DwollaForm posts a form to the simulated Dwolla.
func (w *World) DwollaForm(path, contentType string, body []byte) *http.Response {
	w.Helper()
	return w.dwolla(http.MethodPost, path, contentType, body)
}

func (w *World) dwolla(method, path, contentType string, body []byte) *http.Response {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context, method, w.Sandbox.DwollaURL()+path, bytes.NewReader(body))
	require.NoError(w, err)
	token, err := visitor.Dwolla(w.Sandbox.DwollaURL()).Token(w.Context)
	require.NoError(w, err)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "application/vnd.dwolla.v1.hal+json")
	r.Header.Set("Content-Type", contentType)
	response, err := http.DefaultClient.Do(r)
	require.NoError(w, err)
	w.Cleanup(func() { _ = response.Body.Close() })
	return response
}
