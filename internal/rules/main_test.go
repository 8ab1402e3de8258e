// Package rules tries to break the rules that hold at every instant, on the whole system: a real
// API server, operators that can be killed, and a provider that can be made to fail.
package rules

import (
	"testing"

	"github.com/bonafide-dev/bonafide/internal/harness"
)

func TestMain(m *testing.M) { harness.Main(m) }
