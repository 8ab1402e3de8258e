package documents

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"syscall"
)

// errNotPublic is what a connection to an address that is not public ends with. It does not tell
// which address that was: nobody shall map a network by the errors of this package.
var errNotPublic = errors.New("the address is not on the public internet")

// guard decides on each connection.
type guard struct {
	exempt func(netip.AddrPort) bool
}

// control is a net.Dialer's ControlContext. It is called for each socket before it is connected, with
// the address that the name was resolved to.
func (g guard) control(_ context.Context, network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	switch {
	case err != nil, !strings.HasPrefix(network, "tcp"):
		return errNotPublic
	case public(at.Addr()), g.exempt != nil && g.exempt(at):
		return nil
	}
	return errNotPublic
}

// notPublic4 are the IPv4 addresses that are no public hosts: those of IANA's special-purpose
// registry, multicast, and one that a cloud made up.
var notPublic4 = prefixes(
	"0.0.0.0/8",        // this network
	"10.0.0.0/8",       // private
	"100.64.0.0/10",    // carrier-grade NAT; a cloud's metadata too
	"127.0.0.0/8",      // loopback
	"168.63.129.16/32", // Azure's agent, within any machine there
	"169.254.0.0/16",   // link-local; the metadata of most clouds
	"172.16.0.0/12",    // private
	"192.0.0.0/24",     // protocol assignments; a cloud's metadata too
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // 6to4 relays, deprecated
	"192.168.0.0/16",   // private
	"198.18.0.0/15",    // benchmarks
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"224.0.0.0/4",      // multicast
	"240.0.0.0/4",      // reserved, broadcast
)

// IPv6 is the other way round: what is not global is not public.
var (
	global6 = netip.MustParsePrefix("2000::/3")
	// notPublic6 are the parts of global6 that are no public hosts.
	notPublic6 = prefixes(
		"2001::/23",     // protocol assignments: Teredo, ORCHID, benchmarks
		"2001:db8::/32", // documentation
		"2002::/16",     // 6to4, deprecated: an IPv4 address of any kind inside
		"3fff::/20",     // documentation
	)
	// nat64 is how a network without IPv4 reaches it: the last four bytes are the IPv4 address. Its
	// sister for local use, 64:ff9b:1::/48, leads wherever the network pleases and is not global.
	nat64 = netip.MustParsePrefix("64:ff9b::/96")
)

// public tells whether an address is one of the public internet, in whatever form it is written.
func public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.Is4() {
		return !within(notPublic4, a)
	}
	return global6.Contains(a) && !within(notPublic6, a)
}

func within(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}
