package webhookserver

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// lists is the API server as a replica reads it, whose lists are counted, and can be held up.
type lists struct {
	client.Reader
	n       atomic.Int64
	creates atomic.Int64 // lists of customers without an ID
	byID    atomic.Int64 // lists of customers with a certain one
	largest atomic.Int64 // page
	// When set, lists of customers without an ID, or with a certain one, wait for it.
	held, heldByID chan struct{}
}

// List implements client.Reader.
func (l *lists) List(ctx context.Context, o client.ObjectList, options ...client.ListOption) error {
	l.n.Add(1)
	var held chan struct{}
	switch {
	case selects(options, "spec.providerRef.name"):
		l.creates.Add(1)
		held = l.held
	case selects(options, "status.customerID"):
		l.byID.Add(1)
		held = l.heldByID
	}
	if held != nil {
		select {
		case <-held:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := l.Reader.List(ctx, o, options...); err != nil {
		return err
	}
	if customers, ok := o.(*v1alpha1.VerifiedCustomerList); ok {
		l.largest.Store(max(l.largest.Load(), int64(len(customers.Items))))
	}
	return nil
}

// selects tells whether a list is one of objects with a certain value in a field.
func selects(options []client.ListOption, field string) bool {
	asked := (&client.ListOptions{}).ApplyOptions(options)
	if asked.FieldSelector == nil {
		return false
	}
	_, found := asked.FieldSelector.RequiresExactMatch(field)
	return found
}

// waitingRoom is a server whose API server holds one customer that is being created, "pending".
func waitingRoom(t *testing.T) (s *Server, st *stage, live *lists) {
	t.Helper()
	st = newStage(t)
	pending := st.person("pending")
	st.create(pending)
	st.begin(pending)
	past, err := client.New(api.Config(t), client.Options{Scheme: scheme})
	if err != nil {
		t.Fatal(err)
	}
	live = &lists{Reader: past}
	s = &Server{Client: st.client, Live: live, Cache: st.cache, Clock: clock.RealClock{}}
	s.limit()
	s.remember()
	return s, st, live
}

// read is a customer as the API server has it.
func (l *lists) read(t *testing.T, st *stage, name string) *v1alpha1.VerifiedCustomer {
	t.Helper()
	vc := &v1alpha1.VerifiedCustomer{}
	if err := l.Get(t.Context(), client.ObjectKey{Namespace: st.vp.Namespace, Name: name}, vc); err != nil {
		t.Fatal(err)
	}
	return vc
}

// about is an event of a customer, of just now.
func about(customerID string) provider.Event {
	return provider.Event{CustomerID: customerID, Time: time.Now()}
}

// Whenever any customer becomes known, everybody who waits looks again, but in the cache.
func TestFindLeavesTheAPIServerAloneWhileItWaits(t *testing.T) {
	s, st, live := waitingRoom(t)
	ctx, cancel := context.WithCancel(t.Context())
	found := make(chan error)
	go func() {
		_, err := s.find(ctx, st.vp, about("somebody-elses"), deliveries)
		found <- err
	}()
	until(t, "the API server was asked", func() bool { return live.byID.Load() == 2 })
	began := time.Now()
	for time.Since(began) < 2*askAgainMin {
		s.lobby.wake()
	}
	cancel()
	if err := <-found; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want to be told that the wait was given up", err)
	}
	if n := live.n.Load(); n > 9 {
		t.Errorf("the API server was asked %d times, want twice or three times three lists", n)
	}
}

func TestFindWakesUpForItsCustomer(t *testing.T) {
	s, st, live := waitingRoom(t)
	if err := s.watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	found := make(chan string)
	go func() {
		vc, err := s.find(t.Context(), st.vp, about("the-id"), deliveries)
		if err != nil {
			t.Error(err)
			found <- ""
			return
		}
		found <- vc.Name
	}()
	vc, arrival := live.read(t, st, "pending"), s.lobby.next()
	vc.Status.CustomerID = "the-id"
	st.updateStatus(vc)
	select {
	case <-arrival:
	case <-time.After(patience):
		t.Error("nobody is told that the customer is in the cache")
	}
	if name := <-found; name != "pending" {
		t.Errorf("found %q", name)
	}
}

func TestFindTellsForeignersOnceNoCreateIsUnderWay(t *testing.T) {
	s, st, live := waitingRoom(t)
	if _, err := s.find(contextFor(t, askAgainMin/2), st.vp, about("somebody-elses"), deliveries); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v while a create is under way", err)
	}
	st.remove(live.read(t, st, "pending"))
	if _, err := s.find(contextFor(t, patience), st.vp, about("somebody-elses"), deliveries); !errors.Is(err, errForeign) {
		t.Errorf("%v after it", err)
	}
}

// Somebody is being created for as long as a team applies many customers. What is delivered again meanwhile is of none of
// them: the customer was there before.
func TestFindTellsForeignersByOldEvents(t *testing.T) {
	s, st, _ := waitingRoom(t)
	for _, tc := range []struct {
		at   time.Time
		want error
	}{
		{time.Now().Add(-createWindow - createSlack - time.Minute), errForeign},
		{time.Now().Add(-createWindow), context.DeadlineExceeded},
		{time.Now().Add(time.Hour), context.DeadlineExceeded},
		{time.Time{}, context.DeadlineExceeded}, // nobody knows
	} {
		e := about(tc.at.Format("foreigner-150405"))
		e.Time = tc.at
		if _, err := s.find(contextFor(t, 4*askAgainMin), st.vp, e, deliveries); !errors.Is(err, tc.want) {
			t.Errorf("%v for an event of %s, want %v", err, tc.at, tc.want)
		}
	}
}

// A team may apply any number of customers in one go. An event of somebody else has none of them read that need
// not be, and no more at once than a page.
func TestFindReadsPages(t *testing.T) {
	s, st, live := waitingRoom(t)
	const applied = pageSize + 1
	var group errgroup.Group
	group.SetLimit(8)
	for i := range applied {
		group.Go(func() error { return st.client.Create(t.Context(), st.person(fmt.Sprintf("z-applied-%05d", i))) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	expect := func(pending bool, pages int64) {
		t.Helper()
		before := live.creates.Load()
		if got, err := s.creates(t.Context(), st.vp); got != pending || err != nil {
			t.Errorf("pending: %t, %v", got, err)
		}
		if n := live.creates.Load() - before; n != pages {
			t.Errorf("%d pages were read, want %d", n, pages)
		}
	}
	expect(true, 1)
	st.remove(live.read(t, st, "pending"))
	expect(false, 2)
	for i := range 2 {
		known := live.read(t, st, fmt.Sprintf("z-applied-%05d", i))
		known.Status.CustomerID = fmt.Sprint("known-", i)
		st.updateStatus(known)
	}
	expect(false, 1)
	if n := live.largest.Load(); n != pageSize {
		t.Errorf("%d customers were read at once", n)
	}
}

// However many events are early at once, two readings do for them: one that the first of them began, and one
// for all who came while it was under way.
func TestFindSharesWhatItAsks(t *testing.T) {
	s, st, live := waitingRoom(t)
	live.held, live.heldByID = make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	ask := func(i int, answers chan<- error) {
		_, err := s.find(ctx, st.vp, about(fmt.Sprint("early-", i)), deliveries)
		answers <- err
	}
	const events = 64
	answers := make(chan error, events)
	for i := range events {
		go ask(i, answers)
	}
	until(t, "all are there", func() bool { return s.lookups.now() == events && live.creates.Load() > 0 })
	close(live.held)
	// Each then looks for its own customer. Held there, none can ask a second time, however slow the machine is.
	until(t, "all have their answer", func() bool { return live.byID.Load() == events })
	cancel()
	for range events {
		<-answers
	}
	if n := live.creates.Load(); n > 2+2 { // Some may have been there, but not asked, when the first reading ended.
		t.Errorf("customers that are being created were listed %d times", n)
	}
}

// Who was nobody's is not being created, but may have been taken over: only that is asked about once more.
func TestFindRemembersStrangers(t *testing.T) {
	s, st, live := waitingRoom(t)
	taken := live.read(t, st, "pending")
	taken.Annotations = nil
	st.update(taken)
	for i := range 5 {
		if _, err := s.find(t.Context(), st.vp, about([]string{"a-stranger", "A-Stranger"}[i%2]), deliveries); !errors.Is(err, errForeign) {
			t.Fatal(err)
		}
	}
	if n := live.creates.Load(); n != 1 {
		t.Errorf("customers that are being created were listed %d times for one stranger", n)
	}
	st.stop()
	taken.Status.CustomerID = "a-stranger"
	st.updateStatus(taken)
	if vc, err := s.find(t.Context(), st.vp, about("a-stranger"), deliveries); err != nil || vc.Name != "pending" {
		t.Errorf("%v, %v after the take-over, which the cache does not know of", vc, err)
	}
}

func contextFor(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
