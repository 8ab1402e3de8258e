package census

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/internal/metrics"
)

func meta(namespace, name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: namespace, Name: name}
}

func customer(namespace, name string, ref v1alpha1.ProviderReference, phase v1alpha1.Phase) *v1alpha1.VerifiedCustomer {
	vc := &v1alpha1.VerifiedCustomer{ObjectMeta: meta(namespace, name)}
	vc.Spec.ProviderRef, vc.Status.Phase = ref, phase
	return vc
}

func owner(namespace, name, business string, phase v1alpha1.Phase) *v1alpha1.BeneficialOwner {
	bo := &v1alpha1.BeneficialOwner{ObjectMeta: meta(namespace, name)}
	bo.Spec.CustomerRef.Name, bo.Status.Phase = business, phase
	return bo
}

// The fake client stands in for a cache here: what it has is listed.
func cacheOf(t testing.TB, objects ...client.Object) client.Reader {
	t.Helper()
	scheme := runtime.NewScheme()
	require.NoError(t, v1alpha1.AddToScheme(scheme))
	return fake.NewClientBuilder().WithScheme(scheme).WithObjects(objects...).Build()
}

func TestCountByProviderAndPhase(t *testing.T) {
	dwolla := &v1alpha1.VerificationProvider{ObjectMeta: meta("a", "main")}
	dwolla.Spec.Dwolla = &v1alpha1.ProviderConnection{}
	fin := &v1alpha1.VerificationProvider{ObjectMeta: meta("b", "main")}
	fin.Spec.Fin = &v1alpha1.ProviderConnection{}
	here, there := v1alpha1.ProviderReference{Name: "main"}, v1alpha1.ProviderReference{Namespace: "a", Name: "main"}
	count, err := Taker{Cache: cacheOf(t, dwolla, fin,
		customer("a", "one", here, v1alpha1.PhaseVerified), customer("a", "two", here, v1alpha1.PhaseVerified),
		customer("a", "new", here, ""),
		customer("b", "three", here, v1alpha1.PhaseRejected), customer("b", "four", there, v1alpha1.PhaseVerified),
		customer("c", "lost", here, v1alpha1.PhasePending),
		owner("b", "her", "three", v1alpha1.PhaseActionRequired), owner("b", "orphan", "nobody", ""),
	)}.Count(t.Context())
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
	_, err := Taker{Cache: fake.NewClientBuilder().WithScheme(runtime.NewScheme()).Build()}.Count(t.Context())
	assert.ErrorContains(t, err, "listing providers")
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
