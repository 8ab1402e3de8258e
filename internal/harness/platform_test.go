package harness

import (
	"slices"
	"testing"

	"github.com/bonafide-dev/bonafide/provider/registry"
)

// Every provider of the operator's is in the list of those that are simulated, under its name, and once: a rule that holds
// everywhere is tested everywhere.
func TestEveryProviderIsThere(t *testing.T) {
	var names, want []string
	for _, p := range Platforms() {
		names = append(names, p.Name())
	}
	for name := range registry.Drivers() {
		want = append(want, name)
	}
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("platforms of %v, want %v", names, want)
	}
}
