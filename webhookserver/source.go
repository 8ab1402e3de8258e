package webhookserver

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// source is the address that a request came from: the other end of the connection, or, where that
// is a trusted proxy, the last address in X-Forwarded-For that is none. Whatever stands to the left of
// it the sender may have made up. The zero address means that it cannot be told.
func (e Exposure) source(r *http.Request) netip.Addr {
	peer := peerOf(r.RemoteAddr)
	if !within(e.TrustedProxies, peer) {
		return peer
	}
	return forwardedFor(peer, r.Header.Values("X-Forwarded-For"), func(a netip.Addr) bool { return within(e.TrustedProxies, a) })
}

// forwardedFor follows X-Forwarded-For from the right, for as long as the addresses are trusted. When
// all of them are, the leftmost is the source. One that is no address ends it: the source cannot be told.
func forwardedFor(peer netip.Addr, values []string, trusted func(netip.Addr) bool) netip.Addr {
	source, rest := peer, strings.Join(values, ",")
	for more := rest != ""; more; {
		var last string
		i := strings.LastIndexByte(rest, ',')
		if last, more = rest[i+1:], i >= 0; more {
			rest = rest[:i]
		}
		address, ok := parseForwarded(strings.TrimSpace(last))
		if !ok {
			return netip.Addr{}
		}
		if source = address; !trusted(address) {
			return source
		}
	}
	return source
}

// parseForwarded reads an address as proxies write it: bare, or with a port, and IPv6 perhaps in
// brackets.
func parseForwarded(s string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(s)
	if err != nil {
		withPort, err := netip.ParseAddrPort(s)
		if err != nil {
			inner, opened := strings.CutPrefix(s, "[")
			inner, closed := strings.CutSuffix(inner, "]")
			if address, err = netip.ParseAddr(inner); err != nil || !opened || !closed || address.Is4() {
				return netip.Addr{}, false
			}
			return unmapped(address), true
		}
		address = withPort.Addr()
	}
	return unmapped(address), true
}

// peerOf is the address in the RemoteAddr of a connection.
func peerOf(remote string) netip.Addr {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return unmapped(address)
}

// unmapped is an address as prefixes compare it: IPv4 as such, and without a zone.
func unmapped(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func within(prefixes []netip.Prefix, a netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// admit refuses a request from elsewhere, before anything of it is read.
func (e Exposure) admit(r *http.Request) error {
	if len(e.SourceCIDRs) == 0 || within(e.SourceCIDRs, e.source(r)) {
		return nil
	}
	return &refusal{code: http.StatusForbidden, text: "no events are taken from this address"}
}
