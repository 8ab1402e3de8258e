package main

import (
	"testing"

	"github.com/bonafide-dev/bonafide/hack/chaos/internal/director"
	"github.com/bonafide-dev/bonafide/hack/chaos/internal/verdict"
	"github.com/bonafide-dev/bonafide/sandbox/controlapi"
)

// What others did is not put down to the operator, nor what failed.
func TestWhatTheOperatorDidForSubscriptions(t *testing.T) {
	p := verdict.Provider{Webhook: &verdict.Webhook{}, Counters: controlapi.APICounters{Calls: map[string]map[string]int{
		director.CallSubscribe:   {"201": 5, "429": 2, "total": 7},
		director.CallChange:      {"200": 4, "dropped": 1, "total": 5},
		director.CallUnsubscribe: {"200": 3, "404": 1, "total": 4},
	}}}
	meddled := map[string]int{director.CallSubscribe: 2, director.CallChange: 3, director.CallUnsubscribe: 1}
	if got := keptAt(p, meddled); *got != (kept{created: 3, resumed: 1, removed: 2}) {
		t.Errorf("%s", got)
	}
	if keptAt(verdict.Provider{}, meddled) != nil {
		t.Error("where the operator keeps no subscription, there is nothing to tell")
	}
}
