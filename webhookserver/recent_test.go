package webhookserver

import (
	"fmt"
	"sync"
	"testing"
	"time"

	clocktesting "k8s.io/utils/clock/testing"
)

var start = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func TestRecentForgetsWithTime(t *testing.T) {
	clock := clocktesting.NewFakePassiveClock(start)
	r := recent{limit: 10, life: time.Minute, clock: clock}
	if r.has("a") {
		t.Error("knows what nobody told")
	}
	r.add("a")
	clock.SetTime(start.Add(time.Minute - 1))
	if !r.has("a") {
		t.Error("forgot within its life")
	}
	clock.SetTime(start.Add(time.Minute))
	if r.has("a") {
		t.Error("remembers beyond its life")
	}
	r.add("a")
	if !r.has("a") {
		t.Error("cannot be told again")
	}
}

func TestRecentIsBounded(t *testing.T) {
	r := recent{limit: 3, life: time.Hour, clock: clocktesting.NewFakePassiveClock(start)}
	for i := range 1000 {
		r.add(fmt.Sprint(i))
		r.add(fmt.Sprint(i)) // telling it twice takes no second place
		if len(r.since) > 3 || len(r.order) > 3 {
			t.Fatalf("%d names, %d in order", len(r.since), len(r.order))
		}
	}
	for i, want := range map[int]bool{996: false, 997: true, 998: true, 999: true} {
		if r.has(fmt.Sprint(i)) != want {
			t.Errorf("%d: known %t, want %t", i, !want, want)
		}
	}
}

func TestRecentInParallel(t *testing.T) {
	r := recent{limit: 100, life: time.Hour, clock: clocktesting.NewFakePassiveClock(start)}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 200 {
				name := fmt.Sprint(i, "/", j)
				r.add(name)
				r.has(name)
			}
		})
	}
	group.Wait()
	if len(r.since) != 100 || len(r.order) != 100 {
		t.Errorf("%d names, %d in order", len(r.since), len(r.order))
	}
}
