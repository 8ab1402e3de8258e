package webhookserver

import (
	"context"
	"errors"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// An event that names an owner nobody knows waits for those of its customer who are being added, and neither
// waits for nor reads those of anybody else.
func TestOwnersAreAskedForByTheirCustomer(t *testing.T) {
	s, st, _ := waitingRoom(t)
	st.stop() // Nothing is found before the API server is asked.
	st.create(st.owner("mine", "acme"))
	other := st.owner("other", "other")
	st.create(other)
	st.begin(other)
	vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Namespace: st.vp.Namespace, Name: "acme"}}
	e := provider.Event{Concern: provider.ConcernOwner, ResourceKind: kindOwner, ResourceID: "o-1"}

	if owners, err := s.ownersOf(contextFor(t, patience), st.vp, vc, e, deliveries); len(owners) != 0 || err != nil {
		t.Errorf("%v, %v: waits for another customer's owner", owners, err)
	}
	added := st.owner("new", "acme")
	st.create(added)
	st.begin(added)
	if _, err := s.ownersOf(contextFor(t, askAgainMin/2), st.vp, vc, e, deliveries); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v while an owner is being added", err)
	}
	known := st.owner("known", "acme")
	st.create(known)
	known.Status.OwnerID = "O-1"
	st.updateStatus(known)
	owners, err := s.ownersOf(contextFor(t, patience), st.vp, vc, e, deliveries)
	if err != nil || len(owners) != 1 || owners[0].GetName() != "known" {
		t.Errorf("%v, %v", owners, err)
	}
}

// Whenever any customer or owner becomes known, everybody who waits looks again, but in the cache: while a team applies
// many at once, that is all the time.
func TestOwnersThatAreWaitedForLeaveTheAPIServerAlone(t *testing.T) {
	s, st, live := waitingRoom(t)
	added := st.owner("new", "acme")
	st.create(added)
	st.begin(added)
	vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Namespace: st.vp.Namespace, Name: "acme"}}
	e := provider.Event{Concern: provider.ConcernOwner, ResourceKind: kindOwner, ResourceID: "o-1"}
	ctx, cancel := context.WithCancel(t.Context())
	found := make(chan error)
	go func() {
		_, err := s.ownersOf(ctx, st.vp, vc, e, deliveries)
		found <- err
	}()
	until(t, "the API server was asked", func() bool { return live.n.Load() == 1 })
	began := time.Now()
	for time.Since(began) < 2*askAgainMin {
		s.lobby.wake()
	}
	cancel()
	if err := <-found; !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want to be told that the wait was given up", err)
	}
	if n := live.n.Load(); n > 3 {
		t.Errorf("the API server was asked %d times, want once, and again after a pause", n)
	}
}

// Who becomes known while an event waits is found at once.
func TestOwnersThatAreWaitedForAreFoundInTheCache(t *testing.T) {
	s, st, _ := waitingRoom(t)
	if err := s.watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	added := st.owner("new", "acme")
	st.create(added)
	st.begin(added)
	vc := &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Namespace: st.vp.Namespace, Name: "acme"}}
	e := provider.Event{Concern: provider.ConcernOwner, ResourceKind: kindOwner, ResourceID: "o-1"}
	found := make(chan []v1alpha1.Verifiable)
	go func() {
		owners, err := s.ownersOf(t.Context(), st.vp, vc, e, deliveries)
		if err != nil {
			t.Error(err)
		}
		found <- owners
	}()
	added.Status.OwnerID = "o-1"
	st.updateStatus(added)
	if owners := <-found; len(owners) != 1 || owners[0].GetName() != "new" {
		t.Errorf("found %v", owners)
	}
}
