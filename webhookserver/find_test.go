package webhookserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
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

// lists is a reader that gives pages, and counts how often it lists.
type lists struct {
	client.Reader
	n       atomic.Int64
	creates atomic.Int64  // lists of customers without an ID
	largest atomic.Int64  // page
	held    chan struct{} // when set, lists of customers without an ID wait for it
}

// List implements client.Reader.
func (l *lists) List(ctx context.Context, o client.ObjectList, options ...client.ListOption) error {
	l.n.Add(1)
	asked := (&client.ListOptions{}).ApplyOptions(options)
	if _, found := asked.FieldSelector.RequiresExactMatch("spec.providerRef.name"); found {
		l.creates.Add(1)
		if l.held != nil {
			select {
			case <-l.held:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	if err := l.Reader.List(ctx, o, options...); err != nil {
		return err
	}
	customers, ok := o.(*v1alpha1.VerifiedCustomerList)
	if !ok {
		return nil
	}
	begin, _ := strconv.Atoi(asked.Continue)
	customers.Items = customers.Items[begin:]
	if n := int(asked.Limit); n > 0 && len(customers.Items) > n {
		customers.Items, customers.Continue = customers.Items[:n], strconv.Itoa(begin+n)
	}
	l.largest.Store(max(l.largest.Load(), int64(len(customers.Items))))
	return nil
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
	s.remember()
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

// A team may apply any number of customers in one go. An event of somebody else has none of them read that need
// not be, and no more at once than a page.
func TestFindReadsPages(t *testing.T) {
	s, cache, live, vp := waitingRoom(t)
	for i := range 2 * pageSize {
		applied := &v1alpha1.VerifiedCustomer{
			ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: fmt.Sprintf("z-applied-%05d", i)},
			Spec:       v1alpha1.VerifiedCustomerSpec{ProviderRef: v1alpha1.ProviderReference{Name: "vp"}},
		}
		if err := cache.Create(t.Context(), applied); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(pending bool, pages int64) {
		t.Helper()
		before := live.creates.Load()
		if got, err := s.creates(t.Context(), vp); got != pending || err != nil {
			t.Errorf("pending: %t, %v", got, err)
		}
		if n := live.creates.Load() - before; n != pages {
			t.Errorf("%d pages were read, want %d", n, pages)
		}
	}
	expect(true, 1)
	if err := cache.Delete(t.Context(), &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "pending"}}); err != nil {
		t.Fatal(err)
	}
	expect(false, 2)
	if live.largest.Load() > pageSize {
		t.Errorf("%d customers were read at once", live.largest.Load())
	}
}

// However many events are early at once, two readings do for them: one that the first of them began, and one
// for all who came while it was under way.
func TestFindSharesWhatItAsks(t *testing.T) {
	s, _, live, vp := waitingRoom(t)
	live.held = make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	ask := func(i int, answers chan<- error) {
		_, err := s.find(ctx, vp, fmt.Sprint("early-", i), deliveries)
		answers <- err
	}
	const events = 64
	answers := make(chan error, events)
	for i := range events {
		go ask(i, answers)
	}
	for s.lookups.now() < events || live.creates.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(live.held)
	for live.n.Load() < 2+2*events { // Each then looks for its own customer, in two spellings.
		time.Sleep(time.Millisecond)
	}
	cancel()
	for range events {
		<-answers
	}
	if n := live.creates.Load(); n > 2+2 { // On a slow machine some ask again before the last has asked.
		t.Errorf("customers that are being created were listed %d times", n)
	}
}

// Who was nobody's is not being created, but may have been taken over: only that is asked about once more.
func TestFindRemembersStrangers(t *testing.T) {
	s, cache, live, vp := waitingRoom(t)
	taken := &v1alpha1.VerifiedCustomer{}
	if err := cache.Get(t.Context(), client.ObjectKey{Namespace: "ns", Name: "pending"}, taken); err != nil {
		t.Fatal(err)
	}
	taken.Annotations = nil
	if err := cache.Update(t.Context(), taken); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if _, err := s.find(t.Context(), vp, []string{"a-stranger", "A-Stranger"}[i%2], deliveries); !errors.Is(err, errForeign) {
			t.Fatal(err)
		}
	}
	if n := live.creates.Load(); n != 1 {
		t.Errorf("customers that are being created were listed %d times for one stranger", n)
	}
	taken.Status.CustomerID = "a-stranger"
	if err := cache.Status().Update(t.Context(), taken); err != nil {
		t.Fatal(err)
	}
	s.Client = fake.NewClientBuilder().WithScheme(cache.Scheme()).WithIndex(taken, controllers.IndexCustomerID, func(client.Object) []string { return nil }).Build()
	if vc, err := s.find(t.Context(), vp, "a-stranger", deliveries); err != nil || vc.Name != "pending" {
		t.Errorf("%v, %v after the take-over, which the cache does not know of", vc, err)
	}
}

func contextFor(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
