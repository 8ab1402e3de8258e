package plan

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// repertoires are of two providers that there are not, one of which can do everything.
var repertoires = []Repertoire{{
	Provider: "paypal", Share: 3, Persons: []string{"Jane"}, Businesses: []string{"Acme"}, Controllers: []string{"Carla"}, Owners: []string{"Olga"},
	MostOwners: 2, Ready: 2, Certified: 2,
	PersonChores:   []Kind{Correct, ChangeEmail, Attach, Close, Reopen, Touch, Delete, DeleteClosed},
	BusinessChores: []Kind{Certify}, OwnerChores: []Kind{Touch},
	PersonMoves: []string{"x"}, BusinessMoves: []string{"x"}, OwnerMoves: []string{"x"}, Reviews: true, Recertifies: true, Subscribes: true,
}, {
	Provider: "wise", Share: 1, Persons: []string{"Jane"}, Businesses: []string{"Acme"}, Controllers: []string{"Carla"}, Owners: []string{"Olga"},
	FewestOwners: 1, MostOwners: 1,
	PersonChores: []Kind{Touch}, BusinessChores: []Kind{Touch}, OwnerChores: []Kind{Touch},
	PersonMoves: []string{"x"}, BusinessMoves: []string{"x"}, OwnerMoves: []string{"x"}, Open: true,
}}

func TestAPlanIsAFunctionOfItsSeed(t *testing.T) {
	first, again, other := New(7, time.Minute, 2, repertoires), New(7, time.Minute, 2, repertoires), New(8, time.Minute, 2, repertoires)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same seed gave two plans")
	}
	if reflect.DeepEqual(first.Actions, other.Actions) || reflect.DeepEqual(first.Cast, other.Cast) {
		t.Error("another seed gave the same plan")
	}
}

func TestEverythingHappensInALongRun(t *testing.T) {
	p := New(1, 5*time.Minute, 2, repertoires)
	for _, kind := range Kinds {
		if !slices.ContainsFunc(p.Actions, func(a Action) bool { return a.Do == kind }) {
			t.Errorf("no action is a %s", kind)
		}
	}
}

// Whatever the seed: even a short run kills an operator and the API server, and nothing is planned
// outside of the run.
func TestAShortRunHasItsOutages(t *testing.T) {
	for seed := range uint64(200) {
		length := 20 * time.Second
		p := New(seed, length, 2, repertoires)
		for _, kind := range []Kind{Apply, Move, LoseWebhooks, Forge, FailProvider, KillReplica, KillAPI, FreezeAPI, RotateKey, DeleteSubscription, PauseSubscription, AddSubscription} {
			if !slices.ContainsFunc(p.Actions, func(a Action) bool { return a.Do == kind }) {
				t.Errorf("seed %d: no action is a %s", seed, kind)
			}
		}
		for i, a := range p.Actions {
			if a.At < 0 || a.At >= length || a.Lane == "" {
				t.Errorf("seed %d: %+v is outside of the run, or nobody does it", seed, a)
			}
			if i > 0 && a.At < p.Actions[i-1].At {
				t.Errorf("seed %d: %+v is out of order", seed, a)
			}
		}
	}
}

// Whoever is acted upon exists.
func TestActionsAreAboutTheCast(t *testing.T) {
	p := New(3, time.Minute, 2, repertoires)
	known := map[string]bool{"": true, "bonafide-0": true, "bonafide-1": true, "paypal": true, "wise": true}
	for _, one := range p.Persons {
		known[one.Name] = true
	}
	for _, one := range p.Businesses {
		known[one.Name] = true
		for _, o := range one.Owners {
			known[o.Name] = true
		}
	}
	for _, a := range p.Actions {
		if !known[a.Who] {
			t.Errorf("%+v is about nobody", a)
		}
	}
}

// Every provider has somebody, however few there are, and many are spread by share.
func TestTheCastIsSpread(t *testing.T) {
	count := func(n int) map[string]int {
		counts := map[string]int{}
		for _, r := range spread(n, repertoires) {
			counts[r.Provider]++
		}
		return counts
	}
	for n, want := range map[int]map[string]int{2: {"paypal": 1, "wise": 1}, 4: {"paypal": 3, "wise": 1}, 100: {"paypal": 75, "wise": 25}} {
		if got := count(n); !reflect.DeepEqual(got, want) {
			t.Errorf("%d are spread as %v, want %v", n, got, want)
		}
	}
}

// In a short run nothing is left open that takes longer than the run to find out about.
func TestAShortRunLeavesNothingOpen(t *testing.T) {
	for _, a := range New(3, 30*time.Second, 2, repertoires).Actions {
		if a.Do == FailProvider && a.Who == "wise" && a.On != OnRead && !slices.Contains(effective, a.How) {
			t.Errorf("%+v", a)
		}
	}
}

// Nobody touches subscriptions where the operator keeps none.
func TestOnlyKeptSubscriptionsAreTouched(t *testing.T) {
	for _, a := range New(3, 5*time.Minute, 2, repertoires).Actions {
		switch a.Do {
		case RotateKey, SeeOff, DeleteSubscription, PauseSubscription, AddSubscription:
			if a.Who != "paypal" {
				t.Errorf("%+v", a)
			}
		}
	}
}
