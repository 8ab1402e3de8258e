package loopback

import (
	"net"
	"testing"
)

func TestFreeAddressesDifferAndCanBeTaken(t *testing.T) {
	first, err1 := Free()
	second, err2 := Free()
	if err1 != nil || err2 != nil || first == second {
		t.Fatalf("Free = %q, %q; errors %v, %v", first, second, err1, err2)
	}
	for _, address := range []string{first, second} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
}
