package webhookserver

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
	"github.com/bonafide-dev/bonafide/provider"
)

// An event that names an owner nobody knows waits for those of its customer who are being added, and neither
// waits for nor reads those of anybody else.
func TestOwnersAreAskedForByTheirCustomer(t *testing.T) {
	s, cache, live, vp := waitingRoom(t)
	owner := func(name, customer string, adding bool) *v1alpha1.BeneficialOwner {
		bo := &v1alpha1.BeneficialOwner{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: name, UID: types.UID(name)}}
		bo.Spec.CustomerRef.Name = customer
		if adding {
			intent, err := json.Marshal(map[string]any{"uid": name, "idempotencyKey": "k", "startedAt": time.Now()})
			if err != nil {
				t.Fatal(err)
			}
			bo.Annotations = map[string]string{v1alpha1.AnnotationCreateIntent: string(intent)}
		}
		return bo
	}
	empty := &v1alpha1.BeneficialOwner{}
	s.Client = fake.NewClientBuilder().WithScheme(cache.Scheme()).WithIndex(empty, controllers.IndexOwnersCustomer, func(client.Object) []string { return nil }).Build()
	api := fake.NewClientBuilder().WithScheme(cache.Scheme()).WithObjects(owner("mine", "acme", false), owner("other", "other", true)).
		WithIndex(empty, "spec.customerRef.name", func(o client.Object) []string { return []string{o.(*v1alpha1.BeneficialOwner).Spec.CustomerRef.Name} }).Build()
	live.Reader = api
	vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "acme"}}
	e := provider.Event{Concern: provider.ConcernOwner, ResourceKind: kindOwner, ResourceID: "o-1"}

	if owners, err := s.ownersOf(t.Context(), vp, vc, e, deliveries); len(owners) != 0 || err != nil {
		t.Errorf("%v, %v: waits for another customer's owner", owners, err)
	}
	if err := api.Create(t.Context(), owner("new", "acme", true)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ownersOf(contextFor(t, askAgainMin/2), vp, vc, e, deliveries); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v while an owner is being added", err)
	}
	known := owner("known", "acme", false)
	known.Status.OwnerID = "O-1"
	if err := api.Create(t.Context(), known); err != nil {
		t.Fatal(err)
	}
	owners, err := s.ownersOf(t.Context(), vp, vc, e, deliveries)
	if err != nil || len(owners) != 1 || owners[0].GetName() != "known" {
		t.Errorf("%v, %v", owners, err)
	}
}
