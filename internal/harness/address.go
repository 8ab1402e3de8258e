package harness

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
)

// Ports of addresses that stay free between two lives of an operator. They lie below those that the
// kernel gives to connections that go out (from 32768 on Linux): one of those could take the address
// while nobody listens there.
const (
	firstPort = 20000
	lastPort  = 32000
)

// nextPort begins elsewhere in each process, for packages are tested side by side.
var nextPort atomic.Int64

func init() { nextPort.Store(int64(os.Getpid()) * 97) }

// fataler is a test, or a World.
type fataler interface{ Fatal(args ...any) }

// FreeAddress is an address on which nobody listens, and that nobody is given meanwhile.
func FreeAddress(t fataler) string {
	for range lastPort - firstPort {
		address := fmt.Sprintf("127.0.0.1:%d", firstPort+nextPort.Add(1)%(lastPort-firstPort))
		if l, err := net.Listen("tcp", address); err == nil {
			_ = l.Close()
			return address
		}
	}
	t.Fatal("no port is free")
	return ""
}
