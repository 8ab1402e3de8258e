package census

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/apiserver"
	"github.com/bonafide-dev/bonafide/internal/metrics"
)

// api is the API server of this package's tests, without an operator: tests write the status that it would. The
// benchmark needs none.
var api apiserver.Lazy

func TestMain(m *testing.M) {
	code := m.Run()
	if err := api.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// registry is what a test has in the API server.
type registry struct {
	*testing.T
	client.Client
}

func newRegistry(t *testing.T) registry {
	t.Helper()
	c, err := client.New(api.Config(t), client.Options{Scheme: scheme(t)})
	require.NoError(t, err)
	return registry{t, c}
}

func scheme(t *testing.T) *runtime.Scheme {
	t.Helper()
	s := runtime.NewScheme()
	require.NoError(t, corev1.AddToScheme(s))
	require.NoError(t, v1alpha1.AddToScheme(s))
	return s
}

// namespace creates a namespace of the test's own.
func (r registry) namespace() string {
	r.Helper()
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "census-"}}
	require.NoError(r, r.Create(r.Context(), ns))
	return ns.Name
}

// has stores objects with their status until the test ends: everybody is counted, also whom another test left.
func (r registry) has(objects ...client.Object) {
	r.Helper()
	for _, o := range objects {
		status := o.DeepCopyObject().(client.Object)
		require.NoError(r, r.Create(r.Context(), o))
		r.Cleanup(func() { assert.NoError(r, r.Delete(context.Background(), o)) })
		status.SetResourceVersion(o.GetResourceVersion())
		require.NoError(r, r.Status().Update(r.Context(), status))
	}
}

// newCache is a cache as the operator has it, not started yet.
func newCache(t *testing.T) cache.Cache {
	t.Helper()
	c, err := cache.New(api.Config(t), cache.Options{Scheme: scheme(t)})
	require.NoError(t, err)
	for _, kind := range []client.Object{&v1alpha1.VerificationProvider{}, &v1alpha1.VerifiedCustomer{}, &v1alpha1.BeneficialOwner{}} {
		_, err := c.GetInformer(t.Context(), kind, cache.BlockUntilSynced(false))
		require.NoError(t, err)
	}
	return c
}

// filledCache is a cache with all that is in the API server.
func filledCache(t *testing.T) cache.Cache {
	t.Helper()
	c := newCache(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Start(ctx) }()
	t.Cleanup(func() {
		cancel()
		assert.NoError(t, <-ended)
	})
	require.True(t, c.WaitForCacheSync(ctx))
	return c
}

func meta(namespace, name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: namespace, Name: name}
}

var (
	address  = v1alpha1.Address{Line1: "1 Main St", City: "Brooklyn", State: "NY", PostalCode: "11101", Country: "US"}
	identity = v1alpha1.SecretReference{Name: "identity"}
)

func customer(namespace, name string, ref v1alpha1.ProviderReference, phase v1alpha1.Phase) *v1alpha1.VerifiedCustomer {
	vc := &v1alpha1.VerifiedCustomer{ObjectMeta: meta(namespace, name)}
	vc.Spec = v1alpha1.VerifiedCustomerSpec{ProviderRef: ref, Type: v1alpha1.CustomerPersonal, Personal: &v1alpha1.PersonalSpec{
		FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", Address: address, IdentitySecretRef: identity,
	}}
	vc.Status.Phase = phase
	return vc
}

func owner(namespace, name, business string, phase v1alpha1.Phase) *v1alpha1.BeneficialOwner {
	bo := &v1alpha1.BeneficialOwner{ObjectMeta: meta(namespace, name)}
	bo.Spec = v1alpha1.BeneficialOwnerSpec{
		CustomerRef: v1alpha1.CustomerReference{Name: business}, FirstName: "Omar", LastName: "Doe", Address: address, IdentitySecretRef: identity,
	}
	bo.Status.Phase = phase
	return bo
}

func TestCountByProviderAndPhase(t *testing.T) {
	r := newRegistry(t)
	a, b, c := r.namespace(), r.namespace(), r.namespace()
	connection := &v1alpha1.ProviderConnection{CredentialsSecretRef: v1alpha1.SecretReference{Name: "api"}}
	dwolla := &v1alpha1.VerificationProvider{ObjectMeta: meta(a, "main"), Spec: v1alpha1.VerificationProviderSpec{Dwolla: connection}}
	fin := &v1alpha1.VerificationProvider{ObjectMeta: meta(b, "main"), Spec: v1alpha1.VerificationProviderSpec{Fin: connection}}
	here, there := v1alpha1.ProviderReference{Name: "main"}, v1alpha1.ProviderReference{Namespace: a, Name: "main"}
	r.has(dwolla, fin,
		customer(a, "one", here, v1alpha1.PhaseVerified), customer(a, "two", here, v1alpha1.PhaseVerified),
		customer(a, "new", here, ""),
		customer(b, "three", here, v1alpha1.PhaseRejected), customer(b, "four", there, v1alpha1.PhaseVerified),
		customer(c, "lost", here, v1alpha1.PhasePending),
		owner(b, "her", "three", v1alpha1.PhaseActionRequired), owner(b, "orphan", "nobody", ""),
	)
	count, err := Taker{Cache: filledCache(t)}.Count(t.Context())
	require.NoError(t, err)

	at := func(provider string, phase v1alpha1.Phase) metrics.Standing {
		return metrics.Standing{Provider: provider, Phase: string(phase)}
	}
	assert.Equal(t, 3, count.Customers[at("dwolla", v1alpha1.PhaseVerified)])
	assert.Equal(t, 1, count.Customers[at("dwolla", v1alpha1.PhasePending)])
	assert.Equal(t, 1, count.Customers[at("fin", v1alpha1.PhaseRejected)])
	assert.Equal(t, 1, count.Customers[at(NoProvider, v1alpha1.PhasePending)])
	assert.Equal(t, 1, count.Owners[at("fin", v1alpha1.PhaseActionRequired)])
	assert.Equal(t, 1, count.Owners[at(NoProvider, v1alpha1.PhasePending)])
	for _, standings := range []map[metrics.Standing]int{count.Customers, count.Owners} {
		assert.Zero(t, len(standings)%len(Phases), "a provider with anybody has every phase: %v", standings)
	}
}

func TestCountNeedsItsCache(t *testing.T) {
	_, err := Taker{Cache: newCache(t)}.Count(t.Context())
	assert.ErrorContains(t, err, "listing providers", "a cache that is not started has nobody, and must not be taken for an empty one")
}

// BenchmarkNote is the part of a scrape that grows with the number of customers, but for the list itself.
func BenchmarkNote(b *testing.B) {
	names := providers{{Namespace: "a", Name: "main"}: "dwolla"}
	var all []*v1alpha1.VerifiedCustomer
	for i := range 10000 {
		all = append(all, customer("a", fmt.Sprint(i), v1alpha1.ProviderReference{Name: "main"}, v1alpha1.PhaseVerified))
	}
	b.ReportAllocs()
	for b.Loop() {
		standings := map[metrics.Standing]int{}
		for _, vc := range all {
			note(standings, names.of(vc), vc.Status.Phase)
		}
	}
}
