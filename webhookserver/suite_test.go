package webhookserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	kuberest "k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/internal/apiserver"
)

// api is the API server of this package's tests, without an operator: tests write what it would. It starts for the
// first test that asks for it. Fuzz targets must not: they run in many processes.
var api apiserver.Lazy

func TestMain(m *testing.M) {
	code := m.Run()
	if hooks.replica != nil {
		hooks.replica.stop()
	}
	if err := api.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// scheme holds the kinds of these tests.
var scheme = func() *runtime.Scheme {
	s := runtime.NewScheme()
	utilruntime.Must(corev1.AddToScheme(s))
	utilruntime.Must(v1alpha1.AddToScheme(s))
	return s
}()

// replica is what a replica reads from: a cache of its own, which has the operator's indexes.
type replica struct {
	client client.Client // reads from the cache
	cache  cache.Cache
	// stop ends the cache, which stays as it is from then on: it is that of a replica which is behind.
	stop func()
}

// newReplica starts one, and waits until it has all that is in the API server.
func newReplica(config *kuberest.Config) (*replica, error) {
	c, err := newCache(config)
	if err != nil {
		return nil, err
	}
	through, err := client.New(config, client.Options{Scheme: scheme, Cache: &client.CacheOptions{Reader: c}})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Start(ctx) // It fails only if it was started before.
	}()
	r := &replica{client: through, cache: c, stop: func() { cancel(); <-ended }}
	bounded, cancelWait := context.WithTimeout(ctx, patience)
	defer cancelWait()
	if !c.WaitForCacheSync(bounded) {
		r.stop()
		return nil, errors.New("the cache was not filled in time")
	}
	return r, nil
}

// newCache is a cache that is not started yet.
func newCache(config *kuberest.Config) (cache.Cache, error) {
	c, err := cache.New(config, cache.Options{Scheme: scheme})
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err := controllers.AddIndexes(ctx, c); err != nil {
		return nil, err
	}
	for _, kind := range []client.Object{&v1alpha1.VerificationProvider{}, &v1alpha1.VerifiedCustomer{}, &v1alpha1.BeneficialOwner{}} {
		if _, err := c.GetInformer(ctx, kind, cache.BlockUntilSynced(false)); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// hooks is the replica of all tests that only read what there is: the namespace "ns" with the VerificationProviders
// that hookedAndBare gives.
var hooks struct {
	once    sync.Once
	replica *replica
	err     error
}

func hooksReplica(t *testing.T) *replica {
	t.Helper()
	config := api.Config(t)
	hooks.once.Do(func() { hooks.replica, hooks.err = newHooks(config) })
	if hooks.err != nil {
		t.Fatal(hooks.err)
	}
	return hooks.replica
}

func newHooks(config *kuberest.Config) (*replica, error) {
	kube, err := client.New(config, client.Options{Scheme: scheme})
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err := kube.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "ns"}}); err != nil {
		return nil, err
	}
	for _, vp := range hookedAndBare() {
		if err := kube.Create(ctx, vp); err != nil {
			return nil, err
		}
	}
	return newReplica(config)
}

// hookedAndBare are VerificationProviders with and without a webhook.
func hookedAndBare() []*v1alpha1.VerificationProvider {
	vp := func(name string, hook *v1alpha1.WebhookSpec) *v1alpha1.VerificationProvider {
		return &v1alpha1.VerificationProvider{
			ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: name},
			Spec: v1alpha1.VerificationProviderSpec{
				Dwolla:  &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: "api"}},
				Webhook: hook,
			},
		}
	}
	return []*v1alpha1.VerificationProvider{
		vp("hooked", &v1alpha1.WebhookSpec{SigningSecretRef: v1alpha1.SecretReference{Name: "s"}}), vp("bare", nil),
	}
}

// stage is a namespace of a test's own, and a replica to itself. Customers are looked for in all namespaces: they are
// told apart by their VerificationProvider, whose name no other test has.
type stage struct {
	*testing.T
	*replica
	vp *v1alpha1.VerificationProvider // is not in the API server
}

func newStage(t *testing.T) *stage {
	t.Helper()
	r, err := newReplica(api.Config(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.stop)
	st := &stage{T: t, replica: r}
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "stage-"}}
	st.create(ns)
	st.vp = &v1alpha1.VerificationProvider{ObjectMeta: metav1.ObjectMeta{Namespace: ns.Name, Name: ns.Name}}
	return st
}

func (s *stage) create(o client.Object) {
	s.Helper()
	if err := s.client.Create(s.Context(), o); err != nil {
		s.Fatal(err)
	}
}

// begin notes that the provider is being asked to create whom an object stands for.
func (s *stage) begin(o client.Object) {
	s.Helper()
	intent, err := json.Marshal(map[string]any{"uid": o.GetUID(), "idempotencyKey": "k", "startedAt": time.Now()})
	if err != nil {
		s.Fatal(err)
	}
	o.SetAnnotations(map[string]string{v1alpha1.AnnotationCreateIntent: string(intent)})
	s.update(o)
}

func (s *stage) update(o client.Object) {
	s.Helper()
	if err := s.client.Update(s.Context(), o); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) updateStatus(o client.Object) {
	s.Helper()
	if err := s.client.Status().Update(s.Context(), o); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) remove(o client.Object) {
	s.Helper()
	if err := s.client.Delete(s.Context(), o); err != nil {
		s.Fatal(err)
	}
}

var stageAddress = v1alpha1.Address{Line1: "1 Main St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US"}

// person is a customer of the stage's VerificationProvider, who is not in the API server yet.
func (s *stage) person(name string) *v1alpha1.VerifiedCustomer {
	return &v1alpha1.VerifiedCustomer{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.vp.Namespace, Name: name},
		Spec: v1alpha1.VerifiedCustomerSpec{
			ProviderRef: v1alpha1.ProviderReference{Name: s.vp.Name},
			Type:        v1alpha1.CustomerPersonal,
			Personal: &v1alpha1.PersonalSpec{
				FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", Address: stageAddress,
				IdentitySecretRef: v1alpha1.SecretReference{Name: "identity"},
			},
		},
	}
}

// owner is an owner of a customer, who is not in the API server yet.
func (s *stage) owner(name, customer string) *v1alpha1.BeneficialOwner {
	return &v1alpha1.BeneficialOwner{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.vp.Namespace, Name: name},
		Spec: v1alpha1.BeneficialOwnerSpec{
			CustomerRef: v1alpha1.CustomerReference{Name: customer}, FirstName: "Omar", LastName: "Doe", Address: stageAddress,
			IdentitySecretRef: v1alpha1.SecretReference{Name: "identity"},
		},
	}
}

// until waits for something that must happen.
func until(t testing.TB, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !met(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
		<-time.After(time.Millisecond)
	}
}
