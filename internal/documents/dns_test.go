package documents

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
)

// fakeDNS answers every question for a name with the next of its answers, the last of them for ever.
// It answers nothing but A records; a name without answers does not exist.
type fakeDNS struct {
	mu      sync.Mutex
	answers map[string][][]netip.Addr
	asked   int
}

// resolver asks d as it would ask a DNS server over TCP.
func (d *fakeDNS) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		asking, answering := net.Pipe()
		go d.serve(answering)
		return asking, nil
	}}
}

func (d *fakeDNS) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		query := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, query); err != nil {
			return
		}
		reply := d.reply(query)
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...)); err != nil {
			return
		}
	}
}

// reply answers one query (RFC 1035, 4.1).
func (d *fakeDNS) reply(query []byte) []byte {
	const header, typeA = 12, 1
	name, end := "", header
	for query[end] != 0 {
		n := int(query[end])
		name += string(query[end+1:end+1+n]) + "."
		end += 1 + n
	}
	question := query[header : end+5]
	known, addresses := d.next(strings.ToLower(name), binary.BigEndian.Uint16(query[end+1:]) == typeA)
	flags := uint16(0x8580) // a response, authoritative, recursion asked for and there
	if !known {
		flags |= 3 // no such name
	}
	out := binary.BigEndian.AppendUint16(query[:2:2], flags)
	for _, count := range []int{1, len(addresses), 0, 0} {
		out = binary.BigEndian.AppendUint16(out, uint16(count))
	}
	out = append(out, question...)
	for _, a := range addresses {
		out = append(out, 0xc0, header, 0, typeA, 0, 1, 0, 0, 0, 0, 0, 4)
		out = append(out, a.AsSlice()...)
	}
	return out
}

func (d *fakeDNS) next(name string, isA bool) (known bool, addresses []netip.Addr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	left, known := d.answers[name]
	if !known || !isA {
		return known, nil
	}
	d.asked++
	if len(left) > 1 {
		d.answers[name] = left[1:]
	}
	return true, left[0]
}
