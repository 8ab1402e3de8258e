package harness

import "github.com/bonafide-dev/bonafide/internal/loopback"

// fataler is a test, or a World.
type fataler interface{ Fatal(args ...any) }

// FreeAddress is an address on which nobody listens, and that nobody is given meanwhile.
func FreeAddress(t fataler) string {
	address, err := loopback.Free()
	if err != nil {
		t.Fatal(err)
	}
	return address
}
