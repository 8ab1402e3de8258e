package ledger

import (
	"context"
	"errors"
	"sync"
	"testing"

	"k8s.io/apimachinery/pkg/types"
)

func TestOneTurnAtATime(t *testing.T) {
	var all turns
	var group sync.WaitGroup
	counts := map[types.UID]*int{"a": new(int), "b": new(int)} // the race detector watches them
	for uid, n := range counts {
		for range 8 {
			group.Go(func() {
				for range 100 {
					end, err := all.take(t.Context(), uid)
					if err != nil {
						t.Error(err)
						return
					}
					*n++
					end()
				}
			})
		}
	}
	group.Wait()
	for uid, n := range counts {
		if *n != 800 {
			t.Errorf("%s: %d turns, want 800", uid, *n)
		}
	}
	if len(all.waiting) != 0 {
		t.Errorf("%d turns are remembered that nobody wants", len(all.waiting))
	}
}

// Whoever gives up waiting neither takes the turn along nor leaves anything behind.
func TestGivingUpATurn(t *testing.T) {
	var all turns
	end, err := all.take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := all.take(impatient, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want to be told that the wait was given up", err)
	}
	other, err := all.take(impatient, "b") // free, so there is nothing to wait for; either outcome is right
	if err == nil {
		other()
	}
	next := make(chan struct{})
	go func() {
		defer close(next)
		end, err := all.take(t.Context(), "a")
		if err != nil {
			t.Error(err)
			return
		}
		end()
	}()
	end()
	<-next
	if len(all.waiting) != 0 {
		t.Errorf("%d turns are remembered that nobody wants", len(all.waiting))
	}
}
