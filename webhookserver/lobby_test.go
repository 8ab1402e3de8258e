package webhookserver

import (
	"sync"
	"sync/atomic"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
)

func customer(id string) *v1alpha1.VerifiedCustomer {
	return &v1alpha1.VerifiedCustomer{ObjectMeta: metav1.ObjectMeta{Name: "c"}, Status: v1alpha1.VerifiedCustomerStatus{CustomerID: id}}
}

func TestLobbyWakesForNewcomersOnly(t *testing.T) {
	for name, tc := range map[string]struct {
		old, new any
		wakes    bool
	}{
		"appears with an ID":    {nil, customer("1"), true},
		"appears without an ID": {nil, customer(""), false},
		"gets its ID":           {customer(""), customer("1"), true},
		"changes otherwise":     {customer("1"), customer("1"), false},
		"gets another ID":       {customer("1"), customer("2"), true},
		"is something else":     {nil, "a tombstone", false},
	} {
		l := &lobby{}
		arrived := l.next()
		l.wakeFor(tc.old, tc.new)
		woken := false
		select {
		case <-arrived:
			woken = true
		default:
		}
		if woken != tc.wakes {
			t.Errorf("%s: woken %t", name, woken)
		}
	}
}

// Whoever takes the channel before looking misses nobody who arrives afterwards.
func TestLobbyLosesNoWakeUp(t *testing.T) {
	l := &lobby{}
	var known atomic.Int64
	var group sync.WaitGroup
	const guests = 2000
	for range 8 {
		group.Go(func() {
			for {
				arrived := l.next()
				if known.Load() == guests {
					return
				}
				<-arrived
			}
		})
	}
	for range guests {
		known.Add(1)
		l.wake()
	}
	group.Wait()
}
