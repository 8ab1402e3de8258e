package webhookserver

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/controllers"
)

// lists counts how often a reader lists.
type lists struct {
	client.Reader
	n atomic.Int64
}

// List implements client.Reader.
func (l *lists) List(ctx context.Context, o client.ObjectList, options ...client.ListOption) error {
	l.n.Add(1)
	return l.Reader.List(ctx, o, options...)
}

// waitingRoom is a server whose cache and API server hold one customer that is being created.
func waitingRoom(t *testing.T) (s *Server, cache client.Client, live *lists, vp *v1alpha1.VerificationProvider) {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	intent, err := json.Marshal(map[string]any{"uid": "u", "idempotencyKey": "k", "startedAt": time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	pending := &v1alpha1.VerifiedCustomer{
		ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "pending", UID: "u", Annotations: map[string]string{v1alpha1.AnnotationCreateIntent: string(intent)}},
		Spec:       v1alpha1.VerifiedCustomerSpec{ProviderRef: v1alpha1.ProviderReference{Name: "vp"}},
	}
	field := func(get func(*v1alpha1.VerifiedCustomer) string) client.IndexerFunc {
		return func(o client.Object) []string { return []string{get(o.(*v1alpha1.VerifiedCustomer))} }
	}
	id := func(vc *v1alpha1.VerifiedCustomer) string { return vc.Status.CustomerID }
	cache = fake.NewClientBuilder().WithScheme(scheme).WithObjects(pending).WithStatusSubresource(pending).
		WithIndex(pending, controllers.IndexCustomerID, field(id)).WithIndex(pending, "status.customerID", field(id)).
		WithIndex(pending, "spec.providerRef.name", field(func(vc *v1alpha1.VerifiedCustomer) string { return vc.Spec.ProviderRef.Name })).
		Build()
	live = &lists{Reader: cache}
	vp = &v1alpha1.VerificationProvider{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "vp"}}
	s = &Server{Client: cache, Live: live, Clock: clock.RealClock{}}
	s.limit()
	return s, cache, live, vp
}

// Whenever any customer becomes known, everybody who waits looks again, but in the cache.
func TestFindLeavesTheAPIServerAloneWhileItWaits(t *testing.T) {
	s, _, live, vp := waitingRoom(t)
	ctx, cancel := context.WithCancel(t.Context())
	found := make(chan error)
	go func() {
		_, err := s.find(ctx, vp, "somebody-elses", deliveries)
		found <- err
	}()
	began := time.Now()
	for time.Since(began) < 2*askAgainMin {
		s.lobby.wake()
	}
	cancel()
	if err := <-found; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want to be told that the wait was given up", err)
	}
	if n := live.n.Load(); n < 2 || n > 9 {
		t.Errorf("the API server was asked %d times, want twice or three times three lists", n)
	}
}

func TestFindWakesUpForItsCustomer(t *testing.T) {
	s, cache, _, vp := waitingRoom(t)
	found := make(chan string)
	go func() {
		vc, err := s.find(t.Context(), vp, "the-id", deliveries)
		if err != nil {
			t.Error(err)
			found <- ""
			return
		}
		found <- vc.Name
	}()
	vc := &v1alpha1.VerifiedCustomer{}
	if err := cache.Get(t.Context(), client.ObjectKey{Namespace: "ns", Name: "pending"}, vc); err != nil {
		t.Fatal(err)
	}
	vc.Status.CustomerID = "the-id"
	if err := cache.Status().Update(t.Context(), vc); err != nil {
		t.Fatal(err)
	}
	s.lobby.wake()
	if name := <-found; name != "pending" {
		t.Errorf("found %q", name)
	}
}

func TestFindTellsForeignersOnceNoCreateIsUnderWay(t *testing.T) {
	s, cache, _, vp := waitingRoom(t)
	if _, err := s.find(contextFor(t, askAgainMin/2), vp, "somebody-elses", deliveries); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v while a create is under way", err)
	}
	if err := cache.Delete(t.Context(), &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "pending"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.find(t.Context(), vp, "somebody-elses", deliveries); !errors.Is(err, errForeign) {
		t.Errorf("%v after it", err)
	}
}

func contextFor(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
