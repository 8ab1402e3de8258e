// Package statemachine walks the providers' state machines on the whole system: a real API server, an
// operator, and the simulated provider over HTTP. Of each provider table_test.go (of Dwolla; fin_table_test.go
// and so on) is the machine: who stands where, what happens, and where that leads; states_test.go says what each
// state looks like to a user, and documented_test.go lists what the reference documents, so that nothing of it is
// left out. What a provider's machines need that no others do is its realm: one member of one list.
//
// It knows every room of the house, as tests do. What breaks the rules along the way is for package
// rules to try; here nothing goes wrong but what a provider says can.
package statemachine

import (
	"testing"

	"github.com/bonafide-dev/bonafide/internal/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
