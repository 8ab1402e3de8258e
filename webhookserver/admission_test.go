package webhookserver

import (
	"context"
	"fmt"
	"sync"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"pgregory.net/rapid"

	"github.com/bonafide-dev/bonafide/api/v1alpha1"
	"github.com/bonafide-dev/bonafide/provider"
)

// A room never holds more than it may, lets nobody out of proportion in, turns nobody away for whom
// there is a place, and forgets who left.
func TestRoomIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &room{size: rapid.IntRange(1, 6).Draw(t, "size")}
		most := rapid.IntRange(1, 6).Draw(t, "most")
		type guest struct {
			key   string
			leave func()
		}
		var inside []guest
		held := map[string]int{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if len(inside) > 0 && rapid.Bool().Draw(t, "leave") {
				i := rapid.IntRange(0, len(inside)-1).Draw(t, "who")
				inside[i].leave()
				held[inside[i].key]--
				inside = append(inside[:i], inside[i+1:]...)
				continue
			}
			key := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "key")
			leave, ok := r.enter(claim{key, most})
			if want := len(inside) < r.size && held[key] < most; ok != want {
				t.Fatalf("%d of %d inside, %d of %d under the key: let in %t", len(inside), r.size, held[key], most, ok)
			}
			if ok {
				inside, held[key] = append(inside, guest{key, leave}), held[key]+1
			}
			if r.now() != len(inside) {
				t.Fatalf("%d inside, it says %d", len(inside), r.now())
			}
		}
		for _, g := range inside {
			g.leave()
		}
		if r.now() != 0 || len(r.by) != 0 {
			t.Fatalf("%d left behind, under %v", r.now(), r.by)
		}
	})
}

// Neither a customer nor a VerificationProvider takes all places, and there is one for the others.
func TestNobodyTakesAllPlaces(t *testing.T) {
	s := &Server{}
	s.limit()
	vp := func(name string) *v1alpha1.VerificationProvider {
		return &v1alpha1.VerificationProvider{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: name}}
	}
	enter := func(name, customer string) bool {
		_, ok := s.working.enter(ofProviderIn(&s.working, vp(name)), ofCustomer(types.UID(customer)))
		return ok
	}
	fill := func(name, customer string) (n int) {
		for enter(name, customer) {
			n++
		}
		return n
	}
	if n := fill("a", "hot"); n != maxWorkingEach {
		t.Errorf("one customer took %d places of %d", n, maxWorking)
	}
	if !enter("a", "another") {
		t.Error("no place for another customer")
	}
	taken := s.working.now()
	for i := range maxWorking {
		if enter("a", fmt.Sprint(i)) {
			taken++
		}
	}
	if taken != maxWorking*3/4 {
		t.Errorf("one provider took %d places of %d", taken, maxWorking)
	}
	if !enter("b", "of another provider") {
		t.Error("no place for another provider")
	}
}

// The parking has an end in every direction: in all, of one customer, and of one event. Whoever is there
// when it closes is sent away.
func TestParkingIsBounded(t *testing.T) {
	p := &parking{}
	wait := func(life context.Context) { <-life.Done() }
	p.enter("too early", "c", wait)
	if p.now() != 0 {
		t.Error("it was closed, and let somebody in")
	}
	p.open()
	for i := range 2 * maxParkedEach {
		p.enter(fmt.Sprint("hot", i), "hot", wait)
		p.enter("hot0", "hot", wait)
	}
	if p.now() != maxParkedEach {
		t.Errorf("%d events of one customer", p.now())
	}
	for i := range 2 * maxParked {
		p.enter(fmt.Sprint(i), fmt.Sprint(i), wait)
	}
	if p.now() != maxParked {
		t.Errorf("%d events", p.now())
	}
	p.close()
	if p.now() != 0 || len(p.by) != 0 {
		t.Errorf("%d events after the end, of %v", p.now(), p.by)
	}
	p.enter("too late", "c", wait)
	if p.now() != 0 {
		t.Error("it let somebody in after its end")
	}
}

func TestCrowdSharesEffects(t *testing.T) {
	c := &crowd{}
	leave := c.join("u", &provider.Event{ID: "look", Concern: provider.ConcernVerification})
	leaveEffect := c.join("u", &provider.Event{ID: "effect", Concern: provider.ConcernAbility})
	c.join("other", &provider.Event{ID: "elsewhere", Concern: provider.ConcernAbility})
	if got := c.effects("u"); len(got) != 1 || got[0].ID != "effect" {
		t.Errorf("%v", got)
	}
	leaveEffect()
	if got := c.effects("u"); len(got) != 0 {
		t.Errorf("%v after it left", got)
	}
	if leave(); len(c.present("u")) != 0 || len(c.present("other")) != 1 {
		t.Error("the wrong ones are there")
	}
}

func TestTopicsAreNamedOnce(t *testing.T) {
	s := &strange{}
	var group sync.WaitGroup
	news := make(chan string, 10_000)
	for range 8 {
		group.Go(func() {
			for i := range 2 * maxNamed {
				if topic := fmt.Sprint("topic", i); s.isNews("dwolla", topic) {
					news <- topic
				}
			}
		})
	}
	group.Wait()
	close(news)
	seen := map[string]bool{}
	for topic := range news {
		if seen[topic] {
			t.Errorf("%s was named twice", topic)
		}
		seen[topic] = true
	}
	if len(seen) != maxNamed || len(s.named) != maxNamed {
		t.Errorf("%d named, %d remembered", len(seen), len(s.named))
	}
}
