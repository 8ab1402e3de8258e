// Package loopback finds addresses on this machine for programs that are started and ended more than
// once: one that is free now, and that nobody is given while nobody listens there.
package loopback

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"
)

// Ports that are given out lie below those that the kernel gives to connections that go out (from 32768
// on Linux): one of those could take the address between two lives of a program.
const (
	firstPort = 20000
	lastPort  = 32000
)

// nextPort begins elsewhere in each process, for packages are tested side by side.
var nextPort atomic.Int64

func init() { nextPort.Store(int64(os.Getpid()) * 97) }

// Free is an address, host and port, on which nobody listens. This process gets each but once until all
// were given out.
func Free() (string, error) {
	for range lastPort - firstPort {
		address := fmt.Sprintf("127.0.0.1:%d", firstPort+nextPort.Add(1)%(lastPort-firstPort))
		if l, err := net.Listen("tcp", address); err == nil {
			return address, l.Close()
		}
	}
	return "", errors.New("no port is free")
}
