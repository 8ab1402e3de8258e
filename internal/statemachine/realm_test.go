package statemachine

import (
	"testing"
	"time"

	"github.com/bonafide-dev/bonafide/internal/harness"
)

// realm is what a provider's machines need that no other provider's do.
type realm struct {
	machines []machine
	// statuses are what the reference documents, by machine, and documented its transitions.
	statuses   map[kind][]string
	documented func() []fact
	// prepare changes the simulated provider before anybody is there.
	prepare func(*harness.World)
	// truth is where the provider has whom an actor stands for.
	truth func(*actor) string
	// events are all that the provider fired, by customer ID, oldest first.
	events func(*testing.T, *harness.World) map[string][]event
	// topics are an arrow's events as the provider spells them.
	topics func(string) []string
	// ofOwner tells whether an event is about owners, and not about their business alone.
	ofOwner func(topic string) bool
	// passing is the topic of an event that may come in between, as time would have it.
	passing string
	// thrifty checks that the provider has nothing twice, and never refused what the operator sent.
	thrifty func(*testing.T, *harness.World, []walk)
}

// event is one that the provider fired.
type event struct {
	topic   string
	created time.Time
}

// realms are the providers that have machines, by the names of harness.Platforms.
var realms = map[string]realm{"dwolla": dwollaRealm, "fin": finRealm, "blaaiz": blaaizRealm}

// rows are all arrows of a realm.
func (r realm) rows() (rows []walk) {
	for _, m := range r.machines {
		for i, a := range m.arrows {
			rows = append(rows, walk{arrow: a, kind: m.kind, number: i, place: len(rows)})
		}
	}
	return rows
}
