package documents

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPublicAddresses(t *testing.T) {
	for _, s := range []string{
		"1.1.1.1", "8.8.8.8", "93.184.216.34",
		// The neighbours of what is not public.
		"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
		"191.255.255.255", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
		"223.255.255.255",
		"2000::", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "2001:200::1", "2001:4860:4860::8888",
		"2001:db7:ffff::1", "2001:db9::1", "2003::1", "3ffe:ffff::1", "3fff:1000::1",
		// A public IPv4 address inside.
		"::ffff:8.8.8.8", "::ffff:808:808", "64:ff9b::8.8.8.8", "64:ff9b::808:808",
	} {
		assert.True(t, public(netip.MustParseAddr(s)), s)
	}
}

func TestAddressesThatAreNotPublic(t *testing.T) {
	for kind, addresses := range map[string][]string{
		"unspecified":       {"0.0.0.0", "::", "0.1.2.3", "0.255.255.255"},
		"loopback":          {"127.0.0.1", "127.255.255.254", "::1"},
		"private":           {"10.0.0.0", "10.96.0.1", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255"},
		"unique local":      {"fc00::1", "fd00::1", "fdff:ffff::1"},
		"link-local":        {"169.254.0.0", "169.254.255.255", "fe80::1", "febf::1", "fe80::1%eth0"},
		"site-local":        {"fec0::1"},
		"multicast":         {"224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"},
		"broadcast":         {"255.255.255.255"},
		"reserved":          {"240.0.0.1", "254.255.255.255", "4000::1", "::2"},
		"carrier-grade NAT": {"100.64.0.0", "100.127.255.255"},
		"metadata":          {"169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"},
		"protocols":         {"192.0.0.1", "192.88.99.1", "2001:2::1", "2001:10::1", "2001:1ff:ffff::1", "100::1", "5f00::1"},
		"documentation":     {"192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1", "3fff:fff:ffff::1"},
		"benchmarks":        {"198.18.0.0", "198.19.255.255"},
		"mapped":            {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1", "::ffff:0.0.0.0"},
		"compatible":        {"::127.0.0.1", "::10.0.0.1", "::8.8.8.8"},
		"translated":        {"::ffff:0:10.0.0.1", "::ffff:0:8.8.8.8"},
		"6to4":              {"2002:7f00:1::1", "2002:a00:1::1", "2002:c0a8:1::", "2002:808:808::1"},
		"Teredo":            {"2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"},
		"NAT64":             {"64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::169.254.169.254", "64:ff9b::100.64.0.1"},
		"NAT64, local":      {"64:ff9b:1::8.8.8.8", "64:ff9b:1:ffff::10.0.0.1", "64:ff9b:0:0:1::8.8.8.8"},
		"zone":              {"2606:4700:4700::1111%eth0", "::ffff:8.8.8.8%eth0"},
	} {
		for _, s := range addresses {
			assert.False(t, public(netip.MustParseAddr(s)), "%s: %s", kind, s)
		}
	}
	assert.False(t, public(netip.Addr{}), "none at all")
}

func TestGuard(t *testing.T) {
	test := netip.MustParseAddrPort("127.0.0.1:8443")
	g := guard{exempt: func(at netip.AddrPort) bool { return at == test }}
	for _, tc := range []struct {
		network, address string
		ok               bool
	}{
		{"tcp4", "8.8.8.8:443", true},
		{"tcp6", "[2606:4700:4700::1111]:443", true},
		{"tcp4", "127.0.0.1:8443", true},
		{"tcp4", "127.0.0.1:443", false},
		{"tcp4", "127.0.0.2:8443", false},
		{"tcp6", "[::ffff:127.0.0.1]:8443", false},
		{"tcp6", "[fe80::1%eth0]:443", false},
		{"udp4", "8.8.8.8:443", false},
		{"unix", "/run/containerd/containerd.sock", false},
		{"tcp4", "files.example.com:443", false},
		{"tcp", "", false},
	} {
		err := g.control(t.Context(), tc.network, tc.address, nil)
		if tc.ok {
			require.NoError(t, err, tc.address)
			continue
		}
		require.ErrorIs(t, err, errNotPublic, tc.address)
	}
}

// FuzzEmbeddedAddress: an address is as public as the IPv4 address inside, or less.
func FuzzEmbeddedAddress(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add([]byte{8, 8, 8, 8})
	f.Fuzz(func(t *testing.T, b []byte) {
		a, ok := netip.AddrFromSlice(b)
		if !ok || !a.Is4() {
			return
		}
		assert.Equal(t, public(a), public(netip.AddrFrom16(a.As16())), "mapped")
		for _, prefix := range []string{"64:ff9b::", "64:ff9b:1::", "::", "::ffff:0:0:0", "2002::"} {
			in := netip.MustParseAddr(prefix).As16()
			at := 12
			if prefix == "2002::" {
				at = 2
			}
			copy(in[at:], b)
			assert.False(t, public(netip.AddrFrom16(in)) && !public(a), "%s in %s", a, prefix)
		}
	})
}
