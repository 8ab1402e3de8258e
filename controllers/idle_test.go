package controllers

import (
	"context"
	"reflect"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	clocktesting "k8s.io/utils/clock/testing"
	"pgregory.net/rapid"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

// Whether anything is due is found out on the cache's own object: whatever it is like, the answer is that
// of a pass with a copy, and the object stays as it is.
func TestPassingOverChangesNothing(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	anyTime := rapid.Custom(func(t *rapid.T) any {
		return now.Add(time.Duration(rapid.Int64Range(-1e6, 1e6).Draw(t, "seconds")) * time.Second)
	})
	anything := rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{reflect.TypeFor[time.Time](): anyTime}}
	check := func(t *rapid.T, r *core, stored v1alpha1.Verifiable) {
		if stored.Verification().NextSyncTime == nil {
			stored.Verification().NextSyncTime = &metav1.Time{Time: now.Add(time.Hour)} // as with every observation
		}
		if facts := stored.Verification().Facts; facts != nil && rapid.Bool().Draw(t, "nothing is left to do") {
			stored.SetRemoteID("id")
			facts.Generation, facts.AppliedGeneration, facts.ReconcileAt = 3, 3, ""
			facts.Problem, facts.Correction, facts.Replacement, facts.Refusal = nil, nil, nil, nil
		}
		cached := copyOf(stored)
		over := r.passOver(cached)
		due := over.due(context.Background())
		result, err := over.schedule(nil)
		if err != nil || result.RequeueAfter <= 0 {
			t.Fatalf("nothing brings it back: %+v, %v", result, err)
		}
		if want := r.newPass(copyOf(stored)).due(context.Background()); due != want {
			t.Fatalf("due is %t, want %t", due, want)
		}
		if !equality.Semantic.DeepEqual(cached, stored) {
			t.Fatal("the object was changed")
		}
	}
	d := Dependencies{Clock: clocktesting.NewFakePassiveClock(now), Client: emptyCluster{}}
	t.Run("customers", rapid.MakeCheck(func(t *rapid.T) {
		vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Name: "jane", Namespace: "onboarding", UID: "u", Generation: 3}}
		vc.Status = rapid.MakeCustom[v1alpha1.VerifiedCustomerStatus](anything).Draw(t, "status")
		check(t, &NewCustomerReconciler(d).core, vc)
	}))
	t.Run("owners", rapid.MakeCheck(func(t *rapid.T) {
		bo := &v1alpha1.BeneficialOwner{ObjectMeta: metav1.ObjectMeta{Name: "jane", Namespace: "onboarding", UID: "u", Generation: 3}}
		bo.Status = rapid.MakeCustom[v1alpha1.BeneficialOwnerStatus](anything).Draw(t, "status")
		check(t, &NewOwnerReconciler(d).core, bo)
	}))
}

// emptyCluster has no object but the one that is looked at.
type emptyCluster struct{ client.Client }

func (emptyCluster) Get(_ context.Context, key client.ObjectKey, _ client.Object, _ ...client.GetOption) error {
	return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
}
